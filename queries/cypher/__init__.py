"""Cypher that a planner writes: read against a list of what is allowed, written anew, run.

What is run is never what was typed. A text is parsed by the grammar in ``read.lark``,
held against the vocabulary, and written from its tree: names become our own, texts
become parameters, and only words of the list are left.
"""

from liantu.queries.cypher.reading import Reading, read
from liantu.queries.cypher.refused import Refused

__all__ = ["Reading", "Refused", "read"]
