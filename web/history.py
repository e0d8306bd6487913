"""What became of a chain's findings from version to version: the page and its JSON."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request

from liantu.queries.gaps import find_gaps
from liantu.queries.gaps.history import STATUSES, earlier
from liantu.queries.gaps.history import history as histories
from liantu.queries.gaps.reports import GapReport
from liantu.queries.sheets import Book
from liantu.queries.sheets.gaps import history_book
from liantu.web.addresses import address
from liantu.web.chains import tools
from liantu.web.context import flag, settings, snapshots, store
from liantu.web.panorama import ChainView, chain_view

bp = Blueprint("history", __name__)
bp.context_processor(tools)
LAST = 5  # how many versions are compared


@bp.get("/chains/<chain_id>/history")
def page(chain_id: str) -> str:
    """Show what is new and healed, and each segment over the last versions."""
    view = _view(chain_id)
    found = histories([*_earlier(chain_id), view.report])
    return render_template(
        "history.html",
        view=view,
        found=found,
        counts={status: len(found.latest(status)) for status in STATUSES},
        names={one.segment: one.name for one in found.timelines},
        every=flag("every"),
        json_url=address("history.as_json", chain_id=view.id),
    )


@bp.get("/api/v1/chains/<chain_id>/history")
def as_json(chain_id: str) -> Response:
    """Give the same as JSON."""
    now = find_gaps(
        store(),
        chain_id,
        region=request.args.get("region", ""),
        assume_complete=flag("assume_complete"),
        settings=settings(),
    )
    return jsonify(histories([*_earlier(chain_id), now]).as_dict())


def book_of(chain_id: str) -> Book:
    """Return what is new and healed, and each segment over the last versions."""
    view = _view(chain_id)
    found = histories([*_earlier(chain_id), view.report])
    return history_book(found, view.report, view.name, view.findings)


def _view(chain_id: str) -> ChainView:
    region = request.args.get("region", "")
    complete = flag("assume_complete")
    return chain_view(store(), chain_id, region, settings(), assume_complete=complete)


def _earlier(chain_id: str) -> list[GapReport]:
    """Return the reports of the versions kept before the one in use, oldest first."""
    kept = snapshots().held()
    used = store().data_version
    newest = kept.index(used) if used in kept else 0
    before = [one for one in kept[newest : newest + LAST] if one != used]
    return earlier(
        (snapshots().store(one) for one in reversed(before)),
        chain_id,
        request.args.get("region", ""),
        settings(),
        assume_complete=flag("assume_complete"),
    )
