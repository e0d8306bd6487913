"""The OpenAPI 3.1 document of ``/api/v1``, made from the routes, their models and the rights."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Flask, Response, current_app, json
from pydantic import BaseModel
from werkzeug.routing import Rule

from liantu.locale import LANGUAGES
from liantu.rights import SCOPES
from liantu.web.access import matrix
from liantu.web.answers.forms import MIME, offered
from liantu.web.answers.shapes import SHAPES
from liantu.web.spec.answered import answer_schema
from liantu.web.spec.bodies import BODIES
from liantu.web.spec.checking import ROOT, model_of
from liantu.web.spec.lists import OPEN
from liantu.web.spec.meanings import about, meanings
from liantu.web.spec.needed import NEEDED, ONE_OF

bp = Blueprint("spec", __name__)
REFUSALS = {
    400: "A malformed or unknown parameter",
    401: "No login, or a token that opens nothing",
    403: "The rights of who asks do not hold this",
    404: "Nothing of this name",
    406: "Not given in this form",
    409: "Not at hand, or changed meanwhile",
    413: "Too large",
    415: "Not of this type",
    422: "Well-formed, and not acceptable",
    429: "Too many; Retry-After says when to return",
}
NEAR = {  # what an unknown id may mean
    "type": "object",
    "required": ["id", "name"],
    "properties": {name: {"type": "string"} for name in ("id", "name")},
}
ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "where", "remedy"],
            "properties": {
                **{name: {"type": "string"} for name in ("code", "message", "where", "remedy")},
                "near": {"type": "array", "items": NEAR},
            },
        }
    },
}
WRITTEN: dict[str, int] = {
    "views.save": 201,
    "whatif.ask_json": 200,
    "queries_api.save": 201,
    "deliver_api.deliver": 202,
}


@bp.get(f"{ROOT}/openapi.json")
def openapi() -> Response:
    """Return the OpenAPI document of the API."""
    return Response(json.dumps(document(current_app)), mimetype="application/json")


def document(app: Flask) -> dict[str, Any]:
    """Return the document, the same for all who ask."""
    kept = app.extensions.get("liantu_openapi")
    if kept is None:
        kept = app.extensions["liantu_openapi"] = _document(app)
    found: dict[str, Any] = kept
    return found


def _document(app: Flask) -> dict[str, Any]:
    schemas: dict[str, Any] = {"Error": ERROR}
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule):
        if rule.rule.startswith(ROOT):
            path = re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                paths.setdefault(path, {})[method.lower()] = _operation(rule, method, schemas)
    refused = {
        f"R{status}": {"description": why, "content": _content("Error")}
        for status, why in REFUSALS.items()
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Liantu 链图", "version": "1"},
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "responses": refused,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "liantu_session"},
            },
        },
    }


def _content(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _operation(rule: Rule, method: str, schemas: dict[str, Any]) -> dict[str, Any]:
    endpoint = rule.endpoint
    id_ = endpoint if method in ("GET", "POST") else f"{endpoint}.{method.lower()}"
    said = [about(id_, lang) for lang in LANGUAGES]  # Chinese first
    line = matrix().get(endpoint)
    name = "".join(part.title() for part in re.split(r"[._]", endpoint))
    schemas[name] = answer_schema(endpoint)
    made = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    if method == "GET" and endpoint in SHAPES:
        made |= {MIME[form]: {} for form in offered(SHAPES[endpoint]) if form != "json"}
    if endpoint == "explore_files.export":
        made = {"*/*": {}}
    answers = {str(WRITTEN.get(endpoint, 200)): {"description": " / ".join(said), "content": made}}
    refused = {str(s): {"$ref": f"#/components/responses/R{s}"} for s in REFUSALS}
    found: dict[str, Any] = {
        "operationId": id_,
        "summary": said[0],
        "description": said[1],
        "tags": [rule.rule.removeprefix(ROOT).strip("/").partition("/")[0] or "api"],
        "parameters": [
            {**one, "description": meanings(endpoint, one["name"])}
            for one in (*_in_path(rule), *_in_query(endpoint, schemas))
        ],
        "responses": answers | refused,
        "x-right": line.right if line else "–",
        "x-region": line.region if line else "–",
    }
    if endpoint in ONE_OF:
        found["x-one-of"] = list(ONE_OF[endpoint])
    if line and line.right != "read":
        found["security"] = _security(line.right)
    if endpoint in BODIES:
        body = BODIES[endpoint]
        found["requestBody"] = {"required": True, "content": _content(_kept(body, schemas))}
    return found


def _security(right: str) -> list[dict[str, Any]]:
    """Return by what a right is had; that to read may be everybody's, and so has no own."""
    if right == "open":
        return []
    by_token: list[dict[str, Any]] = [{"token": []}] if right in SCOPES else []
    return [*by_token, {"session": []}]


def _in_path(rule: Rule) -> list[dict[str, Any]]:
    whole = {"type": "integer", "minimum": 0}
    text = {"type": "string", "minLength": 1}
    numbers = {name for kind, name in re.findall(r"<([^:>]+):([^>]+)>", rule.rule) if kind == "int"}
    return [
        {"name": name, "in": "path", "required": True, "schema": whole if name in numbers else text}
        for name in sorted(rule.arguments)
    ]


def _in_query(endpoint: str, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    told = model_of(endpoint).model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(told.get("$defs", {}))
    found = []
    for name, schema in sorted(told["properties"].items()):
        given = {key: value for key, value in schema.items() if key != "title"}
        if "anyOf" in given:  # an absent value is not a null
            some = [one for one in given.pop("anyOf") if one != {"type": "null"}]
            given = {**given, **some[0]}
            given.pop("default", None)
        needed = NEEDED.get(endpoint, {}).get(name)
        if needed is not None:
            bound = {key: value for key, value in given.items() if key != "default"} | needed
            if bound.get("type") == "array":
                bound["items"] = {**bound["items"], "minLength": 1}
            found.append({"name": name, "in": "query", "required": True, "schema": bound})
        elif name in told.get("required", ()):
            found.append({"name": name, "in": "query", "required": True, "schema": given})
        else:
            found.append({"name": name, "in": "query", "schema": _or_empty(given)})
    if endpoint in OPEN:
        free = {"type": "object", "additionalProperties": {"type": "string"}}
        found.append({"name": "parameters", "in": "query", "style": "form", "schema": free})
    return found


def _or_empty(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that also takes the empty value, which a form sends for none."""
    free = schema.get("type") == "string" and not {"enum", "const"} & schema.keys()
    if free or schema.get("type") == "array":
        return schema
    default = {"default": schema["default"]} if "default" in schema else {}
    rest = {key: value for key, value in schema.items() if key != "default"}
    return {"anyOf": [rest, {"type": "string", "maxLength": 0}], **default}


def _kept(model: type[BaseModel], schemas: dict[str, Any]) -> str:
    told = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(told.pop("$defs", {}))
    schemas[model.__name__] = told
    return model.__name__
