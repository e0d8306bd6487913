"""A chain seen from one region, as its pages show it: findings, links and counts together."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from liantu.errors import NotFound
from liantu.graph.stores import Node, Store
from liantu.queries.catalogue import run
from liantu.queries.evidence import Evidence, origins
from liantu.queries.gaps import GapReport, GapSettings
from liantu.queries.gaps import report as report_of
from liantu.queries.gaps.looking import look
from liantu.queries.gaps.reach import around
from liantu.queries.gaps.reports import Finding
from liantu.queries.gaps.situation import Situation
from liantu.queries.gaps.targets import Target
from liantu.queries.measures import Measure, measures
from liantu.queries.profile import name_of
from liantu.queries.recording import Note, noted_property
from liantu.web.drawing import FOLD_FROM, Drawing, draw, outermost
from liantu.web.layout import Panorama, Segment, lay_out

# What is here first, then what is not, then what nobody knows: the order of the legend.
HERE = ("STRENGTH", "WEAK", "FRAGILE", "UNMATCHED", "SUPPORT")
LEGEND = ("PRESENT", *HERE, "BREAK", "MISSING_INPUT", "EXTENSION", "BLANK", "UNKNOWN")
DRAWINGS = 6  # of one view that are kept: folded and unfolded, its parts
KINDS = (*LEGEND, "PARTY")  # what a list is filtered by: one of them is never a grade


@dataclass(frozen=True)
class Input:
    """One segment as an input of another; ``need`` is essential unless the chain says useful."""

    input: str
    output: str
    key: str
    need: str
    cost_share: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return the link by name."""
        return {
            "input": self.input,
            "output": self.output,
            "key": self.key,
            "need": self.need,
            "cost_share": self.cost_share,
        }


Ends = dict[str, list[tuple[Input, Finding]]]


@dataclass(frozen=True)
class Named:
    """A node that a sentence mentions: what it is called and the rows that hold it."""

    id: str
    name: str
    kind: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class ChainView:
    """A chain's report with its columns and links; ``texts`` are parts of pages, once written."""

    chain: Node
    report: GapReport
    inputs: tuple[Input, ...]
    regions: tuple[tuple[str, str], ...]
    situation: Situation = field(repr=False)
    texts: dict[Hashable, str] = field(default_factory=dict, repr=False, compare=False)
    asked: dict[Hashable, tuple[Note, ...]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def id(self) -> str:
        """The chain's id as addresses have it."""
        return self.report.scope.chain

    @property
    def name(self) -> str:
        """What the chain is called."""
        return name_of(self.chain)

    @property
    def positions(self) -> tuple[str, ...]:
        """The chain's own positions, left to right."""
        return tuple(self.chain.properties.get("positions") or ())

    @noted_property
    def findings(self) -> Mapping[str, Finding]:
        """The findings by the id of their segment."""
        return {one.segment: one for one in self.report.findings}

    @noted_property
    def recorded(self) -> tuple[Named, ...]:
        """The enterprises that count as recorded, by name."""
        store = self.situation.store
        found = named(store, self.report.coverage.recorded_ids) if store else []
        return tuple(sorted(found, key=lambda one: one.name))

    @noted_property
    def picture(self) -> Panorama:
        """The chain, laid out."""
        segments = [Segment(one.segment, one.name, one.position) for one in self.report.findings]
        links = [(o.input, o.output, o.key) for o in self.inputs]
        return lay_out(self.positions, segments, links, outermost(self))

    @noted_property
    def measures(self) -> Mapping[str, Measure]:
        """What can be counted at its segments, by name."""
        return measures(self.situation, self.report)

    @noted_property
    def _drawn(self) -> OrderedDict[tuple[str, ...], Drawing]:
        return OrderedDict()

    def drawn(self, fold: str = "", part: str = "", opened: Finding | None = None) -> Drawing:
        """Return what of it is drawn, as ``draw`` does; the last few are kept."""
        hides = fold or len(self.findings) >= FOLD_FROM  # what is open is drawn in any case
        key = (fold, part, opened.segment if opened and hides else "")
        found = self._drawn.get(key)
        if found is None:
            found = draw(self, fold, part, opened)
            self._drawn[key] = found
            while len(self._drawn) > DRAWINGS:
                self._drawn.popitem(last=False)
        return found

    def reached(self, finding: Finding) -> tuple[frozenset[str], frozenset[str]]:
        """Return the segments that one is made of and those that are made from it, however far."""
        return around(self.situation.template, finding.segment)

    @property
    def legend(self) -> tuple[tuple[str, int], ...]:
        """How many segments have each grade, also where none has it."""
        counts = self.report.counts()
        return tuple((kind, counts.get(kind, 0)) for kind in LEGEND)

    def finding(self, segment: str) -> Finding:
        """Return a finding by the segment's own part of its id; raises NotFound."""
        found = self.findings.get(f"seg:{self.id}/{segment}")
        if found is None:
            raise NotFound("segment_unknown", where=segment, chain=self.name)
        return found

    def inputs_of(self, finding: Finding) -> list[tuple[Input, Finding]]:
        """Return what a segment needs with the grades, in the order of the chain."""
        return self._ends[0].get(finding.segment, [])

    def outputs_of(self, finding: Finding) -> list[tuple[Input, Finding]]:
        """Return what needs a segment with the grades, in the order of the chain."""
        return self._ends[1].get(finding.segment, [])

    @noted_property
    def _ends(self) -> tuple[Ends, Ends]:
        """What each segment needs and what needs it; of parallel links the last."""
        place = {segment: number for number, segment in enumerate(self.findings)}
        links = {
            (o.input, o.output): o for o in self.inputs if o.input in place and o.output in place
        }
        into: Ends = {}
        out: Ends = {}
        for (start, end), link in sorted(links.items(), key=lambda one: place[one[0][0]]):
            into.setdefault(end, []).append((link, self.findings[start]))
        for (start, end), link in sorted(links.items(), key=lambda one: place[one[0][1]]):
            out.setdefault(start, []).append((link, self.findings[end]))
        return into, out

    def marks(self, finding: Finding | None, *, reach: bool = False) -> dict[str, str]:
        """Return the classes of boxes and links that belong to an open segment.

        With ``reach`` those of all that lies upstream and downstream of it, too.
        """
        if finding is None:
            return {}
        into, out = self.inputs_of(finding), self.outputs_of(finding)
        marks = {one.segment: "is-input" for _, one in into}
        marks |= {one.segment: "is-output" for _, one in out}
        marks |= {link.key: "is-touched" for link, _ in (*into, *out)}
        for key in (*finding.because.nodes, *finding.because.links):
            marks[key] = f"{marks.get(key, '')} is-because".strip()
        marks[finding.segment] = "is-selected"
        if reach:
            for said, ids in zip(("is-up", "is-down"), self.reached(finding), strict=True):
                ends = {*ids, finding.segment}
                links = (o.key for o in self.inputs if o.input in ends and o.output in ends)
                for key in (*ids, *links):
                    marks[key] = f"{marks.get(key, '')} {said}".strip()
        return marks

    @property
    def pipeline(self) -> int:
        """How many absent segments have a project on its way."""
        return sum(one.pipeline for one in self.report.findings)

    def present(self, kind: str = "", position: str = "") -> tuple[Finding, ...]:
        """Return the segments here of which a kind holds, by kind, then by the chain."""
        found = [
            one
            for one in self.report.findings
            if one.makers and (one.kind != "PRESENT" or one.also) and one.is_of(kind)
        ]
        return tuple(sorted(_at(found, position), key=lambda one: LEGEND.index(one.kind)))

    def of_kind(self, kind: str, position: str = "") -> tuple[Finding, ...]:
        """Return the findings of one kind, in the order of the chain."""
        return _at([one for one in self.report.findings if one.kind == kind], position)

    def as_dict(self, targets: int | None = None) -> dict[str, Any]:
        """Return the gap report, with so many targets, and what the picture adds to it."""
        return self.report.as_dict(targets) | {
            "chain": {"id": self.id, "name": self.name},
            "columns": [
                {"position": one.position, "segments": list(one.segments)}
                for one in self.picture.columns
            ],
            "inputs": [one.as_dict() for one in self.inputs],
            "counts": dict(self.legend),
            "pipeline": self.pipeline,
            "measures": {name: one.as_dict() for name, one in self.measures.items()},
        }


def chain_view(
    store: Store,
    chain: str,
    region: str,
    settings: GapSettings,
    *,
    assume_complete: bool,
    party: Mapping[str, tuple[str, ...]] | None = None,
) -> ChainView:
    """Return a chain as seen from a region; raises NotFound for an unknown chain or region."""
    situation = look(store, chain, region, settings, assume_complete=assume_complete, party=party)
    report = report_of(situation)
    node = situation.chain
    inputs = tuple(
        Input(
            row["input"],
            row["output"],
            row["link"].key,
            row["link"].properties.get("need") or "essential",
            row["link"].properties.get("cost_share"),
        )
        for row in run(store, "chain_inputs", chain=node.id).dicts()
    )
    own = str(node.properties.get("adcode", ""))
    return ChainView(node, report, inputs, _regions(store, own, report.scope.region), situation)


def chains(store: Store) -> list[Node]:
    """Return every chain, in the order of ids."""
    return [row["chain"] for row in run(store, "chains").dicts()]


def named(store: Store, ids: Iterable[str]) -> list[Named]:
    """Return nodes by id, in the order given; an unknown id is left out."""
    wanted = list(dict.fromkeys(ids))
    firms = [one for one in wanted if one.startswith("ent:")]
    others = [one for one in wanted if not one.startswith("ent:")]
    known = origins(store)
    found: dict[str, Named] = {}
    for row in run(store, "named_enterprises", ids=firms).dicts() if firms else ():
        one = row["enterprise"]
        rows = tuple(known.of_records(row["records"]))
        found[one] = Named(one, str(row["name"] or one), "Enterprise", rows)
    for row in run(store, "nodes", ids=others).dicts() if others else ():
        node = row["node"]
        found[node.id] = Named(node.id, name_of(node), node.kind, tuple(known.of(node)))
    return [found[one] for one in wanted if one in found]


def outside(finding: Finding, limit: int = 3) -> tuple[tuple[Target, ...], int]:
    """Return the first target firms and how many more there are."""
    return tuple(finding.targets[:limit]), max(0, finding.targets.total - limit)


def _at(findings: Iterable[Finding], position: str) -> tuple[Finding, ...]:
    return tuple(one for one in findings if not position or one.position == position)


def _regions(store: Store, own: str, current: str) -> tuple[tuple[str, str], ...]:
    """Return codes and names to choose from: the chain's own region, what it lies in, this one."""
    found: dict[str, str] = {}
    for code in (own, current):
        for row in run(store, "region", region=f"reg:{code}").dicts() if code else ():
            path = str(row["region"].properties.get("path") or code)
            for part in reversed(path.split("/")):
                for place in run(store, "region", region=f"reg:{part}").dicts():
                    properties = place["region"].properties
                    name = properties.get("full_name") or properties.get("name")
                    found.setdefault(part, str(name or part))
    return tuple(found.items())
