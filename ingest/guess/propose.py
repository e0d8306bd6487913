"""From tables as they lie there to a draft of a source: kinds, columns, reasons."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import PurePath

from pypinyin import Style, lazy_pinyin

from liantu.graph.model import model
from liantu.ingest.guess.choices import (
    FROM,
    LINK_SUBJECTS,
    PINYIN,
    PLACE,
    PLACES,
    TO,
    parse,
    subjects,
)
from liantu.ingest.guess.columns import fitted, guesses
from liantu.ingest.guess.draft import ColumnDraft, Draft, Reason, TableDraft
from liantu.ingest.guess.known import Known
from liantu.ingest.guess.seen import KEPT, SeenTable
from liantu.ingest.guess.values import placed
from liantu.ingest.guess.words import YEAR, Hit, cores, fold, words
from liantu.ingest.places import find_adcodes, path

DATED = re.compile(  # what changes from one month's file to the next
    r"[（(【\[]?\d{2,4}[年.\-_/]?(\d{1,2}[月.\-_/]?)?(\d{1,2}日?)?[）)】\]]?"
    r"|\d+月份?|第?[一二三四1-4]季度|[上下]半年|年度|v\d+|最新|副本|终稿|定稿|[（(]\s*[）)]"
)
LOOSE = re.compile(r"[\s_\-—.·]+")
ID = re.compile(r"[a-z][a-z0-9_]{0,40}\Z")
SURE = 0.9


def propose(seen: Sequence[SeenTable], file: str, known: Known) -> Draft:
    """Return the draft that a file suggests."""
    tables = tuple(proposed(one, file, known) for one in seen)
    read = [one for one in tables if one.subject]
    register = any(one.subject == "Enterprise" for one in read)
    links = bool(read) and all(one.subject in LINK_SUBJECTS for one in read)
    role = "register" if register else "report" if links else "reference"
    return Draft(source_id(file), label_of(file), role, True, tables, file)


def label_of(file: str) -> str:
    """Return what a file is called without date, number and suffix: the same each month."""
    stem = PurePath(file).stem
    plain = LOOSE.sub(" ", DATED.sub(" ", stem)).strip()
    return "".join(sign for sign in plain if sign.isprintable())[:60] or "数据"


def source_id(file: str) -> str:
    """Return an id made of the label: pinyin, small letters, digits."""
    spelt = "_".join(lazy_pinyin(label_of(file), style=Style.NORMAL))
    found = re.sub(r"[^a-z0-9]+", "_", spelt.lower()).strip("_")[:40].strip("_")
    return found if ID.match(found) else f"s_{found}"[:40].strip("_")


def proposed(seen: SeenTable, file: str, known: Known, subject: str = "") -> TableDraft:
    """Return what a table is taken for, or how its columns are read if it is about ``subject``."""
    if subject:
        reason = Reason("kind_chosen")
        return TableDraft(seen, subject, reason, 1.0, _columns(seen, subject, known))
    best: tuple[float, float, str, Reason, tuple[ColumnDraft, ...]] | None = None
    for one in subjects():
        columns = _columns(seen, one, known)
        sure, reason = _evidence(seen, file, one, columns)
        if sure <= 0:
            continue
        score = sure * 2 + sum(column.confidence for column in columns if column.what)
        if best is None or score > best[0]:
            best = (score, min(sure, 0.99), one, reason, columns)
    if best is None:
        unread = tuple(_unread(column) for column in _columns(seen, "Enterprise", known))
        return TableDraft(seen, "", Reason("kind_unknown"), 0.0, unread)
    return TableDraft(seen, best[2], best[3], best[1], best[4])


def _unread(column: ColumnDraft) -> ColumnDraft:
    if column.personal or not column.what:
        return column
    return ColumnDraft(column.seen, reason=Reason("no_kind"))


def _evidence(
    seen: SeenTable, file: str, subject: str, columns: Sequence[ColumnDraft]
) -> tuple[float, Reason]:
    """Return how sure it is that the rows are of a kind (0 for not at all), and why."""
    taken = {column.what: column for column in columns if column.what}
    if subject in model().links:
        if FROM not in taken or TO not in taken:
            return 0.0, Reason("kind_unknown")
        values = {"from": taken[FROM].name, "to": taken[TO].name}
        return SURE, Reason("kind_ends", values)
    if "name" not in taken:
        return 0.0, Reason("kind_unknown")
    name = taken["name"]
    told = words()["kinds"].get(subject, {})
    own = {fold(word) for word in told.get("name", ())}
    if name.reason.code in ("name", "label", "ending") and set(cores(name.name)) & own:
        return 0.95, Reason("kind_header", {"column": name.name})
    ends = told.get("ends")
    if ends and name.seen.values:
        pattern = re.compile(f"(?:{ends})\\Z", re.IGNORECASE)
        share = sum(bool(pattern.search(text)) for text in name.seen.values) / len(name.seen.values)
        if share >= 0.5:
            return 0.6 + 0.3 * share, Reason("kind_names", {"share": share, "column": name.name})
    for called, sure in ((seen.sheet, 0.8), (file, 0.7)):
        if any(str(word).lower() in called.lower() for word in told.get("file", ())):
            return sure, Reason("kind_file", {"called": called})
    if subject == "Enterprise" and "code" in taken:
        return 0.6, Reason("kind_code", {"column": taken["code"].name})
    return 0.0, Reason("kind_unknown")


def _columns(seen: SeenTable, subject: str, known: Known) -> tuple[ColumnDraft, ...]:
    """Give each column its surest meaning that no surer column has taken."""
    offers = {one.at: guesses(one, subject, known) for one in seen.columns}
    chosen: dict[int, ColumnDraft] = {}
    taken: dict[str, str] = {}
    while len(chosen) < len(offers):
        at = max(
            (at for at in offers if at not in chosen),
            key=lambda at: (offers[at][0].confidence, _year(offers[at][0].name), -at),
        )
        best = offers[at][0]
        if not best.what or best.what not in taken or parse(best.what).link:
            chosen[at] = best
            if best.what and best.what != PLACE:
                taken[best.what] = best.name
            continue
        if len(offers[at]) > 1 and offers[at][1].what:
            offers[at] = offers[at][1:]
        else:
            values = {"what": best.what, "column": taken[best.what]}
            chosen[at] = ColumnDraft(best.seen, reason=Reason("taken", values))
    if subject in model().nodes and "name" not in taken:
        _give_name(offers, chosen)
    return _settled(tuple(chosen[one.at] for one in seen.columns))


def _give_name(offers: Mapping[int, Sequence[ColumnDraft]], chosen: dict[int, ColumnDraft]) -> None:
    """Take the surest column that can be a name as one: without a name a row is nothing."""
    able = [one for offer in offers.values() for one in offer if one.what == "name"]
    if able:
        best = max(able, key=lambda one: (one.confidence, -one.seen.at))
        chosen[best.seen.at] = best


def _year(name: str) -> str:
    found = YEAR.findall(name)
    return found[-1] if found else ""


def _settled(columns: tuple[ColumnDraft, ...]) -> tuple[ColumnDraft, ...]:
    """Leave of several columns of places those that together place most rows."""
    places = [one for one in columns if one.what in PLACES]
    if len(places) < 2:
        return columns
    code = next((one for one in places if one.what == "@adcode"), None)
    kept = [code] if code else joined(places)
    left = [one for one in places if one not in kept]

    def settle(one: ColumnDraft) -> ColumnDraft:
        if one in left:
            values = {"what": PLACE, "column": "、".join(column.name for column in kept)}
            return ColumnDraft(one.seen, reason=Reason("taken", values))
        if one in kept and len(kept) > 1:
            return replace(one, what=PLACE, reason=Reason("place_part", dict(one.reason.values)))
        return one

    return tuple(settle(one) for one in columns)


def joined(places: Sequence[ColumnDraft]) -> list[ColumnDraft]:
    """Return the columns whose words, put one after the other, place most rows.

    Province, city and county stand in the order of the file. A municipality that stands
    twice is no place, so fewer columns may place more.
    """
    named = [one for one in places if one.what != PINYIN][:4]
    scored = []
    for count in range(len(named), 0, -1):
        for option in combinations(named, count):
            rows = ["".join(row) for row in zip(*(one.seen.cells for one in option), strict=True)]
            share = placed([row for row in rows if row][:KEPT], city=False)
            scored.append((round(share, 2), _depth(rows), count, option))
    return list(max(scored, key=lambda one: one[:3])[3]) if scored else list(places[:1])


def _depth(rows: Sequence[str]) -> int:
    """How fine the places are that some rows name: 3 for a county, 1 for a province."""
    found = [find_adcodes(row) for row in [row for row in rows if row][:20]]
    codes = [one[0] for one in found if len(one) == 1]
    return max((len(path(code).split("/")) for code in codes), default=0)


def corrected(
    table: TableDraft,
    subject: str,
    choices: Mapping[int, Mapping[str, str]],
    file: str,
    known: Known,
) -> TableDraft:
    """Return a table with what a person chose: its kind, and by place what each column is.

    Of a column ``what``, ``unit``, ``split`` and ``chain`` may be given; what is not given
    is found out from its values. A personal column stays unread whatever is chosen.
    """
    if not subject:
        return replace(table, subject="", reason=Reason("kind_left"), confidence=1.0)
    if subject != table.subject:
        table = proposed(table.seen, file, known, subject)
    columns = []
    for column in table.columns:
        given = choices.get(column.seen.at)
        columns.append(_chosen(column, subject, given, known) if given else column)
    return replace(table, columns=tuple(columns))


def _chosen(
    column: ColumnDraft, subject: str, given: Mapping[str, str], known: Known
) -> ColumnDraft:
    what = given.get("what", column.what)
    if column.personal:
        return column
    if what != column.what:
        if not what:
            return ColumnDraft(column.seen, reason=Reason("left"), confidence=1.0)
        found = fitted(column.seen, subject, Hit(what, 1.0, "chosen"), known)
        # A person may insist on what the values speak against: the preview shows what it costs.
        base = found if found.what else replace(found, what=what, confidence=1.0)
        column = replace(base, reason=Reason("chosen") if found.what else found.reason)
    return replace(
        column,
        unit=given.get("unit", column.unit),
        split=given.get("split", column.split),
        chain=given.get("chain", column.chain),
    )
