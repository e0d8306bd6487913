"""``GET /api/v1``: the questions that the API answers, in words, each with an example."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, current_app, g, jsonify

from liantu.errors import LiantuError
from liantu.queries.catalogue import run
from liantu.queries.listing import nodes_after
from liantu.queries.scope import only_region
from liantu.web.access import matrix, principal
from liantu.web.answers.forms import MIME, offered
from liantu.web.answers.shapes import SHAPES
from liantu.web.context import store, words

bp = Blueprint("api_words", __name__, url_prefix="/api/v1")


@dataclass(frozen=True)
class Question:
    """A question: the endpoint that answers it, and what an example of it asks.

    ``asked`` is the query of the example; in it and in the address ``{chain}``, ``{region}``,
    ``{other_region}``, ``{segment}`` (short id), ``{segment_id}``, ``{firm}``,
    ``{other_firm}`` and ``{version}`` stand for what the data holds.
    """

    name: str
    endpoint: str
    asked: str = ""


QUESTIONS = (
    Question("search", "api.search", "q={firm_name}"),
    Question("profile", "api.node"),
    Question("neighbours", "api_graph.neighbours", "limit=20"),
    Question("neighbourhood", "api.around", "steps=1"),
    Question("paths", "api_graph.paths", "id={firm}&id={other_firm}&most=4"),
    Question("upstream", "api_graph.upstream", "depth=2"),
    Question("downstream", "api_graph.downstream", "depth=2"),
    Question("nodes", "api_graph.nodes", "kind=Enterprise&limit=20"),
    Question("links", "api_graph.links", "kind=MAKES&limit=20"),
    Question("makers", "api_firms.makers", "region={region}"),
    Question("similar", "targets.similar_json", "of={firm}"),
    Question("compare_enterprises", "api_firms.enterprises", "id={firm}&id={other_firm}"),
    Question(
        "compare_regions",
        "api_firms.regions",
        "chain={chain}&region={region}&region={other_region}",
    ),
    Question("compare", "gap_pages.compare_json", "with={other_region}"),
    Question("screen", "screen.json", "chain={chain}"),
    Question("chains", "chains.chains_json"),
    Question("panorama", "chains.panorama_json"),
    Question("gaps", "chains.gaps_json", "chain={chain}"),
    Question("targets", "targets.both_json"),
    Question("way_in", "targets.way_in_json", "to={other_firm}&region={region}"),
    Question("what_if", "whatif.answer_json"),
    Question("disruption", "api_risk.disruption", "firm={firm}"),
    Question("single_sources", "api_risk.single_sources_"),
    Question("concentration", "api_risk.concentration"),
    Question("risk", "risk.risk_json"),
    Question("complexity", "complexity.as_json"),
    Question("linkages", "linkages.as_json"),
    Question("coverage", "coverage.as_json"),
    Question("honesty", "gap_pages.honesty_json"),
    Question("indicators", "api_data.indicators"),
    Question("statistics", "api_data.statistics", "level=city"),
    Question("changes", "api_data.changes", "before={version}"),
    Question("changes_of_node", "timeline.as_json"),
    Question("versions", "api.versions"),
    Question("overview", "api.overview"),
    Question("schema", "api_graph.schema"),
    Question("queries", "api.queries"),
    Question("cypher", "cypher_api.run_short", "query=MATCH (c:Chain) RETURN c.name AS name"),
    Question("glossary", "glossary.glossary_json"),
)
# What every reading endpoint takes beside its own parameters.
PARAMETERS = ("version", "as_of", "lang", "fields", "evidence", "limit", "cursor")
# Which kind of thing an address asks for, by endpoint where the name of its part is not enough.
SEGMENTS = frozenset({"api_graph.upstream", "api_graph.downstream"})


@bp.get("")
def vocabulary() -> Response:
    """Return the questions that the API answers, with their addresses and examples."""
    known = _examples()
    rules = {rule.endpoint: rule.rule for rule in current_app.url_map.iter_rules()}
    return jsonify(
        {
            "version": "v1",
            "data_version": known.get("version"),
            "document": "/api/v1/openapi.json",
            "forms": MIME,
            "parameters": [
                {"name": one, "meaning": words(f"parameter.{one}")} for one in PARAMETERS
            ],
            "questions": [_question(one, rules[one.endpoint], known) for one in QUESTIONS],
        }
    )


def _question(one: Question, rule: str, known: dict[str, str]) -> dict[str, Any]:
    path = rule.replace("<path:", "<")
    if one.endpoint in SEGMENTS:
        path = path.replace("<node_id>", "<segment_id>")
    names = {"chain_id": "chain", "node_id": "firm", "segment_id": "segment_id"}
    example = path
    for part, name in names.items():
        example = example.replace(f"<{part}>", quote(known.get(name, f"{{{name}}}"), safe=":/{}"))
    asked = one.asked
    for name, value in known.items():
        asked = asked.replace(f"{{{name}}}", quote(value, safe=":/"))
    asked = asked.replace(" ", "%20")
    return {
        "name": one.name,
        "question": words(f"vocabulary.{one.name}"),
        "address": rule.replace("<path:", "<").replace("<", "{").replace(">", "}"),
        "example": f"{example}?{asked}" if asked else example,
        "forms": offered(SHAPES.get(one.endpoint)),
        "right": matrix()[one.endpoint].right,
    }


def _examples() -> dict[str, str]:
    """Return what the examples name, as far as the data holds it."""
    if "examples" not in g:
        g.examples = {}
        with suppress(LiantuError):  # nothing is loaded yet: the names stay in their braces
            g.examples = _found()
    found: dict[str, str] = g.examples
    return found


def _found() -> dict[str, str]:
    used = store()
    found = {"version": used.data_version}
    chains = [row["chain"] for row in run(used, "chains").dicts()]
    own = next((one for one in chains if one.properties.get("adcode")), None)
    if own is not None:
        found |= {"chain": str(own.properties["chain_id"])}
        found["region"] = only_region(used) or str(own.properties["adcode"])
        found["other_region"] = f"{found['region'][:4]}00"
        segments = [row["segment"] for row in run(used, "chain_segments", chain=own.id).dicts()]
        if segments:
            found["segment_id"] = segments[len(segments) // 2].id
    bound = principal().region  # whoever may know of one region only is named no firm
    firms = [] if bound else nodes_after(used, "Enterprise", "", 2)
    for name, node in zip(("firm", "other_firm"), firms, strict=False):
        found |= {name: node["id"], f"{name}_name": node["name"]}
    return found
