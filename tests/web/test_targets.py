"""The pages of targets and of the screening, on the demo district."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from tests.web.test_chains import CHAIN, data, read
from tests.web.test_guard import csrf_of

pytestmark = pytest.mark.no_graph


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
    table = list(csv.reader(io.StringIO(given.data.decode("utf-8-sig"))))
    assert gap["targets"][0]["name"] in [row[2] for row in table]
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
    file = clerk.get("/screen.csv?use=外地上市").data.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(file)))) == found["total"] + 1
    assert clerk.post("/screen/drop", data={"name": "外地上市", **token}).status_code == 303
    assert clerk.get("/screen?use=外地上市").status_code == 404
    assert clerk.get("/screen?side=somewhere").status_code == 400
