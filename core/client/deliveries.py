"""Deliveries of scripts: sent once, followed to their end, with the rows that were set aside."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from liantu.client.answers import Answer
from liantu.client.calls import Calls

ENDED = frozenset({"done", "failed", "cancelled", "interrupted", "held"})
Rows = Sequence[Mapping[str, Any]]


class Delivery:
    """What was delivered: the job that loads it, and what came of it."""

    def __init__(self, calls: Calls, said: Mapping[str, Any], key: str) -> None:
        self._calls, self.said, self.key = calls, dict(said), key
        self.job = int(said["job"])
        self._row: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"<Delivery to {self.said['source']}, job {self.job} {self.state}>"

    @property
    def state(self) -> str:
        """queued, running, done, failed, cancelled, interrupted or held, when last looked at."""
        return str(self._row.get("state", "queued"))

    @property
    def report(self) -> dict[str, Any]:
        """What the load said: rows read and accepted, files with their batch or error."""
        return dict(self._row.get("report", {}))

    def look(self) -> dict[str, Any]:
        """Return the job as it is now."""
        self._row = self._calls.call(self.said["job_url"]).json()
        return self._row

    def wait(self, seconds: float = 600.0, every: float = 0.5) -> Delivery:
        """Return when the job has ended, however it did; raises TimeoutError."""
        end = time.monotonic() + seconds
        while self.look()["state"] not in ENDED:
            if time.monotonic() > end:
                raise TimeoutError(f"job {self.job} is still {self.state}")
            time.sleep(every)
        return self

    def rejects(self) -> list[dict[str, Any]]:
        """Return the rows set aside, each with its reason, its remedy and its cells."""
        answer = Answer(self._calls, self.said["rejects_url"], {"limit": 1000})
        return [one for page in answer.pages() for one in page["rejects"]]

    def rejects_csv(self) -> bytes:
        """Return the rows set aside as CSV, to be corrected and delivered again."""
        return self._calls.call(self.said["rejects_url"], accept="text/csv").body


def send(
    calls: Calls,
    source: str,
    what: str | Path | Rows,
    terms: Mapping[str, Any],
    key: str | None,
) -> Delivery:
    """Deliver a file or rows under a key, a new one unless given."""
    key = key or str(uuid.uuid4())
    if isinstance(what, (str, Path)):
        body, kind = _form(Path(what))
    else:
        body = json.dumps({"rows": list(what)}, ensure_ascii=False).encode()
        kind = "application/json"
    headers = {"Content-Type": kind, "Idempotency-Key": key}
    path = f"/sources/{quote(source, safe='')}/deliveries"
    said = calls.call(path, terms, body=body, headers=headers).json()
    return Delivery(calls, said, key)


def _form(path: Path) -> tuple[bytes, str]:
    """Return a form that holds one file, and its type with the boundary."""
    content = path.read_bytes()
    mark = uuid.uuid4().hex
    name = path.name.replace("\\", "_").replace('"', "%22")
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
    return body, f"multipart/form-data; boundary={mark}"
