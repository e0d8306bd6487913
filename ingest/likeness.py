"""How likely two organisations are one: a score from 0 to 1 with its reasons.

The score is the best thing that their names say, raised or lowered by what else
is known, then held down by rules that no likeness overrules: different valid
codes are never one firm, and a branch, a group, a numbered or a local firm is
not its parent, its sister or its namesake.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pypinyin import lazy_pinyin
from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.fuzz import ratio

from liantu.graph.identity import is_uscc, normalise
from liantu.ingest.names import Name, parse, words
from liantu.ingest.places import find_adcodes

ASKED = 0.5  # from here on a pair is put before a person
MARKED = 0.8  # from here on the page proposes "same"; set on the tuning half of the sample
APART = 0.3  # what a rule that separates two firms leaves of a score
COMMON = 20  # a 字号 that more firms bear tells little

SURE = frozenset({"former_name", "code_equal", "stock_equal"})  # tell more than a place does


@dataclass(frozen=True)
class Firm:
    """What likeness looks at of one organisation; empty where it is not known."""

    id: str
    name: str
    kind: str = "Enterprise"
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    code: str = ""
    adcode: str = ""
    stock_code: str = ""

    @property
    def parts(self) -> Name:
        """The parts of its name."""
        return parse(self.name, self.kind)

    def others(self) -> list[str]:
        """Its short name and aliases."""
        return [one for one in (self.short_name, *self.aliases) if one]


@dataclass
class Likeness:
    """A score with the reasons that made it, strongest first."""

    score: float = 0.0
    reasons: list[dict[str, Any]] = field(default_factory=list)

    def say(self, code: str, **values: Any) -> None:
        """Add a reason; ``values`` fill its text in the catalogue."""
        self.reasons.append({"code": code, "values": values})

    def at_least(self, score: float, code: str, **values: Any) -> None:
        """Raise the score for a reason; a weaker second one adds a little."""
        if score > self.score:
            self.reasons.insert(0, {"code": code, "values": values})
        else:
            self.say(code, **values)
        low, high = sorted((score, self.score))
        self.score = min(1.0, high + (0.1 * low if low else 0.0))

    def at_most(self, score: float, code: str, **values: Any) -> None:
        """Hold the score down for a reason."""
        self.say(code, **values)
        self.score = min(self.score, score)


def likeness(a: Firm, b: Firm, borne: Mapping[str, int] | None = None) -> Likeness:
    """Return how likely two organisations of one kind are the same.

    ``borne`` says how many bear a brand; without it every brand counts as rare.
    """
    found = Likeness()
    if a.id == b.id:
        found.at_least(1.0, "one_id")
        return found
    if is_uscc(a.code) and is_uscc(b.code) and a.code != b.code:
        found.at_most(0.0, "codes_differ", a=a.code, b=b.code)
        return found
    if a.code and a.code == b.code:
        found.at_least(0.97, "code_equal", value=a.code)
    if a.stock_code and a.stock_code == b.stock_code:
        found.at_least(0.9, "stock_equal", value=a.stock_code)
    x, y = a.parts, b.parts
    _names(found, x, y)
    _recorded(found, a, b)
    if borne and max(borne.get(x.brand, 0), borne.get(y.brand, 0)) > COMMON:
        found.score -= 0.06
        found.say("brand_common", brand=x.brand, count=borne.get(x.brand, 0))
    _place(found, a, b)
    _rules(found, a, b)
    found.score = round(min(1.0, max(0.0, found.score)), 2)
    return found


def _names(found: Likeness, x: Name, y: Name) -> None:
    """What the two names say."""
    if x.text == y.text and x.annex == y.annex:
        found.at_least(0.92, "name_equal", name=x.text)
    elif x.core == y.core and x.legal == y.legal:
        found.at_least(0.86, "core_equal", core=x.core)
    elif x.core == y.core:
        full = x.legal and y.legal
        found.at_least(0.84 if full else 0.8, "legal_differs", core=x.core, a=x.legal, b=y.legal)
    elif x.brand == y.brand and x.trade and y.trade:
        alike = ratio(x.trade, y.trade) / 100
        code = "trade_alike" if alike >= 0.6 else "trade_differs"
        nested = x.trade in y.trade or y.trade in x.trade
        score = 0.62 if nested else 0.3 + 0.3 * alike
        found.at_least(score, code, brand=x.brand, a=x.trade, b=y.trade)
    elif _is_short_of(x, y) or _is_short_of(y, x):
        short, whole = sorted((x.core, y.core), key=len)
        found.at_least(0.7 if len(short) > 2 else 0.64, "short_of", a=short, b=whole)
    else:
        _typo(found, x, y)
    if x.simplified != y.simplified:
        found.say("script")


def _is_short_of(x: Name, y: Name) -> bool:
    """Whether ``x`` is how people call ``y`` for short: its beginning, without a legal form."""
    return not x.legal and len(x.core) >= 2 and y.core.startswith(x.core)


def _typo(found: Likeness, x: Name, y: Name) -> None:
    """One sign wrong, missing, or two exchanged."""
    if min(len(x.core), len(y.core)) < 3 or OSA.distance(x.core, y.core, score_cutoff=1) > 1:
        alike = ratio(x.core, y.core) / 100
        if alike >= 0.6:
            found.at_least(0.35 * alike, "core_alike", a=x.core, b=y.core)
        return
    start = next(
        (i for i, (p, q) in enumerate(zip(x.core, y.core, strict=False)) if p != q),
        min(len(x.core), len(y.core)),
    )
    p, q = x.core[start : start + 1], y.core[start : start + 1]
    values = {"a": x.core, "b": y.core, "x": p, "y": q}
    if _doubled(x.core, y.core):
        found.at_least(0.8, "sign_doubled", **values)
    elif _one_is_known(x, y, start):  # the other side is no word: a slip, no other trade
        found.at_least(0.8, "trade_slip", **values)
    elif len(x.core) != len(y.core):
        found.at_least(0.5 if start < 2 else 0.66, "sign_missing", **values)
    elif sorted(x.core) == sorted(y.core):
        found.at_least(0.7, "signs_exchanged", **values)
    elif _sound(p) == _sound(q):
        found.at_least(0.74, "sounds_alike", **values)
    elif frozenset((p, q)) in words().lookalikes:
        found.at_least(0.72, "looks_alike", **values)
    elif start < min(len(x.brand), len(y.brand)) and start < 4:
        found.at_least(APART, "brand_differs", **values)
    else:
        found.at_least(0.66, "typo", **values)


def _doubled(x: str, y: str) -> bool:
    """Whether the longer one only repeats a sign of the shorter one."""
    short, long = sorted((x, y), key=len)
    return len(long) == len(short) + 1 and any(
        long[at] == long[at + 1] and long[:at] + long[at + 1 :] == short
        for at in range(len(long) - 1)
    )


def _one_is_known(x: Name, y: Name, start: int) -> bool:
    """Whether they part inside the known trade of one, where the other has no known word."""
    inside = [len(one.brand) <= start for one in (x, y) if one.trade]
    swallowed = [start < len(one.brand) and len(one.brand) > 3 for one in (x, y)]
    return any(inside) and any(swallowed)


@lru_cache(maxsize=8192)
def _sound(sign: str) -> str:
    return "".join(lazy_pinyin(sign))


def _recorded(found: Likeness, a: Firm, b: Firm) -> None:
    """What is recorded beside the names: former names, short names, aliases."""
    for one, other in ((a, b), (b, a)):
        formers = {parse(name, a.kind).text for name in one.former_names}
        if other.parts.text in formers:
            found.at_least(0.93, "former_name", name=other.name)
            return
    for one, other in ((a, b), (b, a)):
        known = {other.parts.text, other.parts.core}
        for short in one.others():
            if normalise(short) and parse(short, a.kind).text in known:
                found.at_least(0.82, "short_hit", short=short, name=other.name)
                return
    mine = {parse(one, a.kind).text for one in a.others()}
    both = mine & {parse(one, b.kind).text for one in b.others()}
    if both:
        found.at_least(0.66, "short_equal", short=min(both))


def _place(found: Likeness, a: Firm, b: Firm) -> None:
    """What the regions say: equal, one inside the other, unknown, or elsewhere."""
    one, other = a.adcode, b.adcode
    if not one or not other:
        found.say("place_unknown")
        found.score -= 0.05
    elif one == other:
        found.score += 0.05 if found.score else 0
        found.say("place_equal", adcode=one)
    elif _inside(one, other) or _inside(other, one):
        found.score += 0.02 if found.score else 0
        found.say("place_inside", a=one, b=other)
    elif one[:4] == other[:4]:
        found.score -= 0.2
        found.say("place_near", a=one, b=other)
    else:
        known = any(one["code"] in SURE for one in found.reasons)
        found.at_most(0.7 if known else 0.45, "place_elsewhere", a=one, b=other)


def _inside(one: str, other: str) -> bool:
    """Whether the first division is the second or lies in it."""
    return one.startswith(other.rstrip("0") if not other.endswith("0000") else other[:2])


def _rules(found: Likeness, a: Firm, b: Firm) -> None:
    """What separates two organisations whatever else is alike."""
    x, y = a.parts, b.parts
    if (x.branch, x.annex if x.branch else "") != (y.branch, y.annex if y.branch else ""):
        found.at_most(0.55, "branch", a=x.branch or "–", b=y.branch or "–")
    elif x.annex != y.annex and not (x.annex in y.places or y.annex in x.places):
        found.at_most(0.6, "annex", a=x.annex or "–", b=y.annex or "–")
    if x.group != y.group:
        found.at_most(0.6, "group")
    if x.parent != y.parent and (x.core != y.core or (x.parent and y.parent)):
        found.at_most(0.55, "parent", a=x.parent or "–", b=y.parent or "–")
    if a.kind == "PartyOrganization" and x.legal != y.legal:
        found.at_most(APART, "form_differs", a=x.legal or "–", b=y.legal or "–")
    if x.places and y.places and x.places[-1] != y.places[-1] and not _nested(x, y):
        found.at_most(0.55, "places_in_names", a=x.places[-1], b=y.places[-1])
    different = _different_signs(x.core, y.core)
    if different and different <= words().numbers:
        found.at_most(APART, "number_differs", signs="、".join(sorted(different)))


def _nested(x: Name, y: Name) -> bool:
    """Whether the places that two names begin with may be one place: 山东… and 烟台…."""
    some, others = find_adcodes(x.places[-1]), find_adcodes(y.places[-1])
    return any(_inside(one, other) or _inside(other, one) for one in some for other in others)


def _different_signs(x: str, y: str) -> set[str]:
    """The signs of either core that the other lacks at that place."""
    if x == y:
        return set()
    found: set[str] = set()
    for edit in Levenshtein.editops(x, y):
        found |= {x[edit.src_pos : edit.src_pos + 1], y[edit.dest_pos : edit.dest_pos + 1]}
    return found - {""}
