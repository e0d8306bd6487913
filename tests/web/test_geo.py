"""The map of places: pages, JSON, files, borders; names that try to be code stay names."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from liantu.home import Home
from liantu.map_pack import save_pack
from tests.conftest import serving
from tests.places import APPROVAL, HOSTILE, KNOWN, SQUARE, UNSTATED, placed_home
from tests.web.test_hostile import tags_of

pytestmark = pytest.mark.no_graph
NEAR = f"/map?at={KNOWN}&km=10"


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application over firms with coordinates."""
    home = Home(shutil.copytree(placed_home(), tmp_path_factory.mktemp("geo") / "home"))
    yield from serving(home)
    home.ledger.close()


@pytest.fixture
def map_client(placed: Flask) -> FlaskClient:
    return placed.test_client()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "url", ["/map?", f"{NEAR}&", "/map?density=1&frame=all&", "/map?region=370614&"]
)
def test_every_view_of_the_map_is_there(map_client: FlaskClient, url: str, lang: str) -> None:
    answer = map_client.get(f"{url}lang={lang}")
    assert answer.status_code == 200
    assert "data-geo-map" in answer.text
    tags = tags_of(answer.text)
    assert tags.bad == []
    assert HOSTILE not in answer.text


def test_the_map_marks_what_is_known_and_what_is_not(map_client: FlaskClient) -> None:
    shown = map_client.get("/map").text
    for accuracy in ("known", "unstated", "estimated"):
        assert f"geo-k-Enterprise is-{accuracy}" in shown
    assert "未落点 4" in shown
    assert "坐标是 0,0，按没填处理" in shown
    assert "另有 2 处在图外" in shown  # the frame is that of what lies in a division


def test_the_json_says_what_the_page_says(map_client: FlaskClient) -> None:
    said = map_client.get(f"/api/v1/geo/map?at={KNOWN}&km=10").json
    assert said["counts"] == {"known": 5, "unstated": 1, "estimated": 1, "unplaced": 4}
    assert said["around"]["by_kind"]["Facility"]["known"] == 1
    assert [one["name"] for one in said["around"]["near"]] == ["PENGLAI", UNSTATED]
    assert map_client.get(f"/api/v1/geo/around?at={KNOWN}&km=10").json["count"] == 2
    points = map_client.get("/api/v1/geo/points?limit=2").json
    assert (points["total"], len(points["points"])) == (7, 2)
    bins = map_client.get("/api/v1/geo/bins?frame=all").json["bins"]
    assert sum(one["count"] for one in bins) == 7
    nearest = map_client.get("/api/v1/geo/nearest").json["nearest"]
    assert [one["facility"]["name"] for one in nearest[:1]] == ["PENGLAI"]
    assert map_client.get("/api/v1/geo/tiles").json["elsewhere"] == 3


@pytest.mark.parametrize(
    ("url", "name"),
    [("geo/points?", "points"), ("geo/points?", "unplaced"), ("geo/nearest?", "nearest")],
)
def test_pages_of_places_hold_each_once(map_client: FlaskClient, url: str, name: str) -> None:
    expected = map_client.get(f"/api/v1/{url}").json[name]
    seen, more = [], f"/api/v1/{url}limit=2"
    while more:
        found = map_client.get(more).json
        assert len(found[name]) <= 2
        seen += found[name]
        more = found["next"]
    assert seen == expected and len(seen) > 2
    first = map_client.get(f"/api/v1/{url}limit=2").json["next"]
    assert map_client.get(f"{first}&region=370614").json["error"]["where"] == "cursor"


@pytest.mark.parametrize(
    "query",
    ["km=4", "km=x", "box=1,2,3", "box=3,2,1,4", "kind=Region", "region=999999", "chain=none",
     "at=没有这家", "at=ent:none", "chain=offshore-wind&segment=none"],
)  # fmt: skip
def test_what_cannot_be_shown_is_said_in_words(map_client: FlaskClient, query: str) -> None:
    for url in ("/map", "/api/v1/geo/map"):
        assert map_client.get(f"{url}?{query}").status_code in (400, 404)


def test_borders_are_drawn_with_their_approval_number(
    map_client: FlaskClient, placed: Flask
) -> None:
    feature = {
        "type": "Feature",
        "properties": {"adcode": "370614"},
        "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
    }
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    root = placed.extensions["liantu"].home.root
    assert "审图号" not in ET.fromstring(map_client.get("/map.svg").text).itertext()
    save_pack(root, content, APPROVAL)
    try:
        page = map_client.get("/map").text
        assert f"审图号：{APPROVAL}" in page
        assert "县级中心" in page  # what had no coordinates stands at the centre of its division
        drawn = "".join(ET.fromstring(map_client.get("/map.svg").text).itertext())
        assert f"审图号：{APPROVAL}" in drawn
        assert map_client.get("/api/v1/geo/map").json["borders"]["approval"] == APPROVAL
    finally:
        shutil.rmtree(root / "map")


def test_the_map_as_files(map_client: FlaskClient) -> None:
    root = ET.fromstring(map_client.get(f"/map.svg?at={KNOWN}&km=50").text)
    kinds = {one.tag.rpartition("}")[2] for one in root.iter()}
    assert not kinds & {"script", "a", "image", "foreignObject"}
    assert HOSTILE in "".join(root.itertext())
    assert map_client.get("/map.png").data[:4] == b"\x89PNG"
    book = load_workbook(io.BytesIO(map_client.get(f"/map.xlsx?at={KNOWN}&km=10").data))
    assert book.sheetnames[:2] == ["周围", "来源写明"]
    around = [row[1].value for row in book["周围"].iter_rows(min_row=2)]
    assert around == ["PENGLAI", UNSTATED]
    assert "企业名录.csv" in book["周围"].cell(3, 9).value


def test_without_coordinates_the_page_says_what_to_do(client: FlaskClient) -> None:
    shown = client.get("/map").text
    assert "还没有一处有坐标" in shown
    assert "山东省：17" in shown
    said = client.get("/map?at=上海电气蓬莱项目部").text
    assert "来源写明的距离和方位" in said
    assert "算不出周围有什么" in said
    assert "烟台港集团蓬莱港有限公司：按来源写明的距离和方位画出" in said


def test_the_ways_to_the_map_and_the_charts(client: FlaskClient) -> None:
    assert 'href="/map"' in client.get("/").text
    assert 'href="/map?at=ent:' in client.get("/nodes/ent:n-3a02c4d2832edf09").text
    assert 'href="/map?at=' not in client.get("/nodes/seg:offshore-wind/tower").text
    chain = client.get("/chains/offshore-wind").text
    assert 'href="/map?chain=offshore-wind"' in chain
    assert 'href="/charts?chain=offshore-wind"' in chain
