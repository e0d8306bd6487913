"""Files of what pages show: opened again as a reader would, with version, scope and sources."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pypdf import PdfReader

from liantu.home import Home
from liantu.ingest.load import load
from liantu.web import converting
from tests import factories
from tests.conftest import serving
from tests.web.test_hostile import CORPUS

pytestmark = pytest.mark.no_graph
CHAIN = "/chains/offshore-wind"
# Each page with files: its own address, and that of its file without the suffix.
FILES = {
    CHAIN: f"{CHAIN}/panorama",
    f"{CHAIN}/gaps?assume_complete=1": f"{CHAIN}/gaps",
    f"{CHAIN}/segments/tower/targets": f"{CHAIN}/segments/tower/targets",
    f"{CHAIN}/compare?with=370600": f"{CHAIN}/compare",
    f"{CHAIN}/honesty": f"{CHAIN}/honesty",
    f"{CHAIN}/history": f"{CHAIN}/history",
    f"{CHAIN}/risk": f"{CHAIN}/risk",
    "/complexity?chain=offshore-wind": "/complexity",
    "/screen?region=370614": "/screen",
    "/coverage?region=370614": "/coverage/list",
    "/search?q=dajin": "/search",
    "/nodes/seg:offshore-wind/tower": "/nodes/seg:offshore-wind/tower/facts",
}
FORMULA = re.compile(r"[=+\-@\t\r]")


def table_of(file: bytes) -> list[list[str]]:
    """Return the rows of a CSV, head lines left out, the header first."""
    rows = csv.reader(io.StringIO(file.decode("utf-8-sig")))
    return [row for row in rows if row and not row[0].startswith("#")]


@pytest.mark.parametrize("url", list(FILES))
def test_a_page_leads_to_its_files_and_they_open(client: FlaskClient, url: str) -> None:
    link = re.findall(r'<a href="([^"]+\.xlsx[^"]*)" download', client.get(url).text)
    assert [one.partition(".xlsx")[0] for one in link] == [FILES[url]]
    version = client.get("/api/v1/chains").json["data_version"]
    file = link[0].replace("&amp;", "&")
    answer = client.get(file)
    assert version in answer.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames[-2:] == ["来源", "说明"]
    about = {row[0].value: row[1].value for row in book["说明"].iter_rows()}
    assert about["数据版本"] == version
    assert "数据截至" in about
    head, *fields = book["字段"].iter_rows(values_only=True)
    told = [dict(zip(head, row, strict=True)) for row in fields]
    assert [one["列标题"] for one in told if one["在哪张表"] == book.sheetnames[0]] == [
        cell.value for cell in book.worksheets[0][1]
    ][1:-1]
    assert all(one["中文名"] and one["英文名"] and one["含义"] for one in told)
    assert {(one["数据版本"], one["查询地址"].partition("?")[0]) for one in told} == {
        (version, file.partition("?")[0])
    }
    first = book[book.sheetnames[0]]
    assert first["A1"].value == "序号"
    flat = client.get(file.replace(".xlsx", ".csv")).data
    assert flat.startswith(b"\xef\xbb\xbf")
    assert f"# 数据版本：{version}" in flat.decode("utf-8-sig")
    assert [cell.value for cell in first[1]][1:] == table_of(flat)[0]


def test_each_row_of_the_gap_list_names_its_sources(client: FlaskClient) -> None:
    book = load_workbook(io.BytesIO(client.get(f"{CHAIN}/gaps.xlsx").data))
    rows = list(book["缺口清单"].iter_rows(min_row=2, values_only=True))
    cited = list(book["来源"].iter_rows(min_row=2, values_only=True))
    assert {row[0] for row in rows} == {number for _, number, *_ in cited}
    table, number, _, citation, file, _, row, *_ = cited[0]
    assert (table, number) == ("缺口清单", 1)
    assert file and row and citation


def test_the_filters_of_the_page_hold_in_its_file(client: FlaskClient) -> None:
    file = client.get(f"{CHAIN}/gaps.csv?assume_complete=1&kind=BREAK").data
    some = table_of(file)
    grade = some[0].index("等级")
    assert [row[grade] for row in some[1:]] == ["断点", "断点"]
    text = file.decode("utf-8-sig")
    assert "# 筛选：判定：断点" in text
    assert "# 按“登记齐全”假设：是" in text
    assert client.get(f"{CHAIN}/gaps.csv?kind=NONE").status_code == 400


def test_points_are_numbers_that_agree_with_the_json(client: FlaskClient) -> None:
    report = client.get("/api/v1/gaps?chain=offshore-wind&assume_complete=1").json
    book = load_workbook(io.BytesIO(client.get(f"{CHAIN}/gaps.xlsx?assume_complete=1").data))
    head, *rows = book["缺口清单"].iter_rows(values_only=True)
    at, id_ = head.index("分数"), head.index("环节编号")
    points = {row[id_]: row[at] for row in rows if row[at] is not None}
    wanted = {
        one["segment"]["id"]: one["score"]["points"] for one in report["findings"] if one["score"]
    }
    assert points == pytest.approx(wanted)


def test_the_map_as_svg_needs_nothing_else(client: FlaskClient) -> None:
    answer = client.get(f"{CHAIN}/panorama.svg?assume_complete=1")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    svg = answer.text
    root = ET.fromstring(svg)
    names = {name for one in root.iter() for name in one.attrib}
    assert not names & {"class", "href", "style", "data-segment", "aria-label"}
    assert "var(" not in svg
    assert "#12171e" not in svg  # the dark screen's paper
    assert re.findall(r"https?://[^\"]+", svg) == ["http://www.w3.org/2000/svg"]
    words = "".join(root.itertext())
    for told in ("塔筒", "按“登记齐全”假设", "企业名录.csv", "断点 2"):
        assert told in words
    assert 'fill="#fde7e4"' in svg  # the paper of a break


def test_the_map_as_png_is_sharp_and_as_pdf_keeps_its_text(client: FlaskClient) -> None:
    svg = client.get(f"{CHAIN}/panorama.svg").text
    png = client.get(f"{CHAIN}/panorama.png").data
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    wide, high = struct.unpack(">II", png[16:24])
    assert (wide, high) == pytest.approx([2 * one for one in converting.size_of(svg)], abs=2)
    assert len(png) > 100_000
    pdf = PdfReader(io.BytesIO(client.get(f"{CHAIN}/panorama.pdf").data))
    (page,) = pdf.pages
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (1191, 842)
    words = page.extract_text()
    assert "海底电缆" in words
    assert client.get("/api/v1/chains").json["data_version"] in words


def test_a_long_map_takes_more_pages_and_a_smaller_scale() -> None:
    svg = '<svg width="2300" height="5700" viewBox="0 0 2300 5700"></svg>'
    parts, shapes = converting._pages(svg)
    assert len(parts) == len(shapes) == 4
    for wide, high in shapes:
        assert wide <= converting.ROOM_W + 0.01
        assert high <= converting.ROOM_H + 0.01
    tops = [float(re.findall(r'viewBox="\S+ (\S+)', one)[0]) for one in parts]
    assert tops == sorted(set(tops))
    scale = converting.scale_for(svg)
    assert 1 < scale < 2
    assert 2300 * 5700 * scale**2 <= converting.MOST_PIXELS * 1.001


def test_without_a_chinese_font_the_page_says_what_to_install(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(converting, "FAMILIES", ("No Such Font",))
    answer = client.get(f"{CHAIN}/panorama.png")
    assert answer.status_code == 422
    assert "fonts-noto-cjk" in answer.text
    assert client.get(f"{CHAIN}/panorama.svg").status_code == 200


def test_an_unknown_form_or_chain_is_a_page_in_words(client: FlaskClient) -> None:
    answer = client.get(f"{CHAIN}/gaps.docx")
    assert answer.status_code == 400
    assert "xlsx, csv" in answer.text
    assert client.get("/chains/none/panorama.svg").status_code == 404


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application over a chain whose own name, segments and firms have the corpus for names."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "in").mkdir()
    names = [name.replace("\u2028\u2029", "") for name in CORPUS]
    segments = [
        {"id": f"s{at}", "name": name, "position": "上游", "inputs": [f"s{at - 1}"] if at else []}
        for at, name in enumerate(names)
    ]
    chain = {"id": "bad", "name": CORPUS[0], "region": "370614", "source": "template"}
    made = {"chain": chain, "positions": ["上游"], "segments": segments}
    (folder / "in" / "bad.yaml").write_text(json.dumps(made, ensure_ascii=False), "utf-8")
    firms = [factories.firm(name, segment=names[2], 备注=name, 标签=name) for name in CORPUS]
    factories.register(folder / "in", *firms)
    home = Home(folder / "home")
    assert not load(home, [folder / "in"]).refused
    yield from serving(home)
    home.ledger.close()


BAD = ("/chains/bad/panorama", "/chains/bad/gaps", "/chains/bad/risk", "/screen", "/search")


@pytest.mark.parametrize("url", [*BAD, "/nodes/seg:bad/s2/facts", "/chains/bad/honesty"])
def test_hostile_names_are_text_in_every_table(hostile: Flask, url: str) -> None:
    client = hostile.test_client()
    for row in table_of(client.get(f"{url}.csv?q=alert").data):
        for cell in row:
            assert not FORMULA.match(cell) or re.fullmatch(r"-?[0-9.e+-]+", cell), cell
    answer = client.get(f"{url}.xlsx?q=alert")
    assert re.fullmatch(r"[\x21-\x7e ]+", answer.headers["Content-Disposition"])
    book = load_workbook(io.BytesIO(answer.data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell.hyperlink for cell in cells if cell.hyperlink]


def test_hostile_names_are_text_in_every_picture(hostile: Flask, tmp_path: Path) -> None:
    client = hostile.test_client()
    root = ET.fromstring(client.get("/chains/bad/panorama.svg").text)
    kinds = {one.tag.rpartition("}")[2] for one in root.iter()}
    assert not kinds & {"script", "img", "a", "image", "foreignObject", "x"}
    assert not [name for one in root.iter() for name in one.attrib if name.startswith("on")]
    assert "<script>alert(1)</script>" in "".join(root.itertext())
    assert client.get("/chains/bad/panorama.png").data[:4] == b"\x89PNG"
    pdf = PdfReader(io.BytesIO(client.get("/chains/bad/panorama.pdf").data))
    assert "alert" in pdf.pages[0].extract_text()
    assert pdf.metadata and "script" in str(pdf.metadata.title)
