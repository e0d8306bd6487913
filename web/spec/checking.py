"""Every parameter of a request to ``/api/v1`` is checked against its model, before it is read."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Flask, request
from pydantic import BaseModel, ValidationError, create_model
from rapidfuzz import process
from werkzeug.datastructures import MultiDict

from liantu.errors import UsageError
from liantu.locale import text
from liantu.web.spec.lists import OF, OPEN
from liantu.web.spec.parameters import Asked, Every
from liantu.web.spec.saying import unsound

ROOT = "/api/v1"
# What the address of a page carries and a link to its JSON may bring along: it says nothing here.
OF_PAGES = frozenset({"theme", "tour", "fragment", "saved_now"})
NEAR = 5  # names that a refusal offers


def install(app: Flask) -> None:
    """Check the parameters of every request to the API."""
    app.before_request(check)


@cache
def model_of(endpoint: str) -> type[BaseModel]:
    """Return all parameters of an endpoint: its own, and those of every address."""
    own = OF.get(endpoint, Asked)
    if own is Asked:
        return Every
    return create_model(f"{own.__name__}Query", __base__=(own, Every))


@cache
def listed(endpoint: str) -> dict[str, bool]:
    """Return the names of an endpoint's parameters, and whether each may be given repeatedly."""
    fields = model_of(endpoint).model_fields
    return {one.alias or name: "list" in str(one.annotation) for name, one in fields.items()}


def check() -> None:
    """Raise UsageError for a parameter that there is not, stands twice or has no sound value."""
    endpoint = request.endpoint
    if endpoint is None or not request.path.startswith(ROOT):
        return
    for name, value in (request.view_args or {}).items():
        if "\x00" in str(value):
            raise UsageError("value_nul", where=name, name=name, allowed=text("spec.allowed.text"))
    if request.args:
        _check(endpoint, request.args)


def _check(endpoint: str, args: MultiDict[str, str]) -> None:
    known, given = listed(endpoint), {}
    for name, values in args.lists():
        if name not in known:
            if name in OF_PAGES or (endpoint in OPEN and "\x00" not in "".join(values)):
                continue
            raise _unknown(name, known)
        values = [one for one in values if one != ""]
        if len(values) > 1 and not known[name]:
            raise UsageError("parameter_twice", where=name[:100], name=name[:100])
        if values:
            given[name] = values if known[name] else values[0]
    if given:
        _sound(model_of(endpoint), given)


def _sound(model: type[BaseModel], given: dict[str, Any]) -> None:
    try:
        model.model_validate(given)
    except ValidationError as error:
        raise unsound(model, error) from error


def _unknown(name: str, known: dict[str, bool]) -> UsageError:
    near = [hit[0] for hit in process.extract(name[:100], list(known), limit=NEAR)]
    return UsageError("parameter_unknown", where=name[:100], name=name[:100], near=", ".join(near))
