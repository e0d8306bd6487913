"""How complete the records are, in one word, for a line that every page has."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.gaps import GapSettings
from liantu.queries.gaps.findings import Coverage
from liantu.queries.gaps.looking import coverage_of
from liantu.queries.profile import name_of

CHAINS = 3  # with more chains no single word is fair: each chain's page has its own


@dataclass(frozen=True)
class CoverageWord:
    """``word`` is ``undeclared``, ``few`` or ``most``; ``chain`` is empty on a chain's own page.

    ``few`` and ``most`` are told apart by the share below which absences are not believed.
    """

    word: str
    coverage: Coverage
    chain: str = ""


_words: WeakKeyDictionary[Store, dict[str, CoverageWord | None]] = WeakKeyDictionary()


def coverage_word(
    store: Store, settings: GapSettings, told: Coverage | None = None
) -> CoverageWord | None:
    """Return the word for a coverage, or for the least covered of a few chains; None for many."""
    if told is not None:
        return CoverageWord(_word(told, settings), told)
    known = _words.setdefault(store, {})
    if settings.version not in known:
        known[settings.version] = _least(store, settings)
    return known[settings.version]


def _least(store: Store, settings: GapSettings) -> CoverageWord | None:
    chains = [row["chain"] for row in run(store, "chains").dicts()]
    own = [one for one in chains if one.properties.get("adcode")]
    if not own or len(own) > CHAINS:
        return None
    found = [(coverage_of(store, one, settings), name_of(one)) for one in own]
    coverage, name = min(found, key=lambda one: -1.0 if one[0].ratio is None else one[0].ratio)
    return CoverageWord(_word(coverage, settings), coverage, name)


def _word(coverage: Coverage, settings: GapSettings) -> str:
    if coverage.ratio is None:
        return "undeclared"
    return "few" if coverage.ratio < settings.doubt.coverage else "most"
