"""The parameters that each endpoint of ``/api/v1`` takes in its address, as models.

A field's default is what holds where the address does not name it; a list may be given
more than once. Every endpoint takes the parameters of :class:`Every` too. An empty value
counts as none. What depends on the data (an id, a kind) is checked by the endpoint itself.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from liantu.graph.model import model
from liantu.queries.charts.flows import BY
from liantu.queries.charts.spread import MEASURES
from liantu.queries.geo.around import LEAST_KM, MOST_KM
from liantu.queries.geo.places import KINDS

NO_NUL = r"^[^\x00]*$"
Text = Annotated[str, Field(max_length=400, pattern=NO_NUL)]
Long = Annotated[str, Field(max_length=4000, pattern=NO_NUL)]
Texts = list[Text]
NODES, LINKS = sorted(model().nodes), sorted(model().links)
# For the document; the questions themselves refuse others, naming those there are.
NodeKind = Annotated[Text, Field(json_schema_extra={"enum": ["", *NODES]})]
LinkKind = Annotated[Text, Field(json_schema_extra={"enum": ["", *LINKS]})]
NodeKinds = list[Annotated[Text, Field(json_schema_extra={"enum": NODES})]]
LinkKinds = list[Annotated[Text, Field(json_schema_extra={"enum": LINKS})]]
Shown = list[Annotated[Text, Field(json_schema_extra={"enum": list(KINDS)})]]
Km = Annotated[
    str,
    Field(max_length=20, json_schema_extra={"pattern": f"^({LEAST_KM}|[1-4][0-9]|{MOST_KM})?$"}),
]
Division = Annotated[
    Text, Field(json_schema_extra={"pattern": "^([0-9]{6})?$"}, examples=["370614"])
]
Region = Annotated[str, Field(max_length=100, pattern=NO_NUL, examples=["370614"])]
Switch = Annotated[Literal["0", "1", "true", "false", "yes", "no"], BeforeValidator(str.lower)]
DAYS = r"(0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|[12]\d)"
DAY = rf"^([12]\d{{3}}-({DAYS}))?$"
Day = Annotated[str, Field(max_length=10, pattern=DAY, json_schema_extra={"format": "date"})]
Cursor = Annotated[str, Field(max_length=2000, json_schema_extra={"format": "cursor"})]
AField = Annotated[
    str, Field(max_length=400, pattern=NO_NUL, json_schema_extra={"format": "field"})
]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Far = 10**7


class Asked(BaseModel):
    """What an address may ask: names that are known, and no others."""

    model_config = ConfigDict(extra="forbid")


class Every(Asked):
    """What every address of the API takes."""

    lang: Literal["zh", "en"] | None = None
    version: Text = ""
    as_of: Day | None = None
    fields: list[AField] = Field(default_factory=list)
    evidence: Switch = "0"


class InRegion(Asked):
    """A region, by its code; everywhere where there is none."""

    region: Region = ""


class Scope(InRegion):
    """A chain as a region sees it."""

    assume_complete: Switch = "0"


class Chosen(Scope):
    """Segments chosen by finding, position and words."""

    kind: Text = ""
    position: Text = ""
    words: Text = ""
    targets: Switch = "0"


class Mapped(Chosen):
    """A chain's map and how it is looked at."""

    measure: Text = ""
    colour: Text = ""
    fold: Text = ""
    open: Text = ""
    part: Text = ""
    reach: Switch = "0"
    only: Text = ""
    sort: Text = ""


class OfChain(Scope):
    """A chain that may be left out."""

    chain: Text = ""


class Beside(Scope):
    """Another region to look at."""

    with_: Text = Field("", alias="with")


class SideBySide(Beside):
    """What the second map is: another region, version, or the data taken as complete."""

    with_version: Text = ""
    with_complete: Switch = "0"


class Risk(Scope):
    """Final segments, by comma."""

    final: Long = ""


class Disruption(Risk):
    """Enterprises that stop at once."""

    firm: list[Text] = Field(default_factory=list, max_length=20)


class Firms(Scope):
    """A measure whose firms are listed."""

    measure: Text = ""


class Together(Scope):
    """Chains to be put together."""

    chain: Texts = Field(default_factory=list)


class WhatIf(Scope):
    """Changes, each as JSON."""

    c: list[Long] = Field(default_factory=list)


class Scenarios(Scope):
    """Saved scenarios by number or name."""

    scenario: Texts = Field(default_factory=list)


class Charts(OfChain):
    """What the charts are about."""

    level: Literal["province", "city", "county"] = "city"
    by: Annotated[Text, Field(json_schema_extra={"enum": ["", *BY]})] = ""
    measure: Annotated[Text, Field(json_schema_extra={"enum": ["", *MEASURES]})] = ""


class Complexity(InRegion):
    """What is counted, and where."""

    chain: Text = ""
    level: Literal["province", "city", "county"] = "city"
    unit: Literal["makers", "output"] = "makers"


class LinkagesOf(InRegion):
    """A loaded input–output table, the least requirement that counts, and a region in it."""

    table: Text = ""
    least: Share = 0.0


class Coverage(InRegion):
    """What is expected to be built; ``as_of`` is the day on which units are looked at."""

    chain: Text = ""


class Geo(InRegion):
    """Places: kinds, a chain, a box, and what lies around a node."""

    kind: Shown = Field(default_factory=list)
    chain: Text = ""
    segment: Text = ""
    category: Text = ""
    box: Annotated[str, Field(max_length=100, json_schema_extra={"format": "box"})] = ""
    at: Text = ""
    km: Km = ""
    density: Switch = "0"
    frame: Text = ""


class GeoList(Geo):
    """A page of such places."""

    cursor: Cursor = ""
    start: int = Field(0, ge=0, le=10**9)
    limit: int = Field(500, ge=1, le=5000)


class Search(InRegion):
    """A text to be looked for."""

    cursor: Cursor = ""

    q: Long = ""
    kind: NodeKind = ""
    region: Division = ""
    start: int = Field(0, ge=0, le=10_000)
    limit: int = Field(20, ge=1, le=100)


class Around(Asked):
    """How far to go."""

    steps: int = Field(1, ge=1, le=3)


class Profile(InRegion):
    """Whether what takes longer is told too."""

    more: Switch = "0"
