"""What a page asked of the graph: each query once, as a text that runs by itself.

Listening begins before a page is made and costs a note for each query. The texts are the
catalogue's own; where the fence of Cypher takes one it is offered with its parameters
written in, otherwise the query is had by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from flask import Flask, g, request, url_for

from liantu.graph.stores.neo4j_text import TRAIL
from liantu.locale import text as words
from liantu.queries.catalogue import ITEMS, Query, listed_text, query
from liantu.queries.cypher import Refused, read
from liantu.queries.cypher.literals import written_in
from liantu.queries.recording import Notes, listening
from liantu.queries.saved import SAMPLES
from liantu.web.context import lang
from liantu.yamlfile import read_yaml

PAGES = frozenset(
    {
        "chains.panorama",
        "chains.gaps",
        "chains.segment",
        "firms.of_segment",
        "pages.node",
        "pages.overview",
        "pages.search",
        "risk.page",
        "screen.page",
        "targets.of_segment",
        "targets.both",
    }
)
LONGEST_ADDRESS = 4_000  # signs of an address that a link may have
LONGEST_SHOWN = 6_000  # signs of a text that stands in a page


@dataclass(frozen=True)
class Behind:
    """One query of a page: its text with parameters, or the key of why it is not run here."""

    name: str
    doc: str
    times: int
    text: str
    why: str = ""

    @property
    def reason(self) -> str:
        """Why the text is not run here, in the language in use; empty where it is."""
        return words(f"behind.why.{self.why}", most=LONGEST_SHOWN) if self.why else ""

    @property
    def open_url(self) -> str:
        """The page of Cypher with the text; empty where the text is too long for an address."""
        return _short(url_for("cypher_page.page", q=self.text)) if not self.why else ""


@dataclass(frozen=True)
class ByName(Behind):
    """A query that is run by its name."""

    json_url: str = ""


def install(app: Flask) -> None:
    """Listen to what pages ask, and let templates tell it."""
    app.before_request(_listen)
    app.teardown_request(_stop)
    app.jinja_env.globals["behind"] = behind


def _listen() -> None:
    if request.endpoint in PAGES and request.method == "GET":
        g.listening = Notes()
        g.listened = listening.set(g.listening)


def _stop(_error: BaseException | None = None) -> None:
    if "listened" in g:
        listening.reset(g.pop("listened"))


def behind() -> list[Behind]:
    """Return the queries of this page so far, in the order in which they were first asked."""
    heard = g.get("listening")
    found: dict[str, list[Mapping[str, Any]]] = {}
    for name, bound in heard.notes if heard else ():
        asked = found.setdefault(name, [])
        if bound not in asked[:1] and bound not in asked[-1:]:
            asked.append(bound)
    return [_told(query(name), asked[0], len(asked)) for name, asked in found.items()]


def _told(one: Query, bound: Mapping[str, Any], times: int) -> Behind:
    source, why = _taken(one.name)
    if not why:
        try:
            text = written_in(_labelled(one, source, bound), bound)
            if len(text) <= LONGEST_SHOWN:
                return Behind(one.name, one.told(lang()), times, text)
            why = "long"
        except Refused as error:  # too long for any text, or a value that has no literal
            why = "long" if error.why == "long" else "value"
    given = {
        name: listed_text(value) if isinstance(value, list) else _plain(value)
        for name, value in bound.items()
    }
    url = _short(url_for("api.query", name=one.name, **given))  # type: ignore[arg-type]
    return ByName(one.name, one.told(lang()), times, source, why, url)


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _short(url: str) -> str:
    return url if len(url) <= LONGEST_ADDRESS else ""


def _labelled(one: Query, source: str, bound: Mapping[str, Any]) -> str:
    return source if one.labelled is None else _plain_text(one.text_for("neo4j", bound))


def _taken(name: str) -> tuple[str, str]:
    """Return the text of a query that is run as it stands, or the catalogue's and the reason."""
    text = read_as(name)
    return (text, "") if text is not None else (query(name).text("neo4j").strip(), unread()[name])


@lru_cache(maxsize=500)
def read_as(name: str) -> str | None:
    """Return the text of a query that the fence reads for either store; None where it reads none.

    The text written for Neo4j is plain Cypher: the fence writes it for the store in use.
    """
    one = query(name)
    given = {param.name: SAMPLES[param.type] for param in one.params}
    for dialect in ("neo4j", "embedded"):
        text = _plain_text(one.text(dialect))
        try:
            read(text, given, "embedded")
        except Refused:
            continue
        return text
    return None


@cache
def unread() -> Mapping[str, str]:
    """Return the queries that the fence does not read, each with the key of the reason."""
    text = (files("liantu.queries.cypher") / "unread.yml").read_text(encoding="utf-8")
    return read_yaml(text, "unread.yml")


def _plain_text(text: str) -> str:
    """Return a text as openCypher has it: lists without a call, and every path a trail."""
    return TRAIL.sub("*", ITEMS.sub(r"\1", text)).strip()
