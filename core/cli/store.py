"""Commands of the graph store on a Neo4j: check, sync, status, switch."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from liantu.cli.shared import open_home, print_json, print_table
from liantu.errors import NotHeld, UsageError
from liantu.graph.follow import bring
from liantu.graph.stores.remote import connect
from liantu.locale import text
from liantu.settings import settings

store = typer.Typer(
    help="Neo4j 图存储。The graph store on a Neo4j.", no_args_is_help=True, rich_markup_mode=None
)
Json = Annotated[bool, typer.Option("--json", help="只输出 JSON。Print JSON only.")]
Url = Annotated[
    str,
    typer.Argument(
        help="bolt://… 或 neo4j://…，默认 LIANTU_STORE。The address; LIANTU_STORE by default."
    ),
]


@store.command("check")
def check_store(url: Url = "", as_json: Json = False) -> int:
    """检查能否使用，不能则说明原因。Say whether it can be used, and what is wrong."""
    from liantu.graph.stores.neo4j_check import check

    connection = connect(_url(url), retry_seconds=0)
    try:
        found = check(connection)
    finally:
        connection.close()
    if as_json:
        print_json({"url": connection.url, "checks": [one.as_dict() for one in found]})
    for one in () if as_json else found:
        typer.echo(f"{'✓' if one.ok else '✗'} {one.message}")
        if one.remedy:
            typer.echo(f"  {one.remedy}")
    return 0 if all(one.ok for one in found) else 3


@store.command("sync")
def sync_store(
    version: Annotated[
        str, typer.Argument(help="数据版本，默认为当前版本。The data version; the active one.")
    ] = "",
    switch: Annotated[
        bool, typer.Option("--switch/--no-switch", help="完成后切换读者。Send readers to it.")
    ] = True,
    replace: Annotated[
        bool, typer.Option("--replace", help="覆盖另一个链图写入的数据。Overwrite another's data.")
    ] = False,
    as_json: Json = False,
) -> None:
    """把数据版本写入 Neo4j。Bring the store to a data version."""
    _url()
    done = bring(open_home(), version, say=say, switch_to=switch, replace=replace)
    report = done.as_dict()
    if as_json:
        print_json(report)
    else:
        typer.echo(text("store.synced", **report))


@store.command("status")
def status(as_json: Json = False) -> None:
    """存储现有哪些数据版本。Which data versions the store holds."""
    from liantu.graph.stores.neo4j_ import read_state

    active = open_home().ledger.active()
    connection = connect(_url())
    try:
        state = read_state(connection)
    finally:
        connection.close()
    reading = state.reading.version if state.reading else ""
    slots = [_slot(one, state.active) for _, one in sorted(state.slots.items())]
    if as_json:
        shown = {
            "url": connection.url,
            "reading": reading or None,
            "ledger": active.id if active else None,
            "slots": slots,
        }
        print_json(shown)
        return
    names = ("slot", "active", "state", "version", "target", "done", "total")
    print_table(names, [[slot[name] for name in names] for slot in slots])
    same = active is not None and active.id == reading
    key = "store.current" if same else "store.behind"
    typer.echo(text(key, version=reading or "–", ledger=active.id if active else "–"))


@store.command("switch")
def switch_store(
    version: Annotated[
        str, typer.Argument(help="数据版本，默认为另一个。The data version; the other one held.")
    ] = "",
    as_json: Json = False,
) -> None:
    """把读者切换到已写好的版本。Send readers to a version that the store holds."""
    from liantu.graph.stores.neo4j_ import read_state
    from liantu.graph.stores.neo4j_fill import switch

    wanted = open_home().ledger.version(version).id if version else ""
    connection = connect(_url())
    try:
        state = read_state(connection)
        ready = [one for one in state.slots.values() if one.state == "ready"]
        others = [one for one in ready if one.slot != state.active]
        chosen = state.holding(wanted) if wanted else next(iter(others), None)
        if chosen is None:
            held = ", ".join(sorted({one.version for one in ready})) or "–"
            raise NotHeld("store_not_held", where=wanted or connection.url, held=held)
        if chosen.slot != state.active:
            switch(connection, chosen.slot, chosen.version)
    finally:
        connection.close()
    if as_json:
        print_json({"data_version": chosen.version, "slot": chosen.slot})
    else:
        typer.echo(text("store.switched", version=chosen.version))


def _url(given: str = "") -> str:
    url = given or settings().store
    if not url:
        raise UsageError("store_unset", where="LIANTU_STORE")
    return url


def say(key: str, values: dict[str, Any]) -> None:
    """Print how far a sync is to standard error."""
    typer.echo(text(key, **values), err=True)


def _slot(one: Any, active: str) -> dict[str, Any]:
    return {
        "slot": one.slot,
        "active": one.slot == active,
        "state": one.state,
        "version": one.version or None,
        "as_of": one.as_of or None,
        "target": one.target or None,
        "done": one.done,
        "total": one.total,
    }
