"""The glossary: every indicator in plain words, as a page and beside each figure.

``{{ term("eci") }}`` in a template is a small link with a question mark to the indicator's place
on the page; with script it opens beside the figure. The words stand in ``glossary.yml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, render_template, url_for
from markupsafe import Markup
from ruamel.yaml import YAML

from liantu.locale import LANGUAGES
from liantu.web.context import lang, words

bp = Blueprint("glossary", __name__)
OWN = "docs/explanation/gaps.md"  # where the definitions stand that are the program's own
LINK = Markup(
    '<a class="term" href="{url}" data-term="{id}" data-name="{name}" title="{plain}"'
    ' aria-label="{label}"><span aria-hidden="true">?</span></a>'
)


@dataclass(frozen=True)
class Term:
    """One word: its names, what it means in plain words, its formula, where it is met."""

    id: str
    group: str
    names: dict[str, str]
    plains: dict[str, str]
    formulas: dict[str, str]
    where: tuple[str, ...]
    source: str

    @property
    def name(self) -> str:
        """What it is called in the language of this request."""
        return self.names[lang()]

    @property
    def plain(self) -> str:
        """One or two sentences without other words of the field."""
        return self.plains[lang()]

    @property
    def formula(self) -> str:
        """How it is computed, in short."""
        return self.formulas[lang()]

    def as_dict(self) -> dict[str, Any]:
        """Return the term in both languages."""
        return {
            "id": self.id,
            "group": self.group,
            "name": self.names,
            "plain": self.plains,
            "formula": self.formulas,
            "where": list(self.where),
            "source": self.source or OWN,
        }


def install(app: Flask) -> None:
    """Give every template the question mark."""
    app.jinja_env.globals["term"] = term


@cache
def terms() -> dict[str, Term]:
    """Return every term by its id, in the order of the file; raises ValueError for a half one."""
    text = (files("liantu.web") / "glossary.yml").read_text(encoding="utf-8")
    found = {}
    for name, one in YAML(typ="safe", pure=True).load(text).items():
        formula = one["formula"]
        both = formula if isinstance(formula, dict) else dict.fromkeys(LANGUAGES, formula)
        for texts in (one["name"], one["plain"], both):
            if set(texts) != set(LANGUAGES):
                raise ValueError(f"glossary.yml: {name} lacks a language")
        where = tuple(one["where"])
        source = one.get("source", "")
        found[name] = Term(name, one["group"], one["name"], one["plain"], both, where, source)
    return found


def term(name: str) -> Markup:
    """Return the question mark of an indicator; raises KeyError where there is no such term."""
    one = terms()[name]
    return LINK.format(
        url=url_for("glossary.page", _anchor=one.id),
        id=one.id,
        name=one.name,
        plain=one.plain,
        label=words("glossary.what", name=one.name),
    )


@bp.get("/glossary")
def page() -> str:
    """Show every term by group."""
    groups: dict[str, list[Term]] = {}
    for one in terms().values():
        groups.setdefault(one.group, []).append(one)
    json_url = url_for("glossary.glossary_json")
    return render_template("glossary.html", groups=groups, own=OWN, json_url=json_url)


@bp.get("/api/v1/glossary")
def glossary_json() -> Response:
    """Give every term in both languages."""
    return jsonify({"terms": [one.as_dict() for one in terms().values()]})
