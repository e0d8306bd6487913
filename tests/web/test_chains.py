"""The pages of a chain and their JSON twins, on the demo district."""

from __future__ import annotations

import html
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient

CHAIN = "/chains/offshore-wind"
ASSUMED = {
    "PRESENT": 2,
    "STRENGTH": 0,
    "WEAK": 8,
    "FRAGILE": 0,
    "UNMATCHED": 0,
    "SUPPORT": 0,
    "BREAK": 2,
    "MISSING_INPUT": 16,
    "EXTENSION": 2,
    "BLANK": 9,
    "UNKNOWN": 0,
}


def read(client: FlaskClient, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response.text[:500]
    return response.text


def data(client: FlaskClient, url: str) -> Any:
    response = client.get(url)
    assert response.status_code == 200, response.text[:500]
    return response.json


def legend(page: str) -> dict[str, int]:
    """Return the counts of the legend by grade."""
    return {
        kind: int(count)
        for kind, count in re.findall(r'data-kind="(\w+)"[^>]*title=.*?<b>(\d+)</b>', page, re.S)
    }


def rows(page: str, section: str) -> list[str]:
    """Return the names of the segments of one section of the gap list."""
    part = page.partition(f'<section id="{section}">')[2].partition("</section>")[0]
    found = re.findall(r'(?:<th scope="row">|<h3>)<a [^>]*>([^<]*)</a>', part)
    return [unescape(name) for name in found]


class Tags(HTMLParser):
    """Collects tags with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def boxes(page: str) -> list[dict[str, str | None]]:
    return [a for tag, a in Tags(page).found if tag == "a" and "seg " in f"{a.get('class')} "]


def test_the_panorama_has_every_segment_as_a_link(client: FlaskClient) -> None:
    found = boxes(read(client, CHAIN))

    assert len(found) == 39
    assert {box["href"] for box in found} >= {f"{CHAIN}/segments/turbine"}
    assert all(box["aria-label"] for box in found)
    turbine = next(box for box in found if box["data-segment"] == "seg:offshore-wind/turbine")
    assert turbine["aria-label"] == "风电整机，弱链（存疑），本地 1 家，外地候选 3 家，核心环节"


def test_what_is_not_recorded_is_unknown_and_not_missing(client: FlaskClient) -> None:
    counts = legend(read(client, CHAIN))

    assert (counts["UNKNOWN"], counts["WEAK"], counts["PRESENT"]) == (29, 8, 2)
    assert sum(counts.values()) == 39


def test_complete_records_turn_the_unknown_into_gaps_visibly_marked(client: FlaskClient) -> None:
    page = read(client, f"{CHAIN}?assume_complete=1")

    assert legend(page) == ASSUMED
    assert 'id="assumed"' in page
    assert "按“登记齐全”假设" in page.partition('<svg class="panorama')[2].partition("</svg>\n")[0]
    assert 'id="assumed"' not in read(client, CHAIN)


def test_the_title_line_opens_every_count(client: FlaskClient) -> None:
    page = read(client, CHAIN)

    line = page.partition('<p class="pan-scope">')[2].partition("</p>")[0]
    text = "".join(re.sub(r"<[^>]*>", "", line).split())
    assert "登记9家/公布不少于70家，至多12.9%" in text
    assert "日期未注明" in text
    links = re.findall(r'href="([^"]*)"', line)
    assert links[0] == "#coverage"
    assert re.match(r"/nodes/ind", links[1])
    assert links[2] == "#coverage-formula"
    assert client.get(links[1]).status_code == 200
    figures = page.partition('id="coverage"')[2].partition("</details>")[0]
    assert "登记率 = 登记 9 ÷ 公布 70 = 12.9%" in figures
    assert len(re.findall(r'<li><a href="/nodes/ent', figures)) == 9


def test_any_count_reaches_its_row_in_three_clicks(client: FlaskClient) -> None:
    panorama = read(client, CHAIN)
    first = f"{CHAIN}/segments/tower"
    assert first in panorama

    segment = read(client, f"{first}?fragment=1")
    second = re.findall(r'class="source" href="([^"]*企业名录[^"]*|[^"]*%E4%BC%81[^"]*)"', segment)

    assert second
    row = read(client, unescape(second[0]))
    assert "企业名录.csv" in row
    assert "大金重工" in row


@pytest.mark.parametrize("segment", ["turbine", "submarine-cable", "wind-farm", "testing"])
def test_a_segment_is_a_page_and_a_fragment(client: FlaskClient, segment: str) -> None:
    page = read(client, f"{CHAIN}/segments/{segment}")
    fragment = read(client, f"{CHAIN}/segments/{segment}?fragment=1")

    assert "<html" in page
    assert "<html" not in fragment
    assert f'<article class="sgm" data-segment="seg:offshore-wind/{segment}"' in fragment
    assert f'<article class="sgm" data-segment="seg:offshore-wind/{segment}"' in page
    assert page.count(" is-selected") == 1


def test_an_unknown_segment_says_what_it_would_be(client: FlaskClient) -> None:
    panel = read(client, f"{CHAIN}/segments/submarine-cable?fragment=1")

    assert "待查不等于缺" in panel
    assert "若登记齐全而仍没有，则为缺链" in panel
    assert "没有登记到本地企业" in panel
    assert [name in panel for name in ("东方电缆", "中天科技", "亨通光电")] == [True] * 3
    assert "603606.SH" in panel


def test_a_gap_names_what_makes_it_one(client: FlaskClient) -> None:
    panel = read(client, f"{CHAIN}/segments/jacket?fragment=1&assume_complete=1")

    assert "断点" in panel
    assert "补链：招引生产企业" in panel
    chips = panel.partition('class="sgm-chips"')[2].partition("</ul>")[0]
    assert "大件运输码头" in chips
    assert "工业气体" in chips
    assert "assume_complete=1" in chips


def test_empty_states_are_words(client: FlaskClient) -> None:
    panel = read(client, f"{CHAIN}/segments/coating?fragment=1")

    assert "没有登记到外地企业" in panel
    assert "链谱里没有写它的投入" in panel


def test_the_gap_list_ranks_by_points(client: FlaskClient) -> None:
    page = read(client, f"{CHAIN}/gaps?assume_complete=1")
    report = data(client, "/api/v1/gaps?chain=offshore-wind&assume_complete=1")

    names = {one["segment"]["id"]: one["segment"]["name"] for one in report["findings"]}
    for ranking in report["rankings"]:
        assert rows(page, ranking["list"]) == [names[one["segment"]] for one in ranking["ranked"]]
    assert (len(rows(page, "recruit")), len(rows(page, "extend"))) == (18, 2)
    assert len(rows(page, "present")) == 10
    assert len(rows(page, "blank")) == 9
    assert "空白，不算缺口（9）" in page
    assert rows(page, "unknown") == []


def test_the_json_of_a_narrowed_gap_list_is_narrowed_as_well(client: FlaskClient) -> None:
    page = read(client, f"{CHAIN}/gaps?assume_complete=1&kind=BLANK")
    twins = [html.unescape(one) for one in re.findall(r'href="(/api/v1/gaps\?[^"]*)"', page)]
    narrowed = data(client, next(one for one in twins if "kind=BLANK" in one))
    assert narrowed["filters"] == {"kind": "BLANK"}
    assert {one["kind"] for one in narrowed["findings"]} == {"BLANK"}
    assert len(narrowed["findings"]) == 9


def test_a_list_may_be_asked_for_with_the_first_targets_only(client: FlaskClient) -> None:
    asked = "/api/v1/gaps?chain=offshore-wind&region=370614&assume_complete=1"
    whole, two, none = (
        data(client, asked + more)["findings"] for more in ("", "&first=2", "&first=0")
    )
    assert max(len(one["targets"]) for one in whole) > 2
    assert [one["targets"][:2] for one in whole] == [one["targets"] for one in two]
    assert not any(one["targets"] for one in none)
    assert [one["target_count"] for one in none] == [one["target_count"] for one in whole]
    mapped = data(client, "/api/v1/chains/offshore-wind/panorama?assume_complete=1&first=0")
    assert not any(one["targets"] for one in mapped["findings"])


def test_the_stretches_of_a_bar_are_the_points_of_its_parts(client: FlaskClient) -> None:
    page = read(client, f"{CHAIN}/gaps?assume_complete=1")
    report = data(client, "/api/v1/gaps?chain=offshore-wind&assume_complete=1")

    first = report["rankings"][0]["ranked"][0]
    bar = page.partition('<svg class="bar"')[2].partition("</svg>")[0]
    wide = sum(float(one) for one in re.findall(r'bar-part" x="[^"]*" width="([^"]*)"', bar))
    most = max(one["points"] for one in report["rankings"][0]["ranked"])
    assert wide == pytest.approx(first["points"] / (-(-most // 10) * 10) * 360, abs=0.1)
    table = page.partition('<table class="score-table">')[2].partition("</table>")[0]
    assert f"<strong>{first['points']:.2f}</strong>" in table


def test_without_complete_records_absences_stand_apart_as_unknown(client: FlaskClient) -> None:
    page = read(client, f"{CHAIN}/gaps")

    assert rows(page, "recruit") == []
    assert len(rows(page, "present")) == 10
    assert len(rows(page, "unknown")) == 29


def test_the_gap_list_is_filtered_by_address(client: FlaskClient) -> None:
    address = f"{CHAIN}/gaps?assume_complete=1&kind=MISSING_INPUT&position=上游·原材料与基础件"

    page = read(client, address)

    assert sorted(rows(page, "recruit")) == sorted(
        [
            "海工用中厚钢板",
            "玻纤与碳纤维",
            "环氧树脂与结构胶",
            "叶片芯材",
            "锻件与法兰",
            "重防腐涂料",
        ]
    )
    assert "名次仍是全部缺口中的名次" in page
    assert '<option value="MISSING_INPUT" selected>' in page
    assert 'name="assume_complete" value="1"' in page


def test_the_chains_are_listed(client: FlaskClient) -> None:
    assert "海工装备(海上风电)产业链" in read(client, "/chains")
    assert [one["id"] for one in data(client, "/api/v1/chains")["chains"]] == ["offshore-wind"]


def test_the_json_of_the_gaps_is_the_report_itself(client: FlaskClient) -> None:
    found = data(client, "/api/v1/gaps?chain=offshore-wind&region=370614&assume_complete=1")

    assert list(found) == [
        "data_version",
        "formula_version",
        "settings_version",
        "scope",
        "coverage",
        "measure",
        "findings",
        "rankings",
    ]
    assert found["scope"]["assume_complete"] is True
    assert found["coverage"]["recorded"] == 9
    assert found["coverage"]["declared"] == 70
    assert [one["kind"] for one in found["findings"]].count("BREAK") == 2


def test_the_json_of_the_panorama_adds_columns_links_and_counts(client: FlaskClient) -> None:
    found = data(client, "/api/v1/chains/offshore-wind/panorama?assume_complete=1")

    assert len(found["columns"]) == 6
    assert sum(len(one["segments"]) for one in found["columns"]) == 39
    assert len(found["inputs"]) == 66
    assert found["counts"] == ASSUMED


def test_the_json_of_a_segment_has_makers_with_their_rows(client: FlaskClient) -> None:
    found = data(client, "/api/v1/chains/offshore-wind/segments/tower")

    assert found["finding"]["kind"] == "WEAK"
    assert [one["name"][:4] for one in found["makers"]] == ["大金重工"]
    assert found["makers"][0]["evidence"][0]["file"] == "企业名录.csv"
    assert {one["input"] for one in found["inputs"]} >= {"seg:offshore-wind/steel-plate"}


@pytest.mark.parametrize(
    "url",
    [
        "/chains/nowhere",
        "/chains/nowhere/gaps",
        f"{CHAIN}/segments/nothing",
        f"{CHAIN}?region=999999",
        "/api/v1/chains/nowhere/panorama",
        "/api/v1/chains/offshore-wind/segments/nothing",
        "/api/v1/gaps?chain=nowhere",
        "/api/v1/gaps?chain=offshore-wind&region=999999",
    ],
)
def test_what_is_not_there_is_not_found(client: FlaskClient, url: str) -> None:
    response = client.get(url)

    assert response.status_code == 404
    if url.startswith("/api/"):
        assert response.json is not None
        assert response.json["error"]["code"] == "not_found"


@pytest.mark.parametrize("url", [f"{CHAIN}/gaps?kind=NOPE", "/api/v1/gaps"])
def test_a_call_that_makes_no_sense_is_refused(client: FlaskClient, url: str) -> None:
    assert client.get(url).status_code == 400


def test_a_province_has_no_declared_total_and_says_so(client: FlaskClient) -> None:
    page = read(client, f"{CHAIN}?region=370000")

    assert "没有公布总数" in page
    assert '<option value="370000" selected>' in page


def test_the_scope_travels_with_every_link(client: FlaskClient) -> None:
    page = read(client, f"{CHAIN}?region=370600&assume_complete=1")

    assert all(
        "region=370600" in (box["href"] or "") and "assume_complete=1" in (box["href"] or "")
        for box in boxes(page)
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "",
        "/gaps?assume_complete=1",
        "/quadrant?assume_complete=1",
        "/compare?with=370600",
        "/sweep",
        "/honesty",
        "/segments/turbine",
        "/segments/rnd",
    ],
)
def test_pages_hold_no_inline_script_or_style(client: FlaskClient, path: str, lang: str) -> None:
    page = read(client, f"{CHAIN}{path}{'&' if '?' in path else '?'}lang={lang}")

    for tag, attributes in Tags(page).found:
        assert tag != "style"
        assert tag != "script" or attributes.get("src")
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
    ids = [a["id"] for _, a in Tags(page).found if "id" in a]
    assert len(ids) == len(set(ids))
