"""Files sent in by the page: locked without the token, looked at, accepted, taken back."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from liantu.home import Home
from liantu.ingest.incoming import all_incoming, receive
from liantu.ingest.load import load
from liantu.settings import settings
from tests.factories import chain, firm, register
from tests.web.test_guard import csrf_of
from tests.web.test_hostile import tags_of

pytestmark = pytest.mark.no_graph  # what it asks is asked of the ledger and of files

MULTIPART = "multipart/form-data; boundary=x"
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def table(tmp_path: Path) -> bytes:
    """A register that changes a firm, brings one with a hostile name, and has a bad row."""
    rows = (firm("东方电缆", place="宁波市"), firm(HOSTILE), firm(""))
    return register(tmp_path / "in", *rows).read_bytes()


def send(client: FlaskClient, **files: bytes) -> str:
    """Send files in and return where they can be looked at."""
    sent = [(io.BytesIO(held), f"{name}.csv") for name, held in files.items()]
    form = {"csrf_token": csrf_of(client, "/data/incoming"), "file": sent}
    answer = client.post("/data/incoming", data=form, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def multipart(token: str, held: bytes) -> bytes:
    """Return a form with one file as a browser sends it."""
    head = 'Content-Disposition: form-data; name="{}"{}\r\n\r\n'
    fields = (("csrf_token", "", token.encode()), ("file", '; filename="a.csv"', held))
    parts = [head.format(name, more).encode() + value for name, more, value in fields]
    return b"".join(b"--x\r\n" + part + b"\r\n" for part in parts) + b"--x--\r\n"


def press(client: FlaskClient, url: str, button: str, **more: str) -> str:
    """Press a button of a page and return where it leads."""
    page = client.get(url).text
    base = re.search(r'name="base" value="([^"]*)"', page)
    form = {"csrf_token": csrf_of(client, url), "base": base[1] if base else "", **more}
    answer = client.post(f"{url}/{button}", data=form)
    assert answer.status_code == 303
    return str(answer.location)


def test_nothing_comes_in_without_the_token(own: Flask, home: Home, table: bytes) -> None:
    client = own.test_client()
    page = client.get("/data").text
    assert "载入文件要在本机解锁后操作" in page
    assert "/unlock" in page
    assert 'type="file"' not in page
    form = {"file": [(io.BytesIO(table), "a.csv")]}
    answer = client.post("/data/incoming", data=form, content_type="multipart/form-data")
    assert answer.status_code == 403
    assert all_incoming(home) == []
    name = receive(home, [("a.csv", io.BytesIO(table))]).name
    page = client.get(f"/data/incoming/{name}").text
    assert "还没有预览" in page
    assert "接收和丢弃要在本机解锁后操作" in page
    assert client.get(f"/api/v1/incoming/{name}").get_json()["preview"] is None
    assert client.post(f"/data/incoming/{name}/accept").status_code == 403


def test_files_are_looked_at_accepted_and_taken_back(
    clerk: FlaskClient, home: Home, table: bytes, tmp_path: Path
) -> None:
    url = send(clerk, 企业名录=table, 空=b"", 乱=bytes(range(256)) * 9)
    page = clerk.get(url).text
    assert "文件是空的" in page
    assert "<del>宁波</del> → <ins>宁波市</ins>" in re.sub(r"\s+", " ", page)
    assert "企业名录.csv · 第 4 行" in page  # the row that was set aside
    assert "转为待查" in page
    assert "其来源优先" in page
    assert tags_of(page).bad == []
    assert "&lt;img src=x" in page
    found = clerk.get(f"/api/v1{url.removeprefix('/data')}").get_json()
    assert found["preview"]["rows"]["set_aside"] == 1
    told = [one["error"]["code"] if one["error"] else one["source"] for one in found["files"]]
    assert told == ["bad_input", "register", "bad_input"]
    rows = clerk.get(f"{url}?kind=MAKES&state=new").text.partition('class="stack changes"')[2]
    assert "东方电缆" in rows.partition("</table>")[0]
    assert "变更" not in rows.partition("</table>")[0]

    old = re.search(r'name="base" value="([^"]*)"', page)
    between = load(home, [chain(tmp_path / "c", "toys", "玩具链", {"part": []})]).data_version
    assert old is not None
    page = clerk.get(press(clerk, url, "accept", base=old[1])).text
    assert "预览之后数据已经变了" in page
    assert f'name="base" value="{between}"' in page
    assert active(home) == between

    page = clerk.get(press(clerk, url, "accept")).text
    assert "已接收，现在的数据版本是" in page
    assert "有文件没有收下，仍在等待" in page
    assert active(home) not in (between, old[1])
    also = clerk.get("/nodes/ent:n-bd198d922a01d177").text
    assert "另有 1 个来源报称「宁波」" in also
    assert "目标企业.xlsx · 目标企业 · 第 18 行" in also
    panel = "/chains/offshore-wind/segments/tower"
    assert "所在地：另有 1 个来源报称「宁波」" in clerk.get(panel).text
    found = clerk.get(f"/api/v1{panel}").get_json()["also_reported"]
    assert found["ent:n-bd198d922a01d177"]["place"][0]["value"] == "宁波"
    assert f'value="{between}"' in page.partition("撤回这次接收")[0]
    form = {"csrf_token": csrf_of(clerk, "/data"), "version": between}
    assert clerk.post("/data/rollback", data=form).status_code == 303
    assert active(home) == between

    assert "空.csv" in clerk.get("/data").text
    assert press(clerk, url, "discard").startswith("/data/incoming")
    assert list((home.root / "incoming").iterdir()) == []


def active(home: Home) -> str:
    found = home.ledger.active()
    return found.id if found else ""


def test_too_much_is_refused_in_words_and_small_forms_stay_small(
    clerk: FlaskClient, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "max_file_mib", 2)
    token = csrf_of(clerk, "/data/incoming")
    for size, status in ((3 << 19, 303), (5 << 19, 422), (4 << 20, 413)):
        body = multipart(token, b"x" * size)  # the first is more than any other form may hold
        answer = clerk.post("/data/incoming", data=body, content_type=MULTIPART)
        assert answer.status_code == status
    assert clerk.post("/data/rollback", data={"version": "x" * (2 << 20)}).status_code == 413
    answer = clerk.post("/data/incoming", data={"csrf_token": token})
    assert "至少选一个文件再提交" in answer.text
    assert len(all_incoming(home)) == 1


@pytest.mark.parametrize("query", ["kind=Nope", "state=nope", "start=-1", "start=x"])
def test_an_unknown_part_of_the_difference_is_told(
    clerk: FlaskClient, home: Home, query: str
) -> None:
    name = receive(home, [("a.csv", io.BytesIO(b"a"))]).name
    assert clerk.get(f"/data/incoming/{name}?{query}").status_code == 400
    assert clerk.get("/data/incoming/20260101-aaaaaa").status_code == 404
