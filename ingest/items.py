"""A list in one cell: items by a separator, or a list as JSON or Python writes it.

Which of them it is stands in the source's YAML (``split: ","``, ``split: json`` or
``split: python``); a cell that is not written so sets its row aside.
"""

from __future__ import annotations

import ast
import json
from typing import Any

from liantu.ingest.findings import Reject

FORMS = ("json", "python")
DEFAULT = ";"


def items_of(cell: Any, split: str, column: str) -> list[Any]:
    """Return the items of a cell; raises Reject where it is not a list of the declared form."""
    if isinstance(cell, list):
        return cell
    text = str(cell or "")
    if split not in FORMS:
        return text.split(split or DEFAULT)
    if not text.strip():
        return []
    try:
        found = json.loads(text) if split == "json" else ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        found = None
    if isinstance(found, tuple):
        found = list(found)
    if not isinstance(found, list) or any(isinstance(one, (list, tuple, set)) for one in found):
        raise Reject("bad_list", column, value=text[:60], form=split)
    return [one for one in found if one is not None]
