"""What several commands need: the data folder, its store, and how answers are printed."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

import typer

from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import Store
from liantu.home import Home
from liantu.settings import settings

opened: list[Home] = []  # the data folder of this command, where it asked for one
at_end = ExitStack()  # what a command opened; closed when it ends


def open_home() -> Home:
    """Open the data folder that the settings name, until the command ends."""
    home = Home(settings().home)
    opened[:] = [home]
    at_end.callback(opened.clear)
    at_end.callback(home.ledger.close)
    return home


def open_store(home: Home, version: str = "") -> Store:
    """Open the store of the active or a named version."""
    return Snapshots(home).store(version)


def print_json(value: Any) -> None:
    """Print one JSON value."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print rows in columns that line up, Chinese characters counted as two."""
    texts = [[_cell(value) for value in row] for row in [columns, *rows]]
    widths = [max(_width(row[index]) for row in texts) for index in range(len(columns))]
    for row in texts:
        line = "  ".join(
            text + " " * (wide - _width(text)) for text, wide in zip(row, widths, strict=True)
        )
        typer.echo(line.rstrip())


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, (list, tuple)):
        return "、".join(_cell(one) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    shown = "".join(sign if sign.isprintable() else "�" for sign in str(value))
    return shown if len(shown) <= 60 else shown[:59] + "…"


def _width(shown: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in shown)
