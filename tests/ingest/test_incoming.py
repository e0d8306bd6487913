"""Files that wait for a person: kept whole under their own names, or not at all."""

from __future__ import annotations

import io

import pytest

from liantu.errors import InputError, NotFound
from liantu.home import Home
from liantu.ingest.incoming import all_incoming, discard, incoming, receive
from liantu.settings import settings


def test_files_wait_under_their_names_until_discarded(empty: Home) -> None:
    found = receive(
        empty, [("企业 名录.csv", io.BytesIO(b"a")), ("C:\\x\\b.csv", io.BytesIO(b"b"))]
    )
    assert [one.name for one in found.files] == ["b.csv", "企业 名录.csv"]
    assert incoming(empty, found.name).file("b.csv").read_bytes() == b"b"
    assert all_incoming(empty) == [found]
    discard(empty, found.name)
    assert all_incoming(empty) == []
    with pytest.raises(NotFound):
        incoming(empty, found.name)


@pytest.mark.parametrize("name", ["", "..", "a/..", "行\n二.csv", "很" * 100, "a\0b"])
def test_a_name_that_no_folder_should_hold_is_refused(empty: Home, name: str) -> None:
    with pytest.raises(InputError):
        receive(empty, [(name, io.BytesIO(b"a"))])
    assert all_incoming(empty) == []


def test_too_much_twice_or_nothing_leaves_nothing(
    empty: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "max_file_mib", 1)
    half = b"x" * (600 << 10)
    for files in ([("a", half), ("b", half)], [("a", b"1"), ("a", b"2")], []):
        with pytest.raises(InputError):
            receive(empty, [(name, io.BytesIO(data)) for name, data in files])
    assert all_incoming(empty) == []
    assert not list((empty.root / "incoming").iterdir())


@pytest.mark.parametrize("name", ["../facts", "", "20260101-zzzzzz", "20260101-abcdef"])
def test_only_a_name_that_was_given_out_is_looked_up(empty: Home, name: str) -> None:
    with pytest.raises(NotFound):
        incoming(empty, name)
