"""What a source may say of the form of a file: headers, merged cells, lists, JSON, Parquet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.errors import InputError, SourceError
from liantu.home import Home
from liantu.ingest.findings import Reject
from liantu.ingest.items import items_of
from liantu.ingest.load import load
from liantu.ingest.matching import match
from liantu.ingest.readers import read_file
from liantu.ingest.report import LoadReport
from liantu.ingest.shapes import excel_date
from liantu.ingest.sources import read_sources
from tests.factories import table, workbook

BASE = """\
id: banks
label: {zh: 银行名单, en: Banks}
role: report
precedence: 20
match: {format: FORMAT}
tables:
  - id: banks
    headers: [HEADERS]
    SHAPE
    nodes:
      - as: bank
        kind: Bank
        set: {name: NAME}
"""


def source(folder: Path, shape: str, headers: str, name: str = "银行", form: str = "table") -> str:
    """Write a source of banks whose table has a shape."""
    folder.mkdir(exist_ok=True)
    text = BASE.replace("SHAPE", shape).replace("HEADERS", headers).replace("NAME", name)
    (folder / "banks.yml").write_text(text.replace("FORMAT", form), encoding="utf-8")
    return text


def rows(folder: Path, path: Path) -> list[dict[str, str]]:
    """The rows of a file by column, as the one source of a folder shapes them."""
    (one,) = match(read_file(path), read_sources(folder).values()).tables
    return [
        dict(zip(one.header, cells, strict=False)) for _, cells in one.sheet.after(one.header_row)
    ]


def notes(folder: Path, path: Path) -> list[tuple[str, str]]:
    found = match(read_file(path), read_sources(folder).values())
    return [(note.code, note.column) for note in found.notes]


def test_a_header_of_two_lines_is_joined(tmp_path: Path) -> None:
    cells: list[Sequence[Any]] = [
        ["2026 年银行名单", None, None, None],
        ["银行", "规模", None, "备注"],
        [None, "人数", "存款（亿元）", None],
        ["甲银行", 5, 2.5, "好"],
    ]
    path = workbook(tmp_path / "a.xlsx", {"名单": cells}, merged="B2:C2")
    source(tmp_path / "s", "header_rows: 2", "银行, 规模/人数, 规模/存款(亿元)")
    assert rows(tmp_path / "s", path) == [
        {"银行": "甲银行", "规模/人数": "5", "规模/存款(亿元)": "2.5", "备注": "好"}
    ]


def test_a_csv_header_of_two_lines_belongs_to_its_left(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ["银行", "规模", ""], [["", "人数", "存款"], ["甲", "5", "2"]])
    source(tmp_path / "s", "header_rows: 2", "银行, 规模/人数, 规模/存款")
    assert rows(tmp_path / "s", path) == [{"银行": "甲", "规模/人数": "5", "规模/存款": "2"}]


def test_merged_cells_are_filled_down_and_blank_ones_are_not(tmp_path: Path) -> None:
    cells: list[Sequence[Any]] = [
        ["城市", "银行"],
        ["烟台", "甲"],
        [None, "乙"],
        [None, "丙"],
    ]
    path = workbook(tmp_path / "a.xlsx", {"名单": cells}, merged="A2:A3")
    source(tmp_path / "s", "fill_down: [城市]", "城市, 银行")
    assert [one["城市"] for one in rows(tmp_path / "s", path)] == ["烟台", "烟台", ""]


def test_blank_cells_of_a_csv_are_filled_down_where_the_source_says_so(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ["城市", "银行"], [["烟台", "甲"], ["", "乙"], ["威海", "丙"]])
    source(tmp_path / "s", "fill_down: [城市]", "城市, 银行")
    assert [one["城市"] for one in rows(tmp_path / "s", path)] == ["烟台", "烟台", "威海"]


def test_hidden_rows_are_read_and_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"名单 & 表": [["银行"], ["甲"], ["乙"]]})
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[3].hidden = True  # type: ignore[union-attr]
    book.save(path)
    source(tmp_path / "s", "sheet: 名单", "银行")
    assert [one["银行"] for one in rows(tmp_path / "s", path)] == ["甲", "乙"]
    assert ("hidden_rows", "") in notes(tmp_path / "s", path)


def test_made_columns_stand_before_those_of_the_file(tmp_path: Path) -> None:
    made = '{编号: "b-{代码}", 小写: {lower: "{代码}"}, 名: {first: [简称, 银行]}'
    made += ", 键: {key: [银行, 代码]}}"
    source(tmp_path / "s", f"columns: {made}", "银行, 代码", "名")
    path = table(
        tmp_path / "a.csv", ["银行", "代码", "简称"], [["甲", "A1", ""], ["乙", "", "小乙"]]
    )
    first, second = rows(tmp_path / "s", path)
    assert [first[name] for name in ("编号", "小写", "名")] == ["b-A1", "a1", "甲"]
    assert first["键"].startswith("n-")
    assert [second[name] for name in ("编号", "小写", "名", "键")] == ["", "", "小乙", ""]


@pytest.mark.parametrize(
    ("shape", "problem"),
    [
        ("header_rows: 3", "header_rows must be 1 or 2"),
        ("cells: {银行: roman}", "银行: unknown form 'roman'"),
        ("columns: {a: {upper: b}}", "column a: 'upper' is not written like that"),
        ("columns: {a: [b]}", "column a must be a text or one of"),
    ],
)
def test_a_wrong_shape_is_refused(tmp_path: Path, shape: str, problem: str) -> None:
    source(tmp_path / "s", shape, "银行")
    with pytest.raises(SourceError) as caught:
        read_sources(tmp_path / "s")
    assert str(caught.value.values["problem"]).startswith(problem)
    assert caught.value.where.startswith("banks.yml:9")


@pytest.mark.parametrize(
    ("text", "date"),
    [("46348", "2026-11-22"), ("61", "1900-03-01"), ("2026", "2026"), ("不详", "不详"), ("", "")],
)
def test_a_day_number_becomes_a_date_where_the_source_says_so(text: str, date: str) -> None:
    assert excel_date(text) == date


def test_a_code_that_excel_spoiled_is_set_aside_with_that_reason(home: Home, inbox: Path) -> None:
    (home.root / "sources").mkdir()
    text = source(home.root / "sources", "citation: 来源", "银行, 代码")
    text = text.replace("FORMAT", "table").replace("name: 银行}", "name: 银行, code: 代码}")
    (home.root / "sources" / "banks.yml").write_text(text, encoding="utf-8")
    path = workbook(inbox / "银行.xlsx", {"名单": [["银行", "代码"], ["甲银行", 9.1370614e17]]})
    report = load(home, [path])
    assert _rejects(report) == [("code_as_number", 2, "代码")]
    assert "Excel" in report.deliveries[0].rejects[0].message


def _rejects(report: LoadReport) -> list[tuple[str, int | None, str]]:
    return [(n.code, n.row, n.column) for one in report.deliveries for n in one.rejects]


@pytest.mark.parametrize(
    ("cell", "split", "items"),
    [
        ("a,b、c", ",", ["a", "b、c"]),
        ("a;b", "", ["a", "b"]),
        ("['a', 'b']", "python", ["a", "b"]),
        ("('a',)", "python", ["a"]),
        ('["a", "b\\"c"]', "json", ["a", 'b"c']),
        ("", "json", []),
    ],
)
def test_a_list_in_a_cell(cell: str, split: str, items: list[str]) -> None:
    assert items_of(cell, split, "列") == items


@pytest.mark.parametrize(
    ("cell", "split"),
    [
        ("a,b", "json"),
        ("['a', 'b']", "json"),
        ("__import__('os').getcwd()", "python"),
        ("{'a': 1}", "python"),
        ("[['a']]", "python"),
        ("[" * 5000, "python"),
        ("[" * 100_000, "json"),
    ],
)
def test_what_is_not_the_declared_list_is_set_aside(cell: str, split: str) -> None:
    with pytest.raises(Reject) as caught:
        items_of(cell, split, "列")
    assert (caught.value.code, caught.value.column) == ("bad_list", "列")


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader_of_lists(cell: str) -> None:
    for split in ("json", "python"):
        try:
            assert isinstance(items_of(cell, split, "列"), list)
        except Reject as reject:
            assert reject.code == "bad_list"


RECORDS = [
    {"银行": "甲", "地": {"市": "烟台"}, "代码": 913706140000000001},
    {"银行": "乙", "好": True},
]
READ = [
    {"银行": "甲", "地.市": "烟台", "代码": "913706140000000001", "好": ""},
    {"银行": "乙", "地.市": "", "代码": "", "好": "是"},
]


def test_an_array_of_objects_and_json_lines_are_tables(tmp_path: Path) -> None:
    source(tmp_path / "s", "citation: 来源", "银行, 代码")
    array, lines = tmp_path / "a.json", tmp_path / "a.jsonl"
    array.write_text(json.dumps(RECORDS), encoding="utf-8")
    lines.write_text("\n\n".join(json.dumps(one) for one in RECORDS), encoding="utf-8")
    assert rows(tmp_path / "s", array) == READ
    assert rows(tmp_path / "s", lines) == READ
    assert [number for number, _ in read_file(lines).sheets[0].after(0)] == [1, 3]


def test_parquet_is_a_table(tmp_path: Path) -> None:
    source(tmp_path / "s", "citation: 来源", "银行, 代码")
    path = tmp_path / "a[1]*.parquet"
    duckdb.sql(
        "SELECT '甲' AS 银行, 913706140000000001 AS 代码, DATE '2026-05-01' AS 日, ['a', 'b'] AS 表"
    ).write_parquet(str(tmp_path / "b.parquet"))
    (tmp_path / "b.parquet").rename(path)
    assert rows(tmp_path / "s", path) == [
        {"银行": "甲", "代码": "913706140000000001", "日": "2026-05-01", "表": '["a", "b"]'}
    ]


def test_records_of_a_nested_file_have_the_columns_of_the_levels_above(tmp_path: Path) -> None:
    tree = {
        "年": 2026,
        "市": [
            {"名": "烟台", "区": [{"名": "蓬莱", "银行": ["甲", "乙"]}, {"名": "牟平", "银行": []}]}
        ],
    }
    path = tmp_path / "a.json"
    path.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    shape = "walk: [市, 区, 银行]\n    columns: {全: '{/年}-{市.名}-{区.名}-{区.#}-{.}'}"
    source(tmp_path / "s", shape, ".", "全", "json")
    assert [one["全"] for one in rows(tmp_path / "s", path)] == [
        "2026-烟台-蓬莱-1-甲",
        "2026-烟台-蓬莱-1-乙",
    ]


@pytest.mark.parametrize(
    ("name", "text", "where", "reason"),
    [
        ("a.json", '{"a": 1,\n "b" 2}', "a.json:2:6", "Expecting ':' delimiter"),
        ("a.json", '{"a": 1, "a": 2}', "a.json", "key 'a' stands twice"),
        ("a.json", '[{"a": NaN}]', "a.json", "NaN is not a JSON number"),
        ("a.json", "[" * 100_000, "a.json", "nested too deeply"),
        ("a.json", "[" * 80 + "]" * 80, "a.json", "nested too deeply"),
        ("a.jsonl", '{"a": 1}\n{"a": ', "a.jsonl:2", "Expecting value"),
    ],
)
def test_bad_json_is_refused_with_its_place(
    tmp_path: Path, name: str, text: str, where: str, reason: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_file(tmp_path / name)
    assert (caught.value.key, caught.value.where) == ("json", where)
    assert caught.value.values["reason"] == reason


def test_files_that_no_source_knows_keep_a_clear_error(tmp_path: Path) -> None:
    source(tmp_path / "s", "citation: 来源", "银行, 代码")
    nested, broken = tmp_path / "a.json", tmp_path / "a.parquet"
    nested.write_text('{"甲": []}', encoding="utf-8")
    broken.write_bytes(b"PAR1 and no more")
    found = []
    for path in (nested, broken):
        with pytest.raises(InputError) as caught:
            match(read_file(path), read_sources(tmp_path / "s").values())
        found.append(caught.value.key)
        assert str(tmp_path) not in caught.value.message
    assert found == ["no_source_json", "parquet"]
