"""Rows set aside go out as a file, are corrected there and come back."""

from __future__ import annotations

import atexit
import csv
import io
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.errors import LiantuError
from liantu.home import Home
from liantu.ingest.corrections import FORMULA, MARKS, neutral, plain
from liantu.ingest.load import load
from liantu.ingest.rejects import Rejects, as_csv, as_xlsx, rejects, tables
from liantu.ingest.report import LoadReport
from tests.factories import table
from tests.graph.conftest import read
from tests.ingest.test_accepted import SOURCE


@given(st.text(alphabet="'=+-@\t＝甲1 ", max_size=6))
def test_no_cell_is_a_formula_and_every_cell_comes_back(text: str) -> None:
    assert plain(neutral(text)) == text
    assert neutral(text)[:1] not in set("=+-@\t\r＝＋－＠")
    assert bool(FORMULA.match(text)) == (neutral(text) != text)


@cache
def ground() -> Path:
    """Load firms of which two rows are set aside, with cells that look like formulas."""
    root = Path(mkdtemp(prefix="liantu-tests-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    made = Home(root / "home")
    (made.root / "sources").mkdir()
    text = SOURCE.replace("    nodes:", "    columns: {别称: {lower: '{企业名称}'}}\n    nodes:")
    text = text.replace("产值}", "产值, business_scope: 说明, short_name: 别称}")
    (made.root / "sources" / "firms.yml").write_text(text, encoding="utf-8")
    rows = [
        ("甲A公司", "1", "", ""),
        ("乙公司", "很多", "=cmd|' /C calc'!A0", ""),
        ("丙公司", "3", "说明", ""),
        ("丁公司", "-4", "@a", ""),
    ]
    firms = table(root / "台账.csv", ["企业名称", "产值", "说明", ""], rows)
    load(made, [firms], observed_on="2026-10-01")
    made.ledger.close()
    return made.root


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    copied = Home(shutil.copytree(ground(), tmp_path / "home"))
    yield copied
    copied.ledger.close()


def found(home: Home) -> Rejects:
    active = home.ledger.active()
    assert active is not None
    return rejects(home, active.batches)


def exported(home: Home) -> list[list[str]]:
    content = as_csv(tables(home, found(home).open)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def corrected(path: Path, rows: list[list[str]], **cells: dict[str, str]) -> Path:
    """Write an exported file back with some cells of the rows of some firms changed."""
    header, *body = rows
    for row in body:
        for name, value in cells.get(row[0], {}).items():
            row[header.index(name)] = value
    return table(path, header, body)


def firms(home: Home) -> dict[str, tuple[object, object]]:
    active = home.ledger.active()
    assert active is not None
    path = home.snapshot(active.id) / "nodes" / "Enterprise.parquet"
    return {one["name"]: (one["output"], one["business_scope"]) for one in read(path)}


def test_the_export_holds_the_row_where_it_stood_and_why(home: Home) -> None:
    header, first, second = exported(home)
    assert header == ["企业名称", "产值", "说明", *MARKS]
    assert first[:7] == ["乙公司", "很多", "'=cmd|' /C calc'!A0", "台账.csv", "", "3", "产值"]
    assert second[:3] == ["丁公司", "'-4", "'@a"]
    assert all(first[7:])


def test_corrected_rows_join_their_delivery_and_are_settled(home: Home, inbox: Path) -> None:
    path = corrected(inbox / "搁置.csv", exported(home), 乙公司={"产值": "2"})
    report = load(home, [path])
    assert report.as_dict()["rows"] == {"read": 2, "accepted": 1, "waiting": 0, "set_aside": 1}
    assert firms(home) == {
        "甲A公司": (1, None),
        "乙公司": (2, "=cmd|' /C calc'!A0"),
        "丙公司": (3, "说明"),
    }
    left = found(home)
    assert ([one.note.raw["企业名称"] for one in left.open], left.settled) == (["丁公司"], 1)
    rows = exported(home)
    assert rows[1][0] == "丁公司"
    assert rows[1][-7:-4] == ["台账.csv", "", "5"]  # the place of the first delivery
    again = load(home, [path])
    assert again.data_version == again.previous_version
    load(home, [corrected(inbox / "再改.csv", rows, 丁公司={"产值": "4"})])
    assert firms(home)["丁公司"] == (4, "@a")
    assert (found(home).open, found(home).settled) == ((), 2)


def refused(report: LoadReport) -> list[str]:
    return [error.key for _, error in report.refused if isinstance(error, LiantuError)]


def test_a_workbook_comes_back_too_until_a_later_delivery(home: Home, inbox: Path) -> None:
    path = inbox / "搁置.xlsx"
    path.write_bytes(as_xlsx(tables(home, found(home).open)))
    report = load(home, [path])
    assert refused(report) == []
    assert report.as_dict()["rows"]["set_aside"] == 2
    later = table(inbox / "台账.csv", ["企业名称", "产值", "说明"], [("甲A公司", "2", "")])
    load(home, [later], observed_on="2026-11-01")
    assert refused(load(home, [path])) == ["corrections_outdated"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda rows: [*rows, [*rows[1][:3], *[""] * 7]], "corrections_row"),
        (lambda rows: [*rows, rows[1]], "corrections_twice"),
        (lambda rows: [row[1:] for row in rows], "corrections_columns"),
    ],
)
def test_a_file_that_does_not_say_what_it_corrects_is_refused(
    home: Home, inbox: Path, change: Callable[[list[list[str]]], list[list[str]]], code: str
) -> None:
    header, *body = change(exported(home))
    report = load(home, [table(inbox / "搁置.csv", header, body)])
    assert refused(report) == [code]
