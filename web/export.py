"""The download of a neighbourhood as one HTML file."""

from __future__ import annotations

import re
from io import BytesIO

from flask import Blueprint, Response, send_file

from liantu.web.answers.paging import whole
from liantu.web.context import lang, store, words
from liantu.web.export_html import export

bp = Blueprint("export", __name__)

UNSAFE = re.compile(r'[\\/:*?"<>|.\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff]+')


@bp.get("/nodes/<path:node_id>/neighbourhood.html")
def neighbourhood(node_id: str) -> Response:
    """Give what lies around a node as a file to keep and to send."""
    name, html = export(store(), node_id, whole("steps", 1, 1, 2), lang())
    title = UNSAFE.sub("_", words("web.export.title", name=name))[:80]
    response = send_file(
        BytesIO(html.encode()),
        mimetype="text/html",
        as_attachment=True,
        download_name=f"{title}.html",
        etag=False,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
