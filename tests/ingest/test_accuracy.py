"""The figures on the data page are those of the labelled pairs, measured afresh."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from bench.matching_sample import HEADER, OUT, rows
from liantu.ingest.accuracy import Labelled, measure, read_pairs, shipped, tuned
from liantu.ingest.likeness import MARKED, Firm

SAMPLE = Path(__file__).parents[1] / "fixtures" / "matching"
CASES = {"同名异地", "更名", "简称", "繁体", "错字", "分公司", "集团", "近似名不同企业"}
CASES |= {"全半角", "括号", "组织形式"}


def pairs() -> list[Labelled]:
    return read_pairs(SAMPLE / "made.csv", SAMPLE / "hard.csv")


def test_the_shipped_figures_are_those_of_the_sample() -> None:
    found = pairs()
    tune, test = ([one for one in found if one.half == half] for half in ("tune", "test"))
    assert tuned(tune) == MARKED
    assert shipped() == {
        "sample": len(found),
        "tuned": MARKED,
        "tune": measure(tune),
        "test": measure(test),
        "hard": measure(read_pairs(SAMPLE / "hard.csv")),
    }
    assert len(test) > 900


def test_the_sample_holds_every_hard_case_in_both_halves() -> None:
    counted = Counter((one.half, one.case) for one in pairs())
    assert {case for _, case in counted} == CASES
    assert min(counted.values()) >= 80


def test_the_halves_share_no_name() -> None:
    made = read_pairs(SAMPLE / "made.csv")
    names = {half: {one.a.name for one in made if one.half == half} for half in ("tune", "test")}
    assert not names["tune"] & names["test"]


def test_the_same_seed_makes_the_same_pairs() -> None:
    with OUT.open(encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream)) == [HEADER, *rows()]


def test_measuring_counts_what_is_right_and_wrong() -> None:
    same, other = Firm("1", "甲乙丙物流", adcode="370614"), Firm("2", "甲乙丙物流有限公司")
    found = measure(
        [
            Labelled("test", "简称", True, same, other),
            Labelled("test", "简称", False, same, other),
            Labelled("test", "更名", True, same, Firm("3", "丁戊己贸易", adcode="370614")),
        ],
        threshold=0.5,
    )
    assert (found["precision"], found["recall"]) == (0.5, 0.5)
    assert found["cases"] == {"更名": {"pairs": 1, "right": 0}, "简称": {"pairs": 2, "right": 1}}
