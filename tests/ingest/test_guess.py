"""A file without a source: what is proposed, what is left out, and what is kept of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from openpyxl import Workbook

from liantu.errors import InputError, UsageError
from liantu.graph.identity import USCC_ALPHABET, USCC_WEIGHTS
from liantu.home import Home
from liantu.ingest.guess.draft import Draft, TableDraft
from liantu.ingest.guess.known import Known, known
from liantu.ingest.guess.preview import previewed
from liantu.ingest.guess.propose import corrected, label_of, propose
from liantu.ingest.guess.save import Tried, attempt, matching_source, save
from liantu.ingest.guess.seen import look_at
from liantu.ingest.load import load
from liantu.ingest.matching import match
from liantu.ingest.readers import read_file
from liantu.ingest.sources import all_sources, shipped
from tests.factories import register, table, workbook

KNOWN = Known(
    {"Segment": frozenset({"塔筒", "叶片"}), "Park": frozenset()},
    {"wind": frozenset({"塔筒", "叶片"}), "toys": frozenset({"木马"})},
    {"wind": "海上风电", "toys": "玩具"},
)


def code(number: int) -> str:
    body = f"91370614MA3{number:06d}"
    total = sum(
        USCC_ALPHABET.index(sign) * weight for sign, weight in zip(body, USCC_WEIGHTS, strict=True)
    )
    return body + USCC_ALPHABET[(31 - total % 31) % 31]


REGISTER = {
    "序号": "{n}",
    "企业名称": "蓬莱第{n}装备有限公司",
    "统一社会信用代码": "{code}",
    "法定代表人": "张三",
    "联系电话": "1380535{n:04d}",
    "所属区县": "蓬莱区",
    "所属园区": "北沟园区",
    "注册资本（万元）": "1,000",
    "2024年产值(亿元)": "1.5",
    "2025年产值(亿元)": "2.5",
    "企业性质": "民营企业",
    "主营环节": "塔筒；叶片",
    "上游企业": "宝钢股份;鞍钢",
    "更新日期": "2026-10-08",
    "备用": "{n}",
}


def firms(path: Path, count: int = 8) -> Path:
    """An office's register as it comes: numbered, with persons, units in the header, GB18030."""
    rows = [
        [cell.format(n=n, code=code(n)) for cell in REGISTER.values()] for n in range(1, count + 1)
    ]
    return table(path, list(REGISTER), rows, encoding="gb18030")


def draft_of(path: Path, names: Known = KNOWN) -> Draft:
    return propose(look_at(read_file(path)), path.name, names)


def read_as(found: TableDraft) -> dict[str, str]:
    return {one.name: one.what for one in found.columns if one.what}


def why(found: TableDraft, name: str) -> str:
    return next(one.reason.code for one in found.columns if one.name == name)


def kept(path: Path, home: Home, names: Known = KNOWN) -> Tried:
    """Save what is proposed for a file."""
    tried = attempt(draft_of(path, names), read_file(path), home)
    save(tried, home)
    return tried


def test_a_register_is_understood_column_by_column(tmp_path: Path) -> None:
    (found,) = draft_of(firms(tmp_path / "重点企业名单2026年10月.csv")).tables
    assert found.subject == "Enterprise"
    assert read_as(found) == {
        "企业名称": "name",
        "统一社会信用代码": "code",
        "所属区县": "@place",
        "所属园区": "LOCATED_IN>Park",
        "注册资本(万元)": "capital",
        "2025年产值(亿元)": "output",
        "企业性质": "ownership",
        "主营环节": "MAKES>Segment",
        "上游企业": "REPORTED_RELATION>Enterprise:上游企业",
        "更新日期": "@observed",
    }
    left = {one.name: one.reason.code for one in found.columns if not one.what}
    assert left == {
        "序号": "serial",
        "法定代表人": "personal",
        "联系电话": "personal",
        "2024年产值(亿元)": "taken",
        "备用": "only_values",
    }
    assert [one.samples for one in found.columns if one.personal] == [(), ()]
    segments = found.column("MAKES>Segment")
    assert segments is not None
    assert (segments.chain, segments.split, segments.reason.values["share"]) == ("wind", "；", 1.0)


def test_next_month_loads_without_a_question_and_keeps_no_person(
    home: Home, tmp_path: Path
) -> None:
    kept(firms(tmp_path / "重点企业名单2026年10月.csv"), home, known(home))
    assert (home.root / "sources" / "zhong_dian_qi_ye_ming_dan.yml").is_file()
    report = load(home, [firms(tmp_path / "重点企业名单2026年11月.csv", 600)])
    assert report.as_dict()["rows"]["accepted"] == 600
    assert report.deliveries[0].source.id == "zhong_dian_qi_ye_ming_dan"
    assert {note.code for note in report.warnings} == {"personal_column"}
    rows = home.facts / report.deliveries[0].batch / "rows.parquet"
    cells = "".join(one for (one,) in duckdb.sql(f"SELECT cells FROM '{rows}'").fetchall())
    assert "第600装备" in cells
    assert "1380535" not in cells
    assert "张三" not in cells


def test_the_preview_says_what_rows_become_and_which_are_set_aside(
    tmp_path: Path, empty: Home
) -> None:
    path = firms(tmp_path / "名单.csv", 12)
    text = path.read_bytes().decode("gb18030").replace(code(3), code(3)[:-1] + "0")
    path.write_bytes(text.encode("gb18030"))
    (found,) = previewed(attempt(draft_of(path), read_file(path), empty), KNOWN)
    assert (found.tried, found.accepted, len(found.rows)) == (12, 11, 10)
    assert [(note.row, note.code) for note in found.aside] == [(4, "bad_code")]
    first = found.rows[0]
    assert ("年产值", "25,000 万元") in first.nodes[0].facts
    assert ("企业类型", "民营") in first.nodes[0].facts
    links = [(one.kind, one.end, one.known) for one in first.links]
    assert ("MAKES", "叶片", True) in links
    assert ("LOCATED_IN", "北沟园区", False) in links


def test_titles_two_line_headers_and_several_sheets(tmp_path: Path, empty: Home) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "重点项目"
    sheet.append(["蓬莱区重点项目表"])
    sheet.merge_cells("A1:F1")
    sheet.append(["项目名称", "建设地点", "投资情况", None, "建设单位", "项目阶段"])
    sheet.append([None, None, "总投资（亿元）", "开工日期", None, None])
    for area in ("C2:D2", "A2:A3", "B2:B3", "E2:E3", "F2:F3"):
        sheet.merge_cells(area)
    sheet.append(["风电一期项目", "蓬莱区", 3.5, "2026-03-01", "甲公司", "已签约"])
    parks = book.create_sheet("园区")
    parks.append(["园区名称", "所在地", "规划面积（平方公里）"])
    parks.append(["北沟园区", "蓬莱区", 12])
    note = book.create_sheet("填表说明")
    note.append(["请如实填写", "每月报送"])
    note.append(["五日前", "不得迟报"])
    book.save(tmp_path / "项目与园区.xlsx")
    draft = draft_of(tmp_path / "项目与园区.xlsx")
    assert [one.subject for one in draft.tables] == ["Project", "Park", ""]
    assert read_as(draft.tables[0]) == {
        "项目名称": "name",
        "建设地点": "@place",
        "投资情况/总投资(亿元)": "investment",
        "投资情况/开工日期": "started",
        "建设单位": "TAKES_PART_IN<Enterprise:建设",
        "项目阶段": "stage",
    }
    tried = attempt(draft, read_file(tmp_path / "项目与园区.xlsx"), empty)
    projects, areas = previewed(tried, KNOWN)
    assert ("计划总投资", "35,000 万元") in projects.rows[0].nodes[0].facts
    assert ("阶段", "签约") in projects.rows[0].nodes[0].facts
    assert ("面积", "18,000 亩") in areas.rows[0].nodes[0].facts


def test_edge_lists_json_lines_and_parquet(tmp_path: Path) -> None:
    deals = table(
        tmp_path / "供货.csv",
        ["供应商", "采购商", "产品", "采购金额(元)"],
        [["甲公司", "乙公司", "塔筒", "100"]],
    )
    (found,) = draft_of(deals).tables
    assert (found.subject, list(read_as(found).values())) == (
        "SUPPLIES",
        ["@from", "@to", "product", "amount"],
    )
    lines = tmp_path / "高校.jsonl"
    lines.write_text(
        '{"学校名称": "山东大学", "所在省": "山东省", "所在市": "济南市", "合作企业": ["甲"]}\n',
        "utf-8",
    )
    (found,) = draft_of(lines).tables
    assert (found.subject, found.columns[3].what, found.columns[3].split) == (
        "University",
        "COOPERATES_WITH>Enterprise",
        "json",
    )
    assert [one.reason.code for one in found.columns[1:3]] == ["place_part", "place_part"]
    parquet = tmp_path / "单位.parquet"
    duckdb.sql(
        "COPY (SELECT '甲'||i||'公司' AS 单位名称, '蓬莱区' AS 区县 FROM range(3) t(i)) "
        f"TO '{parquet}'"
    )
    assert read_as(draft_of(parquet).tables[0]) == {"单位名称": "name", "区县": "@place"}


def test_what_does_not_fit_is_not_read_and_says_why(tmp_path: Path) -> None:
    path = table(
        tmp_path / "企业.csv",
        [
            "企业名称",
            "统一社会信用代码",
            "注册资本(万美元)",
            "职工人数",
            "联络",
            "成立日期",
            "股东",
        ],
        [["甲公司", "370614000001", "100", "约十人", "13805350001", "去年", "张三"]] * 3,
    )
    (found,) = draft_of(path).tables
    assert read_as(found) == {"企业名称": "name"}
    reasons = [why(found, one.name) for one in found.columns[1:]]
    assert reasons == [
        "misfit",
        "other_unit",
        "misfit",
        "personal_values",
        "misfit",
        "personal_values",
    ]


def test_a_person_corrects_but_cannot_read_persons(tmp_path: Path, empty: Home) -> None:
    path = firms(tmp_path / "名单.csv")
    draft = draft_of(path)
    phone, spare = (
        next(one.seen.at for one in draft.tables[0].columns if one.name == name)
        for name in ("联系电话", "备用")
    )
    given = {phone: {"what": "notes"}, spare: {"what": "employees"}}
    found = corrected(draft.tables[0], "Enterprise", given, draft.file, KNOWN)
    assert "联系电话" not in read_as(found)
    assert read_as(found)["备用"] == "employees"
    tried = attempt(draft.with_table(0, found), read_file(path), empty)
    assert tried.good
    twice = corrected(found, "Enterprise", {spare: {"what": "capital"}}, draft.file, KNOWN)
    told = attempt(draft.with_table(0, twice), read_file(path), empty)
    assert [one.code for one in told.problems] == ["twice"]
    nothing = corrected(found, "", {}, draft.file, KNOWN)
    assert not attempt(draft.with_table(0, nothing), read_file(path), empty).good


HOSTILE = [
    "- x",
    "a: b",
    "# c",
    "*d",
    "&e",
    '"f',
    "'g",
    "@h",
    "null",
    "yes",
    "2024",
    "{i}",
    "!j",
    "%k",
    "<b>",
]


def test_hostile_headers_and_values_are_written_by_the_library(tmp_path: Path, empty: Home) -> None:
    path = table(
        tmp_path / 'a\'b: "c" #d.csv',
        ["企业名称", *HOSTILE],
        [["甲公司", *(f"{one}\n- id: x" for one in HOSTILE)]],
    )
    draft = draft_of(path)
    chosen = {
        one.seen.at: {"what": "notes"} for one in draft.tables[0].columns if one.name == "a:b"
    }
    found = corrected(draft.tables[0], "Enterprise", chosen, draft.file, KNOWN)
    draft = replace(draft.with_table(0, found), label='甲: "乙" #\n- id: x', id="hostile")
    save(attempt(draft, read_file(path), empty), empty)
    source = all_sources(empty.root)["hostile"]
    assert source.label.zh == draft.label
    assert set(source.tables[0].headers) == {"企业名称", "a:b"}
    assert set(source.tables[0].ignore) == {one.replace(" ", "") for one in HOSTILE} - {"a:b"}
    assert load(empty, [path]).as_dict()["rows"]["accepted"] == 1


def test_no_other_source_loses_its_files(home: Home, tmp_path: Path) -> None:
    """Headers within those of the register: every column is asked for, then the file's name."""
    path = table(
        tmp_path / "走访企业2026.10.csv",
        ["企业名称", "所在地", "走访次数"],
        [["甲公司", "蓬莱区", "3"]],
    )
    tried = kept(path, home, known(home))
    assert tried.draft.strict
    assert not tried.draft.pattern
    short = table(tmp_path / "招商线索2026.10.csv", ["企业名称", "所在地"], [["乙公司", "蓬莱区"]])
    tried = kept(short, home, known(home))
    assert tried.draft.pattern == "*招商线索*"
    everything = all_sources(home.root).values()
    own = register(tmp_path, {"企业名称": "丙公司", "所在地": "蓬莱区", "主营环节": "塔筒"})
    for file, source in (
        (own, "register"),
        (path, "zou_fang_qi_ye"),
        (short, "zhao_shang_xian_suo"),
    ):
        assert match(read_file(file), everything).source.id == source
    assert matching_source(read_file(own), home) == shipped()["register"]


def test_an_id_is_taken_once(empty: Home, tmp_path: Path) -> None:
    path = firms(tmp_path / "名单.csv")
    draft = replace(draft_of(path), id="register")
    tried = attempt(draft, read_file(path), empty)
    assert [one.code for one in tried.problems] == ["id_taken"]
    with pytest.raises(UsageError):
        save(tried, empty)
    for wrong in ("../x", "A", "", "x" * 50, "a.b"):
        told = attempt(replace(draft, id=wrong), read_file(path), empty)
        assert [one.code for one in told.problems] == ["bad_id"]
    good = replace(draft, id="own")
    save(attempt(good, read_file(path), empty), empty)
    assert not attempt(good, read_file(path), empty).good
    again = attempt(replace(good, label="新名"), read_file(path), empty, replacing=True)
    save(again, empty, replacing=True)
    assert all_sources(empty.root)["own"].label.zh == "新名"
    assert [one.name for one in (empty.root / "sources").iterdir()] == ["own.yml"]


def test_files_that_are_no_tables_say_so(tmp_path: Path) -> None:
    nested = tmp_path / "a.json"
    nested.write_text('{"链": {"环节": []}}', "utf-8")
    bare = workbook(tmp_path / "b.xlsx", {"表": [["只有表头", "没有行"]]})
    for path, key in ((nested, "mapping_nested"), (bare, "mapping_no_table")):
        with pytest.raises(InputError) as caught:
            look_at(read_file(path))
        assert caught.value.key == key


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("重点企业名单2026年10月.csv", "重点企业名单"),
        ("规上企业(202610).xlsx", "规上企业"),
        ("2026-10-08 园区台账_v2.xlsx", "园区台账"),
        ("2026.csv", "数据"),
    ],
)
def test_a_label_is_the_same_each_month(name: str, label: str) -> None:
    assert label_of(name) == label
