"""The layout of a chain: a table of boxes, with links in the gutters between them."""

from __future__ import annotations

import itertools
import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liantu.web.layout import BOX_W, NAME_EMS, Box, Panorama, Path, Segment, lay_out
from liantu.web.ordering import Link, crossings
from liantu.web.wrapping import ELLIPSIS, width, wrap

pytestmark = pytest.mark.no_graph

POSITIONS = ("上游", "中游", "下游", "配套")


def a_chain(count: int, links: int, seed: int = 1) -> tuple[list[Segment], list[Link]]:
    dice = random.Random(seed)
    segments = [
        Segment(f"s{i}", f"环节{i}" * dice.randint(1, 4), dice.choice(POSITIONS))
        for i in range(count)
    ]
    pairs = [(dice.randrange(count), dice.randrange(count)) for _ in range(links)]
    return segments, [(f"s{a}", f"s{b}", f"l{i}") for i, (a, b) in enumerate(pairs)]


def a_picture(count: int, links: int) -> Panorama:
    segments, inputs = a_chain(count, links)
    return lay_out(POSITIONS, segments, inputs)


def overlap(a: Box, b: Box) -> bool:
    return a.x < b.x + b.w and b.x < a.x + a.w and a.y < b.y + b.h and b.y < a.y + a.h


def points(path: Path) -> list[tuple[float, float]]:
    """Return points along a path of M, C and H commands."""
    found: list[tuple[float, float]] = []
    x = y = 0.0
    for command, text in re.findall(r"([MCH])([^MCH]*)", path.d):
        numbers = [float(one) for one in re.findall(r"-?[\d.]+", text)]
        if command == "M":
            x, y = numbers
        elif command == "H":
            found += [(x + (numbers[0] - x) * t / 20, y) for t in range(21)]
            x = numbers[0]
        else:
            x1, y1, x2, y2, x3, y3 = numbers
            for step in range(21):
                t = step / 20
                a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3
                found.append((a * x + b * x1 + c * x2 + d * x3, a * y + b * y1 + c * y2 + d * y3))
            x, y = x3, y3
    return found


@pytest.mark.parametrize(("count", "links"), [(1, 0), (10, 12), (39, 66), (300, 500), (600, 1200)])
def test_boxes_do_not_overlap_and_stay_inside(count: int, links: int) -> None:
    picture = a_picture(count, links)

    assert len(picture.boxes) == count
    assert not [1 for a, b in itertools.combinations(picture.boxes, 2) if overlap(a, b)]
    assert all(
        box.x >= 0
        and box.y >= 0
        and box.x + box.w <= picture.width
        and box.y + box.h <= picture.height
        for box in picture.boxes
    )


@pytest.mark.parametrize(("count", "links"), [(39, 66), (300, 300)])
def test_links_run_beside_boxes_and_never_under_one(count: int, links: int) -> None:
    picture = a_picture(count, links)

    for path in picture.paths:
        for x, y in points(path):
            assert 0 <= x <= picture.width
            assert 0 <= y <= picture.height
            assert not any(
                box.x + 1 < x < box.x + box.w - 1 and box.y + 1 < y < box.y + box.h - 1
                for box in picture.boxes
            ), path


def test_a_link_leaves_its_input_and_arrives_at_its_output() -> None:
    segments = [Segment("a", "钢板", "上游"), Segment("b", "塔筒", "中游")]

    picture = lay_out(POSITIONS, segments, [("a", "b", "k")])

    way = points(picture.paths[0])
    assert way[0] == (picture.box("a").x + BOX_W, picture.box("a").middle)
    assert way[-1] == (picture.box("b").x, picture.box("b").middle)
    assert picture.paths[0].key == "k"


def test_the_same_chain_gives_the_same_picture() -> None:
    assert a_picture(300, 500) == a_picture(300, 500)


def test_columns_are_the_chains_own_positions_in_its_order() -> None:
    positions = ("原料", "整机", "回收")
    segments = [Segment("b", "整机", "整机"), Segment("a", "钢", "原料")]

    picture = lay_out(positions, segments, [])

    assert [(column.position, column.segments) for column in picture.columns] == [
        ("原料", ("a",)),
        ("整机", ("b",)),
        ("回收", ()),
    ]
    assert picture.box("a").x < picture.box("b").x


def test_a_segment_of_no_position_gets_a_last_column() -> None:
    segments = [Segment("a", "钢", "上游"), Segment("b", "谜", "别处"), Segment("c", "谜", "")]

    picture = lay_out(POSITIONS, segments, [])

    assert picture.columns[-1].position == ""
    assert picture.columns[-1].segments == ("b", "c")


def test_without_links_the_order_is_the_chain_files() -> None:
    segments = [Segment(f"s{i}", "名", "上游") for i in (3, 1, 2)]

    picture = lay_out(POSITIONS, segments, [])

    assert picture.columns[0].segments == ("s3", "s1", "s2")


def test_sweeps_take_crossings_out() -> None:
    up = [Segment(f"u{i}", "名", "上游") for i in range(6)]
    down = [Segment(f"d{i}", "名", "中游") for i in range(6)]
    links = [(f"u{i}", f"d{5 - i}", f"l{i}") for i in range(6)]
    before = crossings([[one.id for one in up], [one.id for one in down]], links)

    picture = lay_out(POSITIONS, [*up, *down], links)

    assert before == 15
    assert crossings([column.segments for column in picture.columns], links) == 0


def test_cycles_and_loops_and_backward_links_are_drawn() -> None:
    segments = [
        Segment("a", "甲", "上游"),
        Segment("b", "乙", "中游"),
        Segment("c", "丙", "下游"),
        Segment("d", "丁", "下游"),
    ]
    links = [
        ("a", "b", "1"),
        ("b", "a", "2"),
        ("c", "a", "3"),
        ("c", "d", "4"),
        ("d", "c", "5"),
        ("a", "a", "6"),
    ]

    picture = lay_out(POSITIONS, segments, links)

    ways = ["forward", "back", "back", "side", "side", "side"]
    assert [path.way for path in picture.paths] == ways


def test_links_to_what_is_not_in_the_chain_are_left_out() -> None:
    picture = lay_out(POSITIONS, [Segment("a", "甲", "上游")], [("a", "x", "1"), ("y", "a", "2")])

    assert picture.paths == ()


def test_a_chain_of_one_segment_and_of_none() -> None:
    one = lay_out((), [Segment("a", "独", "无")], [])
    none = lay_out(("上游",), [], [])

    assert (len(one.boxes), len(one.columns)) == (1, 1)
    assert (len(none.boxes), len(none.columns)) == (0, 1)
    assert none.width > BOX_W


def test_a_tall_column_is_folded_into_lanes() -> None:
    segments = [Segment(f"s{i}", "名", "上游") for i in range(120)]

    picture = lay_out(("上游", "下游"), segments, [])

    assert {box.column for box in picture.boxes} == {0}
    assert len({box.lane for box in picture.boxes}) == 7
    assert picture.height < 1400


def test_a_large_chain_is_laid_out_at_once() -> None:
    segments, links = a_chain(360, 600)
    times = []
    for _ in range(3):
        start = time.perf_counter()
        lay_out(POSITIONS, segments, links)
        times.append(time.perf_counter() - start)

    assert min(times) < 0.25


@given(st.text(max_size=250), st.integers(4, 14))
@settings(max_examples=150, deadline=None)
def test_a_wrapped_name_never_leaves_its_box(name: str, ems: int) -> None:
    lines = wrap(name, ems)

    assert 1 <= len(lines) <= 2
    assert all(width(line) <= ems for line in lines)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("塔筒", ("塔筒",)),
        ("海上风电场开发运营", ("海上风电场", "开发运营")),
        ("", ("",)),
        ("主轴轴承与变桨偏航轴承", ("主轴轴承与", "变桨偏航轴承")),
        ("海底\u200b电\x00缆", ("海底电缆",)),
        ("IGBT 模块与 SiC 器件", ("IGBT 模块与", "SiC 器件")),
    ],
)
def test_names_wrap_where_a_reader_would(name: str, lines: tuple[str, ...]) -> None:
    assert wrap(name, NAME_EMS) == lines


def test_a_name_that_does_not_fit_ends_with_an_ellipsis() -> None:
    lines = wrap("很长的名称" * 40, NAME_EMS)

    assert len(lines) == 2
    assert lines[1].endswith(ELLIPSIS)
    assert width(lines[1]) <= NAME_EMS
