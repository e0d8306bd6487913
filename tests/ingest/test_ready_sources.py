"""The ready sources: tiny files of the same shape, and the public files where they are at hand."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from liantu.graph.identity import normalise
from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import Store
from liantu.home import Home
from liantu.ingest.load import load
from liantu.ingest.report import LoadReport
from liantu.queries.catalogue import run
from liantu.queries.gaps import find_gaps
from liantu.queries.gaps.settings import gap_settings
from tests.factories import table

SHARED = Path(os.environ.get("LIANTU_SHARED", Path(__file__).parents[3] / "shared"))
PUBLIC = SHARED / "data" / "public"


def panorama(firms: list[str], name: str = "玩具") -> dict[str, Any]:
    """A chain of one segment, as a panorama has it."""
    segment = {"子-子环节名称": "木马", "代表公司": firms}
    group = {"子环节名称": "木制玩具", "子-子环节": [segment]}
    return {"产业链": name, "环节": [{"环节名称": "中游：制造", "子环节": [group]}]}


def put(folder: Path, name: str, tree: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def stores(home: Home, empty: Home) -> Iterator[dict[str, Snapshots]]:
    found = {"home": Snapshots(home), "empty": Snapshots(empty)}
    yield found
    for one in found.values():
        one.close()


def counts(store: Store, query: str) -> dict[str, int]:
    return {row["kind"]: row["count"] for row in run(store, query).dicts()}


def test_a_panorama_becomes_a_chain_whose_firms_count_for_nothing(
    home: Home, inbox: Path, stores: dict[str, Snapshots]
) -> None:
    """大金重工 is registered in the demo: a panorama's word for it moves no link and no grade."""
    before = stores["home"].store()
    report = load(home, [put(inbox, "toys.json", panorama(["大金重工", "某玩具厂"]))])
    assert report.as_dict()["rows"] == {"read": 3, "accepted": 3, "waiting": 0, "set_aside": 0}
    store = stores["home"].store()
    (chain,) = run(store, "chain", chain="chain:panorama-toys").dicts()
    assert chain["chain"].properties["positions"] == ["中游：制造"]
    gaps = find_gaps(store, "panorama-toys", settings=gap_settings())
    assert [(one.name, one.kind, len(one.targets)) for one in gaps.findings] == [
        ("木马", "UNKNOWN", 0)
    ]
    assert gaps.coverage.recorded == 0
    old, new = (find_gaps(one, "offshore-wind", settings=gap_settings()) for one in (before, store))
    assert [one.kind for one in old.findings] == [one.kind for one in new.findings]
    assert report.difference.links.as_dict()["ended"] == 0
    (firm,) = [one for one in _found(store, "某玩具厂") if one.kind == "Enterprise"]
    assert firm.properties["stub"] is True
    assert len(_found(store, "大金重工")) == 2


def test_another_panorama_leaves_the_first(
    empty: Home, inbox: Path, stores: dict[str, Snapshots]
) -> None:
    load(empty, [put(inbox, "toys.json", panorama(["甲"]))])
    load(empty, [put(inbox, "games.json", panorama(["乙"], "游戏"))])
    assert counts(stores["empty"].store(), "count_nodes")["Chain"] == 2


def test_a_file_name_that_cannot_be_an_id_sets_its_rows_aside(empty: Home, inbox: Path) -> None:
    report = load(empty, [put(inbox, "玩具.json", panorama(["甲"]))])
    assert {note.code for one in report.deliveries for note in one.rejects} == {"bad_pattern"}


def test_what_stands_only_in_lists_is_a_stub_until_it_has_a_row(
    empty: Home, inbox: Path, stores: dict[str, Snapshots]
) -> None:
    headers = ["id", "belongToIndustry", "hasSupplyChain"]
    rows = [["钢", "原料", "钢板,螺栓,钢板"], ["钢板", "原料", ""]]
    path = table(inbox / "Product.csv", headers, rows)
    report = load(empty, [path])
    (note,) = [one for one in report.warnings if one.code == "stubs"]
    assert (note.values["count"], note.values["links"], note.values["distinct"]) == (1, 3, 2)
    assert _stubs(stores["empty"].store()) == {"钢": None, "钢板": None, "螺栓": True}
    load(empty, [table(inbox / "Product.csv", headers, [*rows, ["螺栓", "零件", ""]])])
    assert _stubs(stores["empty"].store())["螺栓"] is None


def _stubs(store: Store) -> dict[str, Any]:
    return {
        name: one.properties.get("stub")
        for name in ("钢", "钢板", "螺栓")
        for one in _found(store, name)
        if one.properties["name"] == name
    }


def _found(store: Store, text: str) -> list[Any]:
    return [row["node"] for row in run(store, "search", text=normalise(text)).dicts()]


def test_a_self_loop_of_an_edge_list_is_reported_and_not_drawn(
    empty: Home, inbox: Path, stores: dict[str, Snapshots]
) -> None:
    names = ["code", "commodity_name", "industry_name", "industry_output_musd_2017"]
    edges = ["commodity_code", "industry_code", "use_musd_2017", "direct_requirement"]
    table(inbox / "nodes.csv", names, [["1A", "Grain", "", "1"], ["2B", "", "Bread", "2"]])
    table(inbox / "edges.csv", edges, [["1A", "2B", "5", "0.25"], ["1A", "1A", "-3", "-0.1"]])
    report = load(empty, [inbox])
    assert report.as_dict()["rows"] == {"read": 4, "accepted": 4, "waiting": 1, "set_aside": 0}
    assert [(one.code, one.row) for one in report.waiting] == [("waiting_own", 3)]
    store = stores["empty"].store()
    (link,) = [
        r["link"]
        for r in run(store, "links_out", ids=["prod:bea-2017/1a"]).dicts()
        if r["link"].kind == "UPSTREAM_OF"
    ]
    assert (link.properties["direct_requirement"], link.properties["use_value"]) == (0.25, 5.0)


def test_lists_of_a_json_file_that_refer_to_each_other_are_looked_up(
    empty: Home, inbox: Path, stores: dict[str, Snapshots]
) -> None:
    tree = {
        "province": [{"id": 1, "name": "山东省"}],
        "city": [{"pid": 1, "id": 7, "name": "烟台市"}],
        "university": [
            {"cid": 7, "level": "本科", "type": "公办", "id": "4137011066", "name": "烟台大学"}
        ],
    }
    load(empty, [put(inbox, "universities.json", tree)])
    (found,) = _found(stores["empty"].store(), "烟台大学")
    known = {
        name: found.properties[name] for name in ("adcode", "category", "notes", "school_code")
    }
    assert known == {
        "adcode": "370600",
        "category": "本科（公办）",
        "notes": ["山东省"],
        "school_code": "4137011066",
    }


def test_a_city_in_pinyin_is_placed_where_it_is_the_only_one(
    empty: Home, inbox: Path, stores: dict[str, Snapshots]
) -> None:
    headers = ["symbol", "name", "sector", "industry", "exchange", "city"]
    rows = [
        ["1.SS", "Alpha Steel", "Materials", "Metals", "SHH", "Xi'an"],
        ["2.SS", "Beta Steel", "Materials", "Metals", "SHH", "Suzhou"],
        ["3.SS", "Gamma Fund", "Financials", "", "SHH", ""],
    ]
    report = load(empty, [table(inbox / "listed.csv", headers, rows)])
    (delivery,) = report.deliveries
    assert [(one.code, one.row, one.column) for one in delivery.rejects] == [
        ("missing", 4, "industry")
    ]
    store = stores["empty"].store()
    assert [
        _found(store, name)[0].properties.get("adcode") for name in ("Alpha Steel", "Beta Steel")
    ] == [
        "610100",
        None,
    ]


# -- the public files ------------------------------------------------------------------


@pytest.fixture
def public() -> Path:
    if not PUBLIC.is_dir():
        pytest.skip("the shared data folder is not here")
    return PUBLIC


def loaded(home: Home, *paths: Path) -> LoadReport:
    report = load(home, list(paths))
    assert {error.key for _, error in report.refused} <= {"no_source", "no_source_near"}
    return report


@pytest.mark.shared
def test_28_panoramas(empty: Home, public: Path, stores: dict[str, Snapshots]) -> None:
    """4,295 names as written; 215 of them differ from another only in brackets, width or case."""
    folder = public / "chain_panoramas" / "industries"
    report = loaded(empty, folder)
    assert report.as_dict()["rows"] == {
        "read": 28 + 337 + 1263,
        "accepted": 28 + 337 + 1263,
        "waiting": 0,
        "set_aside": 0,
    }
    notes = [one for one in report.warnings if one.code == "stubs"]
    assert sum(one.values["links"] for one in notes) == 7098
    found = counts(stores["empty"].store(), "count_nodes")
    assert (found["Chain"], found["Segment"], found["Enterprise"]) == (28, 337 + 1263, 4080)


@pytest.mark.shared
def test_bea(empty: Home, public: Path, stores: dict[str, Snapshots]) -> None:
    """48,754 edges are read and kept; 342 of them are an industry's use of its own goods."""
    report = loaded(empty, public / "bea_io_2017")
    assert report.as_dict()["rows"] == {
        "read": 48_754 + 406,
        "accepted": 48_754 + 406,
        "waiting": 342,
        "set_aside": 0,
    }
    assert {one.code for one in report.waiting} == {"waiting_own"}
    found = counts(stores["empty"].store(), "count_links")
    assert found["UPSTREAM_OF"] == 48_754 - 342


@pytest.mark.shared
def test_supply_chain(empty: Home, public: Path, stores: dict[str, Snapshots]) -> None:
    """1,125 links in the lists; 34 of 78 rows repeat a product, so that 536 are distinct."""
    folder = public / "kag_supplychain"
    report = loaded(empty, folder / "Product.csv", folder / "Company.csv")
    notes = {one.file: one.values for one in report.warnings if one.code == "stubs"}
    products = notes["Product.csv"]
    assert (products["links"], products["distinct"], products["count"]) == (1125, 536, 313)
    store = stores["empty"].store()
    assert counts(store, "count_nodes")["Product"] == 44 + 315  # two more in the lists of firms
    assert counts(store, "count_links")["UPSTREAM_OF"] == 536


@pytest.mark.shared
def test_lists_of_places(empty: Home, public: Path, stores: dict[str, Snapshots]) -> None:
    """Of 3,876 listed rows 459 have no industry (funds, above all) and one has no name."""
    names = ("universities", "ports", "power_plants", "listed_companies")
    report = loaded(empty, *(public / name for name in names))
    rows = {one.source.id: (one.read, one.accepted) for one in report.deliveries}
    assert rows == {
        "universities": (2631, 2631),
        "ports": (3669, 3669),
        "wind_plants": (835, 835),
        "listed": (3876, 3416),
    }
    found = counts(stores["empty"].store(), "count_nodes")
    assert (found["University"], found["Facility"]) == (2631, 3669 + 835)


@pytest.mark.shared
def test_the_public_files_are_what_the_figures_are_about(public: Path) -> None:
    """The counts that the tests above hold against are taken from the files without our reader."""
    firms = set()
    for path in sorted((public / "chain_panoramas" / "industries").glob("*.json")):
        for place in json.loads(path.read_text(encoding="utf-8"))["环节"]:
            for group in place["子环节"]:
                for segment in group["子-子环节"]:
                    firms |= set(segment["代表公司"])
    assert len(firms) == 4295
    with (public / "bea_io_2017" / "edges_use_2017.csv").open(encoding="utf-8") as stream:
        edges = list(csv.DictReader(stream))
    loops = [one for one in edges if one["commodity_code"] == one["industry_code"]]
    assert (len(edges), len(loops)) == (48_754, 342)
