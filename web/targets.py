"""The pages of target enterprises: both lists of a chain, one gap's targets, the way in."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from liantu.queries.gaps.lists import Lists, lists
from liantu.queries.gaps.way_in import way_in
from liantu.queries.profile import name_of
from liantu.queries.scope import chain_node
from liantu.queries.sheets import Book
from liantu.queries.sheets.gaps import targets_book
from liantu.queries.similar import similar
from liantu.web.addresses import KEPT
from liantu.web.chains import known, number, tools
from liantu.web.context import flag, settings, store
from liantu.web.filters import Filters, asked
from liantu.web.panorama import KINDS
from liantu.web.whatif import Seen

bp = Blueprint("targets", __name__)
bp.context_processor(tools)


def _lists(chain_id: str, segment_id: str = "") -> Lists:
    """Return both lists, those of a chain narrowed to what the address chooses."""
    found = lists(
        store(),
        chain_id,
        request.args.get("region", ""),
        settings(),
        assume_complete=flag("assume_complete"),
        segment=segment_id,
    )
    chosen = Filters() if segment_id else asked(found.report.findings)
    if not chosen.given:
        return found
    by = found.report.by_segment
    return replace(
        found,
        recruit=tuple(one for one in found.recruit if chosen.keeps(one.finding)),
        match=tuple(one for one in found.match if chosen.keeps(by[one.segment])),
    )


@bp.get("/chains/<chain_id>/targets")
def both(chain_id: str) -> str:
    """Show whom to recruit for each gap of a chain, and whom to match here."""
    return _page(chain_id, "")


@bp.get("/chains/<chain_id>/segments/<segment_id>/targets")
def of_segment(chain_id: str, segment_id: str) -> str:
    """Show the targets of one gap with their evidence and their ways in."""
    return _page(chain_id, segment_id)


def _page(chain_id: str, segment_id: str) -> str:
    found = _lists(chain_id, segment_id)
    node = chain_node(store(), chain_id)
    given = {"chain_id": found.report.scope.chain}
    given |= {"segment_id": segment_id} if segment_id else {}
    chosen = Filters() if segment_id else asked(found.report.findings)
    page = "of_segment" if segment_id else "both"
    return render_template(
        "targets.html",
        found=found,
        chain=name_of(node),
        segment_id=segment_id,
        given=given,
        view=Seen(found.report.scope.chain, name_of(node), found.report),
        chosen=chosen,
        kinds=KINDS,
        positions=tuple(node.properties.get("positions") or ()),
        known=known,
        number=number,
        kept=_kept(),
        json_url=_address(f"{page}_json", **given, **chosen.given),
        target_address=target_address,
    )


def _kept() -> dict[str, str]:
    return {name: request.args[name] for name in KEPT if request.args.get(name)}


def _address(endpoint: str, **values: str) -> str:
    return url_for(f"targets.{endpoint}", **(_kept() | values))  # type: ignore[arg-type]


def target_address(chain: str, segment: str) -> str:
    """Return the address of the targets of a segment, in the scope of this request."""
    return _address("of_segment", chain_id=chain, segment_id=segment.rpartition("/")[2])


def book_of(chain_id: str, segment_id: str = "") -> Book:
    """Return whom to recruit and whom to match, of a chain or of one gap."""
    found = _lists(chain_id, segment_id)
    name = found.recruit[0].finding.name if segment_id and found.recruit else ""
    return targets_book(found, name_of(chain_node(store(), chain_id)), name)


@bp.get("/api/v1/chains/<chain_id>/targets")
def both_json(chain_id: str) -> Response:
    """Give both lists: the JSON of ``liantu targets --json``."""
    return jsonify(_lists(chain_id).as_dict())


@bp.get("/api/v1/chains/<chain_id>/segments/<segment_id>/targets")
def of_segment_json(chain_id: str, segment_id: str) -> Response:
    """Give the targets of one gap with their evidence and ways in."""
    return jsonify(_lists(chain_id, segment_id).as_dict())


@bp.get("/api/v1/way-in")
def way_in_json() -> Response:
    """Give the ways in to a target: the JSON of ``liantu way-in --json``."""
    region, to = request.args.get("region", ""), request.args.get("to", "")
    found, scope = way_in(store(), to, region, settings().way_in)
    return jsonify({**scope, **found.as_dict()})


@bp.get("/api/v1/similar")
def similar_json() -> Response:
    """Give the firms most like an enterprise: the JSON of ``liantu similar --json``."""
    return jsonify(similar(store(), request.args.get("of", "")).as_dict())
