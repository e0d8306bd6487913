"""The explorer's page: reached from everywhere, readable without script, hostile ids stay text."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from shutil import which

import pytest
from flask.testing import FlaskClient

from liantu.locale import LANGUAGES, catalogue

SHANGHAI = "ent:n-3a02c4d2832edf09"
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_lists_relations_and_hits_without_script(client: FlaskClient, lang: str) -> None:
    page = client.get(f"/explore?id={SHANGHAI}&lang={lang}").text
    said = {key: texts[lang] for key, texts in catalogue().items()}
    assert said["explore.links_of"].format(name="上海电气蓬莱项目部") in page
    assert re.search(r'href="/explore\?id=seg:offshore-wind/[a-z-]+', page)
    hits = client.get(f"/explore?q=djzg&lang={lang}").text
    assert re.search(r'<a href="/explore\?id=ent:[^"]+">大金重工', hits)
    assert (
        said["explore.start.none"].format(q="没有这个")
        in client.get(f"/explore?q=没有这个&lang={lang}").text
    )


def test_the_page_is_reached_from_the_navigation_and_from_profiles(client: FlaskClient) -> None:
    profile = client.get(f"/nodes/{SHANGHAI}").text
    assert f'href="/explore?id={SHANGHAI}"' in profile
    assert re.search(r'<a href="/explore"[^>]*>关系图</a>', client.get("/").text)
    assert "vendor/graphology" not in profile


@pytest.mark.parametrize("hostile", ["</script><img src=x onerror=alert(1)>", "'\"&\u2028"])
def test_hostile_ids_and_searches_stay_text(client: FlaskClient, hostile: str) -> None:
    page = client.get("/explore", query_string={"id": hostile, "q": hostile}).text
    assert "<img src=x" not in page
    held = re.search(r'id="explore-settings">(.*?)</script>', page, re.DOTALL)
    assert held is not None
    assert json.loads(held.group(1))["ids"] == [hostile]


@pytest.mark.skipif(which("node") is None, reason="node is missing")
def test_the_model_undoes_everything_it_does() -> None:
    done = subprocess.run(
        ["node", str(ROOT / "tests/web/explore_model.mjs")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["ok"]
