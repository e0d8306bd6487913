"""Commands of tokens for scripts."""

from __future__ import annotations

from typing import Annotated

import typer

from liantu.cli.data import Json
from liantu.cli.shared import open_home, print_json, print_table
from liantu.cli.user import COMMAND
from liantu.ledger.accounts import account
from liantu.ledger.tokens import MOST_DAYS, Token, add_token, revoke, tokens
from liantu.locale import text
from liantu.rights import SCOPES

token = typer.Typer(
    help="脚本用的令牌。Tokens for scripts.", no_args_is_help=True, rich_markup_mode=None
)
COLUMNS = ("id", "name", "owner", "scopes", "region", "state", "used")


@token.command("add")
def add(
    user: Annotated[str, typer.Argument(help="令牌属于哪个账号。The account that it acts for.")],
    name: Annotated[str, typer.Argument(help="用途。What it is for.")],
    scope: Annotated[
        list[str] | None,
        typer.Option("--scope", "-s", help=f"权限范围，可多次。Of {', '.join(SCOPES)}."),
    ] = None,
    region: Annotated[
        str, typer.Option(help="只限此行政区（代码）。Only this region, by its code.")
    ] = "",
    days: Annotated[
        int, typer.Option(min=0, max=MOST_DAYS, help="有效天数，0 不过期。Days; 0 never expires.")
    ] = 90,
    as_json: Json = False,
) -> None:
    """新建令牌；只显示这一次。Make a token, which is shown this once."""
    ledger = open_home().ledger
    owner = account(ledger, user)
    made, secret = add_token(
        ledger, COMMAND, owner, name, scope or ["read"], region=region, days=days
    )
    if as_json:
        print_json(made.as_dict() | {"token": secret})
        return
    typer.echo(text("tokens.once"), err=True)
    typer.echo(secret)


@token.command("list")
def list_(
    user: Annotated[str, typer.Option(help="只列此账号的。Those of one account.")] = "",
    as_json: Json = False,
) -> None:
    """列出令牌。List the tokens."""
    ledger = open_home().ledger
    rows = tokens(ledger, account(ledger, user).id if user else None)
    if as_json:
        print_json([one.as_dict() for one in rows])
        return
    print_table([text(f"tokens.column.{name}") for name in COLUMNS], [_cells(one) for one in rows])


@token.command("revoke")
def revoke_(
    id: Annotated[str, typer.Argument(help="令牌的编号。The id of the token.")],
) -> None:
    """撤销令牌，立即失效。Revoke a token; it ends at once."""
    revoke(open_home().ledger, COMMAND, id.removeprefix("lt_").partition("_")[0])
    typer.echo(text("cli.token.revoked", id=id[:20]))


def _cells(one: Token) -> list[str]:
    row = one.row
    used = row.used_at.astimezone().strftime("%Y-%m-%d %H:%M") if row.used_at else "–"
    state = text(f"tokens.state.{row.state}")
    region = row.region or text("tokens.everywhere")
    return [row.id, row.name, one.owner.name, ", ".join(row.scopes), region, state, used]
