"""Saved scenarios answered again: on their own data version, or on the present one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from liantu.errors import LiantuError, UsageError
from liantu.graph.snapshots import Snapshots
from liantu.ledger.scenarios import ScenarioRow, save_scenario
from liantu.locale import text
from liantu.queries.gaps import GapSettings
from liantu.queries.whatif import Answer, what_if
from liantu.queries.whatif.changes import as_dicts, scenario

SIDE_BY_SIDE = 5  # scenarios of one comparison


@dataclass(frozen=True)
class Again:
    """A saved scenario with its answer as it is computed now.

    ``kept`` says whether its own data version was asked; ``same_settings`` whether the
    settings in force are those that it was saved with. ``problem`` stands where the version
    that was asked does not allow the changes any more; then there is no answer.
    """

    row: ScenarioRow
    answer: Answer | None
    kept: bool
    same_settings: bool
    problem: LiantuError | None = None

    @property
    def reproduced(self) -> bool:
        """Whether the answer is that of the day on which the scenario was saved."""
        return self.answer is not None and self.kept and self.same_settings

    @property
    def notes(self) -> tuple[str, ...]:
        """What is not as it was when the scenario was saved."""
        found = []
        if not self.kept:
            found.append(text("whatif.saved.present", version=self.row.data_version))
        if not self.same_settings:
            found.append(text("whatif.saved.settings", version=self.row.settings_version))
        if self.problem is not None:
            where = f"{self.problem.where}：" if self.problem.where else ""
            found.append(f"{where}{self.problem.message}")
        return tuple(found)

    def as_dict(self) -> dict[str, Any]:
        """Return the scenario, how far it is reproduced, and its answer."""
        return {
            "scenario": self.row.as_dict(),
            "reproduced": self.reproduced,
            "own_version": self.kept,
            "same_settings": self.same_settings,
            "notes": list(self.notes),
            "error": self.problem.as_dict()["error"] if self.problem else None,
            "answer": self.answer.as_dict() if self.answer else None,
        }


def again(snapshots: Snapshots, row: ScenarioRow, settings: GapSettings) -> Again:
    """Return the answer of a saved scenario, of its own data version where that is kept."""
    kept = row.data_version in snapshots.held()
    store = snapshots.store(row.data_version if kept else "")
    same = settings.version == row.settings_version
    try:
        found = what_if(
            store,
            row.chain,
            scenario(row.changes),
            region=row.region,
            assume_complete=row.assume_complete,
            settings=settings,
        )
    except UsageError as error:
        return Again(row, None, kept, same, error)
    return Again(row, found, kept, same)


def side_by_side(
    snapshots: Snapshots, rows: Sequence[ScenarioRow], settings: GapSettings
) -> list[Again]:
    """Return the answers of up to five saved scenarios; raises UsageError for more."""
    if len(rows) > SIDE_BY_SIDE:
        raise UsageError("whatif_five", where="scenario", most=SIDE_BY_SIDE)
    return [again(snapshots, row, settings) for row in rows]


def save(snapshots: Snapshots, name: str, found: Answer) -> ScenarioRow:
    """Keep an answer's scenario in the ledger under a name; raises UsageError."""
    scope, report = found.after.report.scope, found.after.report
    return save_scenario(
        snapshots.home.ledger,
        name,
        (scope.chain, scope.region, scope.assume_complete),
        as_dicts(found.changes),
        (report.data_version, report.settings_version),
    )
