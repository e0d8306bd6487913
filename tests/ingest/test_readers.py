"""From bytes to text cells: encodings, delimiters, numbers, dates and row numbers."""

from __future__ import annotations

import datetime as dt
import string
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font

from liantu.errors import InputError
from liantu.ingest.readers import cell_text, column_letter, column_number, decode, read_file
from liantu.settings import settings
from tests.factories import table, workbook

CHINESE = st.text(alphabet="蓬莱大金重工塔筒，。（）abc 123\n", min_size=1)
NO_MARK = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1)


@given(CHINESE)
def test_what_was_written_in_any_encoding_is_read_back(text: str) -> None:
    assert decode(text.encode("utf-8-sig"), "f") == (text, "UTF-8-BOM")
    assert decode(text.encode("utf-8"), "f") == (text, "UTF-8")
    assert decode(text.encode("utf-16"), "f") == (text, "UTF-16")


@given(NO_MARK)
def test_decoding_never_loses_or_replaces_a_sign(text: str) -> None:
    found, encoding = decode(text.encode("gb18030"), "f")
    assert found.encode(encoding) == text.encode("gb18030")
    assert "\ufffd" not in found or "\ufffd" in text


def test_gb18030_is_told_from_utf8() -> None:
    assert decode("起点,关系,终点".encode("gb18030"), "f") == ("起点,关系,终点", "GB18030")


@given(st.binary(max_size=300))
def test_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        text, _ = decode(raw, "f")
    except InputError as error:
        assert error.message
        assert error.remedy
    else:
        assert isinstance(text, str)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_the_header(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"甲{sign}乙{sign}丙\n1{sign}2{sign}3\n", encoding="utf-8")
    (sheet,) = read_file(path).sheets
    assert sheet.rows == [(1, ["甲", "乙", "丙"]), (2, ["1", "2", "3"])]


def test_rows_keep_their_number_when_blank_ones_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('甲,乙\n\n , \n1,"两\n行"\n3,4\n', encoding="utf-8")
    (sheet,) = read_file(path).sheets
    assert sheet.rows == [(1, ["甲", "乙"]), (4, ["1", "两\n行"]), (5, ["3", "4"])]


def test_rows_of_a_workbook_keep_their_number(tmp_path: Path) -> None:
    rows = [[None], [None, "企业名称", "人数"], [None], [None, "甲", 5], [None, "乙", 1.5]]
    (sheet,) = read_file(workbook(tmp_path / "a.xlsx", {"名录": rows})).sheets
    assert sheet.name == "名录"
    assert sheet.rows == [
        (2, ["", "企业名称", "人数"]),
        (4, ["", "甲", "5"]),
        (5, ["", "乙", "1.5"]),
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("  甲 ", "甲"),
        (True, "是"),
        (False, "否"),
        (5.0, "5"),
        (91370614000000.0, "91370614000000"),
        (0.1, "0.1"),
        (dt.date(2026, 5, 1), "2026-05-01"),
        (dt.datetime(2026, 5, 1), "2026-05-01"),
        (dt.datetime(2026, 5, 1, 8, 30), "2026-05-01 08:30:00"),
    ],
)
def test_a_cell_becomes_the_text_that_a_clerk_sees(cell: object, text: str) -> None:
    assert cell_text(cell) == text


@given(st.integers(0, 20_000))
def test_columns_are_named_as_a_spreadsheet_does(index: int) -> None:
    number = 0
    for letter in column_letter(index):
        number = number * 26 + string.ascii_uppercase.index(letter) + 1
    assert number == index + 1


def test_merged_cells_are_known(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"名录": [["标题", None, None], ["甲"]]}, merged="A1:C1")
    assert read_file(path).sheets[0].merged == ("A1:C1",)


def test_a_file_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANTU_MAX_FILE_MIB", "1")
    settings.cache_clear()
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * (2**20 + 1))
    with pytest.raises(InputError) as caught:
        read_file(path)
    assert caught.value.message == "文件超过 1 MiB"


def test_a_chain_file_keeps_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text('chain: {id: a}\nsegments:\n  - {id: x, gb4754: "0123"}\n', encoding="utf-8")
    tree = read_file(path).tree
    assert tree is not None
    assert tree["segments"][0].start == 3
    assert tree["segments"][0]["gb4754"] == "0123"


def test_a_table_of_another_suffix_is_read_too(tmp_path: Path) -> None:
    path = table(tmp_path / "a.TXT", ["甲", "乙"], [["1", "2"]])
    assert read_file(path).sheets[0].rows[1] == (2, ["1", "2"])


def test_a_stray_cell_far_away_does_not_fill_the_memory(tmp_path: Path) -> None:
    """Five kilobytes on disk, but half a terabyte between the first cell and the last."""
    path = workbook(tmp_path / "a.xlsx", {"好": [["甲"]], "名录": [["企业名称"]]})
    book = openpyxl.load_workbook(path)
    book["名录"].cell(row=1_048_576, column=16_384).value = "x"
    book.save(path)
    with pytest.raises(InputError) as caught:
        read_file(path)
    assert caught.value.message == "表里最远的单元格在 XFD1048576，中间的空白大到读不了"
    assert caught.value.remedy == "删去那个单元格与多余的空行空列，另存后再载入。"


def test_a_far_cell_that_is_only_formatted_does_no_harm(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"名录": [["企业名称"], ["甲"]]})
    book = openpyxl.load_workbook(path)
    book["名录"].cell(row=1_048_576, column=16_384).font = Font(bold=True)
    book.save(path)
    assert read_file(path).sheets[0].rows == [(1, ["企业名称"]), (2, ["甲"])]


def test_a_wide_sheet_of_many_rows_is_read(tmp_path: Path) -> None:
    rows = [[f"列{n}" for n in range(40)], *([str(n)] * 40 for n in range(300))]
    (sheet,) = read_file(workbook(tmp_path / "a.xlsx", {"宽": rows})).sheets
    assert len(sheet.rows) == 301
    assert len(sheet.rows[300][1]) == 40


def test_columns_are_numbered_as_a_spreadsheet_does() -> None:
    wanted = {"": 0, "A": 1, "Z": 26, "AA": 27, "xfd": 16_384}
    assert {name: column_number(name) for name in wanted} == wanted
