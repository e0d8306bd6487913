"""What is said of a value that cannot be: in both languages, with its name and what may be."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

pytestmark = pytest.mark.no_graph

LETTERS = re.compile(r"[a-z]{3,}")


@pytest.mark.parametrize(
    ("url", "where", "zh", "en", "may_be"),
    [
        ("search?q=a&limit=0", "limit", "太小：0", "too small: 0", "1 到 100 的整数"),
        ("search?q=a&limit=101", "limit", "太大：101", "too large: 101", "1 到 100 的整数"),
        ("search?q=a&limit=x", "limit", "应为整数", "whole number, not 'x'", "1 到 100 的整数"),
        ("search?q=a&limit=1.5", "limit", "应为整数", "whole number", "1 到 100 的整数"),
        (
            "charts?level=town",
            "level",
            "没有「town」",
            "cannot be 'town'",
            "province, city, county",
        ),
        ("gaps?chain=a&targets=2", "targets", "没有「2」", "cannot be '2'", "0, 1, true"),
        ("overview?as_of=2025-1", "as_of", "不是日期", "no date", "2025-06-30"),
        (f"search?q={'a' * 4001}", "q", "太长", "too long", "最多 4000 个字符"),
        ("search?q=%00", "q", "空字符", "NUL", "最多 4000 个字符"),
        ("paths?most=99", "most", "太大：99", "too large: 99", "1 到 6 的整数"),
    ],
)
def test_a_value_that_cannot_be_is_told(
    client: FlaskClient, url: str, where: str, zh: str, en: str, may_be: str
) -> None:
    answers = [client.get(f"/api/v1/{url}&lang={lang}") for lang in ("zh", "en")]
    assert [one.status_code for one in answers] == [400, 400]
    chinese, english = (one.json["error"] for one in answers)
    assert chinese["where"] == english["where"] == where
    assert zh in chinese["message"] and en in english["message"]
    assert where in chinese["message"] and where in chinese["remedy"]
    assert may_be in chinese["remedy"] and where in english["remedy"]
    assert not re.search(r"[一-鿿]", english["message"] + english["remedy"])


@pytest.mark.parametrize(
    "path",
    [
        "nodes/%00",
        "nodes/ent:%00x/upstream",
        "segments/seg:%00/makers",
        "chains/%00/panorama",
        "chains/offshore-wind/segments/%00/targets",
        "queries/%00",
        "versions/%00/since",
        "rows/%00/x?row=1",
        "explore/views/%00",
        "charts/%00",
    ],
)
def test_a_nul_in_an_address_is_told(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code in (400, 403, 404), answer.text
    assert answer.json["error"]["remedy"]


@pytest.mark.parametrize(
    ("body", "where", "message"),
    [
        ({}, "id", "缺少「id」"),
        ({"id": "a" * 401}, "id", "「id」的文字太长"),
        ({"id": ""}, "id", "「id」的文字太短"),
        ({"id": 3}, "id", "「id」的值不能用：「3」"),
        ({"id": "ent:x", "limit": "many"}, "limit", "「limit」应为整数，给的是「many」"),
    ],
)
def test_a_body_that_cannot_be_is_told(
    client: FlaskClient, body: dict[str, object], where: str, message: str
) -> None:
    error = client.post("/api/v1/explore/expand", json=body).json["error"]
    assert (error["where"], error["message"]) == (where, message)
    assert where in error["remedy"]
    assert not LETTERS.search(error["message"].replace(where, "").replace("many", ""))


def test_a_long_value_is_not_repeated(client: FlaskClient) -> None:
    error = client.get(f"/api/v1/search?q=a&limit={'x' * 300}").json["error"]
    assert len(error["message"]) < 120


def test_gaps_are_of_a_chain_and_the_document_says_so(client: FlaskClient) -> None:
    for url in ("gaps", "gaps?chain="):
        error = client.get(f"/api/v1/{url}").json["error"]
        assert error["where"] == "chain" and "offshore-wind" in error["remedy"]
    assert client.get("/api/v1/gaps?region=370614").status_code == 400
    paths = client.get("/api/v1/openapi.json").json["paths"]
    (chain,) = [one for one in paths["/api/v1/gaps"]["get"]["parameters"] if one["name"] == "chain"]
    assert chain["required"] is True and chain["schema"]["minLength"] == 1


@pytest.mark.parametrize(
    ("url", "where", "zh", "may_be"),
    [
        ("geo/map?box=1,2,3", "box", "「box」的值不能用：「1,2,3」", "西,南,东,北"),
        ("geo/map?box=3,2,1,4", "box", "「box」的值不能用", "西小于东"),
        ("geo/map?km=far", "km", "「km」的值不能用：「far」", "5 到 50 的数字"),
        ("geo/map?km=51", "km", "「km」的值不能用：「51.0」", "5 到 50 的数字"),
        ("geo/map?kind=Chain", "kind", "没有「Chain」", "Facility"),
        ("geo/around?kind=Park", "at", "缺少「at」", "编号"),
        ("paths?id=reg:370614", "id", "「id」给了 1 个", "2 到 50 个"),
        ("paths?id=a&id=b&link=LIKES", "link", "没有「LIKES」", "SUPPLIES"),
        ("paths?id=a&id=b&through=Ship", "through", "没有「Ship」", "Region"),
        ("search?q=a&kind=Ship", "kind", "没有「Ship」", "Enterprise"),
        ("search?q=a&region=3706", "region", "「region」的值不能用：「3706」", "370600"),
        ("charts?chain=offshore-wind&by=colour", "by", "没有「colour」", "segment, region"),
        ("cypher?query=RETURN 1&parameters=x", "parameters", "「parameters」的值", "JSON 对象"),
        ("way-in?region=370614", "to", "缺少「to」", "文字"),
        ("similar?fields=id", "of", "缺少「of」", "文字"),
        ("rows/x/y?row=first", "row", "「row」的值不能用：「first」", "整数"),
    ],
)
def test_what_an_endpoint_itself_refuses_is_told_the_same_way(
    clerk: FlaskClient, url: str, where: str, zh: str, may_be: str
) -> None:
    chinese, english = (
        clerk.get(f"/api/v1/{url}&lang={lang}").json["error"]  # type: ignore[index]
        for lang in ("zh", "en")
    )
    assert chinese["where"] == english["where"] == where
    assert zh in chinese["message"] and may_be in chinese["remedy"]
    assert where in english["message"] and where in english["remedy"]
    assert not re.search(r"[一-鿿]", english["message"] + english["remedy"])


@pytest.mark.parametrize(
    ("url", "where", "says"),
    [
        ("gaps?chain=offshore-wind&position=FOO", "FOO", "上游"),
        ("similar?of=reg:370614", "reg:370614", "不是企业"),
        ("chains/offshore-wind/disruption?firm=seg:offshore-wind/blade", "seg:", "不是企业"),
        ("compare/enterprises?id=reg:370614&id=reg:370600", "reg:", "不是企业"),
    ],
)
def test_what_is_of_another_kind_is_told_and_no_empty_answer(
    client: FlaskClient, url: str, where: str, says: str
) -> None:
    answer = client.get(f"/api/v1/{url}")
    assert answer.status_code == 400, answer.text
    told = answer.json["error"]
    assert told["where"].startswith(where) and says in told["message"]


@pytest.mark.parametrize(
    ("url", "where", "says"),
    [
        ("screen?segment=nope", "segment", "seg:链/环节"),
        ("screen?region=zzz", "region", "如 370614"),
    ],
)
def test_a_screen_says_what_is_missing(
    client: FlaskClient, url: str, where: str, says: str
) -> None:
    answer = client.get(f"/api/v1/{url}")
    assert answer.status_code == 400
    assert (answer.json["error"]["where"], says in answer.json["error"]["remedy"]) == (where, True)
