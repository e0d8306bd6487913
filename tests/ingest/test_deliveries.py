"""Changes, a held delivery and corrected rows, from the files to the version."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from liantu.graph.versions import rollback
from liantu.home import Home
from liantu.ingest.incoming import all_incoming
from liantu.ingest.load import load
from tests.factories import table
from tests.graph.conftest import read
from tests.ingest.test_accepted import SOURCE

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
OWNED = ["股东", "企业", "比例"]


@cache
def ground() -> Path:
    """Load forty firms and who owns whom, once."""
    root = Path(mkdtemp(prefix="liantu-tests-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    home = Home(root / "home")
    (home.root / "sources").mkdir()
    (home.root / "sources" / "firms.yml").write_text(SOURCE, encoding="utf-8")
    (home.root / "sources" / "owners.yml").write_text(OWNERS, encoding="utf-8")
    owned = [("第1公司", "第3公司", "30"), ("第2公司", "第3公司", "20")]
    load(home, [firms(root, 40), table(root / "股权.csv", OWNED, owned)], observed_on="2026-10-01")
    home.ledger.close()
    return home.root


def firms(folder: Path, count: int) -> Path:
    rows = [(f"第{n}公司", str(n), "") for n in range(count)]
    return table(folder / "台账.csv", ["企业名称", "产值", "变更类型"], rows)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    found = Home(shutil.copytree(ground(), tmp_path / "home"))
    yield found
    found.ledger.close()


def rows(home: Home, file: str) -> list[dict[str, object]]:
    active = home.ledger.active()
    assert active is not None
    return read(home.snapshot(active.id) / file)


def outputs(home: Home) -> dict[object, object]:
    return {one["name"]: one["output"] for one in rows(home, "nodes/Enterprise.parquet")}


def test_changes_touch_what_they_name_and_are_taken_back(home: Home, inbox: Path) -> None:
    before = home.ledger.active()
    assert before is not None
    header = ["企业名称", "产值", "变更类型"]
    changed = [("第1公司", "100", ""), ("新公司", "7", ""), ("第5公司", "", "注销")]
    files = [
        table(inbox / "台账变更.csv", header, changed),
        table(inbox / "股权变更.csv", OWNED, [("第1公司", "第3公司", "51")]),
    ]
    report = load(home, files, observed_on="2026-11-01", delivery="changes")
    assert report.difference.nodes.as_dict() == {"new": 1, "changed": 1, "ended": 1}
    assert report.difference.links.as_dict() == {"new": 0, "changed": 1, "ended": 0}
    found = outputs(home)
    assert (len(found), found["第1公司"], found["新公司"], found["第2公司"]) == (40, 100, 7, 2)
    owned = rows(home, "links/OWNS.Enterprise.Enterprise.parquet")
    assert sorted(str(one["percentage"]) for one in owned) == ["20.0", "51.0"]
    again = load(home, files, observed_on="2026-11-01", delivery="changes")
    assert again.data_version == again.previous_version == report.data_version
    rollback(home, before.id)
    assert outputs(home) == {f"第{n}公司": n for n in range(40)}


def test_a_held_delivery_stops_nothing_else_and_waits_for_a_word(home: Home, inbox: Path) -> None:
    smaller = firms(inbox, 27)
    other = table(inbox / "股权.csv", OWNED, [("第1公司", "第2公司", "9")])
    report = load(home, [smaller, other], observed_on="2026-11-01")
    assert (report.failed, len(outputs(home))) == (False, 40)
    assert [one.source.id for one in report.deliveries if one.batch] == ["owners"]
    (held,) = report.as_dict()["held"]
    (arrival,) = all_incoming(home)
    assert (held["source"], held["files"]) == ("firms", ["台账.csv"])
    assert held["incoming"] == arrival.name
    assert all(one in held["message"] for one in ("40", "27", "32.5%", "30.0%"))
    assert arrival.files[0].read_bytes() == smaller.read_bytes()
    load(home, [smaller], observed_on="2026-11-01")
    assert len(all_incoming(home)) == 1  # kept once, however often it is tried
    load(home, arrival.files, observed_on="2026-11-01", accept_smaller=True)
    assert len(outputs(home)) == 27
