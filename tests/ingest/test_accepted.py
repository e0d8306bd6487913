"""What a load leaves in force: one set of batches, whatever the order of the deliveries."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations
from pathlib import Path

import pytest

from liantu.errors import LiantuError
from liantu.graph.merge import merge
from liantu.home import Home
from liantu.ingest.accepted import Accepted
from liantu.ingest.batches import Delivery, deliver
from liantu.ingest.held import reasons
from liantu.ingest.matching import match
from liantu.ingest.readers import read_file
from liantu.ingest.sources import read_sources
from tests.factories import table
from tests.graph.conftest import read

SOURCE = """\
id: firms
label: {zh: 企业台账, en: Firms}
role: register
precedence: 10
match: {format: table, file: "*台账*"}
tables:
  - id: 台账
    headers: [企业名称, 产值]
    ended: {column: 变更类型, values: [注销]}
    nodes:
      - as: firm
        kind: Enterprise
        set: {name: 企业名称, output: 产值}
"""


class Office:
    """Deliveries of one source, each written once as a batch."""

    def __init__(self, home: Home, inbox: Path) -> None:
        self.home, self.inbox = home, inbox
        self.declare(SOURCE)

    def declare(self, text: str) -> None:
        folder = self.inbox / "sources"
        folder.mkdir(exist_ok=True)
        (folder / "firms.yml").write_text(text, encoding="utf-8")
        self.source = read_sources(folder)["firms"]

    def full(self, on: str, *rows: tuple[str, ...]) -> Delivery:
        return self._write("full", on, rows, 0)

    def changes(self, on: str, *rows: tuple[str, ...], sequence: int = 0) -> Delivery:
        return self._write("changes", on, rows, sequence)

    def many(self, on: str, count: int, start: int = 0) -> Delivery:
        return self.full(on, *[(f"第{n}公司", "1") for n in range(start, start + count)])

    def _write(
        self, form: str, on: str, rows: Iterable[tuple[str, ...]], sequence: int
    ) -> Delivery:
        path = table(
            self.inbox / f"台账{form}{on}-{sequence}.csv",
            ["企业名称", "产值", "变更类型"],
            [(*row, "")[:3] for row in rows],
        )
        found = Delivery(self.source, "", "", [match(read_file(path), [self.source])])
        found.form, found.sequence = ("full" if form == "full" else "changes"), sequence
        deliver(found, self.home.facts, on)
        return found

    def accepted(self, *deliveries: Delivery) -> tuple[frozenset[str], list[str]]:
        """The batches in force after loads of one delivery each, and what was refused."""
        found = Accepted(self.home, {})
        refused: list[str] = []

        def refuse(_one: Delivery, error: LiantuError) -> None:
            refused.append(error.key)

        for one in deliveries:
            batch = one.batch
            found = Accepted(self.home, dict(found.places), dict(found.told))
            found.add([one], refuse, lambda _one, _ended: False)
            one.batch = batch
        return frozenset(found.places), refused


@pytest.fixture
def office(empty: Home, inbox: Path) -> Office:
    return Office(empty, inbox)


def test_the_order_of_loading_does_not_change_what_is_in_force(
    office: Office, tmp_path: Path
) -> None:
    """A full delivery with three of changes and one that is older: every order there is."""
    every = [
        office.full("2026-10-01", ("甲", "1"), ("乙", "2"), ("丙", "3")),
        office.changes("2026-10-05", ("甲", "10"), ("丙", "", "注销")),
        office.changes("2026-11-01", ("甲", "100"), ("丁", "4")),
        office.changes("2026-11-01", ("丙", "30"), ("丁", "", "注销"), sequence=1),
        office.changes("2026-09-01", ("乙", "9")),
    ]
    found = {office.accepted(*order)[0] for order in permutations(every)}
    assert found == {frozenset(one.batch for one in every[:4])}
    (batches,) = found
    for number, order in enumerate((sorted(batches), sorted(batches, reverse=True))):
        merged = merge([office.home.facts / one for one in order], [], tmp_path / str(number))
        firms = read(merged.folder / "nodes" / "Enterprise.parquet")
        assert {one["name"]: one["output"] for one in firms} == {"甲": 100, "乙": 2, "丙": 30}


def test_changes_that_cannot_be_put_in_order_are_refused(office: Office) -> None:
    base = office.full("2026-10-01", ("甲", "1"))
    older = office.changes("2026-09-30", ("甲", "2"))
    one = office.changes("2026-11-01", ("甲", "3"))
    other = office.changes("2026-11-01", ("甲", "4"))
    assert office.accepted(base, older) == ({base.batch}, ["changes_older"])
    assert office.accepted(base, one, other) == ({base.batch, one.batch}, ["changes_same_day"])
    assert office.accepted(base, one, base, one) == ({base.batch, one.batch}, [])
    with pytest.raises(LiantuError) as caught:
        office.changes("", ("甲", "5"))
    assert caught.value.key == "changes_undated"


def test_a_later_full_delivery_ends_the_changes_before_it(office: Office) -> None:
    base, change = office.full("2026-10-01", ("甲", "1")), office.changes("2026-10-20", ("乙", "2"))
    later, undated = office.full("2026-11-01", ("甲", "5")), office.full("", ("甲", "6"))
    assert office.accepted(base, change, later) == ({later.batch}, [])
    assert office.accepted(base, change, undated) == ({undated.batch}, [])


def test_what_is_lost_is_told_in_rows_and_nodes(office: Office) -> None:
    base = office.many("2026-10-01", 40)
    ended = [base.batch]
    rows, nodes = reasons(office.home, office.many("2026-11-01", 27), ended)
    assert rows.values == {"what": "rows", "was": 40, "now": 27, "lost": 0.325, "limit": 0.3}
    assert nodes.values == {**rows.values, "what": "nodes"}
    assert reasons(office.home, office.many("2026-11-02", 28), ended) == ()
    (others,) = reasons(office.home, office.many("2026-11-03", 40, start=30), ended)
    assert others.values == {"what": "nodes", "was": 40, "now": 40, "lost": 0.75, "limit": 0.3}


def test_a_source_says_how_much_it_may_lose_and_what_it_expects(office: Office) -> None:
    base = office.many("2026-10-01", 40)
    office.declare(SOURCE + "may_lose: 0.9\nexpect: {rows: {min: 3, max: 5}}\n")
    assert office.many("2026-10-01", 40).batch == base.batch  # rows mean the same as before
    for count, told in ((2, 1), (4, 0), (6, 1)):
        found = reasons(office.home, office.many("2026-11-01", count), [])
        assert [one.values for one in found] == [
            {"table": "企业台账", "now": count, "span": "3 … 5"}
        ] * told
