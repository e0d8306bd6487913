"""The open codes of party coverage by enterprise: what the gap finder takes in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.coverage import find_coverage
from liantu.queries.coverage.exempt import exempts
from liantu.queries.coverage.settings import CoverageSettings


def open_codes(
    store: Store,
    chain: str,
    region: str,
    settings: CoverageSettings,
    entries: Iterable[Mapping[str, Any]],
) -> dict[str, tuple[str, ...]]:
    """Return the codes of each enterprise of a chain that no exception covers.

    ``entries`` are an office's exceptions as the ledger's JSON. Without any party
    organisation on record nothing can be told, and nothing is looked at. Raises NotFound
    for an unknown chain or region.
    """
    if not run(store, "party_listed_organizations").rows[0][0]:
        return {}
    short = chain.removeprefix("chain:")
    found = find_coverage(
        store, region=region, chain=short, settings=settings, exceptions=exempts(store, entries)
    )
    codes: dict[str, tuple[str, ...]] = {}
    for one in found.open:
        if one.kind == "Enterprise":
            codes[one.unit] = (*codes.get(one.unit, ()), one.code)
    return codes
