"""An SVG as PNG and PDF, with a Chinese font of this machine.

Both are made by typst: with a large CJK font it needs 0.3 s where resvg's own binding needs
1.7 s (39 segments), and 3.6 s against 46 s (600 segments), and it finds the fonts as well."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from liantu.errors import Incomputable

# Families with simplified Chinese that machines have, best first.
FAMILIES = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN",
    "Microsoft YaHei", "PingFang SC", "HarmonyOS Sans SC", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "SimHei", "SimSun", "Noto Serif CJK SC", "AR PL UMing CN",
)  # fmt: skip
FINE = 2.0  # times its own size, a picture is sharp on paper and screens
MOST_PIXELS = 24_000_000  # of a PNG: what office programs still open
LEAST_SCALE = 0.5
PAGE_W, PAGE_H, EDGE = 420.0, 297.0, 9.0  # mm, A3 landscape
ROOM_W, ROOM_H = PAGE_W - 2 * EDGE, PAGE_H - 2 * EDGE - 6.0
LEAST_MM = 0.115  # mm a px: below it names cannot be read, and the picture takes more pages
OVERLAP = 24  # px that two pages share

PX = 96.0  # px an inch
SHEET = b"""
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.at("page-0")), format: "svg")
"""
PAGES = b"""
#let pages = json(bytes(sys.inputs.pages))
#set document(title: pages.title, date: none)
#set page(paper: "a3", flipped: true, margin: 9mm, footer-descent: 2mm, footer: context align(
  right, text(size: 8pt, font: pages.font, [#counter(page).display() / #pages.count])))
#for number in range(pages.count) {
  if number > 0 { pagebreak() }
  let shape = pages.shapes.at(number)
  place(top + left, image(bytes(sys.inputs.at("page-" + str(number))), format: "svg",
    width: shape.at(0) * 1mm, height: shape.at(1) * 1mm, fit: "contain", alt: pages.title))
}
"""


@dataclass(frozen=True)
class Font:
    """A font family with the files that hold it."""

    family: str
    files: tuple[str, ...]


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_embedded_fonts=False)


def chinese_font() -> Font:
    """Return a font that has Chinese; raises Incomputable with what to install for none."""
    found: dict[str, list[str]] = {}
    for one in _fonts().fonts():
        if one.path:
            found.setdefault(one.family, []).append(str(one.path))
    for family in FAMILIES:
        if family in found:
            return Font(family, tuple(sorted(set(found[family]))))
    raise Incomputable("no_font", where=", ".join(FAMILIES[:3]))


def size_of(svg: str) -> tuple[float, float]:
    """Return width and height of an SVG of ours in px."""
    found = re.search(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"', svg)
    assert found
    return float(found[1]), float(found[2])


def scale_for(svg: str) -> float:
    """Return how many times its own size a PNG is: sharp, and no larger than programs open."""
    wide, high = size_of(svg)
    return max(LEAST_SCALE, min(FINE, math.sqrt(MOST_PIXELS / (wide * high))))


def as_png(svg: str) -> bytes:
    """Return an SVG as PNG; raises Incomputable where no font has Chinese."""
    return _made(SHEET, "png", {"page-0": _named(svg, chinese_font())}, PX * scale_for(svg))


def as_pdf(svg: str, title: str) -> bytes:
    """Return an SVG on A3 in landscape, on more pages where one would be too small to read.

    Text stays text and its font is embedded. Raises Incomputable where no font has Chinese.
    """
    font = chinese_font()
    parts, shapes = _pages(_named(svg, font))
    told = {"title": title, "font": font.family, "count": len(parts), "shapes": shapes}
    inputs = {f"page-{number}": part for number, part in enumerate(parts)}
    return _made(PAGES, "pdf", {"pages": json.dumps(told, ensure_ascii=False), **inputs})


def _named(svg: str, font: Font) -> str:
    return svg.replace("sans-serif", f"'{font.family}', sans-serif")


def _made(
    template: bytes, form: Literal["pdf", "png"], inputs: dict[str, str], ppi: float = PX
) -> bytes:
    """Return what typst makes of a template; the data are its inputs, never part of its text."""
    import typst

    compiler = typst.Compiler(template, font_paths=_fonts(), sys_inputs=inputs)
    made = compiler.compile(format=form, ppi=ppi)
    assert isinstance(made, bytes)
    return made


def _pages(svg: str) -> tuple[list[str], list[tuple[float, float]]]:
    """Cut an SVG into windows of a page each, with the size of each in mm."""
    wide, high = size_of(svg)
    scale = min(ROOM_W / wide, ROOM_H / high)
    if scale >= LEAST_MM:
        return [svg], [(wide * scale, high * scale)]
    scale = max(LEAST_MM, min(ROOM_W / wide, LEAST_MM * 1.6))
    across = _cuts(wide, ROOM_W / scale)
    down = _cuts(high, ROOM_H / scale)
    parts, shapes = [], []
    for y, h in down:
        for x, w in across:
            window = f'width="{w:g}" height="{h:g}" viewBox="{x:g} {y:g} {w:g} {h:g}"'
            parts.append(
                re.sub(r'width="[^"]*" height="[^"]*" viewBox="[^"]*"', window, svg, count=1)
            )
            shapes.append((w * scale, h * scale))
    return parts, shapes


def _cuts(length: float, room: float) -> list[tuple[float, float]]:
    """Return where windows begin and how long they are."""
    if length <= room:
        return [(0.0, length)]
    count = math.ceil((length - OVERLAP) / (room - OVERLAP))
    each = (length + OVERLAP * (count - 1)) / count
    return [(at * (each - OVERLAP), each) for at in range(count)]
