"""The map as its reader sets it: figure, colour, folds, parts, reach, the firms of a count."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from liantu.home import Home
from liantu.ingest.load import load
from liantu.web import drawing
from liantu.web.chains import view_in
from liantu.web.kept import Kept
from tests import factories
from tests.conftest import serving
from tests.web.test_chains import CHAIN, data, read
from tests.web.test_hostile import CORPUS, tags_of

pytestmark = pytest.mark.no_graph
PAGE = CHAIN  # the register names segments of this chain


def a_chain(name: str, segments: list[dict[str, Any]]) -> str:
    """Return a chain file with two positions; a segment may lie in another."""
    head = {"id": name, "name": name, "region": "370614"}
    both = [{"position": "前", **one} for one in segments]
    whole = {"chain": head, "positions": ["前", "后"], "segments": both}
    return json.dumps(whole, ensure_ascii=False)


@pytest.fixture(scope="module")
def nested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application over chains with nested, hostile, single and no linked segments."""
    folder = tmp_path_factory.mktemp("map")
    inner = [{"id": f"in{i}", "name": f"里件{i}", "part_of": "outer"} for i in range(3)]
    last = {"id": "end", "name": "末件", "position": "后", "inputs": ["in0", "in1", "in2"]}
    texts = {
        "offshore-wind": [{"id": "outer", "name": "外件"}, *inner, last],
        "hostile": [{"id": f"h{i}", "name": one} for i, one in enumerate(CORPUS)],
        "single": [{"id": "only", "name": "独件"}],
    }
    for name, segments in texts.items():
        (folder / f"{name}.yaml").write_text(a_chain(name, segments), encoding="utf-8")
    factories.register(
        folder,
        factories.firm("甲厂", segment="里件0", 标签="专精特新"),
        factories.firm("甲厂", segment="里件1"),
        factories.firm("乙厂", segment="里件1"),
    )
    home = Home(folder / "home")
    report = load(home, [folder])
    assert not report.refused
    yield from serving(home)
    home.ledger.close()


@pytest.fixture
def visitor(nested: Flask) -> FlaskClient:
    return nested.test_client()


def boxes(page: str) -> list[str]:
    return re.findall(r'data-(?:segment|unit)="([^"]+)" data-(?:kind="\w+" data-)?lane', page)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("measure", ["here", "city", "country", "listed", "specialised"])
def test_a_measure_is_the_figure_and_the_colour(
    client: FlaskClient, measure: str, lang: str
) -> None:
    page = read(client, f"{CHAIN}?measure={measure}&colour={measure}&lang={lang}")

    assert f'<option value="{measure}" selected>' in page
    assert 'id="scale"' in page
    assert "is-coloured" in page
    assert len(re.findall(r'class="seg grade-\w+[^"]* step-(?:\d|none)', page)) == 39
    assert f"measure={measure}&amp;colour={measure}" in page.partition('data-segment="')[0]


def test_a_measure_that_there_is_not_is_told(client: FlaskClient) -> None:
    answer = client.get(f"{CHAIN}?measure=profit")
    lacking = read(client, f"{CHAIN}?measure=output")

    assert (answer.status_code, "profit" in answer.text) == (400, True)
    assert "map-lacks" in lacking


def test_the_json_has_the_measures_and_their_firms(client: FlaskClient) -> None:
    found = data(client, f"/api/v1{CHAIN}/panorama")["measures"]
    firms = data(client, f"/api/v1{CHAIN}/segments/turbine/firms?measure=country")

    assert found["country"]["segments"]["seg:offshore-wind/turbine"]["value"] == 4
    assert len(firms["firms"]) == 4
    assert all(one["evidence"] for one in firms["firms"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_count_opens_to_firms_and_rows(client: FlaskClient, lang: str) -> None:
    page = read(client, f"{CHAIN}/segments/turbine?lang={lang}")
    (link,) = {*re.findall(r'href="([^"]+/turbine/firms\?[^"]*measure=country[^"]*)"', page)}

    listed = read(client, link.replace("&amp;", "&"))

    assert len(re.findall(r'<tr><th scope="row"><a href="/nodes/ent:', listed)) == 4
    assert listed.count('class="source"') >= 4
    assert client.get(f"{CHAIN}/segments/turbine/firms?measure=x").status_code == 400


def test_the_table_is_sorted_by_a_measure(client: FlaskClient) -> None:
    page = read(client, f"{CHAIN}?sort=-country")
    table = page.partition('id="table" open')[2]

    first = [int(one) for one in re.findall(r'measure=country[^>]*">(\d+)</a></td>', table)]
    assert first == sorted(first, reverse=True)
    assert 'aria-sort="descending"' in table


def test_the_whole_upstream_is_lit_and_counted_without_script(client: FlaskClient) -> None:
    page = read(client, f"{CHAIN}/segments/generator?reach=1")

    ups = re.findall(r'class="seg [^"]*is-up[^"]*"', page)
    downs = re.findall(r'class="seg [^"]*is-down[^"]*"', page)
    (said,) = re.findall(r"上游共 (\d+) 个环节，下游共 (\d+) 个环节", page)
    assert said == (str(len(ups)), str(len(downs)))
    assert 'data-reach="1"' in page
    assert "is-up" not in read(client, f"{CHAIN}/segments/generator")


def test_a_fold_is_one_box_with_its_firms_once(visitor: FlaskClient) -> None:
    whole, folded = read(visitor, PAGE), read(visitor, f"{PAGE}?fold=all")

    assert len(boxes(whole)) == 5
    assert boxes(folded) == ["seg:offshore-wind/outer", "seg:offshore-wind/end"]
    assert folded.count('class="lk ') == 1
    box = folded.partition('data-unit="seg:offshore-wind/outer"')[2].partition("</a>")[0]
    assert ">2 家<" in box
    assert "含 3 个" in box
    assert "最差：弱链；待查 1" in box
    assert "grade-" not in box
    assert boxes(read(visitor, f"{PAGE}?fold=outer")) == boxes(folded)
    opened = read(visitor, f"{PAGE}/segments/in0?fold=all")
    assert "seg:offshore-wind/in0" in boxes(opened)


def test_inner_boxes_stand_below_the_one_that_holds_them(nested: Flask) -> None:
    with nested.test_request_context(PAGE):
        picture = view_in("offshore-wind", "", False).picture

    outer, *inner = (
        picture.box(f"seg:offshore-wind/{one}") for one in ("outer", "in0", "in1", "in2")
    )
    assert [one.row for one in inner] == [outer.row + n for n in (1, 2, 3)]
    assert {(one.depth, one.x - outer.x) for one in inner} == {(1, 12)}


def test_a_chain_too_large_is_opened_by_parts(
    nested: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "DRAWN", 10)
    monkeypatch.setattr(drawing, "PART", 4)
    with nested.test_request_context("/chains/hostile"):
        view = view_in("hostile", "", False)
        whole = drawing.draw(view)
        part = drawing.draw(view, part="1-2")
        opened = drawing.draw(view, opened=view.finding("h9"))

    assert whole.is_large
    held = [one for item in whole.items.values() if item.folded for one in item.folded.segments]
    assert len(whole.items) == 5
    assert sorted(held) == sorted(view.findings)
    assert [*part.items] == [one.segment for one in view.report.findings[4:8]]
    assert "seg:hostile/h9" in opened.items


@pytest.mark.parametrize("query", ["", "?measure=specialised&colour=here", "?fold=all"])
def test_a_chain_of_one_segment_and_one_without_links(visitor: FlaskClient, query: str) -> None:
    assert len(boxes(read(visitor, f"/chains/single{query}"))) == 1
    page = read(visitor, f"/chains/hostile{query}")
    assert len(boxes(page)) == len(CORPUS)
    assert "没有写环节之间的投入关系" in page


def test_names_stay_text_on_the_map_and_below_it(visitor: FlaskClient) -> None:
    clean = tags_of(read(visitor, PAGE))
    for path in ("", "?sort=name", "?measure=city", "/segments/h0?reach=1", "/segments/h3/firms"):
        found = tags_of(read(visitor, f"/chains/hostile{path}"))
        assert found.bad == []
        assert found.scripts <= clean.scripts


def test_a_view_is_kept_until_something_has_another_name(visitor: FlaskClient) -> None:
    with visitor.application.test_request_context(PAGE):
        first = view_in("offshore-wind", "", False)
        again, other = view_in("offshore-wind", "", False), view_in("offshore-wind", "", True)
    with visitor.application.test_request_context(f"{PAGE}?lang=en"):
        english = view_in("offshore-wind", "", False)

    assert again is first
    assert other is not first
    assert english is not first


def test_the_least_lately_used_view_goes_first() -> None:
    kept, views = Kept(2), [object(), object(), object()]
    for key in (0, 1, 0, 2):
        kept.view(key, lambda key=key: views[key])  # type: ignore[misc]

    assert kept.view(0, lambda: pytest.fail("0 was kept")) is views[0]
    assert kept.view(1, lambda: "made anew") == "made anew"  # type: ignore[arg-type,return-value,comparison-overlap]


def test_settings_that_change_give_another_grade_at_once(tmp_path: Path) -> None:
    home = factories.copy_of_demo(tmp_path)
    for app in serving(home):
        client = app.test_client()
        before = data(client, f"/api/v1{CHAIN}/panorama")["settings_version"]
        (home.root / "gaps.yml").write_text("months: 11\n", encoding="utf-8")
        after = data(client, f"/api/v1{CHAIN}/panorama")["settings_version"]
    home.ledger.close()

    assert before != after
