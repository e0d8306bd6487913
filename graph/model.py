"""The vocabulary as data: node and link kinds read from ``schema/``.

One YAML file declares one kind. Tables of the embedded store, constraints of
Neo4j, checks of ingest, labels of the pages and the reference page of the docs
all come from the :class:`Model` that this module reads.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal, cast

from liantu.errors import SchemaError
from liantu.yamlfile import Located, read_yaml

PropertyType = Literal["string", "integer", "number", "boolean", "date", "list"]
PROPERTY_TYPES: tuple[str, ...] = ("string", "integer", "number", "boolean", "date", "list")

NODE_NAME = re.compile(r"[A-Z][A-Za-z]{1,40}\Z")
LINK_NAME = re.compile(r"[A-Z][A-Z_]{1,40}\Z")
PROPERTY_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}\Z")
PREFIX = re.compile(r"[a-z]{3,10}\Z")

# Columns that every node or link has beside the properties of its kind.
SYSTEM_NODE_COLUMNS: dict[str, PropertyType] = {
    "id": "string",
    "search": "string",
    "sources": "list",
    "records": "list",
    "reported": "string",
}
SYSTEM_LINK_COLUMNS: dict[str, PropertyType] = {
    "key": "string",
    "sources": "list",
    "records": "list",
    "reported": "string",
}

# Column names that facts and their merge use; a property may not bear one of them.
RESERVED = frozenset(
    {"a", "alt", "b", "batch", "fact_order", "file", "from", "from_hits", "home", "id", "key"}
    | {"keys", "nid", "optional", "origin", "pair", "record", "row", "sheet", "source", "to"}
    | {"to_hits", "waits"}
)

NODE_FIELDS = frozenset(
    {"kind", "label", "doc", "prefix", "identity", "icon", "color", "search", "properties"}
)
LINK_FIELDS = frozenset(
    {"kind", "label", "reverse", "doc", "ends", "self", "identity", "properties", "checks"}
)
CHECK_FIELDS = frozenset({"sum", "by", "max", "level"})
END_FIELDS = frozenset({"from", "to"})
PROPERTY_FIELDS = frozenset(
    {"type", "zh", "en", "doc", "unit", "required", "min", "max", "max_length", "pattern"}
    | {"allowed"}
)


@dataclass(frozen=True)
class Label:
    """A text in both languages of the product."""

    zh: str
    en: str

    def text(self, lang: str = "zh") -> str:
        """Return the text in ``lang`` (``zh`` or ``en``)."""
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True)
class Property:
    """One property of a kind: type, unit, allowed values and range."""

    name: str
    type: PropertyType
    label: Label
    doc: str = ""
    unit: str = ""
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    max_length: int | None = None
    pattern: str = ""
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class NodeKind:
    """A kind of node: how it is identified, shown and checked."""

    name: str
    label: Label
    doc: Label
    prefix: str
    identity: tuple[tuple[str, ...], ...]
    icon: str
    color: str
    search: tuple[str, ...]
    properties: Mapping[str, Property]

    @property
    def columns(self) -> dict[str, PropertyType]:
        """All columns of the kind's table, in table order."""
        return {**SYSTEM_NODE_COLUMNS, **{p.name: p.type for p in self.properties.values()}}


@dataclass(frozen=True)
class SumRule:
    """What the links of one node add up to: ``property`` over all of one ``end``, at most ``most``.

    ``aside`` says that the rows of a node that is over it are not taken; else it is a warning.
    """

    property: str
    end: Literal["from", "to"]
    most: float
    aside: bool


@dataclass(frozen=True)
class LinkKind:
    """A kind of link: which kinds of node it joins, and what it carries."""

    name: str
    label: Label
    reverse: Label
    doc: Label
    ends: tuple[tuple[str, str], ...]
    allows_self: bool
    identity: tuple[str, ...]
    properties: Mapping[str, Property]
    checks: tuple[SumRule, ...] = ()

    @property
    def columns(self) -> dict[str, PropertyType]:
        """All columns of the kind's table after its two ends, in table order."""
        return {**SYSTEM_LINK_COLUMNS, **{p.name: p.type for p in self.properties.values()}}

    def joins(self, source: str, target: str) -> bool:
        """Say whether a link of this kind may go from kind ``source`` to kind ``target``."""
        return (source, target) in self.ends


@dataclass(frozen=True)
class Model:
    """Every kind of node and link, and the hash that names this vocabulary."""

    nodes: Mapping[str, NodeKind]
    links: Mapping[str, LinkKind]
    digest: str
    prefixes: Mapping[str, str] = field(default_factory=dict)

    def kind_of(self, node_id: str) -> str | None:
        """Return the node kind that an id's prefix names, or None."""
        return self.prefixes.get(node_id.partition(":")[0])


def read_model(folder: Path | Traversable) -> Model:
    """Read a schema folder with ``nodes/*.yml`` and ``links/*.yml``.

    Raises SchemaError, naming file and line, for an unknown field or type, a
    dangling name, a link to nowhere, or a kind or prefix declared twice.
    """
    digest = hashlib.sha256()
    nodes: dict[str, NodeKind] = {}
    links: dict[str, LinkKind] = {}
    prefixes: dict[str, str] = {}
    for path, data in _documents(folder / "nodes", digest):
        node = _node(path, data)
        if node.prefix in prefixes:
            raise SchemaError(path, data.line("prefix"), f"prefix {node.prefix!r} is taken")
        nodes[node.name] = node
        prefixes[node.prefix] = node.name
    for path, data in _documents(folder / "links", digest):
        link = _link(path, data, nodes)
        links[link.name] = link
    return Model(nodes, links, digest.hexdigest(), prefixes)


@cache
def model() -> Model:
    """Return the vocabulary that ships with the package."""
    return read_model(files("liantu.graph") / "schema")


def _documents(folder: Path | Traversable, digest: Any) -> list[tuple[str, Located]]:
    found = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".yml"):
            continue
        text = entry.read_text(encoding="utf-8")
        digest.update(f"{entry.name}\n{text}\n".encode())
        found.append((entry.name, read_yaml(text, entry.name)))
    return found


def _label(path: str, data: Located, name: str) -> Label:
    value = data.get(name)
    if not isinstance(value, Located) or not {"zh", "en"} <= set(value):
        raise SchemaError(path, data.line(name), f"{name} needs both zh and en")
    return Label(str(value["zh"]), str(value["en"]))


def _known(path: str, data: Located, fields: frozenset[str]) -> None:
    for name in data:
        if name not in fields:
            raise SchemaError(path, data.line(name), f"unknown field {name!r}")


def _named(path: str, data: Located, pattern: re.Pattern[str]) -> str:
    name = str(data.get("kind", ""))
    if not pattern.match(name):
        raise SchemaError(path, data.line("kind"), f"{name!r} is not a name for a kind")
    if path != f"{name}.yml":
        raise SchemaError(path, data.line("kind"), f"kind {name} must stand in {name}.yml")
    return name


def _node(path: str, data: Located) -> NodeKind:
    _known(path, data, NODE_FIELDS)
    name = _named(path, data, NODE_NAME)
    prefix = str(data.get("prefix", ""))
    if not PREFIX.match(prefix):
        raise SchemaError(path, data.line("prefix"), f"{prefix!r} is not a prefix")
    properties = _properties(path, data, SYSTEM_NODE_COLUMNS)
    identity = tuple(tuple(str(part) for part in way) for way in data.get("identity", []))
    searched = tuple(str(part) for part in data.get("search", []))
    for part in {part for way in identity for part in way} | set(searched):
        if part not in properties and part != "region":
            raise SchemaError(path, data.line("identity"), f"no property {part!r} here")
    if not identity:
        raise SchemaError(path, data.line("kind"), "identity is missing")
    return NodeKind(
        name=name,
        label=_label(path, data, "label"),
        doc=_label(path, data, "doc"),
        prefix=prefix,
        identity=identity,
        icon=str(data.get("icon", "")),
        color=str(data.get("color", "#6b7280")),
        search=searched,
        properties=properties,
    )


def _link(path: str, data: Located, nodes: Mapping[str, NodeKind]) -> LinkKind:
    _known(path, data, LINK_FIELDS)
    name = _named(path, data, LINK_NAME)
    pairs: list[tuple[str, str]] = []
    for end in data.get("ends", []):
        if not isinstance(end, Located):
            raise SchemaError(path, data.line("ends"), "each of ends needs from and to")
        _known(path, end, END_FIELDS)
        for side in ("from", "to"):
            for kind in end.get(side, []):
                if kind not in nodes:
                    raise SchemaError(path, end.line(side), f"there is no node kind {kind!r}")
        pairs += [(a, b) for a in end.get("from", []) for b in end.get("to", [])]
    if not pairs:
        raise SchemaError(path, data.line("kind"), "the link goes nowhere: ends is empty")
    if len(pairs) != len(set(pairs)):
        raise SchemaError(path, data.line("ends"), "a pair of ends is declared twice")
    properties = _properties(path, data, SYSTEM_LINK_COLUMNS)
    identity = tuple(str(part) for part in data.get("identity", []))
    for part in identity:
        if part not in properties:
            raise SchemaError(path, data.line("identity"), f"no property {part!r} here")
    return LinkKind(
        name=name,
        label=_label(path, data, "label"),
        reverse=_label(path, data, "reverse"),
        doc=_label(path, data, "doc"),
        ends=tuple(pairs),
        allows_self=bool(data.get("self", False)),
        identity=identity,
        properties=properties,
        checks=_checks(path, data, properties),
    )


def _checks(path: str, data: Located, properties: Mapping[str, Property]) -> tuple[SumRule, ...]:
    found = []
    for raw in data.get("checks") or ():
        if not isinstance(raw, Located):
            raise SchemaError(path, data.line("checks"), "a check needs sum, by and max")
        _known(path, raw, CHECK_FIELDS)
        name, end, level = str(raw.get("sum", "")), raw.get("by"), raw.get("level", "error")
        if name not in properties or properties[name].type not in ("number", "integer"):
            raise SchemaError(path, raw.line("sum"), f"no number {name!r} here")
        if end not in ("from", "to") or level not in ("error", "warning"):
            raise SchemaError(path, raw.line("by"), "by is from or to, level error or warning")
        most = float(raw.get("max", 0))
        found.append(SumRule(name, cast(Literal["from", "to"], end), most, level == "error"))
    return tuple(found)


def _properties(
    path: str, data: Located, reserved: Mapping[str, PropertyType]
) -> dict[str, Property]:
    found: dict[str, Property] = {}
    declared = data.get("properties") or Located(data.start)
    for name, spec in declared.items():
        line = declared.line(name)
        if not PROPERTY_NAME.match(name) or name in reserved or name in RESERVED:
            raise SchemaError(path, line, f"{name!r} is not a name for a property")
        if not isinstance(spec, Located):
            raise SchemaError(path, line, f"property {name} needs type, zh and en")
        _known(path, spec, PROPERTY_FIELDS)
        if spec.get("type") not in PROPERTY_TYPES:
            raise SchemaError(path, line, f"unknown type {spec.get('type')!r} of {name}")
        if not {"zh", "en"} <= set(spec):
            raise SchemaError(path, line, f"property {name} needs both zh and en")
        found[name] = Property(
            name=name,
            type=cast(PropertyType, spec["type"]),
            label=Label(str(spec["zh"]), str(spec["en"])),
            doc=str(spec.get("doc", "")),
            unit=str(spec.get("unit", "")),
            required=bool(spec.get("required", False)),
            minimum=spec.get("min"),
            maximum=spec.get("max"),
            max_length=spec.get("max_length"),
            pattern=str(spec.get("pattern", "")),
            allowed=tuple(str(value) for value in spec.get("allowed", [])),
        )
    return found
