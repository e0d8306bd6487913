"""What one column may be: by its header, then by its values; what does not fit is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from liantu.graph.identity import is_uscc
from liantu.graph.model import Property, model
from liantu.ingest.checks import value_of
from liantu.ingest.findings import Reject
from liantu.ingest.guess.choices import ADCODE, CITY, OBSERVED, PINYIN, PLACE, parse, settable
from liantu.ingest.guess.draft import ColumnDraft, Reason
from liantu.ingest.guess.known import Known
from liantu.ingest.guess.seen import SeenColumn, is_value
from liantu.ingest.guess.values import (
    best_chain,
    is_date,
    items,
    meanings,
    personal,
    placed,
    separator,
    spelt,
)
from liantu.ingest.guess.words import (
    Hit,
    foreign_unit,
    hits,
    is_serial,
    scale_of,
    unit_in,
    words,
)
from liantu.ingest.places import divisions
from liantu.ingest.shapes import excel_date

MISFIT = 0.2  # share of values that may be set aside for a column to be proposed


def guesses(seen: SeenColumn, subject: str, known: Known) -> list[ColumnDraft]:
    """Return what a column may be in a table about ``subject``, the surest first; never nothing.

    The last is always that it is not read, with the reason why.
    """
    if (why := personal(seen)) is not None:
        return [ColumnDraft(seen, reason=why, confidence=1.0, personal=True)]
    if not seen.values:
        return [ColumnDraft(seen, reason=Reason("empty"), confidence=1.0)]
    by_header = hits(seen.name, subject)
    found, refused = [], None
    for hit in [*by_header, *_by_values(seen, subject, known, by_header)]:
        column = fitted(seen, subject, hit, known)
        if column.what:
            found.append(column)
        elif refused is None:
            refused = column
    found.sort(key=lambda one: -one.confidence)
    return [*found, refused or ColumnDraft(seen, reason=_unread(seen), confidence=0.0)]


def _unread(seen: SeenColumn) -> Reason:
    if is_serial(seen.name):
        return Reason("serial")
    if seen.values and all(map(is_value, seen.values[:50])):
        return Reason("only_values")
    return Reason("unknown")


def fitted(seen: SeenColumn, subject: str, hit: Hit, known: Known) -> ColumnDraft:
    """Return a column taken for what a hit says, or not read where its values do not fit."""
    reason = Reason(hit.code, hit.values)
    column = ColumnDraft(seen, hit.what, reason, hit.confidence)
    choice = parse(hit.what)
    if choice.link or hit.what in ("@from", "@to"):
        return _named(column, choice.other, known)
    if hit.what.startswith("@"):
        return _special(column)
    spec = settable(model().nodes.get(subject) or model().links[subject]).get(hit.what)
    return _property(column, spec) if spec is not None else column


def _property(column: ColumnDraft, spec: Property) -> ColumnDraft:
    seen = column.seen
    unit = unit_in(seen.name)
    if spec.unit and spec.type in ("integer", "number"):
        foreign = foreign_unit(seen.name)
        if foreign or scale_of(spec.unit, unit) is None:
            values = {"unit": foreign or unit, "wanted": spec.unit}
            return ColumnDraft(seen, reason=Reason("other_unit", values))
        known = spec.unit in words()["units"]
        column = replace(column, unit=unit or (spec.unit if known else ""))
    split = separator(seen, spec) if spec.type == "list" else ""
    mapping = meanings(seen, spec)
    bad = [text for text in seen.values if not _fits(text, spec, column.unit, split, mapping)]
    if len(bad) > MISFIT * len(seen.values):
        shown = "、".join(dict.fromkeys(one[:20] for one in bad[:20]))
        few = "、".join(list(dict.fromkeys(one[:20] for one in bad))[:3])
        values = {"label": spec.label.zh, "label_en": spec.label.en}
        return ColumnDraft(
            seen, reason=Reason("misfit", {**values, "count": len(bad), "values": few or shown})
        )
    sure = column.confidence
    if not unit and spec.type == "number" and spec.unit in ("万元", "亩"):
        sure = min(sure, 0.7)
        told = {**column.reason.values, "unit": spec.unit}
        column = replace(column, reason=Reason("no_unit", told))
    if bad:
        sure = min(sure, 0.8)
    return replace(column, confidence=sure, split=split, words=mapping)


def _fits(
    text: str, spec: Property, unit: str, split: str, mapping: Sequence[tuple[str, str]]
) -> bool:
    scale = scale_of(spec.unit, unit) or 1.0
    try:
        if spec.type == "list":
            for item in items(text, split):
                value_of(item, spec, "", scale)
            return True
        given = dict(mapping).get(text, text) if mapping else text
        if spec.type == "date":
            given = excel_date(given)
        value_of(given, spec, "", scale)
    except Reject:
        return False
    return True


def _special(column: ColumnDraft) -> ColumnDraft:
    seen, what = column.seen, column.what
    values = seen.values
    if what == OBSERVED:
        good = sum(is_date(text) for text in values)
        wrong = Reason("misfit_date", {"values": "、".join(seen.samples)[:60]})
        return column if good >= (1 - MISFIT) * len(values) else ColumnDraft(seen, reason=wrong)
    if what == ADCODE:
        good = sum(text in divisions() for text in values)
        wrong = Reason("misfit_place", {"values": "、".join(seen.samples)[:60]})
        return column if good >= (1 - MISFIT) * len(values) else ColumnDraft(seen, reason=wrong)
    if what not in (PLACE, CITY):
        return column
    share, where = placed(values, city=what == CITY), what
    if where == CITY and share < 0.5 and spelt(values) >= 0.5:
        return replace(column, what=PINYIN, reason=Reason("pinyin", {"share": spelt(values)}))
    if share < 0.3 and placed(values, city=False, several=True) < 0.3:
        wrong = Reason("misfit_place", {"values": "、".join(seen.samples)[:60]})
        return ColumnDraft(seen, reason=wrong)
    return column


def _named(column: ColumnDraft, kind: str, known: Known) -> ColumnDraft:
    """Add the separator of a column that names other nodes, and the chain of its segments."""
    split = separator(column.seen)
    if split in (",", "/", "|") and not _split_helps(column.seen, split):
        split = ""
    names = [item for text in column.seen.values for item in items(text, split)]
    if kind != "Segment" or not names or not known.chains:
        return replace(column, split=split)
    chain, share = best_chain(names, known)
    values = {**column.reason.values, "share": share, "chain": known.chains.get(chain, "")}
    if not share:
        return replace(column, split=split, confidence=min(0.7, column.confidence))
    return replace(
        column,
        split=split,
        chain=chain,
        confidence=min(0.99, column.confidence + 0.09 * share),
        reason=Reason("segments", values),
    )


def _split_helps(seen: SeenColumn, split: str) -> bool:
    """Say whether a sign that names hold too really separates: its parts are all of some length."""
    parts = [part for text in seen.values for part in text.split(split)]
    return all(len(part.strip()) >= 2 for part in parts if part.strip())


def _by_values(
    seen: SeenColumn, subject: str, known: Known, by_header: Sequence[Hit]
) -> Iterator[Hit]:
    """Yield what the values alone say, where the header says nothing; a place is no address."""
    if subject not in model().nodes:
        return
    values, kind = seen.values, model().nodes[subject]
    if by_header:
        if by_header[0].what == "address" and (share := placed(values, city=False)) >= 0.8:
            yield Hit(PLACE, 0.96, "values_place", {"share": share})
        return
    if "code" in kind.properties and _share(values, is_uscc) >= 0.8:
        yield Hit("code", 0.9, "values_code", {"share": _share(values, is_uscc)})
    elif (share := placed(values, city=False)) >= 0.8 and "adcode" in kind.properties:
        yield Hit(PLACE, 0.7, "values_place", {"share": share})
    link = {"Enterprise": "MAKES>Segment", "Project": "DELIVERS>Segment"}.get(subject)
    if link and known.chains:
        names = [item for text in values for item in items(text, separator(seen))]
        share = best_chain(names, known)[1]
        if share >= 0.6:
            yield Hit(link, 0.8, "segments", {"share": share})
    ends = words()["kinds"].get(subject, {}).get("ends")
    if ends and len(set(values)) >= 0.9 * len(values):
        pattern = re.compile(f"(?:{ends})\\Z", re.IGNORECASE)
        share = _share(values, lambda text: bool(pattern.search(text)))
        if share >= 0.8:
            yield Hit("name", 0.75, "values_name", {"share": share})


def _share(values: Sequence[str], test: object) -> float:
    assert callable(test)
    return sum(bool(test(text)) for text in values) / len(values)
