"""The page of the API: its document with a form for each address; without script a plain list."""

from __future__ import annotations

from flask import current_app, render_template, url_for

from liantu.web.spec.document import bp as bp
from liantu.web.spec.document import document


@bp.get("/api/docs")
def docs() -> str:
    """Show every address of the API, and let it be tried."""
    rows = [
        (method.upper(), path, asked)
        for path, methods in document(current_app)["paths"].items()
        for method, asked in methods.items()
    ]
    return render_template("api_docs.html", rows=rows, document_url=url_for("spec.openapi"))
