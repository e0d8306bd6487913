"""What if: a form of changes, its answer, saved scenarios side by side; and their JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from liantu.errors import LiantuError, UsageError
from liantu.ledger.scenarios import delete_scenario, scenario_named, scenarios
from liantu.queries.gaps import GapReport
from liantu.queries.profile import name_of
from liantu.queries.sheets import Book
from liantu.queries.sheets.studies import whatif_book
from liantu.queries.whatif import Answer, Base, answer, base_of, scenario
from liantu.queries.whatif.changes import as_dicts
from liantu.queries.whatif.choices import makers, regions, suppliers
from liantu.queries.whatif.saved import SIDE_BY_SIDE, Again, again, save, side_by_side
from liantu.queries.whatif.wording import figure_rows, said, state_words
from liantu.web.addresses import KEPT
from liantu.web.chains import tools
from liantu.web.context import flag, home, settings, snapshots, store
from liantu.web.rendering import LONGEST_LIST
from liantu.web.whatif_map import SIGNS, overlay

bp = Blueprint("whatif", __name__)
bp.context_processor(tools)
NUMBERS = frozenset({"amount", "employees", "cost_share"})


@dataclass(frozen=True)
class Seen:
    """What the head of the page says of the chain."""

    id: str
    name: str
    report: GapReport


@bp.get("/chains/<chain_id>/what-if")
def page(chain_id: str) -> Any:
    """Show the form with the answer of the changes so far; a filled form adds its change."""
    if request.args.get("do"):
        more = json.dumps(filled(request.args), ensure_ascii=False, separators=(",", ":"))
        return redirect(address(chain_id, [*request.args.getlist("c"), more]), 303)
    base = _base(chain_id)
    texts, saved = request.args.getlist("c"), None
    found: Answer | None = None
    problem: LiantuError | None = None
    if number := request.args.get("saved", ""):
        saved = again(snapshots(), scenario_named(home().ledger, number), settings())
        found, problem = saved.answer, saved.problem
        texts = [_compact(one) for one in saved.row.changes]
    else:
        try:
            found = answer(base, scenario(_given(texts)))
        except UsageError as error:
            problem = error
    return render_template(
        "whatif.html", **_shown(base, texts, found, saved), problem=problem
    ), 400 if problem and not saved else 200


@bp.get("/chains/<chain_id>/what-if/compare")
def compare(chain_id: str) -> str:
    """Show up to five saved scenarios side by side."""
    found = _side_by_side()
    base = _base(chain_id)
    answers = [one for one in found if one.answer is not None]
    tables = [
        figure_rows(one.answer.before_figures, one.answer.after_figures)
        for one in answers
        if one.answer
    ]
    return render_template(
        "whatif_compare.html",
        view=_seen(base),
        found=found,
        answers=answers,
        overlays=[
            overlay(one.answer, f"scenario-{one.row.id}", wide=False)
            for one in answers
            if one.answer
        ],
        map_signs=SIGNS,
        figures=[(rows[0][0], rows) for rows in zip(*tables, strict=True)],
        segments=_segments(answers),
        said=said,
        state_words=state_words,
        saved=scenarios(home().ledger, base.report.scope.chain),
        most=SIDE_BY_SIDE,
        json_url=url_for(
            "whatif.compare_json", chain_id=chain_id, scenario=request.args.getlist("scenario")
        ),
    )


@bp.post("/chains/<chain_id>/what-if/save")
def keep(chain_id: str) -> BaseResponse:
    """Save the changes of the form as a scenario."""
    found = answer(_base(chain_id), scenario(_given(request.form.getlist("c"))))
    row = save(snapshots(), request.form.get("name", ""), found)
    return redirect(address(chain_id, [], saved=str(row.id)), 303)


@bp.post("/chains/<chain_id>/what-if/delete")
def delete(chain_id: str) -> BaseResponse:
    """Delete a saved scenario."""
    delete_scenario(home().ledger, request.form.get("scenario", ""))
    return redirect(address(chain_id, []), 303)


@bp.post("/api/v1/chains/<chain_id>/what-if")
def ask_json(chain_id: str) -> Response:
    """Answer changes: a body of ``changes``, and ``region``, ``assume_complete``, ``save``."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or {*body} - {"changes", "region", "assume_complete", "save"}:
        raise UsageError("whatif_list", where="changes")
    region, complete = body.get("region", ""), body.get("assume_complete", False)
    name = body.get("save", "")
    if not isinstance(region, str) or not isinstance(complete, bool) or not isinstance(name, str):
        raise UsageError("whatif_list", where="region, assume_complete, save")
    base = base_of(store(), chain_id, region=region, assume_complete=complete, settings=settings())
    found = answer(base, scenario(body.get("changes")))
    row = save(snapshots(), name, found) if name else None
    return jsonify(found.as_dict() | {"saved": row.as_dict() if row else None})


@bp.get("/api/v1/chains/<chain_id>/what-if")
def answer_json(chain_id: str) -> Response:
    """Answer the changes of an address; each ``c`` is one as JSON."""
    found = answer(_base(chain_id), scenario(_given(request.args.getlist("c"))))
    return jsonify(found.as_dict())


@bp.get("/api/v1/chains/<chain_id>/what-if/saved")
def saved_json(chain_id: str) -> Response:
    """List the saved scenarios of a chain, newest first."""
    chain = _base(chain_id).report.scope.chain
    return jsonify({"scenarios": [one.as_dict() for one in scenarios(home().ledger, chain)]})


@bp.get("/api/v1/chains/<chain_id>/what-if/saved/<name>")
def again_json(chain_id: str, name: str) -> Response:
    """Answer a saved scenario again."""
    del chain_id  # a number or name is one of all chains
    return jsonify(again(snapshots(), scenario_named(home().ledger, name), settings()).as_dict())


@bp.get("/api/v1/chains/<chain_id>/what-if/compare")
def compare_json(chain_id: str) -> Response:
    """Answer up to five saved scenarios again."""
    del chain_id
    return jsonify([one.as_dict() for one in _side_by_side()])


def book_of(chain_id: str) -> Book:
    """Return the answer of the changes of the address, or of the saved scenario it names."""
    base = _base(chain_id)
    if number := request.args.get("saved", ""):
        saved = again(snapshots(), scenario_named(home().ledger, number), settings())
        if saved.answer is None:
            raise saved.problem or UsageError("whatif_list", where="saved")
        return whatif_book(saved.answer, name_of(base.situation.chain), saved.row.name)
    found = answer(base, scenario(_given(request.args.getlist("c"))))
    return whatif_book(found, name_of(base.situation.chain))


def filled(form: Mapping[str, str]) -> dict[str, Any]:
    """Return the change that a filled form stands for; empty fields are left out."""
    own = {"do", "segment", "output", *NUMBERS} | {
        "firm", "to", "supplier", "buyer", "input", "need", "id", "name",
    }  # fmt: skip
    found: dict[str, Any] = {
        name: form[name].strip() for name in form if name in own and form[name].strip()
    }
    for shown, name in (("output_of", "output"), ("cut", "region")):  # the page has its own region
        if form.get(shown):
            found[name] = form[shown].strip()
    for name in NUMBERS & found.keys():
        found[name] = _number(found[name], whole=name == "employees")
    if found.get("do") == "add_firm" and "segment" in found:
        making: dict[str, Any] = {"segment": found.pop("segment")}
        if "output" in found:
            making["output"] = _number(found.pop("output"))
        found["makes"] = [making]
    return found


def address(chain_id: str, texts: Sequence[str], **more: str) -> str:
    """Return the address of the page with some changes, in the same scope."""
    kept = {name: request.values[name] for name in KEPT if request.values.get(name)}
    given: dict[str, Any] = {**kept, **more, "c": list(texts)}
    return url_for("whatif.page", chain_id=chain_id, **given)


def _shown(
    base: Base, texts: list[str], found: Answer | None, saved: Again | None
) -> dict[str, Any]:
    chain = base.report.scope.chain
    situation = found.base.situation if found else base.situation
    return {
        "view": _seen(found.base if found else base),
        "texts": texts,
        "lines": _lines(situation, texts),
        "found": found,
        "overlay": overlay(found, "after", wide=True) if found and texts else None,
        "map_signs": SIGNS,
        "saved": saved,
        "figures": figure_rows(found.before_figures, found.after_figures) if found else [],
        "state_words": state_words,
        "here": makers(base, LONGEST_LIST),
        "suppliers": suppliers(base, LONGEST_LIST),
        "regions": regions(base),
        "wanted": request.args.get("segment", ""),
        "rows": scenarios(home().ledger, chain),
        "most": SIDE_BY_SIDE,
        "other_way": _other_way(base, texts, saved),
        "without": lambda index: address(chain, [*texts[:index], *texts[index + 1 :]]),
        "json_url": url_for("whatif.again_json", chain_id=chain, name=saved.row.id)
        if saved
        else address(chain, texts).replace("/chains/", "/api/v1/chains/", 1),
    }


def _other_way(base: Base, texts: list[str], saved: Again | None) -> str:
    """Return the same question with the records taken as complete, or no longer; empty if saved."""
    if saved is not None:
        return ""
    kept = {name: request.args[name] for name in KEPT if request.args.get(name)}
    kept.pop("assume_complete", None)
    given: dict[str, Any] = {**kept, "c": texts}
    if not base.report.scope.assume_complete:
        given["assume_complete"] = "1"
    return url_for("whatif.page", chain_id=base.report.scope.chain, **given)


def _lines(situation: Any, texts: Sequence[str]) -> list[str]:
    """Return each change in words, or as it was given where it is not valid."""
    found = []
    for one in texts:
        try:
            (change,) = scenario(_given([one]))
            found.append(said(situation, change))
        except UsageError:
            found.append(one)
    return found


def _segments(answers: Sequence[Again]) -> list[tuple[str, str, list[Any]]]:
    """Return the segments that any scenario changes, with what each makes of them."""
    changed = [
        {c.segment: c for c in one.answer.changed if c.way != "moved"}
        for one in answers
        if one.answer
    ]
    names = {key: c.name for each in changed for key, c in each.items()}
    return [(key, name, [each.get(key) for each in changed]) for key, name in names.items()]


def _seen(base: Base) -> Seen:
    return Seen(base.report.scope.chain, name_of(base.situation.chain), base.report)


def _base(chain_id: str) -> Base:
    region = request.values.get("region", "")
    complete = request.form.get("assume_complete", "") == "1" or flag("assume_complete")
    used = settings()
    return base_of(store(), chain_id, region=region, assume_complete=complete, settings=used)


def _side_by_side() -> list[Again]:
    names = list(dict.fromkeys(request.args.getlist("scenario")))
    rows = [scenario_named(home().ledger, name) for name in names]
    return side_by_side(snapshots(), rows, settings())


def _given(texts: Sequence[str]) -> list[Any]:
    try:
        return [json.loads(one) for one in texts]
    except (ValueError, RecursionError) as error:
        raise UsageError("whatif_list", where="c") from error


def _compact(change: Mapping[str, Any]) -> str:
    [one] = as_dicts(scenario([dict(change)]))
    return json.dumps(one, ensure_ascii=False, separators=(",", ":"))


def _number(said_: str, *, whole: bool = False) -> Any:
    try:
        return int(said_.replace(",", "")) if whole else float(said_.replace(",", ""))
    except ValueError:
        return said_
