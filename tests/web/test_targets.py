"""The pages of targets and of the screening, on the demo district."""

from __future__ import annotations

import csv

import pytest
from flask.testing import FlaskClient

from tests.web.test_chains import CHAIN, data, read
from tests.web.test_guard import csrf_of

pytestmark = pytest.mark.no_graph


def rows_of(file: bytes) -> list[str]:
    """Return the lines of a CSV without those that tell of what it is."""
    lines = file.decode("utf-8-sig").splitlines()
    table = [at for at, line in enumerate(lines) if line.startswith("# 表")]
    lines = lines[: table[1]] if len(table) > 1 else lines  # its first table
    return [line for line in lines if not line.startswith("#")]


def test_the_targets_of_a_gap_stand_with_evidence_and_files(client: FlaskClient) -> None:
    both = data(client, f"/api/v1{CHAIN}/targets?assume_complete=1")
    gap = next(one for one in both["recruit"] if one["kind"] == "MISSING_INPUT")
    short = gap["segment"]["id"].rpartition("/")[2]
    page = read(client, f"{CHAIN}/segments/{short}/targets?assume_complete=1")
    assert gap["targets"][0]["name"] in page
    assert gap["targets"][0]["evidence"][0]["file"] in page
    assert gap["segment"]["name"] in read(client, f"{CHAIN}/targets?assume_complete=1")
    panel = read(client, f"{CHAIN}/segments/{short}?assume_complete=1")
    assert f"{CHAIN}/segments/{short}/targets?assume_complete=1" in panel
    given = client.get(f"{CHAIN}/segments/{short}/targets.csv?assume_complete=1")
    table = list(csv.DictReader(rows_of(given.data)))
    assert gap["targets"][0]["name"] in [row["目标企业"] for row in table]
    assert client.get(f"{CHAIN}/targets.pdf").status_code == 400


def test_an_enterprise_shows_its_way_in_and_similar_firms(client: FlaskClient) -> None:
    both = data(client, f"/api/v1{CHAIN}/targets?assume_complete=1")
    one = both["recruit"][0]["targets"][0]["id"]
    page = read(client, f"/nodes/{one}")
    assert 'id="way-in"' in page
    assert 'id="similar"' in page
    assert data(client, f"/api/v1/way-in?to={one}")["target"]["id"] == one
    assert data(client, f"/api/v1/similar?of={one}")["id"] == one
    assert 'id="similar"' not in read(client, "/nodes/reg:370614")


def test_filters_are_saved_by_name_and_used_again(clerk: FlaskClient) -> None:
    token = {"csrf_token": csrf_of(clerk, "/screen")}
    form = {"name": "外地上市", "chain": "offshore-wind", "side": "out", "listed": "1", **token}
    assert clerk.post("/screen/save", data=form).status_code == 303
    page = clerk.get("/screen?use=外地上市").text
    found = clerk.get("/api/v1/screen?use=外地上市").json
    assert found["screen"] == {"chain": "offshore-wind", "side": "out", "listed": True}
    assert found["total"] == len(found["enterprises"]) > 0
    assert found["enterprises"][0]["name"] in page
    assert [one["name"] for one in clerk.get("/api/v1/screens").json] == ["外地上市"]
    file = clerk.get("/screen.csv?use=外地上市").data
    assert len(list(csv.DictReader(rows_of(file)))) == found["total"]
    assert clerk.post("/screen/drop", data={"name": "外地上市", **token}).status_code == 303
    assert clerk.get("/screen?use=外地上市").status_code == 404
    assert clerk.get("/screen?side=somewhere").status_code == 400
