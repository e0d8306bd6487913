"""Writes the styles of a page into a picture, so that it looks the same without the page.

The sheets are those that the page links: rules and variables are worked out for every
element and written as plain SVG attributes, which every viewer and converter knows.
Paper is meant: rules for print apply, rules for dark screens, narrow screens and
pointers do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree as ET

import cssselect2
import tinycss2

SHEETS = ("base.css", "panorama.css", "picture.css", "geo.css")
SVG = "http://www.w3.org/2000/svg"
# What SVG takes as an attribute; a sheet's other properties are about boxes of HTML.
NAMES = """
fill fill-opacity stroke stroke-width stroke-opacity stroke-dasharray stroke-linejoin
stroke-linecap opacity font-size font-weight font-style font-family text-anchor
letter-spacing paint-order visibility display dominant-baseline color
"""
WRITTEN = frozenset(NAMES.split())
DROPPED = re.compile(r"(data-|aria-|on)|(class|role|tabindex|href|style|id)\Z")
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*((?:[^()]|\([^()]*\))*))?\)")
DEEPEST = 8  # variables that name variables


@dataclass(frozen=True)
class Rule:
    """The declarations of one selector list, in the order of the sheets."""

    names: tuple[tuple[str, str, bool], ...]  # property, value, important


@cache
def matcher() -> cssselect2.Matcher:
    """Return the rules of the sheets that hold on paper."""
    found = cssselect2.Matcher()
    for name in SHEETS:
        text = files("liantu.web").joinpath("static", name).read_text("utf-8")
        _add(found, tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))
    return found


def _add(found: cssselect2.Matcher, rules: Iterable[Any]) -> None:
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content:
            if tinycss2.serialize(rule.prelude).strip() == "print":
                inner = tinycss2.parse_blocks_contents(
                    rule.content, skip_comments=True, skip_whitespace=True
                )
                _add(found, inner)
        elif rule.type == "qualified-rule":
            declared = _declared(rule.content)
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError:
                continue  # of a browser's own states, such as :focus-visible
            for selector in selectors:
                if selector.pseudo_element is None:
                    found.add_selector(selector, declared)


def _declared(content: Any) -> Rule:
    parsed = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return Rule(
        tuple(
            (
                one.name if one.name.startswith("--") else one.lower_name,
                tinycss2.serialize(one.value).strip(),
                one.important,
            )
            for one in parsed
            if one.type == "declaration"
            and (one.name.startswith("--") or one.lower_name in WRITTEN)
        )
    )


def styled(svg: str) -> str:
    """Return an SVG with its styles written in; links, classes and scripts' hooks are left out.

    Characters that XML forbids are taken out of names.
    """
    ET.register_namespace("", SVG)
    root = ET.fromstring(ILLEGAL.sub("", svg))  # noqa: S314 (made here, of escaped texts)
    _style(cssselect2.ElementWrapper.from_xml_root(root), {}, matcher())
    _clean(root)
    return ET.tostring(root, encoding="unicode")


def _style(element: Any, inherited: Mapping[str, str], rules: cssselect2.Matcher) -> None:
    """Write the style of an element and of all that it holds."""
    won = _won(element, rules)
    variables = dict(inherited)
    for name, value in won.items():
        if name.startswith("--"):
            variables[name] = value
    for name, value in won.items():
        if not name.startswith("--"):
            known = _resolved(value, variables)
            if known:
                element.etree_element.set(name, known)
    for child in element.iter_children():
        _style(child, variables, rules)


def _won(element: Any, rules: cssselect2.Matcher) -> dict[str, str]:
    """Return the declarations that hold for an element: the most specific, then the last."""
    found: dict[str, str] = {}
    urgent: dict[str, str] = {}
    for _, _, _, rule in sorted(rules.match(element), key=lambda one: one[:2]):
        for name, value, important in rule.names:
            (urgent if important else found)[name] = value
    return found | urgent


def _resolved(value: str, variables: Mapping[str, str]) -> str:
    """Return a value with its variables filled in; empty where one of them is not known."""
    for _ in range(DEEPEST):
        if "var(" not in value:
            break
        value = VARIABLE.sub(lambda one: variables.get(one[1], one[2] or "?"), value)
    return "" if "?" in value or "var(" in value else value


def _clean(root: ET.Element) -> None:
    used = {one for e in root.iter() for v in e.attrib.values() for one in _referred(v)}
    for element in root.iter():
        if element.tag == f"{{{SVG}}}a":
            element.tag = f"{{{SVG}}}g"
        for name in list(element.attrib):
            if DROPPED.match(name) and not (name == "id" and element.attrib[name] in used):
                del element.attrib[name]
    for parent in list(root.iter()):
        for child in [one for one in parent if one.get("display") == "none"]:
            parent.remove(child)


def _referred(value: str) -> list[str]:
    return re.findall(r"url\(#([^)]+)\)", value)
