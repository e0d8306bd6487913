"""A draft is tried before it is kept: read back, matched to its file, held against the others."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from liantu.errors import InputError, LiantuError, NotFound, Unavailable, UsageError
from liantu.graph.model import model
from liantu.home import Home
from liantu.ingest.guess.build import yaml_of
from liantu.ingest.guess.choices import FROM, PLACE, TO, choices, parse
from liantu.ingest.guess.draft import Draft, TableDraft
from liantu.ingest.guess.propose import ID, label_of
from liantu.ingest.matching import Match, match
from liantu.ingest.readers import Document
from liantu.ingest.rules import Source, TableRule
from liantu.ingest.sheets import tidy
from liantu.ingest.sources import all_sources, read_sources, read_texts


@dataclass(frozen=True)
class Problem:
    """What keeps a draft from being saved: a code of the catalogue and its values."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Tried:
    """A draft as it would be kept: its YAML, the source that this is, and how its file fits it."""

    draft: Draft
    yaml: str
    source: Source | None = None
    match: Match | None = None
    problems: tuple[Problem, ...] = ()
    error: LiantuError | None = None

    @property
    def good(self) -> bool:
        """Whether it can be saved."""
        return self.source is not None and not self.problems and self.error is None


def matching_source(document: Document, home: Home) -> Source | None:
    """Return the source that a file belongs to already, None where it needs a new one."""
    try:
        return match(document, all_sources(home.root).values()).source
    except InputError as error:
        if error.key in ("no_source", "no_source_near", "merged_header", "garbled"):
            return None
        raise


def attempt(draft: Draft, document: Document, home: Home, replacing: bool = False) -> Tried:
    """Build a draft, read it back, match its file, and see that it takes no other source's files.

    Where the headers that are read fit another source's files, every header is asked for,
    and where that does not tell them apart either, the file's name.
    """
    others = {key: one for key, one in all_sources(home.root).items() if key != draft.id}
    problems = [*_faults(draft), *_taken(draft, home, replacing)]
    if any(one.code not in ("id_taken",) for one in problems):
        return Tried(draft, "", problems=tuple(problems))
    try:
        source = _read_back(draft)
        if _confused(source, others.values()):
            draft = replace(draft, strict=True)
            source = _read_back(draft)
        if not draft.pattern and (_confused(source, others.values()) or _fits(document, others)):
            draft = replace(draft, pattern=pattern_of(document.name))
            source = _read_back(draft)
        found = match(document, [*others.values(), source])
    except LiantuError as error:
        return Tried(draft, yaml_of(draft), problems=tuple(problems), error=error)
    shadowed = [one for one in _confused(source, others.values()) if not _told_apart(source, one)]
    if shadowed:
        names = "、".join(f"{one.label.zh}（{one.id}）" for one in shadowed)
        problems.append(Problem("shadows", {"sources": names}))
    if found.source.id != source.id:
        problems.append(Problem("not_matched", {"source": found.source.id}))
    elif wrong := _misread(draft, found):
        problems.append(Problem("header_moved", {"sheet": wrong}))
    return Tried(draft, yaml_of(draft), source, found, tuple(problems))


def save(tried: Tried, home: Home, replacing: bool = False) -> Path:
    """Write the YAML of a draft that was tried; all of it or nothing.

    Raises UsageError for a draft that cannot be kept, or an id that is taken.
    """
    if tried.error is not None:
        raise tried.error
    again = _taken(tried.draft, home, replacing)
    if not tried.good or again:
        problem = (again or list(tried.problems))[0]
        raise UsageError(f"mapping_{problem.code}", where=tried.draft.id, **problem.values)
    folder = home.root / "sources"
    target, building = folder / f"{tried.draft.id}.yml", folder / f".{tried.draft.id}.yml.new"
    try:
        folder.mkdir(exist_ok=True)
        with building.open("w", encoding="utf-8") as file:
            file.write(tried.yaml)
            file.flush()
            os.fsync(file.fileno())
        for path in _files_of(home, tried.draft.id):
            if path != target:
                path.unlink()
        building.replace(target)
    except OSError as error:
        building.unlink(missing_ok=True)
        reason = str(error.strerror)
        raise Unavailable("home", where=str(folder), reason=reason) from error
    return target


def own_sources(home: Home) -> dict[str, Source]:
    """Return the office's own sources by id."""
    folder = home.root / "sources"
    return read_sources(folder) if folder.is_dir() else {}


def file_of(home: Home, name: str) -> Path:
    """Return the file of an office's own source; raises NotFound."""
    found = _files_of(home, name)
    if not found:
        raise NotFound("own_source_unknown", where=name)
    return found[0]


def _files_of(home: Home, name: str) -> list[Path]:
    folder = home.root / "sources"
    paths = sorted(folder.glob("*.yml")) if folder.is_dir() else []
    return [path for path in paths if name in read_texts(((path.name, path.read_text("utf-8")),))]


def pattern_of(file: str) -> str:
    """Return the pattern of a file name that stays the same each month, such as ``*重点企业*``."""
    word = max(label_of(file).split(), key=len)
    return f"*{re.sub(r'[*?]', '', word).replace('[', '').replace(']', '')}*"


def _faults(draft: Draft) -> list[Problem]:
    found = []
    if not ID.match(draft.id):
        found.append(Problem("bad_id", {"id": draft.id}))
    if not draft.read:
        found.append(Problem("nothing_read"))
    if len({one.name for t in draft.read for one in t.columns if one.what == "@observed"}) > 1:
        found.append(Problem("two_dates"))
    for table in draft.read:
        found += _table_faults(table)
    return found


def _table_faults(table: TableDraft) -> list[Problem]:
    sheet = table.seen.sheet or table.subject
    allowed = {one.token for one in choices(table.subject)}
    given = [one.what for one in table.columns if one.what]
    found = [
        Problem("unknown_choice", {"column": one.name, "what": one.what})
        for one in table.columns
        if one.what and one.what not in allowed
    ]
    kind = model().nodes.get(table.subject)
    needed = ["name"] if kind is not None else [FROM, TO]
    found += [
        Problem("no_name" if kind else "no_end", {"sheet": sheet})
        for what in needed
        if what not in given
    ]
    for what in dict.fromkeys(given):
        if given.count(what) > 1 and what != PLACE and not parse(what).link:
            columns = "、".join(one.name for one in table.columns if one.what == what)
            found.append(Problem("twice", {"columns": columns}))
    return found


def _taken(draft: Draft, home: Home, replacing: bool) -> list[Problem]:
    """Refuse an id that another source has, and a file that holds another source."""
    target = home.root / "sources" / f"{draft.id}.yml"
    known = draft.id in all_sources(home.root)
    foreign = ID.match(draft.id) and target.exists() and target not in _files_of(home, draft.id)
    if foreign or (known and not replacing):
        return [Problem("id_taken", {"id": draft.id})]
    return []


def _read_back(draft: Draft) -> Source:
    return read_texts(((f"{draft.id}.yml", yaml_of(draft)),))[draft.id]


def _fits(document: Document, others: dict[str, Source]) -> bool:
    try:
        match(document, others.values())
    except InputError as error:
        return error.key == "two_sources"
    return True


def _confused(source: Source, others: Sequence[Source] | Any) -> list[Source]:
    """Return the sources whose own files have every header that this one asks for."""
    found = []
    for other in others:
        if other.format == "table" and all(
            any(_within(rule, there) for there in other.tables) for rule in source.tables
        ):
            found.append(other)
    return found


def _within(rule: TableRule, there: TableRule) -> bool:
    made = {one.name for one in there.shape.made}
    columns = {tidy(name) for name in there.columns() - made}
    same = rule.shape.header_rows == there.shape.header_rows
    return same and {tidy(name) for name in rule.headers} <= columns


def _told_apart(source: Source, other: Source) -> bool:
    """Say whether the file names of two sources differ, where the headers do not tell."""
    return bool(source.file) and not fnmatch(other.file.replace("*", ""), source.file)


def _misread(draft: Draft, found: Match) -> str:
    """Return the sheet whose header the source finds elsewhere than the draft, if any."""
    wanted = {(one.seen.sheet, one.seen.row) for one in draft.read}
    read = {(one.sheet.name, one.header_row) for one in found.tables}
    return "、".join(sheet or draft.file for sheet, _ in sorted(wanted - read))
