"""The forms of an answer, its pages, its tag, its day, and what of it is asked for."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import duckdb
import networkx as nx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from liantu.home import Home
from liantu.ingest.load import load
from liantu.queries.sheets import Column
from liantu.queries.sheets.fields import field_of
from liantu.web.answers.forms import MIME
from liantu.web.answers.shapes import SHAPES
from liantu.web.spec.answered import answer_schema
from tests.conftest import serving
from tests.factories import demo_file, firm, register

CHAIN = "/api/v1/chains/offshore-wind"
FIRMS = "/api/v1/nodes?kind=Enterprise"


def parquet(content: bytes, tmp_path: Path) -> Any:
    path = tmp_path / "answer.parquet"
    path.write_bytes(content)
    with duckdb.connect() as base:
        found = base.read_parquet(str(path))
        return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def test_one_table_in_every_form(client: FlaskClient, tmp_path: Path) -> None:
    rows = client.get("/api/v1/screen").json["enterprises"]
    lines = client.get("/api/v1/screen.jsonl").get_data(as_text=True).splitlines()
    assert [json.loads(one) for one in lines] == rows
    text = client.get("/api/v1/screen.csv").get_data(as_text=True)
    table = list(csv.DictReader(io.StringIO(text)))
    assert [one["id"] for one in table] == [one["id"] for one in rows]
    assert [one["tags"] for one in table] == ["；".join(one["tags"] or ()) for one in rows]
    kept = parquet(client.get("/api/v1/screen.parquet").data, tmp_path)
    assert [one["capital"] for one in kept] == [one["capital"] for one in rows]
    assert [one["tags"] or None for one in kept] == [one["tags"] or None for one in rows]
    book = load_workbook(io.BytesIO(client.get("/api/v1/screen.xlsx").data))
    cells = list(book.worksheets[0].iter_rows(values_only=True))
    assert [one[1] for one in cells[1:]] == [one["id"] for one in rows]


@pytest.mark.parametrize("form", MIME)
def test_accept_names_a_form_as_a_suffix_does(client: FlaskClient, form: str) -> None:
    by_suffix = client.get(f"{CHAIN}/panorama.{form}")
    by_header = client.get(f"{CHAIN}/panorama", headers={"Accept": MIME[form]})
    assert by_suffix.status_code == by_header.status_code == 200
    assert by_suffix.mimetype == by_header.mimetype == MIME[form]
    if form not in ("xlsx", "parquet"):  # which hold the moment they were made
        assert by_suffix.data == by_header.data
    assert ("attachment" in by_suffix.headers.get("Content-Disposition", "")) == (form != "json")


def test_a_browser_gets_json(client: FlaskClient) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert client.get("/api/v1/overview", headers={"Accept": accept}).mimetype == MIME["json"]


@pytest.mark.parametrize(
    ("url", "accept"),
    [
        ("/api/v1/screen.graphml", "*/*"),
        ("/api/v1/gaps.docx", "*/*"),
        ("/api/v1/chains/offshore-wind/history.pdf", "*/*"),
        ("/api/v1/screen", "image/png"),
        ("/api/v1/jobs", "text/html"),
    ],
)
def test_a_form_that_there_is_not_is_406(client: FlaskClient, url: str, accept: str) -> None:
    answer = client.get(url, headers={"Accept": accept})
    assert answer.status_code == 406
    assert answer.mimetype == MIME["json"]
    assert ".csv" in answer.json["error"]["remedy"]


@pytest.mark.parametrize("url", ["/api/v1/nothing.docx", "/api/v1/gaps.", "/api/v1/gaps.a%2F"])
def test_a_suffix_of_nothing_is_404(client: FlaskClient, url: str) -> None:
    assert client.get(url).status_code == 404


def test_an_error_is_json_in_every_form(client: FlaskClient) -> None:
    answer = client.get("/api/v1/nodes/ent:nobody.csv")
    assert answer.status_code == 404
    assert answer.json["error"]["code"] == "not_found"


def test_a_row_of_a_file_keeps_its_suffix(client: FlaskClient) -> None:
    one = client.get("/api/v1/screen?limit=1").json["enterprises"][0]["evidence"][0]
    row = client.get(f"/api/v1/rows/{one['batch']}/{one['file']}?row={one['row']}")
    assert row.status_code == 200
    assert row.mimetype == MIME["json"]


def test_a_chain_as_graphml(client: FlaskClient) -> None:
    told = client.get(f"{CHAIN}/panorama").json
    found = nx.parse_graphml(client.get(f"{CHAIN}/panorama.graphml").get_data(as_text=True))
    assert set(found.nodes) == {one["segment"]["id"] for one in told["findings"]}
    assert found.number_of_edges() == len(told["inputs"])


def test_rows_of_cypher_as_a_table(own: Flask, clerk: FlaskClient) -> None:
    query = "MATCH (c:Chain) RETURN c.chain_id AS id, c.name AS name, c AS chain"
    form = {"query_string": {"query": query, "fields": "name,chain.id"}}
    text = clerk.get("/api/v1/cypher.csv", **form).get_data(as_text=True)
    told = clerk.get("/api/v1/cypher", query_string={"query": query}).json["rows"]
    assert list(csv.reader(io.StringIO(text))) == [
        ["name", "chain.id"],
        *[[name, chain["id"]] for _, name, chain in told],
    ]


def test_every_answer_says_where_its_table_is(app: Flask) -> None:
    apart = {"explore_files.export", "views.bring_back", "views.put", "views.remove", "views.save"}
    apart |= {"whatif.ask_json"}  # answers of writes, a file, and a body's own twin
    rules = [one for one in app.url_map.iter_rules() if one.rule.startswith("/api/v1")]
    own = {one.endpoint for one in rules} - apart
    assert set(SHAPES) <= {one.endpoint for one in rules}
    built_in = {"api", "api_words", "api_graph", "api_firms", "api_risk", "api_data", "chains"}
    assert {one for one in own if one.partition(".")[0] in built_in} <= set(SHAPES)


def test_an_unchanged_answer_is_304_before_it_is_worked_out(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"{CHAIN}/panorama"
    tag = client.get(url).headers["ETag"]
    monkeypatch.setattr("liantu.web.chains.view_of", lambda *_: pytest.fail("worked out"))
    again = client.get(url, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag


def test_a_tag_is_of_form_language_and_question(client: FlaskClient) -> None:
    asked = ["overview", "overview.csv", "overview?lang=en", "overview?fields=kind", "chains"]
    tags = [client.get(f"/api/v1/{one}").headers["ETag"] for one in asked]
    assert len(set(tags)) == len(asked)
    assert client.get("/api/v1/nothing", headers={"If-None-Match": "*"}).status_code == 404
    assert client.get("/api/v1/overview", headers={"If-None-Match": '"else"'}).status_code == 200


def test_long_answers_are_squeezed(client: FlaskClient) -> None:
    plain = client.get("/api/v1/schema")
    for form in ("", ".jsonl", ".csv"):
        whole = client.get(f"/api/v1/schema{form}").data
        packed = client.get(f"/api/v1/schema{form}", headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == whole
        assert len(packed.data) < len(whole) / 2
    assert "Content-Encoding" not in plain.headers
    refused = client.get("/api/v1/schema", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


@pytest.mark.parametrize(
    ("none", "some"),
    [("/api/v1/search.csv?q=qqzzxx", "/api/v1/search.csv?q=重工"),
     ("/api/v1/screen.csv?text=qqzzxx", "/api/v1/screen.csv"),
     ("/api/v1/segments/seg:offshore-wind/tower/makers.csv?region=110000",
      "/api/v1/segments/seg:offshore-wind/tower/makers.csv")],
)  # fmt: skip
def test_a_table_without_rows_has_its_columns(
    client: FlaskClient, tmp_path: Path, none: str, some: str
) -> None:
    empty, full = (client.get(one).get_data(as_text=True).splitlines() for one in (none, some))
    assert len(empty) == 1 < len(full)
    assert set(empty[0].split(",")) == {one for one in full[0].split(",") if "." not in one}
    content = client.get(none.replace(".csv", ".parquet")).data
    (tmp_path / "none.parquet").write_bytes(content)
    with duckdb.connect() as base:
        found = base.read_parquet(str(tmp_path / "none.parquet"))
        assert (found.columns, len(found)) == (empty[0].split(","), 0)
    mark = "&" if "?" in none else "?"
    chosen = client.get(f"{none}{mark}fields=id,name").get_data(as_text=True)
    assert chosen.strip() == "id,name"


def test_fields_are_chosen_in_their_order(client: FlaskClient) -> None:
    rows = client.get("/api/v1/nodes?kind=Enterprise&fields=name,properties.place").json["nodes"]
    assert {tuple(one) for one in rows} == {("name", "properties")}
    assert {tuple(one["properties"]) for one in rows} == {("place",)}
    text = client.get("/api/v1/overview.csv?fields=count,kind").get_data(as_text=True)
    assert text.splitlines()[0] == "count,kind"
    wrong = client.get("/api/v1/overview?fields=kind,cuont")
    assert wrong.status_code == 400
    assert "count" in wrong.json["error"]["remedy"]


def test_evidence_is_given_on_demand(client: FlaskClient) -> None:
    url = "/api/v1/nodes?kind=Enterprise&limit=3"
    plain, cited = client.get(url).json, client.get(f"{url}&evidence=1").json
    assert "units" not in plain and "evidence" not in plain["nodes"][0]
    assert cited["units"]["properties.capital"] == "万元"
    for one in cited["nodes"]:
        rows = [f"{row['batch']}" for row in one["evidence"]]
        assert rows and len(rows) == len(one["records"])
        assert {"file", "sheet", "row", "observed_on", "source"} <= set(one["evidence"][0])


@pytest.mark.parametrize(
    ("url", "name"),
    [("nodes?kind=Enterprise", "nodes"), ("links?kind=MAKES", "links"),
     ("links?kind=UPSTREAM_OF", "links"), ("screen?", "enterprises"), ("search?q=a", "hits")],
)  # fmt: skip
def test_pages_hold_everything_once(client: FlaskClient, url: str, name: str) -> None:
    mark = "&" if not url.endswith("?") else ""
    whole = client.get(f"/api/v1/{url}{mark}limit=100").json
    expected = list(whole[name])
    while whole["next"]:
        whole = client.get(whole["next"]).json
        expected += whole[name]
    answer = client.get(f"/api/v1/{url}{mark}limit=7")
    seen: list[Any] = []
    while True:
        found = answer.json
        seen += found[name]
        if not found["next"]:
            break
        assert len(found[name]) == 7
        assert answer.headers["Link"] == f'<{found["next"]}>; rel="next"'
        answer = client.get(found["next"])
    assert seen == expected
    assert len({json.dumps(one) for one in seen}) == len(seen) > 7


def test_a_table_without_limit_holds_all_pages(client: FlaskClient, tmp_path: Path) -> None:
    counts = {one["kind"]: one["count"] for one in client.get("/api/v1/overview").json["nodes"]}
    counts |= {one["kind"]: one["count"] for one in client.get("/api/v1/overview").json["links"]}
    for kind in ("Enterprise", "Segment"):
        text = client.get(f"/api/v1/nodes.jsonl?kind={kind}").get_data(as_text=True)
        assert len(text.splitlines()) == counts[kind]
    for kind in ("MAKES", "LOCATED_IN", "UPSTREAM_OF"):
        kept = parquet(client.get(f"/api/v1/links.parquet?kind={kind}").data, tmp_path)
        assert len(kept) == counts[kind]
        assert len({(one["from"], one["to"], one["key"]) for one in kept}) == counts[kind]
    few = client.get("/api/v1/nodes.jsonl?kind=Enterprise&limit=3").get_data(as_text=True)
    assert len(few.splitlines()) == 3


@pytest.mark.parametrize("cursor", ["x", "ééé", "bnVsbA", "e30", "W10", "a" * 3000, "=" * 9])
def test_what_is_no_cursor_is_400(client: FlaskClient, cursor: str) -> None:
    for url in ("nodes?kind=Enterprise", "links?kind=MAKES", "search?q=a"):
        answer = client.get(f"/api/v1/{url}&cursor={cursor}")
        assert answer.status_code == 400
        assert answer.json["error"]["where"] == "cursor"


@pytest.fixture
def dated(tmp_path: Path) -> Iterator[Flask]:
    """A data folder with a version of 2026-01 and one of 2026-03."""
    home = Home(tmp_path / "home")
    chain = demo_file("海工装备产业链.yaml")
    register(tmp_path / "a", firm("甲公司"), firm("丙公司"))
    register(tmp_path / "b", firm("甲公司"), firm("乙公司", segment="叶片"))
    load(home, [chain, tmp_path / "a"], observed_on="2026-01-10")
    load(home, [tmp_path / "b"], observed_on="2026-03-10")
    yield from serving(home)
    home.ledger.close()


def test_a_day_names_the_version_of_that_day(dated: Flask) -> None:
    client = dated.test_client()
    old, new = sorted(client.get("/api/v1/versions").json, key=lambda one: one["switched_at"])[:2]
    if old["active"]:
        old, new = new, old
    firms = {
        day: {one["name"] for one in client.get(f"{FIRMS}&as_of={day}").json["nodes"]}
        for day in ("2026-01-10", "2026-02-28", "2026-03-10", "2030-01-01")
    }  # fmt: skip
    assert firms["2026-01-10"] == firms["2026-02-28"] == {"甲公司", "丙公司"}
    assert firms["2026-03-10"] == firms["2030-01-01"]
    assert "乙公司" in firms["2026-03-10"]
    told = client.get("/api/v1/overview?as_of=2026-02-28")
    assert told.headers["Liantu-Version"] == old["data_version"] == told.json["data_version"]
    assert told.headers["Liantu-As-Of"] == "2026-01-10"
    assert client.get("/api/v1/overview?as_of=2025-12-31").status_code == 404
    assert client.get("/api/v1/overview?as_of=yesterday").status_code == 400
    both = client.get(f"/api/v1/overview?as_of=2026-02-28&version={new['data_version']}")
    assert both.status_code == 400


def test_a_cursor_of_another_version_is_refused(dated: Flask) -> None:
    client = dated.test_client()
    first = client.get("/api/v1/nodes?kind=Enterprise&limit=1&as_of=2026-01-10")
    version, more = first.headers["Liantu-Version"], first.json["next"]
    page = client.get(more).json
    cursor = parse_qs(urlsplit(more).query)["cursor"][0]
    plain = f"/api/v1/nodes?kind=Enterprise&limit=1&cursor={cursor}"
    stale = client.get(plain)
    assert stale.status_code == 400
    assert f"version={version}" in stale.json["error"]["remedy"]
    assert client.get(f"{plain}&version={version}").json["nodes"] == page["nodes"]
    other = client.get(more.replace("kind=Enterprise", "kind=Segment"))
    assert other.status_code == 400


def test_what_changed_between_two_versions(dated: Flask) -> None:
    client = dated.test_client()
    before = client.get("/api/v1/overview?as_of=2026-01-10").json["data_version"]
    found = client.get(f"/api/v1/changes?before={before}&kind=Enterprise").json
    told = {one["state"] for one in found["changes"]}
    assert "new" in told
    assert found["counts"]["nodes"]["new"] >= 1
    of = next(one for one in found["counts"]["by_kind"] if one["kind"] == "Enterprise")
    states = [one["state"] for one in found["changes"]]
    assert {name: states.count(name) for name in ("new", "changed", "ended")} == {
        name: of[name] for name in ("new", "changed", "ended")
    }
    only = client.get(f"/api/v1/changes?before={before}&kind=MAKES&state=new").json
    assert all({"from", "to", "key"} <= set(one) for one in only["changes"])
    assert client.get(f"/api/v1/changes?before={before}&kind=X").status_code == 400


def test_hostile_names_stay_data(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    names = ['=HYPERLINK("http://x")公司', "甲\"<script>&'\u0001公司", "乙,公司\r\n"]
    register(tmp_path / "a", *(firm(one) for one in names))
    load(home, [demo_file("海工装备产业链.yaml"), tmp_path / "a"])
    (app,) = [one for one, _ in zip(serving(home), range(1), strict=False)]
    client = app.test_client()
    text = client.get("/api/v1/nodes.csv?kind=Enterprise&fields=name").get_data(as_text=True)
    assert not any(one.startswith("=") for (one,) in csv.reader(io.StringIO(text)))
    told = {one["name"] for one in client.get("/api/v1/nodes?kind=Enterprise").json["nodes"]}
    kept = parquet(client.get("/api/v1/nodes.parquet?kind=Enterprise").data, tmp_path)
    assert {one["name"] for one in kept} == told
    one = client.get("/api/v1/nodes?kind=Enterprise").json["nodes"][0]["id"]
    graph = client.get(f"/api/v1/nodes/{one}/neighbours.graphml").get_data(as_text=True)
    assert one in nx.parse_graphml(graph)
    home.ledger.close()


FIELDS = ["字段名", "中文名", "英文名", "单位", "含义", "出自", "数据版本", "数据截至", "查询地址"]


def fields_of(client: FlaskClient, address: str) -> dict[str, dict[str, str]]:
    """Return the second sheet of a workbook, each line by the name of its field."""
    book = load_workbook(io.BytesIO(client.get(address).data))
    assert book.sheetnames[1] == "字段"
    head, *rows = book.worksheets[1].iter_rows(values_only=True)
    assert set(FIELDS) <= set(head)
    told = [dict(zip(map(str, head), row, strict=True)) for row in rows]
    first = [cell.value for cell in book.worksheets[0][1]][1:-1]
    assert [one["字段名"] for one in told] == first
    return {one["字段名"]: one for one in told}


def test_a_workbook_explains_its_fields_by_the_schema(client: FlaskClient) -> None:
    address = "/api/v1/nodes.xlsx?kind=Enterprise"
    told = fields_of(client, address)["properties.output"]
    schema = client.get("/api/v1/schema").json
    wanted = next(
        one
        for one in schema["properties"]
        if (one["kind"], one["property"]) == ("Enterprise", "output")
    )
    assert (told["中文名"], told["英文名"]) == (wanted["label"], "Annual output")
    assert told["单位"] == wanted["unit"] == "万元"
    assert "企业" in told["含义"] and "Enterprise.output" in told["出自"]
    assert told["数据版本"] == client.get("/api/v1/overview").json["data_version"]
    assert told["数据截至"] == (client.get("/api/v1/overview").json["as_of"] or "日期未注明")
    assert told["查询地址"] == address


@pytest.mark.parametrize(
    "address",
    ["search.xlsx?q=海", "gaps.xlsx?chain=offshore-wind", "versions.xlsx", "statistics.xlsx"],
)
def test_a_workbook_explains_what_the_answer_itself_adds(client: FlaskClient, address: str) -> None:
    """No field stands there without a label in both languages and what it means."""
    told = fields_of(client, f"/api/v1/{address}")
    own = [name for name, one in told.items() if "." not in name and not one["含义"]]
    assert own == []
    assert {one["英文名"] for one in told.values()} - {None, ""}


def test_every_declared_field_of_an_answer_is_explained() -> None:
    """A new field needs a line in locale/fields.yml, or to be of the schema."""
    names = set()
    for endpoint, shape in SHAPES.items():
        part = answer_schema(endpoint)
        for name in shape.rows.split(".") if shape.rows not in ("", ".") else ():
            part = part.get("properties", {}).get(name, {})
        part = part.get("items", part)
        names |= set(part.get("properties", {}))
    assert len(names) > 100
    assert [one for one in sorted(names) if not field_of(Column(one, one)).meaning] == []


@pytest.mark.parametrize("address", ["screen", "nodes"])
def test_a_table_says_of_each_row_what_it_was_read_from(client: FlaskClient, address: str) -> None:
    asked = {"kind": "Enterprise"} if address == "nodes" else {}
    asked |= {"evidence": "1", "lang": "en"}
    rows = client.get(f"/api/v1/{address}", query_string=asked).json
    told = rows["enterprises" if address == "screen" else "nodes"][0]["evidence"][0]
    book = load_workbook(io.BytesIO(client.get(f"/api/v1/{address}.xlsx", query_string=asked).data))
    page = book.worksheets[0]
    heads = [cell.value for cell in page[1]]
    assert "evidence" not in heads
    assert told["citation"] in page.cell(2, len(heads)).value
    sources = list(book["Sources"].iter_rows(values_only=True))
    assert any(told["citation"] in line and told["row"] in line for line in sources[1:])
    lines = csv.DictReader(
        io.StringIO(client.get(f"/api/v1/{address}.csv", query_string=asked).text)
    )
    cited = next(iter(lines))["evidence"]
    assert told["citation"] in cited and "{" not in cited
