"""The names that are loaded already, by which a column of names is understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb

from liantu.graph.identity import normalise
from liantu.graph.model import model
from liantu.graph.tables import node_file
from liantu.graph.versions import restore
from liantu.home import Home

MANY = frozenset(
    {"Enterprise", "Product", "Region", "Indicator", "Citation"}
)  # too many, or no use
MOST = 20_000  # names of a kind that are held


@dataclass(frozen=True)
class Known:
    """Normalised names by kind, and those of segments by chain; chains by id with their names."""

    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    segments: Mapping[str, frozenset[str]] = field(default_factory=dict)
    chains: Mapping[str, str] = field(default_factory=dict)

    def has(self, kind: str, name: str, chain: str = "") -> bool | None:
        """Say whether a name is loaded; None where that is not known here."""
        if kind == "Segment" and chain:
            return normalise(name) in self.segments.get(chain, ())
        held = self.names.get(kind)
        return None if held is None else normalise(name) in held


def known(home: Home) -> Known:
    """Return the names of the active version; none before the first load."""
    active = home.ledger.active()
    if active is None:
        return Known()
    tables = restore(home, active)
    names: dict[str, frozenset[str]] = {}
    segments: dict[str, set[str]] = {}
    chains: dict[str, str] = {}
    with duckdb.connect() as base:
        for kind in sorted(set(model().nodes) - MANY):
            path = tables / node_file(kind)
            if not path.is_file():
                names[kind] = frozenset()
                continue
            columns = model().nodes[kind].properties
            spoken = [one for one in ("short_name", "aliases") if one in columns]
            scope = "chain_id" if "chain_id" in columns else "''"
            listed = ", ".join(["name", scope, *spoken])
            query = f"SELECT {listed} FROM read_parquet($path) LIMIT {MOST}"  # noqa: S608
            found: set[str] = set()
            for name, chain, *others in base.execute(query, {"path": str(path)}).fetchall():
                if kind == "Chain":
                    chains[chain] = name
                words = [name, *(word for one in others for word in _listed(one))]
                forms = {normalise(str(word)) for word in words} - {""}
                found |= forms
                if kind == "Segment":
                    segments.setdefault(chain, set()).update(forms)
            names[kind] = frozenset(found)
    held = {chain: frozenset(forms) for chain, forms in segments.items()}
    return Known(names, held, dict(sorted(chains.items())))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if value else []
