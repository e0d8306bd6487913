"""An answer that is a graph as GraphML: every plain value an attribute, lists as one text."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import networkx as nx

from liantu.web.answers.shapes import Shape
from liantu.web.answers.tables import flatten, text_of
from liantu.web.styling import ILLEGAL

STARTS, ENDS = ("from", "input"), ("to", "output")
NOT_TOLD = frozenset({"id", "key", *STARTS, *ENDS})


def as_graphml(answer: Mapping[str, Any], shape: Shape) -> bytes:
    """Return the nodes and links of an answer as GraphML."""
    nodes, links = shape.graph or ("", "")
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.graph["data_version"] = str(answer.get("data_version", ""))
    for node in answer.get(nodes) or ():
        graph.add_node(_plain(_id(node)), **_attributes(node))
    for number, link in enumerate(answer.get(links) or ()):
        start, end = (_end(link, names) for names in (STARTS, ENDS))
        key = _plain(str(link.get("key", number)))
        graph.add_edge(_plain(start), _plain(end), key=f"{link.get('kind', '')} {key}".strip(),
                       **_attributes(link))  # fmt: skip
    stream = io.BytesIO()
    nx.write_graphml_xml(graph, stream)
    return stream.getvalue()


def _id(node: Mapping[str, Any]) -> str:
    inner = node.get("segment")  # a finding is of a segment
    return str(node.get("id") or (inner["id"] if isinstance(inner, Mapping) else inner))


def _end(link: Mapping[str, Any], names: tuple[str, ...]) -> str:
    found = next((link[name] for name in names if name in link), "")
    return str(found["id"] if isinstance(found, Mapping) else found)


def _attributes(thing: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in flatten({k: v for k, v in thing.items() if k not in NOT_TOLD}).items():
        if isinstance(value, (bool, int, float)):
            found[name.replace(".", "_")] = value
        elif value is not None and value != []:
            found[name.replace(".", "_")] = _plain(text_of(value))
    return found


def _plain(text: str) -> str:
    return ILLEGAL.sub("", text)
