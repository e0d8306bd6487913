"""Which rows of a workbook a spreadsheet does not show; the reader of its cells does not say."""

from __future__ import annotations

import posixpath
import re
import zipfile
from html import unescape
from pathlib import Path
from typing import IO

ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
NUMBER = re.compile(rb"""\br=["'](\d{1,7})["']""")
HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
PIECE, OVERLAP = 2**22, 1024
MOST = 2**22  # bytes of the lists of sheets, far more than any workbook has


def hidden_rows(path: Path) -> dict[str, tuple[int, ...]]:
    """Return the numbers of the hidden rows of each sheet of an XLSX file that has any."""
    found: dict[str, tuple[int, ...]] = {}
    with zipfile.ZipFile(path) as archive:
        for name, entry in _sheets(archive).items():
            with archive.open(entry) as stream:
                if rows := _rows(stream):
                    found[name] = rows
    return found


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The file of each sheet by its name."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    targets = {}
    for tag in RELATION.findall(_text(archive, "xl/_rels/workbook.xml.rels")):
        targets[_attribute(tag, "Id")] = _attribute(tag, "Target")
    found = {}
    for tag in SHEET.findall(_text(archive, "xl/workbook.xml")):
        target = targets.get(_attribute(tag, r"\w+:id"), "")
        entry = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        if entry in names:
            found[_attribute(tag, "name")] = entry
    return found


def _text(archive: zipfile.ZipFile, entry: str) -> str:
    with archive.open(entry) as stream:
        return stream.read(MOST).decode("utf-8", "replace")


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"""\s{name}=(?:"([^"]*)"|'([^']*)')""", tag)
    return unescape(found[1] or found[2] or "") if found else ""


def _rows(stream: IO[bytes]) -> tuple[int, ...]:
    found: set[int] = set()
    tail = b""
    while piece := stream.read(PIECE):
        for tag in ROW.findall(tail + piece):
            if HIDDEN.search(tag) and (number := NUMBER.search(tag)):
                found.add(int(number[1]))
        tail = piece[-OVERLAP:]
    return tuple(sorted(found))
