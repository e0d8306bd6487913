"""How exact the matching is: precision and recall on labelled pairs.

The figures on the data page are those of ``accuracy.json``; a test holds them to
what :func:`measure` says of the labelled sample.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from liantu.graph.identity import name_id
from liantu.graph.model import model
from liantu.ingest.duplicates import keys_of
from liantu.ingest.likeness import ASKED, MARKED, Firm, likeness

PRECISE = 0.98  # the precision that the threshold is chosen for, on the tuning half
LISTS = frozenset({"aliases", "former_names"})
FIELDS = ("name", "short_name", "aliases", "former_names", "code", "adcode", "stock_code")


@dataclass(frozen=True)
class Labelled:
    """Two organisations, and whether they are one; ``case`` says what makes it hard."""

    half: str
    case: str
    same: bool
    a: Firm
    b: Firm

    @property
    def score(self) -> float:
        """The likeness of the pair: 1 where the two get one id, 0 where they never meet."""
        meets = self.a.id == self.b.id or keys_of(self.a) & keys_of(self.b)
        return likeness(self.a, self.b).score if meets else 0.0


def read_pairs(*paths: Path) -> list[Labelled]:
    """Read labelled pairs from CSV: half, case, same, then both sides' columns."""
    found = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                a, b = _firm(row, "a"), _firm(row, "b")
                found.append(Labelled(row["half"], row["case"], row["same"] == "1", a, b))
    return found


def _firm(row: dict[str, str], side: str) -> Firm:
    known: dict[str, Any] = {
        name: tuple(filter(None, row[f"{side}_{name}"].split(";")))
        if name in LISTS
        else row[f"{side}_{name}"]
        for name in FIELDS
    }
    kind = model().nodes["Enterprise"]
    values = {"code": known["code"] or "-", "name": known["name"], "region": known["adcode"]}
    return Firm(id=name_id(kind, values) or "", **known)


def measure(pairs: Iterable[Labelled], threshold: float = MARKED) -> dict[str, Any]:
    """Return precision and recall at a threshold, the recall of the queue, and both by case.

    ``right`` of a case counts the pairs whose proposal is what the label says.
    """
    scored = [(one, one.score) for one in pairs]
    hits = [one.same for one, score in scored if score >= threshold]
    same = [score for one, score in scored if one.same]
    cases: dict[str, dict[str, int]] = {}
    for one, score in scored:
        case = cases.setdefault(one.case, {"pairs": 0, "right": 0})
        case["pairs"] += 1
        case["right"] += (score >= threshold) == one.same
    return {
        "pairs": len(scored),
        "same": len(same),
        "threshold": threshold,
        "precision": round(sum(hits) / len(hits), 4) if hits else None,
        "recall": round(sum(hits) / len(same), 4) if same else None,
        "asked": ASKED,
        "asked_recall": round(sum(score >= ASKED for score in same) / len(same), 4)
        if same
        else None,
        "cases": dict(sorted(cases.items())),
    }


def tuned(pairs: Sequence[Labelled]) -> float:
    """Return the lowest threshold (in hundredths) from which on precision is high enough."""
    scored = [(one.same, one.score) for one in pairs]
    best = 1.0
    for hundredth in range(100, 49, -1):
        threshold = hundredth / 100
        hits = [same for same, score in scored if score >= threshold]
        if hits and sum(hits) / len(hits) < PRECISE:
            break
        best = threshold
    return best


@cache
def shipped() -> dict[str, Any]:
    """Return the figures that the data page shows."""
    text = (files("liantu.ingest") / "accuracy.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
