"""The region outside of which a token is told nothing: what it may ask, and what it is told.

Asked: the parameter of the address, the node, or the body must lie in the region. Told:
of an answer in JSON every item that names a firm, park or other located thing elsewhere
is left out, however it came to be there; counts of what is elsewhere stay. An answer in
another form is refused unless its line of the matrix says that it is ``safe``.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from liantu.errors import LiantuError, NotAllowed, UsageError
from liantu.graph.model import model
from liantu.queries.catalogue import run
from liantu.queries.profile import name_of
from liantu.web.context import store

# Kinds whose nodes lie somewhere and belong to somebody; places and reference data are told.
LOCATED = frozenset(
    {
        "Alliance",
        "Bank",
        "Demand",
        "Enterprise",
        "Facility",
        "MassOrganization",
        "Park",
        "PartyOrganization",
        "Project",
        "ResearchPlatform",
        "ServiceTeam",
        "TaskForce",
        "University",
    }
)


def keep_within(region: str, line: Any) -> None:
    """Hold a request to a region as its line of the matrix says; raises NotAllowed."""
    if line.region == "free":
        return
    if line.region == "param":
        _param(region, line)
    elif line.region == "node":
        node = str((request.view_args or {}).get("node_id") or request.args.get("id", ""))
        if not node_within(node, region):
            raise NotAllowed("token_region", where=node[:200], region=region)
    elif line.region == "body":
        _body(region)
    else:
        raise NotAllowed("token_region_refused", where=request.path, region=region)


def withhold(region: str, line: Any, response: Response) -> None:
    """Leave what lies elsewhere out of an answer; raises NotAllowed where that cannot be done."""
    if line.region == "free" or line.right == "open" or response.status_code >= 300:
        return
    if response.mimetype != "application/json" or response.is_streamed:
        if not line.safe:
            raise NotAllowed("token_region_form_refused", where=request.path, region=region)
        return
    said = response.get_json()
    named = _named(said)
    away = named - _here(named, region)
    if not away:
        return
    kept, gone = _without(said, away)
    if gone:
        raise NotAllowed("token_region", where=request.path, region=region)
    response.set_data(current_app.json.dumps(kept))


def _named(value: Any) -> set[str]:
    """Return the ids of located things anywhere in an answer."""
    if isinstance(value, str):
        return {value} if model().kind_of(value) in LOCATED else set()
    if isinstance(value, dict):
        return set().union(*map(_named, value), *map(_named, value.values()))
    return set().union(*map(_named, value)) if isinstance(value, list) else set()


def _without(value: Any, away: set[str]) -> tuple[Any, bool]:
    """Return an answer without what names something away, and whether it itself does."""
    if isinstance(value, str):
        return value, value in away
    if isinstance(value, list):
        both = [_without(one, away) for one in value]
        return [kept for kept, gone in both if not gone], False
    if not isinstance(value, dict):
        return value, False
    found = {key: _without(one, away) for key, one in value.items() if key not in away}
    return {key: kept for key, (kept, _) in found.items()}, any(gone for _, gone in found.values())


def _here(ids: set[str], region: str) -> set[str]:
    """Return those of some located things that lie in a region, by their division or park."""
    places = _places(ids)
    parks = _places({one for found in places.values() for one in found if one[:4] != "reg:"})
    inside: dict[str, bool] = {}

    def lies(place: str) -> bool:
        if place not in inside:
            code = place.removeprefix("reg:")
            known = [within(code, region)] if code != place else map(lies, parks.get(place, ()))
            inside[place] = any(known)
        return inside[place]

    return {one for one, found in places.items() if any(map(lies, found))}


def within(code: str, region: str) -> bool:
    """Say whether a division is a region or lies in it; an unknown one does not."""
    if code == region:
        return True
    found = _region(code)
    return found is not None and region in str(found.properties.get("path") or "").split("/")


def node_within(node: str, region: str) -> bool:
    """Say whether a node lies in a region: by its division, or its park's, or is one itself."""
    if node.startswith("reg:"):
        return within(node.removeprefix("reg:"), region)
    return node in _here({node}, region)


def _places(ids: Collection[str]) -> dict[str, list[str]]:
    """Return the divisions and parks of nodes by their ids, one question for each kind."""
    kinds: dict[str, list[str]] = {}
    for one in sorted(ids):
        kinds.setdefault(model().kind_of(one) or "", []).append(one)
    found: dict[str, list[str]] = {}
    for kind, some in kinds.items():
        for row in run(store(), "explore_places", ids=some).dicts() if kind else ():
            found.setdefault(str(row["id"]), []).append(str(row["place"]))
    return found


def region_known(code: str) -> bool:
    """Say whether a division of this code is known."""
    return _region(code) is not None


def name_of_region(code: str) -> str:
    """Return the name of a division, or its code where it is not known now."""
    try:
        found = _region(code)
    except LiantuError:  # nothing is loaded: the page of tokens is shown all the same
        return code
    return name_of(found) if found else code


def _region(code: str) -> Any:
    if not (code.isascii() and code.isdigit()):
        return None
    rows = run(store(), "region", region=f"reg:{code}").rows
    return rows[0][0] if rows else None


def _param(region: str, line: Any) -> None:
    given: MultiDict[str, str] = MultiDict(request.args)
    for name in line.names:
        for value in given.getlist(name):
            if value and not within(value, region):
                raise NotAllowed("token_region", where=f"{name}={value[:20]}", region=region)
    if not given.get(line.names[0]):
        given.setlist(line.names[0], [region])
    for name, value in line.force:
        given.setlist(name, [value])
    set_args(given)


def set_args(given: MultiDict[str, str]) -> None:
    """Let the rest of the request read these parameters as the address's own."""
    text = urlencode(list(given.items(multi=True)))
    request.environ["QUERY_STRING"] = text
    request.query_string = text.encode()
    for cached in ("args", "values", "full_path", "url"):
        request.__dict__.pop(cached, None)
    request.__dict__["args"] = ImmutableMultiDict(given)


def _body(region: str) -> None:
    body = request.get_json(silent=True)
    said = body.get("region") if isinstance(body, dict) else None
    if not isinstance(said, str) or not said:
        raise UsageError("token_region_body", where="region", region=region)
    if not within(said, region):
        raise NotAllowed("token_region", where=f"region={said[:20]}", region=region)
