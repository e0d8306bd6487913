"""Changes of what is sold to whom, and of the chain itself."""

from __future__ import annotations

from typing import Any

from liantu.graph.stores import Node
from liantu.queries.catalogue import run
from liantu.queries.purchases import Purchase, inside
from liantu.queries.whatif.changes import (
    AddInput,
    AddSegment,
    AddSupply,
    RemoveInput,
    RemoveSegment,
    RemoveSupply,
)
from liantu.queries.whatif.draft import NEW, Draft


def add_supply(draft: Draft, change: AddSupply) -> None:
    """Let a supplier sell to a buyer here."""
    segment = draft.segment(change.segment)
    buyer = draft.firm(change.buyer, "buyer")
    measure = draft.base.purchases.measure
    if draft.rows and change.amount is not None and measure == "count":
        raise draft.refuse("counted", "amount")
    if draft.rows and change.amount is None and measure == "amount":
        raise draft.refuse("weighed", "amount")
    supplier, paths = _supplier(draft, change.supplier)
    if any((one.supplier, one.buyer, one.segment) == (supplier, buyer, segment)
           for one in draft.rows):  # fmt: skip
        raise draft.refuse("supply_there", "supplier", said=change.supplier)
    draft.rows.append(
        Purchase(
            segment=segment,
            supplier=supplier,
            supplier_name=draft.called(supplier),
            buyer=buyer,
            buyer_name=draft.called(buyer),
            amount=change.amount,
            year=None,
            link=f"{NEW}{supplier}>{buyer}/{segment}",
            records=(),
            paths=paths,
            local=any(inside(path, draft.base.area) for path in paths),
        )
    )


def _supplier(draft: Draft, said: str) -> tuple[str, tuple[str, ...]]:
    """Return a supplier and where it is: here, known from what is bought, or of the store."""
    store = draft.base.store
    if store and ":" in said and not said.startswith(NEW) and said not in draft.gone:
        rows = run(store, "places_of", ids=[said]).dicts()
        if rows:
            return said, tuple(str(row["path"] or "") for row in rows)
    firm = draft.firm(said, "supplier")
    for row in draft.rows:
        if row.supplier == firm:
            return firm, row.paths
    if not draft.is_maker(firm):
        raise draft.refuse("firm", "supplier", said=said)
    return firm, (draft.base.area,)


def remove_supply(draft: Draft, change: RemoveSupply) -> None:
    """Let a supplier sell no more."""
    supplier = draft.firm(change.supplier, "supplier")
    buyer = draft.firm(change.buyer, "buyer") if change.buyer else ""
    segment = draft.segment(change.segment) if change.segment else ""
    kept = [
        one
        for one in draft.rows
        if one.supplier != supplier
        or (buyer and one.buyer != buyer)
        or (segment and one.segment != segment)
    ]
    if len(kept) == len(draft.rows):
        raise draft.refuse("supply_none", "supplier", said=change.supplier)
    draft.rows = kept


def add_input(draft: Draft, change: AddInput) -> None:
    """Let a segment be an input of another."""
    start, end = draft.segment(change.input, "input"), draft.segment(change.output, "output")
    if start == end:
        raise draft.refuse("self", "output", said=change.output)
    if draft.template.has_edge(start, end):
        raise draft.refuse("input_there", "input", said=change.input, other=change.output)
    values: dict[str, Any] = {"kind": "UPSTREAM_OF", "need": change.need}
    if change.cost_share is not None:
        values["cost_share"] = change.cost_share
    draft.own_template().add_edge(start, end, key=f"{NEW}{start}>{end}", **values)


def remove_input(draft: Draft, change: RemoveInput) -> None:
    """Let a segment be no input of another."""
    start, end = draft.segment(change.input, "input"), draft.segment(change.output, "output")
    if not draft.template.has_edge(start, end):
        raise draft.refuse("input_none", "input", said=change.input, other=change.output)
    template = draft.own_template()
    for key in list(template[start][end]):
        template.remove_edge(start, end, key=key)


def add_segment(draft: Draft, change: AddSegment) -> None:
    """Let a segment join the chain."""
    chain = draft.base.scope.chain
    id_ = f"seg:{chain}/{change.id}"
    names = {str(one.properties.get("name", "")) for one in draft.segments}
    if change.name in names or any(one.id == id_ for one in draft.segments):
        raise draft.refuse("segment_there", "id", said=change.name)
    values = {
        "segment_id": change.id,
        "chain_id": chain,
        "name": change.name,
        "position": change.position,
        "records": [],
    }
    draft.segments.append(Node(id_, "Segment", values))
    draft.own_template().add_node(id_, kind="Segment", **values)
    draft.add_column(id_)


def remove_segment(draft: Draft, change: RemoveSegment) -> None:
    """Let a segment leave the chain."""
    segment = draft.segment(change.segment)
    if len(draft.segments) == 1:
        raise draft.refuse("last", "segment")
    draft.segments = [one for one in draft.segments if one.id != segment]
    draft.own_template().remove_node(segment)
    draft.nesting = frozenset(pair for pair in draft.nesting if segment not in pair)
    draft.drop_column(segment)
    for firm, makes in list(draft.new.items()):
        makes.pop(segment, None)
        if not makes:
            del draft.new[firm]
