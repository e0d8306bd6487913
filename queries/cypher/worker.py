"""The process that runs a text of Cypher: it can be ended at any moment, and writes no file.

One JSON object a line comes in: ``version``, ``file`` (empty for a Neo4j), ``text``,
``params``, ``columns``, ``keys``, ``seconds``. Lines go out: ``{"columns": …}``, rows in
groups, then ``{"done": …}``; or ``{"error": …}`` with the store's own words.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from liantu.errors import LiantuError
from liantu.graph.stores import Store, Table
from liantu.graph.stores.embedded import EmbeddedStore
from liantu.queries.catalogue import plain
from liantu.queries.ordering import Key, in_order
from liantu.settings import settings

GROUP = 500  # rows of a line
POOL_MIB = 256


def main(root: str) -> None:
    """Answer one question after another until the other side closes."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no part of the answer
    settings().store_buffer_mib = POOL_MIB
    settings().store_threads = 1
    _say(out, {"ready": True})
    held: dict[str, Store] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            if asked["version"] not in held:
                for store in held.values():
                    store.close()
                held = {asked["version"]: _open(root, asked)}
            _answer(held[asked["version"]], asked, out)
        except LiantuError as error:
            _say(out, {"error": str(error.values.get("reason", error.message))})
        except MemoryError:
            _say(out, {"error": "memory"})


def _open(root: str, asked: dict[str, Any]) -> Store:
    """Open the file of a version with no right to write any, or the Neo4j that holds it."""
    if asked["file"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        return EmbeddedStore(Path(asked["file"]))
    from liantu.graph.snapshots import Snapshots  # here: a file needs no ledger
    from liantu.home import Home

    return Snapshots(Home(Path(root))).store(asked["version"])


def _answer(store: Store, asked: dict[str, Any], out: IO[str]) -> None:
    settings().query_seconds = asked["seconds"]
    table = store.run(asked["text"], asked["params"])
    named = Table(tuple(asked["columns"]), table.rows)
    with suppress(TypeError):  # values of several sorts: the order of the store stands
        named = in_order(named, [Key(*one) for one in asked["keys"]])
    _say(out, {"columns": list(named.columns)})
    for start in range(0, len(named.rows), GROUP):
        some = named.rows[start : start + GROUP]
        _say(out, {"rows": [[plain(value) for value in row] for row in some]})
    _say(out, {"done": len(named.rows)})


def _say(out: IO[str], said: dict[str, Any]) -> None:
    out.write(json.dumps(said, ensure_ascii=False) + "\n")
    out.flush()


if __name__ == "__main__":
    main(sys.argv[1])
