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
        _row(found, shape.rows).pop("required", None)  # ``fields=`` asks for some of them only
    return found


@cache
def row_types(endpoint: str) -> dict[str, str]:
    """Return the plain columns that the rows of an answer are declared to have, by name and type.

    What is an object becomes columns of its own in a row, and is not told here.
    """
    shape = SHAPES[endpoint]
    if shape.columns:
        return {}
    told = _row(answer_schema(endpoint), shape.rows).get("properties", {})
    types = {name: {*_types(one)} - {"null"} for name, one in told.items()}
    return {
        name: PLAIN.get("".join(found), "string")
        for name, found in types.items()
        if "object" not in found
    }


def _types(schema: dict[str, Any]) -> list[str]:
    found = schema.get("type", [])
    return [found] if isinstance(found, str) else found


def _row(found: dict[str, Any], rows: str) -> dict[str, Any]:
    """Return the schema of one row of an answer."""
    for name in rows.split(".") if rows.strip(".") else ():
        found = found.get("properties", {}).get(name, {})
    items: dict[str, Any] = found.get("items", found)
    return items


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
