"""A watched folder: what has arrived in it, and where its files go when they were loaded.

    企业名录.csv              arrived: loaded once it has stopped changing
    done/企业名录.csv         accepted, with 企业名录.csv.说明.txt beside it
    refused/企业名录.csv      not accepted; the note says why and what to do
    held/企业名录.csv         kept in the data folder until a person accepts or discards it

Left alone are folders and unfinished work: names that begin with ``.`` or ``~$`` and
names that end in ``.part``, ``.partial``, ``.crdownload`` or ``.tmp``.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from liantu.errors import Unavailable
from liantu.locale import text

UNFINISHED = (".part", ".partial", ".crdownload", ".tmp")
NOTE = ".说明.txt"
LONGEST = 100  # rows that a note lists
Stamp = list[int]  # bytes and time of change in ns: what changes when a file is written to


def arrived(folder: Path) -> dict[str, Stamp]:
    """Return the files that lie in a folder, by name; raises Unavailable."""
    found = {}
    try:
        for path in sorted(folder.iterdir()):
            stamp = stamp_of(path)
            if stamp is not None and not _unfinished(path.name):
                found[path.name] = stamp
    except OSError as error:
        raise Unavailable("watch_folder", where=str(folder), reason=str(error.strerror)) from error
    return found


def stamp_of(path: Path) -> Stamp | None:
    """Return a file's stamp, or None for what is no file or is gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns] if path.is_file() else None


def unchanged(folder: Path, files: Mapping[str, Sequence[int]]) -> list[Path]:
    """Return the files that still are what they were when their stamps were taken."""
    return [folder / name for name, stamp in files.items() if stamp_of(folder / name) == stamp]


def sort(folder: Path, files: Sequence[Path], report: Mapping[str, Any]) -> dict[str, str]:
    """Move loaded files to ``done``, ``refused`` or ``held`` with a note; return where each went.

    ``report`` is the JSON of the load. A file that changed meanwhile is not among ``files``
    and stays. Raises Unavailable where a file cannot be moved.
    """
    told = {Path(one["path"]): one for one in report["files"]}
    waits = {name: one for one in report.get("held") or () for name in one["files"]}
    found = {}
    for path in files:
        one = told.get(path.resolve(), {})
        if path.name in waits:
            one = {**one, "error": waits[path.name]}
        to = "held" if path.name in waits else "done" if one.get("batch") else "refused"
        try:
            target = _free(folder / to, path.name)
            target.parent.mkdir(exist_ok=True)
            target.with_name(target.name + NOTE).write_text(
                _note(path.name, to, one, report), encoding="utf-8-sig", newline="\r\n"
            )
            path.rename(target)
        except OSError as error:
            reason = str(error.strerror)
            raise Unavailable("watch_move", where=str(path), reason=reason) from error
        found[path.name] = str(target.relative_to(folder))
    return found


def _unfinished(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower().endswith(UNFINISHED)


def _free(folder: Path, name: str) -> Path:
    """Return a name that is not taken: 名录.csv, 名录 (2).csv …"""
    stem, dot, suffix = name.rpartition(".")
    target, number = folder / name, 1
    while target.exists():
        number += 1
        target = folder / (f"{stem} ({number}).{suffix}" if dot and stem else f"{name} ({number})")
    return target


def _note(name: str, to: str, one: Mapping[str, Any], report: Mapping[str, Any]) -> str:
    lines = [name, time.strftime("%Y-%m-%d %H:%M:%S"), text(f"watch.{to}")]
    if "error" in one:
        error = one["error"]
        lines += [text("watch.because", message=error["message"], remedy=error["remedy"])]
    if one.get("source"):
        lines.append(text("watch.source", source=one["source"]))
    if to == "done":
        lines.append(text("watch.version", version=report["data_version"]))
    aside = [note for note in report["set_aside"] if note["file"] == name]
    if aside:
        lines.append(text("watch.set_aside", count=len(aside)))
    for note in aside[:LONGEST]:
        where = " ".join(
            part
            for part in (
                note["sheet"],
                text("cli.row", row=note["row"]) if note["row"] else "",
                note["column"],
            )
            if part
        )
        lines.append(text("watch.row", where=where, **_said(note)))
    if len(aside) > LONGEST:
        lines.append("…")
    return "\n".join(lines) + "\n"


def _said(note: Mapping[str, Any]) -> dict[str, str]:
    return {"message": str(note["message"]), "remedy": str(note["remedy"])}
