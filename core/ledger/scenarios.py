"""Saved scenarios: what-if changes with the chain, region and versions that they were asked of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from liantu.errors import NotFound, UsageError
from liantu.ledger.tables import Base, Moment
from liantu.ledger.tables import _words as words

if TYPE_CHECKING:
    from liantu.ledger import Ledger

LONGEST = 100  # characters of a name


class ScenarioRow(Base):
    """One scenario: its changes as they were given, and the versions of data and settings."""

    __tablename__ = "scenario"
    __table_args__ = (Index("scenario_chain", "chain"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(words(100), unique=True)
    chain: Mapped[str] = mapped_column(words(100))
    region: Mapped[str] = mapped_column(words(20))
    assume_complete: Mapped[bool]
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    data_version: Mapped[str] = mapped_column(words(16))
    settings_version: Mapped[str] = mapped_column(words(16))
    made_at: Mapped[datetime] = mapped_column(Moment())

    def as_dict(self) -> dict[str, Any]:
        """Return the scenario by name."""
        return {
            "id": self.id,
            "name": self.name,
            "chain": self.chain,
            "region": self.region,
            "assume_complete": self.assume_complete,
            "changes": self.changes,
            "data_version": self.data_version,
            "settings_version": self.settings_version,
            "made_at": self.made_at.isoformat(),
        }


def save_scenario(
    ledger: Ledger,
    name: str,
    scope: tuple[str, str, bool],
    changes: Sequence[dict[str, Any]],
    versions: tuple[str, str],
) -> ScenarioRow:
    """Keep a scenario under a name of its own.

    ``scope`` is chain, region and whether the records are taken as complete, ``versions``
    those of data and settings. Raises UsageError for a name that is empty, too long or
    taken, and where nothing is changed.
    """
    name = name.strip()
    if not name or len(name) > LONGEST or name.isdecimal():
        raise UsageError("scenario_name", where="name", most=LONGEST)
    if not changes:
        raise UsageError("scenario_empty", where=name)
    chain, region, complete = scope
    with ledger.session() as session:
        if session.scalars(select(ScenarioRow).where(ScenarioRow.name == name)).first():
            raise UsageError("scenario_taken", where=name)
        row = ScenarioRow(
            name=name,
            chain=chain,
            region=region,
            assume_complete=complete,
            changes=list(changes),
            data_version=versions[0],
            settings_version=versions[1],
            made_at=datetime.now(UTC).replace(microsecond=0),
        )
        session.add(row)
    return row


def scenarios(ledger: Ledger, chain: str = "") -> list[ScenarioRow]:
    """Return the saved scenarios, of one chain or of all, newest first."""
    wanted = select(ScenarioRow).order_by(ScenarioRow.id.desc())
    if chain:
        wanted = wanted.where(ScenarioRow.chain == chain)
    with ledger.session() as session:
        return list(session.scalars(wanted))


def scenario_named(ledger: Ledger, name: str) -> ScenarioRow:
    """Return a scenario by its number or name; raises NotFound."""
    column = ScenarioRow.id if name.isdecimal() else ScenarioRow.name
    value = int(name) if name.isdecimal() and len(name) < 10 else name
    with ledger.session() as session:
        found = session.scalars(select(ScenarioRow).where(column == value)).first()
    if found is None:
        raise NotFound("scenario_unknown", where=name)
    return found


def delete_scenario(ledger: Ledger, name: str) -> ScenarioRow:
    """Delete a scenario and return what it was; raises NotFound."""
    found = scenario_named(ledger, name)
    with ledger.session() as session:
        row = session.get(ScenarioRow, found.id)
        if row is not None:
            session.delete(row)
    return found
