"""Every page says what it should, and has its JSON twin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from liantu.home import Home
from liantu.web import create_app

TURBINE = "ent:n-3a02c4d2832edf09"
PAGES = ["/", "/search?q=dajin", "/search", f"/nodes/{TURBINE}", "/nodes/seg:offshore-wind/tower"]
PAGES += ["/nodes/reg:370614", "/nodes/chain:offshore-wind", "/data", "/unlock", "/chains"]
PAGES += ["/chains/offshore-wind", "/chains/offshore-wind/gaps"]


def text_of(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


@pytest.fixture
def empty_client(tmp_path: Path) -> Iterator[FlaskClient]:
    home = Home(tmp_path / "home")
    yield create_app(home).test_client()
    home.ledger.close()


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_there_in_both_languages(client: FlaskClient, url: str, lang: str) -> None:
    answer = client.get(url, query_string=None if "?" in url else {"lang": lang})
    if "?" in url:
        answer = client.get(f"{url}&lang={lang}")
    assert answer.status_code == 200
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in answer.text


@pytest.mark.parametrize("url", PAGES)
def test_no_page_has_a_script_or_style_of_its_own(client: FlaskClient, url: str) -> None:
    html = client.get(url).text
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=", html) == []
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//', html) == []


def test_the_overview_says_how_complete_the_records_are(client: FlaskClient) -> None:
    text = text_of(client, "/")
    assert "至多 12.9%" in text
    assert "登记 9 家，公布不少于 70 家" in text
    assert "已有 2" in text
    assert "弱链 · 存疑 8" in text
    assert "待查 29" in text


def test_undated_data_is_never_called_fresh(client: FlaskClient) -> None:
    assert "数据截至 日期未注明" in text_of(client, "/")


def test_divisions_stand_apart_from_what_people_loaded(client: FlaskClient) -> None:
    text = text_of(client, "/")
    assert "行政区划 3,210 个" in text
    assert "企业 34" in text
    assert "行政区 3,210" not in text


def test_before_the_first_load_the_overview_says_what_to_do(empty_client: FlaskClient) -> None:
    text = text_of(empty_client, "/")
    assert "还没有载入数据" in text
    assert "liantu load" in text
    assert empty_client.get("/data").location == "/data/incoming"
    assert "没有等待接收的文件" in text_of(empty_client, "/data/incoming")
    assert empty_client.get("/api/v1/overview").json["error"]["code"] == "not_found"


@pytest.mark.parametrize("text", ["大金", "djzg", "dajinzhonggong", "大金重工（蓬莱）"])
def test_the_search_gives_the_reason_of_a_hit(client: FlaskClient, text: str) -> None:
    shown = text_of(client, f"/search?q={quote(text)}")
    assert "大金重工(蓬莱)" in shown
    assert "命中：" in shown


def test_a_search_without_hits_says_what_can_be_searched(client: FlaskClient) -> None:
    assert "没有找到“没有这家”" in text_of(client, "/search?q=没有这家")


def test_an_enterprise_shows_distances_and_bearings_with_their_rows(client: FlaskClient) -> None:
    text = text_of(client, f"/nodes/{TURBINE}")
    assert "距离 1 公里" in text
    assert "距离 5 公里 方位 西" in text
    assert "供需与邻近关系.csv · 第 2 行 · 日期未注明" in text


def test_a_reports_own_wording_is_labelled_as_such(client: FlaskClient) -> None:
    text = text_of(client, f"/nodes/{TURBINE}")
    assert "报道原话，不是已核实的供货关系" in text
    assert "供货" not in text.replace("不是已核实的供货关系", "")


def test_a_segment_leads_to_the_panorama(client: FlaskClient) -> None:
    html = client.get("/nodes/seg:offshore-wind/tower").text
    assert 'href="/chains/offshore-wind/segments/tower"' in html


def test_every_source_link_of_a_page_opens_its_row(client: FlaskClient) -> None:
    links = set(re.findall(r'href="(/rows/[^"]+)"', client.get(f"/nodes/{TURBINE}").text))
    assert len(links) > 5
    for link in sorted(links):
        assert client.get(link.replace("&amp;", "&")).status_code == 200


def test_a_row_is_shown_as_the_file_held_it(client: FlaskClient) -> None:
    fact = client.get(f"/api/v1/nodes/{TURBINE}").json["facts"][0]["evidence"][0]
    url = f"/rows/{fact['batch']}/{fact['file']}?row={fact['row']}"
    text = text_of(client, url)
    assert "企业名称 上海电气蓬莱项目部" in text
    assert "《党建赋能海工装备产业链高质量发展》" in text
    cells = client.get(f"/api/v1{url}").json["cells"]
    assert list(cells)[:3] == ["企业名称", "简称", "所在地"]


def test_a_row_set_aside_opens_with_its_reason(client: FlaskClient) -> None:
    html = client.get("/data").text
    (link,) = set(re.findall(r'href="(/rows/[^"]+row=5)">党建', html))
    text = text_of(client, link.replace("&amp;", "&"))
    assert "这一行没有收下" in text
    assert "党员先锋队" in text


def test_the_data_page_tells_what_was_not_taken(client: FlaskClient) -> None:
    text = text_of(client, "/data")
    assert "党建联盟与党组织.xlsx · 党组织 · 第 5 行" in text
    assert "没有叫「示例未登记企业」的企业" in text
    assert "不少于 70 家" in text
    assert "GB18030" in text


def test_the_language_is_kept_in_a_cookie(app: Flask) -> None:
    client = app.test_client()
    assert "总览" in client.get("/").text
    assert "Overview" in client.get("/?lang=en").text
    assert "Overview" in client.get("/").text
    assert "总览" in client.get("/?lang=zh").text


def test_sentences_of_the_queries_follow_the_language(client: FlaskClient) -> None:
    url = "/api/v1/nodes/nothing"
    assert client.get(url).json["error"]["message"] == "没有这个编号的对象"
    assert client.get(f"{url}?lang=en").json["error"]["message"] == "There is nothing with this id"
    assert client.get(url).json["error"]["message"] == "没有这个编号的对象"


def test_each_page_names_its_version_and_its_json(client: FlaskClient) -> None:
    version = client.get("/api/v1/overview").json["data_version"]
    for url in ("/", "/search?q=a", f"/nodes/{TURBINE}", "/data"):
        html = client.get(url).text
        assert version in html
        (twin,) = re.findall(r'href="(/api/v1/[^"]*)">本页 JSON', html)
        assert client.get(twin.replace("&amp;", "&")).status_code == 200
