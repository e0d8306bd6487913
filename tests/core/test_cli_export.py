"""The command that writes what a page shows: the same as the page's own link gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from liantu.home import Home
from tests.core.conftest import Liantu

pytestmark = pytest.mark.no_graph
CHAIN = ("--chain", "offshore-wind")


def test_the_file_is_that_of_the_page(
    demo_home: Home, liantu: Liantu, client: FlaskClient, tmp_path: Path
) -> None:
    out, svg = tmp_path / "缺口.csv", tmp_path / "图.svg"
    given = ("--assume-complete", "--with", "kind=BREAK", "-o", str(out))
    assert liantu(demo_home.root, "export", "gaps", *CHAIN, *given).code == 0
    page = client.get("/chains/offshore-wind/gaps.csv?assume_complete=1&kind=BREAK")
    assert out.read_bytes() == page.data
    assert liantu(demo_home.root, "export", "panorama", *CHAIN, "-o", str(svg)).code == 0
    assert svg.read_text("utf-8").startswith("<svg")


def test_what_cannot_be_written_is_said(demo_home: Home, liantu: Liantu, tmp_path: Path) -> None:
    out = str(tmp_path / "a.csv")
    for words, told in (
        (("nothing", "-o", out), "没有这种内容"),
        (("gaps", "-o", out), "chain_id"),
        (("gaps", "--chain", "none", "-o", out), "没有这条产业链"),
        (("gaps", *CHAIN, "-o", out, "--version", "bogus"), "没有这个数据版本"),
        (("gaps", *CHAIN, "-o", str(tmp_path / "a.doc")), ".doc"),
        (("gaps", *CHAIN, "-o", out, "--with", "kind"), "名=值"),
        (("gaps", *CHAIN, "-o", str(tmp_path / "no" / "a.csv")), "a.csv"),
    ):
        said = liantu(demo_home.root, "export", *words)
        assert said.code == 2
        assert told in said.err
    assert not list(tmp_path.iterdir())
