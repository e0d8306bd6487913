"""Rows taken by columns are what the row mapper makes of them: facts, refusals, notes, batch."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liantu.errors import InputError
from liantu.graph.pinyin import readings
from liantu.ingest import batches, readers
from liantu.ingest import facts as facts_module
from liantu.ingest.batches import Delivery, deliver
from liantu.ingest.columnar import ColumnSheet
from liantu.ingest.matching import match
from liantu.ingest.readers import read_file
from liantu.ingest.rules import Source
from liantu.ingest.sources import read_sources, shipped
from tests.graph.conftest import SOURCE

BENCH = Path(__file__).parents[2] / "bench" / "sources"
TABLES = [one for one in shipped().values() if one.format == "table"]
CELLS = [
    "",
    "甲公司",
    "乙（烟台）有限责任公司",
    "大金重工",
    "重庆银行",
    "Ａ公司",
    "甲 公司",
    "é",
    "e\u0301",
    "甲\u200b公司",
    "\u3000甲",
    "甲\u00a0",
    "a  b",
    "（）",
    "有限有限责任公司责任公司",
    "朝阳",
    "烟台市蓬莱区",
    "山东省烟台市蓬莱区",
    "370614",
    "999999",
    "民营",
    "其他",
    "专精特新;规上",
    ";",
    " ; 甲;甲",
    "塔筒",
    "叶片",
    "是",
    "否",
    "1",
    "0",
    "1,234.5",
    "1,23",
    "-1",
    "1e3",
    "9.1E+17",
    "0.5",
    "37",
    "２",
    "2026-01-02",
    "2026.1.2",
    "2026年1月2日",
    "20260102",
    "2026-02-30",
    "0000-01-01",
    "91370614MA3C8X5Q0A",
    "91350100M000100Y43",
    "report-penglai",
    "链主",
    "链上企业",
    "1 链主",
    "邻近",
    "经由",
    "上游企业",
    "党支部",
    "码头",
    "服务队",
    "offshore-wind",
    "x" * 101,
    "长" * 300,
    "a:b",
    "甲\x07",
    '引"号',
    "反\\斜",
]
cells = st.one_of(st.sampled_from(CELLS), st.text(max_size=6))


def sources() -> list[Source]:
    """Every table source of the package and of the benchmark, and one with every type."""
    return [*TABLES, *read_sources(BENCH).values()]


def every_type(folder: Path) -> Source:
    """A source with a code, dates, numbers, lists, a date of its own and a link in words."""
    folder.mkdir(exist_ok=True)
    text = SOURCE.format(id="typed", precedence=10, home="370614")
    (folder / "typed.yml").write_text(text, encoding="utf-8")
    return read_sources(folder)["typed"]


def written(path: Path, source: Source, number: int, rows: list[list[str]]) -> list[str]:
    """Write one table of a source and return its header."""
    rule = source.tables[number]
    header = sorted(rule.columns())
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows([(row + [""] * len(header))[: len(header)] for row in rows])
    return header


def delivered(
    path: Path, source: Source, root: Path, least: int
) -> tuple[Delivery, dict[str, Any]]:
    """Deliver a file, by columns from ``least`` rows on, and return what lies in its batch."""
    root.mkdir()
    before = batches.COLUMNAR_ROWS
    batches.COLUMNAR_ROWS = least
    try:
        found = Delivery(source, "", "", [match(read_file(path), [source])])
        deliver(found, root, "")
    finally:
        batches.COLUMNAR_ROWS = before
    facts: dict[str, Any] = {}
    with duckdb.connect() as base:
        for one in sorted((root / found.batch).glob("*.parquet")) if found.batch else ():
            rows = base.execute("SELECT * FROM read_parquet($f)", {"f": str(one)}).fetchall()
            if rows:
                name = one.name.partition(".")[0]  # a large batch has several files of a kind
                facts[name] = sorted([*facts.get(name, ()), *rows], key=repr)
    return found, facts


def told(found: Delivery) -> tuple[Any, ...]:
    return (found.batch, found.read, found.accepted, found.rejects, found.notes)


def same_both_ways(folder: Path, path: Path, source: Source) -> None:
    by_rows, facts = delivered(path, source, folder / "rows", 10**9)
    by_columns, columns = delivered(path, source, folder / "columns", 0)
    assert told(by_columns) == told(by_rows)
    assert columns == facts


TABLE_NUMBERS = [(source, number) for source in sources() for number in range(len(source.tables))]


@pytest.mark.parametrize("at", range(len(TABLE_NUMBERS)))
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_both_ways_say_the_same_of_any_cells(
    tmp_path_factory: pytest.TempPathFactory, at: int, data: st.DataObject
) -> None:
    source, number = TABLE_NUMBERS[at]
    one = replace(source, tables=(source.tables[number],))
    folder = tmp_path_factory.mktemp("both")
    width = len(one.tables[0].columns())
    rows = data.draw(
        st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=8)
    )
    path = folder / "a.csv"
    written(path, one, 0, rows)
    try:
        match(read_file(path), [one])
    except InputError:
        return  # nothing but blank rows, or a quote that strict reading refuses
    same_both_ways(folder, path, one)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.lists(cells, min_size=15, max_size=15), min_size=1, max_size=12))
def test_both_ways_say_the_same_of_every_type(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("typed")
    source = every_type(folder / "sources")
    path = folder / "a.csv"
    written(path, source, 0, rows)
    try:
        match(read_file(path), [source])
    except InputError:
        return
    same_both_ways(folder, path, source)


def test_good_rows_are_sure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The quick way is taken at all: of rows as they should be the row mapper sees none."""
    seen: list[int] = []
    plain = ColumnSheet.unsure
    monkeypatch.setattr(
        ColumnSheet, "unsure", lambda self: [seen.append(row[0]) or row for row in plain(self)]
    )
    source = every_type(tmp_path / "sources")
    header = sorted(source.tables[0].columns())
    good = {
        "名称": "烟台甲有限责任公司",
        "所在地": "烟台市蓬莱区",
        "代码": "91350100M000100Y43",
        "简称": "甲",
        "标签": "规上;专精特新",
        "人数": "1,200",
        "资本": "3.5",
        "经度": "120.7",
        "纬度": "37.8",
        "成立": "2001年2月3日",
        "上市": "否",
        "供给": "乙公司",
        "产品": "钢",
        "金额": "1",
        "年份": "2024",
        "日期": "2026-01-01",
        "来源": "甲表",
    }
    bad = {**good, "人数": "许多"}
    path = tmp_path / "a.csv"
    written(path, source, 0, [[row.get(name, "") for name in header] for row in (good, bad, good)])
    same_both_ways(tmp_path, path, source)
    assert seen == [3]


def many(path: Path, source: Source, rows: int) -> None:
    """Write rows whose names all differ, some of them unsure or refused."""
    header = sorted(source.tables[0].columns())
    signs = "海天大金东方华强新力重工京鲁泰宏远科达恒润"
    lines = []
    for n in range(rows):
        name = "".join(signs[n // 20**at % 20] for at in range(4))
        row = {
            "名称": f"{name}制造有限公司",
            "简称": name,
            "所在地": "烟台市",
            "来源": f"表{n % 3}",
        }
        row |= {"人数": "许多" if n % 97 == 5 else str(n), "供给": f"{name[::-1]}制造有限公司"}
        row |= {"名称": f"{row['名称']}\u3000"} if n % 89 == 7 else {}
        lines.append([row.get(one, "") for one in header])
    written(path, source, 0, lines)


def in_pieces(monkeypatch: pytest.MonkeyPatch, rows: int) -> list[dict[str, int]]:
    """Let facts be written in pieces of so many rows; return the tables' sizes in each piece."""
    seen: list[dict[str, int]] = []
    plain = ColumnSheet.pieces

    def pieces(sheet: ColumnSheet, _rows: int) -> Iterator[str]:
        for piece in plain(sheet, rows):
            found = sheet.base.execute(
                "SELECT table_name, estimated_size FROM duckdb_tables() "
                "WHERE starts_with(table_name, $piece)",
                {"piece": piece},
            )
            seen.append({name.removeprefix(piece): size for name, size in found.fetchall()})
            yield piece

    monkeypatch.setattr(ColumnSheet, "pieces", pieces)
    return seen


def test_the_facts_are_the_same_whatever_the_size_of_a_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = every_type(tmp_path / "sources")
    path = tmp_path / "a.csv"
    many(path, source, 200)
    by_rows, facts = delivered(path, source, tmp_path / "rows", 10**9)
    for size, count, joined in (
        (1000, 1, facts_module.JOINED),
        (70, 3, facts_module.JOINED),
        (70, 3, 0),
    ):
        with monkeypatch.context() as patched:
            seen = in_pieces(patched, size)
            patched.setattr(facts_module, "JOINED", joined)
            root = tmp_path / f"{size}-{joined}"
            by_columns, columns = delivered(path, source, root, 0)
        assert len(list((root / str(by_columns.batch)).glob("rows*"))) == (1 if joined else count)
        assert len(seen) == count
        assert told(by_columns) == told(by_rows)
        assert columns == facts


def test_a_piece_holds_its_own_rows_and_texts_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is joined and written at once does not grow with the sheet."""
    source = every_type(tmp_path / "sources")
    path = tmp_path / "a.csv"
    many(path, source, 1_000)
    seen = in_pieces(monkeypatch, 300)
    delivered(path, source, tmp_path / "facts", 0)
    assert len(seen) == 4
    for sizes in seen:
        rows = sizes.pop("")
        assert 0 < rows <= 300
        assert rows < sizes.pop("_forms") <= 3 * rows  # names, short names and other ends
        assert sizes
        assert max(sizes.values()) <= rows


LONG_ROWS = [["名称", "所在地", "来源"], *([f"甲{n}厂", "烟台市", "表"] for n in range(200))]


def long_text(change: str) -> str:
    lines = [",".join(row) for row in LONG_ROWS]
    if change == "quoted":
        lines[50] = '"甲,乙","烟台\n市",表'
    elif change == "short":
        lines[50] = "甲厂"
    elif change == "surplus":
        lines[50] += ",多,余"
    elif change == "blank":
        lines[50:50] = ["", ",,", " , ,"]
    elif change == "edges":
        lines[50] = " 甲\u3000, 烟台市\u00a0,表 "
    elif change == "title":
        lines[:0] = ["二〇二六年名录"]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "change", ["plain", "quoted", "short", "surplus", "blank", "edges", "title"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_long_file_is_read_as_a_short_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, encoding: str, ending: str
) -> None:
    source = every_type(tmp_path / "sources")
    path = tmp_path / "a.csv"
    path.write_bytes(long_text(change).replace("\n", ending).encode(encoding))
    short, facts = delivered(path, source, tmp_path / "short", 10**9)
    monkeypatch.setattr(readers, "LONG", 0)
    long, columns = delivered(path, source, tmp_path / "long", 0)
    assert [one.document.encoding for one in long.matches] == [
        one.document.encoding for one in short.matches
    ]
    assert told(long) == told(short)
    assert columns == facts


def test_a_bad_quote_in_a_long_file_is_refused_with_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(long_text("plain") + '\n"甲"乙,烟台市,表\n', encoding="utf-8")
    with pytest.raises(InputError) as short:
        read_file(path)
    monkeypatch.setattr(readers, "LONG", 0)
    with pytest.raises(InputError) as long:
        read_file(path)
    assert str(long.value) == str(short.value)


def test_a_long_file_that_grows_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "LONG", 0)
    source = every_type(tmp_path / "sources")
    path = tmp_path / "a.csv"
    path.write_text(long_text("plain"), encoding="utf-8")
    found = Delivery(source, "", "", [match(read_file(path), [source])])
    with path.open("a", encoding="utf-8") as stream:
        stream.write("\n丁厂,烟台市,表")
    with pytest.raises(InputError) as raised:
        deliver(found, tmp_path / "facts", "")
    assert raised.value.key == "file_changed"


@settings(max_examples=300, deadline=None)
@given(st.text("重庆市长春成都大金银行音乐厦门(A1 二三〇龘", max_size=8))
def test_pinyin_sign_by_sign_is_that_of_the_dictionary(name: str) -> None:
    from pypinyin import lazy_pinyin

    parts = [part.strip().lower() for part in lazy_pinyin(name)]
    han = any("\u4e00" <= sign <= "\u9fff" for sign in name)
    assert readings(name) == (("".join(parts), "".join(part[:1] for part in parts)) if han else ())
