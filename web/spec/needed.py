"""What an address must ask for: parameters without which an endpoint refuses to answer.

These are for the document, and bind the parameter further than its model does; the endpoint
itself refuses what is not so, and says what is to be done about it.
"""

from __future__ import annotations

from typing import Any

from liantu.queries.explore.reading import MOST_COUNTED
from liantu.web.spec.parameters import LINKS, NODES

ONE = {"minLength": 1}
NEEDED: dict[str, dict[str, dict[str, Any]]] = {
    "api.row": {"row": {"pattern": "^[1-9][0-9]{0,5}$"}},
    "api_data.changes": {"before": ONE},
    "api_firms.enterprises": {"id": {"minItems": 2, "maxItems": 6, "uniqueItems": True}},
    "api_firms.regions": {
        "chain": ONE,
        "region": {"minItems": 2, "maxItems": 6, "uniqueItems": True},
    },
    "api_graph.links": {"kind": {"enum": LINKS}},
    "api_graph.nodes": {"kind": {"enum": NODES}},
    "api_graph.paths": {"id": {"minItems": 2, "uniqueItems": True}},
    "api_risk.disruption": {"firm": {"minItems": 1}},
    "cypher_api.run_short": {"query": {"minLength": 1, "format": "cypher"}},
    "explore_api.counts_json": {"id": {"minItems": 1, "maxItems": MOST_COUNTED}},
    "explore_api.node": {"id": ONE},
    "gap_pages.compare_json": {"with": ONE},
    "geo.around_json": {"at": ONE},
    "together.as_json": {"chain": {"minItems": 2, "maxItems": 6, "uniqueItems": True}},
}
# One of these at least, which the document says in words of its own.
ONE_OF: dict[str, tuple[str, ...]] = {
    "side_by_side.as_json": ("with", "with_version", "with_complete")
}
