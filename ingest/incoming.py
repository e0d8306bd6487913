"""Files that have arrived and wait for a person: one folder each in ``incoming/``.

A file dropped on the data page, and a delivery that a load would not take without
being asked, lie here until they are accepted or discarded. Nothing here is data yet.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from liantu.errors import InputError, NotFound, Unavailable
from liantu.home import Home
from liantu.settings import settings

PIECE = 1 << 20  # bytes read at once
LONGEST_NAME = 200  # bytes of a file name: what every file system takes
OPTIONS = ("observed_on", "delivery", "sequence", "source")  # what a person may say of an arrival
NAME = re.compile(r"[0-9]{8}-[0-9a-f]{6}")


@dataclass(frozen=True)
class Incoming:
    """One arrival: its name, its folder and its files in order."""

    name: str
    folder: Path
    files: tuple[Path, ...]

    @property
    def arrived(self) -> datetime:
        """The time at which the files came in, in UTC."""
        return datetime.fromtimestamp(self.folder.stat().st_mtime, UTC).replace(microsecond=0)

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(one.stat().st_size for one in self.files)

    @property
    def options(self) -> dict[str, Any]:
        """How its files are to be loaded: keywords of a load, as far as anybody said."""
        try:
            found = json.loads(self._options.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {name: found[name] for name in OPTIONS if found.get(name)}

    @property
    def _options(self) -> Path:
        return self.folder.with_name(f".options-{self.name}.json")

    def tell(self, options: Mapping[str, Any]) -> None:
        """Keep how its files are to be loaded."""
        found = {name: options[name] for name in OPTIONS if options.get(name)}
        self._options.write_text(json.dumps(found), encoding="utf-8")

    def forget(self) -> None:
        """Remove what was said of its files."""
        self._options.unlink(missing_ok=True)

    @property
    def preview(self) -> Path:
        """Where what they would change is kept, beside them."""
        return self.folder.with_name(f".preview-{self.name}")

    def file(self, name: str) -> Path:
        """Return one of its files by name; raises NotFound."""
        for one in self.files:
            if one.name == name:
                return one
        raise NotFound("incoming_file_unknown", where=name)


def receive(home: Home, files: Iterable[tuple[str, BinaryIO]]) -> Incoming:
    """Keep files under the names they came with; all of them, or none.

    Raises InputError for a name that is empty or stands twice, for no file at all and for
    more bytes than the setting allows, Unavailable where the disk does not take them.
    """
    name = f"{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(3)}"
    building = _root(home) / f".{name}"
    try:
        building.mkdir(parents=True)
        left = settings().max_file_mib << 20
        for given, stream in files:
            left -= _keep(stream, building, given, left)
        if not any(building.iterdir()):
            raise InputError("incoming_none", where="file")
        building.rename(_root(home) / name)
    except OSError as error:
        reason = str(error.strerror)
        raise Unavailable("incoming", where=str(_root(home)), reason=reason) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return incoming(home, name)


def incoming(home: Home, name: str) -> Incoming:
    """Return an arrival by name; raises NotFound for one that is not there any more."""
    folder = _root(home) / name
    if not NAME.fullmatch(name) or not folder.is_dir():
        raise NotFound("incoming_unknown", where=name)
    return Incoming(name, folder, tuple(sorted(one for one in folder.iterdir() if one.is_file())))


def all_incoming(home: Home) -> list[Incoming]:
    """Return every arrival that waits, the oldest first."""
    root = _root(home)
    names = [one.name for one in root.iterdir()] if root.is_dir() else []
    found = [incoming(home, name) for name in names if NAME.fullmatch(name)]
    return sorted(found, key=lambda one: (one.arrived, one.name))


def discard(home: Home, name: str) -> None:
    """Remove an arrival, accepted or not wanted; raises NotFound."""
    found = incoming(home, name)
    for folder in (found.folder, found.preview):
        shutil.rmtree(folder, ignore_errors=True)
    found.forget()


def _root(home: Home) -> Path:
    return home.root / "incoming"


def _keep(stream: BinaryIO, folder: Path, given: str, left: int) -> int:
    name = PurePosixPath(given.replace("\\", "/")).name
    if name in ("", ".", "..") or not name.isprintable() or len(name.encode()) > LONGEST_NAME:
        raise InputError("incoming_name", where=given[:LONGEST_NAME] or "–")
    target = folder / name
    if target.exists():
        raise InputError("incoming_twice", where=name)
    size = 0
    with target.open("wb") as file:
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > left:
                raise InputError("file_too_large", where=name, limit=settings().max_file_mib)
            file.write(piece)
    return size
