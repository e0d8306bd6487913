"""What is read of a request before the application sees it, and refused in its shape.

Signs beyond ASCII in an address are taken as UTF-8, as somebody types them who does not
write them as per cent: no address means anything else by them. What is no request at all
is told as every other error is.
"""

from __future__ import annotations

import json
import re
from typing import cast

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask

from liantu.errors import UsageError
from liantu.locale import LANGUAGES, language

BEYOND = re.compile(rb"[\x80-\xff]")
LANG = re.compile(rb"[?&]lang=([a-z]{2})(?=[& ]|$)")
KEYS = {413: "body_too_large", 431: "head_too_large"}


class Request(HTTPRequestParser):
    """A request whose first line may hold UTF-8."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head of a request; raises ParsingError where it is none."""
        line, end, rest = header_plus.partition(b"\r\n")
        line = BEYOND.sub(lambda found: b"%%%02X" % found[0][0], line)
        super().parse_header(line + end + rest)


class Refusal(ErrorTask):
    """The answer to what cannot be read as a request."""

    def execute(self) -> None:
        """Write the error: as JSON to scripts, as two lines to others."""
        asked = cast(HTTPRequestParser, self.request)
        error = asked.error
        assert error is not None
        line = getattr(asked, "first_line", b"")
        told = UsageError(KEYS.get(error.code, "request_unreadable"), problem=error.body)
        scripts = b"/api/" in line or "AUTHORIZATION" in asked.headers
        body = _written(told, line, scripts).encode()
        self.status = f"{error.code} {error.reason}"
        kind = "application/json" if scripts else "text/plain; charset=utf-8"
        self.response_headers = [("Content-Type", kind), ("X-Content-Type-Options", "nosniff")]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


def _written(told: UsageError, line: bytes, scripts: bool) -> str:
    asked = LANG.search(line)
    wanted = asked[1].decode() if asked else ""
    token = language.set(wanted if wanted in LANGUAGES else LANGUAGES[0])
    try:
        if scripts:
            return json.dumps(told.as_dict(), ensure_ascii=False) + "\n"
        return f"{told.message}\n{told.remedy}\n"
    finally:
        language.reset(token)


def install() -> None:
    """Let every server of waitress in this process read and refuse like this."""
    HTTPChannel.parser_class = Request
    HTTPChannel.error_task_class = Refusal
