"""What the columns of a table are: labels in both languages, unit, meaning, where from.

A property of the vocabulary is told by the schema; what an answer itself adds is told by
the catalogue, as ``field.NAME`` (``sheet.col.NAME`` for the tables of pages).
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from liantu.graph.model import Property, model
from liantu.locale import LANGUAGES, catalogue, text
from liantu.queries.sheets import Column

MOST_KINDS = 8  # kinds that are named as those which have a property
COLONS = {"zh": "：", "en": ": "}


class Field(NamedTuple):
    """One column as a sheet of fields tells it."""

    name: str
    zh: str
    en: str
    unit: str
    meaning: str
    source: str


def field_of(column: Column) -> Field:
    """Return what a column is; its own label and unit count before those of the schema."""
    _, dot, last = column.name.rpartition(".")
    specs = _properties().get(last, ())
    own = _own(last)
    if specs and (dot or not own):
        return _of_schema(column, specs)
    if own:
        label = {lang: said.partition(COLONS[lang])[0] for lang, said in own.items()}
        meaning = " / ".join(own[lang] for lang in LANGUAGES)
        unit = column.unit or next((one.unit for _, one in specs if one.unit), "")
        return Field(column.name, label["zh"], label["en"], unit, meaning, _schema_names(specs))
    return Field(column.name, column.label, column.label, column.unit, "", _schema_names(()))


def _own(name: str) -> dict[str, str]:
    """Return what the catalogue says of a field of answers, empty where it does not."""
    texts = catalogue()
    return texts.get(f"field.{name}") or texts.get(f"sheet.col.{name}") or {}


def _of_schema(column: Column, specs: tuple[tuple[str, Property], ...]) -> Field:
    spec = specs[0][1]
    docs = "; ".join(dict.fromkeys(one.doc for _, one in specs if one.doc))
    said = [COLONS[lang].join((_kinds(specs, lang), spec.label.text(lang))) for lang in LANGUAGES]
    unit = column.unit or "; ".join(dict.fromkeys(one.unit for _, one in specs if one.unit))
    meaning = " / ".join([*said, docs] if docs else said)
    label = spec.label
    source = _schema_names(specs)
    return Field(column.name, label.text("zh"), label.text("en"), unit, meaning, source)


def _kinds(specs: tuple[tuple[str, Property], ...], lang: str) -> str:
    """Return the kinds that have a property, in words."""
    known = {one.name: one.label for one in model().nodes.values()}
    known |= {one.name: one.label for one in model().links.values()}
    names = [known[kind].text(lang) for kind, _ in specs[:MOST_KINDS]]
    more = " …" if len(specs) > MOST_KINDS else ""
    return ("、" if lang == "zh" else ", ").join(dict.fromkeys(names)) + more


def _schema_names(specs: tuple[tuple[str, Property], ...]) -> str:
    """Return the names in the schema that a field has: ``Enterprise.output``; else who made it."""
    if not specs:
        return text("sheet.fields.made")
    more = [" …"] if len(specs) > MOST_KINDS else []
    return ", ".join(f"{kind}.{one.name}" for kind, one in specs[:MOST_KINDS]) + "".join(more)


@cache
def _properties() -> dict[str, tuple[tuple[str, Property], ...]]:
    """Return the properties of the vocabulary by name, each with its kind, nodes first."""
    found: dict[str, list[tuple[str, Property]]] = {}
    properties = {one.name: one.properties for one in model().nodes.values()}
    properties |= {one.name: one.properties for one in model().links.values()}
    for kind, specs in properties.items():
        for spec in specs.values():
            found.setdefault(spec.name, []).append((kind, spec))
    return {name: tuple(some) for name, some in found.items()}
