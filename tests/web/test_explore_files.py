"""Files of a view: what is shown, where it stood, of which data; names stay names in each."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from liantu.home import Home
from liantu.ingest.load import load
from tests import factories
from tests.conftest import serving
from tests.web.test_hostile import CORPUS, tags_of

TOWER = "seg:offshore-wind/tower"
HERE = "reg:370614"
FORMS = ("png", "svg", "csv", "graphml", "gexf", "html")


def view_of(client: FlaskClient, **more: Any) -> dict[str, Any]:
    """The makers of towers around their segment, one of them hidden."""
    found = client.post("/api/v1/explore/expand", json={"id": TOWER, "link": "MAKES"}).json
    ids = [TOWER, HERE, *(one["id"] for one in found["nodes"])]
    nodes = [{"id": one, "x": 100.0 * (at % 4), "y": -80.0 * at} for at, one in enumerate(ids)]
    nodes[-1] |= {"hidden": True}
    return {"format": 1, "data_version": found["data_version"], "nodes": nodes, **more}


def file_of(client: FlaskClient, form: str, view: Any, lang: str = "zh") -> bytes:
    answer = client.post(f"/api/v1/explore/export/{form}", json={"view": view, "lang": lang})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    return answer.data


def shown(view: Any) -> list[str]:
    return [one["id"] for one in view["nodes"] if not one.get("hidden")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_file_says_of_what_data_it_is(client: FlaskClient, lang: str) -> None:
    view = view_of(client, notes={TOWER: "看这里"})
    count = len(shown(view))
    numbers = {"zh": f"{count} 个节点", "en": f"{count} nodes"}[lang]
    aside = {"zh": "另有 1 个节点被隐藏或筛掉", "en": "1 more nodes are hidden"}[lang]
    for form in FORMS[1:]:
        text = file_of(client, form, view, lang).decode("utf-8-sig")
        for part in (view["data_version"], numbers, aside, "企业名录.csv", "塔筒"):
            assert part in text, (form, part)
        assert view["nodes"][-1]["id"] not in text
    png = file_of(client, "png", view, lang)
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20]) >= 760  # px wide


def test_a_picture_has_each_node_where_it_stood(client: FlaskClient) -> None:
    view = view_of(client)
    root = ET.fromstring(file_of(client, "svg", view))
    told = "".join(root.itertext())
    for one in client.post("/api/v1/explore/graph", json={"ids": shown(view)}).json["nodes"]:
        assert one["name"][:4] in told
    circles = list(root.iter("{http://www.w3.org/2000/svg}circle"))
    heights = [float(one.attrib["cy"]) for one in circles][-len(shown(view)) :]
    assert len({*heights}) == len(heights)
    assert "<script" not in ET.tostring(root, encoding="unicode")
    assert "图中各数的来源" in told


def test_tables_hold_nodes_links_and_where_they_were_read(client: FlaskClient) -> None:
    view = view_of(client, notes={TOWER: "=1+1"})
    lines = file_of(client, "csv", view).decode("utf-8-sig").splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("# 表：节点"))
    then = next(at for at, line in enumerate(lines) if line.startswith("# 表：关系"))
    nodes = list(csv.DictReader(lines[start + 1 : then]))
    links = list(csv.DictReader(lines[then + 1 :]))
    assert [one["编号"] for one in nodes] == shown(view)
    assert nodes[0]["批注"] == "'=1+1"
    assert all("第" in one["出处"] for one in nodes if one["编号"].startswith("ent:"))
    wanted = client.post("/api/v1/explore/graph", json={"ids": shown(view)}).json["links"]
    assert len(links) == len(wanted) > 0
    assert {(one["起点编号"], one["终点编号"]) for one in links} == {
        (one["from"], one["to"]) for one in wanted
    }


def test_other_programs_read_the_graph(client: FlaskClient) -> None:
    view = view_of(client)
    first = nx.read_graphml(io.BytesIO(file_of(client, "graphml", view)))
    second = nx.read_gexf(io.BytesIO(file_of(client, "gexf", view)))
    wanted = client.post("/api/v1/explore/graph", json={"ids": shown(view)}).json
    assert sorted(first) == sorted(second) == sorted(shown(view))
    assert first.number_of_edges() == second.number_of_edges() == len(wanted["links"])
    assert (first.nodes[HERE]["x"], first.nodes[HERE]["y"]) == (100.0, -80.0)
    assert second.nodes[HERE]["viz"]["position"]["y"] == 80.0  # upwards there
    assert first.nodes[TOWER]["label"] == second.nodes[TOWER]["label"] == "塔筒"
    assert first.graph["data_version"] == view["data_version"]
    assert file_of(client, "gexf", view) == file_of(client, "gexf", view)


def test_filters_and_styles_are_those_of_the_canvas(client: FlaskClient) -> None:
    filters = [{"field": "kind", "op": "not in", "value": ["Region"]}]
    style = {"kind": "Enterprise", "field": "source", "op": "has", "value": "", "colour": "#112233"}
    view = view_of(client, filters=filters, styles=[{**style, "shape": "square", "size": 12}])
    graph = nx.read_graphml(io.BytesIO(file_of(client, "graphml", view)))
    assert HERE not in graph
    firms = [data for key, data in graph.nodes(data=True) if key != TOWER]
    assert {(one["colour"], one["size"]) for one in firms} == {("#112233", 12.0)}
    svg = file_of(client, "svg", view).decode()
    assert svg.count("<rect") == len(firms) + 2  # paper and legend
    assert "类别 不为 行政区" in svg


def test_what_is_too_large_or_unknown_is_told(client: FlaskClient, monkeypatch: Any) -> None:
    view = view_of(client)
    monkeypatch.setattr("liantu.web.explore_html.MOST", 3)
    answer = client.post("/api/v1/explore/export/html", json={"view": view})
    assert (answer.status_code, answer.json["error"]["where"]) == (400, "html")
    answer = client.post("/api/v1/explore/export/docx", json={"view": view})
    assert (answer.status_code, answer.json["error"]["where"]) == (404, "docx")
    empty = {**view, "nodes": [{"id": "ent:none", "x": 0, "y": 0}]}
    assert "另有 1 个节点已不在这一数据版本中" in file_of(client, "svg", empty).decode()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("hostile")
    firms = [factories.firm(one, short=one[:90], 备注=one, 标签=one) for one in CORPUS]
    factories.register(folder / "in", *firms)
    home = Home(folder / "home")
    load(home, [folder / "in", factories.demo_file("海工装备产业链.yaml")])
    yield from serving(home)
    home.ledger.close()


@pytest.mark.no_graph
def test_names_stay_names_in_every_file(hostile: Flask) -> None:
    client = hostile.test_client()
    notes = dict.fromkeys([TOWER], CORPUS[1])
    rule = {"kind": "Enterprise", "colour": '"/><script>', "shape": "<x>", "size": "9"}
    plain = view_of(client)
    view = view_of(
        client, notes=notes, styles=[rule], filters=[{"field": CORPUS[0], "op": CORPUS[3]}]
    )
    assert len(shown(view)) >= len(CORPUS) - 3
    page = file_of(client, "html", view).decode()
    assert (tags_of(page).bad, tags_of(page).scripts) == ([], 3)
    (held,) = re.findall(r'<script type="application/json" id="held">(.*?)</script>', page)
    assert len(json.loads(held)["nodes"]) == len(shown(view))
    svg = file_of(client, "svg", view).decode()
    drawn = list(ET.fromstring(svg).iter())
    tags = {one.tag.rpartition("}")[2] for one in drawn}
    assert tags <= {"svg", "title", "defs", "marker", "path", "rect", "text", "g", "circle"}
    assert not any(name.startswith("on") for one in drawn for name in one.attrib)
    for form, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        graph = read(io.BytesIO(file_of(client, form, view)))
        labels = {str(one) for one in nx.get_node_attributes(graph, "label").values()}
        assert CORPUS[0] in labels
    cells = file_of(client, "csv", view).decode("utf-8-sig")
    assert not any(
        cell.startswith(("=", "+", "-", "@", "\t"))
        for row in csv.reader(io.StringIO(cells))
        for cell in row
        if not re.fullmatch(r"-?[0-9.]+", cell)
    )
    assert file_of(client, "png", plain).startswith(b"\x89PNG")


def test_rules_of_links_are_drawn_and_in_the_legend(client: FlaskClient) -> None:
    rule = {"side": "link", "field": "link", "op": "in", "value": ["MAKES"]}
    look = {"colour": "#aa3311", "dash": "dotted", "size": 3.5}
    svg = file_of(client, "svg", view_of(client, styles=[{**rule, **look}])).decode()
    dotted = 'stroke="#aa3311" stroke-width="3.5" stroke-opacity="0.75" stroke-dasharray="1.5 3.5"'
    links = svg.count(dotted)
    assert links > 1
    assert re.search(rf'stroke="#aa3311" stroke-width="2.5".*>关系 为 生产 {links}</text>', svg)
    plain = file_of(client, "svg", view_of(client)).decode()
    assert dotted not in plain
