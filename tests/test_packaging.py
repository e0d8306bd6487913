"""The wheel holds every package and every data file that the code reads."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = {"core": "liantu", "graph": "liantu.graph", "ingest": "liantu.ingest"} | {
    "queries": "liantu.queries",
    "web": "liantu.web",
}


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def package_of(folder: Path) -> str:
    room, *rest = folder.relative_to(ROOT).parts
    return ".".join([ROOMS[room], *rest])


def test_the_list_of_packages_is_the_tree(project: dict[str, Any]) -> None:
    found = {
        package_of(path.parent) for room in ROOMS for path in (ROOT / room).rglob("__init__.py")
    }
    assert sorted(project["tool"]["setuptools"]["packages"]) == sorted(found)


def test_every_data_file_is_in_the_wheel(project: dict[str, Any]) -> None:
    patterns = project["tool"]["setuptools"]["package-data"]
    left_out = []
    for room in ROOMS:
        for path in (ROOT / room).rglob("*"):
            if path.is_dir() or path.suffix in (".py", ".pyc") or "__pycache__" in path.parts:
                continue
            if not any(
                _covered(path, package, pattern)
                for package, globs in patterns.items()
                for pattern in globs
            ):
                left_out.append(str(path.relative_to(ROOT)))
    assert left_out == []


def _covered(path: Path, package: str, pattern: str) -> bool:
    for room, name in ROOMS.items():
        if package == name or package.startswith(f"{name}."):
            base = ROOT / room / Path(*package[len(name) :].strip(".").split("."))
            if package == "liantu" and path.relative_to(ROOT).parts[0] != "core":
                return False
            if path.is_relative_to(base):
                rest = str(path.relative_to(base))
                return fnmatch(rest, pattern) or fnmatch(rest, pattern.replace("**/", ""))
    return False


def test_the_rooms_bare_names_are_banned(project: dict[str, Any]) -> None:
    banned = project["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"]
    assert set(banned) == set(ROOMS)


def test_no_code_imports_the_rooms_by_their_bare_names() -> None:
    for path in ROOT.rglob("*.py"):
        if any(part.startswith(".") for part in path.relative_to(ROOT).parts):
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not line.startswith(tuple(f"from {room}." for room in ROOMS)), path
