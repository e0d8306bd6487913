"""What an answer tells opens to the rows of files: ``evidence=1``."""

from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient

from liantu.home import Home
from tests.conftest import serving


def test_what_names_nodes_and_links_opens_to_their_rows(client: FlaskClient) -> None:
    """A hit, a neighbour and its link, a path, what makes a finding true."""
    (hit,) = client.get("/api/v1/search?q=运达股份&evidence=1").json["hits"]
    place = f"/api/v1/nodes/{hit['id']}"
    profile = client.get(f"{place}?evidence=1").json
    near = client.get(f"{place}/neighbours?evidence=1").json
    for one in near["neighbours"]:
        (link,) = [end for end in near["links"] if one["id"] in (end["from"], end["to"])]
        told = [end for end in profile["links"] if end["key"] == link["key"]]
        assert link["evidence"] == told[0]["evidence"] != []
    other = near["neighbours"][0]["id"]
    found = client.get(f"/api/v1/paths?id={hit['id']}&id={other}&evidence=1").json
    parts = {
        one.get("key") or one["id"]: one["evidence"] for n in ("nodes", "links") for one in found[n]
    }
    for path in found["paths"]:
        named = [*path["links"], *path["nodes"]]
        assert all(parts[one] for one in named)
        rows = [row for one in named for row in parts[one]]
        unique = [row for at, row in enumerate(rows) if row not in rows[:at]]
        assert path["evidence"] == unique
    gaps = client.get("/api/v1/gaps?chain=offshore-wind&region=370614&evidence=1").json
    assert all(one["evidence"] for one in gaps["findings"])
    assert gaps["units"]["figures.self_sufficiency"] == "0 到 1"


def test_what_needs_no_data_is_answered_without_any(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    for app in serving(home):
        assert app.test_client().get("/api/v1/jobs?evidence=1").json["jobs"] == []
    home.ledger.close()
