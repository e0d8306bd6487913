"""Made-up requests to every operation of the API, as one who asks, held to the document."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as made

from liantu.web.answers.shapes import SHAPES, Shape
from liantu.web.answers.tables import flatten, records_of

EXAMPLES = int(os.environ.get("LIANTU_CONTRACT_EXAMPLES", "1"))
# Every check of schemathesis but these:
#   missing_required_header: no operation asks for a header (test_no_header_is_asked_for)
#   unsupported_method, allow_header_conformance: it asks them in its own coverage phase only;
#     test_other_methods_are_refused asks every method of every path
#   ensure_resource_availability, use_after_free: these want links of the document;
#     test_what_is_made_is_there_and_what_is_deleted_is_not asks the makers one after the other
#   object_level_authorization: what is saved here is shared by all who may read
#   max_response_time: that is measured by the benchmarks, not on made-up requests
CHECKS = (
    not_a_server_error,
    made.status_code_conformance,
    made.content_type_conformance,
    made.response_headers_conformance,
    made.response_schema_conformance,
    made.negative_data_rejection,
    made.positive_data_acceptance,
    made.ignored_auth,
)
# What the document names a format is asked with texts of it.
QUERIES = (
    "MATCH (n:Enterprise) RETURN n.name LIMIT 3",
    "MATCH (a:Enterprise)-[:MAKES]->(s:Segment) RETURN s.id, count(a) AS makers",
    "UNWIND [1, 2] AS x RETURN x",
)
# What an answer itself has to name is drawn empty, and then asked for by `again`.
schemathesis.openapi.format("cursor", st.just(""))
schemathesis.openapi.format("field", st.just(""))
PRINTED = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=100)
schemathesis.openapi.format("printable", PRINTED)
schemathesis.openapi.format("box", st.sampled_from(("", "120,37,121.5,38")))
schemathesis.openapi.format("json-object", st.sampled_from(("{}", '{"a": 1}')))
schemathesis.openapi.format("cypher", st.sampled_from(QUERIES))


@dataclass
class Asked:
    """What the answers were, what did not keep to the document, and what was asked again.

    ``narrowed`` are answers asked for some of their fields, ``followed`` pages by their cursor.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    narrowed: int = 0
    followed: int = 0


def ask_all(
    app: Flask,
    headers: dict[str, str],
    mode: GenerationMode,
    ids: dict[str, str],
    methods: Iterable[str] = ("get", "post", "put", "delete"),
    examples: int = EXAMPLES,
    cookies: dict[str, str] | None = None,
) -> Asked:
    """Ask every operation, with made-up values or with ``ids`` that there are."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    found = Asked()
    every: Any = schema.get_all_operations()
    for one in every:
        operation = one.ok()
        if operation.method not in methods:
            continue
        tell = _asker(operation, headers, mode, ids, examples, found, cookies)
        try:
            tell()
        except (Exception, BaseExceptionGroup) as error:
            if "Unsatisfiable" not in type(error).__name__:  # nothing unsound can be asked
                told = [str(error), *map(str, getattr(error, "exceptions", ()))]
                found.failures.append(f"{operation.label}: {' | '.join(told)[:1500]}")
    return found


def _asker(
    operation: Any,
    headers: dict[str, str],
    mode: GenerationMode,
    ids: dict[str, str],
    examples: int,
    found: Asked,
    cookies: dict[str, str] | None,
) -> Callable[[], None]:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), real=st.booleans())
    def ask(case: Any, real: bool) -> None:
        if (real or examples == 1) and mode is GenerationMode.POSITIVE:
            case.path_parameters.update(
                {name: ids[name] for name in case.path_parameters if name in ids}
            )
        if mode is GenerationMode.POSITIVE:
            _make_fit(case, operation.definition.raw.get("x-one-of", []))
        response = answered(case)
        if mode is GenerationMode.POSITIVE and case.method == "GET" and response.status_code == 200:
            again(operation, case, response, answered, found)

    def answered(case: Any) -> Any:
        response = case.call(headers=headers, cookies=cookies)
        found.statuses[response.status_code] += 1
        beside = {made.ignored_auth} if cookies is not None else set()
        if response.status_code == 413:  # refused for its length before it is read
            beside.add(made.negative_data_rejection)
        checks = [one for one in CHECKS if one not in beside]
        case.validate_response(response, checks=checks, headers=headers)
        return response

    return ask


def again(
    operation: Any, case: Any, response: Any, answered: Callable[[Any], Any], found: Asked
) -> None:
    """Ask once more for the fields that an answer names, and for the page that it says is next."""
    shape = SHAPES.get(operation.definition.raw["operationId"])
    if shape is None or "json" not in response.headers["content-type"][0]:
        return
    records = _records(response, shape)
    names = [*dict.fromkeys(name for one in records for name in flatten(one))]
    if names:
        wanted = [names[0], names[-1]]
        case.query["fields"] = [",".join(wanted)]
        told = answered(case)
        assert told.status_code == 200, (wanted, told.json())
        own = {name for one in records for name in one}
        tops = {name if name in own else name.partition(".")[0] for name in wanted}
        kept = {name for one in _records(told, shape) for name in one}
        assert kept == tops, (wanted, kept)
        found.narrowed += 1
        del case.query["fields"]
    if "cursor" not in {one["name"] for one in operation.definition.raw["parameters"]}:
        return
    case.query["limit"] = 1
    case.query.pop("start", None)
    before = answered(case)
    if following := before.json().get("next"):
        case.query["cursor"] = parse_qs(urlsplit(following).query)["cursor"][0]
        after = answered(case)
        assert after.status_code == 200, after.json()
        assert len(_records(after, shape)) <= 1  # one of two lists may be at its end
        assert _lists(after) != _lists(before), "a page that was had already"
        found.followed += 1


def _lists(response: Any) -> list[Any]:
    return [one for one in response.json().values() if isinstance(one, list)]


def _records(response: Any, shape: Shape) -> list[dict[str, Any]]:
    return records_of(response.json(), shape)


def _make_fit(case: Any, some: list[str]) -> None:
    """Mend what a document cannot say."""
    if some and not any(map(case.query.get, some)):
        case.query[some[0]] = "370613"  # one of several is needed
    if case.path.endswith("stream") and case.query.get("link"):
        case.query["link"] = ""  # which links there are hangs on the kind of the node
    if isinstance(case.body, dict):
        for name in {"params", "changes"} & case.body.keys():
            case.body[name] = []  # these must go with the text, and with the chain


def ids_of(app: Flask) -> dict[str, str]:
    """Return a name that there is for every part of an address that names something."""
    used = app.extensions["liantu"].store("")
    path = "MATCH (s:Segment)-[:PART_OF]->(c:Chain) RETURN s.id AS id ORDER BY id LIMIT 1"
    firm = "MATCH (e:Enterprise) RETURN e.id AS id ORDER BY id LIMIT 1"
    segment = used.run(path, {}).dicts()[0]["id"]
    chain, _, own = segment.removeprefix("seg:").partition("/")
    node = used.run(firm, {}).dicts()[0]["id"]
    return {"chain_id": chain, "segment_id": own, "node_id": node, "which": "flows"}
