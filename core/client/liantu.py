"""The questions of the API by name: each method is one address of ``GET /api/v1``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from liantu.client.answers import Answer
from liantu.client.calls import Calls
from liantu.client.deliveries import Delivery, Rows, send


class Liantu:
    """A server and a token. Further parameters of an address are keywords of every method.

    ``version`` or ``as_of`` (a day) hold every question to one data version. ``retries`` is
    how often a passing error is tried again; what is asked is never asked less gently than
    the server says.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:8710",
        token: str = "",
        *,
        lang: str = "zh",
        version: str = "",
        as_of: str = "",
        timeout: float = 60.0,
        retries: int = 4,
    ) -> None:
        self._calls = Calls(url, token, lang, timeout, retries)
        self._always = {"version": version, "as_of": as_of}

    def __repr__(self) -> str:
        return f"Liantu({self._calls.url!r})"

    def get(self, path: str, **asked: Any) -> Answer:
        """Return the answer to any address of the API, such as ``/overview``."""
        return Answer(self._calls, path, {**self._always, **asked})

    def vocabulary(self) -> Answer:
        """Return every question with its words, its address and an example."""
        return self.get("/api/v1")

    def search(self, q: str, **asked: Any) -> Answer:
        """Return what a text finds, best first."""
        return self.get("/search", q=q, **asked)

    def profile(self, node: str, **asked: Any) -> Answer:
        """Return all that is known of a node."""
        return self.get(f"/nodes/{_id(node)}", **asked)

    def neighbours(self, node: str, **asked: Any) -> Answer:
        """Return counts by kind of link and a page of neighbours."""
        return self.get(f"/nodes/{_id(node)}/neighbours", **asked)

    def neighbourhood(self, node: str, steps: int = 1, **asked: Any) -> Answer:
        """Return the graph within some steps."""
        return self.get(f"/nodes/{_id(node)}/neighbourhood", steps=steps, **asked)

    def paths(self, nodes: Sequence[str], most: int = 4, **asked: Any) -> Answer:
        """Return the paths between each two of 2 to 50 nodes."""
        return self.get("/paths", id=list(nodes), most=most, **asked)

    def upstream(self, node: str, depth: int = 3, **asked: Any) -> Answer:
        """Return what lies before a segment or a firm."""
        return self.get(f"/nodes/{_id(node)}/upstream", depth=depth, **asked)

    def downstream(self, node: str, depth: int = 3, **asked: Any) -> Answer:
        """Return what lies behind a segment or a firm."""
        return self.get(f"/nodes/{_id(node)}/downstream", depth=depth, **asked)

    def nodes(self, kind: str, **asked: Any) -> Answer:
        """Return the nodes of a kind; ``rows()`` and the tables read them to the end."""
        return self.get("/nodes", kind=kind, **asked)

    def links(self, kind: str, **asked: Any) -> Answer:
        """Return the links of a kind; ``rows()`` and the tables read them to the end."""
        return self.get("/links", kind=kind, **asked)

    def makers(self, segment: str, region: str = "", **asked: Any) -> Answer:
        """Return who makes a segment (``chain/segment``)."""
        return self.get(f"/segments/{_id(segment)}/makers", region=region, **asked)

    def similar(self, firm: str, **asked: Any) -> Answer:
        """Return the firms most like one."""
        return self.get("/similar", of=firm, **asked)

    def compare_enterprises(self, firms: Sequence[str], **asked: Any) -> Answer:
        """Return 2 to 6 enterprises beside one another."""
        return self.get("/compare/enterprises", id=list(firms), **asked)

    def compare_regions(self, chain: str, regions: Sequence[str], **asked: Any) -> Answer:
        """Return how 2 to 6 regions stand in a chain."""
        return self.get("/compare/regions", chain=chain, region=list(regions), **asked)

    def screen(self, **filters: Any) -> Answer:
        """Return the enterprises that pass filters."""
        return self.get("/screen", **filters)

    def chains(self, **asked: Any) -> Answer:
        """Return the chains."""
        return self.get("/chains", **asked)

    def panorama(self, chain: str, region: str = "", **asked: Any) -> Answer:
        """Return a chain as seen from a region: segments, links, grades, makers."""
        return self.get(f"/chains/{_id(chain)}/panorama", region=region, **asked)

    def gaps(self, chain: str, region: str = "", **asked: Any) -> Answer:
        """Return what is absent, weak or unknown in a chain, with whom to recruit."""
        return self.get("/gaps", chain=chain, region=region, **asked)

    def targets(self, chain: str, segment: str = "", region: str = "", **asked: Any) -> Answer:
        """Return whom to recruit and whom to match, of a chain or of one segment."""
        middle = f"/segments/{_id(segment)}" if segment else ""
        return self.get(f"/chains/{_id(chain)}{middle}/targets", region=region, **asked)

    def way_in(self, firm: str, region: str, **asked: Any) -> Answer:
        """Return the ways from a region to a firm."""
        return self.get("/way-in", to=firm, region=region, **asked)

    def what_if(self, chain: str, **asked: Any) -> Answer:
        """Return what changes would do: ``do`` holds them as the page's addresses do."""
        return self.get(f"/chains/{_id(chain)}/what-if", **asked)

    def disruption(self, chain: str, firms: Sequence[str], **asked: Any) -> Answer:
        """Return what cannot be had when firms stop."""
        return self.get(f"/chains/{_id(chain)}/disruption", firm=list(firms), **asked)

    def single_sources(self, chain: str, region: str = "", **asked: Any) -> Answer:
        """Return the firms on which segments hang alone."""
        return self.get(f"/chains/{_id(chain)}/single-sources", region=region, **asked)

    def concentration(self, chain: str, region: str = "", **asked: Any) -> Answer:
        """Return how concentrated purchases are."""
        return self.get(f"/chains/{_id(chain)}/concentration", region=region, **asked)

    def coverage(self, **asked: Any) -> Answer:
        """Return how far the party's work covers a region's firms."""
        return self.get("/coverage", **asked)

    def complexity(self, **asked: Any) -> Answer:
        """Return complexity by region, or why there is none."""
        return self.get("/complexity", **asked)

    def linkages(self, **asked: Any) -> Answer:
        """Return input–output linkages of a loaded table, or why there are none."""
        return self.get("/linkages", **asked)

    def indicators(self, **asked: Any) -> Answer:
        """Return published figures beside what is recorded."""
        return self.get("/indicators", **asked)

    def statistics(self, **asked: Any) -> Answer:
        """Return where the data is thin."""
        return self.get("/statistics", **asked)

    def changes(self, before: str, **asked: Any) -> Answer:
        """Return what differs from an older version."""
        return self.get("/changes", before=before, **asked)

    def versions(self) -> Answer:
        """Return the data versions, newest first."""
        return Answer(self._calls, "/versions", {})

    def schema(self) -> Answer:
        """Return kinds, links and properties."""
        return self.get("/schema")

    def query(self, name: str, **parameters: Any) -> Answer:
        """Return the answer of a named query."""
        return self.get(f"/queries/{_id(name)}", **parameters)

    def cypher(self, query: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """Return the JSON of a read-only Cypher query; the token needs the scope ``cypher``."""
        body = json.dumps({"query": query, "parameters": dict(parameters or {})}).encode()
        headers = {"Content-Type": "application/json"}
        return self._calls.call("/cypher", self._always, body=body, headers=headers).json()

    def sources(self) -> Answer:
        """Return the sources that can be delivered to, with the columns that they need."""
        return Answer(self._calls, "/sources", {})

    def deliver(
        self,
        source: str,
        what: str | Path | Rows,
        *,
        observed_on: str = "",
        delivery: str = "",
        sequence: int = 0,
        key: str | None = None,
    ) -> Delivery:
        """Deliver a file (its path) or rows to a source; the token needs the scope ``ingest``.

        ``key`` is the Idempotency-Key: a script that may run twice for the same delivery
        names one of its own, such as the day. Tries after passing errors use the same.
        """
        terms = {"observed_on": observed_on, "delivery": delivery, "sequence": sequence or None}
        return send(self._calls, source, what, terms, key)


def _id(text: str) -> str:
    return quote(text, safe=":/")
