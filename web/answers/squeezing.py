"""Answers of the API as gzip, whole or as they are made.

Pages of forms are left alone: what a reader's page holds beside a secret must not be
guessed from how well both compress together.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator

from flask import Response, request

LEAST = 1024  # bytes: below, a packet carries the plain answer
LEVEL = 5
GZIP_WINDOW = 16 + zlib.MAX_WBITS
PLAIN = ("text/", "application/json", "application/jsonl", "application/graphml+xml")


def squeeze(response: Response) -> Response:
    """Compress an answer that is long enough for a reader who takes gzip."""
    if not request.path.startswith("/api/") or not (response.mimetype or "").startswith(PLAIN):
        return response
    response.vary.add("Accept-Encoding")
    if (
        response.status_code in (204, 206, 304)
        or "Content-Encoding" in response.headers
        or not request.accept_encodings["gzip"]
        or request.method == "HEAD"
    ):
        return response
    if response.is_streamed:
        response.response = _squeezed(response.response)
        response.headers.pop("Content-Length", None)
    else:
        content = response.get_data()
        if len(content) < LEAST:
            return response
        response.set_data(gzip.compress(content, LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, weak = response.get_etag()
    if tag and not weak:  # another encoding is another sequence of bytes
        response.set_etag(tag, weak=True)
    return response


def _squeezed(parts: Iterable[bytes | str]) -> Iterator[bytes]:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP_WINDOW)
    for part in parts:
        if made := packer.compress(part.encode() if isinstance(part, str) else part):
            yield made
    yield packer.flush()
