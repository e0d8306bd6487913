"""Load: files in, one new data version out, or nothing at all.

    read and match → write batches → merge → build the snapshot → one transaction

Everything before the transaction lies in folders that nobody reads and that the
next load sweeps away; the transaction accepts batches, version and switch at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from liantu.errors import InputError, LiantuError, NotFound, Outdated, Unavailable
from liantu.graph.compare import Count, compare
from liantu.graph.deliveries import last_day
from liantu.graph.merge import Decision, Merged
from liantu.graph.versions import in_force, merge_version, publish_version, restore, version_id
from liantu.home import Home
from liantu.ingest.accept import accept
from liantu.ingest.accepted import Accepted
from liantu.ingest.batches import DIVISIONS_FILE, Delivery, deliver, view_of
from liantu.ingest.corrections import is_corrections, match_corrections
from liantu.ingest.cross import broken_between
from liantu.ingest.divisions import deliver_divisions
from liantu.ingest.findings import Note
from liantu.ingest.held import Held, keep, reasons
from liantu.ingest.matching import Match, match
from liantu.ingest.progress import Progress, silent
from liantu.ingest.readers import SUFFIXES, read_file
from liantu.ingest.renames import find_renames
from liantu.ingest.report import LoadReport
from liantu.ingest.rules import Form
from liantu.ingest.sources import all_sources
from liantu.ingest.waiting import cycle_notes, waiting_notes
from liantu.ledger import VersionRow
from liantu.ledger.questions import asked_pairs
from liantu.settings import settings


@dataclass(frozen=True)
class Options:
    """How files are delivered: dated, in full or as changes, and with whose word for less."""

    observed_on: str = ""
    delivery: Form | None = None
    sequence: int = 0
    accept_smaller: bool = False
    source: str = ""


WouldBe = Callable[[LoadReport, VersionRow | None, Merged], None]


@dataclass(frozen=True)
class Hears:
    """Who is told of the stages of a load, and of what it would make."""

    progress: Progress
    would_be: WouldBe | None


def load(
    home: Home,
    paths: Sequence[Path],
    *,
    dry_run: bool = False,
    observed_on: str = "",
    delivery: Form | None = None,
    sequence: int = 0,
    accept_smaller: bool = False,
    source: str = "",
    base: str | None = None,
    would_be: WouldBe | None = None,
    progress: Progress = silent,
) -> LoadReport:
    """Load files or folders and switch readers to the new version.

    A file that cannot be taken is refused by name while the others load.
    ``observed_on`` (ISO) dates rows that have no date of their own. ``delivery`` says that
    the files hold everything of their source (``full``) or ``changes``, else the source does;
    ``sequence`` orders changes of one day. A full delivery that lost too much is held for a
    person unless ``accept_smaller``. With ``source`` the files are read as that source's or
    refused. ``base`` is the version that a person looked at before
    (empty: none); raises Outdated where another is active. ``would_be`` sees what a dry run
    merged, before it is swept away. ``progress`` hears of every stage, and of the files or
    rows of it that are done.
    """
    report = LoadReport(dry_run)
    options = Options(observed_on, delivery, sequence, accept_smaller, source)
    progress("wait")
    with home.writing(), _room(home):
        progress("read")
        active = home.ledger.active()
        report.previous_version = report.data_version = active.id if active else None
        if base is not None and base != (report.previous_version or ""):
            raise Outdated("base_changed", where=base or "–")
        matches = _matches(home, paths, active, report, progress, source)
        report.deliveries = _deliveries(home, matches, active, report)
        done, rows = 0, sum(one.size for one in report.deliveries)
        for one in report.deliveries:
            progress("facts", done, rows)
            _deliver(home, one, options, report)
            done += one.size
        accepted = _accepted(home, active, options, report)
        report.deliveries = [one for one in report.deliveries if one.read or one.batch]
        if any(one.batch for one in report.deliveries):
            _make_version(home, active, accepted, report, Hears(progress, would_be))
        if not dry_run and not any(one.batch for one in report.deliveries):
            home.ledger.note_load(report.as_dict())
        if not dry_run:
            home.prune()
    return report


@contextmanager
def _room(home: Home) -> Iterator[None]:
    """Say in words that the disk or the memory is used up; what was loaded stays."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        limit = settings().work_memory_mib
        raise Unavailable("memory", where=str(home.root), limit=limit) from error
    except OSError as error:
        reason = str(error.strerror or error)
        raise Unavailable("home", where=str(home.root), reason=reason) from error
    except duckdb.IOException as error:
        reason = str(error).partition("\n")[0]
        raise Unavailable("home", where=str(home.root), reason=reason) from error


def _accepted(
    home: Home, active: VersionRow | None, options: Options, report: LoadReport
) -> Accepted:
    """Add the deliveries to what is in force; refuse or hold those that cannot be added."""
    accepted = Accepted.of(home, active)

    def refuse(one: Delivery, error: LiantuError) -> None:
        report.refused += [(found.document.path, error) for found in one.matches]
        one.read = one.accepted = 0
        one.rejects.clear()

    def hold(one: Delivery, ended: list[str]) -> bool:
        if options.accept_smaller and not report.dry_run:
            return False
        if not (found := reasons(home, one, ended)):
            return False
        names = tuple(at.document.name for at in one.matches)
        if options.accept_smaller:
            report.smaller.append(Held(one.source.id, one.source.label.zh, names, found))
            return False
        kept = "" if report.dry_run else keep(home, one, asdict(options))
        report.held.append(Held(one.source.id, one.source.label.zh, names, found, kept))
        return True

    accepted.add(report.deliveries, refuse, hold)
    return accepted


def _files(paths: Iterable[Path], report: LoadReport) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112 (a path too long is no error here)
            inside = [
                one
                for one in sorted(path.rglob("*"))
                if one.is_file()
                and not any(part.startswith((".", "~$")) for part in one.parts[len(path.parts) :])
            ]
            found += [one for one in inside if one.suffix.lower() in SUFFIXES]
            for one in inside:
                if one.suffix.lower() not in SUFFIXES:
                    values = {"suffix": one.suffix or "–"}
                    report.warnings.append(Note("file_skipped", one.name, values=values))
        else:
            found.append(path)
    unique: dict[Path, None] = dict.fromkeys(one.resolve() for one in found)
    return list(unique)


def _matches(
    home: Home,
    paths: Sequence[Path],
    active: VersionRow | None,
    report: LoadReport,
    progress: Progress,
    source: str,
) -> list[Match]:
    sources = all_sources(home.root)
    if source and source not in sources:
        raise NotFound("source_unknown", where=source, name=source)
    wanted = [sources[source]] if source else [*sources.values()]
    found: list[Match] = []
    files = _files(paths, report)
    for number, path in enumerate(files):
        progress("read", number, len(files))
        try:
            if not os.path.exists(path):  # noqa: PTH110
                raise InputError("file_missing", where=str(path))
            document = read_file(path)
            if is_corrections(document):
                corrected = match_corrections(document, home, active, sources)
                found += [_of(one, source) for one in corrected]
            else:
                found.append(match(document, wanted))
        except LiantuError as error:
            report.refused.append((path, error))
    return found


def _of(one: Match, source: str) -> Match:
    if source and one.source.id != source:
        raise InputError(
            "delivered_elsewhere", where=one.document.name, source=source, found=one.source.id
        )
    return one


def _deliveries(
    home: Home, matches: list[Match], active: VersionRow | None, report: LoadReport
) -> list[Delivery]:
    """Group matches by source and view, refusing a view that means two things."""
    groups: dict[tuple[str, str, str], Delivery] = {}
    held = home.ledger.batches(active.batches if active else [])
    titles = {(batch.source, batch.view): batch.title for batch in held if batch.view}
    for one in matches:
        try:
            view, title = view_of(one)
            known = titles.get((one.source.id, view))
            if known is not None and known != title and _replaces(one) != known:
                raise InputError("view_taken", where=one.document.name, id=view, name=known)
        except InputError as error:
            report.refused.append((one.document.path, error))
            continue
        key = (one.source.id, view, one.of)
        group = groups.setdefault(key, Delivery(one.source, view, title, [], of=one.of))
        group.matches.append(one)
    for key, group in list(groups.items()):
        group.matches.sort(key=lambda one: (one.document.name, str(one.document.path)))
        names = ", ".join(one.document.name for one in group.matches)
        if group.view and len(group.matches) > 1:
            for one in group.matches:
                refusal = InputError(
                    "view_twice", where=one.document.name, id=group.view, files=names
                )
                report.refused.append((one.document.path, refusal))
            del groups[key]
        elif len(group.matches) > 1:
            values = {"source": group.source.id, "files": names}
            report.warnings.append(
                Note("one_delivery", group.matches[0].document.name, values=values)
            )
    return list(groups.values())


def _replaces(one: Match) -> str:
    tree = one.document.tree
    top = tree.get(one.source.view.split(".")[0]) if tree else None
    return str(top.get("replaces", "")) if isinstance(top, dict) else ""


def _deliver(home: Home, delivery: Delivery, options: Options, report: LoadReport) -> None:
    delivery.form = "corrections" if delivery.of else options.delivery or delivery.source.delivery
    delivery.sequence = options.sequence
    try:
        if delivery.form == "changes" and delivery.source.view:
            where = delivery.matches[0].document.name
            raise InputError("changes_view", where=where, source=delivery.source.id)
        if delivery.of:
            delivery.observed_on = last_day(home.facts / delivery.of)
        deliver(delivery, home.facts, options.observed_on, note=not report.dry_run)
    except LiantuError as error:
        report.refused += [(one.document.path, error) for one in delivery.matches]
        delivery.read = delivery.accepted = 0
        delivery.rejects.clear()
    report.warnings += delivery.notes


def _make_version(
    home: Home, active: VersionRow | None, accepted: Accepted, report: LoadReport, hears: Hears
) -> None:
    hears.progress("match")
    deliveries = [one for one in report.deliveries if one.batch]
    batches, extra = _with_divisions(home, active, accepted)
    pool = [Decision(row.old, row.new, row.former_name) for row in home.ledger.decisions()]
    decisions = in_force(home, batches, pool)
    merged: Merged | None = None
    renames: list[tuple[Decision, str, str]] = []
    old = restore(home, active) if active else None
    if version_id(batches, decisions) != (active.id if active else None):
        merged = merge_version(home, batches, decisions, active)
        report.difference = compare(old, merged.folder)
        firms = report.difference.by_kind.get("Enterprise", Count())
        if old is not None and firms.new and firms.ended:
            asked = asked_pairs(home.ledger)
            sources = [one.source.id for one in deliveries]
            renames = [
                one
                for one in find_renames(old, merged.folder, sources)
                if frozenset((one[0].old, one[0].new)) not in asked
            ]
        if renames:
            decisions = in_force(home, batches, [*decisions, *(one for one, _, _ in renames)])
            merged = merge_version(home, batches, decisions)
            report.difference = compare(old, merged.folder)
    version = version_id(batches, decisions)
    report.data_version = version
    tables = merged.folder if merged else home.snapshot(version)
    waiting = merged.waiting if merged else ()
    if merged:
        held = [Note(**one) for one in active.waiting] if active else []
        report.all_waiting = waiting_notes(waiting, tables, held)
        report.warnings += cycle_notes(tables, [one.view for one in deliveries if one.view])
        files = {one.source.id: one.matches[0].document.name for one in deliveries}
        report.warnings += broken_between(tables, files)
    elif active:
        report.all_waiting = [Note(**one) for one in active.waiting]
    if report.dry_run:
        if hears.would_be and merged:
            hears.would_be(report, active, merged)
        return
    if merged:
        hears.progress("build")
        publish_version(home, merged, version, active)
    hears.progress("publish")
    accept(home, report, [*deliveries, *extra], batches, decisions, renames, merged)


def _with_divisions(
    home: Home, active: VersionRow | None, accepted: Accepted
) -> tuple[list[str], list[Delivery]]:
    """Return the batches of the new version, the installation's divisions among them."""
    held = home.ledger.batches(active.batches if active else [])
    kept = set(accepted.places)
    extra: list[Delivery] = []
    source = all_sources(home.root)["divisions"]
    current = [
        batch
        for batch in held
        if batch.source == "divisions"
        and batch.mapping == source.digest
        and batch.title == DIVISIONS_FILE
    ]
    if not current:
        extra.append(deliver_divisions(source, home.facts))
        kept -= {batch.id for batch in held if batch.source == "divisions"}
    return sorted(kept | {one.batch for one in extra}), extra
