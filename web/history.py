"""What became of a chain's findings from version to version: the page and its JSON."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request

from liantu.queries.gaps import find_gaps
from liantu.queries.gaps.history import STATUSES, History
from liantu.queries.gaps.history import history as histories
from liantu.web.chains import address
from liantu.web.context import flag, settings, snapshots, store
from liantu.web.panorama import chain_view

bp = Blueprint("history", __name__)
LAST = 5  # how many versions are compared


@bp.get("/chains/<chain_id>/history")
def page(chain_id: str) -> str:
    """Show what is new and healed, and each segment over the last versions."""
    view = chain_view(
        store(), chain_id, request.args.get("region", ""), settings(),
        assume_complete=flag("assume_complete"),
    )  # fmt: skip
    found = _history(chain_id)
    return render_template(
        "history.html",
        view=view,
        found=found,
        counts={status: len(found.latest(status)) for status in STATUSES},
        names={one.segment: one.name for one in found.timelines},
        every=flag("every"),
        json_url=address("gaps_json", chain=view.id),
    )


@bp.get("/api/v1/chains/<chain_id>/history")
def as_json(chain_id: str) -> Response:
    """Give the same as JSON."""
    return jsonify(_history(chain_id).as_dict())


def _history(chain_id: str) -> History:
    """Compare the last versions that are kept, the one in use being the newest."""
    kept = snapshots().held()
    used = store().data_version
    newest = kept.index(used) if used in kept else 0
    names = list(reversed(kept[newest : newest + LAST])) or [used]
    reports = [
        find_gaps(
            store() if one == used else snapshots().store(one),
            chain_id,
            region=request.args.get("region", ""),
            assume_complete=flag("assume_complete"),
            settings=settings(),
        )
        for one in names
    ]
    return histories(reports)
