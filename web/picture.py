"""A chain's map as one picture to keep: head, legend, map and citations in a self-contained SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from liantu.queries.evidence import Evidence
from liantu.queries.gaps.reports import GapReport
from liantu.web.context import words
from liantu.web.panorama import ChainView
from liantu.web.rendering import bound_of
from liantu.web.styling import styled
from liantu.web.wrapping import width

MARGIN = 18
LEAST_W = 760  # px, so that head and citations have room
LINE, SMALL = 20, 16  # px from line to line of the head, of the citations
TITLE = 62  # px, where the first line of the head stands
KEY_GAP = 26
CITED = 12  # lines of citations; the tables have all


@dataclass(frozen=True)
class Line:
    """One line of text, ``y`` in px."""

    text: str
    y: float


@dataclass(frozen=True)
class Key:
    """One grade of the legend, in px; ``doubtful`` is the sign of all that may only look so."""

    kind: str
    text: str
    x: float
    y: float
    doubtful: bool = False


@dataclass(frozen=True)
class Frame:
    """What stands around a map, in px."""

    w: int
    h: int
    left: int
    top: int
    head: tuple[Line, ...]
    keys: tuple[Key, ...]
    foot: tuple[Line, ...]
    margin: int = MARGIN


def picture(view: ChainView, only: str = "") -> str:
    """Return the map of a chain as an SVG that needs nothing else.

    ``only`` names a grade beside which the others are pale, as on the page.
    """
    title = words("picture.title", chain=view.name)
    map_ = render_template("_panorama.svg", view=view, finding=None, marks={}, only=only)
    map_ = Markup(map_)  # noqa: S704 (a template's own, escaped there)
    drawn = render_template("_picture.svg", frame=_frame(view), title=title, map=map_)
    return styled(drawn)


def _frame(view: ChainView) -> Frame:
    inner = max(view.picture.width, LEAST_W)
    head = [one for text in _head(view) for one in lines_of(text, inner, 14)]
    keys = _keys(view, inner, TITLE + len(head) * LINE + 4)
    top = int(keys[-1].y + 34)
    bottom = top + view.picture.height
    foot = [one for text in _cited(view.report) for one in lines_of(text, inner, 11)]
    return Frame(
        w=inner + 2 * MARGIN,
        h=bottom + len(foot) * SMALL + MARGIN,
        left=MARGIN + (inner - view.picture.width) // 2,
        top=top,
        head=tuple(Line(text, TITLE + at * LINE) for at, text in enumerate(head)),
        keys=keys,
        foot=tuple(Line(text, bottom + (at + 1) * SMALL) for at, text in enumerate(foot)),
    )


def _head(view: ChainView) -> list[str]:
    report, scope = view.report, view.report.scope
    coverage = report.coverage
    told = words("panorama.recorded", count=coverage.recorded)
    if coverage.ratio is None:
        told = f"{told} / {words('panorama.undeclared')}"
    else:
        key = bound_of(coverage.qualifier)
        share = words(f"panorama.ratio.{key}", ratio=f"{coverage.ratio:.1%}")
        declared = words(f"panorama.declared.{key}", count=f"{coverage.declared:,.10g}")
        told = f"{told} / {declared}{words('panorama.comma')}{share}"
    day = words("panorama.as_of", date=scope.as_of) if scope.as_of else words("panorama.undated")
    found = [f"{scope.region_name or scope.region}　{told}　{day}"]
    found.append(
        words(
            "segment.versions",
            formula=report.formula_version,
            settings=report.settings_version,
            data=report.data_version,
        )
    )
    return [*found, words("panorama.assumed")] if scope.assume_complete else found


def _keys(view: ChainView, room: float, y: float) -> tuple[Key, ...]:
    found: list[Key] = []
    x = float(MARGIN)
    shown = [(kind, count) for kind, count in view.legend if count] or view.legend[:1]
    signs = [(kind, f"{words(f'kind.{kind}')} {count}", False) for kind, count in shown]
    doubtful = sum(one.doubtful for one in view.report.findings)
    if doubtful:
        signs.append(("WEAK", f"{words('panorama.doubtful')} {doubtful}", True))
    if view.pipeline:
        signs.append(("", f"{words('kind.PIPELINE')} {view.pipeline}", False))
    for kind, text, unsure in signs:
        wide = 22 + width(text) * 13
        if x > MARGIN and x + wide > room:
            x, y = float(MARGIN), y + LINE + 2
        found.append(Key(kind, text, round(x, 1), y, unsure))
        x += wide + KEY_GAP
    return tuple(found)


def _cited(report: GapReport) -> list[str]:
    """Return which files the map was read from."""
    rows = [
        one
        for finding in report.findings
        for evidence in (finding.evidence, *(maker.evidence for maker in finding.makers))
        for one in evidence
    ]
    return cited([*rows, *report.coverage.evidence])


def cited(rows: Iterable[Evidence]) -> list[str]:
    """Return which files some rows are of: each with its rows counted and its days."""
    found: dict[tuple[str, str, str], list[Evidence]] = {}
    for one in {(one.file, one.sheet, one.row): one for one in rows}.values():
        found.setdefault((one.citation or one.source, one.file, one.sheet), []).append(one)
    lines = [_citation(*key, some) for key, some in sorted(found.items())]
    more = len(lines) - CITED
    lines = lines[:CITED] + ([words("picture.cited.more", count=more)] if more > 0 else [])
    return [words("picture.cited"), *lines]


def _citation(source: str, file: str, sheet: str, rows: Sequence[Evidence]) -> str:
    days = sorted({one.observed_on for one in rows if one.observed_on})
    when = " – ".join(dict.fromkeys((days[0], days[-1]))) if days else words("web.undated")
    where = " · ".join(part for part in (file, sheet) if part)
    return f"{source}　{where}　{words('picture.rows', count=len(rows))}　{when}"


def lines_of(text: str, room: float, size: float) -> Iterable[str]:
    """Break a text into lines that fit ``room`` px."""
    line = ""
    for char in text:
        if line and width(line + char) * size > room:
            yield line
            line = ""
        line += char
    yield line
