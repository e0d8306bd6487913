"""The one-file export: complete, offline, the same for the same data."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib.resources import files
from typing import Any

import networkx as nx
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from liantu.web.export_html import RING, inert_json, rings, wrapped

pytestmark = pytest.mark.no_graph  # both stores give it the same answers

SHANGHAI = "ent:n-3a02c4d2832edf09"


@pytest.fixture
def html(client: FlaskClient) -> str:
    return client.get(f"/nodes/{SHANGHAI}/neighbourhood.html").text


def held(html: str) -> dict[str, Any]:
    (text,) = re.findall(r'<script type="application/json" id="held">(.*?)</script>', html)
    found: dict[str, Any] = json.loads(text)
    return found


def digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_it_holds_version_scope_legend_and_rows(html: str, client: FlaskClient) -> None:
    version = client.get("/api/v1/overview").json["data_version"]
    assert version in html
    assert "1 步以内，9 个对象，22 条关系" in html
    assert "党建联盟" in html
    assert "供需与邻近关系.csv · 第 2 行 · 日期未注明" in html


def test_its_picture_is_the_neighbourhood(html: str, client: FlaskClient) -> None:
    found = client.get(f"/api/v1/nodes/{SHANGHAI}/neighbourhood").json
    drawn = held(html)
    assert {node["id"] for node in drawn["nodes"]} == {node["id"] for node in found["nodes"]}
    assert len(drawn["edges"]) == len(found["links"])
    assert drawn["options"]["physics"]["enabled"] is False


def test_its_policy_names_the_scripts_and_sheets_that_it_holds(html: str) -> None:
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    policy = policy.replace("&#39;", "'")
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert len(scripts) == 2
    directive = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert directive == "script-src " + " ".join(f"'{digest(one)}'" for one in scripts)
    (sheet,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert digest(sheet) in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_it_asks_nothing_of_the_network(html: str) -> None:
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", html, flags=re.DOTALL)
    assert re.findall(r'(?:src|href|action)="', markup) == []
    assert "sourceMappingURL" not in html


def test_a_name_of_the_file_has_no_signs_that_a_disk_refuses(client: FlaskClient) -> None:
    named = client.get("/nodes/seg:offshore-wind/tower/neighbourhood.html").headers
    assert "filename*=UTF-8''" in named["Content-Disposition"]
    assert named["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("steps", ["0", "3", "x"])
def test_other_steps_are_refused(client: FlaskClient, steps: str) -> None:
    answer = client.get(f"/nodes/{SHANGHAI}/neighbourhood.html?steps={steps}")
    assert answer.status_code == 400


def test_what_is_vendored_is_what_the_manifest_says() -> None:
    vendor = files("liantu.web") / "static/vendor"
    manifest = json.loads((vendor / "MANIFEST.json").read_text(encoding="utf-8"))
    for package in manifest["packages"]:
        data = (vendor / package["file"]).read_bytes()
        hashed = base64.b64encode(hashlib.sha384(data).digest()).decode()
        assert package["sha384"] == f"sha384-{hashed}"
        marked = f"@version {package['version']}".encode() in data[:1000]
        assert marked is not package.get("unmarked", False)
        assert all((vendor / licence).is_file() for licence in package["licences"])


@given(st.integers(min_value=1, max_value=400))
def test_no_two_nodes_stand_on_one_place(count: int) -> None:
    star: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    star.add_node("centre", kind="A")
    for number in range(count):
        star.add_node(f"n{number}", kind="A")
        star.add_edge("centre", f"n{number}")
    places = rings(star, "centre")
    assert places["centre"] == (0, 0)
    ordered = sorted(places.values())
    assert all(
        (x - u) ** 2 + (y - v) ** 2 > (RING / 4) ** 2
        for at, (x, y) in enumerate(ordered)
        for u, v in ordered[at + 1 : at + 12]
    )


@given(st.text())
def test_inert_json_says_the_same(text: str) -> None:
    assert json.loads(inert_json([text])) == [text]
    assert not set("<>&\u2028\u2029") & set(inert_json([text]))


def test_long_names_are_cut_to_three_lines() -> None:
    assert wrapped("大金重工") == "大金重工"
    assert wrapped("甲" * 27).count("\n") == 2
    assert wrapped("甲" * 28).endswith("…")
