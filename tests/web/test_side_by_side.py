"""Two maps of a chain side by side: regions, records as they are and taken as complete."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.web.test_chains import CHAIN, data, read

pytestmark = pytest.mark.no_graph

PAGE = f"{CHAIN}/side-by-side"
JSON = "/api/v1/chains/offshore-wind/side-by-side"


def places(page: str, side: str) -> dict[str, str]:
    """Return where each segment's box stands on one of the two maps."""
    (svg,) = re.findall(rf'<svg class="panorama pair-map" id="map-{side}".*?</svg>', page, re.S)
    return dict(re.findall(r'data-segment="([^"]+)"[^>]*transform="([^"]+)"', svg))


def test_a_box_stands_at_the_same_place_on_both_maps(client: FlaskClient) -> None:
    page = read(client, f"{PAGE}?with=370600")

    assert len(places(page, "first")) == 39
    assert places(page, "first") == places(page, "second")
    assert "39 个环节里有 3 个不同：山东省烟台市与山东省烟台市蓬莱区相比" in page
    assert page.count('<g class="seg-mark"') == 6
    assert "region=370600" in page
    assert f'href="{CHAIN}/compare?with=370600"' in page


def test_each_difference_has_both_reasons(client: FlaskClient) -> None:
    found = data(client, f"{JSON}?with_complete=1")

    assert found["counts"] == {"better": 0, "worse": 0, "unknown": 29, "other": 8, "count": 0}
    assert found["first"]["scope"]["assume_complete"] is False
    assert found["second"]["scope"]["assume_complete"] is True
    one = next(one for one in found["differences"] if one["segment"]["name"] == "大型铸件")
    assert [one[side]["code"] for side in ("first", "second")] == ["UNKNOWN", "BLANK"]
    assert all(one[side]["because"]["text"] for side in ("first", "second"))
    other_way = data(client, f"{JSON}?with_complete=1&assume_complete=1")
    assert other_way["differences"] == found["differences"]
    assert "hang on the assumption" in read(client, f"{PAGE}?with_complete=1&lang=en")


def test_nothing_or_too_much_to_compare_with(client: FlaskClient) -> None:
    assert "选另一个地区、另一个数据版本" in read(client, PAGE)
    assert client.get(JSON).status_code == 400
    assert client.get(f"{PAGE}?with=370600&with_complete=1").status_code == 400
    assert client.get(f"{PAGE}?with=000000").status_code == 404
    assert client.get(f"{PAGE}?with_version=none").status_code == 404


def test_lists_are_narrowed_by_what_the_address_says(client: FlaskClient) -> None:
    page = read(client, f"{CHAIN}/gaps?words=大金&lang=zh")
    assert re.findall(r'<section id="(\w+)">', page) == ["present"]
    assert page.count("<tr>") == 3  # the head, 塔筒 and 单桩基础
    assert 'value="大金"' in page
    none = read(client, f"{CHAIN}/gaps?words=没有这样的&targets=1")
    assert "没有符合筛选的" in none

    targets = f"{CHAIN}/targets?kind=WEAK"
    found = data(client, f"/api/v1{targets}")
    assert {one["kind"] for one in found["recruit"]} == {"WEAK"}
    page = read(client, targets)
    assert 'class="pan-nav"' in page
    assert f"{CHAIN}/targets.csv?kind=WEAK" in page
    assert client.get(f"{CHAIN}/gaps?kind=NONE").status_code == 400


def test_who_is_on_a_list_of_candidates_alone_is_not_called_recorded(client: FlaskClient) -> None:
    page = read(client, f"{CHAIN}?region=310000")
    assert "登记 0 家" in page
    assert "另有 1 家只见于目标企业清单，不算登记" in page
