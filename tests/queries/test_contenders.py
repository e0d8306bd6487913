"""The strongest makers elsewhere are those that reading all of them would give."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import Store
from liantu.home import Home
from liantu.ingest.load import load
from liantu.queries import recording
from liantu.queries.gaps import GapSettings, find_gaps, gap_settings
from liantu.queries.gaps.attraction import Attraction
from liantu.queries.gaps.looking import look
from liantu.queries.gaps.outside import Elsewhere
from liantu.queries.gaps.targets import Targets
from tests.factories import chain, table

FIRMS = """\
id: trade
label: {zh: 贸易, en: Trade}
role: register
precedence: 5
match: {format: table, file: "*贸易企业*"}
tables:
  - id: firms
    headers: [企业, 所在地, 上市]
    nodes:
      - as: firm
        kind: Enterprise
        place: {column: 所在地}
        set:
          name: 企业
          listed: 上市
          investor_origin: 来源地
          signals: {column: 信号, split: ";"}
    links:
      - kind: MAKES
        from: firm
        to: {kind: Segment, identity: {chain_id: 链, segment_id: 环节}}
"""
# The makers in Longkou are the strongest by what is their own; no investor is known there.
PLACES = ["烟台市龙口市"] * 20 + ["烟台市莱州市", "宁波市", "上海市", ""] * 20
BUYERS = {"烟台市蓬莱区": 6, "烟台市龙口市": 3, "烟台市莱州市": 4}
REGIONS = ("370614", "370681", "370683", "370600", "310000")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("contenders")
    home = Home(folder / "home")
    (home.root / "sources").mkdir()
    (home.root / "sources" / "trade.yml").write_text(FIRMS, encoding="utf-8")
    report = load(home, [*files(folder)])
    assert not report.refused
    assert report.as_dict()["set_aside"] == []
    snapshots = Snapshots(home)
    yield snapshots.store()
    snapshots.close()
    home.ledger.close()


def files(folder: Path) -> Iterator[Path]:
    chance = random.Random(6)
    yield chain(folder, "trade", "贸易链", {"part": [], "other": [], "final": ["part", "other"]})
    buyers = [(f"买家{place}{n}", place) for place, many in BUYERS.items() for n in range(many)]
    rows = []
    for number, place in enumerate(PLACES):
        strong = number < 20
        listed = "是" if strong or chance.random() < 0.2 else "否"
        origin = "" if strong else chance.choice(["", "", "", "香港", "台湾", "日本"])
        signal = "新建基地 2026-05" if strong or chance.random() < 0.2 else ""
        segments = ["part", "other"] if chance.random() < 0.3 else ["part"]
        rows += [
            [f"厂{number:03}", place, listed, origin, signal, "trade", one] for one in segments
        ]
    for name, place in buyers:
        origin = "" if place == PLACES[0] else chance.choice(["香港", "台湾"])
        rows.append([name, place, "否", origin, "", "trade", "final"])
    header = ["企业", "所在地", "上市", "来源地", "信号", "链", "环节"]
    yield table(folder / "贸易企业.csv", header, rows)
    makers = [f"厂{number:03}" for number in range(len(PLACES))]
    names = [name for name, _ in buyers]
    sales = [
        [
            chance.choice(makers),
            chance.choice(names + makers[20:60]),
            "环节-part",
            chance.randrange(1, 90),
        ]
        for _ in range(50)
    ]
    sales = [row for row in sales if row[0] != row[1]]
    yield table(folder / "贸易供货.csv", ["供方", "需方", "产品", "金额(万元)"], sales)
    owned = [[chance.choice(makers), chance.choice(names)] for _ in range(6)]
    yield table(folder / "贸易股权.csv", ["股东", "企业"], owned)


def listing(most: int) -> GapSettings:
    shipped = gap_settings()
    weights = shipped.targets.model_copy(update={"listed": most})
    return shipped.model_copy(update={"targets": weights})


def strongest(store: Store, region: str, most: int) -> dict[str, list[tuple[str, float]]]:
    situation = look(store, "trade", region, listing(most), assume_complete=True)
    elsewhere = Elsewhere(situation, Attraction(situation, store))
    elsewhere.together(one.id for one in situation.segments)
    return {
        one.id.rpartition("/")[2]: [
            (target.name, target.points) for target in Targets(situation, one.id, elsewhere)
        ]
        for one in situation.segments
    }


@pytest.mark.parametrize("region", REGIONS)
def test_few_are_the_first_of_all(store: Store, region: str) -> None:
    every = strongest(store, region, 1_000)
    assert len(every["part"]) > 50
    assert len({points for _, points in every["part"]}) > 5
    for most in (1, 2, 3, 5, 8, 20):
        some = strongest(store, region, most)
        assert {one: found[:most] for one, found in every.items()} == some, most


def asked(store: Store) -> list[str]:
    """Return the names of the queries behind a list of gaps."""
    given = listing(2)

    def make() -> object:
        found = find_gaps(store, "trade", region="370614", assume_complete=True, settings=given)
        return found.as_dict()

    return [name for name, _ in recording.noted(make)[1]]


def test_what_is_kept_tells_each_time_how_it_was_read(store: Store) -> None:
    """All makers are read once; a figure made of what is kept opens to the same queries."""
    first, again = asked(store), asked(store)
    assert first == again
    assert {"outside_makers", "outside_makers_among"} <= {*first}


def test_a_region_that_holds_the_first_reads_all_makers(store: Store) -> None:
    """Of the eight that are kept for two, all lie in Longkou: too few to tell who is first."""
    every = strongest(store, "370681", 1_000)
    assert strongest(store, "370681", 2)["part"] == every["part"][:2]
