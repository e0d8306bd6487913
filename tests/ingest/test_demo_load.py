"""The whole way on the demo's real files: what a load says, and what it leaves."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import Store
from liantu.graph.versions import rollback
from liantu.home import Home
from liantu.ingest.load import load
from liantu.queries.catalogue import run
from liantu.queries.gaps import GapSettings, find_gaps, gap_settings
from liantu.queries.search import search
from tests.factories import (
    copy_of_demo,
    demo_file,
    demo_files,
    demo_folder,
    firm,
    register,
    relations,
    unfinished,
)

REGISTER = "企业名录.csv"
NONE = {"new": 0, "changed": 0, "ended": 0}


def answer(home: Home) -> bytes:
    """The gap list of the active version as JSON, byte for byte."""
    report = find_gaps(Snapshots(home).store(), "offshore-wind", settings=gap_settings())
    return json.dumps(report.as_dict(), ensure_ascii=False).encode()


def store_of(home: Home) -> Store:
    return Snapshots(home).store()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The loaded demo, which no test here changes."""
    return copy_of_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def store(demo: Home) -> Store:
    return Snapshots(demo).store()


def edited_register(folder: Path, name: str = REGISTER) -> Path:
    """The demo's register with one firm added and one renamed, its short name kept."""
    text = demo_file(REGISTER).read_text(encoding="utf-8-sig")
    assert text.count("\n京鲁船业,京鲁船业,") == 1
    text = text.replace("\n京鲁船业,京鲁船业,", "\n京鲁船业集团有限公司,京鲁船业,")
    text += (
        "蓬莱新材料有限公司,新材料,烟台市蓬莱区,民营,,环氧树脂与结构胶,链上企业,,report-penglai\n"
    )
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_a_first_load_counts_every_row(empty: Home) -> None:
    found = load(empty, [demo_folder()]).as_dict()
    assert found["rows"] == {"read": 194, "accepted": 193, "waiting": 1, "set_aside": 1}
    assert found["nodes"]["changed"] == found["nodes"]["ended"] == 0
    assert found["links"]["changed"] == found["links"]["ended"] == 0
    assert (found["previous_version"], found["dry_run"]) == (None, False)
    assert {
        Path(file["path"]).name: (file["source"], file["encoding"]) for file in found["files"]
    } == {
        "indicators.csv": ("indicators", "UTF-8"),
        "sources.csv": ("citations", "UTF-8"),
        "企业名录.csv": ("register", "UTF-8-BOM"),
        "供需与邻近关系.csv": ("relations", "GB18030"),
        "党建联盟与党组织.xlsx": ("party", "XLSX"),
        "海工装备产业链.yaml": ("chain", "UTF-8"),
        "目标企业.xlsx": ("candidates", "XLSX"),
    }
    assert [note["code"] for note in found["set_aside"]] == ["not_allowed"]
    assert [note["code"] for note in found["warnings"]] == ["waiting"]
    (aside,) = found["set_aside"]
    place = [aside[name] for name in ("file", "sheet", "row", "column")]
    assert place == ["党建联盟与党组织.xlsx", "党组织", 5, "类型"]
    assert "党员先锋队" in aside["message"]
    assert "党支部" in aside["message"]
    assert aside["remedy"] == "改为所列的一种后重新载入。"
    (waiting,) = found["warnings"]
    place = [waiting[name] for name in ("file", "sheet", "row", "column")]
    assert place == ["供需与邻近关系.csv", "", 12, "终点"]
    assert "示例未登记企业" in waiting["message"]
    assert waiting["remedy"] == "改正名称，或载入登记它的文件，届时自动接上。"
    assert empty.ledger.active() is not None
    assert unfinished(empty) == []


def test_what_was_set_aside_is_kept_with_its_cells(demo: Home) -> None:
    active = demo.ledger.active()
    assert active is not None
    (reject,) = demo.ledger.rejects(active.batches)
    assert (reject.file, reject.sheet, reject.row) == ("党建联盟与党组织.xlsx", "党组织", 5)
    assert reject.raw["党组织名称"] == "蓬莱港党员先锋突击班组"


def test_an_unregistered_firm_is_not_invented(store: Store) -> None:
    assert search(store, "示例未登记企业").hits == ()


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("Enterprise", 34),
        ("Segment", 39),
        ("PartyOrganization", 4),
        ("Indicator", 79),
        ("Chain", 1),
    ],
)
def test_the_demo_holds_so_many_of_a_kind(store: Store, kind: str, count: int) -> None:
    assert {row[0]: row[1] for row in run(store, "count_nodes").rows}[kind] == count


def test_one_firm_on_two_rows_is_one_node_on_two_segments(store: Store) -> None:
    named = [hit for hit in search(store, "大金重工").hits if hit.kind == "Enterprise"]
    assert [hit.name for hit in named] == ["大金重工(蓬莱)"]
    out = run(store, "links_out", ids=[named[0].id]).dicts()
    made = sorted(row["node"].properties["name"] for row in out if row["link"].kind == "MAKES")
    assert made == ["单桩基础", "塔筒"]


@pytest.mark.parametrize("chain", ["chain:offshore-wind"])
def test_the_leader_of_the_chain_is_known(store: Store, chain: str) -> None:
    leaders = run(store, "chain_leaders", chain=chain).dicts()
    assert {row["enterprise"].properties["short_name"] for row in leaders} == {"巨涛重工"}
    assert {row["link"].properties["role"] for row in leaders} == {"链主"}


def test_short_names_of_other_files_reach_the_registered_firm(store: Store) -> None:
    (turbine,) = [hit for hit in search(store, "上海电气").hits if hit.kind == "Enterprise"]
    near = {
        (row["link"].kind, row["name"]): (row["distance"], row["bearing"])
        for row in run(store, "near", id=turbine.id).dicts()
    }
    assert near == {
        ("NEAR", "大金重工(蓬莱)"): (1.0, "北"),
        ("NEAR", "东方电气(蓬莱)"): (1.0, "北"),
        ("NEAR", "华能海上风电及储能项目"): (None, "东"),
        ("NEAR", "中广核海上风电及储能项目"): (None, "东"),
        ("SHIPS_VIA", "烟台港集团蓬莱港有限公司"): (5.0, "西"),
        ("SHIPS_VIA", "大金重工(蓬莱)"): (None, None),
    }


def test_the_reports_own_wording_is_not_mixed_with_the_chain(store: Store) -> None:
    kinds = {row[0]: row[1] for row in run(store, "count_links").rows}
    assert kinds["REPORTED_RELATION"] == 4
    assert "SUPPLIES" not in kinds


def test_at_least_is_kept_with_a_declared_figure(store: Store) -> None:
    scheme, name = "海工装备产业链党建联盟", "链上企业数"
    rows = run(store, "declared", scheme=scheme, indicator=name, adcode="370614").dicts()
    (figure,) = [row["indicator"].properties for row in rows]
    assert (figure["value"], figure["qualifier"], figure["unit"]) == (70.0, "不少于", "家")


def test_undated_rows_stay_undated(store: Store) -> None:
    assert store.as_of == ""
    assert {row["observed_on"] for row in run(store, "origins").dicts()} == {None}


def test_loading_the_same_files_twice_changes_nothing(home: Home) -> None:
    before, bytes_before = home.ledger.active(), answer(home)
    assert before is not None
    found = load(home, [demo_folder()]).as_dict()
    assert (found["nodes"], found["links"]) == (NONE, NONE)
    assert found["data_version"] == found["previous_version"] == before.id
    assert found["rows"] == {"read": 194, "accepted": 193, "waiting": 1, "set_aside": 1}
    assert len(home.ledger.versions()) == 1
    assert answer(home) == bytes_before


def test_a_file_named_twice_is_read_once(home: Home) -> None:
    found = load(
        home, [demo_file(REGISTER), demo_file(REGISTER), demo_file(REGISTER).parent]
    ).as_dict()
    assert found["nodes"] == NONE
    assert [note["code"] for note in found["warnings"]] == ["waiting"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_loading_does_not_matter(demo: Home, empty: Home, seed: int) -> None:
    """Files one at a time or in twos, each order ending in the same data version."""
    waiting = random.Random(seed).sample(demo_files(), k=7)
    while waiting:
        step, waiting = waiting[:seed], waiting[seed:]
        load(empty, step)
    active, wanted = empty.ledger.active(), demo.ledger.active()
    assert active is not None
    assert wanted is not None
    assert active.id == wanted.id
    assert (active.nodes, active.links) == (wanted.nodes, wanted.links)
    assert answer(empty) == answer(demo)


@pytest.mark.parametrize("name", [REGISTER, "新的 2026 定稿.csv"])
def test_an_edited_register_is_one_new_and_one_changed(
    home: Home, tmp_path: Path, name: str
) -> None:
    before = home.ledger.active()
    assert before is not None
    gaps_before = answer(home)
    found = load(home, [edited_register(tmp_path / "edited", name)]).as_dict()
    assert found["nodes"] == {"new": 1, "changed": 1, "ended": 0}
    assert found["links"]["ended"] == 0
    assert found["previous_version"] == before.id != found["data_version"]
    assert answer(home) != gaps_before
    rollback(home, before.id)
    assert answer(home) == gaps_before


def test_a_renamed_firm_keeps_its_id_and_is_found_by_both_names(home: Home, tmp_path: Path) -> None:
    (before,) = [
        hit.id for hit in search(store_of(home), "京鲁船业").hits if hit.kind == "Enterprise"
    ]
    load(home, [edited_register(tmp_path / "edited")])
    store = store_of(home)
    (after,) = [hit for hit in search(store, "京鲁船业集团").hits if hit.kind == "Enterprise"]
    assert after.id == before
    node = run(store, "node", id=before).dicts()[0]["node"]
    assert node.properties["former_names"] == ["京鲁船业"]
    (decision,) = home.ledger.decisions()
    assert (decision.new, decision.reason, decision.source) == (before, "rename", "register")


def test_the_edited_register_gives_the_same_version_in_a_folder_without_a_snapshot(
    home: Home, tmp_path: Path
) -> None:
    """The data version is a function of what was accepted, not of what is still cached."""
    other = copy_of_demo(tmp_path / "other")
    wanted = load(home, [edited_register(tmp_path / "edited")]).as_dict()
    active = other.ledger.active()
    assert active is not None
    shutil.rmtree(other.snapshot(active.id))
    found = load(other, [edited_register(tmp_path / "edited")]).as_dict()
    other.ledger.close()
    assert found["data_version"] == wanted["data_version"]
    assert found["nodes"] == wanted["nodes"]


def test_a_dry_run_shows_the_difference_and_leaves_everything(home: Home, tmp_path: Path) -> None:
    before, shown = home.ledger.versions(), answer(home)
    snapshots = {p: p.stat().st_mtime_ns for p in home.snapshots.rglob("*")}
    planned = load(home, [edited_register(tmp_path / "edited")], dry_run=True).as_dict()
    assert planned["dry_run"] is True
    assert planned["nodes"] == {"new": 1, "changed": 1, "ended": 0}
    assert {p: p.stat().st_mtime_ns for p in home.snapshots.rglob("*")} == snapshots
    assert [(row.id, at) for row, at in home.ledger.versions()] == [
        (row.id, at) for row, at in before
    ]
    assert home.ledger.decisions() == []
    assert len(home.ledger.loads()) == 1
    assert unfinished(home) == []
    assert answer(home) == shown
    done = load(home, [edited_register(tmp_path / "edited")]).as_dict()
    assert done["data_version"] == planned["data_version"]
    assert unfinished(home) == []


def test_a_dry_run_of_nothing_new_says_so(home: Home) -> None:
    planned = load(home, [demo_folder()], dry_run=True).as_dict()
    assert (planned["nodes"], planned["links"]) == (NONE, NONE)
    assert planned["rows"]["waiting"] == 1
    assert (home.snapshot(planned["data_version"]) / "graph.lbug").is_file()


@pytest.mark.parametrize("how", ["deleted", "not readable by this release of the store"])
def test_a_snapshot_that_does_not_open_is_rebuilt_to_the_same_answers(home: Home, how: str) -> None:
    active, shown = home.ledger.active(), answer(home)
    assert active is not None
    if how == "deleted":
        shutil.rmtree(home.snapshot(active.id))
    else:
        (home.snapshot(active.id) / "graph.lbug").write_bytes(b"LBUG of another release")
    rollback(home, active.id)
    assert answer(home) == shown
    assert len(home.ledger.versions()) == 1


def test_a_row_that_is_gone_from_a_full_delivery_ends(home: Home, inbox: Path) -> None:
    text = demo_file(REGISTER).read_text(encoding="utf-8-sig").splitlines()
    kept = [line for line in text if not line.startswith("众合人力")]
    (inbox / REGISTER).write_text("\n".join(kept), encoding="utf-8-sig")
    found = load(home, [inbox]).as_dict()
    assert found["nodes"] == {"new": 0, "changed": 0, "ended": 1}
    assert search(store_of(home), "众合人力").hits == ()
    assert search(store_of(home), "东方电缆").hits  # another source's rows stay


def test_a_waiting_link_is_joined_when_its_end_arrives(home: Home, inbox: Path) -> None:
    text = demo_file(REGISTER).read_text(encoding="utf-8-sig")
    text += "示例未登记企业,,烟台市蓬莱区,民营,,塔筒,链上企业,,report-penglai\n"
    (inbox / REGISTER).write_text(text, encoding="utf-8-sig")
    found = load(home, [inbox]).as_dict()
    assert found["nodes"]["new"] == 1
    active = home.ledger.active()
    assert active is not None
    assert active.waiting == []
    (firm_id,) = [hit.id for hit in search(store_of(home), "示例未登记企业").hits]
    into = run(store_of(home), "links_in", ids=[firm_id]).dicts()
    assert [(row["link"].kind, row["link"].properties["distance"]) for row in into] == [
        ("NEAR", 2.0)
    ]


def test_a_delivery_can_be_dated(home: Home) -> None:
    found = load(home, [demo_file(REGISTER)], observed_on="2026-05-01").as_dict()
    store = store_of(home)
    assert store.as_of == "2026-05-01"
    assert found["nodes"] == NONE  # a date is evidence, not a property
    assert found["data_version"] != found["previous_version"]
    dates = {row["source"]: row["observed_on"] for row in run(store, "origins").dicts()}
    assert dates["register"] == "2026-05-01"
    assert dates["relations"] is None


SETTINGS = gap_settings()


def kinds(home: Home, settings: GapSettings = SETTINGS) -> dict[str, str]:
    found = find_gaps(store_of(home), "offshore-wind", assume_complete=True, settings=settings)
    return {one.name: one.kind for one in found.findings}


def test_what_was_observed_over_36_months_ago_no_longer_counts(home: Home, inbox: Path) -> None:
    rows = [firm("老厂", segment="塔筒")]
    load(home, [register(inbox, *rows)], observed_on="2023-05-01")
    assert kinds(home)["塔筒"] == "WEAK"
    relations(inbox, ["老厂", "邻近", "老厂之邻", "1", "北", "", ""])
    load(home, [inbox / "供需与邻近关系.csv"], observed_on="2026-05-01")
    assert store_of(home).as_of == "2026-05-01"
    assert kinds(home)["塔筒"] == "WEAK"  # 36 months to the day still count
    load(home, [inbox / "供需与邻近关系.csv"], observed_on="2026-05-02")
    assert kinds(home)["塔筒"] != "WEAK"
    longer = SETTINGS.model_copy(update={"months": 37})
    assert kinds(home, longer)["塔筒"] == "WEAK"


def test_two_files_of_one_source_are_one_delivery_in_any_order(home: Home, inbox: Path) -> None:
    one = register(inbox, firm("甲公司"), name="企业名录一.csv")
    two = register(inbox, firm("乙公司"), name="企业名录二.csv")
    found = [load(home, paths, dry_run=True).as_dict() for paths in ([one, two], [two, one])]
    assert found[0]["data_version"] == found[1]["data_version"]
    assert {file["batch"] for file in found[0]["files"]} == {found[0]["files"][0]["batch"]}
    messages = [note["message"] for note in found[0]["warnings"] if note["code"] == "one_delivery"]
    assert messages == ["来源 register 的几个文件合为一次交付：企业名录一.csv, 企业名录二.csv"]
