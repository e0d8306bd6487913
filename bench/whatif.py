"""Time a what-if answer on a chain of 500 segments with 5,000 firms in the region.

The chain, its purchases and the makers of 300 other regions are made up, always the same.
What is timed is one answer as a page asks for it: changes carried out, every finding and
score of the changed situation, and the comparison with those of the base, which is held.
Prints a table and, as its last line, one JSON object; ``run()`` gives it to other scripts.
"""

from __future__ import annotations

import gc
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import typer

from liantu.cli import COLLECT
from liantu.graph.stores import Node
from liantu.queries.gaps import gap_settings, report
from liantu.queries.gaps.counts import MakerCounts
from liantu.queries.gaps.findings import Coverage, Maker, Scope
from liantu.queries.gaps.situation import Situation
from liantu.queries.purchases import Purchase, Purchases
from liantu.queries.whatif import Base, answer, scenario
from liantu.queries.whatif.draft import Supposed

SEED = 20261122
DAY = "2026-11-22"
AREA = "370000/370600/370614"


def made_up(segments: int, firms: int, regions: int) -> Situation:
    """Return a situation of a size: layered inputs, four in five segments with makers here."""
    random = np.random.default_rng(SEED)
    ids = [f"seg:made-up/s{one:04}" for one in range(segments)]
    nodes = tuple(
        Node(one, "Segment", {"name": one[-5:], "position": "", "records": []}) for one in ids
    )
    template = _template(ids, random)
    chosen = random.choice(segments, size=segments * 4 // 5, replace=False)
    here: dict[str, list[Maker]] = {}
    for firm in range(firms):
        segment = (
            ids[int(chosen[firm % len(chosen)])] if firm % 3 else ids[int(random.choice(chosen))]
        )
        here.setdefault(segment, []).append(_maker(firm, segment, random))
    held = {one: tuple(here[one]) for one in ids if one in here}
    registered = random.poisson(np.exp(random.normal(-1.5, 1.2, (regions, segments))))
    areas = tuple(
        f"{11 + one // 20}0000/{11 + one // 20}0{1 + one % 9}00/x{one:03}1"
        for one in range(regions)
    )
    counts = MakerCounts((*areas, AREA), tuple(ids),
                         np.vstack([registered, np.zeros((1, segments), np.int64)]),
                         np.zeros((regions + 1, segments), np.int64))  # fmt: skip
    return Situation(
        chain=Node("chain:made-up", "Chain", {"chain_id": "made-up"}),
        scope=Scope("made-up", "370614", "", DAY, True),
        settings=gap_settings(),
        segments=nodes,
        template=template,
        here=held,
        counts=counts,
        coverage=Coverage(firms, None, "", "", "", (), ()),
        purchases=_purchases(ids, firms, random),
        area=AREA,
    )


def _template(ids: list[str], random: np.random.Generator) -> nx.MultiDiGraph[str]:
    template: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    template.add_nodes_from(ids)
    for end in range(4, len(ids)):
        near = random.choice(np.arange(max(0, end - 40), end), size=4, replace=False)
        for number, start in enumerate(near):
            need = "essential" if number < 2 else "useful"
            share = {"need": need, "cost_share": 0.05 + 0.1 * number}
            template.add_edge(ids[start], ids[end], key=f"{start}>{end}", **share)
    return template


def _maker(firm: int, segment: str, random: np.random.Generator) -> Maker:
    output = float(np.round(random.lognormal(8, 1.5), 1))
    return Supposed(
        f"ent:{firm:05}", f"企业{firm:05}", "", "", AREA, f"{firm}/{segment}", (), True,
        (("employees", int(random.integers(5, 2000))),), None, output, None, bool(firm % 2), DAY,  # type: ignore[arg-type]
    )  # fmt: skip


def _purchases(ids: list[str], firms: int, random: np.random.Generator) -> Purchases:
    rows = []
    for number in range(firms):
        seller, buyer = random.integers(0, 2 * firms), random.integers(0, firms)
        segment = ids[int(random.integers(0, len(ids)))]
        local = bool(seller < firms)
        paths = (AREA if local else "310000/310100/310115",)
        rows.append(
            Purchase(segment, f"ent:{seller:05}", f"企业{seller:05}", f"ent:{buyer:05}", "",
                     float(random.integers(1, 900)), 2025, f"buy{number:05}", (), paths, local)
        )  # fmt: skip
    return Purchases(tuple(sorted(rows, key=lambda one: (one.segment, one.link))), len(rows))


def run(
    segments: int = 500, firms: int = 5000, regions: int = 300, times: int = 5
) -> dict[str, Any]:
    """Return medians in milliseconds; ``base_ms`` is what the first question costs besides."""
    gc.set_threshold(*COLLECT)  # as the server does
    situation = made_up(segments, firms, regions)
    base_ms, base = _timed(1, lambda: Base(situation, report(situation)))
    absent = [one.id for one in situation.segments if one.id not in situation.here]
    asked = {
        "add": [
            {
                "do": "add_firm",
                "firm": "新企业",
                "makes": [{"segment": absent[0], "output": 5000.0}],
                "employees": 300,
            }
        ],
        "remove": [{"do": "remove_firm", "firm": "ent:00001"}],
        "cut_off": [{"do": "cut_off", "region": "310000"}],
        "remove_segment": [
            {"do": "remove_segment", "segment": situation.segments[segments * 2 // 5].id}
        ],
    }
    result: dict[str, Any] = {"segments": segments, "firms": firms, "regions": regions}
    taken, worked = [], []
    for name, changes in asked.items():
        began = time.process_time()
        ms, found = _timed(times, lambda changes=changes: answer(base, scenario(changes)))  # type: ignore[misc]
        result[f"{name}_ms"] = round(ms, 1)
        result[f"{name}_changed"] = len(found.changed)
        taken.append(ms)
        worked.append((time.process_time() - began) * 1000 / times)
    result["cpu_ms"] = round(statistics.median(worked), 1)
    return result | {"base_ms": round(base_ms, 1), "whatif_ms": round(statistics.median(taken), 1)}


def _timed(times: int, work: Callable[[], Any]) -> tuple[float, Any]:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        found = work()
        found.as_dict() if hasattr(found, "as_dict") else None
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), found


def main(segments: int = 500, firms: int = 5000, regions: int = 300, times: int = 5) -> None:
    """Print the table and the JSON line."""
    result = run(segments, firms, regions, times)
    for name, value in result.items():
        print(f"  {name:24} {value}")
    print(json.dumps(result))


if __name__ == "__main__":
    typer.run(main)
