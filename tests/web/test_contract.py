"""What the API answers to made-up requests, sound and unsound, keeps to its own document.

``LIANTU_CONTRACT_EXAMPLES`` asks for more requests of each operation.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from schemathesis import GenerationMode

from liantu.locale import catalogue
from liantu.web.access import matrix
from liantu.web.spec.document import document
from liantu.web.spec.meanings import about, meaning
from tests.web.contract import EXAMPLES, ask_all, ids_of

pytestmark = pytest.mark.no_graph

GOLDEN = Path(__file__).parent / "golden" / "openapi.json"


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_anonymous_requests_keep_to_the_document(own: Flask, mode: GenerationMode) -> None:
    """Nobody in particular asks anything: never a failure, always what the document says."""
    examples = max(EXAMPLES, 2)
    found = ask_all(own, {"Accept-Encoding": "identity"}, mode, ids_of(own), examples=examples)
    assert not found.failures, "\n".join(found.failures)


def test_the_document_is_as_it_was(own: Flask) -> None:
    """A change of the API shows as a change of a file; LIANTU_GOLDEN=1 writes it anew."""
    made = json.dumps(document(own), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get("LIANTU_GOLDEN"):
        GOLDEN.write_text(made, encoding="utf-8")
    assert made == GOLDEN.read_text(encoding="utf-8")


def test_every_address_stands_in_the_document_with_its_right(own: Flask) -> None:
    """No address of the API is missing, and each names the right of the matrix."""
    paths = document(own)["paths"]
    for rule in own.url_map.iter_rules():
        if rule.rule.startswith("/api/v1"):
            told = paths[_path(rule.rule)]
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                assert told[method.lower()]["x-right"] == matrix()[rule.endpoint].right


def test_every_parameter_means_something_in_both_languages(own: Flask) -> None:
    """A parameter without Chinese, or one that no address has any more, is found here."""
    used = set()
    for methods in document(own)["paths"].values():
        for method, told in methods.items():
            endpoint = told["operationId"].removesuffix(f".{method}")
            for one in told["parameters"]:
                chinese, english = (meaning(endpoint, one["name"], lang) for lang in ("zh", "en"))
                assert re.search("[一-鿿]", chinese), (endpoint, one["name"])
                assert one["description"] == f"{chinese} / {english}"
                used |= {f"parameter.{one['name']}", f"parameter.{endpoint}.{one['name']}"}
    assert {key for key in catalogue() if key.startswith("parameter.")} - used == set()


def test_every_address_says_what_it_answers_in_both_languages(own: Flask) -> None:
    used = set()
    for methods in document(own)["paths"].values():
        for told in methods.values():
            name = told["operationId"]
            assert re.search("[一-鿿]", told["summary"]), name
            assert (told["summary"], told["description"]) == (about(name, "zh"), about(name, "en"))
            used.add(f"endpoint.{name}")
    assert {key for key in catalogue() if key.startswith("endpoint.")} - used == set()


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("gaps?regoin=370614", "regoin"),
        ("nodes?kind=Enterprise&kind=Park", "kind"),
        ("nodes?kind=Enterprise&limit=0", "limit"),
        ("nodes?kind=Enterprise&limit=99999999999999999999", "limit"),
        ("search?q=%00", "q"),
    ],
)
def test_what_cannot_be_asked_is_refused(clerk: FlaskClient, address: str, where: str) -> None:
    """An unknown, repeated or unsound parameter is named."""
    answer = clerk.get(f"/api/v1/{address}")
    assert (answer.status_code, answer.json["error"]["where"]) == (400, where)  # type: ignore[index]


def test_an_unknown_parameter_brings_those_like_it(clerk: FlaskClient) -> None:
    """A slip of the pen is answered with what may have been meant."""
    answer = clerk.get("/api/v1/gaps?regoin=370614").json
    assert "region" in answer["error"]["remedy"]  # type: ignore[index]


@pytest.mark.parametrize(("lang", "title"), [("zh", "接口说明"), ("en", "API reference")])
def test_the_page_lists_every_address_without_script(
    clerk: FlaskClient, lang: str, title: str
) -> None:
    """The plain list is there for who has no script."""
    page = clerk.get(f"/api/docs?lang={lang}").text
    assert title in page and "/api/v1/chains/{chain_id}/panorama" in page
    assert f"<code>assume_complete</code> {meaning('', 'assume_complete', lang)}" in page


def _path(rule: str) -> str:
    parts = [f"{{{one.split(':')[-1]}" for one in rule.split("<")]
    return "".join(parts)[1:].replace(">", "}")
