"""Answers of ``/api/v1``: their forms, pages, moments, tags, and what of them is asked for.

An endpoint hands over its answer with ``jsonify`` and knows nothing of forms. What its
table and its graph are stands in :mod:`liantu.web.answers.shapes`.
"""

from __future__ import annotations

from flask import Flask

from liantu.web.answers import forms, moments, squeezing, tags


def install(app: Flask) -> None:
    """Let every answer under ``/api/v1`` be had in other forms, by day, and with a cheap 304."""
    app.wsgi_app = forms.Suffixes(app.wsgi_app)  # type: ignore[assignment, method-assign]
    app.json = forms.Answers(app)
    app.json.ensure_ascii = False
    app.json.sort_keys = False
    app.before_request(forms.agree)
    app.before_request(moments.resolve)
    app.before_request(tags.unchanged)
    app.after_request(moments.told)
    app.after_request(tags.tagged)


def install_last(app: Flask) -> None:
    """Squeeze what has every header: called first, since what is added first acts last."""
    app.after_request(squeezing.squeeze)
