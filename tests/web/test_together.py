"""Several chains on one canvas: the page, its JSON, and names that try to be code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from liantu.home import Home
from liantu.ingest.load import load
from tests import chains
from tests.conftest import serving
from tests.web.test_chains import data, read
from tests.web.test_hostile import CORPUS, tags_of

pytestmark = pytest.mark.no_graph
BOTH = "?chain=wind&chain=ships"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    home = chains.two_chains(tmp_path_factory.mktemp("both"))
    yield from serving(home)
    home.ledger.close()


def test_the_canvas_joins_what_is_declared(both: Flask) -> None:
    client = both.test_client()
    page = read(client, f"/chains/together{BOTH}")

    assert "共用环节 1 个，跨链投入 1 条；1 家企业同时在几条链上，合计不重复的本地企业 3 家" in page
    assert page.count('<path class="lk-same"') == page.count('<path class="lk-between"') == 1
    assert page.count('class="share-mark"') == 2
    assert page.count('data-segment="seg:') == 6
    assert "ships.yaml" in page
    assert "2 chains on one canvas" in read(client, f"/chains/together{BOTH}&lang=en")
    found = data(client, f"/api/v1/chains/together{BOTH}")
    assert [one["makers"] for one in found["chains"]] == [2, 2]
    assert found["shared"][0]["segments"][1]["id"] == "seg:ships/steel"
    assert found["inputs_across"][0]["need"] == "useful"


def test_chains_are_ticked_on_their_list(both: Flask) -> None:
    client = both.test_client()
    assert read(client, "/chains").count('type="checkbox" form="pick" name="chain"') == 2
    assert client.get("/chains/together?chain=wind").status_code == 400
    assert client.get(f"/chains/together{BOTH}&chain=none").status_code == 404


def test_pictures_of_several_hold_names_as_text(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    files = []
    for number, name in enumerate(("one", "two")):
        rows = "".join(
            f"  - {{id: s{at}, name: {quoted(text)}, position: {quoted(text[:90])}, inputs: []"
            + (f", same_as: [{{chain: one, id: s{at}}}]" if number else "")
            + "}\n"
            for at, text in enumerate(CORPUS)
        )
        head = f'chain: {{id: {name}, name: {quoted(CORPUS[number])}, region: "370614", source: t}}'
        files.append(tmp_path / f"{name}.yaml")
        files[-1].write_text(f"{head}\npositions: [a]\nsegments:\n{rows}", encoding="utf-8")
    load(home, files)
    for app in serving(home):
        client = app.test_client()
        for url in (
            "/chains",
            "/chains/together?chain=one&chain=two",
            "/chains/one/side-by-side?with_complete=1",
            "/chains/one/gaps?words=<script>",
            "/chains/one/targets?words=<script>",
            '/chains/one/what-if?c={"do":"add_firm","firm":"<script>","makes":[{"segment":"s1"}]}',
        ):
            tags = tags_of(read(client, url))
            assert tags.bad == [], url
            assert tags.scripts <= 4, url  # those of the page itself
    home.ledger.close()


def quoted(text: str) -> str:
    """Return a text as a quoted word of YAML."""
    return json.dumps(text, ensure_ascii=False)
