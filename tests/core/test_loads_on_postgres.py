"""Loads with the ledger on PostgreSQL: the same versions, moved, rolled back, killed midway."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from liantu.cli import run
from liantu.errors import Unavailable
from liantu.graph.snapshots import Snapshots
from liantu.graph.versions import rollback
from liantu.home import Home
from liantu.ingest.load import load
from liantu.ledger import Base, Ledger
from liantu.queries.gaps import find_gaps
from liantu.settings import settings
from tests.factories import demo_file, demo_folder, demo_home
from tests.postgres_server import database

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
import liantu.graph.versions as versions
import liantu.ingest.load as loading
from liantu.home import Home

moment, home, file = sys.argv[1:]
edited, accepting = versions.edit, []

def die(*_given, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

def edit(*given):
    assert edited(*given)
    die()

def note(_connection, _cursor, statement, *_rest):
    accepting.extend([1] if statement.startswith("INSERT INTO load") else [])

if moment == "built":
    versions.edit = edit
elif moment == "published":
    loading.accept = die
elif moment == "accepting":
    event.listen(Engine, "before_cursor_execute", note)
    event.listen(Engine, "commit", lambda _connection: die() if accepting else None)
elif moment == "accepted":
    Home.prune = die
loading.load(Home(Path(home)), [Path(file)])
"""


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """The demo's register with one row more."""
    file = tmp_path / "企业名录.csv"
    text = demo_file("企业名录.csv").read_text(encoding="utf-8-sig")
    row = "蓬莱新材料有限公司,新材料,烟台市蓬莱区,民营,,环氧树脂与结构胶,链上企业,,\n"
    file.write_text(text + row, encoding="utf-8")
    return file


@pytest.fixture
def moved(tmp_path: Path, environment: Callable[..., None]) -> Path:
    """A data folder with the demo whose ledger was moved to PostgreSQL."""
    root = shutil.copytree(demo_home(), tmp_path / "home")
    environment(LIANTU_HOME=str(root), LIANTU_LEDGER=database())
    assert run(["move-ledger"]) == 0
    return root


def rows(ledger: Ledger) -> dict[str, list[tuple[Any, ...]]]:
    """Everything a ledger holds, by table, in the order of its keys."""
    with ledger.session() as session:
        return {
            table.name: [
                tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))
            ]
            for table in Base.metadata.sorted_tables
        }


def state(root: Path) -> tuple[str, str]:
    """The active version and its gap list."""
    home = Home(root)
    snapshots = Snapshots(home)
    try:
        active = home.ledger.active()
        assert active is not None
        report = find_gaps(snapshots.store(), "offshore-wind")
        return active.id, json.dumps(report.as_dict(), ensure_ascii=False)
    finally:
        snapshots.close()
        home.ledger.close()


def test_the_demo_loads_to_the_same_version_as_on_sqlite(
    tmp_path: Path, environment: Callable[..., None]
) -> None:
    old = Ledger.in_home(shutil.copytree(demo_home(), tmp_path / "old"))
    expected, was = rows(old), old.active()
    old.close()
    environment(LIANTU_LEDGER=database())
    home = Home(tmp_path / "home")
    report = load(home, [demo_folder()])
    found = rows(home.ledger)
    home.ledger.close()
    assert was is not None
    assert report.data_version == was.id
    assert [row[0] for row in found["batch"]] == [row[0] for row in expected["batch"]]
    assert [row[1:] for row in found["reject"]] == [row[1:] for row in expected["reject"]]
    assert not (home.root / "ledger.sqlite").exists()
    kinds = Counter(one["kind"] for one in json.loads(state(home.root)[1])["findings"])
    assert (kinds["UNKNOWN"], kinds["WEAK"], kinds["PRESENT"]) == (29, 8, 2)


def test_a_moved_ledger_holds_every_row_and_goes_on_counting(
    moved: Path, edited: Path, tmp_path: Path
) -> None:
    old, home = Ledger.in_home(shutil.copytree(demo_home(), tmp_path / "old")), Home(moved)
    assert rows(home.ledger) == rows(old)
    assert (moved / "ledger.sqlite.moved").is_file()
    first = old.active()
    assert first is not None
    report = load(home, [edited])
    assert [row.id for row, _ in home.ledger.versions()] == [report.data_version, first.id]
    assert rollback(home, first.id[:6]).id == first.id
    assert [row.id for row, _ in home.ledger.versions()] == [first.id, report.data_version]
    assert len(rows(home.ledger)["switch"]) == 3
    for ledger in (old, home.ledger):
        ledger.close()


def test_a_ledger_is_not_moved_into_one_that_is_in_use(
    moved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (moved / "ledger.sqlite.moved").rename(moved / "ledger.sqlite")
    assert run(["move-ledger"]) == 2
    assert "已有数据" in capsys.readouterr().err
    assert (moved / "ledger.sqlite").is_file()


def test_a_data_folder_is_not_swept_by_a_ledger_that_does_not_know_it(
    moved: Path, edited: Path, environment: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(path.name for path in (moved / "facts").iterdir())
    assert len(before) > 1
    for other in ({"LIANTU_LEDGER": database()}, {"LIANTU_LEDGER": ""}):
        environment(**other)
        with pytest.raises(Unavailable) as caught:
            Home(moved)
        assert caught.value.key == "ledger_other"
        assert run(["load", str(edited)]) == 3
    assert sorted(path.name for path in (moved / "facts").iterdir()) == before


def test_a_machine_without_the_facts_makes_no_version_of_what_it_lacks(
    moved: Path, edited: Path, tmp_path: Path
) -> None:
    home = Home(tmp_path / "elsewhere")
    with pytest.raises(Unavailable) as caught:
        load(home, [edited])
    assert caught.value.key == "facts_missing"
    assert len(home.ledger.versions()) == 1
    home.ledger.close()


def test_a_killed_load_leaves_the_version_before_or_after(moved: Path, edited: Path) -> None:
    first = state(moved)
    for moment in ("built", "published", "accepting", "accepted"):
        done = subprocess.run(
            [sys.executable, "-c", KILLED, moment, str(moved), str(edited)],
            env={**os.environ, "LIANTU_LOCK_SECONDS": "5"},
            timeout=120,
        )
        assert done.returncode == -signal.SIGKILL, moment
        found = state(moved)
        assert (found == first) == (moment != "accepted"), moment
    second = found
    home = Home(moved)
    report = load(home, [edited])  # the lock is free, the rest is swept, nothing is loaded twice
    assert (report.data_version, report.previous_version) == (second[0], second[0])
    known = {row.id for row, _ in home.ledger.versions()}
    assert {path.name for path in home.snapshots.iterdir()} == known == {first[0], second[0]}
    assert len(rows(home.ledger)["switch"]) == 2
    rollback(home, first[0])
    home.ledger.close()
    assert state(moved) == first
    settings.cache_clear()
