"""A dry run: what it says of gaps and disagreements, and that it changes nothing."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from liantu.errors import NotFound, Outdated
from liantu.home import Home
from liantu.ingest.incoming import all_incoming, incoming, receive
from liantu.ingest.load import load
from liantu.ingest.preview import accept_arrival, kept_preview, preview, preview_arrival
from tests.factories import CANDIDATES, chain, firm, register, table


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chain of two segments, one maker of each, and a list of outside firms; never changed."""
    folder = tmp_path_factory.mktemp("office")
    home, files = Home(folder / "home"), folder / "files"
    chain(files, "offshore-wind", "玩具链", {"part": [], "doll": ["part"]}, region="370614")
    register(files, firm("甲公司", segment="环节-doll"), firm("乙公司", segment="环节-part"))
    table(files / "目标企业.csv", CANDIDATES, [["丙公司", "", "宁波", "环节-doll", "", ""]])
    complete = 'assume_complete: [{chain: offshore-wind, region: "370614"}]\n'
    (home.root / "gaps.yml").write_text(complete, encoding="utf-8")
    load(home, [files])
    home.ledger.settle()
    home.ledger.close()
    return folder


@pytest.fixture
def office(loaded: Path, tmp_path: Path) -> Iterator[Home]:
    found = Home(shutil.copytree(loaded / "home", tmp_path / "home"))
    yield found
    found.ledger.close()


@pytest.fixture
def inbox(loaded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(loaded / "files", tmp_path / "inbox"))


def held(home: Home) -> dict[str, str]:
    """Return what lies in ledger, facts and snapshots, byte by byte."""
    found = [*home.facts.rglob("*"), *home.snapshots.rglob("*"), *home.root.glob("ledger.sqlite")]
    return {
        str(path.relative_to(home.root)): sha256(path.read_bytes()).hexdigest()
        for path in found
        if path.is_file()
    }


def sent(home: Home, *paths: Path) -> str:
    return receive(home, [(path.name, io.BytesIO(path.read_bytes())) for path in paths]).name


def test_a_dry_run_says_which_gaps_move_and_changes_nothing(
    office: Home, inbox: Path, tmp_path: Path
) -> None:
    before = held(office)
    path = register(
        inbox,
        firm("甲公司", segment="环节-doll"),
        firm("丁公司", segment="环节-doll"),
        firm("丙公司", segment="环节-doll", place="宁波市"),
        firm(""),
    )
    said: list[str] = []
    report, found = preview(office, [path], tmp_path / "out", say=lambda key, _: said.append(key))
    assert held(office) == before
    assert len(office.ledger.loads()) == 1
    assert report.dry_run
    assert said == ["difference.step.compare", "difference.step.snapshot", "difference.step.gaps"]
    moves = {one["segment"]["name"]: one for one in found.said["gaps"]}
    assert moves["环节-part"]["before"]["kind"] == "WEAK"
    assert moves["环节-part"]["after"]["because"]["zh"]
    assert found.said["set_aside"]["count"] == 1
    assert found.said["set_aside"]["notes"][0]["row"] == 5
    changes = {(one.thing.name, one.state) for one in found.listing().changes("Enterprise")}
    assert changes == {("丁公司", "new"), ("乙公司", "ended"), ("丙公司", "changed")}
    (conflict,) = [one for one in found.listing().conflicts() if one.property == "place"]
    assert (conflict.wins, conflict.reason) == (True, "precedence")
    assert [(one.value, one.mine) for one in conflict.sides] == [("宁波市", True), ("宁波", False)]


def test_a_dry_run_of_what_is_known_leaves_no_trace_either(
    office: Home, inbox: Path, tmp_path: Path
) -> None:
    path = inbox / "企业名录.csv"
    path.write_bytes(path.read_bytes().decode("utf-8-sig").encode("gb18030"))  # the same rows
    before = held(office)
    _, found = preview(office, [path], tmp_path / "out")
    assert held(office) == before
    assert not found.changes
    assert found.said["gaps"] == []
    assert found.listing().changes() == []


def test_without_gaps_no_snapshot_is_built(office: Home, inbox: Path, tmp_path: Path) -> None:
    said: list[str] = []
    path = register(inbox, firm("丁公司", segment="环节-doll"))
    _, found = preview(
        office, [path], tmp_path / "out", gaps=False, say=lambda key, _: said.append(key)
    )
    assert found.said["gaps"] is None
    assert said == ["difference.step.compare"]


def test_the_first_load_can_be_looked_at(empty: Home, inbox: Path, tmp_path: Path) -> None:
    path = chain(inbox, "offshore-wind", "玩具链", {"part": [], "doll": ["part"]})
    _, found = preview(empty, [path], tmp_path / "out")
    assert found.base == ""
    assert found.said["by_kind"]["Segment"] == {"new": 2, "changed": 0, "ended": 0}
    assert [one["before"] for one in found.said["gaps"]] == [None, None]
    assert empty.ledger.active() is None


def test_a_preview_is_kept_until_the_data_is_another(office: Home, inbox: Path) -> None:
    name = sent(office, register(inbox, firm("丁公司", segment="环节-doll")))
    arrival = incoming(office, name)
    assert kept_preview(office, arrival) is None
    found = preview_arrival(office, name)
    again = kept_preview(office, arrival)
    assert again is not None
    assert again.said == found.said
    assert again.listing().changes() == found.listing().changes()
    load(office, [chain(inbox, "cars", "汽车链", {"wheel": []})])
    assert kept_preview(office, arrival) is None
    with pytest.raises(Outdated):
        accept_arrival(office, name, found.base)
    assert all_incoming(office) == [arrival]


def test_refused_files_go_on_waiting_and_accepted_ones_do_not(office: Home, inbox: Path) -> None:
    (inbox / "空.csv").write_bytes(b"")
    path = register(inbox, firm("丁公司", segment="环节-doll"))
    name = sent(office, path, inbox / "空.csv")
    found = preview_arrival(office, name)
    assert {one: error.key for one, error in found.refusals().items()} == {"空.csv": "file_empty"}
    report = accept_arrival(office, name, found.base)
    active = office.ledger.active()
    assert active is not None
    assert active.id == report.data_version == found.said["data_version"]
    assert [one.name for one in incoming(office, name).files] == ["空.csv"]
    accept_arrival(office, name, active.id)  # nothing can be taken: it waits on
    assert [one.name for one in incoming(office, name).files] == ["空.csv"]
    name = sent(office, path)
    accept_arrival(office, name, active.id)
    with pytest.raises(NotFound):
        incoming(office, name)
