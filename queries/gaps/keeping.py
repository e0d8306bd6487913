"""The settings of an office as a file of its data folder, with every version that was in force.

``gaps.yml`` holds what differs from the shipped values. Whenever it is saved the same text
is kept as ``gaps.<version>.yml``; its first lines tell when it was put in force, by whom
and why, one line a time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from liantu.errors import InputError, NotFound, Outdated
from liantu.home import Home
from liantu.queries.gaps.editing import own_values
from liantu.queries.gaps.settings import (
    FILE,
    GapSettings,
    checked,
    defaults,
    gap_settings,
    overlaid,
)
from liantu.yamlfile import read_yaml

SAVED = re.compile(r"# saved (\d{4}-\d\d-\d\dT[\d:]{8}\+00:00) · ([^·\n]*) · ([^\n]*)")
KEPT = re.compile(r"gaps\.([0-9a-f]{12})\.yml")
LONGEST = 200  # characters of a name or a note


@dataclass(frozen=True)
class Saved:
    """One time that settings were put in force."""

    version: str
    at: str
    by: str
    note: str

    @property
    def moment(self) -> datetime:
        """When that was, with its zone."""
        return datetime.fromisoformat(self.at)

    def as_dict(self) -> dict[str, Any]:
        """Return the entry by name."""
        return {"version": self.version, "at": self.at, "by": self.by, "note": self.note or None}


def save(home: Home, used: GapSettings, *, by: str, note: str = "", seen: str = "") -> str:
    """Put settings in force and return their version.

    ``seen`` is the version that they were edited from; raises Outdated where another one
    is in force by now. What was in force before stays as a file of its version.
    """
    with home.writing():
        before = _in_force(home.root)
        if seen and (before is None or seen != before.version):
            shown = before.version if before else "–"
            raise Outdated("gap_settings_outdated", where=FILE, version=shown)
        file = home.root / FILE
        if before is not None and file.is_file():
            _keep(home.root, before.version, file.read_text(encoding="utf-8"))
        kept = home.root / f"gaps.{used.version}.yml"
        older = SAVED.findall(kept.read_text(encoding="utf-8")) if kept.is_file() else []
        now = datetime.now(UTC).isoformat(timespec="seconds")
        lines = [f"# saved {' · '.join(one)}\n" for one in older]
        lines.append(f"# saved {now} · {_line(by) or '–'} · {_line(note)}\n")
        written = "".join(lines) + _yaml(own_values(used))
        _write(kept, written)
        _write(file, written)
    return used.version


def reset(home: Home, *, by: str, note: str = "", seen: str = "") -> str:
    """Put the shipped values in force again and return their version."""
    return save(home, checked(defaults()), by=by, note=note, seen=seen)


def saved(root: Path) -> tuple[Saved, ...]:
    """Return every time that settings were put in force, the last one first."""
    found: list[Saved] = []
    for file in sorted(root.glob("gaps.*.yml")):
        if match := KEPT.fullmatch(file.name):
            text = file.read_text(encoding="utf-8")
            found += [Saved(match[1], *(part.strip() for part in one))
                      for one in SAVED.findall(text)]  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def kept_settings(root: Path, version: str) -> GapSettings:
    """Return the settings of a version that was in force; raises NotFound for an unknown one."""
    file = root / f"gaps.{version}.yml"
    if not KEPT.fullmatch(file.name) or not file.is_file():
        raise NotFound("gap_settings_version", where=version)
    return checked(overlaid(defaults(), read_yaml(file.read_text(encoding="utf-8"), file.name)))


def _in_force(root: Path) -> GapSettings | None:
    """Return the settings in force; None where the file cannot be read and is to be replaced."""
    try:
        return gap_settings(root)
    except InputError:
        return None


def _keep(root: Path, version: str, text: str) -> None:
    """Keep a file that was written by hand, which no version holds yet."""
    kept = root / f"gaps.{version}.yml"
    if not kept.is_file():
        _write(kept, text)


def _line(text: str) -> str:
    plain = "".join(sign if sign.isprintable() and sign != "·" else " " for sign in text)
    return plain.strip()[:LONGEST]


def _yaml(values: dict[str, Any]) -> str:
    if not values:
        return "{}\n"
    stream, writer = StringIO(), YAML(typ="safe", pure=True)
    writer.default_flow_style, writer.allow_unicode = False, True
    writer.dump(values, stream)
    return stream.getvalue()


def _write(file: Path, text: str) -> None:
    building = file.with_name(f".{file.name}")
    building.write_text(text, encoding="utf-8")
    building.replace(file)
