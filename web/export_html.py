"""A neighbourhood as one HTML file that opens offline and runs nothing but its own script.

pyvis holds the nodes, links and options; the page is our own template, where every
name is escaped, the data is inert JSON, and a policy in the file itself lets only the
scripts and sheets run whose hashes it names. Positions are ours: rings around the
centre, the same for the same data.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import networkx as nx
from flask import render_template

from liantu.graph.model import model
from liantu.graph.stores import Store
from liantu.queries.evidence import Evidence, origins
from liantu.queries.neighbourhood import neighbourhood
from liantu.web.context import words

Graph = nx.MultiDiGraph
SHAPES = ("dot", "square", "diamond", "triangle", "hexagon", "triangleDown", "star")
RING, ROOM = 220, 130  # px between rings, and along a ring for one node
LINE, LINES = 9, 3  # signs of a label's line, lines of a label
PALE = frozenset({"LOCATED_IN"})  # nearly everything has them
NAMED_LINKS = 60  # with more links their kinds show on pointing only
ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "interaction": {"hover": True, "keyboard": False, "tooltipDelay": 150},
    "nodes": {
        "borderWidth": 2,
        "font": {"size": 15, "multi": False, "color": "#1a2330", "strokeWidth": 3},
    },
    "edges": {
        "color": {"color": "#8a97a6", "highlight": "#b45309", "hover": "#b45309"},
        "font": {"size": 12, "color": "#4f5b6b", "strokeWidth": 4, "multi": False},
        "smooth": {"enabled": True, "type": "continuous", "roundness": 0.3},
    },
}


@dataclass(frozen=True)
class Row:
    """One link of the table below the picture."""

    start: str
    label: str
    end: str
    properties: tuple[tuple[str, Any, str], ...]
    evidence: tuple[Evidence, ...]


class OwnTemplate:
    """What pyvis takes for its templates: ours, filled with the values of this export."""

    def __init__(self, **values: Any) -> None:
        self.values = values

    def get_template(self, _path: str) -> OwnTemplate:
        """Return the one template there is."""
        return self

    def render(self, **given: Any) -> str:
        """Fill in our template with what pyvis holds."""
        held = {"nodes": given["nodes"], "edges": given["edges"], "options": OPTIONS}
        return render_template("export.html", data=inert_json(held), **self.values)


def export(store: Store, node_id: str, steps: int, lang: str) -> tuple[str, str]:
    """Return the centre's name and the file's text; the same data gives the same bytes.

    Raises NotFound for an unknown id and UsageError for too many steps or nodes.
    """
    from pyvis.network import Network  # slow to import, and needed nowhere else

    graph = neighbourhood(store, node_id, steps)
    centre = node_id if node_id in graph else _renamed(store, node_id)
    kinds = sorted({str(data["kind"]) for _, data in graph.nodes(data=True)})
    shapes = {kind: SHAPES[index % len(SHAPES)] for index, kind in enumerate(kinds)}
    net = Network(directed=True, cdn_resources="in_line")
    places = rings(graph, centre)
    for key in sorted(graph):
        net.add_node(key, **_drawn_node(graph, key, centre, places[key], shapes, lang))
    edges = sorted(graph.edges(keys=True, data=True), key=lambda one: one[:3])
    pairs = Counter[tuple[str, str]]()
    for start, end, _, data in edges:
        between = pairs[start, end]
        pairs[start, end] += 1
        net.add_edge(
            start, end, **_drawn_link(str(data["kind"]), between, len(edges) <= NAMED_LINKS, lang)
        )
    net.options = OPTIONS
    net.templateEnv = OwnTemplate(
        title=words("web.export.title", name=title_of(graph, centre)),
        scope=[
            words("web.export.scope", steps=steps, nodes=len(graph), links=graph.number_of_edges())
            + f" · {words('web.version')} {store.data_version}"
            + f" · {words('web.as_of')} {store.as_of or words('web.undated')}"
        ],
        rows=[_row(store, graph, *edge, lang) for edge in edges],
        legend=[(kind, _label(kind, lang), _color(kind), shapes[kind]) for kind in kinds],
        version=store.data_version,
        cited=[],
        **code(),
    )
    return title_of(graph, centre), str(net.generate_html())


def inert_json(value: Any) -> str:
    """Return JSON that cannot end the element it stands in."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return re.sub("[<>&\u2028\u2029]", lambda sign: ESCAPES[sign[0]], text)


def rings(graph: Graph[str], centre: str) -> dict[str, tuple[int, int]]:
    """Place nodes on rings by their distance from the centre, as many rings as they need."""
    steps = nx.single_source_shortest_path_length(graph.to_undirected(as_view=True), centre)
    far = max(steps.values()) + 1
    by_step: dict[int, list[str]] = {}
    for key in sorted(graph, key=lambda key: (graph.nodes[key]["kind"], key)):
        by_step.setdefault(steps.get(key, far), []).append(key)
    places = {centre: (0, 0)}
    radius = 0
    for step in sorted(by_step):
        waiting = [key for key in by_step[step] if key != centre]
        while waiting:
            radius += RING
            some = waiting[: max(6, int(2 * math.pi * radius / ROOM))]
            waiting = waiting[len(some) :]
            turn = radius / 400  # rings stand a little turned, so that spokes do not hide nodes
            for index, key in enumerate(some):
                angle = turn + 2 * math.pi * index / len(some)
                places[key] = (
                    round(1.5 * radius * math.cos(angle)),
                    round(radius * math.sin(angle)),
                )
    return places


def title_of(graph: Graph[str], key: str) -> str:
    """Return what a node of the graph is called."""
    return str(graph.nodes[key].get("name") or key)


def wrapped(name: str) -> str:
    """Return a name over a few short lines; what does not fit is left out with a sign."""
    name = re.sub(r"\s+", " ", name)
    lines = [name[start : start + LINE] for start in range(0, len(name), LINE)]
    return "\n".join([*lines[: LINES - 1], lines[LINES - 1][:-1] + "…"] if lines[LINES:] else lines)


def _renamed(store: Store, node_id: str) -> str:
    from liantu.queries.profile import find_node

    return find_node(store, node_id).id


def _drawn_node(
    graph: Graph[str],
    key: str,
    centre: str,
    place: tuple[int, int],
    shapes: dict[str, str],
    lang: str,
) -> dict[str, Any]:
    kind = str(graph.nodes[key]["kind"])
    name = title_of(graph, key)
    color = _color(kind)
    return {
        "label": wrapped(name),
        "title": f"{name} · {_label(kind, lang)}",
        "shape": shapes[kind],
        "color": {"background": "#ffffff" if key == centre else color, "border": color},
        "borderWidth": 6 if key == centre else 2,
        "size": 24 if key == centre else 14,
        "x": place[0],
        "y": place[1],
    }


def _drawn_link(kind: str, between: int, named: bool, lang: str) -> dict[str, Any]:
    """Return how a link looks; ``between`` counts the links already drawn between its ends."""
    label = model().links[kind].label.text(lang)
    drawn: dict[str, Any] = {"title": label}
    if kind in PALE:
        drawn |= {"color": "#d5dae1", "dashes": True}
    elif named:
        drawn["label"] = label
    if between:
        drawn["smooth"] = {"enabled": True, "type": "curvedCW", "roundness": 0.25 * between}
    return drawn


def _row(
    store: Store,
    graph: Graph[str],
    start: str,
    end: str,
    _key: str,
    data: dict[str, Any],
    lang: str,
) -> Row:
    kind = model().links[data["kind"]]
    said = tuple(
        (spec.label.text(lang), data[name], spec.unit)
        for name, spec in kind.properties.items()
        if data.get(name) is not None
    )
    where = origins(store)
    evidence = tuple(where.evidence(record) for record in data.get("records", []))
    names = title_of(graph, start), title_of(graph, end)
    return Row(names[0], kind.label.text(lang), names[1], said, evidence)


def _label(kind: str, lang: str) -> str:
    return model().nodes[kind].label.text(lang)


def _color(kind: str) -> str:
    return model().nodes[kind].color


@cache
def code() -> dict[str, Any]:
    """Return the scripts and the sheet of the file, and the policy that names their hashes."""
    static = files("liantu.web") / "static"
    library = (static / "vendor/vis-network/vis-network.min.js").read_text(encoding="utf-8")
    library = re.sub(r"\n//# sourceMappingURL=.*", "", library)
    script = (static / "export.js").read_text(encoding="utf-8")
    sheet = (static / "export.css").read_text(encoding="utf-8")
    manifest = json.loads((static / "vendor/MANIFEST.json").read_text(encoding="utf-8"))
    known = [hashed for package in manifest["packages"] for hashed in package.get("styles", ())]
    policy = (
        f"default-src 'none'; script-src {_sources(map(_hash, (library, script)))}; "
        # the library puts its sheets in empty and fills them then
        f"style-src {_sources([_hash(sheet), _hash(''), *known])}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    return {"library": library, "script": script, "sheet": sheet, "policy": policy}


def _hash(text: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _sources(hashes: Iterable[str]) -> str:
    return " ".join(f"'{one}'" for one in hashes)
