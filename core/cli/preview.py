"""What ``liantu load --dry-run`` prints: the difference, who disagrees, which gaps move."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from liantu.cli.shared import print_json, print_table
from liantu.cli.store import say
from liantu.errors import UsageError
from liantu.graph.model import model
from liantu.home import Home
from liantu.ingest.preview import Preview, preview
from liantu.ingest.report import LoadReport
from liantu.ingest.wording import value_text
from liantu.locale import language, text
from liantu.queries.difference import Conflict, Thing, Told
from liantu.queries.evidence import Evidence


@dataclass(frozen=True)
class Shown:
    """What of a preview is printed: one kind or all, how many rows of each, with gaps or not."""

    kind: str
    limit: int
    gaps: bool
    as_json: bool


def preview_files(
    home: Home,
    paths: Sequence[Path],
    options: Mapping[str, Any],
    shown: Shown,
    head: Callable[[LoadReport], None],
) -> LoadReport:
    """Work out what a load would change and print it; ``head`` prints what every load prints.

    Raises UsageError for an unknown kind.
    """
    known = {**model().nodes, **model().links}
    if shown.kind and shown.kind not in known:
        raise UsageError("kind_of_rows", where="--kind", kind=shown.kind)
    with tempfile.TemporaryDirectory(prefix="liantu-") as folder:
        tell = None if shown.as_json else say
        report, found = preview(
            home, paths, Path(folder), options=options, gaps=shown.gaps, say=tell
        )
        if shown.as_json:
            print_json(report.as_json() | difference_json(found, shown))
        else:
            head(report)
            _print(found, shown)
    return report


def difference_json(found: Preview, shown: Shown) -> dict[str, Any]:
    """Return the keys that a dry run adds to the JSON of a load."""
    listing = found.listing(language.get())
    kinds = [shown.kind] if shown.kind else list(found.said["by_kind"])
    disputed = [shown.kind] if shown.kind else list(found.said["conflicts"])
    changes = [one for kind in kinds for one in listing.changes(kind, limit=shown.limit)]
    conflicts = [one for kind in disputed for one in listing.conflicts(kind, limit=shown.limit)]
    return {
        "difference": {
            "by_kind": found.said["by_kind"],
            "changes": [one.as_dict() for one in changes],
        },
        "conflicts": {
            "by_kind": found.said["conflicts"],
            "listed": [one.as_dict() for one in conflicts],
        },
        "gaps": found.said["gaps"],
        "gaps_error": found.gaps_error.as_dict()["error"] if found.gaps_error else None,
    }


def _print(found: Preview, shown: Shown) -> None:
    kinds = {
        kind: counts for kind, counts in found.said["by_kind"].items() if shown.kind in ("", kind)
    }
    if kinds:
        typer.echo("\n" + text("difference.title"))
        names = [text(f"difference.{one}") for one in ("kind", "new", "changed", "ended")]
        rows = [[_label(kind), *counts.values()] for kind, counts in kinds.items()]
        print_table(names, rows)
    for kind, counts in kinds.items():
        _changes(found, kind, sum(counts.values()), shown)
    _conflicts(found, shown)
    _gaps(found)


def _changes(found: Preview, kind: str, count: int, shown: Shown) -> None:
    rows = found.listing(language.get()).changes(kind, limit=shown.limit)
    if not rows:
        return
    typer.echo("\n" + text("difference.of_kind", kind=_label(kind), shown=len(rows), count=count))
    lines: list[list[Any]] = []
    for one in rows:
        first = [text(f"difference.{one.state}"), words(one.thing)]
        if not one.changes:
            where = place(one.evidence)
            if one.state == "changed":  # an id that became another
                where = text("difference.was_id", id=one.old_id)
            lines.append([*first, "", "", "", where])
        for told in one.changes:
            lines.append([*first, told.label, value(told.before), value(told.after), _both(told)])
            first = ["", ""]
    names = ("state", "name", "property", "before", "after", "source")
    print_table([text(f"difference.{one}") for one in names], lines)


def _both(told: Any) -> str:
    sides = [place(one.evidence) for one in (told.before, told.after) if one.evidence]
    return " → ".join(dict.fromkeys(sides))


def _conflicts(found: Preview, shown: Shown) -> None:
    counts = {
        kind: count for kind, count in found.said["conflicts"].items() if shown.kind in ("", kind)
    }
    if not counts:
        return
    typer.echo("\n" + text("difference.conflicts", count=sum(counts.values())))
    for kind in counts:
        for one in found.listing(language.get()).conflicts(kind, limit=shown.limit):
            typer.echo("  " + dispute(one))


def dispute(one: Conflict) -> str:
    """Return a conflict as a sentence: what is in use, why, what is also reported."""
    used, *others = one.sides
    said = "；".join(
        text("difference.side", value=value_text(side.value, one.unit), place=place(side.evidence))
        for side in others
        if side.value != used.value
    )
    return text(
        "difference.dispute",
        name=words(one.thing),
        property=one.label,
        value=value_text(used.value, one.unit),
        place=place(used.evidence),
        who=text("difference.mine" if one.wins else "difference.theirs"),
        reason=text(f"difference.reason.{one.reason}"),
        others=said,
    )


def _gaps(found: Preview) -> None:
    moves = found.said["gaps"]
    if error := found.gaps_error:
        typer.echo("\n" + text("difference.gaps_failed", message=error.message))
        return
    if moves is None:
        typer.echo("\n" + text("difference.no_gaps"))
        return
    counts = dict.fromkeys(("opens", "closes", "unknown", "other"), 0)
    for one in moves:
        counts[one["effect"]] += 1
    typer.echo("\n" + text("difference.gaps", **counts))
    for one in moves:
        told = one["after"] or one["before"]
        typer.echo(
            "  "
            + text(
                "difference.move",
                effect=text(f"difference.effect.{one['effect']}"),
                chain=one["chain"]["name"],
                segment=one["segment"]["name"],
                before=grade(one["before"]),
                after=grade(one["after"]),
                why=told["because"][language.get()],
            )
        )


def grade(one: dict[str, Any] | None) -> str:
    """Return a grade in words."""
    if one is None:
        return text("difference.no_segment")
    word = text(f"kind.{one['kind']}")
    return f"{word}（{text('web.doubtful')}）" if one["doubtful"] else word


def words(thing: Thing) -> str:
    """Return a node by its name, a link as 甲 —供应→ 乙."""
    if not thing.to:
        return thing.name
    return text("difference.link", start=thing.name, label=thing.label, end=thing.to_name)


def value(told: Told) -> str:
    """Return a value before or after, a dash where there is none."""
    return value_text(told.value) if told.value is not None else "–"


def place(evidence: Evidence | None) -> str:
    """Return file, sheet and row, empty where none is known."""
    if evidence is None:
        return ""
    row = text("cli.row", row=evidence.row)
    parts = (evidence.file, f"[{evidence.sheet}]" if evidence.sheet else "", row)
    return " ".join(part for part in (*parts, evidence.observed_on) if part)


def _label(kind: str) -> str:
    vocabulary = model()
    found = vocabulary.nodes.get(kind) or vocabulary.links[kind]
    return found.label.text(language.get())
