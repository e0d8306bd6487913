"""Full deliveries, changes and what is held: what stays in force, in whatever order."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import duckdb
import pytest

from liantu.graph.versions import rollback
from liantu.home import Home
from liantu.ingest.incoming import all_incoming
from liantu.ingest.load import LoadReport, load
from tests.factories import table

SOURCE = """\
id: firms
label: {zh: 企业台账, en: Firms}
role: register
precedence: 10
match: {format: table, file: "*台账*"}
tables:
  - id: 台账
    headers: [企业名称, 产值]
    citation: 来源
    ended: {column: 变更类型, values: [注销]}
    nodes:
      - as: firm
        kind: Enterprise
        set: {name: 企业名称, output: 产值}
"""
OWNERS = """\
id: owners
label: {zh: 股权, en: Owners}
role: report
match: {format: table, file: "*股权*"}
tables:
  - id: 股权
    headers: [股东, 企业, 比例]
    links:
      - kind: OWNS
        from: {kind: Enterprise, column: 股东}
        to: {kind: Enterprise, column: 企业}
        set: {percentage: 比例}
"""


@pytest.fixture
def home(empty: Home) -> Home:
    """An empty data folder that knows two sources of its own."""
    folder = empty.root / "sources"
    folder.mkdir()
    (folder / "firms.yml").write_text(SOURCE, encoding="utf-8")
    (folder / "owners.yml").write_text(OWNERS, encoding="utf-8")
    return empty


def firms(folder: Path, name: str, *rows: tuple[str, str] | tuple[str, str, str]) -> Path:
    cells = [(*row, "")[:3] for row in rows]
    return table(folder / f"台账{name}.csv", ["企业名称", "产值", "变更类型"], cells)


def outputs(home: Home) -> dict[str, float | None]:
    """The output of every firm of the active version."""
    active = home.ledger.active()
    assert active is not None
    path = home.snapshot(active.id) / "nodes" / "Enterprise.parquet"
    with duckdb.connect() as base:
        rows = base.execute("SELECT name, output FROM read_parquet($f)", {"f": str(path)})
        return dict(sorted(rows.fetchall()))


def tables(home: Home) -> dict[str, Any]:
    """Every row of every table of the active version."""
    active = home.ledger.active()
    assert active is not None
    folder = home.snapshot(active.id)
    with duckdb.connect() as base:
        return {
            str(one.relative_to(folder)): base.execute(
                "SELECT * FROM read_parquet($f) ORDER BY ALL", {"f": str(one)}
            ).fetchall()
            for one in sorted(folder.rglob("*.parquet"))
        }


def full(home: Home, path: Path, on: str = "2026-10-01", **more: Any) -> LoadReport:
    return load(home, [path], observed_on=on, **more)


def changes(home: Home, path: Path, on: str, sequence: int = 0) -> LoadReport:
    return load(home, [path], observed_on=on, delivery="changes", sequence=sequence)


def refusals(report: LoadReport) -> list[str]:
    return [error.key for _, error in report.refused if hasattr(error, "key")]


def test_changes_add_replace_and_end_what_they_name_and_nothing_else(
    home: Home, inbox: Path
) -> None:
    full(home, firms(inbox, "1", ("甲公司", "1"), ("乙公司", "2"), ("丙公司", "3")))
    before = home.ledger.active()
    report = changes(
        home,
        firms(inbox, "2", ("乙公司", "20"), ("丁公司", "4"), ("丙公司", "", "注销")),
        "2026-11-01",
    )
    assert outputs(home) == {"丁公司": 4, "乙公司": 20, "甲公司": 1}
    assert report.difference.nodes.as_dict() == {"new": 1, "changed": 1, "ended": 1}
    assert report.as_dict()["rows"]["accepted"] == 3
    assert before is not None
    rollback(home, before.id)
    assert outputs(home) == {"丙公司": 3, "乙公司": 2, "甲公司": 1}


def test_the_order_of_loading_does_not_change_the_version(tmp_path: Path, inbox: Path) -> None:
    """Every order of a full delivery and three of changes, of which one is older than it."""
    base = firms(inbox, "全", ("甲公司", "1"), ("乙公司", "2"), ("丙公司", "3"))
    first = firms(inbox, "一", ("甲公司", "10"), ("丙公司", "", "注销"))
    second = firms(inbox, "二", ("甲公司", "100"), ("丁公司", "4"))
    third = firms(inbox, "三", ("丙公司", "30"), ("丁公司", "", "注销"))
    stale = firms(inbox, "旧", ("乙公司", "9"))
    steps = {
        "full": lambda home: full(home, base),
        "first": lambda home: changes(home, first, "2026-10-05"),
        "second": lambda home: changes(home, second, "2026-11-01"),
        "third": lambda home: changes(home, third, "2026-11-01", 1),
        "stale": lambda home: changes(home, stale, "2026-09-01"),
    }
    found = {}
    orders = list(permutations(steps))
    for order in [*orders[::17], tuple(reversed(list(steps)))]:
        found_home = Home(tmp_path / "-".join(order))
        (found_home.root / "sources").mkdir()
        (found_home.root / "sources" / "firms.yml").write_text(SOURCE, encoding="utf-8")
        for name in order:
            steps[name](found_home)
        active = found_home.ledger.active()
        assert active is not None
        found[order] = (active.id, tables(found_home))
        assert outputs(found_home) == {"丙公司": 30, "乙公司": 2, "甲公司": 100}
        found_home.ledger.close()
    assert len({version for version, _ in found.values()}) == 1
    assert all(one == next(iter(found.values())) for one in found.values())


def test_changes_of_links_replace_by_their_ends(home: Home, inbox: Path) -> None:
    header = ["股东", "企业", "比例"]
    full(home, firms(inbox, "1", *[(f"{sign}公司", "1") for sign in "甲乙丙"]))
    owned = table(
        inbox / "股权1.csv", header, [("甲公司", "丙公司", "30"), ("乙公司", "丙公司", "20")]
    )
    load(home, [owned], observed_on="2026-10-01")
    changed = table(inbox / "股权2.csv", header, [("甲公司", "丙公司", "51")])
    changes(home, changed, "2026-11-01")
    (name,) = [one for one in tables(home) if "OWNS" in one]
    assert sorted(row[-3] for row in tables(home)[name]) == [20, 51]


def test_changes_that_cannot_be_put_in_order_are_refused(home: Home, inbox: Path) -> None:
    full(home, firms(inbox, "1", ("甲公司", "1")))
    one, two = firms(inbox, "2", ("甲公司", "2")), firms(inbox, "3", ("甲公司", "3"))
    assert refusals(load(home, [one], delivery="changes")) == ["changes_undated"]
    assert refusals(changes(home, one, "2026-09-30")) == ["changes_older"]
    assert not changes(home, one, "2026-11-01").failed
    assert refusals(changes(home, two, "2026-11-01")) == ["changes_same_day"]
    assert outputs(home) == {"甲公司": 2}
    assert not changes(home, two, "2026-11-01", sequence=1).failed
    again = changes(home, one, "2026-11-01")
    assert again.data_version == again.previous_version
    assert outputs(home) == {"甲公司": 3}


def test_a_full_delivery_ends_older_changes_and_a_repeat_ends_nothing(
    home: Home, inbox: Path
) -> None:
    first = firms(inbox, "1", ("甲公司", "1"))
    full(home, first)
    changes(home, firms(inbox, "2", ("乙公司", "2")), "2026-10-20")
    again = full(home, first)
    assert again.data_version == again.previous_version
    full(home, firms(inbox, "3", ("甲公司", "5"), ("丙公司", "3")), "2026-11-01")
    assert outputs(home) == {"丙公司": 3, "甲公司": 5}


def many(folder: Path, name: str, count: int, start: int = 0) -> Path:
    return firms(folder, name, *[(f"第{n}公司", "1") for n in range(start, start + count)])


def test_a_full_delivery_that_lost_too_much_is_held_and_the_rest_is_loaded(
    home: Home, inbox: Path
) -> None:
    full(home, many(inbox, "1", 40))
    smaller = many(inbox, "2", 27)
    other = table(inbox / "股权.csv", ["股东", "企业", "比例"], [("第1公司", "第2公司", "9")])
    report = load(home, [smaller, other], observed_on="2026-11-01")
    assert (report.failed, len(outputs(home))) == (False, 40)
    assert [one.batch != "" for one in report.deliveries] == [False, True]
    (held,) = report.as_dict()["held"]
    assert (held["source"], held["files"]) == ("firms", ["台账2.csv"])
    rows, nodes = held["reasons"]
    assert [rows[name] for name in ("was", "now", "lost", "limit")] == [40, 27, 0.325, 0.3]
    assert [nodes[name] for name in ("what", "was", "now")] == ["nodes", 40, 27]
    assert "40" in held["message"]
    assert "32.5%" in held["message"]
    (arrival,) = all_incoming(home)
    assert held["incoming"] == arrival.name
    assert arrival.files[0].read_bytes() == smaller.read_bytes()
    full(home, smaller, "2026-11-01")
    assert len(all_incoming(home)) == 1  # kept once, however often it is tried
    full(home, arrival.files[0], "2026-11-01", accept_smaller=True)
    assert len(outputs(home)) == 27


def test_others_in_place_of_those_that_were_there_are_a_loss_too(home: Home, inbox: Path) -> None:
    full(home, many(inbox, "1", 40))
    (held,) = full(home, many(inbox, "2", 40, start=30), "2026-11-01", dry_run=True).held
    assert [one.values["what"] for one in held.reasons] == ["nodes"]
    assert (held.incoming, all_incoming(home)) == ("", [])


def test_a_count_that_the_source_does_not_expect_is_held(home: Home, inbox: Path) -> None:
    path = home.root / "sources" / "firms.yml"
    path.write_text(SOURCE + "expect: {rows: {min: 3, max: 5}}\n", encoding="utf-8")
    for count in (2, 6):
        (held,) = full(home, many(inbox, "1", count)).held
        assert held.reasons[0].values == {"table": "企业台账", "now": count, "span": "3 … 5"}
    assert not full(home, many(inbox, "1", 4)).held


def test_a_source_may_say_how_much_it_may_lose(home: Home, inbox: Path) -> None:
    path = home.root / "sources" / "firms.yml"
    path.write_text(SOURCE + "may_lose: 0.9\n", encoding="utf-8")
    full(home, many(inbox, "1", 40))
    assert not full(home, many(inbox, "2", 10), "2026-11-01").held
