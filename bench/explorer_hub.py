"""Times one expansion of a hub with 20,000 neighbours, through the whole web application."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.district import REGIONS, Made
from liantu.graph.stores.embedded import build
from liantu.home import Home
from liantu.web import create_app
from tests.servers.graphs import hold

HUB = "fac:port"
VERSION = "b" * 16


class Port(Made):
    """A made-up district of which ``shippers`` enterprises ship through one port."""

    def __init__(self, folder: Path, rows: int, shippers: int) -> None:
        self.shippers = shippers
        super().__init__(folder, rows)

    def _make(self) -> None:
        super()._make()
        self._node("Facility", 1, f"'{HUB}'", {"name": "'蓬莱港'"})
        self._link(
            "SHIPS_VIA", "Enterprise", "Facility", self.shippers, self.ent("i"), f"'{HUB}'", {}
        )
        self._link(
            "LOCATED_IN",
            "Facility",
            "Region",
            1,
            f"'{HUB}'",
            f"'reg:' || (100000 + {REGIONS // 2})",
            {},
        )


def port_home(folder: Path, rows: int = 50_000, shippers: int = 20_000) -> Home:
    """Return a data folder with such a district: ten links to each enterprise, one hub."""
    home = Home(folder)
    kept = home.snapshot(VERSION)
    merged = Port(kept, rows, shippers).merged
    build(kept / "graph.lbug", merged, VERSION)
    hold(home, merged, VERSION)
    return home


def hub_ms(rows: int = 50_000, times: int = 15) -> dict[str, Any]:
    """Return how long one expansion takes by the server, in ms, with what it answers.

    ``hub_ms`` is the median of ``times`` requests of fifty neighbours in the middle of
    the 20,000, each with another page and fifty nodes on the canvas; ``hub_first_ms`` the
    first request of a new process, which opens the file.
    """
    with tempfile.TemporaryDirectory(prefix="liantu-hub-") as folder:
        home = port_home(Path(folder), rows)
        client = create_app(home).test_client()
        taken, found = [], {}
        shown: list[str] = []
        for turn in range(times + 1):
            asked = {"id": HUB, "link": "SHIPS_VIA", "way": "in", "start": turn * 1000}
            began = time.perf_counter()
            answer = client.post("/api/v1/explore/expand", json={**asked, "shown": shown})
            taken.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, answer.text
            found = answer.json
            assert (found["total"], len(found["nodes"])) == (20_000, 50), answer.text
            shown = [one["id"] for one in found["nodes"]]
        home.ledger.close()
    return {
        "hub_ms": round(statistics.median(taken[1:])),
        "hub_worst_ms": round(max(taken[1:])),
        "hub_first_ms": round(taken[0]),
        "hub_neighbours": found["total"],
        "hub_bytes": len(answer.data),
        "hub_nodes_of_graph": rows,
    }


def main() -> None:
    """Print the figures as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000, help="enterprises of the graph")
    parser.add_argument("--times", type=int, default=15, help="requests")
    given = parser.parse_args()
    print(json.dumps(hub_ms(given.rows, given.times)))


if __name__ == "__main__":
    main()
