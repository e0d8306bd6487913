"""Which chain and which region a question is about."""

from __future__ import annotations

from liantu.errors import NotFound
from liantu.graph.stores import Node, Store
from liantu.queries.catalogue import run


def chain_node(store: Store, chain: str) -> Node:
    """Return a chain by its id with or without prefix; raises NotFound naming those there are."""
    wanted = chain if chain.startswith("chain:") else f"chain:{chain}"
    rows = run(store, "chain", chain=wanted).dicts()
    if not rows:
        known = ", ".join(
            str(row["chain"].properties["chain_id"]) for row in run(store, "chains").dicts()
        )
        raise NotFound("chain_unknown", where=chain, known=known or "–")
    node: Node = rows[0]["chain"]
    return node


def place(store: Store, region: str, chain: str = "") -> tuple[str, str, str]:
    """Return adcode, name and path of a region; an empty one is that of all chains.

    Raises NotFound where there is no such region, or none to take.
    """
    adcode = region or only_region(store)
    if not adcode:
        raise NotFound("chain_region", where=chain)
    found = region_node(store, adcode)
    name, path = (str(found.properties.get(one, "")) for one in ("full_name", "path"))
    return adcode, name, path


def region_node(store: Store, adcode: str) -> Node:
    """Return a region by its division code; raises NotFound where there is none."""
    rows = run(store, "region", region=f"reg:{adcode}").dicts()
    if not rows:
        raise NotFound("region_unknown", where=adcode)
    node: Node = rows[0]["region"]
    return node


def only_region(store: Store) -> str:
    """Return the region that all chains with one share: whose office this is; else empty."""
    chains = (row["chain"] for row in run(store, "chains").dicts())
    found = {str(one.properties["adcode"]) for one in chains if one.properties.get("adcode")}
    return found.pop() if len(found) == 1 else ""
