"""Sources: what ships fits the vocabulary, and a wrong one is refused by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from liantu.errors import SourceError, YamlError
from liantu.graph.snapshots import Snapshots
from liantu.home import Home
from liantu.ingest.load import load
from liantu.ingest.sources import all_sources, read_sources, shipped
from liantu.queries.catalogue import run
from tests.factories import table

GOOD = """\
id: banks
label: {zh: 银行名单, en: Banks}
role: report
precedence: 20
match: {format: table, file: "*银行*"}
tables:
  - id: banks
    headers: [银行, 对接企业]
    nodes:
      - as: bank
        kind: Bank
        set: {name: 银行}
    links:
      # (:Bank)-[:FINANCES]->(:Enterprise)
      - kind: FINANCES
        from: bank
        to: {kind: Enterprise, column: 对接企业}
        set: {amount: {column: 金额(亿元), scale: 10000}, date: 日期}
"""


def refusal(folder: Path, text: str) -> tuple[str, str]:
    """Where and why a source is refused."""
    (folder / "banks.yml").write_text(text, encoding="utf-8")
    with pytest.raises((SourceError, YamlError)) as caught:
        read_sources(folder)
    return caught.value.where, caught.value.values["problem"]


def test_the_shipped_sources_are_read() -> None:
    names = {"register", "relations", "party", "chain", "candidates", "indicators", "citations"}
    ready = {"panoramas", "bea_industries", "bea_edges", "supply_products", "supply_companies"}
    ready |= {"projects", "task_forces"}
    ready |= {"complexity_pci", "complexity_segments", "complexity_table", "io_segments", "outputs"}
    ready |= {"party_organizations", "mass_organizations", "instructors"}
    ready |= {"universities", "ports", "wind_plants", "listed", "supplies", "ownership"}
    assert set(shipped()) == names | ready | {"divisions", "confirmed", "registration"}


@pytest.mark.parametrize("name", sorted(shipped()))
def test_a_shipped_source_has_labels_and_headers(name: str) -> None:
    source = shipped()[name]
    assert source.label.zh != source.label.en != name
    assert all(rule.headers for rule in source.tables)
    assert all(set(rule.headers) <= rule.columns() | {"id"} for rule in source.tables)


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("role: report", "role: rumour", 3, "unknown role 'rumour'"),
        ("precedence: 20", "trust: 20", 4, "unknown field 'trust'"),
        ("format: table", "format: pdf", 5, "unknown format 'pdf'"),
        ("    headers: [", "    header: [", 8, "unknown field 'header'"),
        ("kind: Bank", "kind: Shop", 11, "there is no node kind 'Shop'"),
        ("set: {name: 银行}", "set: {title: 银行}", 12, "Bank has no property 'title'"),
        ("kind: FINANCES", "kind: PAYS", 15, "there is no link kind 'PAYS'"),
        ("kind: FINANCES", "kind: OWNS", 15, "OWNS does not join [('Bank', 'Enterprise')]"),
        ("from: bank", "from: shop", 16, "no node of the row is called 'shop'"),
        ("{kind: Enterprise,", "{kind: Firm,", 17, "there is no node kind 'Firm'"),
        ("scale: 10000", "times: 10000", 18, "unknown field 'times'"),
        ("scale: 10000", "unit: 公里", 18, "公里 cannot be turned into 万元"),
        ("role: report", "delivery: some", 3, "unknown delivery 'some'"),
        ("role: report", "may_lose: 2", 3, "may_lose must be a share from 0 to 1"),
        ("role: report", "every: often", 3, "every must be a number of days"),
        ("id: banks\nlabel", "id: our banks\nlabel", 1, "an id holds no blank"),
        ("id: banks\nlabel", "id: banks\nid: b\nlabel", 2, "'id' stands twice"),
    ],
)
def test_a_wrong_source_is_refused_by_file_and_line(
    tmp_path: Path, old: str, new: str, line: int, problem: str
) -> None:
    assert GOOD.count(old) == 1
    where, told = refusal(tmp_path, GOOD.replace(old, new))
    assert where.split(":")[:2] == ["banks.yml", str(line)]
    assert told == problem


def test_two_sources_with_one_id_are_refused(tmp_path: Path) -> None:
    (tmp_path / "again.yml").write_text(GOOD, encoding="utf-8")
    assert refusal(tmp_path, GOOD) == ("banks.yml:1", "source banks stands twice")


def test_another_mapping_is_another_digest(tmp_path: Path) -> None:
    (tmp_path / "banks.yml").write_text(GOOD, encoding="utf-8")
    before = read_sources(tmp_path)["banks"].digest
    (tmp_path / "banks.yml").write_text(GOOD.replace("10000", "1000"), encoding="utf-8")
    assert read_sources(tmp_path)["banks"].digest != before


def test_an_office_adds_a_source_of_its_own(home: Home, inbox: Path) -> None:
    (home.root / "sources").mkdir()
    (home.root / "sources" / "banks.yml").write_text(GOOD, encoding="utf-8")
    assert set(all_sources(home.root)) == {*shipped(), "banks"}
    headers = ["银行", "对接企业", "金额(亿元)", "日期"]
    rows = [["蓬莱农商行", "大金重工", "2.6", "2026年5月1日"], ["某行", "京鲁船业", "多", ""]]
    found = load(home, [table(inbox / "银行.csv", headers, rows)]).as_dict()
    assert found["files"][0]["source"] == "banks"
    assert [(note["row"], note["column"]) for note in found["set_aside"]] == [(3, "金额(亿元)")]
    snapshots = Snapshots(home)
    rows_found = run(snapshots.store(), "search", text="蓬莱农商行").dicts()
    (bank,) = [row["node"] for row in rows_found]
    (link,) = [row["link"] for row in run(snapshots.store(), "links_out", ids=[bank.id]).dicts()]
    assert (link.properties["amount"], link.properties["date"]) == (26_000.0, "2026-05-01")
    snapshots.close()


def test_a_broken_source_of_the_office_refuses_the_load_with_file_and_line(
    home: Home, inbox: Path
) -> None:
    (home.root / "sources").mkdir()
    (home.root / "sources" / "banks.yml").write_text("id: [", encoding="utf-8")
    with pytest.raises(YamlError) as caught:
        load(home, [inbox])
    assert caught.value.where.startswith("banks.yml:1")
