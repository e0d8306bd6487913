"""Several chains seen together: segments that are declared one, inputs across, shared firms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx as nx

from liantu.errors import UsageError
from liantu.graph.stores import Link, Store
from liantu.queries.catalogue import run
from liantu.queries.evidence import Evidence, origins
from liantu.queries.gaps.reports import Finding, GapReport
from liantu.queries.side_by_side import head

LEAST, MOST = 2, 6  # chains of one canvas


@dataclass(frozen=True)
class Shared:
    """A segment that several chains declare to be one, as each of them has it."""

    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...]

    @property
    def chains(self) -> tuple[str, ...]:
        """The chains that it stands in."""
        return tuple(dict.fromkeys(chain_of(one.segment) for one in self.findings))

    @property
    def makers(self) -> int:
        """How many distinct makers it has over its chains."""
        return len({maker.id for one in self.findings for maker in one.makers})

    @property
    def differs(self) -> bool:
        """Whether the chains do not grade it alike: each goes by its own records."""
        return len({one.code for one in self.findings}) > 1

    def as_dict(self) -> dict[str, Any]:
        """Return the segment by chain, with the rows that declare it one."""
        return {
            "segments": [brief(one) for one in self.findings],
            "differs": self.differs,
            "distinct_makers": self.makers,
            "evidence": [one.as_dict() for one in self.evidence],
        }


@dataclass(frozen=True)
class Across:
    """A segment of one chain as an input of a segment of another."""

    input: Finding
    output: Finding
    key: str
    need: str
    evidence: tuple[Evidence, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the link by name, with the rows that say so."""
        return {
            "input": brief(self.input),
            "output": brief(self.output),
            "need": self.need,
            "evidence": [one.as_dict() for one in self.evidence],
        }


@dataclass(frozen=True)
class Firm:
    """An enterprise that makes segments of several of the chains."""

    id: str
    name: str
    segments: Mapping[str, tuple[Finding, ...]]

    def as_dict(self) -> dict[str, Any]:
        """Return the enterprise with its segments by chain."""
        made = {chain: [brief(one) for one in found] for chain, found in self.segments.items()}
        return {"id": self.id, "name": self.name, "segments": made}


@dataclass(frozen=True)
class Together:
    """Some chains with what joins them; ``makers`` are how many distinct ones each has."""

    reports: tuple[GapReport, ...]
    shared: tuple[Shared, ...]
    across: tuple[Across, ...]
    firms: tuple[Firm, ...]
    makers: tuple[int, ...]
    distinct: int

    @cached_property
    def sharing(self) -> Mapping[str, int]:
        """In how many chains each shared segment stands."""
        return {f.segment: len(one.chains) for one in self.shared for f in one.findings}

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of several chains."""
        sides = zip(self.reports, self.makers, strict=True)
        return {
            "chains": [
                head(report) | {"segments": len(report.findings), "makers": makers}
                for report, makers in sides
            ],
            "distinct_makers": self.distinct,
            "shared": [one.as_dict() for one in self.shared],
            "inputs_across": [one.as_dict() for one in self.across],
            "firms_on_several": [one.as_dict() for one in self.firms],
        }


def chosen(names: Sequence[str]) -> list[str]:
    """Return the chains to put together, each once; raises UsageError unless two to six."""
    found = list(dict.fromkeys(one.removeprefix("chain:") for one in names if one))
    if not LEAST <= len(found) <= MOST:
        raise UsageError("together_count", where="chain", most=MOST, count=len(found))
    return found


def together(store: Store, reports: Sequence[GapReport]) -> Together:
    """Return what joins some chains, each graded as it stands alone."""
    findings = {key: one for report in reports for key, one in report.by_segment.items()}
    chains = [report.scope.chain for report in reports]
    per_chain = [_makers(one) for one in reports]
    return Together(
        tuple(reports),
        _shared(store, chains, findings),
        _across(store, chains, findings),
        _on_several(chains, per_chain),
        tuple(len(one) for one in per_chain),
        len({firm for one in per_chain for firm in one}),
    )


def brief(finding: Finding) -> dict[str, Any]:
    """Return a segment with its chain, grade and number of makers."""
    return {
        "id": finding.segment,
        "chain": chain_of(finding.segment),
        "name": finding.name,
        "code": finding.code,
        "doubtful": finding.doubtful,
        "makers": len(finding.makers),
    }


def chain_of(segment: str) -> str:
    """Return the chain of a segment's id."""
    return segment.removeprefix("seg:").partition("/")[0]


def _shared(store: Store, chains: list[str], findings: Mapping[str, Finding]) -> tuple[Shared, ...]:
    """Return the groups that links of SAME_AS join, in the order of the chains."""
    graph: nx.Graph[str] = nx.Graph()
    links: dict[str, list[Link]] = {}
    for row in run(store, "chains_same", chains=chains).dicts():
        first, second = row["first"], row["second"]
        if first in findings and second in findings and chain_of(first) != chain_of(second):
            graph.add_edge(first, second)
            links.setdefault(first, []).append(row["link"])
    known, order = origins(store), {one: place for place, one in enumerate(findings)}
    groups = [sorted(one, key=order.__getitem__) for one in nx.connected_components(graph)]
    return tuple(
        Shared(
            tuple(findings[one] for one in group),
            tuple(row for one in group for link in links.get(one, ()) for row in known.of(link)),
        )
        for group in sorted(groups, key=lambda group: order[group[0]])
    )


def _across(store: Store, chains: list[str], findings: Mapping[str, Finding]) -> tuple[Across, ...]:
    known = origins(store)
    return tuple(
        Across(
            findings[row["input"]],
            findings[row["output"]],
            row["link"].key,
            row["link"].properties.get("need") or "essential",
            tuple(known.of(row["link"])),
        )
        for row in run(store, "chains_between", chains=chains).dicts()
        if row["input"] in findings and row["output"] in findings
    )


def _makers(report: GapReport) -> dict[str, tuple[str, tuple[Finding, ...]]]:
    """Return the makers of a chain by id: what each is called and what it makes."""
    found: dict[str, tuple[str, tuple[Finding, ...]]] = {}
    for finding in report.findings:
        for maker in finding.makers:
            held = found.get(maker.id, (maker.label, ()))[1]
            found[maker.id] = (maker.label, (*held, finding))
    return found


def _on_several(
    chains: list[str], per_chain: list[dict[str, tuple[str, tuple[Finding, ...]]]]
) -> tuple[Firm, ...]:
    """Return the enterprises of two chains and more, those of most first, then by name."""
    names = {firm: said[0] for one in per_chain for firm, said in one.items()}
    firms = []
    for firm, name in names.items():
        made = {
            chain: one[firm][1] for chain, one in zip(chains, per_chain, strict=True) if firm in one
        }
        if len(made) > 1:
            firms.append(Firm(firm, name, made))
    return tuple(sorted(firms, key=lambda one: (-len(one.segments), one.name, one.id)))
