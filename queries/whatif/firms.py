"""Changes of enterprises and of where they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from liantu.queries.catalogue import run
from liantu.queries.evidence import origins
from liantu.queries.gaps.findings import Maker
from liantu.queries.gaps.looking import is_active, maker_of
from liantu.queries.purchases import inside
from liantu.queries.whatif.changes import AddFirm, CutOff, MoveFirm, RemoveFirm
from liantu.queries.whatif.draft import NEW, Draft, Supposed


def add_firm(draft: Draft, change: AddFirm) -> None:
    """Let an enterprise come, or come back."""
    if not change.makes:
        firm = draft.firm(change.firm, gone=True)
        draft.gone.discard(firm)
        draft.placed.pop(firm, None)
        return
    if draft.named(change.firm):
        raise draft.refuse("firm_here", "firm", said=change.firm)
    firm = f"{NEW}{change.firm}"
    made: dict[str, Maker] = {}
    asked: set[str] = set()
    for number, one in enumerate(change.makes):
        meant = draft.segment(one.segment, f"makes.{number}.segment")
        if meant in asked:
            raise draft.refuse("twice", f"makes.{number}.segment", said=one.segment)
        asked.add(meant)
        made[meant] = _supposed(draft, firm, change, meant, one.output)
        for segment in draft.holders(meant):
            made.setdefault(segment, _supposed(draft, firm, change, segment, one.output))
    draft.new[firm] = made


def _supposed(
    draft: Draft, firm: str, change: AddFirm, segment: str, output: float | None
) -> Supposed:
    base = draft.base
    known: list[tuple[str, Any]] = []
    if change.employees is not None:
        known.append(("employees", change.employees))
    return Supposed(
        id=firm,
        name=change.firm,
        short_name="",
        region=base.scope.region_name,
        path=base.area,
        link=f"{firm}/{segment}",
        records=(),
        registered=True,
        known=tuple(known),
        origins=origins(base.store) if base.store else None,  # type: ignore[arg-type]
        made_output=output,
        above_size=change.above_size,
        day=base.scope.as_of,
    )


def remove_firm(draft: Draft, change: RemoveFirm) -> None:
    """Let an enterprise be gone: as maker, as buyer and as supplier."""
    firm = draft.firm(change.firm)
    if firm in draft.new:
        del draft.new[firm]
        draft.rows = [row for row in draft.rows if firm not in (row.supplier, row.buyer)]
        return
    if not (draft.is_maker(firm) or draft.trades(firm)):
        raise draft.refuse("firm", "firm", said=change.firm)
    draft.gone.add(firm)
    draft.placed.pop(firm, None)


def move_firm(draft: Draft, change: MoveFirm) -> None:
    """Let an enterprise leave, arrive, or be elsewhere than before, with what it makes."""
    target = draft.path(change.to, "to")
    known = _recorded(draft, change.firm)
    firm = known[0].id if known else draft.firm(change.firm)
    if firm.startswith(NEW):
        raise draft.refuse("move_new", "firm", said=change.firm)
    left = firm in draft.gone and firm not in draft.placed
    here = draft.is_maker(firm)
    if left or not (known or here or draft.trades(firm)):
        raise draft.refuse("firm", "firm", said=change.firm)
    was = draft.placed.get(firm)
    if target == was or (was is None and {one.path for one in known} == {target}):
        raise draft.refuse("move_there", "to", said=change.firm, region=change.to)
    if not inside(target, draft.base.area):
        draft.new.pop(firm, None)
        draft.gone.add(firm)
    elif not here:
        _arrive(draft, firm, known, target)
    draft.placed[firm] = target
    for maker in known:
        for segment in draft.holders(maker.link):
            if was or maker.path:
                draft.shift(segment, maker.registered, -1, was or maker.path)
            draft.shift(segment, maker.registered, 1, target)


def _recorded(draft: Draft, firm: str) -> list[Maker]:
    """Return what a firm is recorded to make, wherever it is, one maker for each segment."""
    store = draft.base.store
    if store is None:
        return [
            replace(one, link=segment)
            for segment, makers in draft.base.here.items()
            for one in makers
            if firm in (one.id, one.name, one.short_name) and one.id not in draft.gone
        ]
    id_ = firm if ":" in firm else draft.firm(firm)
    known = origins(store)
    segments = [one.id for one in draft.segments]
    found: dict[str, Maker] = {}
    for row in run(store, "makers_among", ids=[id_], segments=segments).dicts():
        if is_active(row, known, draft.base.outdated):
            found.setdefault(row["segment"], replace(maker_of(known, row), link=row["segment"]))
    return list(found.values())


def _arrive(draft: Draft, firm: str, known: list[Maker], target: str) -> None:
    draft.gone.discard(firm)
    if draft.is_maker(firm):
        return
    if not known:
        raise draft.refuse("move_nothing", "firm", said=firm)
    draft.new[firm] = {
        segment: replace(one, path=target, link=f"{NEW}{firm}/{segment}")
        for one in known
        for segment in draft.holders(one.link)
    }


def cut_off(draft: Draft, change: CutOff) -> None:
    """Let nothing come from a region, and none of its enterprises be left."""
    area = draft.path(change.region, "region")
    base = draft.base
    if inside(base.area, area):
        raise draft.refuse("cut_self", "region", region=base.scope.region_name)
    if area in draft.cut:
        raise draft.refuse("cut_twice", "region", region=change.region)
    draft.cut.append(area)
    for makers in base.here.values():
        draft.gone |= {one.id for one in makers if inside(one.path, area)}
    for firm, makes in list(draft.new.items()):
        if any(inside(one.path, area) for one in makes.values()):
            del draft.new[firm]
    if base.store and inside(area, base.area):
        buyers = sorted({row.buyer for row in draft.rows} - draft.gone) or [""]
        rows = run(base.store, "places_of", ids=buyers).dicts()
        draft.gone |= {row["enterprise"] for row in rows if inside(row["path"] or "", area)}
    draft.clear(area)
