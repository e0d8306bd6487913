"""The settings page of the gap finder: every threshold and weight, and what a change would do."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from liantu.graph.stores import Store
from liantu.locale import catalogue
from liantu.queries.catalogue import run
from liantu.queries.gaps import GapSettings, find_gaps
from liantu.queries.gaps.comparing import Pair, pairs
from liantu.queries.gaps.editing import LISTS, Setting, edited, fields, span
from liantu.queries.gaps.keeping import kept_settings, reset, save, saved
from liantu.queries.profile import name_of
from liantu.web.context import home, settings, store, words

bp = Blueprint("gap_settings", __name__)
UNITS = {
    "months": ("months", "fresh_months", "signal_months"),
    "firms": ("single_maker", "suppliers", "listed"),
    "regions": ("regions",),
    "products": ("products",),
    "draws": ("draws",),
}


@bp.get("/settings/gaps")
def page() -> str:
    """Show every setting with its range and default; ``fill=`` takes an older version."""
    version = request.args.get("fill", "")
    return _page(kept_settings(home().root, version) if version else settings(), version)


@bp.post("/settings/gaps/preview")
def preview() -> str:
    """Show what the edited settings would change on a chain, before they are saved."""
    used = edited(settings(), _given())
    chain = request.form.get("chain", "")
    return _page(used, "", chain, _changes(store(), chain, used))


@bp.post("/settings/gaps")
def keep() -> BaseResponse:
    """Put the edited settings in force."""
    used = edited(settings(), _given())
    version = save(home(), used, **_who())
    return redirect(url_for("gap_settings.page", saved=version), 303)


@bp.post("/settings/gaps/reset")
def put_back() -> BaseResponse:
    """Put the shipped settings in force again."""
    return redirect(url_for("gap_settings.page", saved=reset(home(), **_who())), 303)


@bp.get("/api/v1/settings/gaps")
def as_json() -> Response:
    """Give every setting with its range and default, and when which version was put in force."""
    return jsonify(settings_json(settings()))


def settings_json(used: GapSettings) -> dict[str, Any]:
    """Return the stable JSON of the settings in force."""
    return {
        "version": used.version,
        "settings": [
            one.as_dict() | {"label": words(f"setting.{one.key}"), "unit": unit(one)}
            for one in fields(used)
        ],
        "history": [one.as_dict() for one in saved(home().root)],
    }


def unit(one: Setting) -> str:
    """Return what a setting is counted in, in words."""
    name = one.path.rpartition(".")[2]
    found = next((key for key, names in UNITS.items() if name in names), "")
    if not found:
        found = "share" if one.shape == "number" and one.high == 1 else "none"
    return words(f"unit.{found}")


def group_label(group: str) -> str:
    """Return what a group of settings is called."""
    if group.startswith(f"{LISTS}."):
        name = group.rpartition(".")[2]
        key = f"list.{name}"
        label = words(key) if key in catalogue() else name
        return words(f"settings.group.{LISTS}", name=label)
    return words(f"settings.group.{group}")


def _given() -> dict[str, str]:
    """Return what the form says of each setting; a box that is not ticked says no."""
    found = {name: text for name, text in request.form.items() if name.startswith("set.")}
    given = {name.removeprefix("set."): text for name, text in found.items()}
    for one in fields(settings()):
        if one.shape == "flag" and one.path not in given:
            given[one.path] = "false"
    return given


def _who() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in ("by", "note", "seen")}


def _changes(
    found: Store, chain: str, used: GapSettings
) -> tuple[tuple[Pair, ...], str, str] | None:
    """Return the segments of a chain that other settings change, with its name and region."""
    if not chain:
        return None
    complete = bool(request.form.get("assume_complete"))
    before, after = (
        find_gaps(found, chain, assume_complete=complete, settings=one)
        for one in (settings(), used)
    )
    changed = tuple(one for one in pairs(before, after) if one.differs)
    return changed, before.scope.chain, before.scope.region_name


def _page(
    shown: GapSettings,
    filled: str,
    chain: str = "",
    changes: tuple[tuple[Pair, ...], str, str] | None = None,
) -> str:
    used = settings()
    in_force = {one.path: one for one in fields(used)}
    groups: dict[str, list[Setting]] = {}
    for one in fields(shown):
        groups.setdefault(one.group, []).append(one)
    chains = [
        (str(node.properties["chain_id"]), name_of(node)) for (node,) in run(store(), "chains").rows
    ]
    edits = [
        (in_force[one.path], one)
        for one in fields(shown)
        if one.path in in_force and one.value != in_force[one.path].value
    ]
    return render_template(
        "gap_settings.html",
        version=used.version,
        groups=groups,
        edits=edits,
        previewed=request.method == "POST",
        filled=filled,
        chains=chains,
        chain=chain or request.args.get("chain", ""),
        changes=changes,
        history=saved(home().root),
        just_saved=request.args.get("saved", ""),
        complete=bool(request.form.get("assume_complete")),
        by=request.form.get("by", ""),
        note=request.form.get("note", ""),
        span=span,
        unit=unit,
        group_label=group_label,
        json_url=url_for("gap_settings.as_json"),
    )
