"""An SVG as PNG and PDF, with a Chinese font of this machine."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

from liantu.errors import Incomputable

# Families with simplified Chinese that machines have, best first.
FAMILIES = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN",
    "Microsoft YaHei", "PingFang SC", "HarmonyOS Sans SC", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "SimHei", "SimSun", "Noto Serif CJK SC", "AR PL UMing CN",
)  # fmt: skip
FINE = 2.0  # times its own size, a picture is sharp on paper and screens
MOST_PIXELS = 40_000_000  # of a PNG: what office programs still open
LEAST_SCALE = 0.5
PAGE_W, PAGE_H, EDGE = 420.0, 297.0, 9.0  # mm, A3 landscape
ROOM_W, ROOM_H = PAGE_W - 2 * EDGE, PAGE_H - 2 * EDGE - 6.0
LEAST_MM = 0.115  # mm a px: below it names cannot be read, and the picture takes more pages
OVERLAP = 24  # px that two pages share

TYPST = """
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
""".encode()


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
    from resvg_py import svg_to_bytes

    font = chinese_font()
    return bytes(
        svg_to_bytes(
            svg_string=svg,
            background="#ffffff",
            zoom=scale_for(svg),
            skip_system_fonts=True,
            font_files=list(font.files),
            font_family=font.family,
            sans_serif_family=font.family,
        )
    )


def as_pdf(svg: str, title: str) -> bytes:
    """Return an SVG on A3 in landscape, on more pages where one would be too small to read.

    Text stays text and its font is embedded. Raises Incomputable where no font has Chinese.
    """
    import typst

    font = chinese_font()
    parts, shapes = _pages(svg.replace("sans-serif", f"'{font.family}', sans-serif"))
    told = {"title": title, "font": font.family, "count": len(parts), "shapes": shapes}
    inputs = {f"page-{number}": part for number, part in enumerate(parts)}
    made = typst.Compiler(
        BytesIO(TYPST).getvalue(),
        font_paths=_fonts(),
        sys_inputs={"pages": json.dumps(told, ensure_ascii=False), **inputs},
    ).compile(format="pdf")
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
