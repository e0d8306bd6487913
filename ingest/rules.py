"""What a source says: dataclasses of its tables, nodes, links and values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from liantu.graph.model import Label, LinkKind, NodeKind
from liantu.ingest.shapes import Shape

Role = Literal["register", "candidates", "report", "template", "reference", "unsourced"]
ROLES = ("register", "candidates", "report", "template", "reference", "unsourced")
Format = Literal["table", "yaml", "json", "builtin"]
FORMATS = ("table", "yaml", "json", "builtin")

Form = Literal["full", "changes"]
FORMS = ("full", "changes")
Words = tuple[tuple[str, tuple[str, ...]], ...]  # columns, each with the words it may hold

NO_SHAPE = Shape()


@dataclass(frozen=True)
class Expected:
    """How many accepted rows a full delivery has at least and at most."""

    least: int = 0
    most: int | None = None


@dataclass(frozen=True)
class SumCheck:
    """What the rows of one group add up to: at most ``most`` (from ``least`` on, if given).

    ``by`` are the columns that make a group, ``column`` what is added up. ``aside`` sets
    the rows of a group that is over it aside; otherwise it is a warning.
    """

    column: str
    by: tuple[str, ...]
    most: float | None
    least: float | None
    aside: bool = True


@dataclass(frozen=True)
class Value:
    """Where a property's value comes from: a column (perhaps a list, perhaps mapped) or a word."""

    column: str = ""
    split: str = ""
    mapping: tuple[tuple[str, str], ...] = ()
    constant: str = ""
    scale: float = 1.0


@dataclass(frozen=True)
class Place:
    """Which column holds the place; as an adcode, as a city, or as a place in words."""

    column: str
    adcode: bool = False
    city: bool = False


@dataclass(frozen=True)
class NodeRule:
    """One node that a row makes."""

    name: str
    kind: NodeKind
    when: tuple[tuple[str, tuple[str, ...]], ...]
    values: tuple[tuple[str, Value], ...]
    place: Place | None


@dataclass(frozen=True)
class End:
    """One end of a link: a node of the same row, an exact identity, or a name to be looked up."""

    node: str = ""
    kinds: tuple[str, ...] = ()
    column: str = ""
    chain: str = ""
    id: str = ""
    id_column: str = ""
    identity: tuple[tuple[str, str], ...] = ()
    optional: bool = False
    stub: bool = False


@dataclass(frozen=True)
class LinkRule:
    """One link that a row makes, or one per item of ``each``."""

    kind: LinkKind
    when: tuple[tuple[str, tuple[str, ...]], ...]
    start: End
    end: End
    values: tuple[tuple[str, Value], ...]
    each: str = ""
    split: str = ""


@dataclass(frozen=True)
class TableRule:
    """How the rows of one table are read."""

    name: str
    sheet: str
    path: str
    headers: tuple[str, ...]
    citation: str
    ignore: tuple[str, ...]
    unique: str
    allowed: tuple[tuple[str, tuple[str, ...]], ...]
    nodes: tuple[NodeRule, ...]
    links: tuple[LinkRule, ...]
    shape: Shape = NO_SHAPE
    required: tuple[str, ...] = ()
    ended: Words = ()
    expected: Expected | None = None
    sums: tuple[SumCheck, ...] = ()

    def columns(self) -> set[str]:
        """Return every column that the table's rules read."""
        found = {*self.headers, *self.ignore, self.citation, *(name for name, _ in self.allowed)}
        found |= {name for name, _ in self.ended}
        found |= {name for one in self.sums for name in (one.column, *one.by)}
        found |= set(self.required) | self.shape.columns() | {one.name for one in self.shape.made}
        for node in self.nodes:
            found |= _value_columns(node.values) | {name for name, _ in node.when}
            found |= {node.place.column} if node.place else set()
        for link in self.links:
            found |= _value_columns(link.values) | {name for name, _ in link.when} | {link.each}
            for end in (link.start, link.end):
                found |= {end.column, end.id_column, *(column for _, column in end.identity)}
        return found - {""}


@dataclass(frozen=True)
class Source:
    """A declared kind of delivery."""

    id: str
    label: Label
    role: Role
    precedence: int
    delivery: Form
    home: str
    observed_on: str
    observed_column: str
    view: str
    format: Format
    top: tuple[str, ...]
    file: str
    tables: tuple[TableRule, ...]
    digest: str
    title: str = ""
    every: int | None = None  # days after which the next delivery is due
    may_lose: float | None = None  # share of the last full delivery; the setting where not given
    expected: Expected | None = None


def _value_columns(values: tuple[tuple[str, Value], ...]) -> set[str]:
    return {value.column for _, value in values}
