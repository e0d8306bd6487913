"""The page of the API: its document with a form for each address; without script a plain list."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template, url_for

from liantu.web.context import lang
from liantu.web.spec.document import bp as bp
from liantu.web.spec.document import document
from liantu.web.spec.meanings import about, meaning
from liantu.web.spec.parameters import Every


@bp.get("/api/docs")
def docs() -> str:
    """Show every address of the API, and let it be tried."""
    rows = [
        (
            method.upper(),
            path,
            about(asked["operationId"], lang()),
            _parameters(method, asked),
            asked["x-right"],
        )
        for path, methods in document(current_app)["paths"].items()
        for method, asked in methods.items()
    ]
    every = [(name, meaning("", name, lang())) for name in Every.model_fields]
    url = url_for("spec.openapi")
    return render_template("api_docs.html", rows=rows, every=every, document_url=url)


def _parameters(method: str, asked: dict[str, Any]) -> list[tuple[str, str]]:
    """Return an address's own parameters with what they mean; every address has the others."""
    endpoint = asked["operationId"].removesuffix(f".{method}")
    names = [one["name"] for one in asked["parameters"] if one["name"] not in Every.model_fields]
    return [(name, meaning(endpoint, name, lang())) for name in names]
