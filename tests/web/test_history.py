"""The page of what became of findings, where only one version is kept."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

pytestmark = pytest.mark.no_graph


def test_with_one_version_the_page_says_so_and_names_its_own_json(client: FlaskClient) -> None:
    page = client.get("/chains/offshore-wind/history").text
    assert "只保存了一个数据版本" in page
    assert 'href="/api/v1/chains/offshore-wind/history"' in page
    found = client.get("/api/v1/chains/offshore-wind/history").json
    assert found["counts"] == {"new": 0, "healed": 0, "persistent": 0}
    assert [one["id"] for one in found["versions"]] == [
        client.get("/api/v1/overview").json["data_version"]
    ]


def test_an_unknown_chain_is_not_found(client: FlaskClient) -> None:
    assert client.get("/chains/none/history").status_code == 404
    assert client.get("/api/v1/chains/none/history").status_code == 404
