"""Checks over several rows: what together comes to more than it can.

Declared for a link kind (``checks`` in its YAML: the percentages of ownership into one
enterprise) or for a table of a source (``checks``: the sum of a column over the rows that
share others). The rows are those of one batch, its facts read as they were written. What
only several sources together break is told of the merged version, and sets nothing aside.
"""

# ruff: noqa: S608 (names of the checked vocabulary; values are bound)
from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from liantu.graph.deliveries import fact_files
from liantu.graph.model import SumRule, model
from liantu.graph.tables import link_file, node_file, quoted
from liantu.graph.working import working_database
from liantu.ingest.findings import Note, Reject
from liantu.ingest.rules import Source, SumCheck, TableRule
from liantu.ingest.sheets import tidy

Place = tuple[str, str, int]  # file, sheet, row
Broken = dict[Place, Reject]
ROUNDING = 1e-6  # by how much of its bound a sum may be over it
SHOWN = 8  # rows named in a message


@dataclass(frozen=True)
class BrokenSum:
    """A group of rows whose sum is out of bounds."""

    what: str
    group: str
    total: float
    bound: str
    unit: str
    rows: tuple[Place, ...]
    column: str
    aside: bool

    @property
    def values(self) -> dict[str, Any]:
        """What there is to say of it."""
        listed = "、".join(str(row) for _, _, row in self.rows[:SHOWN])
        more = " …" if len(self.rows) > SHOWN else ""
        return {
            "what": self.what,
            "group": self.group,
            "total": f"{self.total:.10g}{self.unit}",
            "bound": f"{self.bound}{self.unit}",
            "rows": f"{listed}{more}",
        }

    def note(self) -> Note:
        """Return it as a warning at its first row."""
        file, sheet, row = self.rows[0]
        return Note("sum_broken", file, sheet, row, self.column, self.values)


def rejects_of(found: Iterable[BrokenSum]) -> Broken:
    """Return for each row that is set aside why; the first reason counts."""
    aside: Broken = {}
    for one in found:
        for place in one.rows if one.aside else ():
            aside.setdefault(place, Reject("sum_aside", one.column, **one.values))
    return aside


def broken_sums(source: Source, batch: Path) -> list[BrokenSum]:
    """Return the groups of a batch's rows whose sums are out of bounds, in order of place."""
    spill = batch.with_name(f".cross-{batch.name}")
    with working_database(spill) as base:
        found = [*_of_links(base, batch), *_of_tables(base, source, batch)]
    shutil.rmtree(spill, ignore_errors=True)
    return sorted(found, key=lambda one: (one.rows, one.what))


def broken_between(tables: Path, files: dict[str, str]) -> list[Note]:
    """Return a warning for each node of a version that several sources together bring over.

    Each of them may be within its bounds. ``files`` names a file of each source that was
    just loaded: only what these have a part in is told.
    """
    notes: list[Note] = []
    with duckdb.connect() as base:
        for name, kind in model().links.items():
            for rule in kind.checks:
                for said, total, sources in _over(base, tables, name, rule):
                    label, spec = kind.label.zh, kind.properties[rule.property]
                    values = {
                        "what": f"{label}·{spec.label.zh}",
                        "group": said,
                        "total": f"{total:.10g}{spec.unit}",
                        "bound": f"{rule.most:.10g}{spec.unit}",
                        "sources": "、".join(sources),
                    }
                    own = [files[one] for one in sources if one in files]
                    if own:
                        notes.append(Note("sum_of_sources", own[0], values=values))
    return notes


def _over(
    base: duckdb.DuckDBPyConnection, tables: Path, name: str, rule: SumRule
) -> list[tuple[str, float, list[str]]]:
    """Return name, sum and sources of every node over its bound by several sources."""
    kind = model().links[name]
    links = [path for a, b in kind.ends if (path := tables / link_file(name, a, b)).is_file()]
    ends = {pair[rule.end == "to"] for pair in kind.ends}
    nodes = [path for one in sorted(ends) if (path := tables / node_file(one)).is_file()]
    if not links or not nodes:
        return []
    return base.execute(
        "SELECT any_value(coalesce(n.name, n.id)), total, every FROM ("
        f"SELECT {quoted(rule.end)} AS id, sum({quoted(rule.property)}) AS total, "
        "list_sort(list_distinct(flatten(list(sources)))) AS every "
        "FROM read_parquet($links, union_by_name = true) "
        f"WHERE {quoted(rule.property)} IS NOT NULL "
        "GROUP BY 1 HAVING total > $most AND len(every) > 1) "
        "JOIN read_parquet($nodes, union_by_name = true) n USING (id) "
        "GROUP BY id, total, every ORDER BY id",
        {
            "links": [str(one) for one in links],
            "nodes": [str(one) for one in nodes],
            "most": rule.most * (1 + ROUNDING),
        },
    ).fetchall()


def _of_links(base: duckdb.DuckDBPyConnection, batch: Path) -> Iterator[BrokenSum]:
    for name, kind in model().links.items():
        files = fact_files([batch], f"link-{name}") if kind.checks else []
        for rule in kind.checks if files else ():
            spec = kind.properties[rule.property]
            what = f"{kind.label.zh}·{spec.label.zh}"
            for group, total, rows in _link_groups(base, batch, files, rule):
                bound = f"{rule.most:.10g}"
                yield BrokenSum(
                    what, group, total, bound, spec.unit, rows, spec.label.zh, rule.aside
                )


def _link_groups(
    base: duckdb.DuckDBPyConnection, batch: Path, files: list[str], rule: SumRule
) -> Iterator[tuple[str, float, tuple[Place, ...]]]:
    end, other = (rule.end, "to" if rule.end == "from" else "from")
    key, value = "coalesce(f.{0}_id, f.{0}_key)", f"f.{quoted(rule.property)}"
    base.execute(
        "CREATE OR REPLACE TEMP TABLE over AS SELECT g, sum(value) AS total FROM ("
        f"SELECT {key.format(end)} AS g, max({value}) AS value FROM read_parquet($f) f "
        f"WHERE {value} IS NOT NULL GROUP BY g, {key.format(other)}) "
        "GROUP BY g HAVING total > $most",
        {"f": files, "most": rule.most * (1 + ROUNDING)},
    )
    if not base.execute("SELECT 1 FROM over LIMIT 1").fetchall():
        return
    names, values = _names(batch)
    rows = base.execute(
        f"SELECT any_value(coalesce(f.{end}_text, n.name, f.{end}_id)), any_value(w.total), "
        "list({'file': o.file, 'sheet': coalesce(o.sheet, ''), 'row': f.row}) "
        f"FROM read_parquet($f) f JOIN over w ON w.g = {key.format(end)} "
        f"JOIN read_parquet($origins) o ON o.id = f.origin LEFT JOIN ({names}) n "
        f"ON n.nid = f.{end}_id WHERE {value} IS NOT NULL GROUP BY w.g",
        {"f": files, "origins": str(batch / "origins.parquet"), **values},
    ).fetchall()
    for said, total, places in rows:
        yield said, total, _places(places)


def _names(batch: Path) -> tuple[str, dict[str, Any]]:
    """The SELECT of the names of a batch's own nodes, and its values."""
    parts: list[str] = []
    values: dict[str, Any] = {}
    for name, kind in model().nodes.items():
        if "name" in kind.properties and (files := fact_files([batch], f"node-{name}")):
            values[f"n{len(values)}"] = files
            parts.append(f"SELECT nid, name FROM read_parquet($n{len(parts)})")
    every = " UNION ALL ".join(parts) or "SELECT '' AS nid, '' AS name"
    return f"SELECT nid, min(name) AS name FROM ({every}) GROUP BY nid", values


def _of_tables(base: duckdb.DuckDBPyConnection, source: Source, batch: Path) -> Iterator[BrokenSum]:
    for table in source.tables:
        for check in table.sums:
            for group, total, rows in _table_groups(base, batch, table, check):
                bound = check.most if check.most is not None and total > check.most else check.least
                yield BrokenSum(
                    check.column,
                    group,
                    total,
                    f"{bound:.10g}",
                    "",
                    rows,
                    check.column,
                    check.aside,
                )


def _table_groups(
    base: duckdb.DuckDBPyConnection, batch: Path, table: TableRule, check: SumCheck
) -> Iterator[tuple[str, float, tuple[Place, ...]]]:
    names = {f"by{at}": _pointer(name) for at, name in enumerate(check.by)}
    parts = ", ".join(f"coalesce(json_extract_string(r.cells, ${name}), '')" for name in names)
    group = f"concat_ws(' · ', {parts})" if parts else "''"
    wide = 1 + ROUNDING
    bounds = {
        "most": None if check.most is None else check.most * wide,
        "least": None if check.least is None else check.least / wide,
    }
    rows = base.execute(
        "SELECT g, sum(value) AS total, list({'file': file, 'sheet': sheet, 'row': row}) FROM ("
        f"SELECT {group} AS g, TRY_CAST(replace(replace(json_extract_string(r.cells, $value), "
        "',', ''), '%', '') AS DOUBLE) AS value, o.file, coalesce(o.sheet, '') AS sheet, r.row "
        "FROM read_parquet($rows) r JOIN read_parquet($origins) o ON o.id = r.origin "
        "WHERE len(list_filter($headers, lambda x: NOT list_contains(json_keys(r.cells), x))) = 0) "
        "WHERE value IS NOT NULL GROUP BY g HAVING total > $most OR total < $least",
        {
            "rows": fact_files([batch], "rows"),
            "origins": str(batch / "origins.parquet"),
            "value": _pointer(check.column),
            "headers": [tidy(name) for name in table.headers],
            **bounds,
            **names,
        },
    ).fetchall()
    for said, total, places in rows:
        yield said, total, _places(places)


def _pointer(column: str) -> str:
    return "/" + column.replace("~", "~0").replace("/", "~1")


def _places(found: list[dict[str, Any]]) -> tuple[Place, ...]:
    return tuple(sorted({(one["file"], one["sheet"], int(one["row"])) for one in found}))
