"""PB10: an enterprise of a chain that is under neither the chain's committee nor its alliance."""

from __future__ import annotations

from collections.abc import Iterator

from liantu.queries.coverage.units import Situation
from liantu.queries.coverage.verdicts import Hit, Missing, Verdict

OUTSIDE = "PB10_NOT_UNDER_CHAIN"
RULES = (OUTSIDE,)


def judge(situation: Situation) -> Iterator[Verdict]:
    """Say which operating enterprises of each chain stand outside its committee and alliance."""
    for chain in situation.chains:
        if not chain.over:  # nobody can be under what is not recorded
            yield Missing("chain_committee", f"chain:{chain.chain}", chain.name, "Chain", RULES)
            continue
        for key in sorted(set(chain.enterprises) - chain.under):
            unit = situation.units.get(key)
            if unit is not None and unit.operating:
                yield Hit(
                    OUTSIDE,
                    unit.id,
                    unit.name,
                    "Enterprise",
                    {"name": unit.name, "chain": chain.name},
                    chain.chain,
                    (f"chain:{chain.chain}", *chain.over),
                    records=unit.records,
                )
