"""A view as tables and as a graph of other programs: CSV, GraphML, GEXF."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx
from markupsafe import escape

from liantu.graph.model import LinkKind, NodeKind, model
from liantu.queries.explore.scene import Dot, Line, Scene
from liantu.queries.sheets import Book, Column, Head, Kind, Row, Sheet
from liantu.web.context import lang, words
from liantu.web.explore_words import filter_parts, left_out, scope
from liantu.web.picture import cited
from liantu.web.rendering import kind_label, link_label, source_label
from liantu.web.styling import ILLEGAL

KINDS: dict[str, Kind] = {"number": "number", "integer": "number", "date": "date", "list": "list"}
STAMP = re.compile(rb' lastmodifieddate="[^"]*"')


def head(scene: Scene) -> Head:
    """Return of what data a file is."""
    counted = words("explore_api.numbers", nodes=len(scene.dots), links=len(scene.lines))
    return Head(
        words("explore_api.title"),
        scene.data_version,
        scene.as_of,
        filters=tuple(filter_parts(one) for one in scene.filters),
        notes=(counted, *left_out(scene)),
    )


def book(scene: Scene) -> Book:
    """Return nodes and links as two tables, each row with the rows that it was read from."""
    names = {dot.id: dot.name for dot in scene.dots}
    of_nodes = _columns(model().nodes[str(dot.node["kind"])] for dot in scene.dots)
    of_links = _columns(model().links[str(line.link["kind"])] for line in scene.lines)
    own = ("id", "name", "kind", "degree", "confidence", "observed_on", "note", "x", "y")
    ends = ("from", "from_name", "link", "to", "to_name", "inferred", "observed_on")
    return Book(
        head(scene),
        (
            Sheet(
                words("explore_api.file.nodes"),
                (*map(_own, own), *of_nodes.values()),
                tuple(_node_row(dot, of_nodes) for dot in scene.dots),
            ),
            Sheet(
                words("explore_api.file.links"),
                (*map(_own, ends), *of_links.values()),
                tuple(_link_row(line, names, of_links) for line in scene.lines),
            ),
        ),
    )


def _own(name: str) -> Column:
    kind: Kind = "number" if name in ("degree", "x", "y") else "text"
    return Column(name, words(f"explore_api.col.{name}"), kind)


def _columns(kinds: Iterable[NodeKind | LinkKind]) -> dict[str, Column]:
    """Return a column for each property of some kinds; those of one name share one."""
    found: dict[str, Column] = {}
    for kind in {one.name: one for one in kinds}.values():
        for name, spec in kind.properties.items():
            if name != "name" and name not in found:
                label = spec.label.text(lang())
                found[name] = Column(name, label, KINDS.get(spec.type, "text"), spec.unit)
    return found


def _cells(properties: Mapping[str, Any], columns: Mapping[str, Column]) -> list[Any]:
    yes = {True: words("web.yes"), False: words("web.no")}
    return [
        yes[value] if isinstance(value := properties.get(name), bool) else value for name in columns
    ]


def _node_row(dot: Dot, columns: Mapping[str, Column]) -> Row:
    node = dot.node
    sure = words(f"explore_api.confidence.{node['confidence']}")
    own = [dot.id, dot.name, kind_label(node["kind"]), node["degree"], sure]
    more = [node["observed_on"], dot.note, dot.x, dot.y]
    return Row((*own, *more, *_cells(node["properties"], columns)), dot.evidence)


def _link_row(line: Line, names: Mapping[str, str], columns: Mapping[str, Column]) -> Row:
    link = line.link
    start, end = str(link["from"]), str(link["to"])
    said = words("web.yes") if link["inferred"] else words("web.no")
    own = [start, names[start], link_label(link["kind"]), end, names[end], said]
    return Row((*own, link["observed_on"], *_cells(link["properties"], columns)), line.evidence)


def graphml(scene: Scene) -> bytes:
    """Return a view as GraphML: places, colours and sizes are attributes like the properties."""
    stream = io.BytesIO()
    graph = _graph(scene)
    for _, data in graph.nodes(data=True):
        look = data.pop("viz")
        place = look["position"]
        data |= {"x": place["x"], "y": place["y"], "size": look["size"]}
        data["colour"] = "#{r:02x}{g:02x}{b:02x}".format(**look["color"])
    nx.write_graphml_xml(graph, stream)
    return stream.getvalue()


def gexf(scene: Scene) -> bytes:
    """Return a view as GEXF 1.2, with places (upwards, as Gephi has them), colours and sizes."""
    stream = io.BytesIO()
    graph = _graph(scene)
    for _, data in graph.nodes(data=True):
        data["viz"]["position"]["y"] *= -1
    nx.write_gexf(graph, stream, version="1.2draft")
    # the same data gives the same bytes, and the format keeps no attributes of a graph
    day = f' lastmodifieddate="{scene.as_of}"' if scene.as_of else ""
    told = escape("；".join(f"{graph.graph[name]}" for name in ("data_version", "scope", "cited")))
    meta = f"<description>{told}</description></meta>"
    return STAMP.sub(day.encode(), stream.getvalue()).replace(b"</meta>", meta.encode(), 1)


def _graph(scene: Scene) -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.graph |= {
        "name": words("explore_api.title"),
        "data_version": scene.data_version,
        "as_of": scene.as_of,
        "scope": _plain("；".join(scope(scene))),
        "cited": _plain("；".join(cited(scene.rows()))),
    }
    for dot in scene.dots:
        red, green, blue = (int(dot.colour[at : at + 2], 16) for at in (1, 3, 5))
        look = {
            "position": {"x": dot.x, "y": dot.y, "z": 0.0},
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "size": round(dot.size, 2),
        }
        said = _values(dot.node["properties"], model().nodes[str(dot.node["kind"])])
        said |= {"kind": str(dot.node["kind"]), "degree": int(dot.node["degree"])}
        said |= {"confidence": str(dot.node["confidence"]), "note": _plain(dot.note)}
        graph.add_node(_plain(dot.id), label=_plain(dot.name), **said, viz=look)
    for line in scene.lines:
        link = line.link
        said = _values(link["properties"], model().links[str(link["kind"])])
        said |= {"kind": str(link["kind"]), "label": link_label(str(link["kind"]))}
        named = "；".join(map(source_label, link["sources"]))
        said |= {"inferred": bool(link["inferred"]), "sources": _plain(named)}
        ends = _plain(str(link["from"])), _plain(str(link["to"]))
        graph.add_edge(*ends, key=str(link["key"]), **said)
    return graph


def _values(properties: Mapping[str, Any], kind: NodeKind | LinkKind) -> dict[str, Any]:
    """Return properties as such a file takes them: one type each, lists as one text."""
    found: dict[str, Any] = {}
    for name, value in properties.items():
        if name == "name":
            continue
        if kind.properties[name].type in ("number", "integer"):
            found[f"p_{name}"] = float(value)
        elif isinstance(value, bool):
            found[f"p_{name}"] = value
        else:
            listed = value if isinstance(value, list) else [value]
            found[f"p_{name}"] = _plain("；".join(map(str, listed)))
    return found


def _plain(text: str) -> str:
    return ILLEGAL.sub("", text)
