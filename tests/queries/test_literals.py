"""Parameters that are written into a text: what comes out passes the fence and means the same."""

from __future__ import annotations

from typing import Any

import pytest

from liantu.queries.catalogue import ITEMS, queries
from liantu.queries.cypher import Refused, read
from liantu.queries.cypher.literals import literal, written_in
from liantu.queries.recording import Notes, listening, note, noted, noted_property, replay
from liantu.queries.saved import SAMPLES

VALUES = [
    "",
    "大金",
    "it's",
    'say "so"',
    "a\\",
    "\\'",
    "line\nnext\ttab\r",
    "\u202e\u200b\x1f",
    "// $x",
    "😀`;",
]


@pytest.mark.parametrize("value", VALUES)
def test_a_text_comes_back_as_it_was(value: str) -> None:
    text = written_in("MATCH (e:Enterprise) WHERE e.name = $x RETURN e", {"x": value})
    assert value in read(text).params.values()


@pytest.mark.parametrize("value", [0, 7, -3, 1.5, -2.25, 1e300, 1e-7, True, False])
def test_a_number_passes_the_fence(value: Any) -> None:
    assert read(f"MATCH (e:Enterprise) WHERE e.employees > {literal(value)} RETURN e").text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "a\x00", "\ud800", {"a": 1}])
def test_what_has_no_literal_is_refused(value: Any) -> None:
    with pytest.raises(Refused):
        literal(value)


def test_a_name_in_quotes_or_a_comment_is_left_alone() -> None:
    text = "MATCH (e) // of $x\nWHERE e.id = '$x' OR e.id = $x RETURN e"
    assert written_in(text, {"x": "a"}).count("$x") == 2
    with pytest.raises(Refused):
        written_in(text, {})
    with pytest.raises(Refused):
        written_in(text, {"x": "a" * 30_000})


def test_most_of_the_catalogue_runs_with_its_parameters_written_in() -> None:
    taken = 0
    for one in queries().values():
        bound = {param.name: SAMPLES[param.type] for param in one.params}
        text = ITEMS.sub(r"\1", one.text("neo4j"))
        try:
            read(text, bound)
        except Refused:
            continue
        assert read(written_in(text, bound)).columns == one.columns
        taken += 1
    assert taken >= 110


class _Kept:
    made = 0

    @noted_property
    def value(self) -> int:
        """Something that is worked out once."""
        note("node", {"id": "a"})
        self.made += 1
        return self.made


def test_what_is_kept_tells_its_queries_again() -> None:
    kept = _Kept()
    for _ in range(2):
        heard = Notes()
        token = listening.set(heard)
        assert [kept.value, kept.value] == [1, 1]
        listening.reset(token)
        assert heard.notes == [("node", {"id": "a"})]
    assert noted(lambda: replay((("chains", {}),)))[1] == (("chains", {}),)
