"""What a view shows, in words: its scope, its filters, and what its colours mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liantu.graph.model import model
from liantu.queries.explore.scene import Scene
from liantu.web.context import lang, words
from liantu.web.rendering import kind_color, kind_label, link_label, source_label

FIELDS = ("kind", "link", "source", "confidence", "inferred", "observed_on")


@dataclass(frozen=True)
class Key:
    """One entry of a legend."""

    text: str
    colour: str
    shape: str
    count: int
    dash: str = ""  # of a link


def scope(scene: Scene) -> list[str]:
    """Return what a file tells of its view: numbers, version, day, filters, what is left out."""
    told = [
        words("explore_api.numbers", nodes=len(scene.dots), links=len(scene.lines)),
        f"{words('web.version')} {scene.data_version}",
        f"{words('web.as_of')} {scene.as_of or words('web.undated')}",
    ]
    lines = [words("explore_api.between").join(told)]
    if scene.filters:
        said = "；".join(filter_words(one) for one in scene.filters)
        lines.append(words("explore_api.filters", filters=said))
    return lines + left_out(scene)


def left_out(scene: Scene) -> list[str]:
    """Return what a view holds and does not show."""
    lines = []
    if scene.left_out:
        lines.append(words("explore_api.left_out", count=scene.left_out))
    if scene.missing:
        lines.append(words("explore_api.missing", count=scene.missing))
    return lines


def legend(scene: Scene) -> list[Key]:
    """Return what colours and shapes stand for: rules of style in use, then kinds."""
    counted: Counter[tuple[str, str, str]] = Counter()
    for dot in scene.dots:
        if dot.rule:
            counted[filter_words(dot.rule), dot.colour, dot.shape] += 1
    rules = [Key(*key, count) for key, count in counted.items()]
    kinds = Counter(str(dot.node["kind"]) for dot in scene.dots if not dot.rule)
    lines = Counter(
        (filter_words(line.rule), line.colour, line.dash) for line in scene.lines if line.rule
    )
    links = [Key(text, colour, "", n, dash) for (text, colour, dash), n in lines.items()]
    return [*rules, *links] + [
        Key(kind_label(kind), kind_color(kind), "circle", count)
        for kind, count in sorted(kinds.items(), key=lambda one: (-one[1], one[0]))
    ]


def filter_words(one: Mapping[str, Any]) -> str:
    """Return a filter or a rule of style in words."""
    return " ".join(part for part in filter_parts(one) if part)


def filter_parts(one: Mapping[str, Any]) -> tuple[str, str]:
    """Return what a filter or a rule is about, and what it asks of that, in words."""
    field, op = str(one.get("field") or ""), str(one.get("op") or "")
    if not field:
        return kind_label(str(one.get("kind", ""))), ""
    value = one.get("value")
    each = value if isinstance(value, list) else [value]
    shown = "、".join(_value(field, item) for item in each if item not in (None, ""))
    return _field(field), " ".join(part for part in (_op(op), shown) if part)


def _field(field: str) -> str:
    if field in FIELDS:
        return words(f"explore_api.field.{field}")
    kind, _, name = field.removeprefix("prop:").partition(".")
    spec = (model().links.get(kind) or model().nodes.get(kind)) if kind else None
    if spec is None or name not in spec.properties:
        return field
    return f"{spec.label.text(lang())}·{spec.properties[name].label.text(lang())}"


def _op(op: str) -> str:
    known = {"in": "in", "not in": "not_in", "between": "between", "has": "has"}
    return words(f"explore_api.op.{known[op]}") if op in known else op


def _value(field: str, value: Any) -> str:
    text = str(value)
    if field == "kind":
        return kind_label(text)
    if field == "link":
        return link_label(text)
    if field == "source":
        return source_label(text)
    if isinstance(value, bool):
        return words("explore.yes" if value else "explore.no")
    if field == "confidence" and text in ("registered", "candidate", "unsourced", "stub"):
        return words(f"explore_api.confidence.{text}")
    return text
