"""What each endpoint answers: the main fields, read from ``answers.yml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from liantu.web.answers.shapes import SHAPES

PLAIN = {"boolean": "boolean", "number": "number", "string": "string", "array": "list"}


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


def row_types(endpoint: str | None) -> dict[str, str]:
    """Return the plain columns that the rows of an answer are declared to have, by name and type.

    What is an object becomes columns of its own in a row, and is not told here.
    """
    shape = SHAPES.get(endpoint or "")
    if shape is None or shape.columns:
        return {}
    part = _declared().get(endpoint or "")
    for name in shape.rows.split(".") if shape.rows.strip(".") else ():
        part = _plain_keys(part).get(name)
    item = part[0] if isinstance(part, list) and part else part
    types = {name: {*str(one).split("|")} - {"null"} for name, one in _plain_keys(item).items()}
    return {
        name: PLAIN.get("".join(found), "string")
        for name, found in types.items()
        if "object" not in found
    }


def _plain_keys(part: Any) -> dict[str, Any]:
    return {key.rstrip("?"): one for key, one in part.items()} if isinstance(part, dict) else {}


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
