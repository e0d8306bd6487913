"""The parameters of lists, graphs and the ledger, and the model of each endpoint."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from liantu.ledger.jobs import STATES
from liantu.ledger.questions import STATES as REVIEW_STATES
from liantu.queries.cypher.reading import MOST_ROWS
from liantu.queries.explore.paths import MOST_ENDS, MOST_STEPS
from liantu.queries.explore.reach import DEEPEST
from liantu.queries.screening import Screen
from liantu.web.spec import parameters as p
from liantu.web.spec.parameters import Asked, Switch, Text, Texts

Needed = Annotated[str, Field(min_length=1, max_length=400, pattern=p.NO_NUL)]
Few = Annotated[int, Field(ge=0, le=500)]  # how many targets of each gap


class Cursor(Asked):
    """A page of records after a cursor."""

    cursor: p.Cursor = ""
    limit: int = Field(100, ge=1, le=1000)


class OfKind(Cursor):
    """All of a kind, page by page."""

    kind: Text = ""


class Makers(Cursor):
    """Makers of a segment in a region."""

    region: p.Region = ""


class Neighbours(Asked):
    """Which neighbours of a node."""

    way: Literal["both", "out", "in"] = "both"
    link: p.LinkKind = ""
    cursor: p.Cursor = ""
    other: p.NodeKind = ""
    start: int = Field(0, ge=0, le=p.Far)
    limit: int = Field(50, ge=1, le=500)


class Paths(Asked):
    """Between which nodes, how long, and by which links."""

    id: list[Text] = Field(default_factory=list, max_length=MOST_ENDS)
    most: int = Field(4, ge=1, le=MOST_STEPS)
    all: Switch = "0"
    link: p.LinkKinds = Field(default_factory=list)
    directed: Switch = "0"
    through: p.NodeKinds = Field(default_factory=list)


class Reach(Asked):
    """How deep, and by which links."""

    depth: int = Field(3, ge=1, le=DEEPEST)
    link: p.LinkKind = ""


class Enterprises(Asked):
    """2 to 6 enterprises."""

    id: list[Text] = Field(default_factory=list, max_length=50)


class Regions(Asked):
    """2 to 6 regions in a chain."""

    chain: Text = ""
    region: list[Text] = Field(default_factory=list, max_length=50)


class Statistics(Asked):
    """At which level regions are counted, and below which share data is thin."""

    level: Literal["province", "city", "county"] = "city"
    below: p.Share | None = None


class Changes(Asked):
    """Between which versions, and of which kind."""

    cursor: p.Cursor = ""
    before: Text = ""
    after: Text = ""
    kind: Text = ""
    state: Literal["new", "changed", "ended"] | None = None
    start: int = Field(0, ge=0, le=p.Far)
    limit: int = Field(100, ge=1, le=1000)


class WayIn(p.InRegion):
    """To which target."""

    to: Needed


class Similar(Asked):
    """To which enterprise."""

    of: Needed


class Nodes(Asked):
    """Some nodes by id."""

    id: Texts = Field(default_factory=list)


class OneNode(Asked):
    """A node by id."""

    id: Text = ""


class Row(Asked):
    """Where in a file."""

    sheet: Text = ""
    row: Annotated[str, Field(max_length=12)] = ""


class Audit(Asked):
    """Which lines of the audit."""

    since: Text = ""
    until: Text = ""
    name: Text = ""
    event: Text = ""
    text: Text = ""
    cursor: p.Cursor = ""
    start: int = Field(0, ge=0, le=10**6)
    limit: int = Field(100, ge=1, le=1000)


class Jobs(Asked):
    """In which state."""

    state: Annotated[Text, Field(json_schema_extra={"enum": list(STATES)})] = ""


class Review(Asked):
    """Which questions."""

    group: Literal["identity", "segment"] = "identity"
    state: Annotated[Text, Field(json_schema_extra={"enum": ["", *REVIEW_STATES]})] = ""
    cursor: p.Cursor = ""
    start: int = Field(0, ge=0, le=10**9)
    limit: int = Field(100, ge=1, le=1000)


class Views(Asked):
    """Whether those that were deleted."""

    deleted: Switch = "0"


class Screened(Screen):
    """The filters of a screen, those saved under a name beneath them, and the page."""

    ownership: Texts = Field(default_factory=list)  # type: ignore[assignment]
    supplies: Switch = "0"  # type: ignore[assignment]
    size: Switch = "0"  # type: ignore[assignment]
    listed: Switch = "0"  # type: ignore[assignment]
    closed: Switch = "0"  # type: ignore[assignment]
    use: Text = ""
    cursor: p.Cursor = ""
    start: int = Field(0, ge=0, le=p.Far)
    limit: int = Field(50, ge=1, le=10_000)


class Gaps(p.Chosen):
    """The findings of a chain, which has to be named."""

    chain: Needed
    first: Few | None = None


class Panorama(p.Mapped):
    """A chain's map with all its findings."""

    first: Few | None = None


class Data(Asked):
    """The day on which freshness is looked at."""

    day: p.Day | None = None


class ShortCypher(Asked):
    """A short text of read-only Cypher; ``parameters`` is a JSON object."""

    query: Annotated[str, Field(max_length=4000, pattern=p.NO_NUL)] = ""
    parameters: Annotated[
        str,
        Field(max_length=4000, pattern=p.NO_NUL, json_schema_extra={"format": "json-object"}),
    ] = ""
    limit: int = Field(1000, ge=1, le=MOST_ROWS)
    timeout: float | None = Field(None, ge=0.1, le=3600, allow_inf_nan=False)
    id: Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9_-]*$")] = ""


class CypherLog(Asked):
    """Whose texts, and which of them."""

    name: Text = ""
    cursor: p.Cursor = ""
    start: int = Field(0, ge=0, le=10**9)
    limit: int = Field(100, ge=1, le=1000)


class Usage(Asked):
    """Over how many days, by whom, of what."""

    days: Annotated[str, Field(max_length=4)] = ""
    who: Text = ""
    of: Text = ""


class Delivered(Asked):
    """What a delivery says of itself."""

    observed_on: Text = ""
    delivery: Text = ""
    sequence: Text = ""


class Rejected(Asked):
    """Which rows that were set aside."""

    cursor: p.Cursor = ""
    start: int = Field(0, ge=0, le=10**9)
    limit: int = Field(1000, ge=1, le=10_000)


GEO = dict.fromkeys(("geo.page_json", "geo.bins_json", "geo.around_json", "geo.tiles_json"), p.Geo)
SCOPE = (
    "chains.segment_json",
    "gap_pages.honesty_json",
    "gap_pages.sweep_json",
    "history.as_json",
    "targets.of_segment_json",
    "whatif.ask_json",
    "whatif.saved_json",
    "whatif.again_json",
)
OF: dict[str, type[BaseModel]] = {
    **GEO,
    **dict.fromkeys(SCOPE, p.Scope),
    "api.data": Data,
    "api.node": p.Profile,
    "api.around": p.Around,
    "api.review": Review,
    "api.row": Row,
    "api.search": p.Search,
    "api_data.changes": Changes,
    "api_data.indicators": p.OfChain,
    "api_data.statistics": Statistics,
    "api_firms.enterprises": Enterprises,
    "api_firms.makers": Makers,
    "api_firms.regions": Regions,
    "api_graph.downstream": Reach,
    "api_graph.links": OfKind,
    "api_graph.neighbours": Neighbours,
    "api_graph.nodes": OfKind,
    "api_graph.paths": Paths,
    "api_graph.upstream": Reach,
    "api_risk.concentration": p.Risk,
    "api_risk.disruption": p.Disruption,
    "api_risk.single_sources_": p.Risk,
    "audit.as_json": Audit,
    "chains.gaps_json": Gaps,
    "chains.panorama_json": Panorama,
    "charts.chart_json": p.Charts,
    "charts.page_json": p.Charts,
    "complexity.as_json": p.Complexity,
    "coverage.as_json": p.Coverage,
    "cypher_api.log": CypherLog,
    "cypher_api.run_short": ShortCypher,
    "deliver_api.deliver": Delivered,
    "deliver_api.rejected": Rejected,
    "explore_api.counts_json": Nodes,
    "explore_api.node": OneNode,
    "firms.of_segment_json": p.Firms,
    "gap_pages.compare_json": p.Beside,
    "geo.nearest_json": p.GeoList,
    "geo.points_json": p.GeoList,
    "jobs.all_json": Jobs,
    "linkages.as_json": p.LinkagesOf,
    "risk.risk_json": p.Risk,
    "screen.json": Screened,
    "side_by_side.as_json": p.SideBySide,
    "targets.both_json": p.Chosen,
    "targets.similar_json": Similar,
    "targets.way_in_json": WayIn,
    "timeline.as_json": p.InRegion,
    "usage.as_json": Usage,
    "together.as_json": p.Together,
    "views.listed": Views,
    "whatif.answer_json": p.WhatIf,
    "whatif.compare_json": p.Scenarios,
}
OPEN = frozenset({"api.query"})  # its parameters are those of the query that it names
