"""The tour, the glossary and what else makes every page easier."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from liantu.web.glossary import terms
from liantu.web.rendering import GRADES

pytestmark = pytest.mark.no_graph
TEMPLATES = Path(__file__).parents[2] / "web" / "templates"
STEPS = [
    "overview", "panorama", "unknown", "complete", "gap",
    "targets", "way", "export", "source", "data",
]  # fmt: skip
ASKED = re.compile(r"\bterm\((.*?)\)(?=\s*(?:if\b[^}]*)?\}\})")


def asked() -> set[str]:
    """Return every term that a template asks for by name, and all grades where by a kind."""
    found: set[str] = set()
    for file in TEMPLATES.glob("*"):
        for given in ASKED.findall(file.read_text(encoding="utf-8")):
            quoted = re.findall(r'(?:^|: )"(\w+)"', given)
            found |= set(quoted) if quoted else set()
            if not quoted and "terms" not in given:
                assert "kind" in given, (file.name, given)
                found |= set(GRADES)
    tables = (TEMPLATES / "_complexity_tables.html").read_text(encoding="utf-8")
    (columns,) = re.findall(r"set terms = (\{.*?\})", tables)
    return found | set(re.findall(r': "(\w+)"', columns))


def test_every_term_of_a_template_is_in_the_glossary_and_the_other_way_round() -> None:
    assert asked() == set(terms())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_glossary_opens_with_every_term(client: FlaskClient, lang: str) -> None:
    html = client.get(f"/glossary?lang={lang}").text
    assert set(re.findall(r'<div id="(\w+)"><dt>', html)) == set(terms())
    given = client.get("/api/v1/glossary").json["terms"]
    assert [one["id"] for one in given] == list(terms())
    assert all(one["plain"][lang] and one["formula"][lang] and one["source"] for one in given)


def test_a_question_mark_leads_to_the_word(client: FlaskClient) -> None:
    html = client.get("/chains/offshore-wind/gaps?assume_complete=1").text
    (link,) = set(re.findall(r'<a class="term" href="([^"]*#score)"', html))
    assert link == "/glossary#score"
    assert re.search(r'data-term="MISSING_INPUT" data-name="缺链" title="本地有企业要用它', html)
    assert (
        "/glossary?lang=en#score"
        in client.get("/chains/offshore-wind/gaps?assume_complete=1&lang=en").text
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_tour_leads_over_ten_pages(client: FlaskClient, lang: str) -> None:
    steps = client.get(f"/api/v1/tour?lang={lang}").json["steps"]
    assert [one["id"] for one in steps] == STEPS
    for number, one in enumerate(steps, 1):
        answer = client.get(f"/tour/{number}?lang={lang}")
        assert answer.status_code == 303
        html = client.get(answer.location).text
        assert f'<aside class="tour" aria-labelledby="tour-title" data-tour="{number}"' in html
        assert one["title"] in html
        assert (f'rel="next" href="/tour/{number + 1}' in html) == (number < len(steps))
        assert (f'rel="prev" href="/tour/{number - 1}' in html) == (number > 1)


def test_a_step_stands_only_on_its_own_page(client: FlaskClient) -> None:
    for url in ("/data?tour=1", "/?tour=0", "/?tour=99", "/?tour=x", "/?tour=²", "/nope?tour=1"):
        assert '<aside class="tour"' not in client.get(url).text
    assert client.get("/tour/99").status_code == 404
    html = client.get("/chains/offshore-wind/gaps?tour=8&assume_complete=1").text
    assert "tour=8" not in "".join(re.findall(r'href="([^"]*)" download', html))
    (end,) = re.findall(r'href="([^"]*)" data-tour-end', html)
    assert end == "/chains/offshore-wind/gaps?assume_complete=1"


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("/chains/offshore-wind/gaps", "/chains/offshore-wind/gaps?assume_complete=1"),
        ("/chains/offshore-wind/what-if", "#add"),
        ("/chains/offshore-wind/segments/steel-plate", "/data/incoming"),
        ("/chains/offshore-wind/segments/steel-plate/targets", "/data/incoming"),
        ("/chains/offshore-wind?region=540000", "/data/incoming"),
        ("/search?q=没有这家", "/screen"),
        ("/data/jobs", "/data/incoming"),
        ("/data/review", "/data"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_empty_says_what_to_do(
    client: FlaskClient, url: str, leads: str, lang: str
) -> None:
    answer = client.get(url, headers={"Cookie": f"lang={lang}"})
    assert answer.status_code == 200
    told = re.findall(r'<p class="todo">[^<]+ <a href="([^"]*)">[^<]+</a></p>', answer.text)
    assert leads in told


def test_a_chosen_theme_is_kept_and_has_the_colours_of_the_automatic_one(app: Flask) -> None:
    client = app.test_client()
    assert 'data-theme="auto"' in client.get("/").text
    assert 'data-theme="dark"' in client.get("/?theme=dark").text
    assert 'data-theme="dark"' in client.get("/data").text
    static = TEMPLATES.parent / "static"
    dark = "@media (prefers-color-scheme: dark)"
    sheets = [(static / name).read_text(encoding="utf-8") for name in ("base.css", "map.css")]
    parts = [one.split(dark)[1].split("\n}\n")[0] for one in sheets]
    chosen = (static / "themes.css").read_text(encoding="utf-8").split('[data-theme="dark"]')
    assert colours(chosen[1]) == colours(" ".join(parts))
    light = colours(" ".join(one.split(dark)[0] for one in sheets))
    wanted = colours(chosen[0])
    assert wanted == {name: light[name] for name in wanted}
    assert set(wanted) == set(colours(chosen[1]))


def colours(css: str) -> dict[str, str]:
    return {name: value.strip() for name, value in re.findall(r"(--[\w-]+):([^;]+);", css)}
