"""How many nodes of a delivery stand only in the lists of others, for its report."""

from __future__ import annotations

from dataclasses import dataclass, field

from liantu.graph.model import model
from liantu.ingest.findings import Note
from liantu.ingest.mapping import Fact, RowFacts
from liantu.ingest.rules import TableRule


@dataclass
class StubTally:
    """Counts the stubs of one table of one file, and the links that name them."""

    rule: TableRule
    _own: set[str] = field(default_factory=set)
    _stubs: dict[str, set[str]] = field(default_factory=dict)
    _links: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._kinds = {
            link.kind.name for link in self.rule.links if link.start.stub or link.end.stub
        }

    def add(self, facts: RowFacts) -> None:
        """Take the facts of one accepted row."""
        if not self._kinds:
            return
        for kind, fact in facts.nodes:
            if fact.get("stub"):
                self._stubs.setdefault(kind, set()).add(fact["nid"])
            else:
                self._own.add(fact["nid"])
        self._links += [_ends(fact) for kind, fact in facts.links if kind in self._kinds]

    def note(self, file: str, sheet: str) -> list[Note]:
        """Return one note per kind of stub."""
        links = "、".join(model().links[kind].label.zh for kind in sorted(self._kinds))
        return [
            Note(
                "stubs",
                file,
                sheet,
                values={
                    "count": len(stubs - self._own),
                    "kind": model().nodes[kind].label.zh,
                    "link": links,
                    "links": len(self._links),
                    "distinct": len(set(self._links)),
                },
            )
            for kind, stubs in sorted(self._stubs.items())
            if stubs - self._own
        ]


def _ends(fact: Fact) -> tuple[str, str]:
    return str(fact.get("from_id")), str(fact.get("to_id"))
