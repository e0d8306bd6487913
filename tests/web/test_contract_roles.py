"""Every operation of the API, asked as each role and by tokens that open less or nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from schemathesis import GenerationMode

from liantu.ledger.tokens import TokenRow, revoke, tokens
from liantu.rights import ROLES, SCOPES
from liantu.web.access import matrix
from liantu.web.spec.answered import answer_schema
from liantu.web.spec.document import document
from tests.web.contract import ask_all, ids_of
from tests.web.logins import TEST, browser, home_of, token_of

pytestmark = pytest.mark.no_graph
METHODS = ("get", "post", "put", "patch", "delete")
COOKIE = "liantu_session"


def operations(app: Flask) -> list[tuple[str, str, str, str]]:
    """Return method, address with names in it, endpoint and right of every operation."""
    return [
        (method, path, told["operationId"].removesuffix(f".{method}"), told["x-right"])
        for path, methods in document(app)["paths"].items()
        for method, told in methods.items()
    ]


def plain(path: str) -> str:
    """Return an address whose names are filled with what there is not."""
    return path.replace("{number}", "1").replace("{", "").replace("}", "")


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("role", ["anonymous", *ROLES])
def test_every_role_gets_what_the_document_says(
    guarded: Flask, role: str, mode: GenerationMode
) -> None:
    """Tokens with all scopes of a role; without login nothing is told at all."""
    headers = {"Accept-Encoding": "identity"}
    if role != "anonymous":
        headers |= token_of(home_of(guarded), role, [one for one in SCOPES if one in ROLES[role]])
    found = ask_all(guarded, headers, mode, ids_of(guarded))
    assert not found.failures, "\n".join(found.failures)
    assert found.statuses[200] or mode is GenerationMode.NEGATIVE or role == "anonymous"
    if role == "anonymous":
        assert set(found.statuses) <= {200, 401}  # 200: the document itself


def test_an_administrators_session_gets_what_the_document_says(guarded: Flask) -> None:
    """What no token may do is done with the cookie of a login; forms of other sites are refused."""
    cookie = browser(guarded, "administrator").get_cookie(COOKIE)
    assert cookie is not None
    headers, cookies = {"Accept-Encoding": "identity"}, {COOKIE: cookie.value}
    ids = ids_of(guarded)
    found = ask_all(guarded, headers, GenerationMode.POSITIVE, ids, ("get",), cookies=cookies)
    assert not found.failures, "\n".join(found.failures)
    assert not {401, 403} & set(found.statuses)
    assert found.narrowed > 30 and found.followed >= 4


@pytest.mark.parametrize("state", ["expired", "revoked"])
def test_a_token_that_has_ended_opens_nothing(guarded: Flask, state: str) -> None:
    home = home_of(guarded)
    header = token_of(home, "administrator", SCOPES)
    id = header["Authorization"].split("_")[1]
    if state == "revoked":
        revoke(home.ledger, TEST, id)
    else:
        with home.ledger.session() as session:
            row = session.get(TokenRow, id)
            assert row is not None
            row.expires_at = datetime.now(UTC) - timedelta(seconds=1)
    assert state in {one.row.state for one in tokens(home.ledger)}
    wrong = []
    for method, path, _, _ in operations(guarded):
        guarded.extensions["liantu.minutes"]._seen.clear()  # so many misses are stopped sooner
        answer = guarded.test_client().open(plain(path), method=method, headers=header)
        if answer.status_code != 401 or "WWW-Authenticate" not in answer.headers:
            wrong.append((method, path, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("scope", SCOPES)
def test_a_token_of_one_scope_is_told_which_it_lacks(guarded: Flask, scope: str) -> None:
    header = token_of(home_of(guarded), "administrator", [scope])
    client, wrong = guarded.test_client(), []
    for method, path, _, right in operations(guarded):
        if right in (scope, "open"):
            continue
        answer = client.open(plain(path), method=method, headers=header)
        told = answer.json["error"]["message"] + answer.json["error"]["remedy"]  # type: ignore[index]
        says = right if right in SCOPES else "不能用令牌"  # no token ever has the others
        if answer.status_code != 403 or says not in told:
            wrong.append((method, path, answer.status_code, told))
    assert wrong == []


def test_other_methods_are_refused(guarded: Flask) -> None:
    """405, and Allow names those that there are; OPTIONS names the same."""
    header = token_of(home_of(guarded), "administrator", SCOPES)
    client, wrong = guarded.test_client(), []
    for path, told in document(guarded)["paths"].items():
        for method in {*METHODS, "trace"} - set(told):
            answer = client.open(plain(path), method=method.upper(), headers=header)
            if answer.status_code != 405 or _allowed(answer) != set(told):
                wrong.append((method, path, answer.status_code, _allowed(answer)))
        answer = client.options(plain(path), headers=header)
        if answer.status_code not in (200, 403) or (
            answer.status_code == 200 and _allowed(answer) != set(told)
        ):
            wrong.append(("options", path, answer.status_code, _allowed(answer)))
    assert wrong == []


def _allowed(answer: object) -> set[str]:
    given = answer.headers.get("Allow", "").lower()  # type: ignore[attr-defined]
    return {one.strip() for one in given.split(",")} - {"head", "options", ""}


def test_no_header_is_asked_for(guarded: Flask) -> None:
    """So there is none that could be missing."""
    for methods in document(guarded)["paths"].values():
        for told in methods.values():
            assert [one for one in told["parameters"] if one["in"] == "header"] == []


def test_what_is_made_is_there_and_what_is_deleted_is_not(guarded: Flask) -> None:
    header = token_of(home_of(guarded), "administrator", SCOPES)
    client = guarded.test_client()
    view = {"format": 1, "data_version": _version(client, header), "nodes": []}
    made = client.post(
        "/api/v1/explore/views", json={"name": "made", "body": view}, headers=header
    ).json
    query = {"name": "made", "doc": "One", "query": "RETURN 1 AS one"}
    client.post("/api/v1/queries", json=query, headers=header)
    for address in (f"explore/views/{made['id']}", "queries/made"):  # type: ignore[index]
        url = f"/api/v1/{address}"
        assert client.get(url, headers=header).status_code == 200
        assert client.delete(url, headers=header).status_code == 200
        assert client.get(url, headers=header).status_code == 404
        assert client.post(f"{url}/restore", headers=header).status_code == 200
        assert client.get(url, headers=header).status_code == 200


def _version(client: FlaskClient, header: dict[str, str]) -> str:
    version: str = client.get("/api/v1/versions", headers=header).json[0]["data_version"]  # type: ignore[index]
    return version


def test_the_answer_of_every_endpoint_is_declared(guarded: Flask) -> None:
    """Each says its main fields; those whose answer is a file have none."""
    files = {"explore_files.export"}
    endpoints = {endpoint for _, _, endpoint, _ in operations(guarded)} - files
    assert endpoints <= set(matrix())
    assert {one for one in endpoints if not answer_schema(one)} == set()
