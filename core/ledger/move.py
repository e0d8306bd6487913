"""Move a ledger: every row of one database into an empty other one."""

from __future__ import annotations

from sqlalchemy import Connection, Table, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from liantu.errors import UsageError
from liantu.ledger import Base, Ledger, connect

ROWS = 1000  # of one insert


def copy(source: Ledger, target: Ledger) -> dict[str, int]:
    """Copy every row in one transaction and return the number of rows by table.

    Raises UsageError where the target holds anything already.
    """
    try:
        with source.engine.connect() as reading, target.engine.begin() as writing:
            return {
                table.name: _copy_table(table, reading, writing, target.url)
                for table in Base.metadata.sorted_tables
            }
    except SQLAlchemyError as error:
        raise connect.problem(target.engine.url, error) from error


def _copy_table(table: Table, reading: Connection, writing: Connection, where: str) -> int:
    if writing.scalar(select(func.count()).select_from(table)):
        raise UsageError("ledger_not_empty", where=where)
    count = 0
    rows = reading.execute(select(table)).mappings()
    while some := rows.fetchmany(ROWS):
        writing.execute(insert(table), [dict(row) for row in some])
        count += len(some)
    column = table.autoincrement_column
    if writing.dialect.name == "postgresql" and column is not None and count:
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        last = select(func.max(column)).scalar_subquery()
        writing.execute(select(func.setval(sequence, last)))
    return count
