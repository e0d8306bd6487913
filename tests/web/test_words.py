"""The questions of the API: figures worked out by hand from the golden files, or by networkx."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import networkx as nx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import serving
from tests.queries.golden import golden_home, rows, segment

R1, R2, R3 = "370614", "370681", "370683"


@pytest.fixture(scope="module")
def golden_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    home = golden_home(tmp_path_factory.mktemp("golden"))
    yield from serving(home)
    home.ledger.close()


@pytest.fixture
def golden(golden_app: Flask) -> FlaskClient:
    return golden_app.test_client()


def seg(product: str) -> str:
    return f"seg:golden/{segment(product)}"


def ids(client: FlaskClient, *names: str) -> list[str]:
    found = client.get("/api/v1/nodes?kind=Enterprise&limit=100").json["nodes"]
    known = {one["name"]: one["id"] for one in found}
    return [known[name] for name in names]


def drawn() -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((seg(one["input"]), seg(one["output"])) for one in rows("in_template.csv"))
    return graph


@pytest.mark.parametrize(("product", "depth"), [("cell", 1), ("cell", 3), ("bms", 9)])
@pytest.mark.parametrize("way", ["upstream", "downstream"])
def test_what_lies_up_and_down_a_chain(
    golden: FlaskClient, product: str, depth: int, way: str
) -> None:
    graph = drawn().reverse() if way == "upstream" else drawn()
    expected = nx.single_source_shortest_path_length(graph, seg(product), cutoff=depth)
    found = golden.get(f"/api/v1/nodes/{seg(product)}/{way}?depth={depth}").json
    assert {one["id"]: one["level"] for one in found["nodes"]} == expected
    inside = drawn().subgraph(expected).edges
    assert {(one["from"], one["to"]) for one in found["links"]} == set(inside)
    levels = [one["level"] for one in found["nodes"]]
    assert levels == sorted(levels)


def test_what_a_firm_is_supplied_with(golden: FlaskClient) -> None:
    (h5,) = ids(golden, "H5")
    sold: nx.DiGraph[str] = nx.DiGraph()
    sold.add_edges_from((one["buyer"], one["supplier"]) for one in rows("in_supplies.csv"))
    expected = nx.single_source_shortest_path_length(sold, "H5", cutoff=2)
    found = golden.get(f"/api/v1/nodes/{h5}/upstream?depth=2").json
    assert {one["name"]: one["level"] for one in found["nodes"]} == expected
    assert found["link"] == "SUPPLIES"
    wrong = golden.get(f"/api/v1/nodes/{h5}/upstream?link=MAKES")
    assert wrong.status_code == 400
    assert "SUPPLIES" in wrong.json["error"]["remedy"]


def test_who_makes_a_segment(golden: FlaskClient) -> None:
    made = [one["firm"] for one in rows("in_makes.csv") if one["product"] == "separator"]
    found = golden.get(f"/api/v1/segments/{seg('separator')}/makers").json
    assert (
        sorted(one["name"] for one in found["makers"]) == sorted(made) == ["A1", "A2", "A5", "B4"]
    )
    assert found["total"] == 4
    assert {one["name"]: one["output"] for one in found["makers"]}["A1"] == 80
    here = golden.get(f"/api/v1/segments/{seg('separator')}/makers?region={R2}&evidence=1").json
    assert sorted(one["name"] for one in here["makers"]) == ["A1", "A2", "A5"]
    assert {row["file"] for one in here["makers"] for row in one["evidence"]} == {"样例产品.csv"}
    assert here["units"]["output"] == "万元"
    closed = {one["name"]: one["operating"] for one in here["makers"]}
    assert closed["A5"] is False


def test_a_finding_opens_to_the_rows_of_its_makers(golden: FlaskClient) -> None:
    found = golden.get(f"/api/v1/gaps?chain=golden&region={R2}&evidence=1").json["findings"]
    made = [one for one in found if one["makers"]["ids"]]
    assert made
    for one in made:
        assert "样例产品.csv" in {row["file"] for row in one["evidence"]}


def lost(gone: set[str]) -> set[str]:
    """What R1 cannot have without some firms, worked out once more from the files."""
    place = {one["firm"]: one["region"] for one in rows("in_firms.csv")}
    local: dict[str, set[str]] = {}
    away: dict[str, set[str]] = {}
    for one in rows("in_makes.csv"):
        if place[one["firm"]] == "R1":
            local.setdefault(one["product"], set()).add(one["firm"])
    for one in rows("in_supplies.csv"):
        if place[one["buyer"]] == "R1" != place[one["supplier"]]:
            away.setdefault(one["product"], set()).add(one["supplier"])
    needs: dict[str, set[str]] = {}
    for one in rows("in_template.csv"):
        needs.setdefault(one["input"], set())
        needs.setdefault(one["output"], set())
        if one["essential"] == "2":
            needs[one["output"]].add(one["input"])
    needed = set().union(*needs.values())

    def had(without: set[str]) -> set[str]:
        found: set[str] = set()
        while True:
            new = {
                one
                for one in needs
                if away.get(one, set()) - without
                or (one in needed and not local.get(one) and not away.get(one))
                or (local.get(one, set()) - without and needs[one] <= found)
            }
            if new == found:
                return found
            found = new

    return had(set()) - had(gone)


@pytest.mark.parametrize("gone", [("H2",), ("H2", "PX"), ("H2", "PX", "B5"), ("H3", "H4", "A4")])
def test_what_is_lost_when_firms_stop(golden: FlaskClient, gone: tuple[str, ...]) -> None:
    asked = "&".join(f"firm={one}" for one in ids(golden, *gone))
    found = golden.get(f"/api/v1/chains/golden/disruption?region={R1}&{asked}").json
    assert {one["segment"] for one in found["lost"]} == {seg(one) for one in lost(set(gone))}
    assert found["available_before"] - found["available_after"] == len(found["lost"])
    for one in found["lost"]:
        names = {firm["id"]: firm["name"] for firm in found["firms"]}
        enough = {name for name in gone if one["segment"] in {seg(each) for each in lost({name})}}
        assert {names[firm] for firm in one["alone"]} == enough


def test_stopping_three_sources_of_cathodes_and_cells_stops_the_cars(golden: FlaskClient) -> None:
    asked = "&".join(f"firm={one}" for one in ids(golden, "H2", "PX", "B5"))
    found = golden.get(f"/api/v1/chains/golden/disruption?region={R1}&{asked}").json
    told = {one["segment"].rpartition("/")[2]: one["final"] for one in found["lost"]}
    assert told == {"cathode": False, "cell": False, "pack": False, "vehicle": True}


def test_which_segments_hang_on_one_firm(golden: FlaskClient) -> None:
    found = golden.get(f"/api/v1/chains/golden/single-sources?region={R1}").json
    told = {one["name"]: set(one["lost"]) for one in found["single_sources"]}
    firms = [one["firm"] for one in rows("in_firms.csv")]
    expected = {one: {seg(each) for each in lost({one})} for one in firms if lost({one})}
    assert told == expected
    assert all(one["evidence"] for one in found["single_sources"])


def test_how_concentrated_purchases_are(golden: FlaskClient) -> None:
    found = golden.get(f"/api/v1/chains/golden/concentration?region={R1}").json["concentration"]
    cells = next(one for one in found if one["segment"] == seg("cell"))
    assert cells["hhi"] == pytest.approx((110 / 130) ** 2 + (20 / 130) ** 2)
    assert cells["n_eff"] == pytest.approx(1.352)
    assert [one["hhi"] for one in found] == sorted((one["hhi"] for one in found), reverse=True)


def test_enterprises_beside_one_another(golden: FlaskClient) -> None:
    h1, px = ids(golden, "H1", "PX")
    found = golden.get(f"/api/v1/compare/enterprises?id={h1}&id={px}&evidence=1").json
    staff = next(one for one in found["properties"] if one["property"] == "employees")
    assert staff["values"] == {h1: 900, px: 5000}
    assert staff["unit"] == "人" and staff["same"] is False
    assert {row["file"] for row in staff["evidence"][px]} == {"样例企业.csv"}
    made = {one["id"]: one["made_by"] for one in found["segments"]}
    assert made == {seg("cathode"): [px], seg("cell"): [h1], seg("electrolyte"): [px]}
    bought = next(one for one in found["links"] if (one["link"], one["way"]) == ("SUPPLIES", "in"))
    assert bought["counts"] == {h1: 6, px: 0}


@pytest.mark.parametrize(
    "given", [[], ["A1"], ["A1", "A1"], ["A1", "A2", "A3", "A4", "B1", "B2", "B3"]]
)
def test_two_to_six_are_compared(golden: FlaskClient, given: list[str]) -> None:
    asked = "&".join(f"id={one}" for one in ids(golden, *given))
    answer = golden.get(f"/api/v1/compare/enterprises?{asked}")
    assert answer.status_code == 400
    assert answer.json["error"]["where"] == "id"


def test_regions_beside_one_another(golden: FlaskClient) -> None:
    asked = f"chain=golden&region={R1}&region={R2}&region={R3}"
    found = golden.get(f"/api/v1/compare/regions?{asked}").json
    of = {one["segment"]: one for one in found["segments"]}
    assert of[seg("separator")]["makers"] == {R1: 0, R2: 2, R3: 1}  # A5 has closed
    assert of[seg("cathode")]["makers"] == {R1: 1, R2: 1, R3: 0}
    totals = {one["region"]: one["segments_present"] for one in found["regions"]}
    active = {one["firm"]: one["region"] for one in rows("in_firms.csv") if one["active"] == "1"}
    for code, name in ((R1, "R1"), (R2, "R2"), (R3, "R3")):
        made = {one["product"] for one in rows("in_makes.csv") if active.get(one["firm"]) == name}
        assert totals[code] == len(made)


def test_what_is_known_and_where_it_is_thin(golden: FlaskClient) -> None:
    found = golden.get("/api/v1/statistics?level=county").json
    of = {f"{one['kind']}.{one['property']}": one for one in found["properties"]}
    assert (of["Enterprise.employees"]["known"], of["Enterprise.employees"]["total"]) == (18, 18)
    assert of["Enterprise.output"]["share"] == 0
    assert (of["MAKES.output"]["known"], of["SUPPLIES.amount"]["known"]) == (20, 16)
    assert "Enterprise.output" in found["thin"]["properties"]
    assert "Enterprise.employees" not in found["thin"]["properties"]
    places = {
        one["region"]: (one["enterprises"], one["known"]["segment"]) for one in found["regions"]
    }
    assert places == {R1: (6, 6), R2: (6, 6), R3: (6, 6)}
    assert golden.get("/api/v1/statistics?below=2").status_code == 400


def test_neighbours_are_counted_by_kind_and_paged(golden: FlaskClient) -> None:
    (h1,) = ids(golden, "H1")
    found = golden.get(f"/api/v1/nodes/{h1}/neighbours?limit=3").json
    of = {(one["link"], one["way"]): one["count"] for one in found["counts"]["groups"]}
    assert of == {
        ("LOCATED_IN", "out"): 1,
        ("MAKES", "out"): 1,
        ("SUPPLIES", "in"): 6,
        ("SUPPLIES", "out"): 2,
    }
    seen: list[str] = []
    while found["next"]:
        seen += [one["id"] for one in found["neighbours"]]
        found = golden.get(found["next"]).json
    seen += [one["id"] for one in found["neighbours"]]
    assert len(seen) == len(set(seen)) == found["total"] == 10
    only = golden.get(f"/api/v1/nodes/{h1}/neighbours?link=SUPPLIES&way=in").json
    assert sorted(one["name"] for one in only["neighbours"]) == ["A1", "B1", "B4", "B6", "H2", "PX"]


def test_paths_by_address(golden: FlaskClient) -> None:
    a1, h5 = ids(golden, "A1", "H5")
    found = golden.get(f"/api/v1/paths?id={a1}&id={h5}&link=SUPPLIES&most=4&all=1").json
    sold: nx.Graph[str] = nx.Graph()
    sold.add_edges_from((one["supplier"], one["buyer"]) for one in rows("in_supplies.csv"))
    names = {one["id"]: one["name"] for one in found["nodes"]}
    told = sorted([names[one] for one in path["nodes"]] for path in found["paths"])
    assert told == sorted(nx.all_simple_paths(sold, "A1", "H5", cutoff=4))
    for wrong in ("", f"id={a1}", "&".join(["id=ent:x"] * 51 + [f"id=ent:{n}" for n in range(51)])):
        assert golden.get(f"/api/v1/paths?{wrong}").status_code == 400
    assert golden.get(f"/api/v1/paths?id={a1}&id=ent:nobody").status_code == 404


def test_declared_figures_stand_beside_what_is_recorded(client: FlaskClient) -> None:
    chain = client.get("/api/v1/overview").json["chains"][0]
    (found,) = client.get(f"/api/v1/indicators?chain={chain['id']}").json["indicators"]
    assert found["value"] == chain["coverage"]["declared"]
    assert found["recorded"] == chain["coverage"]["recorded"]
    assert found["ratio"] == pytest.approx(found["recorded"] / found["value"])
    every = client.get("/api/v1/indicators").json["indicators"]
    assert len(every) == len(client.get("/api/v1/data").json["indicators"])
    assert all(one["evidence"] for one in every)


def test_every_question_of_the_vocabulary_is_answered(client: FlaskClient) -> None:
    for lang in ("zh", "en"):
        found = client.get(f"/api/v1?lang={lang}").json
        assert len({one["question"] for one in found["questions"]}) == len(found["questions"]) > 30
    wrong = {
        one["example"]: answer.status_code
        for one in found["questions"]
        if one["right"] == "read"
        if (answer := client.get(one["example"])).status_code != 200
    }
    assert wrong == {}


def test_the_vocabulary_is_told_before_anything_is_loaded(tmp_path: Any) -> None:
    from liantu.home import Home
    from liantu.web import create_app

    home = Home(tmp_path)
    found = create_app(home).test_client().get("/api/v1")
    home.ledger.close()
    assert found.status_code == 200
    assert found.json["data_version"] is None


@pytest.mark.parametrize(
    "url",
    [
        "nodes/ent:nobody/neighbours", "nodes/ent:nobody/upstream", "nodes/'\"><x/downstream",
        "segments/nothing/makers", "segments/ent:x/makers",
        "compare/regions?chain=x&region=1&region=2",
        "chains/golden/disruption?firm=nobody", "chains/nothing/single-sources",
        "chains/nothing/concentration", "indicators?chain=nothing", "changes?before=ffff0000",
    ],
)  # fmt: skip
def test_what_is_not_known_is_404(client: FlaskClient, url: str) -> None:
    answer = client.get(f"/api/v1/{url}")
    assert answer.status_code == 404
    assert answer.json["error"]["remedy"]


@pytest.mark.parametrize(
    "url",
    [
        "nodes", "nodes?kind=Nothing", "nodes?kind=DataVersion", "links?kind=Enterprise",
        "nodes?kind=Chain&limit=0", "nodes?kind=Chain&limit=1e3", "nodes?kind=Chain&limit=-1",
        "nodes/chain:offshore-wind/upstream", "nodes/chain:offshore-wind/neighbours?way=up",
        "nodes/seg:offshore-wind/tower/upstream?depth=99", "changes", "statistics?level=street",
        "statistics?below=nan", "chains/offshore-wind/disruption", "screen?cursor=x",
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_400(client: FlaskClient, url: str) -> None:
    answer = client.get(f"/api/v1/{url}")
    assert answer.status_code == 400
    assert answer.json["error"]["where"] and answer.json["error"]["remedy"]
