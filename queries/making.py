"""Who makes a segment, page by page, in any region."""

from __future__ import annotations

import json
from typing import Any

from liantu.errors import NotFound, UsageError
from liantu.graph.stores import Node, Store
from liantu.queries.catalogue import run
from liantu.queries.explore.reading import read_nodes
from liantu.queries.listing import node_record
from liantu.queries.scope import region_node

COLUMNS = (
    ("id", "string"), ("name", "string"), ("region", "string"), ("stage", "string"),
    ("share", "number"), ("output", "number"), ("main", "boolean"), ("operating", "boolean"),
    ("employees", "integer"), ("capital", "number"), ("above_size", "boolean"),
    ("listed", "boolean"), ("ownership", "string"), ("link", "string"), ("sources", "list"),
    ("records", "list"),
)  # fmt: skip
OF_LINK = ("stage", "share", "output", "main")
OF_FIRM = ("operating", "employees", "capital", "above_size", "listed", "ownership")


def segment_node(store: Store, segment: str) -> Node:
    """Return a segment by its id with or without prefix; raises NotFound."""
    wanted = segment if segment.startswith("seg:") else f"seg:{segment}"
    found = read_nodes(store, [wanted]).get(wanted)
    if found is None or found.kind != "Segment":
        raise NotFound("node_unknown", where=segment)
    return found


def area_of(store: Store, region: str) -> str:
    """Return the path of a region; empty for everywhere. Raises NotFound for an unknown one."""
    return str(region_node(store, region).properties["path"]) if region else ""


def makers_count(store: Store, segment: str, area: str) -> int:
    """Return how many enterprises are recorded to make a segment in a region."""
    ((count,),) = run(store, "segment_makers_count", segment=segment, area=area).rows
    return int(count)


def makers_after(
    store: Store, segment: str, area: str, after: str, limit: int
) -> list[dict[str, Any]]:
    """Return the next makers of a segment by id.

    One record is one link: what is made, its output (万元) and share, and what is known of
    the enterprise, which may have closed (``operating``). Rows without origin are told too.
    """
    firm, key = _read(after)
    rows = run(
        store, "segment_makers_page", segment=segment, area=area, after=firm, key=key, limit=limit
    ).dicts()
    return [_record(row) for row in rows]


def maker_key(record: dict[str, Any]) -> str:
    """Return the key behind which the next makers begin."""
    return json.dumps([record["id"], record["link"]], ensure_ascii=False)


def _read(after: str) -> tuple[str, str]:
    if not after:
        return "", ""
    try:
        firm, key = (str(one) for one in json.loads(after))
    except (ValueError, TypeError):
        raise UsageError("cursor_none", where="cursor") from None
    return firm, key


def _record(row: dict[str, Any]) -> dict[str, Any]:
    firm, link = row["enterprise"], row["link"]
    known = node_record(firm)
    return {
        "id": firm.id,
        "name": known["name"],
        "region": row["region"],
        **{name: link.properties.get(name) for name in OF_LINK},
        **{name: firm.properties.get(name) for name in OF_FIRM},
        "link": link.key,
        "sources": list(link.properties.get("sources") or ()),
        "records": list(link.properties.get("records") or ()),
    }
