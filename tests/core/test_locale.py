"""The catalogue: both languages, the same placeholders, every key that the code asks for."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from liantu.locale import catalogue, language, text

ROOT = Path(__file__).parents[2]
CODE = [
    path
    for room in ("core", "graph", "ingest", "queries", "web")
    for path in sorted((ROOT / room).rglob("*"))
    if path.suffix in (".py", ".html", ".svg") and "vendor" not in path.parts
]
ASKED = re.compile(r"""(?<![\w.])(?:text|words|t)\(\s*["']([a-zA-Z_]+(?:\.[a-zA-Z_]+)+)["']""")
ERRORS = re.compile(
    r"""(?:UsageError|NotFound|NotAllowed|InputError|Unavailable|StoreError|Locked|Incomputable)\(\s*["'](\w+)["']"""
)
NOTES = re.compile(r"""(?:Reject|Note|\bnote|self\.note)\(\s*["']([a-z_]+)["']""")


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def asked(pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    return {(path.name, key) for path in CODE for key in pattern.findall(path.read_text("utf-8"))}


def test_every_text_stands_in_both_languages_with_the_same_values() -> None:
    wrong = [
        key
        for key, texts in catalogue().items()
        if bool(texts["zh"].strip()) != bool(texts["en"].strip())
        or not placeholders(texts["en"]) <= placeholders(texts["zh"])
    ]
    assert wrong == []


def test_every_text_that_the_code_asks_for_is_there() -> None:
    assert {one for one in asked(ASKED) if one[1] not in catalogue()} == set()
    assert len(asked(ASKED)) > 40


def test_every_error_has_a_message_and_a_remedy() -> None:
    found = asked(ERRORS)
    for file, key in sorted(found):
        assert f"error.{key}" in catalogue(), (file, key)
        assert f"error.{key}.remedy" in catalogue(), (file, key)
    assert len(found) > 20


def test_every_note_on_a_row_has_a_message_and_a_remedy() -> None:
    found = asked(NOTES)
    for file, key in sorted(found):
        assert f"row.{key}" in catalogue(), (file, key)
        assert f"row.{key}.remedy" in catalogue(), (file, key)
    assert len(found) > 10


def test_the_language_in_use_decides() -> None:
    token = language.set("en")
    try:
        assert text("kind.UNKNOWN") == "Unknown"
        assert text("kind.UNKNOWN", "zh") == "待查"
    finally:
        language.reset(token)


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        text("no.such.key")
