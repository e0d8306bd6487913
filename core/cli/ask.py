"""The command that asks a named query."""

from __future__ import annotations

from typing import Annotated

import typer

from liantu.cli.data import Json
from liantu.cli.shared import open_home, open_store, print_json, print_table
from liantu.errors import UsageError
from liantu.locale import text
from liantu.queries import catalogue


def query(
    name: Annotated[str, typer.Argument(help="查询名称；不写则列出全部。Empty lists all.")] = "",
    param: Annotated[
        list[str] | None, typer.Option("-p", "--param", help="名称=值。name=value.")
    ] = None,
    as_json: Json = False,
) -> None:
    """运行一个命名查询。Run a named query."""
    if not name:
        _list(as_json)
        return
    given: dict[str, str] = {}
    for pair in param or []:
        key, equals, value = pair.partition("=")
        if not equals:
            raise UsageError("query_param", where=pair, query=name, problem=pair)
        given[key] = value
    found = catalogue.query(name)
    bound = catalogue.bind(found, given)
    store = open_store(open_home())
    table = catalogue.run(store, name, **bound)
    if as_json:
        print_json(catalogue.answer(store, found, bound, table))
    else:
        print_table(
            table.columns, [[catalogue.plain(value) for value in row] for row in table.rows]
        )


def _list(as_json: bool) -> None:
    listed = [one.as_dict() for one in catalogue.queries().values()]
    if as_json:
        print_json(listed)
        return
    rows = [
        (one["name"], [param["name"] for param in one["params"]], one["columns"], one["doc"])
        for one in listed
    ]
    print_table([text(f"cli.column.{key}") for key in ("query", "params", "columns", "doc")], rows)
