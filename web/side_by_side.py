"""A chain twice, side by side: two regions, two data versions, as recorded and as complete."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, render_template, request

from liantu.errors import UsageError
from liantu.graph.stores import Store
from liantu.queries.gaps.reports import Finding
from liantu.queries.side_by_side import WAYS, SideBySide, side_by_side
from liantu.web.addresses import address
from liantu.web.chains import tools, view_in, view_of
from liantu.web.context import home, snapshots, store, words
from liantu.web.gap_pages import offered
from liantu.web.pair_map import SIGNS, Map, drawn, joint
from liantu.web.panorama import ChainView
from liantu.web.rendering import moment

bp = Blueprint("side_by_side", __name__)
bp.context_processor(tools)
ASKED = ("with", "with_version", "with_complete")  # what the second map is told by: one of them


@dataclass(frozen=True)
class Side:
    """One of the two: its chain, and what its addresses carry apart from what is kept."""

    view: ChainView
    carried: dict[str, str | None]

    def address_of(self, finding: Finding) -> str:
        """Return the address of a segment as this side sees it."""
        short = finding.segment.rpartition("/")[2]
        return address("segment", chain_id=self.view.id, segment_id=short, **self.carried)

    @property
    def home(self) -> str:
        """The address of this side's own map."""
        return address("panorama", chain_id=self.view.id, **self.carried)


@dataclass(frozen=True)
class Both:
    """Two sides with what differs; ``by`` is region, version or complete."""

    by: str
    first: Side
    second: Side
    found: SideBySide

    def title(self, side: Side) -> str:
        """Return what a side is called: that in which it is not like the other."""
        scope = side.view.report.scope
        if self.by == "region":
            return scope.region_name or scope.region
        if self.by == "version":
            key = "side.version" if scope.as_of else "side.version.undated"
            return words(key, version=side.view.report.data_version, date=scope.as_of)
        return words("panorama.assume" if scope.assume_complete else "side.recorded")

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both sides, left to right."""
        return self.first, self.second

    @property
    def maps(self) -> tuple[Map, ...]:
        """Both maps, of one layout."""
        views = [one.view for one in self.sides]
        picture = joint((one.situation for one in views), (one.report for one in views), wide=False)
        return tuple(
            drawn(name, self.title(side), picture, side.view.report, self.found, side.address_of)
            for name, side in zip(("first", "second"), self.sides, strict=True)
        )

    @property
    def sentence(self) -> str:
        """How many differ and which way, in one sentence."""
        names = [self.title(one) for one in self.sides]
        counts = self.found.counts
        if not self.found.differences:
            return words("side.same", first=names[0], second=names[1], count=self.found.segments)
        told = {"unknown": "side.said.assumed"} if self.by == "complete" else {}
        parts = [
            words(told.get(way, f"side.said.{way}"), count=counts[way])
            for way in WAYS
            if counts[way]
        ]
        return words(
            f"side.sentence.{self.by}",
            first=names[0],
            second=names[1],
            count=self.found.segments,
            differs=len(self.found.differences),
            parts=words("side.join").join(parts),
        )


@bp.get("/chains/<chain_id>/side-by-side")
def page(chain_id: str) -> str:
    """Show two maps of a chain with their differences marked, and list those."""
    view = view_of(chain_id)
    both = _both(view)
    given = {name: request.args.get(name, "").strip() for name in ASKED}
    return render_template(
        "side_by_side.html",
        view=view,
        both=both,
        given=given,
        signs=SIGNS,
        ways=WAYS,
        regions=offered(view),
        versions=_versions(),
        json_url=address("side_by_side.as_json", chain_id=view.id, **given)
        if both
        else address("panorama_json", chain_id=view.id),
    )


@bp.get("/api/v1/chains/<chain_id>/side-by-side")
def as_json(chain_id: str) -> Response:
    """Give both sides with every difference, its reason and who made it."""
    both = _both(view_of(chain_id))
    if both is None:
        raise UsageError("side_with", where="with, with_version, with_complete")
    return jsonify({"by": both.by, "sentence": both.sentence, **both.found.as_dict()})


def _both(view: ChainView) -> Both | None:
    """Return both sides as the address asks, of versions the older first; None if it does not."""
    given = [name for name in ASKED if request.args.get(name, "").strip()]
    if not given:
        return None
    if len(given) > 1:
        raise UsageError("side_one", where=", ".join(given))
    scope = view.report.scope
    here = Side(view, {})
    if given == ["with"]:
        region = request.args["with"].strip()
        other = view_in(view.id, region, scope.assume_complete)
        second = Side(other, {"region": region})
        return Both("region", here, second, side_by_side(view.report, other.report))
    if given == ["with_complete"]:
        complete = not scope.assume_complete
        other = view_in(view.id, scope.region, complete)
        there = Side(other, {"assume_complete": "1" if complete else None})
        first, second = (here, there) if complete else (there, here)
        found = side_by_side(first.view.report, second.view.report)
        return Both("complete", first, second, found)
    version = request.args["with_version"].strip()
    asked = snapshots().store(version)
    other = view_in(view.id, scope.region, scope.assume_complete, asked)
    there = Side(other, {"version": asked.data_version})
    here = Side(view, {"version": store().data_version})
    first, second = (there, here) if _older(asked, store()) else (here, there)
    found = side_by_side(first.view.report, second.view.report, caused=True)
    return Both("version", first, second, found)


def _older(one: Store, other: Store) -> bool:
    """Say whether a version was switched to before another, as the ledger has them."""
    order = [row.id for row, _ in home().ledger.versions()]
    return order.index(one.data_version) > order.index(other.data_version)


def _versions() -> list[tuple[str, str]]:
    """Return the other versions that can be asked, newest first, with the moment of the switch."""
    held, used = set(snapshots().held()), store().data_version
    return [
        (row.id, moment(at))
        for row, at in home().ledger.versions()
        if row.id in held and row.id != used
    ]
