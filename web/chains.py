"""The pages of a chain: panorama, one segment, gap list; each with its JSON twin."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, cast

from flask import Blueprint, Response, current_app, jsonify, render_template, request
from markupsafe import Markup

from liantu.errors import UsageError
from liantu.graph.model import model
from liantu.graph.stores import Store
from liantu.queries.gaps import find_gaps
from liantu.queries.gaps.findings import Maker
from liantu.queries.gaps.reports import Finding
from liantu.queries.profile import Fact, disputed_facts, name_of
from liantu.queries.sheets import Book, grade
from liantu.queries.sheets.gaps import gaps_book, panorama_book
from liantu.web.addresses import (
    KEPT,
    address,
    firms_address,
    fold_address,
    segment_address,
)
from liantu.web.context import flag, lang, party, settings, standing, store, words
from liantu.web.filters import asked
from liantu.web.kept import Kept, written
from liantu.web.map_view import (
    VIEW,
    compact,
    drawing,
    look,
    only,
    plain,
    reaching,
    rows,
    unit,
)  # fmt: skip
from liantu.web.panorama import (
    KINDS,
    ChainView,
    chain_view,
    chains,
    named,
    outside,
)
from liantu.web.scoring import BAR_H, BAR_W, backing, ranked_lists, without

bp = Blueprint("chains", __name__)
LARGE = 1500  # px; a wider picture gets buttons for its size


@bp.get("/chains")
def index() -> str:
    """List the chains, each with its own region's counts."""
    found = [
        (node, view_of(str(node.properties["chain_id"])) if node.properties.get("adcode") else None)
        for node in chains(store())
    ]
    return render_template(
        "chains.html", chains=found, name_of=name_of, json_url=address("chains_json")
    )


@bp.get("/chains/<chain_id>")
def panorama(chain_id: str) -> str:
    """Show a chain as a map of its segments."""
    return _page(view_of(chain_id), None)


@bp.get("/chains/<chain_id>/segments/<segment_id>")
def segment(chain_id: str, segment_id: str) -> str:
    """Show the map with one segment open, or with ``fragment=1`` its panel alone."""
    view = view_of(chain_id)
    finding = view.finding(segment_id)
    if flag("fragment"):
        return render_template("_segment.html", view=view, finding=finding, **_why(finding))
    return _page(view, finding)


@bp.get("/chains/<chain_id>/gaps")
def gaps(chain_id: str) -> str:
    """Rank what is absent in a chain, and list what is weak or unknown, with whom to recruit."""
    view = view_of(chain_id)
    chosen = asked(view.report.findings)
    kind, position = chosen.kind, chosen.position
    return render_template(
        "gaps.html",
        view=view,
        chosen=chosen,
        kinds=KINDS,
        lists=chosen.narrowed(ranked_lists(view, kind, position)),
        without=without,
        backing=backing,
        bar=(BAR_W, BAR_H),
        present=chosen.of(view.present(kind, position)),
        unknown=chosen.of(view.of_kind("UNKNOWN", position)) if kind in ("", "UNKNOWN") else (),
        blank=chosen.of(view.of_kind("BLANK", position)) if kind in ("", "BLANK") else (),
        recorded=view.recorded,
        outside=outside,
        json_url=address("gaps_json", chain=view.id, **chosen.given),
    )


@bp.get("/api/v1/chains")
def chains_json() -> Response:
    """List the chains."""
    found = [
        {
            "id": node.properties["chain_id"],
            "name": name_of(node),
            "region": node.properties.get("adcode"),
            "positions": list(node.properties.get("positions") or ()),
        }
        for node in chains(store())
    ]
    return jsonify({"data_version": store().data_version, "chains": found})


@bp.get("/api/v1/chains/<chain_id>/panorama")
def panorama_json(chain_id: str) -> Response:
    """Give the gap report with columns, links and counts."""
    return jsonify(view_of(chain_id).as_dict(_first()))


@bp.get("/api/v1/chains/<chain_id>/segments/<segment_id>")
def segment_json(chain_id: str, segment_id: str) -> Response:
    """Give one finding with its makers, inputs, outputs and rows."""
    view = view_of(chain_id)
    finding = view.finding(segment_id)
    report = view.report
    return jsonify(
        report.about()
        | {
            "coverage": report.coverage.as_dict(),
            "finding": finding.as_dict(),
            "importance": finding.importance or None,
            "makers": [one.as_target() for one in finding.makers],
            "also_reported": {
                node: {one.name: [other.as_dict() for other in one.others] for one in facts}
                for node, facts in disputed(finding).items()
            },
            "inputs": [_end(link.as_dict(), one) for link, one in view.inputs_of(finding)],
            "outputs": [_end(link.as_dict(), one) for link, one in view.outputs_of(finding)],
            "evidence": [one.as_dict() for one in finding.evidence],
        }
    )


@bp.get("/api/v1/gaps")
def gaps_json() -> Response:
    """Give the gap report exactly as ``liantu gaps --json`` does, narrowed as the page is."""
    chain = request.args.get("chain", "")
    if not chain:
        known = ", ".join(str(one.properties["chain_id"]) for one in chains(store()))
        raise UsageError("chain_needed", where="chain", known=known or "–")
    report = find_gaps(
        store(),
        chain,
        region=request.args.get("region", ""),
        assume_complete=flag("assume_complete"),
        settings=settings(),
        party=party(chain, request.args.get("region", "")),
    )
    chosen = asked(report.findings)
    if not chosen.given:
        return jsonify(report.as_dict(_first()))
    narrowed = replace(report, findings=chosen.of(report.findings))
    return jsonify(narrowed.as_dict(_first()) | {"filters": chosen.given})


def _first() -> int | None:
    """Return how many targets of each gap are asked for; None for all that are listed."""
    return request.args.get("first", type=int)


@bp.context_processor
def tools() -> dict[str, Any]:
    """Give templates what they write addresses and values with."""
    return {
        "address": address,
        "segment_address": segment_address,
        "fold_address": fold_address,
        "firms_address": firms_address,
        "known": known,
        "number": number,
        "compact": compact,
        "unit": unit,
        "plain_look": plain,
        "map_view": {name: request.args[name] for name in VIEW if request.args.get(name)},
        "kept": {name: request.args[name] for name in KEPT if request.args.get(name)},
    }


def known(maker: Maker) -> list[tuple[str, str]]:
    """Return what is known of an enterprise as labels and texts."""
    properties = model().nodes["Enterprise"].properties
    return [
        (properties[name].label.text(lang()), f"{_text(value)}{properties[name].unit or ''}")
        for name, value in maker.known
    ]


def number(value: float | None) -> str:
    """Return a number without needless decimals."""
    return "–" if value is None else f"{value:,.10g}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return words("known.yes" if value else "known.no")
    if isinstance(value, (list, tuple)):
        return words("panorama.list").join(str(one) for one in value)
    return number(value) if isinstance(value, (int, float)) else str(value)


def view_of(chain_id: str) -> ChainView:
    """Return a chain as the address asks to see it."""
    return view_in(chain_id, request.args.get("region", ""), flag("assume_complete"))


def view_in(
    chain_id: str, region: str, assume_complete: bool, version: Store | None = None
) -> ChainView:
    """Return a chain as seen from a region, as it was made before if nothing has changed.

    ``version`` is another data version than that of this request.
    """
    used = version or store()
    key = (used, chain_id, region, assume_complete, lang(), *standing())
    return kept().view(
        key,
        lambda: chain_view(
            used,
            chain_id,
            region,
            settings(),
            assume_complete=assume_complete,
            party=party(chain_id, region, used),
        ),
    )


def kept() -> Kept:
    """Return the views that this application keeps."""
    return cast(Kept, current_app.extensions.setdefault("liantu.kept", Kept()))


def panorama_book_of(chain_id: str) -> Book:
    """Return the map's table as the address asks to see it."""
    view = view_of(chain_id)
    links = [(one.input, one.output) for one in view.inputs]
    return panorama_book(view.report, view.name, links, only())


def gaps_book_of(chain_id: str) -> Book:
    """Return the gap list with the filters of the address."""
    view = view_of(chain_id)
    chosen = asked(view.report.findings)
    filters = [
        (words("gaps.kind"), grade(chosen.kind)),
        (words("gaps.position"), chosen.position),
        (words("filter.words"), chosen.words),
        (words("filter.targets"), words("web.yes") if chosen.targets else ""),
    ]
    return gaps_book(view.report, view.name, chosen.keeps, filters)


def _page(view: ChainView, finding: Finding | None) -> str:
    shown, drawn = look(view), drawing(view, finding)
    marks = view.marks(finding, reach=reaching())
    listed, left_out = rows(view, drawn, shown.sort)
    given: dict[str, Any] = {
        "view": view,
        "finding": finding,
        "look": shown,
        "draw": drawn,
        "marks": {drawn.hidden.get(key, key): said for key, said in marks.items()},
        "only": only(),
        "rows": listed,
        "rows_left_out": left_out,
    }

    def part(name: str) -> Markup:
        """Return a part that the view and the address alone make, written once."""
        write = partial(render_template, name, **given)
        return Markup(written(view, (name, request.full_path), write))  # noqa: S704

    return render_template(
        "panorama.html",
        **given,
        part=part,
        recorded=view.recorded,
        large=drawn.picture.width > LARGE,
        json_url=address("panorama_json", chain_id=view.id),
        **_why(finding),
    )


def _why(finding: Finding | None) -> dict[str, Any]:
    """Return the nodes that a finding's sentence is about, the segment itself left out.

    ``disputed`` holds, of the segment and of the firms that the panel names, the facts of
    which other sources report another value.
    """
    if finding is None:
        return {"nodes": [], "disputed": {}}
    others = [one for one in finding.because.nodes if one != finding.segment]
    return {"nodes": named(store(), others), "disputed": disputed(finding)}


def disputed(finding: Finding) -> dict[str, tuple[Fact, ...]]:
    """Return the facts on a segment's panel of which other sources report another value."""
    firms = [one.id for one in (*finding.makers, *finding.targets)]
    return disputed_facts(store(), [finding.segment, *firms], lang=lang())


def _end(link: dict[str, Any], finding: Finding) -> dict[str, Any]:
    return link | {"name": finding.name, "kind": finding.kind, "doubtful": finding.doubtful}
