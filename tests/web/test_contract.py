"""What the API answers to made-up requests, sound and unsound, keeps to its own document.

``LIANTU_CONTRACT_EXAMPLES`` asks for more requests of each operation.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from liantu.web.access import matrix
from liantu.web.spec.document import document

pytestmark = pytest.mark.no_graph

GOLDEN = Path(__file__).parent / "golden" / "openapi.json"
EXAMPLES = int(os.environ.get("LIANTU_CONTRACT_EXAMPLES", "2"))
# Whether a sound value is accepted depends on the data, so that is no check here.
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
)


def _failures(app: Flask, mode: GenerationMode, headers: dict[str, str]) -> list[str]:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    found: list[str] = []
    for one in schema.get_all_operations():
        operation = one.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=headers, checks=list(CHECKS))

        try:
            ask()
        except Exception as error:
            if "Unsatisfiable" not in type(error).__name__:  # nothing unsound can be asked
                told = [str(error), *map(str, getattr(error, "exceptions", ()))]
                found.append(f"{operation.label}: {' | '.join(told)[:1500]}")
    return found


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_anonymous_requests_keep_to_the_document(own: Flask, mode: GenerationMode) -> None:
    """Nobody in particular asks anything: never a failure, always what the document says."""
    assert not _failures(own, mode, {"Accept-Encoding": "identity"})


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


def _path(rule: str) -> str:
    parts = [f"{{{one.split(':')[-1]}" for one in rule.split("<")]
    return "".join(parts)[1:].replace(">", "}")
