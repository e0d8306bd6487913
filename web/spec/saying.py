"""What is wrong with a value, in the languages of the catalogue: its name, and what may be given.

pydantic finds the mistake; its words are English alone and say less than its schema knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from liantu.errors import UsageError
from liantu.locale import text
from liantu.queries.screening import ADCODE
from liantu.refusing import one_of, shown
from liantu.web.spec.parameters import DAY, NO_NUL

# Sorts of pydantic's mistakes, by what the message says of them.
SORTS = {
    "value_integer": ("int_type", "int_parsing", "int_parsing_size", "int_from_float"),
    "value_number": ("float_type", "float_parsing", "finite_number", "decimal_parsing"),
    "value_small": ("greater_than", "greater_than_equal"),
    "value_large": ("less_than", "less_than_equal"),
    "value_choice": ("literal_error", "enum", "bool_type", "bool_parsing"),
    "value_long": ("string_too_long",),
    "value_short": ("string_too_short",),
    "value_many": ("too_long",),
    "value_few": ("too_short",),
    "value_pattern": ("string_pattern_mismatch",),
    "value_missing": ("missing",),
    "value_extra": ("extra_forbidden",),
}
KEYS = {sort: key for key, sorts in SORTS.items() for sort in sorts}


def unsound(model: type[BaseModel], error: ValidationError, where: str = "") -> UsageError:
    """Return the first mistake that was found: which field, what was given, what may be."""
    first = error.errors(include_url=False)[0]
    place = first["loc"]
    name = ".".join(map(str, place)) or where
    schema = model.model_json_schema()
    part = _part(schema, place, schema.get("$defs", {}))
    key = KEYS.get(first["type"], "value_wrong")
    if key == "value_pattern":
        key = {DAY: "value_day", NO_NUL: "value_nul"}.get(part.get("pattern", ""), key)
    if key == "value_extra":
        part = _part(schema, place[:-1], schema.get("$defs", {}))
    told = {"name": name, "given": shown(first.get("input")), "allowed": allowed(part)}
    return UsageError(key, where=name, **told)


def allowed(schema: Mapping[str, Any]) -> str:
    """Return what a value may be, in the language in use."""
    if "const" in schema or "enum" in schema:
        return one_of(schema.get("enum") or [schema["const"]])
    if "properties" in schema:
        return one_of([*schema["properties"]])
    kind = schema.get("type", "")
    if kind in ("integer", "number"):
        ends = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
        least, over, most, under = (schema.get(one) for one in ends)
        low, high = (least if least is not None else over), (most if most is not None else under)
        if low is not None and high is not None:
            return text(f"spec.allowed.{kind}_within", least=_number(low), most=_number(high))
        return text(f"spec.allowed.{kind}")
    if kind == "array":
        items = allowed(schema.get("items", {}))
        if "maxItems" in schema:
            return text("spec.allowed.list_of", most=schema["maxItems"], items=items)
        return items
    if kind == "boolean":
        return "true, false"
    if kind == "object":
        return text("spec.allowed.object")
    return _text(schema)


def _text(schema: Mapping[str, Any]) -> str:
    pattern = schema.get("pattern", NO_NUL)
    if pattern == DAY:
        return text("spec.allowed.day")
    if pattern == ADCODE:
        return text("spec.allowed.adcode")
    if pattern != NO_NUL:
        return text("spec.allowed.pattern", pattern=pattern, most=schema.get("maxLength", "–"))
    if "maxLength" in schema:
        return text("spec.allowed.text_within", most=schema["maxLength"])
    return text("spec.allowed.text")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _part(schema: Any, place: Sequence[Any], defs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of a part of a value, empty where it says nothing of that part."""
    found: Mapping[str, Any] = schema if isinstance(schema, Mapping) else {}
    if "$ref" in found:
        return _part(defs.get(str(found["$ref"]).rpartition("/")[2]), place, defs)
    if "anyOf" in found:  # an absent value is not a null
        some = [one for one in found["anyOf"] if one != {"type": "null"}]
        return _part(some[0] if some else {}, place, defs)
    if not place:
        return found
    inner = found.get("items") if isinstance(place[0], int) else None
    inner = inner or found.get("properties", {}).get(place[0]) or found.get("additionalProperties")
    return _part(inner, place[1:], defs)
