"""Supplies between segments or regions, as a Sankey diagram can draw them.

A diagram that runs from left to right has no cycles: in each cycle the lightest flow is
left out, as are flows within one group; both are counted and stay in the table. Where no
supply is recorded, the inputs of the reference chain are drawn instead, and said so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import networkx as nx

from liantu.graph.stores import Store
from liantu.locale import text
from liantu.queries.catalogue import run
from liantu.queries.charts.chart import Chart, Line, columns, inside
from liantu.queries.geo.choosing import members_of
from liantu.refusing import unknown_value

BY = ("segment", "region")
COLUMNS = (
    ("from", "text"), ("to", "text"), ("count", "number"), ("amount", "number"),
    ("unpriced", "number"), ("drawn", "text"),
)  # fmt: skip
MOST = 120  # flows of the picture
OUTSIDE, SEVERAL, NOWHERE = "\x00outside", "\x00several", "\x00nowhere"
LEVELS = {"province": 2, "city": 4, "county": 6}  # digits of a division code


@dataclass
class Flow:
    """What goes from one group to another; ``amount`` in 万元, ``unpriced`` have none."""

    start: str
    end: str
    count: int = 0
    amount: float = 0.0
    unpriced: int = 0
    records: list[str] = field(default_factory=list)
    drawn: str = "drawn"  # drawn, within, cycle, more


def flows(
    store: Store, chain: str, by: str, level: str, names: Mapping[str, str], region: str = ""
) -> Chart:
    """Return the flows of a chain's deliveries between its segments or between regions.

    ``names`` calls segments and divisions by name; ``region`` keeps the deliveries of which
    an end lies in it. Raises UsageError for another grouping.
    """
    if by not in BY:
        raise unknown_value("by", by, BY)
    found, measure = _supplies(store, chain, by, level, names, region), "supplies"
    if not found and by == "segment":
        found, measure = _inputs(store, chain), "inputs"
    listed = sorted(found.values(), key=lambda one: (-one.count, one.start, one.end))
    _choose(listed)
    drawn = [one for one in listed if one.drawn == "drawn"]
    ends = list(dict.fromkeys(end for one in drawn for end in (one.start, one.end)))
    return Chart(
        "flows",
        columns(COLUMNS),
        tuple(_line(one, names) for one in listed),
        {
            "measure": measure,
            "by": by,
            "nodes": [{"id": end, "name": _name(end, names)} for end in ends],
            "links": [
                {"from": ends.index(o.start), "to": ends.index(o.end), "count": o.count}
                for o in drawn
            ],
        },
        {
            f"flows_{kind}": sum(one.count for one in listed if one.drawn == kind)
            for kind in ("within", "cycle", "more")
        },
        (text("charts.flows.inputs"),) if measure == "inputs" and found else (),
    )


def _line(one: Flow, names: Mapping[str, str]) -> Line:
    amount = one.amount if one.count > one.unpriced else None
    drawn = text(f"charts.drawn.{one.drawn}")
    ends = _name(one.start, names), _name(one.end, names)
    return Line((*ends, one.count, amount, one.unpriced, drawn), tuple(one.records))


def _supplies(
    store: Store, chain: str, by: str, level: str, names: Mapping[str, str], region: str
) -> dict[tuple[str, str], Flow]:
    rows = run(store, "chart_supplies", chain_id=chain).dicts()
    made: dict[str, list[str]] = {}
    if rows and by == "segment":
        for segment, firms in sorted(members_of(store, chain).items()):
            for firm in firms:
                made.setdefault(firm, []).append(segment)
    here = inside(store, region)
    digits = LEVELS.get(level, 4)
    found: dict[tuple[str, str], Flow] = {}
    for row in rows:
        if here is not None and not here & {row["supplier_adcode"], row["buyer_adcode"]}:
            continue
        if by == "segment":
            start = _segment(made.get(row["supplier"], []), names, str(row["product"] or ""))
            end = _segment(made.get(row["buyer"], []), names, "")
        else:
            start, end = (_division(row[f"{one}_adcode"], digits) for one in ("supplier", "buyer"))
        flow = found.setdefault((start, end), Flow(start, end))
        flow.count += 1
        flow.records.extend(row["records"] or ())
        if row["amount"] is None:
            flow.unpriced += 1
        else:
            flow.amount += float(row["amount"])
    return found


def _segment(made: list[str], names: Mapping[str, str], product: str) -> str:
    """Return the segment of an end: its only one, or the one that the product names."""
    if len(made) > 1:
        named = [one for one in made if product and names.get(one) == product]
        return named[0] if len(named) == 1 else SEVERAL
    return made[0] if made else OUTSIDE


def _division(adcode: str | None, digits: int) -> str:
    return f"{adcode[:digits]:0<6}" if adcode else NOWHERE


def _inputs(store: Store, chain: str) -> dict[tuple[str, str], Flow]:
    found = {}
    for row in run(store, "chain_inputs", chain=f"chain:{chain}").dicts():
        records = list(row["link"].properties.get("records", ()))
        pair = (row["input"], row["output"])
        found[pair] = Flow(*pair, count=1, unpriced=1, records=records)
    return found


def _choose(listed: list[Flow]) -> None:
    """Say of each flow whether it is drawn, and if not, why."""
    open_: list[Flow] = []
    for one in listed:
        if one.start == one.end:
            one.drawn = "within"
        elif len(open_) >= MOST:
            one.drawn = "more"
        else:
            open_.append(one)
    graph: nx.DiGraph[str] = nx.DiGraph()
    by_ends = {(one.start, one.end): one for one in open_}
    graph.add_edges_from(by_ends)
    for pair in left_out(graph, {pair: flow.count for pair, flow in by_ends.items()}):
        by_ends[pair].drawn = "cycle"


def left_out(
    graph: nx.DiGraph[str], weights: Mapping[tuple[str, str], float]
) -> list[tuple[str, str]]:
    """Return the links to leave out so that no cycle is left: the lightest of each, one by one.

    Of equally light ones the first by name. The graph is used up.
    """
    found: list[tuple[str, str]] = []
    waiting = [set(part) for part in nx.strongly_connected_components(graph) if len(part) > 1]
    while waiting:
        part = waiting.pop()
        inner = graph.subgraph(part)
        lightest = min(inner.edges(), key=lambda pair: (weights[pair], pair))
        found.append(lightest)
        graph.remove_edge(*lightest)
        rest = graph.subgraph(part)
        waiting += [set(one) for one in nx.strongly_connected_components(rest) if len(one) > 1]
    return sorted(found)


def _name(end: str, names: Mapping[str, str]) -> str:
    return text(f"charts.end.{end[1:]}") if end.startswith("\x00") else names.get(end, end)
