"""The web front end: pages, each with its JSON twin, over the named queries.

No Cypher and no formula here: a page asks ``liantu.queries`` and shows the answer.
"""

from __future__ import annotations

from liantu.web.app import create_app

__all__ = ["create_app"]
