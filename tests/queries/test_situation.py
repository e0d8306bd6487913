"""Who counts as an active maker, and who as recorded: closed, building, allied, leading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import Store
from liantu.home import Home
from liantu.ingest.load import load
from liantu.queries.gaps import GapReport, find_gaps, gap_settings
from liantu.queries.gaps.looking import look
from tests.factories import chain, table, workbook

# An office's own source: it knows of each firm whether it operates, and the stage of its plant.
OWN = """\
id: plants
label: {zh: 厂区, en: Plants}
role: register
precedence: 5
match: {format: table, file: "*厂区*"}
observed_column: 日期
tables:
  - id: plants
    headers: [企业, 所在地, 链, 环节]
    nodes:
      - as: firm
        kind: Enterprise
        place: {column: 所在地}
        set: {name: 企业, operating: 经营, employees: 人数}
    links:
      - kind: MAKES
        from: firm
        to: {kind: Segment, identity: {chain_id: 链, segment_id: 环节}}
        set: {stage: 阶段}
"""
HERE, THERE = "烟台市蓬莱区", "宁波市"
HEADERS = ["企业", "所在地", "链", "环节", "经营", "阶段", "日期", "人数"]
ROWS = [
    ["在营", HERE, "states", "open", "是", "投产", "2026-05-01", ""],
    ["不知", HERE, "states", "unsaid", "", "", "2026-05-01", ""],
    ["已关", HERE, "states", "closed", "否", "投产", "2026-05-01", ""],
    ["在建", HERE, "states", "building", "是", "在建", "2026-05-01", ""],
    ["旧闻", HERE, "states", "stale", "是", "投产", "2023-04-30", ""],
    ["边缘", HERE, "states", "edge", "是", "投产", "2023-05-01", ""],
    ["无日期", HERE, "states", "undated", "是", "投产", "", ""],
    ["外地", THERE, "states", "outside", "是", "投产", "2026-05-01", "80"],
    ["无处", "", "states", "nowhere", "是", "投产", "2026-05-01", ""],
    ["双链", HERE, "other", "far", "是", "投产", "2026-05-01", ""],
]
SEGMENTS = [
    "open",
    "unsaid",
    "closed",
    "building",
    "stale",
    "edge",
    "undated",
    "outside",
    "nowhere",
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("situation")
    home = Home(folder / "home")
    (home.root / "sources").mkdir()
    (home.root / "sources" / "plants.yml").write_text(OWN, encoding="utf-8")
    inputs: dict[str, list[str]] = {name: [] for name in SEGMENTS}
    report = load(home, [*files(folder, inputs)])
    assert not report.refused
    assert report.as_dict()["set_aside"] == []
    snapshots = Snapshots(home)
    yield snapshots.store()
    snapshots.close()
    home.ledger.close()


def files(folder: Path, inputs: dict[str, list[str]]) -> Iterator[Path]:
    yield chain(folder, "states", "状态链", inputs, more="alliance: 状态联盟")
    yield chain(folder, "other", "另一链", {"far": []})
    yield table(folder / "厂区.csv", HEADERS, ROWS)
    sheets = {
        "联盟": [
            ["联盟名称", "构架", "所在地", "召集单位", "说明", "来源"],
            ["状态联盟", "", HERE],
        ],
        "联盟成员": [
            ["联盟名称", "成员", "成员类别", "来源"],
            ["状态联盟", "在营", "1 链主"],
            ["状态联盟", "双链", "X 链上企业"],
            ["状态联盟", "外地", "X 链上企业"],
        ],
        "党组织": [["党组织名称", "类型", "所属单位", "上级党组织", "正式党员数", "来源"]],
        "服务平台": [["名称", "类别", "所在地", "功能", "来源"]],
    }
    yield workbook(folder / "党组织.xlsx", sheets)


def states(store: Store, region: str = "") -> GapReport:
    return find_gaps(store, "states", region=region, assume_complete=True)


def test_who_is_an_active_maker(store: Store) -> None:
    found = {one.segment.rpartition("/")[2]: len(one.makers) for one in states(store).findings}
    assert found == {
        "open": 1,
        "unsaid": 1,  # not known to be closed
        "closed": 0,
        "building": 0,
        "stale": 0,
        "edge": 1,  # 36 months to the day
        "undated": 1,
        "outside": 0,
        "nowhere": 0,  # a firm without a place is in no region
    }


def test_makers_outside_are_targets_and_closed_ones_are_not(store: Store) -> None:
    targets = {
        one.segment.rpartition("/")[2]: [maker.name for maker in one.targets]
        for one in states(store).findings
        if one.targets
    }
    assert targets == {"outside": ["外地"], "nowhere": ["无处"]}


def test_a_target_shows_what_is_known_of_it(store: Store) -> None:
    (outside,) = [
        one for one in states(store).findings if one.targets and one.name == "环节-outside"
    ]
    target = outside.as_dict()["targets"][0]
    assert target["known"] == {"employees": 80}
    assert target["region"] == "浙江省宁波市"
    assert target["evidence"][0]["file"] == "厂区.csv"
    assert target["evidence"][0]["row"] == 9


def test_allies_of_the_chain_count_as_recorded_where_they_are(store: Store) -> None:
    here = find_gaps(store, "states").coverage
    assert here.recorded == 5  # 在营 不知 边缘 无日期 and the ally 双链, who makes nothing on it
    assert find_gaps(store, "states", region="330200").coverage.recorded == 1
    assert here.declared is None


def test_the_date_of_the_data_is_never_the_clock(store: Store) -> None:
    assert states(store).scope.as_of == "2026-05-01"


def test_a_chain_sees_its_own_segments_only(store: Store) -> None:
    assert [one.segment for one in find_gaps(store, "other").findings] == ["seg:other/far"]


def test_the_store_counts_makers_as_they_are_read(store: Store) -> None:
    found = look(store, "states", "", gap_settings(), assume_complete=True)
    assert found.outdated  # one row is too old: the counts of dated rows are asked
    counted = {one.rpartition("/")[2]: found.counts.total(one) for one in found.counts.segments}
    assert counted == {
        "open": 1, "unsaid": 1, "closed": 0, "building": 0, "stale": 0, "edge": 1,
        "undated": 1, "outside": 1, "nowhere": 1,
    }  # fmt: skip
    assert found.elsewhere("seg:states/outside") == 1
    assert found.elsewhere("seg:states/open") == 0
