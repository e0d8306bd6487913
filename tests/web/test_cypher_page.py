"""The page of Cypher, and named queries: saved, run, in versions, removed, put back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from flask.testing import FlaskClient

from liantu.home import Home
from tests.conftest import serving
from tests.web.logins import browser, demo_with_accounts, form_of, token_of

pytestmark = pytest.mark.no_graph

COUNT = "MATCH (e:Enterprise) RETURN count(e) AS n"
BY_NAME = "MATCH (e:Enterprise) WHERE e.name CONTAINS $part RETURN e ORDER BY e.name LIMIT $most"
HOSTILE = "<script>alert(1)</script>'\"；--"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A data folder with accounts; each test saves under names of its own."""
    yield from demo_with_accounts(tmp_path_factory.mktemp("asked"))


@pytest.fixture(scope="module")
def analyst(home: Home) -> Iterator[FlaskClient]:
    """A browser of somebody who may ask and save."""
    for app in serving(home):
        yield browser(app, "analyst")
        app.extensions["liantu.cypher"].close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_text_runs_without_script(analyst: FlaskClient, lang: str) -> None:
    url = f"/cypher?lang={lang}"
    assert ("例句" in analyst.get(url).text) == (lang == "zh")
    page = analyst.post(url, data={"q": BY_NAME})
    assert 'name="p.part"' in page.text and 'name="p.most"' in page.text
    form = {"q": BY_NAME, "p.part": "大金", "t.part": "string", "p.most": "3", "t.most": "integer"}
    page = analyst.post(url, data=form)
    assert page.status_code == 200
    assert re.search(r'<a class="node" href="/nodes/[^"]+">[^<]*大金', page.text)
    assert "/explore?id=" in page.text


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("MATCH (e:Enterprise)\nRETURN e.nme", (2, 10)),
        ("MATCH (e:Enterprise)\nSET e.name = 'x' RETURN e", (2, 1)),
        (f"MATCH (e:{HOSTILE}) RETURN e", (1, 10)),
    ],
)
def test_a_mistake_is_shown_where_it_is(
    analyst: FlaskClient, text: str, place: tuple[int, int]
) -> None:
    page = analyst.post("/cypher", data={"q": text})
    assert page.status_code == 400
    assert 'data-line="{}" data-column="{}"'.format(*place) in page.text
    assert "<script>alert" not in page.text


def test_the_rows_are_had_as_files(analyst: FlaskClient, tmp_path: Path) -> None:
    for form, begins in (
        ("csv", b"n\r\n"),
        ("jsonl", b'{"n": '),
        ("xlsx", b"PK"),
        ("parquet", b"PAR1"),
    ):
        page = analyst.post("/cypher", data={"q": COUNT, "as": form})
        assert page.status_code == 200
        assert page.data.startswith(begins)
        assert page.headers["Content-Disposition"].endswith(f'.{form}"')
    made = tmp_path / "made.parquet"
    made.write_bytes(page.data)
    assert duckdb.read_parquet(str(made)).fetchall()[0][0] > 0
    assert analyst.post("/cypher", data={"q": COUNT, "as": "exe"}).status_code == 400


def save(client: FlaskClient, called: str, **more: str) -> Any:
    form = {"q": BY_NAME, "p.part": "大金", "t.part": "string", "p.most": "", "t.most": "integer"}
    form |= {"name": called, "doc": "按名称找企业", "csrf_token": form_of(client, "/cypher")}
    return client.post("/queries", data=form | more)


def test_a_query_is_saved_and_run_by_those_who_only_read(analyst: FlaskClient) -> None:
    assert save(analyst, "找企业").status_code == 303
    viewer = browser(analyst.application, "viewer")
    assert viewer.get("/cypher").status_code == 403
    page = viewer.get("/queries/找企业")
    assert 'value="大金"' in page.text and 'href="/cypher' not in page.text
    assert "大金" in viewer.post("/queries/找企业", data={"p.part": "大金", "p.most": "3"}).text
    assert (
        viewer.post("/queries/找企业", data={"p.part": "大金", "p.most": "many"}).status_code == 400
    )
    told = viewer.get("/api/v1/queries/找企业?most=2").json
    assert told["params"] == {"part": "大金", "most": 2} and told["columns"] == ["e"]
    assert viewer.get("/api/v1/queries/找企业.csv?most=2").data.startswith(b"e.id")
    listed = {one["name"]: one for one in viewer.get("/api/v1/queries").json}
    assert listed["找企业"]["saved"]["made_by"] == "analyst"
    assert viewer.post("/queries/找企业/remove").status_code in (400, 403)


def test_versions_are_kept_and_a_removal_is_undone(analyst: FlaskClient) -> None:
    save(analyst, "firms")
    assert save(analyst, "firms", q=COUNT).headers["Location"].endswith("saved=2")
    sign = {"csrf_token": form_of(analyst, "/queries")}
    first = analyst.post("/queries/firms", data={"v": "1", "p.part": "大金", "p.most": "3"})
    assert "大金" in first.text
    assert analyst.get("/queries/firms?v=9").status_code == 404
    assert analyst.post("/queries/firms/remove", data=sign).status_code == 303
    assert analyst.get("/queries/firms").status_code == 404
    assert analyst.get("/api/v1/queries/firms").status_code == 404
    assert "firms" in analyst.get("/queries").text
    assert analyst.post("/queries/firms/restore", data=sign).status_code == 303
    assert analyst.get("/api/v1/queries/firms").json["rows"][0][0] > 0


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"name": HOSTILE}, 400),
        ({"name": "search"}, 400),
        ({"doc": ""}, 400),
        ({"q": "MATCH (n) DETACH DELETE n"}, 400),
        ({"doc": HOSTILE}, 303),
    ],
)
def test_what_is_not_saved_is_told(
    analyst: FlaskClient, change: dict[str, str], status: int
) -> None:
    page = save(analyst, "kept", **change)
    assert page.status_code == status
    assert "<script>alert" not in page.text + analyst.get("/queries?find=kept").text


def test_the_api_saves_and_removes(analyst: FlaskClient, home: Home) -> None:
    key = token_of(home, "analyst", ["read", "query"])
    one = {"name": "n", "doc": "how many", "query": BY_NAME, "params": [{"name": "part"}]}
    url = "/api/v1/queries"
    client = analyst.application.test_client()
    assert client.post(url, json=one, headers=key).status_code == 400  # $most has no type
    one["params"] = [{"name": "part"}, {"name": "most", "type": "integer", "default": 5}]
    assert client.post(url, json=one, headers=key).json["saved"]["version"] == 1
    assert len(client.get(f"{url}/n?part=大金", headers=key).json["rows"]) >= 1
    for bad in (
        [],
        {"name": "n"},
        {**one, "other": 1},
        {**one, "params": [{"name": "part", "type": "x"}]},
    ):
        assert client.post(url, json=bad, headers=key).status_code == 400
    assert client.delete(f"{url}/n", headers=key).json == {"removed": "n", "version": 1}
    assert client.delete(f"{url}/n", headers=key).status_code == 404
    assert client.post(f"{url}/n/restore", headers=key).json["name"] == "n"


def test_what_comes_with_the_program_is_told_in_the_language_in_use(analyst: FlaskClient) -> None:
    for path in ("/queries?find=screen_count", "/queries/screen_count"):
        chinese = analyst.get(f"{path}{'&' if '?' in path else '?'}lang=zh").text
        english = analyst.get(f"{path}{'&' if '?' in path else '?'}lang=en").text
        assert "符合筛选条件的企业有多少。" in chinese and "pass a screen." not in chinese
        assert "How many enterprises there are that pass a screen." in english
    assert "screen_count" in analyst.get("/queries?find=符合筛选条件").text
    listed = {one["name"]: one for one in analyst.get("/api/v1/queries").json}
    assert listed["screen_count"]["doc_zh"] == "符合筛选条件的企业有多少。"
