"""Support gaps over a loaded graph: what is linked counts only within the region or its parent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import Store
from liantu.home import Home
from liantu.ingest.load import load
from liantu.queries.gaps import Finding, find_gaps
from tests.factories import chain, firm, register, table

COOPERATION = """
id: cooperation
label: {zh: 产学研合作, en: Cooperation}
role: register
precedence: 20
delivery: full
match: {format: table, file: "*产学研*"}
tables:
  - id: 产学研合作
    headers: [高校, 高校代码, 高校所在地, 企业]
    nodes:
      - as: university
        kind: University
        place: {column: 高校所在地}
        set: {name: 高校, school_code: 高校代码}
    links:
      - kind: COOPERATES_WITH
        from: university
        to: {kind: Enterprise, column: 企业}
        set: {topic: 课题}
"""
HEADERS = ("高校", "高校代码", "高校所在地", "企业", "课题")
# which school works with the maker of which segment, and where it lies
SCHOOLS = {
    "here": "烟台市蓬莱区",
    "beside": "烟台市芝罘区",
    "province": "济南市",
    "unknown": "",
    "none": None,
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("supports")
    inbox = folder / "in"
    inbox.mkdir()
    path = chain(inbox, "offshore-wind", "玩具链", dict.fromkeys(SCHOOLS, ()))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("inputs: []", "inputs: [], needs: [高校院所]"), encoding="utf-8")
    register(inbox, *(firm(f"{one}公司", segment=f"环节-{one}") for one in SCHOOLS))
    rows = [
        (f"{one}大学", f"{number:010}", place, f"{one}公司", "课题")
        for number, (one, place) in enumerate(SCHOOLS.items())
        if place is not None
    ]
    table(inbox / "产学研合作.csv", HEADERS, rows)
    home = Home(folder / "home")
    (home.root / "sources").mkdir(exist_ok=True)
    (home.root / "sources" / "cooperation.yml").write_text(COOPERATION, encoding="utf-8")
    report = load(home, [inbox], observed_on="2026-11-01")
    assert not report.as_dict()["set_aside"]
    snapshots = Snapshots(home)
    yield snapshots.store()
    snapshots.close()
    home.ledger.close()


@pytest.mark.parametrize(
    ("region", "lacking"),
    [("370614", {"province", "none"}), ("370600", {"none"})],
)
def test_what_is_linked_counts_within_the_region_or_its_parent(
    store: Store, region: str, lacking: set[str]
) -> None:
    report = find_gaps(store, "offshore-wind", region=region, assume_complete=True)
    found = {
        one.segment.removeprefix("seg:offshore-wind/"): one
        for one in report.findings
        if any(verdict.kind == "SUPPORT" for verdict in one.verdicts)
    }
    assert found.keys() == lacking
    assert "province大学" not in said(found["none"])


def test_what_lies_farther_away_is_named_and_pointed_at(store: Store) -> None:
    report = find_gaps(store, "offshore-wind", region="370614", assume_complete=True)
    (found,) = [one for one in report.findings if one.segment == "seg:offshore-wind/province"]
    assert said(found).endswith("；已有联系的在更远处：province大学")
    (verdict,) = [one for one in found.verdicts if one.kind == "SUPPORT"]
    assert any(node.startswith("univ:") for node in verdict.because.nodes)
    assert len(verdict.because.links) == 1


def said(finding: Finding) -> str:
    """Return why a finding lacks a support."""
    return next(one.because.text for one in finding.verdicts if one.kind == "SUPPORT")
