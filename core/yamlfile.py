"""YAML as the product reads it: safe, duplicate keys refused, lines remembered."""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from liantu.errors import YamlError


class Located(dict[str, Any]):
    """A mapping that knows on which line (1-based) it and each of its keys stand."""

    def __init__(self, start: int) -> None:
        super().__init__()
        self.start = start
        self.lines: dict[str, int] = {}

    def line(self, key: str) -> int:
        """Return the line of ``key``, or of the mapping where the key is absent."""
        return self.lines.get(key, self.start)


def read_yaml(text: str, name: str) -> Located:
    """Read one YAML document whose top is a mapping.

    Scalars become text, whole numbers, floats, booleans (true and false only) or
    None; dates stay text. Raises YamlError with file, line and column for
    anything else: broken syntax, a duplicate key, an alias, a top that is not a
    mapping.
    """
    try:
        if "*" in text or "&" in text:
            _refuse_aliases(text, name)
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise YamlError(name, line, column, str(error.problem)) from error
    except (YAMLError, ValueError) as error:  # a character that no YAML may hold
        raise YamlError(name, 1, 1, str(error)) from error
    if not isinstance(node, MappingNode):
        raise YamlError(name, 1, 1, "the top must be a mapping of names to values")
    found = _plain(node, name)
    assert isinstance(found, Located)
    return found


def _refuse_aliases(text: str, name: str) -> None:
    for event in YAML(typ="safe", pure=True).parse(text):
        if isinstance(event, AliasEvent):
            mark = event.start_mark
            raise YamlError(name, mark.line + 1, mark.column + 1, "aliases are not read")


def _plain(node: Node, name: str) -> Any:
    if isinstance(node, MappingNode):
        found = Located(node.start_mark.line + 1)
        for key_node, value_node in node.value:
            key, mark = str(key_node.value), key_node.start_mark
            if key in found:
                raise YamlError(name, mark.line + 1, mark.column + 1, f"{key!r} stands twice")
            found[key] = _plain(value_node, name)
            found.lines[key] = mark.line + 1
        return found
    if isinstance(node, SequenceNode):
        return [_plain(item, name) for item in node.value]
    return _scalar(node, name)


def _scalar(node: Node, name: str) -> Any:
    kind, value = str(node.tag).rpartition(":")[2], node.value
    try:
        if kind == "int":
            return int(value.replace("_", ""), 0)
        if kind == "float":
            return float(value.replace("_", ""))
    except ValueError as error:
        mark = node.start_mark
        raise YamlError(name, mark.line + 1, mark.column + 1, str(error)) from error
    if kind == "bool":
        return value.lower() == "true"
    return None if kind == "null" else _whole(value, node, name)


def _whole(value: str, node: Node, name: str) -> str:
    """Return a text with characters escaped in two halves joined, as JSON writers give them."""
    try:
        return value.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError as error:
        mark = node.start_mark
        problem = "half of a character"
        raise YamlError(name, mark.line + 1, mark.column + 1, problem) from error
