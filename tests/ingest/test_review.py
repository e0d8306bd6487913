"""Questions and answers over real loads: what is asked, joined, kept, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from liantu.errors import NotFound, UsageError
from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import Store
from liantu.home import Home
from liantu.ingest.load import load
from liantu.ingest.look import look
from liantu.ingest.read_back import read_row
from liantu.ingest.review import answer, apply_answers, pending
from liantu.ledger import QuestionRow
from liantu.ledger.questions import OPEN, STATES, TOPICS, questions, verdicts
from liantu.queries.catalogue import run
from liantu.queries.evidence import origins
from liantu.queries.profile import find_node
from tests.factories import EXAMPLES, copy_of_review, demo_file, firm, register
from tests.graph.test_merge import CODE, OTHER


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Home]:
    """A data folder of one's own with open questions."""
    found = copy_of_review(tmp_path)
    yield found
    found.ledger.close()


def of(home: Home, topic: str, a: str = "", state: str = OPEN) -> QuestionRow:
    """The likeliest question of a topic whose first side has this name."""
    rows = questions(home.ledger, (topic,), (state,)).rows
    return next(row for row in rows if row.shown["a"]["name"].startswith(a))


def store(home: Home) -> Store:
    return Snapshots(home).store()


def version(home: Home) -> str:
    active = home.ledger.active()
    assert active is not None
    return active.id


def test_what_is_asked_of_the_examples(asked: Home) -> None:
    found = questions(asked.ledger, ("duplicate",), (OPEN,)).rows
    assert [(row.marked, row.reasons[0]["code"]) for row in found] == [
        (True, "name_equal"),
        (True, "legal_differs"),
        (False, "looks_alike"),
        (False, "core_equal"),
        (False, "core_equal"),
    ]
    assert look(asked).new == 0  # nothing new in the same version
    assert look(asked, again=True).new == 0


def test_the_same_joins_the_records_and_undo_parts_them(asked: Home) -> None:
    before, row = version(asked), of(asked, "duplicate", "煙臺")
    done = answer(asked, [row.id[:6]], "same", "同一张执照")
    assert (done.before, done.changed, done.waiting) == (before, True, False)
    node = find_node(store(asked), row.a)
    assert node.id == row.b == f"ent:{node.properties['code']}"
    assert node.properties["name"] == "烟台鲁恒海洋装备有限公司"
    assert len(node.properties["records"]) == 2
    assert not pending(asked)
    assert answer(asked, [row.id], "open").version == before
    assert find_node(store(asked), row.a).id == row.a
    told = [(one.state, one.note) for one in verdicts(asked.ledger, row.id)]
    assert told == [("open", ""), ("same", "同一张执照")]


def test_an_answer_survives_a_reload(asked: Home, tmp_path: Path) -> None:
    row = of(asked, "duplicate", "煙臺")
    done = answer(asked, [row.id], "same")
    assert load(asked, [EXAMPLES / "2026-10"]).data_version == done.version
    other = tmp_path / "企业登记名单.csv"
    text = (EXAMPLES / "2026-10" / "企业登记名单.csv").read_text(encoding="utf-8-sig")
    other.write_text(text.replace("鲁恒海装", "鲁恒装备"), encoding="utf-8-sig")
    load(asked, [other])
    assert find_node(store(asked), row.a).id == row.b


def test_not_the_same_is_not_asked_again(asked: Home) -> None:
    row = of(asked, "duplicate", "山东恒远")
    before = version(asked)
    assert answer(asked, [row.id], "different").version == before
    look(asked, again=True)
    rows = questions(asked.ledger, ("duplicate",), (OPEN,)).rows
    assert row.id not in {one.id for one in rows}
    assert of(asked, "duplicate", "山东恒远", "different").id == row.id


def test_later_changes_the_queue_alone(asked: Home) -> None:
    row = of(asked, "duplicate", "煙臺")
    assert not answer(asked, [row.id], "later").changed
    assert of(asked, "duplicate", "煙臺", "later").id == row.id


def test_several_answers_make_one_version(asked: Home) -> None:
    rows = [of(asked, "duplicate", name) for name in ("煙臺", "蓬莱瀚澜")]
    made = len(asked.ledger.versions())
    answer(asked, [row.id for row in rows], "same")
    assert len(asked.ledger.versions()) == made + 1


def test_an_answer_may_wait_for_the_next_version(asked: Home) -> None:
    row = of(asked, "duplicate", "煙臺")
    done = answer(asked, [row.id], "same", apply=False)
    assert (done.changed, done.waiting, pending(asked)) == (False, True, True)
    before, now = apply_answers(asked)
    assert before != now
    assert not pending(asked)
    assert find_node(store(asked), row.a).id == row.b


def test_different_codes_cannot_be_called_the_same(asked: Home) -> None:
    row = of(asked, "duplicate", "煙臺")
    with asked.ledger.session() as session:
        kept = session.get(QuestionRow, row.id)
        assert kept is not None
        kept.reasons = [{"code": "codes_differ", "values": {"a": CODE, "b": OTHER}}]
    with pytest.raises(UsageError):
        answer(asked, [row.id], "same")


@pytest.mark.parametrize("name", ["abc", "ffffffff", ""])
def test_an_unknown_question_is_an_error(asked: Home, name: str) -> None:
    with pytest.raises(NotFound):
        answer(asked, [name], "same")


def test_an_unsure_rename_is_one_question(asked: Home) -> None:
    found = load(asked, [EXAMPLES / "2026-11"]).as_dict()
    assert (found["nodes"]["new"], found["nodes"]["ended"]) == (1, 1)
    look(asked)
    row = of(asked, "rename")
    assert row.former_name == "蓬莱澄川焊接设备有限公司"
    assert row.reasons[-1]["code"] == "ended_and_begun"
    answer(asked, [row.id], "same")
    node = find_node(store(asked), row.b)
    assert (node.id, node.properties["name"]) == (row.b, "蓬莱澄川智能焊接设备有限公司")
    assert node.properties["former_names"] == ["蓬莱澄川焊接设备有限公司"]
    assert find_node(store(asked), row.a).id == row.b


def test_a_sure_rename_can_be_taken_back_and_stays_so(empty: Home, tmp_path: Path) -> None:
    load(empty, [demo_file("海工装备产业链.yaml")])
    files = [tmp_path / "in", tmp_path / "out"]
    load(empty, [register(files[0], firm("甲子船业有限公司", short="甲子"))])
    look(empty)
    load(empty, [register(files[1], firm("甲子海工集团", short="甲子"))])
    assert [row.reason for row in empty.ledger.decisions()] == ["rename"]
    look(empty)
    row = of(empty, "rename", state="same")
    answer(empty, [row.id], "open", "是两家")
    assert empty.ledger.decisions() == []
    load(empty, [files[0]])
    load(empty, [files[1]])
    assert empty.ledger.decisions() == []
    assert of(empty, "rename").id == row.id


def test_an_accepted_segment_is_a_link_of_the_internal_source(asked: Home) -> None:
    row = of(asked, "segment", "山东桓远")
    before = version(asked)
    answer(asked, [row.id], "same")
    (link,) = [
        one["link"]
        for one in run(store(asked), "links_out", ids=[row.a], limit=50).dicts()
        if one["link"].kind == "MAKES"
    ]
    (evidence,) = origins(store(asked)).of(link)
    assert (evidence.source, evidence.citation) == ("confirmed", "人工确认")
    cells = read_row(asked.facts, evidence.batch, evidence.file, evidence.sheet, evidence.row)
    assert cells is not None
    assert cells["环节名称"] == "主轴轴承与变桨偏航轴承"
    assert cells["依据行"] == "企业登记名单.csv · 8"
    load(asked, [EXAMPLES / "2026-11"])  # a later load keeps it
    assert any(one.kind == "MAKES" for one in links(asked, row.a))
    answer(asked, [row.id], "open")
    assert not any(one.kind == "MAKES" for one in links(asked, row.a))
    load(asked, [EXAMPLES / "2026-10"])
    assert version(asked) == before


def links(home: Home, node: str) -> list[object]:
    return [row["link"] for row in run(store(home), "links_out", ids=[node], limit=50).dicts()]


def test_a_question_goes_when_its_reason_goes(asked: Home, tmp_path: Path) -> None:
    text = (EXAMPLES / "2026-10" / "企业登记名单.csv").read_text(encoding="utf-8-sig")
    kept = [line for line in text.splitlines() if "恒远轴承" not in line]
    path = tmp_path / "企业登记名单.csv"
    path.write_text("\n".join(kept) + "\n", encoding="utf-8-sig")
    load(asked, [path])
    assert look(asked).gone == 1
    names = [row.shown["a"]["name"] for row in questions(asked.ledger, TOPICS, STATES).rows]
    assert "山东恒远轴承科技有限公司" not in names
