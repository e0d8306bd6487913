"""What is not published: properties that readers without a right get as if no row said them.

``publish.yml`` of the data folder names them as ``Kind.property`` under ``withheld``. A
store seen through :class:`Published` answers every query as a store would in which these
properties are unknown: a text that asks for one gets null in its place, and nodes and links
come back without it. So no figure is made of what is withheld, and no filter tells it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from liantu.errors import UsageError
from liantu.graph.model import LinkKind, NodeKind, Property, model
from liantu.graph.stores import Link, Node, Store, Table
from liantu.yamlfile import read_yaml

FILE = "publish.yml"
# What chains, places and figures are made of: without these there is nothing to show.
ALWAYS = frozenset(
    {
        "Chain",
        "Indicator",
        "Product",
        "Region",
        "Segment",
        "HANDLED_BY",
        "LOCATED_IN",
        "PART_OF",
        "SAME_AS",
    }
    | {"UPSTREAM_OF"}
)
NEEDED = frozenset({"name", "adcode", "place", "stub", "basis"})
NULLS = {
    "string": "STRING", "integer": "INT64", "number": "DOUBLE", "boolean": "BOOLEAN",
    "date": "DATE", "list": "STRING[]",
}  # fmt: skip
ACCESS = re.compile(r"(?<![\w.$`])(\w+)\.(\w+)\b")
Withheld = frozenset[tuple[str, str]]  # kind and property


@dataclass(frozen=True)
class Switches:
    """The properties that are not published; ``version`` is the same for the same ones."""

    withheld: Withheld

    @property
    def version(self) -> str:
        """A hash of what is withheld."""
        return hashlib.sha256(json.dumps(sorted(self.withheld)).encode()).hexdigest()[:12]


def switchable() -> dict[str, list[Property]]:
    """Return the properties by kind that may be withheld.

    All but what things are found by, and what chains and places are made of.
    """
    found: dict[str, list[Property]] = {}
    kinds: list[NodeKind | LinkKind] = [*model().nodes.values(), *model().links.values()]
    for kind in kinds:
        searched = set(kind.search) if isinstance(kind, NodeKind) else set()
        keys = {name for way in kind.identity for name in _names(way)}
        free = [one for one in kind.properties.values() if one.name not in NEEDED | searched | keys]
        if free and kind.name not in ALWAYS:
            found[kind.name] = free
    return found


def _names(way: Any) -> tuple[str, ...]:
    return (way,) if isinstance(way, str) else tuple(way)


def switches(root: Path) -> Switches:
    """Return what the data folder says; everything is published where it says nothing.

    Raises UsageError for a file that names what cannot be withheld.
    """
    path = root / FILE
    try:
        stamp = path.stat()
    except FileNotFoundError:
        return Switches(frozenset())
    return _read(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int, _size: int) -> Switches:
    given = read_yaml(path.read_text(encoding="utf-8"), FILE)
    names = given.get("withheld")
    if not isinstance(names, list):
        raise UsageError("publish_file", where=FILE, problem="withheld: [Kind.property]")
    return named([str(one) for one in names])


def named(names: Collection[str]) -> Switches:
    """Return switches that withhold some properties; raises UsageError for one that may not be."""
    known = {(kind, one.name) for kind, free in switchable().items() for one in free}
    found: set[tuple[str, str]] = set()
    for name in names:
        kind, _, own = name.partition(".")
        if (kind, own) not in known:
            raise UsageError("publish_name", where=name[:80], name=name[:80])
        found.add((kind, own))
    return Switches(frozenset(found))


def save(root: Path, names: Collection[str]) -> Switches:
    """Put switches in force, written whole or not at all."""
    found = named(names)
    told = sorted(f"{kind}.{name}" for kind, name in found.withheld)
    text = "".join(f"  - {one}\n" for one in told)
    part = root / f".{FILE}"
    part.write_text(f"withheld:\n{text}" if text else "withheld: []\n", encoding="utf-8")
    part.replace(root / FILE)
    return found


class Published:
    """A store as those see it from whom some properties are withheld."""

    def __init__(self, store: Store, withheld: Withheld) -> None:
        self.store, self.withheld = store, withheld
        self.dialect = store.dialect
        self.types = _types(withheld)
        self.of_kind: dict[str, frozenset[str]] = {}
        for kind, _ in withheld:
            self.of_kind[kind] = frozenset(name for own, name in withheld if own == kind)

    @property
    def data_version(self) -> str:
        """The id of the data version that the store holds."""
        return self.store.data_version

    @property
    def as_of(self) -> str:
        """The latest observation date of the data, ISO, or an empty string."""
        return self.store.as_of

    def run(self, text: str, params: Mapping[str, Any]) -> Table:
        """Run a query as if what is withheld were unknown."""
        found = self.store.run(self.without(text), params)
        return Table(found.columns, tuple(tuple(map(self._strip, row)) for row in found.rows))

    def close(self) -> None:
        """Give the database back."""
        self.store.close()

    def without(self, text: str) -> str:
        """Return a text with null for each property that is withheld.

        Where the text tells the kind of a variable only that kind's switches count; where
        it does not, those of any kind.
        """

        def unknown(found: re.Match[str]) -> str:
            variable, name = found[1], found[2]
            if name not in self.types:
                return found[0]
            kinds = set(re.findall(rf"[(\[]\s*{variable}\s*:\s*(\w+)", text))
            if kinds and not any((kind, name) in self.withheld for kind in kinds):
                return found[0]
            return "null" if self.dialect != "embedded" else f"CAST(null AS {self.types[name]})"

        return ACCESS.sub(unknown, text)

    def _strip(self, value: Any) -> Any:
        if isinstance(value, (Node, Link)):
            return self._known(value)
        if isinstance(value, (list, tuple)):
            return type(value)(map(self._strip, value))
        if isinstance(value, dict):
            return {name: self._strip(one) for name, one in value.items()}
        return value

    def _known(self, thing: Any) -> Any:
        hidden = self.of_kind.get(thing.kind)
        if not hidden:
            return thing
        kept = {name: one for name, one in thing.properties.items() if name not in hidden}
        if reported := kept.get("reported"):
            said = [
                {name: one for name, one in values.items() if name not in hidden}
                for values in json.loads(reported)
            ]
            kept["reported"] = json.dumps(said, ensure_ascii=False)
        if isinstance(thing, Node):
            return Node(thing.id, thing.kind, kept)
        return Link(thing.key, thing.kind, kept)


def _types(withheld: Withheld) -> dict[str, str]:
    """Return the type of each property that is withheld, as the embedded store calls it."""
    vocabulary = model()
    found: dict[str, str] = {}
    for kind, name in withheld:
        of = vocabulary.nodes.get(kind) or vocabulary.links[kind]
        found[name] = NULLS[of.properties[name].type]
    return found
