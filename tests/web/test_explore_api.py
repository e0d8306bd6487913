"""What the explorer reads: counts before loading, one request an expansion, paths, groups."""

from __future__ import annotations

import itertools
from typing import Any

import networkx as nx
import pytest
from flask import Flask
from flask.testing import FlaskClient

API = "/api/v1/explore"
TOWER = "seg:offshore-wind/tower"
HERE = "reg:370614"


def post(client: FlaskClient, name: str, **asked: Any) -> Any:
    answer = client.post(f"{API}/{name}", json=asked)
    assert answer.status_code == 200, answer.text
    assert answer.json["data_version"]
    return answer.json


@pytest.fixture
def port(client: FlaskClient) -> str:
    return str(client.get("/api/v1/search?q=蓬莱港").json["hits"][0]["id"])


@pytest.fixture(scope="module")
def known(app: Flask) -> nx.MultiDiGraph[str]:
    """What lies within three links of the district, read by another query."""
    found = app.test_client().get(f"/api/v1/nodes/{HERE}/neighbourhood?steps=3").json
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for link in found["links"]:
        graph.add_edge(link["from"], link["to"], key=link["key"], kind=link["kind"])
    return graph


def of_kinds(graph: nx.MultiDiGraph[str], kinds: tuple[str, ...]) -> nx.MultiDiGraph[str]:
    return graph.edge_subgraph(
        [one[:3] for one in graph.edges(keys=True, data="kind") if one[3] in kinds]
    )


def test_the_kinds_have_labels_in_both_languages(client: FlaskClient) -> None:
    found = client.get(f"{API}/schema").json
    assert found["kinds"]["Enterprise"]["label"] == "企业"
    assert found["kinds"]["Enterprise"]["properties"]["employees"] == {
        "label": "职工人数", "type": "integer", "unit": "人",
    }  # fmt: skip
    assert ["Enterprise", "Enterprise"] in found["links"]["SUPPLIES"]["pairs"]
    english = client.get(f"{API}/schema?lang=en").json
    assert english["links"]["SUPPLIES"]["label"] == "supplies"
    assert english["confidence"]["stub"] == "Stub: on lists of others only"


def test_counts_are_those_of_the_profile(client: FlaskClient, port: str) -> None:
    found = client.get(f"{API}/counts?id={port}&id={TOWER}&id=ent:none").json
    assert [one["id"] for one in found["unknown"]] == ["ent:none"]
    for node in (port, TOWER):
        told = client.get(f"/api/v1/nodes/{node}").json["counts"]
        own = found["counts"][node]
        assert own["total"] == sum(one["links"] for one in told)
        by_way = {(one["direction"], one["kind"]): one["links"] for one in told}
        for (way, link), rows in itertools.groupby(
            own["groups"], key=lambda one: (one["way"], one["link"])
        ):
            assert by_way.pop((way, link)) == sum(one["count"] for one in rows)
        assert by_way == {}


def test_an_expansion_has_the_neighbours_by_name(client: FlaskClient) -> None:
    links = client.get(f"/api/v1/nodes/{TOWER}").json["links"]
    wanted = sorted({(one["node"]["name"], one["node"]["id"]) for one in links})
    found = post(client, "expand", id=TOWER, limit=500)
    assert [(one["name"], one["id"]) for one in found["nodes"]] == wanted
    assert (found["total"], found["order"]) == (len(wanted), ["name", "id"])
    keys = {one["key"] for one in links}
    assert keys <= {one["key"] for one in found["links"]}
    assert all(one["degree"] > 0 for one in found["nodes"])
    paged = [
        one["id"]
        for start in range(0, len(wanted), 3)
        for one in post(client, "expand", id=TOWER, start=start, limit=3)["nodes"]
    ]
    assert paged == [one for _, one in wanted]


def test_an_expansion_is_of_one_kind_and_way(client: FlaskClient) -> None:
    asked = {"id": TOWER, "link": "MAKES", "way": "in", "other": "Enterprise"}
    makers = {row[0] for row in client.get(f"/api/v1/queries/makers?segment={TOWER}").json["rows"]}
    found = post(client, "expand", **asked, limit=500)
    assert makers <= {one["id"] for one in found["nodes"]}
    assert {one["kind"] for one in found["nodes"]} == {"Enterprise"}
    assert found["total"] == len(found["nodes"])
    assert post(client, "expand", **asked | {"way": "out"})["total"] == 0
    # what is shown already is joined to what comes
    joined = {frozenset((one["from"], one["to"])) for one in found["links"]}
    assert not any(HERE in pair for pair in joined)
    shown = post(client, "expand", **asked, limit=500, shown=[HERE])["links"]
    more = [one for one in shown if HERE in (one["from"], one["to"])]
    assert len(shown) == len(found["links"]) + len(more)
    assert {one["kind"] for one in more} == {"LOCATED_IN"}


def test_a_graph_has_every_link_among_its_nodes(
    client: FlaskClient, known: nx.MultiDiGraph[str]
) -> None:
    ids = sorted(known)
    found = post(client, "graph", ids=[*ids, "ent:none"])
    assert sorted(one["id"] for one in found["nodes"]) == ids
    keys = sorted(one["key"] for one in found["links"])
    assert keys == sorted(k for *_, k in known.edges(keys=True))
    assert found["unknown"] == [{"id": "ent:none", "ended_in": None}]


def test_many_other_ends_give_the_same_links(
    client: FlaskClient, known: nx.MultiDiGraph[str], monkeypatch: Any
) -> None:
    ids = sorted(known)
    few = post(client, "graph", ids=ids)
    monkeypatch.setattr("liantu.queries.explore.reading.FEW", 3)
    monkeypatch.setattr("liantu.queries.explore.reading.PART", 2)
    assert post(client, "graph", ids=ids) == few
    assert post(client, "expand", id=TOWER, shown=ids)["links"]


@pytest.mark.parametrize(
    ("directed", "end"), [(False, TOWER), (True, "seg:offshore-wind/wind-farm")]
)
def test_paths_are_those_of_the_whole_graph(
    client: FlaskClient, known: nx.MultiDiGraph[str], port: str, directed: bool, end: str
) -> None:
    kinds = ("MAKES", "SHIPS_VIA", "UPSTREAM_OF", "NEAR", "MEMBER_OF")
    some = of_kinds(known, kinds)
    graph = nx.DiGraph(some) if directed else nx.Graph(some)
    asked = {"ids": [port, end], "kinds": kinds, "directed": directed}
    found = post(client, "paths", **asked, most=5)
    assert not found["cut"]
    wanted = sorted(map(list, nx.all_shortest_paths(graph, port, end)))
    assert [one["nodes"] for one in found["paths"]] == wanted
    every = post(client, "paths", **asked, most=4, all=True)
    wanted = sorted(map(list, nx.all_simple_paths(graph, port, end, cutoff=4)))
    assert [one["nodes"] for one in every["paths"]] == sorted(wanted, key=len)
    keys = {one["key"] for one in every["links"]}
    assert keys == {key for one in every["paths"] for key in one["links"]}


def test_paths_do_not_go_through_a_region_unless_asked(client: FlaskClient, port: str) -> None:
    asked = {"ids": [port, HERE, TOWER], "kinds": ["LOCATED_IN"], "most": 2}
    found = post(client, "paths", **asked)
    assert [one["nodes"] for one in found["paths"]] == [[port, HERE]]  # an end may be a region
    firms = [row[0] for row in client.get(f"/api/v1/queries/makers?segment={TOWER}").json["rows"]]
    here = [one for one in firms if HERE in str(client.get(f"/api/v1/nodes/{one}").json["links"])]
    two = {"ids": [port, here[0]], "kinds": ["LOCATED_IN"], "most": 2}
    assert post(client, "paths", **two)["paths"] == []
    assert post(client, "paths", **two)["not_through"] == ["Chain", "Region"]
    through = post(client, "paths", **two, through=["Region"])
    assert [one["nodes"] for one in through["paths"]] == [[port, HERE, here[0]]]


def test_too_many_paths_are_cut_and_it_is_said(
    client: FlaskClient, port: str, monkeypatch: Any
) -> None:
    asked = {"ids": [port, TOWER], "most": 6, "all": True}
    monkeypatch.setattr("liantu.queries.explore.paths.MOST_PATHS", 5)
    found = post(client, "paths", **asked)
    assert (len(found["paths"]), found["cut"]) == (5, True)
    monkeypatch.setattr("liantu.queries.explore.walking.MOST_WALKED", 3)
    assert post(client, "paths", ids=[port, TOWER])["cut"]


@pytest.mark.parametrize("by", ["kind", "region", "park", "chain"])
def test_groups_hold_each_node_once_and_each_link(
    client: FlaskClient, known: nx.MultiDiGraph[str], by: str
) -> None:
    ids = sorted(known)
    found = post(client, "group", ids=[*ids, "ent:none"], by=by)
    held = [one for group in found["groups"] for one in group["ids"]] + found["ungrouped"]
    assert sorted(held) == ids
    assert [one["count"] for one in found["groups"]] == [len(one["ids"]) for one in found["groups"]]
    links = len(post(client, "graph", ids=ids)["links"])
    between = sum(one["count"] for one in found["links"])
    assert between + sum(one["inside"] for one in found["groups"]) == links
    ends = {one["key"] for one in found["groups"]} | {*found["ungrouped"]}
    assert {one[side] for one in found["links"] for side in ("from", "to")} <= ends
    assert (found["missing"], bool(found["rule"])) == (1, True)


def test_many_counties_are_joined_to_cities(
    client: FlaskClient, known: nx.MultiDiGraph[str], monkeypatch: Any
) -> None:
    ids = sorted(known)
    counties = post(client, "group", ids=ids, by="region")["groups"]
    labels = {one["label"] for one in counties}
    assert "蓬莱区" in labels
    monkeypatch.setattr("liantu.queries.explore.grouping.MOST_GROUPS", len(counties) - 1)
    cities = post(client, "group", ids=ids, by="region")["groups"]
    assert len(cities) < len(counties)
    assert "烟台市" in {one["label"] for one in cities}


@pytest.mark.parametrize(
    ("name", "asked", "where"),
    [
        ("expand", {"id": TOWER, "limit": 501}, "limit"),
        ("expand", {"id": TOWER, "start": "0"}, "start"),
        ("expand", {"id": TOWER, "way": "up"}, "way"),
        ("expand", {"id": TOWER, "link": "KNOWS"}, "link"),
        ("expand", {"id": TOWER, "limits": 5}, "limits"),
        ("graph", {"ids": ["x"] * 20_001}, "ids"),
        ("graph", {"ids": "x"}, "ids"),
        ("group", {"ids": [], "by": "colour"}, "by"),
        ("paths", {"ids": [TOWER]}, "ids"),
        ("paths", {"ids": [TOWER, HERE], "most": 7}, "most"),
        ("paths", {"ids": [TOWER, HERE], "through": ["Person"]}, "through"),
        ("paths", {"ids": [TOWER, HERE], "kinds": ["KNOWS"]}, "kinds"),
        ("graph", ["x"], "/api/v1/explore/graph"),
    ],
)
def test_what_cannot_be_asked_is_told_with_its_place(
    client: FlaskClient, name: str, asked: Any, where: str
) -> None:
    answer = client.post(f"{API}/{name}", json=asked)
    assert answer.status_code == 400
    assert answer.json["error"]["where"] == where
    assert answer.json["error"]["remedy"]


def test_an_unknown_node_is_not_found(client: FlaskClient) -> None:
    for name, asked in (("expand", {"id": "ent:none"}), ("paths", {"ids": [TOWER, "ent:none"]})):
        answer = client.post(f"{API}/{name}", json=asked)
        assert (answer.status_code, answer.json["error"]["where"]) == (404, "ent:none")
    assert client.get(f"{API}/counts").status_code == 400
