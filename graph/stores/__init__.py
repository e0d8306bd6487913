"""Graph stores behind one contract."""

from __future__ import annotations

from liantu.graph.stores.base import Link, Node, Store, Table
from liantu.graph.stores.embedded import EmbeddedStore

__all__ = ["EmbeddedStore", "Link", "Node", "Store", "Table"]
