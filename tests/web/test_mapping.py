"""A new source in the page: a file comes in, is corrected in a form, previewed and saved."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from liantu.home import Home
from liantu.ingest.sources import all_sources
from tests.factories import register
from tests.web.test_guard import csrf_of
from tests.web.test_hostile import CORPUS, Tags

pytestmark = pytest.mark.no_graph

NEW = "/data/sources/new"
FILE = "走访台账2026年10月.csv"
BODY = (
    "单位名称,所属区县,主营环节,联系电话,职工\n"
    "甲公司,蓬莱区,塔筒、叶片,13805350001,12\n"
    "乙公司,蓬莱区,塔筒、叶片,13805350002,很多\n"
)


def sent(client: FlaskClient, body: str | bytes = BODY, name: str = FILE) -> str:
    """Send a file and return where the page goes on."""
    raw = body.encode() if isinstance(body, str) else body
    form = {"csrf_token": csrf_of(client, NEW), "file": (io.BytesIO(raw), name)}
    answer = client.post(f"{NEW}/file", data=form, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # a large body lies in a file
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def form_of(page: str) -> dict[str, str]:
    """Return what a browser would send of the form as it stands."""
    form = page.split('class="mapping">')[1].split("</form>")[0]
    inputs = re.findall(
        r'<input(?: id="[a-z]+")?(?: type="hidden")? name="([^"]+)" value="([^"]*)"', form
    )
    found = {name: unescape(value) for name, value in inputs}
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        assert first is not None
        found[name] = unescape((chosen or first)[1])
    return found


def test_a_clerk_maps_a_file_without_yaml(clerk: FlaskClient, home: Home) -> None:
    page = clerk.get(sent(clerk)).text
    form = form_of(page)
    assert (form["t0-subject"], form["t0-c0-what"], form["t0-c1-what"]) == (
        "Enterprise",
        "name",
        "@place",
    )
    assert (form["t0-c2-what"], form["t0-c2-split"], form["t0-c2-chain"]) == (
        "MAKES>Segment",
        "、",
        "offshore-wind",
    )
    assert "t0-c3-what" not in form
    assert "个人信息，不读取" in page
    assert "1380535" not in page
    assert "甲公司 —生产→ 塔筒（环节，已有）" in page
    page = clerk.post(NEW, data=form | {"t0-c4-what": "employees", "do": "preview"}).text
    assert "职工人数 12 人" in page
    assert "「很多」不是数" in page
    form = form_of(page) | {"label": "走访", "id": "visits", "do": "save"}
    answer = clerk.post(NEW, data=form)
    assert answer.status_code == 303, answer.text
    saved = clerk.get(answer.location).text
    assert "来源「走访」（visits）已保存" in saved
    assert f'href="/data/incoming/{form["incoming"]}"' in saved
    source = all_sources(home.root)["visits"]
    assert {one.kind.name for one in source.tables[0].links} == {"MAKES"}
    again = clerk.get(sent(clerk, name="走访台账2026年11月.csv")).text
    assert "已经认识这个文件" in again


def test_another_kind_is_guessed_anew_and_a_bad_draft_is_not_saved(
    clerk: FlaskClient, home: Home
) -> None:
    form = form_of(clerk.get(sent(clerk)).text)
    page = clerk.post(NEW, data=form | {"t0-subject": "Bank", "do": "preview"}).text
    assert form_of(page)["t0-subject"] == "Bank"
    assert form_of(page)["t0-c2-what"] == ""
    for wrong in ({"t0-subject": ""}, {"t0-c0-what": ""}, {"id": "../../x"}, {"id": "register"}):
        answer = clerk.post(NEW, data=form | wrong | {"do": "save"})
        assert answer.status_code == 200
        assert "还不能保存" in answer.text
    assert clerk.post(NEW, data=form | {"t0-subject": "Robot"}).status_code == 400
    assert clerk.post(NEW, data=form | {"incoming": "../x"}).status_code == 404
    assert clerk.post(NEW, data=form | {"file": "../ledger.sqlite"}).status_code == 404
    assert not (home.root / "sources").exists()


def test_hostile_headers_and_values_stay_text(clerk: FlaskClient, home: Home) -> None:
    rows = [["企业名称", *CORPUS], ["甲公司", *CORPUS], ["乙公司", *CORPUS]]
    quoted = "\n".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows
    )
    page = clerk.get(sent(clerk, quoted, "<img src=x onerror=alert(1)>.csv"))
    assert page.status_code == 200
    form = form_of(page.text) | {"label": CORPUS[0], "id": "hostile", "do": "save"}
    form |= {f"t0-c{at}-what": "notes" for at in (1,)}
    saved = clerk.get(clerk.post(NEW, data=form).location)
    for answer in (page, saved, clerk.get(NEW)):
        tags = Tags()
        tags.feed(answer.text)
        assert (tags.bad, tags.scripts) == ([], 2)
    assert all_sources(home.root)["hostile"].label.zh == CORPUS[0]


def test_only_an_open_session_sends_and_saves(
    own: Flask, clerk: FlaskClient, tmp_path: Path
) -> None:
    guest = own.test_client()
    assert "multipart" not in guest.get(NEW).text
    for url in (NEW, f"{NEW}/file"):
        assert guest.post(url, data={"do": "save"}).status_code == 403
    assert clerk.post(NEW, data={"do": "save"}).status_code == 400  # no CSRF token
    path = register(tmp_path, *({"企业名称": f"甲{n}", "备注": "长" * 900} for n in range(900)))
    assert path.stat().st_size > 2 << 20
    where = sent(clerk, path.read_bytes(), path.name)
    assert "企业名录.csv" in unquote(where)
    assert clerk.post("/data/review/x", data={"note": "长" * (2 << 20)}).status_code == 413
