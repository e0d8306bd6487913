"""The twenty hottest questions of the API: the address, and the engine's own answer to it.

The engine's own answer is what ``liantu.queries`` gives as Python values: every question
that the store is asked, and what is worked out from them, the targets of a list of gaps
too. It knows no HTTP, no rights, no JSON; what an address would take out of the views that
are kept is worked out here.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench.district import REGIONS, SEGMENTS
from liantu.graph.stores import Store
from liantu.queries import catalogue, comparing, listing, making
from liantu.queries.coverage.open_codes import open_codes
from liantu.queries.coverage.settings import coverage_settings
from liantu.queries.explore.expanding import Expansion, expand
from liantu.queries.explore.paths import PathsAsked
from liantu.queries.explore.paths import paths as find_paths
from liantu.queries.explore.reach import reach
from liantu.queries.explore.reading import counts
from liantu.queries.gaps import GapSettings, find_gaps
from liantu.queries.gaps.lists import lists
from liantu.queries.gaps.way_in import way_in
from liantu.queries.neighbourhood import neighbourhood
from liantu.queries.profile import profile
from liantu.queries.risk.disruption import disruption
from liantu.queries.screening import PAGE, screen_of, screening
from liantu.queries.search import Within
from liantu.queries.search import search as look_for
from liantu.queries.similar import similar
from liantu.queries.standing import standing
from liantu.queries.words import Index
from liantu.web.panorama import chain_view


@dataclass(frozen=True)
class Engine:
    """What a question is answered with in process."""

    store: Store
    index: Index | None
    settings: GapSettings
    home: Path

    def party(self, chain: str, region: str) -> dict[str, tuple[str, ...]]:
        """Return the open codes of party coverage: reports on gaps ask for them too."""
        return open_codes(self.store, chain, region, coverage_settings(self.home), [])


@dataclass(frozen=True)
class Drawn:
    """One question with what it asks about, drawn by chance."""

    path: str
    answer: Callable[[Engine], Any]


class Draw:
    """Draws what is asked about, always the same in the same order."""

    def __init__(self, seed: int, rows: int) -> None:
        self.chance, self.rows = random.Random(seed), rows

    def firm(self) -> str:
        """Return the id of an enterprise."""
        return f"ent:n-{self.chance.randrange(self.rows):016x}"

    def segment(self) -> tuple[str, str]:
        """Return chain and segment."""
        number = self.chance.randrange(SEGMENTS)
        return f"c{number % 10}", f"s{number}"

    def chain(self) -> str:
        """Return a chain."""
        return f"c{self.chance.randrange(10)}"

    def region(self) -> str:
        """Return the code of a region."""
        return str(100000 + self.chance.randrange(REGIONS))


def search(draw: Draw) -> Drawn:
    text = f"装备{draw.chance.randrange(draw.rows)}"
    within = Within("", "", 0)
    return Drawn(
        f"/search?q={quote(text)}",
        lambda e: look_for(e.store, text, 20, "zh", index=e.index, within=within),
    )


def node(draw: Draw) -> Drawn:
    firm = draw.firm()

    def answer(engine: Engine) -> Any:
        found = profile(engine.store, firm, "zh")
        return found, standing(found, "zh")

    return Drawn(f"/nodes/{firm}", answer)


def neighbours(draw: Draw) -> Drawn:
    firm = draw.firm()
    asked = Expansion(firm, "", "both", "", 0, 50)

    def answer(engine: Engine) -> Any:
        return expand(engine.store, asked), counts(engine.store, [firm], "zh")

    return Drawn(f"/nodes/{firm}/neighbours", answer)


def around(draw: Draw) -> Drawn:
    firm = draw.firm()
    return Drawn(f"/nodes/{firm}/neighbourhood?steps=1", lambda e: neighbourhood(e.store, firm, 1))


def paths(draw: Draw) -> Drawn:
    ends = [draw.firm(), draw.firm()]
    asked = PathsAsked(ends, 3, False, [], False, [])
    return Drawn(
        f"/paths?id={ends[0]}&id={ends[1]}&most=3",
        lambda e: find_paths(e.store, asked),
    )


def upstream(draw: Draw) -> Drawn:
    chain, segment = draw.segment()
    whole = f"seg:{chain}/{segment}"
    return Drawn(
        f"/nodes/{whole}/upstream?depth=2", lambda e: reach(e.store, whole, "upstream", 2, "")
    )


def downstream(draw: Draw) -> Drawn:
    firm = draw.firm()
    return Drawn(
        f"/nodes/{firm}/downstream?depth=2", lambda e: reach(e.store, firm, "downstream", 2, "")
    )


def nodes(draw: Draw) -> Drawn:
    limit = draw.chance.choice((50, 100))
    return Drawn(
        f"/nodes?kind=Enterprise&limit={limit}",
        lambda e: listing.nodes_after(e.store, "Enterprise", "", limit),
    )


def links(draw: Draw) -> Drawn:
    limit = draw.chance.choice((50, 100))
    return Drawn(
        f"/links?kind=MAKES&limit={limit}",
        lambda e: listing.links_after(e.store, "MAKES", "", limit),
    )


def makers(draw: Draw) -> Drawn:
    (chain, segment), region = draw.segment(), draw.region()
    whole = f"{chain}/{segment}"

    def answer(engine: Engine) -> Any:
        found = making.segment_node(engine.store, whole)
        area = making.area_of(engine.store, region)
        return (
            making.makers_count(engine.store, found.id, area),
            making.makers_after(engine.store, found.id, area, "", 100),
        )

    return Drawn(f"/segments/{whole}/makers?region={region}", answer)


def alike(draw: Draw) -> Drawn:
    firm = draw.firm()
    return Drawn(f"/similar?of={firm}", lambda e: similar(e.store, firm))


def beside(draw: Draw) -> Drawn:
    firms = [draw.firm(), draw.firm(), draw.firm()]
    asked = "&".join(f"id={one}" for one in firms)
    return Drawn(
        f"/compare/enterprises?{asked}", lambda e: comparing.enterprises(e.store, firms, "zh")
    )


def regions(draw: Draw) -> Drawn:
    chain, both = draw.chain(), [draw.region(), draw.region()]
    if both[0] == both[1]:
        both[1] = str(100000 + (int(both[0]) - 100000 + 1) % REGIONS)
    return Drawn(
        f"/compare/regions?chain={chain}&region={both[0]}&region={both[1]}",
        lambda e: comparing.regions(e.store, chain, both, e.settings),
    )


def screen(draw: Draw) -> Drawn:
    chain, region = draw.chain(), draw.region()
    wanted = screen_of({"chain": chain, "region": region, "side": "in"})
    return Drawn(
        f"/screen?chain={chain}&region={region}&side=in",
        lambda e: screening(e.store, wanted, 0, PAGE),
    )


def panorama(draw: Draw) -> Drawn:
    chain, region = draw.chain(), draw.region()
    return Drawn(
        f"/chains/{chain}/panorama?region={region}&assume_complete=1",
        lambda e: chain_view(
            e.store, chain, region, e.settings, assume_complete=True, party=e.party(chain, region)
        ).as_dict(),
    )


def gaps(draw: Draw) -> Drawn:
    chain, region = draw.chain(), draw.region()
    return Drawn(
        f"/gaps?chain={chain}&region={region}&assume_complete=1",
        lambda e: find_gaps(
            e.store,
            chain,
            region=region,
            assume_complete=True,
            settings=e.settings,
            party=e.party(chain, region),
        ).as_dict(),
    )


def targets(draw: Draw) -> Drawn:
    (chain, segment), region = draw.segment(), draw.region()
    return Drawn(
        f"/chains/{chain}/segments/{segment}/targets?region={region}&assume_complete=1",
        lambda e: lists(e.store, chain, region, e.settings, assume_complete=True, segment=segment),
    )


def entry(draw: Draw) -> Drawn:
    firm, region = draw.firm(), draw.region()
    return Drawn(
        f"/way-in?to={firm}&region={region}",
        lambda e: way_in(e.store, firm, region, e.settings.way_in),
    )


def stopped(draw: Draw) -> Drawn:
    chain, firm = draw.chain(), draw.firm()
    return Drawn(
        f"/chains/{chain}/disruption?firm={firm}",
        lambda e: disruption(e.store, chain, [firm], region="", finals=[], settings=e.settings),
    )


def named(draw: Draw) -> Drawn:
    chain = f"chain:{draw.chain()}"
    return Drawn(
        f"/queries/chain_segments?chain={chain}",
        lambda e: catalogue.run(e.store, "chain_segments", chain=chain),
    )


QUESTIONS: tuple[Callable[[Draw], Drawn], ...] = (
    search,
    node,
    neighbours,
    around,
    paths,
    upstream,
    downstream,
    nodes,
    links,
    makers,
    alike,
    beside,
    regions,
    screen,
    panorama,
    gaps,
    targets,
    entry,
    stopped,
    named,
)
