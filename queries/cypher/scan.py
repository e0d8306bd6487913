"""The first look at a text: its length, its signs, its brackets, the words of its comments."""

from __future__ import annotations

import re

from liantu.queries.cypher.refused import Refused

LONGEST = 20_000  # signs of a text
MOST_TOKENS = 4_000
DEEPEST = 40  # brackets and CASEs within one another
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
TOKEN = re.compile(
    r"(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|(?P<comment>//[^\n]*|/\*.*?\*/)"
    r"|(?P<word>[^\W\d]\w*)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<end>;)|(?P<space>\s+)"
    r"|(?P<sign>.)",
    re.DOTALL,
)
# Words that write, call, read files or change settings, by what they are told to be.
WORDS = {
    "writes": "CREATE MERGE SET DELETE DETACH REMOVE DROP ALTER INSERT UPDATE RENAME FOREACH "
    "TRUNCATE REPLACE COMMENT CONSTRAINT INDEX MACRO SEQUENCE",
    "calls": "CALL YIELD PROCEDURE APOC DBMS PROFILE EXPLAIN SHOW",
    "files": "LOAD COPY CSV EXPORT IMPORT INSTALL ATTACH DETACH EXTENSION UNINSTALL FILE FROM TO",
    "settings": "USE ALTER GRANT DENY REVOKE START STOP TERMINATE BEGIN COMMIT ROLLBACK CHECKPOINT "
    "TRANSACTION TRANSACTIONS PRAGMA CYPHER",
}
HARMLESS = frozenset({"FROM", "TO", "START", "STOP", "INDEX", "COMMENT", "FILE", "SHOW", "USE"})
REASON = {word: why for why, words in reversed(WORDS.items()) for word in words.split()}


def scan(text: str) -> None:
    """Refuse a text for what can be seen without its grammar."""
    if len(text) > LONGEST:
        raise Refused("long", (1, 1), most=LONGEST)
    if found := CONTROL.search(text):
        raise Refused("sign", place(text, found.start()), sign=f"U+{ord(found[0]):04X}")
    depth = count = 0
    for token in TOKEN.finditer(text):
        kind, said = str(token.lastgroup), token[0]
        count += kind != "space"
        if count > MOST_TOKENS:
            raise Refused("tokens", place(text, token.start()), most=MOST_TOKENS)
        depth += _step(kind, said)
        if depth > DEEPEST:
            raise Refused("deep", place(text, token.start()), most=DEEPEST)
        _look(text, token, kind, said)


def _step(kind: str, said: str) -> int:
    word = said.upper() if kind == "word" else ""
    return (kind == "open" or word == "CASE") - (kind == "close" or word == "END")


def _look(text: str, token: re.Match[str], kind: str, said: str) -> None:
    if kind == "comment":
        words = re.findall(r"\w+", said.upper())
        if told := [word for word in words if word in REASON and word not in HARMLESS]:
            raise Refused("comment", place(text, token.start()), word=told[0])
    if kind == "end" and text[token.end() :].strip():
        raise Refused("statements", place(text, token.start()))
    if kind == "sign" and said in "`\\":
        raise Refused("quoting", place(text, token.start()), sign=said)


def place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of an offset, both from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def reason(word: str) -> str:
    """Return what a word would do, empty for one that does nothing by itself."""
    return REASON.get(word.upper(), "")
