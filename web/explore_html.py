"""A view as one HTML file that opens offline: pyvis holds the graph, the page is our own.

The same template, scripts and policy as those of a node's neighbourhood
(:mod:`liantu.web.export_html`); places, colours and sizes are those of the view.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from liantu.errors import UsageError
from liantu.graph.model import model
from liantu.queries.explore.scene import Dot, Line, Scene
from liantu.web.context import lang, words
from liantu.web.explore_words import legend, scope
from liantu.web.export_html import NAMED_LINKS, OPTIONS, OwnTemplate, Row, code, wrapped
from liantu.web.picture import cited
from liantu.web.rendering import kind_label

MOST = 2000  # nodes that such a file draws without a wait
SHAPES = {"circle": "dot", "hollow": "dot"}  # what the library calls otherwise
SPREAD = 1.6  # the library draws nodes larger than the canvas does


def page(scene: Scene) -> str:
    """Return the text of the file; raises UsageError for too many nodes."""
    from pyvis.network import Network  # slow to import, and needed nowhere else

    if len(scene.dots) > MOST:
        raise UsageError("explore_many", where="html", count=len(scene.dots), limit=MOST)
    net = Network(directed=True, cdn_resources="in_line")
    for dot in scene.dots:
        net.add_node(dot.id, **_node(dot))
    pairs = Counter[tuple[str, str]]()
    for line in scene.lines:
        ends = str(line.link["from"]), str(line.link["to"])
        net.add_edge(*ends, **_link(line, pairs[ends], len(scene.lines) <= NAMED_LINKS))
        pairs[ends] += 1
    net.options = OPTIONS
    names = {dot.id: dot.name for dot in scene.dots}
    net.templateEnv = OwnTemplate(
        title=words("explore_api.title"),
        scope=scope(scene),
        rows=[_row(line, names) for line in scene.lines],
        legend=[
            (key.text, f"{key.text} {key.count}", key.colour, SHAPES.get(key.shape, key.shape))
            for key in legend(scene)
            if not key.dash
        ],
        version=scene.data_version,
        cited=cited(scene.rows()),
        **code(),
    )
    return str(net.generate_html())


def _node(dot: Dot) -> dict[str, Any]:
    said = " · ".join(part for part in (dot.name, kind_label(dot.node["kind"]), dot.note) if part)
    hollow = dot.shape == "hollow"
    return {
        "label": wrapped(dot.name),
        "title": said,
        "shape": SHAPES.get(dot.shape, dot.shape),
        "color": {"background": "#ffffff" if hollow else dot.colour, "border": dot.colour},
        "borderWidth": 5 if hollow else 2,
        "size": round(dot.size, 1),
        "x": round(dot.x * SPREAD),
        "y": round(dot.y * SPREAD),
    }


def _link(line: Line, between: int, named: bool) -> dict[str, Any]:
    label = model().links[line.link["kind"]].label.text(lang())
    drawn: dict[str, Any] = {"title": label, "color": line.colour, "width": round(line.size, 1)}
    if line.dash != "solid":
        drawn["dashes"] = [5, 4] if line.dash == "dashed" else [2, 4]
    if named:
        drawn["label"] = label
    if between:
        drawn["smooth"] = {"enabled": True, "type": "curvedCW", "roundness": 0.25 * between}
    return drawn


def _row(line: Line, names: dict[str, str]) -> Row:
    kind = model().links[line.link["kind"]]
    said = tuple(
        (spec.label.text(lang()), line.link["properties"][name], spec.unit)
        for name, spec in kind.properties.items()
        if name in line.link["properties"]
    )
    ends = names[line.link["from"]], names[line.link["to"]]
    return Row(ends[0], kind.label.text(lang()), ends[1], said, line.evidence)
