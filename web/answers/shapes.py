"""Where in an answer its table and its graph are, for each endpoint of the API.

A table's rows are a list of the answer: ``Shape("hits")``; ``""`` is the answer itself,
``"."`` the answer as the only row. With ``columns`` the rows are lists under the names of
another list. ``graph`` names nodes and links. ``fixed`` says that nothing but the data
version, the settings and what is asked decides the answer: its tag is known before it.
"""

from __future__ import annotations

from typing import NamedTuple


class Shape(NamedTuple):
    """The table and graph of one endpoint's answers."""

    rows: str
    graph: tuple[str, str] | None = None
    columns: str = ""
    fixed: bool = True


GRAPH = ("nodes", "links")
CHAIN_GRAPH = ("findings", "inputs")


def changing(rows: str) -> Shape:
    """Return the shape of an answer that the ledger or the clock changes too."""
    return Shape(rows, fixed=False)


SHAPES: dict[str, Shape] = {
    "api.overview": Shape("nodes"),
    "api.search": changing("hits"),  # an index may come meanwhile
    "api.around": Shape("nodes", GRAPH),
    "api.node": Shape("facts"),
    "api.review": changing("questions"),
    "api.question": changing("."),
    "api.data": changing("batches"),
    "api.row": changing("."),
    "api.versions": changing(""),
    "api.queries": changing(""),  # saved ones come and go
    "api.query": Shape("rows", columns="columns", fixed=False),
    "queries_api.remove": changing("."),
    "queries_api.restore": changing("."),
    "queries_api.save": changing("."),
    "cypher_api.run": Shape("rows", columns="columns", fixed=False),
    "cypher_api.run_short": Shape("rows", columns="columns", fixed=False),
    "cypher_api.running": changing("running"),
    "cypher_api.log": changing("queries"),
    "chains.chains_json": Shape("chains"),
    "chains.panorama_json": Shape("findings", CHAIN_GRAPH),
    "chains.gaps_json": Shape("findings"),
    "chains.segment_json": Shape("makers"),
    "firms.of_segment_json": Shape("firms"),
    "gap_pages.sweep_json": Shape("steps"),
    "gap_pages.compare_json": Shape("segments"),
    "gap_pages.honesty_json": Shape("segments"),
    "gap_settings.as_json": changing("settings"),
    "history.as_json": changing("timelines"),
    "risk.risk_json": Shape("segments"),
    "side_by_side.as_json": changing("differences"),
    "targets.both_json": Shape("recruit"),
    "targets.of_segment_json": Shape("recruit"),
    "targets.way_in_json": Shape("ways"),
    "targets.similar_json": Shape("similar"),
    "timeline.as_json": changing("steps"),
    "together.as_json": Shape("chains"),
    "tour.tour_json": Shape("steps"),
    "glossary.glossary_json": Shape("terms"),
    "versions.since_json": changing("kinds"),
    "whatif.answer_json": Shape("changed"),
    "whatif.saved_json": changing("scenarios"),
    "whatif.again_json": changing("changed"),
    "whatif.compare_json": changing(""),
    "charts.page_json": Shape("charts"),
    "charts.chart_json": Shape("rows"),
    "complexity.as_json": Shape("regions"),
    "coverage.as_json": Shape("open"),
    "screen.json": changing("enterprises"),  # saved filters may lie under those given
    "screen.saved_json": changing(""),
    "explore_api.schema_json": Shape("."),
    "explore_api.node": changing("nodes"),
    "explore_api.counts_json": changing("."),
    "explore_api.expand_json": Shape("nodes", GRAPH),
    "explore_api.graph_json": changing("nodes")._replace(graph=GRAPH),
    "explore_api.group_json": Shape("groups"),
    "explore_api.paths_json": Shape("paths", GRAPH),
    "geo.page_json": Shape("tiles.tiles"),
    "geo.points_json": Shape("points"),
    "geo.bins_json": Shape("bins"),
    "geo.nearest_json": Shape("nearest"),
    "geo.around_json": Shape("around"),
    "geo.tiles_json": Shape("tiles"),
    "incoming.list_json": changing(""),
    "incoming.json": changing("."),
    "jobs.all_json": changing("jobs"),
    "jobs.one_json": changing("."),
    "deliver_api.sources": changing("sources"),
    "deliver_api.rejected": changing("rejects"),
    "usage.as_json": changing("usage"),
    "views.listed": changing("views"),
    "views.one": changing("."),
    "api_words.vocabulary": Shape("questions"),
    "api_graph.nodes": Shape("nodes"),
    "api_graph.links": Shape("links"),
    "api_graph.neighbours": Shape("neighbours", GRAPH),
    "api_graph.paths": Shape("paths", GRAPH),
    "api_graph.upstream": Shape("nodes", GRAPH),
    "api_graph.downstream": Shape("nodes", GRAPH),
    "api_graph.schema": Shape("properties"),
    "api_firms.makers": Shape("makers"),
    "api_firms.enterprises": Shape("properties"),
    "api_firms.regions": Shape("segments"),
    "api_risk.disruption": Shape("lost"),
    "api_risk.single_sources_": Shape("single_sources"),
    "api_risk.concentration": Shape("concentration"),
    "api_data.indicators": Shape("indicators"),
    "api_data.statistics": Shape("properties"),
    "api_data.changes": changing("changes"),
}
