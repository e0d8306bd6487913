"""Reads a chain's makers and purchases in a region and says what hangs on whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from liantu.errors import NotFound
from liantu.graph.stores import Store
from liantu.queries.evidence import Origins, origins
from liantu.queries.gaps.looking import look
from liantu.queries.gaps.settings import GapSettings
from liantu.queries.gaps.situation import Situation
from liantu.queries.purchases import Purchase, Purchases
from liantu.queries.risk import l3
from liantu.queries.risk.andor import Sources, Supplier, Where, points_of
from liantu.queries.risk.cascade import Flows, esri
from liantu.queries.risk.concentration import concentration
from liantu.queries.risk.cuts import minimal_cuts
from liantu.queries.risk.report import (
    Bought,
    Completeness,
    Cuts,
    Ends,
    Firm,
    Hit,
    Needed,
    Point,
    RiskReport,
    Spread,
)
from liantu.queries.risk.template import metrics

MOST_STOPPED = 500  # firms whose stop is followed through the deliveries
MOST_CUTS = 1000  # cut sets of one final product that a report holds
MOST_LIKELY = 20  # likely links that a report holds


def risk(
    store: Store,
    chain: str,
    *,
    region: str = "",
    finals: Sequence[str] = (),
    settings: GapSettings,
) -> RiskReport:
    """Return the risk of a chain in a region, with how complete the purchase data is.

    ``region`` is an adcode, empty for the chain's own; ``finals`` are the segments whose
    supply counts, by id with or without the chain's prefix. Raises NotFound for an
    unknown chain, region or segment. The same data version gives the same report.
    """
    situation = look(store, chain, region, settings, assume_complete=False)
    return study(store, situation, finals)


def study(store: Store, situation: Situation, named: Sequence[str] = ()) -> RiskReport:
    """Return the risk in a situation with its recorded purchases."""
    bought = situation.purchases
    firms = _firms(situation, bought, origins(store))
    ends, finals = _finals(situation, named)
    sources = Sources(situation.needs, suppliers(situation), finals)
    furthest = () if named else tuple(p for p in _furthest(situation) if p not in finals)
    drawn = metrics(situation.template, finals)
    return RiskReport(
        data_version=store.data_version,
        settings_version=situation.settings.version,
        scope=situation.scope,
        coverage=situation.coverage,
        names={one.id: situation.name(one.id) for one in situation.segments},
        present=tuple(one.id for one in situation.segments if situation.is_present(one.id)),
        completeness=_completeness(situation, bought, sources),
        ends=ends,
        finals=finals,
        furthest=furthest,
        points=tuple(
            Point(firms[one.firm], one.lost, one.final_lost) for one in points_of(sources)
        ),
        cuts=tuple(
            _cuts(sources, final) for final in (*finals, *furthest) if final in sources.available
        ),
        needed=_needed(situation, sources, firms),
        circular=sources.circular,
        bought=_bought(situation, bought, firms, origins(store)),
        spread=_spread(bought, firms),
        likely=_likely(bought, firms),
        metrics=drawn.segments,
        bridges=drawn.bridges,
        firms=firms,
    )


def suppliers(situation: Situation) -> list[Supplier]:
    """Return the sources of each segment: makers here, then recorded outside suppliers."""
    away: dict[str, set[str]] = {}
    for one in situation.purchases.rows:
        if not one.local:
            away.setdefault(one.segment, set()).add(one.supplier)
    found: list[Supplier] = []
    for segment in situation.order:
        makers = situation.here.get(segment, ())
        found.extend(Supplier(segment, maker.id, "local") for maker in makers)
        found.extend(Supplier(segment, firm, "outside") for firm in sorted(away.get(segment, ())))
    return found


def _finals(situation: Situation, named: Sequence[str]) -> tuple[Ends, tuple[str, ...]]:
    """Return the final products: those named, marked in the chain file, or without a consumer."""
    order = [one.id for one in situation.segments]
    if named:
        prefix = f"seg:{situation.scope.chain}/"
        wanted = {one if one.startswith("seg:") else prefix + one for one in named}
        for one in sorted(wanted - {*order}):
            raise NotFound("segment_unknown", where=one, chain=situation.scope.chain)
        return "named", tuple(one for one in order if one in wanted)
    marked = [one.id for one in situation.segments if one.properties.get("final_product")]
    if marked:
        return "marked", tuple(marked)
    return "template", tuple(one for one in order if one not in situation.out_of)


def final_products(situation: Situation, named: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the final products of a chain: those named, marked, or without a consumer."""
    return _finals(situation, named)[1]


def _furthest(situation: Situation) -> tuple[str, ...]:
    """Return what is made here and used by nobody here, though the chain has a user of it."""
    return tuple(
        one.id
        for one in situation.segments
        if situation.is_present(one.id)
        and one.id in situation.out_of
        and not situation.consumers(one.id)
    )


def _firms(situation: Situation, bought: Purchases, known: Origins) -> dict[str, Firm]:
    """Return every firm that makes, sells or buys here, with its rows."""
    names: dict[str, str] = {}
    where: dict[str, Where] = {}
    segments: dict[str, dict[str, None]] = {}
    records: dict[str, dict[str, None]] = {}

    def add(firm: str, name: str, side: Where, segment: str, rows: Iterable[str]) -> None:
        names.setdefault(firm, name or firm)
        where.setdefault(firm, side)
        if segment:
            segments.setdefault(firm, {})[segment] = None
        records.setdefault(firm, {}).update(dict.fromkeys(rows))

    for segment in situation.segments:
        for maker in situation.here.get(segment.id, ()):
            add(maker.id, maker.name, "local", segment.id, maker.records)
    for one in bought.rows:
        side: Where = "local" if one.local else "outside"
        add(one.supplier, one.supplier_name, side, one.segment, one.records)
        add(one.buyer, one.buyer_name, "local", "", one.records)
    return {
        firm: Firm(
            firm,
            name,
            where[firm],
            tuple(segments.get(firm, ())),
            tuple(records[firm]),
            known,
        )
        for firm, name in names.items()
    }


def _cuts(sources: Sources, final: str) -> Cuts:
    found = minimal_cuts(sources, final)
    return Cuts(final, tuple(found[:MOST_CUTS]), len(found))


def _needed(
    situation: Situation, sources: Sources, firms: Mapping[str, Firm]
) -> tuple[Needed, ...]:
    found: list[Needed] = []
    for segment, users in _inputs(situation).items():
        if not situation.is_present(segment):
            away = sources.makers[segment]["outside"]
            found.append(Needed(segment, users, tuple(firms[one] for one in away)))
    return tuple(found)


def _inputs(situation: Situation) -> dict[str, tuple[str, ...]]:
    """Return the essential inputs of what is made here, each with its users, in chain order."""
    users: dict[str, list[str]] = {}
    for one in situation.segments:
        if situation.is_present(one.id):
            for needed in situation.needs.inputs[one.id]:
                users.setdefault(needed, []).append(one.id)
    return {one.id: tuple(users[one.id]) for one in situation.segments if one.id in users}


def _completeness(situation: Situation, bought: Purchases, sources: Sources) -> Completeness:
    inputs = _inputs(situation)
    return Completeness(
        recorded=bought.recorded,
        named=len(bought.rows),
        unweighed=bought.unweighed,
        segments=len(situation.segments),
        bought=len({one.segment for one in bought.rows}),
        inputs=len(inputs),
        inputs_known=sum(any(sources.makers[one].values()) for one in inputs),
        measure=bought.measure,
    )


def _bought(
    situation: Situation, bought: Purchases, firms: Mapping[str, Firm], known: Origins
) -> tuple[Bought, ...]:
    found: list[Bought] = []
    of: dict[str, list[Purchase]] = {}
    for one in bought.rows:
        of.setdefault(one.segment, []).append(one)
    for segment in situation.segments:
        rows = of.get(segment.id, [])
        if not rows:
            continue
        sold: dict[str, float | None] = dict.fromkeys(one.supplier for one in rows)
        sold |= bought.by_supplier(segment.id)
        figures = concentration(sold, {one.supplier for one in rows if not one.local})
        weighed = {firm: amount for firm, amount in sold.items() if amount}
        top = max(sorted(weighed), key=lambda firm: weighed[firm], default=None)
        records = dict.fromkeys(record for one in rows for record in one.records)
        found.append(
            Bought(
                segment.id,
                len(rows),
                len({one.buyer for one in rows}),
                firms[top] if top else None,
                figures,
                tuple(known.of_records(records)),
            )
        )
    return tuple(found)


def _spread(bought: Purchases, firms: Mapping[str, Firm]) -> Spread | None:
    """Follow the stop of each firm through the recorded deliveries; None where there are none."""
    rows: list[Purchase] = [one for held in bought.by_segment.values() for one in held]
    flows = Flows.of((one.supplier, one.buyer, bought.weight(one), one.segment) for one in rows)
    if not flows.firms:
        return None
    weight = dict(zip(flows.firms, flows.weights.tolist(), strict=True))
    stopped = sorted(flows.firms, key=lambda firm: (-weight[firm], firm))[:MOST_STOPPED]
    linear, leontief = esri(flows, "linear", stopped), esri(flows, "leontief", stopped)
    hits = [
        Hit(
            firms[firm],
            float(linear.total[n]),
            float(leontief.total[n]),
            float(linear.down[n]),
            float(leontief.down[n]),
            float(linear.up[n]),
        )
        for n, firm in enumerate(stopped)
    ]
    hits.sort(key=lambda one: (-one.leontief, -one.linear, one.firm.id))
    settled = linear.settled and leontief.settled
    return Spread(tuple(hits), len(flows.firms), len(stopped), settled)


def _likely(bought: Purchases, firms: Mapping[str, Firm]) -> tuple[tuple[Firm, Firm, float], ...]:
    """Return the unlinked pairs that paths of length three speak for most."""
    found = l3.scores((one.supplier, one.buyer) for one in bought.rows)
    best = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple((firms[a], firms[b], score) for (a, b), score in islice(best, MOST_LIKELY))
