"""Filters and rules of style of a view, as the canvas reads them, for what the server draws.

The twin of ``web/static/explorer/rules.js``; a test holds the two to the same answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Thing = Mapping[str, Any]
Rule = Mapping[str, Any]
ABOUT_OTHERS = object()  # the value of a field that is not about such a thing


def value_of(thing: Thing, field: str) -> Any:
    """Return what a field says of a thing: None for nothing, ABOUT_OTHERS where it cannot."""
    if field in ("kind", "link"):
        return thing["kind"]
    if field == "source":
        return thing.get("sources") or None
    if field == "inferred":  # of links alone
        return thing.get(field, ABOUT_OTHERS)
    if field in ("confidence", "observed_on"):
        return thing.get(field) or None
    kind, _, name = field.removeprefix("prop:").partition(".")
    if not field.startswith("prop:") or kind != thing["kind"]:
        return ABOUT_OTHERS
    value = thing["properties"].get(name)
    return None if value == "" else value


def holds(value: Any, op: str, wanted: Any) -> bool:
    """Say whether a value does what is asked; one that nobody knows is only ever not in a list."""
    if value is None:
        return op == "not in"
    each = value if isinstance(value, list) else [value]
    listed = wanted if isinstance(wanted, list) else [wanted]
    if op == "in":
        return any(one in listed for one in each)
    if op == "not in":
        return not any(one in listed for one in each)
    if op == "≥":
        return any(_above(one, wanted) for one in each)
    if op == "≤":
        return any(_above(wanted, one) for one in each)
    if op == "between" and len(listed) == 2:
        low, high = listed
        return any(
            (low is None or _above(one, low)) and (high is None or _above(high, one))
            for one in each
        )
    if wanted in (None, ""):
        return True
    return any(str(wanted).lower() in str(one).lower() for one in each)


def _above(a: Any, b: Any) -> bool:
    if any(isinstance(one, (int, float)) and not isinstance(one, bool) for one in (a, b)):
        try:
            return float(a) >= float(b)
        except (TypeError, ValueError):
            return False
    return _text(a) >= _text(b)


def _text(value: Any) -> str:
    """Return a value as the canvas writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def passes(thing: Thing, filters: Sequence[Rule]) -> bool:
    """Say whether a node passes all filters; one about another kind lets it pass."""
    return all(one.get("field") == "link" or _lets(thing, one, lenient=False) for one in filters)


def link_passes(thing: Thing, filters: Sequence[Rule]) -> bool:
    """Say whether a link passes by itself; of what it does not say its nodes decide."""
    return all(one.get("field") == "kind" or _lets(thing, one, lenient=True) for one in filters)


def _lets(thing: Thing, one: Rule, lenient: bool) -> bool:
    field = str(one.get("field", ""))
    value = value_of(thing, field)
    if value is ABOUT_OTHERS:
        return True
    if value is None and (one.get("unknown") or (lenient and not field.startswith("prop:"))):
        return True
    return holds(value, str(one.get("op", "")), one.get("value"))


def first_fit(thing: Thing, rules: Sequence[Rule], link: bool = False) -> Rule:
    """Return the first rule that fits a node or a link; an empty one where none does."""
    for rule in rules:
        field = rule.get("field")
        if rule.get("side") not in (None, "link" if link else "node"):
            continue
        if rule.get("kind") and rule["kind"] != thing["kind"]:
            continue
        if not field:
            if rule.get("kind"):
                return rule
            continue
        if field == ("kind" if link else "link"):
            continue
        value = value_of(thing, str(field))
        if value is not ABOUT_OTHERS and holds(value, rule.get("op") or "has", rule.get("value")):
            return rule
    return {}
