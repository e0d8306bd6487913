"""What jobs do: one function for each kind, by its name in ``KINDS``.

A kind takes the data folder, the job's arguments and a ``Progress``, and returns an
``Outcome``; what it raises becomes the job's error. Another kind is one more function
and its entry in ``KINDS``.
"""

from __future__ import annotations

import glob
import inspect
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liantu.days import observed_day
from liantu.errors import UsageError
from liantu.graph.follow import follow
from liantu.home import Home
from liantu.ingest.inbox import sort, unchanged
from liantu.ingest.load import load
from liantu.ingest.look import look_after
from liantu.ingest.preview import accept_arrival, load_arrival, preview_arrival
from liantu.ingest.progress import Progress
from liantu.ingest.report import LoadReport
from liantu.ledger.jobs import DONE, FAILED, HELD

Arguments = Mapping[str, Any]
LONGEST = 200  # notes of a report that a job keeps; the data page has all of what was accepted
_OWN = frozenset({"paths", "folder", "files", "incoming"})
OPTIONS = frozenset(
    name
    for name, one in inspect.signature(load).parameters.items()
    if one.kind is inspect.Parameter.KEYWORD_ONLY
) - {"progress", "dry_run", "would_be"}


@dataclass(frozen=True)
class Outcome:
    """How a job ended, and the JSON that tells of it."""

    state: str
    report: dict[str, Any]


def run_load(home: Home, arguments: Arguments, progress: Progress) -> Outcome:
    """Load files into a new version; then the graph store and the review queue go along."""
    report = load(home, _paths(arguments), progress=progress, **_options(arguments))
    _go_along(home, report, progress)
    return _outcome(report)


def run_preview(home: Home, arguments: Arguments, progress: Progress) -> Outcome:
    """Say what a load would change, and change nothing."""
    given = _options(arguments)
    return _outcome(load(home, _paths(arguments), dry_run=True, progress=progress, **given))


def run_watch(home: Home, arguments: Arguments, progress: Progress) -> Outcome:
    """Load what arrived in a watched folder, then move each file to where it belongs."""
    folder = Path(str(arguments["folder"]))
    files = unchanged(folder, arguments["files"])
    if not files:
        return Outcome(DONE, {"sorted": {}})
    report = load(home, files, progress=progress, **_options(arguments))
    _go_along(home, report, progress)
    progress("sort")
    found = _outcome(report).report
    kept = unchanged(folder, arguments["files"])
    found["sorted"] = sort(folder, kept, report.as_dict())
    return Outcome(HELD if found.get("held") else DONE, found)


def run_look(home: Home, arguments: Arguments, progress: Progress) -> Outcome:
    """Work out what files that wait would change, and keep it beside them."""
    found = preview_arrival(home, str(arguments["incoming"]), progress)
    said = found.said
    told = {name: said[name] for name in ("data_version", "previous_version", "rows", "nodes")}
    return Outcome(DONE, {**told, "links": said["links"], "dry_run": True})


def run_accept(home: Home, arguments: Arguments, progress: Progress) -> Outcome:
    """Load files that wait onto the version that a person looked at."""
    name, base = str(arguments["incoming"]), str(arguments["base"])
    report = accept_arrival(home, name, base, progress)
    _go_along(home, report, progress)
    return _outcome(report)


def run_deliver(home: Home, arguments: Arguments, progress: Progress) -> Outcome:
    """Load files that a script delivered to a source."""
    report = load_arrival(home, str(arguments["incoming"]), progress)
    _go_along(home, report, progress)
    return _outcome(report)


KINDS: dict[str, Callable[[Home, Arguments, Progress], Outcome]] = {
    "load": run_load,
    "preview": run_preview,
    "watch": run_watch,
    "look": run_look,
    "accept": run_accept,
    "deliver": run_deliver,
}


def checked(kind: str, arguments: Arguments) -> dict[str, Any]:
    """Return the arguments of a job as they are kept: paths made absolute, options known.

    Raises UsageError for a kind, an option or a value that no job can have.
    """
    if kind not in KINDS:
        raise UsageError("job_kind", where=kind, known=", ".join(KINDS))
    unknown = sorted(set(arguments) - OPTIONS - _OWN)
    if unknown:
        raise UsageError("job_option", where=unknown[0], known=", ".join(sorted(OPTIONS)))
    found = dict(arguments)
    if day := found.get("observed_on"):
        observed_day(day, "observed_on")
    if kind in ("load", "preview"):
        paths = [os.path.abspath(str(one)) for one in found.get("paths", ())]  # noqa: PTH100
        if not paths:
            raise UsageError("job_paths", where=kind)
        found["paths"] = paths
    try:
        json.dumps(found)
    except (TypeError, ValueError) as error:
        raise UsageError("job_option", where=kind, known=", ".join(sorted(OPTIONS))) from error
    return found


def _options(arguments: Arguments) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if name in OPTIONS}


def _paths(arguments: Arguments) -> list[Path]:
    """Return files and folders; a pattern such as ``/in/*.csv`` gives what it fits now."""
    found: list[Path] = []
    for one in arguments["paths"]:
        fits = sorted(glob.glob(one)) if glob.has_magic(one) and not os.path.exists(one) else []  # noqa: PTH110, PTH207
        found += [Path(name) for name in fits] or [Path(one)]
    return found


def _go_along(home: Home, report: LoadReport, progress: Progress) -> None:
    progress("follow")
    follow(home)
    if any(one.batch for one in report.deliveries):
        progress("look")
        look_after(home)


def _outcome(report: LoadReport) -> Outcome:
    found = report.as_json()
    for name in ("set_aside", "warnings"):
        left_out = len(found[name]) - LONGEST
        if left_out > 0:
            found[name] = found[name][:LONGEST]
            found[f"{name}_left_out"] = left_out
    accepted = any(one.batch for one in report.deliveries)
    return Outcome(HELD if found.get("held") else DONE if accepted else FAILED, found)
