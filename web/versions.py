"""What changed since a data version: the page and its JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, url_for

from liantu.ledger import Batch, VersionRow
from liantu.queries.versions import ChainMoved, Moved, Since, chains_moved, kinds_moved, since
from liantu.web.context import home, lang, settings, snapshots

bp = Blueprint("versions", __name__)
CHAINS = 10  # whose findings are compared on the page


@dataclass(frozen=True)
class SinceView:
    """The way from one version to the one in use, with the deliveries that came and went."""

    row: VersionRow
    used: VersionRow
    since: Since
    came: tuple[Batch, ...]
    went: tuple[Batch, ...]
    kinds: tuple[Moved, ...]
    chains: tuple[ChainMoved, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return what changed by name."""
        return self.since.as_dict() | {
            "as_of": {"before": self.row.as_of or None, "after": self.used.as_of or None},
            "kinds": [one.as_dict() for one in self.kinds],
            "chains": [one.as_dict() for one in self.chains],
        }


@bp.get("/versions/<name>/since")
def since_page(name: str) -> str:
    """Show what came, went and moved since a version."""
    found = _since(name)
    return render_template(
        "version_since.html",
        found=found,
        json_url=url_for("versions.since_json", name=found.row.id),
    )


@bp.get("/api/v1/versions/<name>/since")
def since_json(name: str) -> Response:
    """Give the same as JSON."""
    return jsonify(_since(name).as_dict())


def _since(name: str) -> SinceView:
    row, used = home().ledger.version(name), snapshots().version()
    found = since(row, used)
    before, after = snapshots().store(row.id), snapshots().store()
    return SinceView(
        row,
        used,
        found,
        tuple(home().ledger.batches(found.came)),
        tuple(home().ledger.batches(found.went)),
        kinds_moved(before, after, lang()),
        chains_moved(before, after, settings(), CHAINS),
    )
