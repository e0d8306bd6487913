"""Several chains on one canvas: the page and its JSON."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from liantu.queries.profile import name_of
from liantu.queries.together import MOST, chain_of, chosen, together
from liantu.web.addresses import KEPT
from liantu.web.chains import tools, view_of
from liantu.web.context import store
from liantu.web.panorama import ChainView, chains
from liantu.web.together_map import canvas

bp = Blueprint("together", __name__)
bp.context_processor(tools)


@bp.get("/chains/together")
def page() -> str:
    """Show some chains as bands of one picture, with what joins them."""
    views = _views()
    found = together(store(), [one.report for one in views])
    return render_template(
        "together.html",
        views=views,
        found=found,
        canvas=canvas(views, found),
        names={one.id: one.name for one in views},
        chain_of=chain_of,
        all_chains=[(str(one.properties["chain_id"]), name_of(one)) for one in chains(store())],
        most=MOST,
        json_url=_json_url(),
    )


@bp.get("/api/v1/chains/together")
def as_json() -> Response:
    """Give some chains with what joins them."""
    return jsonify(together(store(), [one.report for one in _views()]).as_dict())


def _views() -> list[ChainView]:
    return [view_of(one) for one in chosen(request.args.getlist("chain"))]


def _json_url() -> str:
    kept = {name: request.args[name] for name in KEPT if request.args.get(name)}
    return url_for("together.as_json", chain=request.args.getlist("chain"), **kept)  # type: ignore[arg-type]
