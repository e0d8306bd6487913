"""A text with its parameters written in, so that it runs by itself.

Nothing is trusted because it was written here: who runs the text sends it through
:func:`liantu.queries.cypher.read` like any other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from liantu.queries.cypher.refused import Refused
from liantu.queries.cypher.scan import CONTROL, LONGEST, TOKEN, place

NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", "'": "\\'"}


def literal(value: Any) -> str:
    """Return a value as Cypher writes it: a text, number, true, false, null, or a list of them."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, str):
        return f"'{''.join(map(_sign, value))}'"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(literal, value))}]"
    raise Refused("param_value", (1, 1), name=type(value).__name__)


def _number(value: float) -> str:
    if not math.isfinite(value):
        raise Refused("param_value", (1, 1), name=str(value))
    written = repr(value)
    return written if "e" not in written and "." in written else f"{value:.17g}".replace("e+", "e")


def _sign(one: str) -> str:
    if one in NAMED:
        return NAMED[one]
    if one == "\x00" or 0xD800 <= ord(one) <= 0xDFFF:
        raise Refused("sign", (1, 1), sign=f"U+{ord(one):04X}")
    return f"\\u{ord(one):04x}" if CONTROL.match(one) else one


def written_in(text: str, params: Mapping[str, Any]) -> str:
    """Return a text with every ``$name`` replaced by its value, those in quotes left alone.

    Raises Refused for a parameter that is not given, a value that has no literal, and a
    text that would be longer than one may be.
    """
    parts: list[str] = []
    dollar = False
    for token in TOKEN.finditer(text):
        said = token[0]
        if dollar and token.lastgroup == "word" and said in params:
            parts[-1] = literal(params[said])
        elif dollar:
            raise Refused("param", place(text, token.start()), name=said, near="–")
        else:
            parts.append(said)
        dollar = not dollar and token.lastgroup == "sign" and said == "$"
    written = "".join(parts)
    if len(written) > LONGEST:
        raise Refused("long", (1, 1), most=LONGEST)
    return written
