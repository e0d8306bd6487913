"""What the explorer is asked: bodies of JSON, read strictly, each mistake told with its place."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from flask import request
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from liantu.errors import UsageError
from liantu.ledger.views import LONGEST, LONGEST_NOTE
from liantu.queries.explore.expanding import LIMIT, MOST
from liantu.queries.explore.paths import MOST_ENDS, MOST_STEPS
from liantu.queries.explore.reading import MOST_IDS
from liantu.refusing import wrong_count
from liantu.web.spec.parameters import LINKS, NODES
from liantu.web.spec.saying import unsound

Id = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Ids = Annotated[list[Id], Field(max_length=MOST_IDS)]
# For the document; what is kept of a view is refused with its own remedy.
Name = Annotated[str, Field(json_schema_extra={"format": "printable", "maxLength": LONGEST})]
Note = Annotated[str, Field(json_schema_extra={"maxLength": LONGEST_NOTE})]
# For the document; the questions themselves refuse others, naming those there are.
LinkKind = Annotated[str, Field(json_schema_extra={"enum": ["", *LINKS]})]
LinkKinds = list[Annotated[str, Field(json_schema_extra={"enum": LINKS})]]
NodeKinds = list[Annotated[str, Field(json_schema_extra={"enum": NODES})]]
NodeKind = Annotated[str, Field(json_schema_extra={"enum": ["", *NODES]})]


def _whole(value: Any) -> Any:
    """Return 2.0 as 2: to JSON they are the same number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_whole)]
FURTHEST = 10**7  # neighbours that can be left out


class Asked(BaseModel):
    """What every body is read as: known names and types only."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ExpandAsked(Asked):
    """One expansion; ``shown`` are the ids on the canvas."""

    id: Id
    link: LinkKind = ""
    way: Literal["both", "out", "in", ""] = ""
    other: NodeKind = ""
    start: Whole = Field(0, ge=0, le=FURTHEST)
    limit: Whole = Field(LIMIT, ge=1, le=MOST)
    shown: Ids = Field(default_factory=list)


class IdsAsked(Asked):
    """Some nodes."""

    ids: Ids


class Place(Asked):
    """Where a node of a view is."""

    id: Id
    x: float = Field(allow_inf_nan=False)
    y: float = Field(allow_inf_nan=False)
    pinned: bool = False
    hidden: bool = False


class Snapshot(Asked):
    """A view as it is kept and sent: what is on the canvas, where, and how it is looked at."""

    format: Literal[1]
    data_version: Annotated[str, StringConstraints(min_length=1, max_length=16)]
    nodes: list[Place] = Field(max_length=MOST_IDS)
    expansions: list[Any] = Field(default_factory=list)
    filters: list[dict[str, Any]] = Field(default_factory=list)
    styles: list[dict[str, Any]] = Field(default_factory=list)
    selection: list[str] = Field(default_factory=list)
    layout: Any = None
    camera: Any = None
    groups: Any = None
    notes: dict[str, str] = Field(default_factory=dict)


class ViewAsked(Asked):
    """A view to be kept."""

    name: Name
    note: Note = ""
    bookmark: bool = False
    body: Snapshot


class ViewChanged(Asked):
    """What is to change of a view; what is not given stays."""

    name: Name | None = None
    note: Note | None = None
    bookmark: bool | None = None
    body: Snapshot | None = None


class ExportAsked(Asked):
    """A view to be made a file of; ``lang`` is that of its words, the request's if empty."""

    view: Snapshot
    lang: Literal["zh", "en", ""] = ""


class GroupAsked(IdsAsked):
    """Some nodes, to be put together."""

    by: Literal["kind", "region", "park", "chain"]


class PathsBody(Asked):
    """Paths between some nodes; ``all`` asks for every one up to the length."""

    ids: list[Id] = Field(min_length=2, max_length=MOST_ENDS)
    most: Whole = Field(4, ge=1, le=MOST_STEPS)
    all: bool = False
    kinds: LinkKinds = Field(default_factory=list, max_length=100)
    directed: bool = False
    through: NodeKinds = Field(default_factory=list, max_length=100)


Body = TypeVar("Body", bound=Asked)


def body(shape: type[Body]) -> Body:
    """Return the JSON of this request; raises UsageError for what is no such thing."""
    given = request.get_json(force=True, silent=True)
    if not isinstance(given, dict):
        raise UsageError("explore_json", where=request.path)
    return read(shape, given)


def read(shape: type[Body], given: dict[str, object]) -> Body:
    """Return a value as a shape; raises UsageError for the first thing that does not fit."""
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        raise unsound(shape, error, request.path) from None


def few(ids: list[str], most: int) -> list[str]:
    """Return ids of an address; raises UsageError for none or too many."""
    if not 0 < len(ids) <= most or any(not 0 < len(one) <= 400 for one in ids):
        raise wrong_count("id", len(ids), 1, most)
    return ids
