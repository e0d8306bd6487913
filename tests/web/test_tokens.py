"""Tokens: made, used, ended; and the region that one is bound to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from liantu.home import Home
from liantu.ledger import TokenRow, now
from liantu.ledger.accounts import change_role, disable
from liantu.ledger.audit import Asked, lines
from liantu.ledger.tokens import tokens
from liantu.web.access import matrix
from liantu.web.regions import node_within
from tests.conftest import serving
from tests.web.logins import TEST, browser, demo_with_accounts, form_of, token_of

pytestmark = pytest.mark.no_graph

HERE, CITY = "370614", "370600"  # Penglai, and the city that it is a part of
Header = dict[str, str]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    yield from demo_with_accounts(tmp_path_factory.mktemp("tokens"))


@pytest.fixture(scope="module")
def own(home: Home) -> Iterator[Flask]:
    yield from serving(home)


@pytest.fixture
def client(own: Flask) -> FlaskClient:
    return own.test_client()


@pytest.fixture(scope="module")
def chain(own: Flask, home: Home) -> str:
    headers = token_of(home, "viewer", ["read"])
    found = own.test_client().get("/api/v1/chains", headers=headers).json["chains"][0]
    return str(found["id"])


@pytest.fixture(scope="module")
def here(home: Home) -> Header:
    return token_of(home, "viewer", ["read"], HERE)


def test_a_token_is_shown_once_and_kept_as_a_hash(own: Flask, home: Home) -> None:
    client = browser(own, "analyst")
    form = {"name": "<b>每周</b>", "scope": ["read", "cypher"], "region": HERE, "days": "30"}
    form["csrf_token"] = form_of(client, "/account/tokens")
    answer = client.post("/account/tokens", data=form)
    assert answer.status_code == 201 and "&lt;b&gt;每周" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    secret = re.search(r"lt_[0-9a-f]{12}_[\w-]{43}", answer.text)
    assert secret is not None
    page = client.get("/account/tokens?lang=en").text
    assert secret[0] not in page and "until" in page
    with home.ledger.engine.connect() as connection:
        for table in ("token", "audit"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            assert secret[0].rpartition("_")[2] not in str(rows)
    headers = {"Authorization": f"Bearer {secret[0]}"}
    assert own.test_client().get("/api/v1/chains", headers=headers).status_code == 200
    mine = tokens(home.ledger)[0]
    assert mine.row.used_at is not None and mine.row.scopes == ["read", "cypher"]
    form["csrf_token"] = form_of(client, "/account/tokens")
    end = f"/account/tokens/{mine.row.id}/revoke"
    other = browser(own, "clerk")
    sign = {"csrf_token": form_of(other, "/account/tokens")}
    assert other.post(end, data=sign).status_code == 404  # of another account
    assert client.post(end, data=form).status_code == 303
    answer = own.test_client().get("/api/v1/chains", headers=headers)
    assert answer.status_code == 401 and "已撤销" in answer.json["error"]["message"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"scope": ["admin"]},
        {"scope": ["ingest"]},  # beyond an analyst
        {"scope": []},
        {"name": ""},
        {"name": "x" * 61},
        {"region": "999999"},
        {"region": "' OR 1=1"},
        {"days": "-1"},
        {"days": "９"},
        {"days": "99999"},
        {"days": ""},
    ],
)
def test_a_token_that_cannot_be_is_refused_with_a_reason(
    own: Flask, home: Home, wrong: dict[str, object]
) -> None:
    client = browser(own, "analyst")
    count = len(tokens(home.ledger))
    form = {"name": "a", "scope": ["read"], "region": "", "days": "9"} | wrong
    form["csrf_token"] = form_of(client, "/account/tokens")
    answer = client.post("/account/tokens", data=form)
    assert answer.status_code == 400 and 'role="alert"' in answer.text
    assert len(tokens(home.ledger)) == count


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer lt_000000000000_" + "a" * 43,
        "bearer lt_控",
        "Bearer a b",
    ],
)
def test_what_is_no_token_opens_nothing(client: FlaskClient, header: str) -> None:
    sent = header.encode().decode("latin-1")
    for path in ("/api/v1/chains", "/", "/login", "/api/v1/nope"):
        answer = client.get(path, headers={"Authorization": sent})
        assert answer.status_code == 401, path
        assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
        assert answer.json["error"]["code"] == "not_known"


def test_an_expired_token_and_one_of_a_shut_account_say_so(client: FlaskClient, home: Home) -> None:
    old, of_clerk = token_of(home, "viewer", ["read"]), token_of(home, "clerk", ["ingest"])
    with home.ledger.session() as session:
        id = old["Authorization"].split("_")[1]
        past = now() - timedelta(days=1)
        session.execute(update(TokenRow).where(TokenRow.id == id).values(expires_at=past))
    answer = client.get("/api/v1/chains?lang=en", headers=old)
    assert (answer.status_code, answer.json["error"]["message"]) == (
        401,
        f"The token {id} has expired",
    )
    change_role(home.ledger, TEST, "clerk", "viewer")  # lowers its tokens
    answer = client.get("/api/v1/chains?lang=en", headers=of_clerk)
    assert answer.status_code == 403 and "'read'" in answer.json["error"]["message"]
    assert client.post("/data/incoming", headers=of_clerk).status_code == 403
    disable(home.ledger, TEST, "clerk")
    assert client.get("/api/v1/chains", headers=of_clerk).status_code == 401


def test_a_token_wins_over_a_session_and_needs_no_form(own: Flask, home: Home) -> None:
    client = browser(own, "administrator")
    weak = token_of(home, "viewer", ["read"])
    assert client.get("/admin/accounts", headers=weak).status_code == 403
    strong = token_of(home, "analyst", ["screen"])
    answer = own.test_client().post("/screen/save?lang=en", data={"name": "n"}, headers=strong)
    assert answer.status_code == 303
    line = lines(home.ledger, Asked(event="write"))[0]
    assert (line.kind, line.subject) == ("token", "/screen/save?lang=en")


def answers(own: Flask, chain: str, headers: Header) -> Iterator[tuple[str, str]]:
    """Ask every endpoint that a token of a region is told something by."""
    client = own.test_client()
    report = client.get(f"/api/v1/chains/{chain}/panorama", headers=headers).json
    segments = [one["segment"]["id"].split("/")[1] for one in report["findings"]]
    given = {"chain_id": chain, "segment_id": segments[0], "node_id": f"reg:{HERE}", "form": "csv"}
    for rule in own.url_map.iter_rules():
        line = matrix()[rule.endpoint]
        if line.region not in ("param", "node", "free") or "GET" not in (rule.methods or ()):
            continue
        if set(rule.arguments) - {*given}:
            continue
        path = own.url_map.bind("localhost").build(
            rule.endpoint, {name: given[name] for name in rule.arguments}
        )
        for more in ("q=有限&side=out&use=", f"region={CITY}&q=有限"):
            answer = client.get(f"{path}?chain={chain}&{more}", headers=headers)
            assert answer.status_code < 500, path
            if f"region={CITY}" in more and line.region == "param":
                assert answer.status_code == 403, path
            yield path, answer.text


def test_a_token_of_a_region_is_told_of_no_firm_elsewhere(
    own: Flask, home: Home, chain: str, here: Header
) -> None:
    told: set[str] = set()
    said = []
    for path, text in answers(own, chain, here):
        told |= set(re.findall(r"\bent:[\w-]+", text))
        said.append((path, text))
    everywhere = own.test_client().get(
        f"/api/v1/gaps?chain={chain}&region={HERE}", headers=token_of(home, "viewer", ["read"])
    )
    known = set(re.findall(r"\bent:[\w-]+", everywhere.text)) | told
    with own.test_request_context():
        away = {one for one in known if not node_within(one, HERE)}
        from liantu.queries.catalogue import run
        from liantu.web.context import store

        names = {
            str(run(store(), "node", id=one).rows[0][0].properties.get("name")) for one in away
        } - {"None"}
    assert away and told and not told & away
    for path, text in said:
        assert not [name for name in names if name in text], path


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/gaps?chain={chain}&region=370614&region=370600", 403),
        ("/api/v1/gaps?chain={chain}&region= 370600", 403),
        ("/api/v1/gaps?chain={chain}&region=reg:370600", 403),
        ("/api/v1/gaps?chain={chain}&region=３７０６００", 403),
        ("/api/v1/gaps?chain={chain}&region=", 200),
        ("/api/v1/nodes/reg:370600", 403),
        ("/api/v1/nodes/reg:370614", 200),
        ("/api/v1/nodes/ent:nobody", 403),
        ("/api/v1/overview", 403),
        ("/api/v1/explore/node?id=reg:370614", 403),
        ("/api/v1/queries/nodes?kind=Enterprise", 403),
        ("/api/v1/chains/{chain}/compare?region=370614&with=370600", 403),
        ("/api/v1/chains", 200),
        ("/", 403),
        ("/screen.csv?side=out", 200),
    ],
)
def test_a_token_of_a_region_stays_in_it(
    client: FlaskClient, chain: str, here: Header, path: str, status: int
) -> None:
    answer = client.get(path.format(chain=chain), headers=here)
    assert answer.status_code == status, answer.text[:300]
    if status == 403:
        assert HERE in answer.json["error"]["message"]


def test_the_region_is_set_where_the_address_names_none(
    client: FlaskClient, home: Home, chain: str
) -> None:
    headers = token_of(home, "viewer", ["read"], CITY)
    said = client.get(f"/api/v1/gaps?chain={chain}", headers=headers).json
    assert said["scope"]["region"] == CITY
    part = client.get(f"/api/v1/gaps?chain={chain}&region={HERE}", headers=headers).json
    assert part["scope"]["region"] == HERE


def test_pages_of_tokens_in_both_languages(own: Flask, home: Home) -> None:
    admin = browser(own, "administrator")
    for lang, word in (("zh", "所有令牌"), ("en", "All tokens")):
        assert word in admin.get(f"/admin/tokens?lang={lang}").text
        assert admin.get(f"/account/tokens?lang={lang}").status_code == 200
    listed = admin.get("/api/v1/admin/tokens").json
    assert {one["owner"] for one in listed} >= {"viewer", "analyst"}
    assert not {"secret", "token"} & set(listed[0])
    end = {"csrf_token": form_of(admin, "/admin/tokens")}
    assert admin.post(f"/admin/tokens/{listed[0]['id']}/revoke", data=end).status_code == 303


def test_what_is_never_for_tokens_says_so_and_names_no_scope(
    client: FlaskClient, home: Home
) -> None:
    headers = token_of(home, "administrator", ["read"])
    told = client.get("/api/v1/admin/audit", headers=headers).json["error"]
    assert "不能用令牌" in told["message"] and "admin" not in told["message"] + told["remedy"]
