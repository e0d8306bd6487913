"""What each endpoint answers: the main fields, read from ``answers.yml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from liantu.web.answers.shapes import SHAPES


@cache
def _declared() -> dict[str, Any]:
    text = (files("liantu.web.spec") / "answers.yml").read_text(encoding="utf-8")
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(text) or {}
    return found


def answer_schema(endpoint: str) -> dict[str, Any]:
    """Return the JSON schema of an endpoint's answer; anything where none is declared."""
    given = _declared().get(endpoint)
    if given is None:
        return {}
    found = _schema(given)
    shape = SHAPES.get(endpoint)
    if shape is not None and not shape.columns:
        _any_fields(found, shape.rows)
    return found


def _any_fields(found: dict[str, Any], rows: str) -> None:
    """Let the rows of an answer lack any field: ``fields=`` asks for some of them only."""
    part = found
    for name in rows.split(".") if rows.strip(".") else ():
        part = part.get("properties", {}).get(name, {})
    part = part.get("items", part)
    part.pop("required", None)


def _schema(given: Any) -> dict[str, Any]:
    """Return a schema: a mapping is an object, a list one of its item, a text its types."""
    if isinstance(given, dict):
        return {
            "type": "object",
            "required": [name for name in given if not name.endswith("?")],
            "properties": {name.rstrip("?"): _schema(one) for name, one in given.items()},
        }
    if isinstance(given, list):
        return {"type": "array", "items": _schema(given[0]) if given else {}}
    types = str(given).split("|")
    if types == ["any"]:
        return {}
    return {"type": types[0] if len(types) == 1 else types}
