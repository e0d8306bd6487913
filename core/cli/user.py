"""Commands of accounts."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from liantu.cli.data import Json
from liantu.cli.shared import open_home, print_json, print_table
from liantu.errors import UsageError
from liantu.ledger.accounts import (
    AccountRow,
    accounts,
    add_account,
    any_account,
    change_password,
    change_role,
    disable,
    enable,
    named,
    role_named,
)
from liantu.ledger.accounts import account as account_named
from liantu.ledger.audit import Who
from liantu.locale import text
from liantu.passwords import LONGEST
from liantu.rights import ROLES

COMMAND = Who("command")
user = typer.Typer(
    help="账号。Accounts: name, role, password.", no_args_is_help=True, rich_markup_mode=None
)
Name = Annotated[str, typer.Argument(help="账号名。The name of the account.")]


@user.command("add")
def add(
    name: Name,
    role: Annotated[str, typer.Option(help=f"角色。One of {', '.join(ROLES)}.")] = "viewer",
) -> None:
    """添加账号；密码在终端输入或由标准输入给出。Add an account; the password is asked for."""
    ledger = open_home().ledger
    named(name)
    if role_named(role) != "administrator" and not any_account(ledger):
        raise UsageError("account_first", where=role)
    row = add_account(ledger, COMMAND, name, role, asked_password())
    typer.echo(text("cli.user.added", name=row.name, role=row.role))


@user.command("list")
def list_(as_json: Json = False) -> None:
    """列出账号。List the accounts."""
    rows = accounts(open_home().ledger)
    if as_json:
        print_json([row.as_dict() for row in rows])
        return
    names = [text(f"accounts.column.{name}") for name in ("name", "role", "state", "login")]
    print_table(names, [_cells(row) for row in rows])


@user.command("role")
def role(
    name: Name, role: Annotated[str, typer.Argument(help=f"角色。One of {', '.join(ROLES)}.")]
) -> None:
    """改角色，立即生效。Give an account another role, at once."""
    row = change_role(open_home().ledger, COMMAND, name, role)
    typer.echo(text("accounts.done.role", name=row.name))


@user.command("password")
def password(name: Name) -> None:
    """重设密码，原来的登录失效。Set a password; earlier logins end."""
    ledger = open_home().ledger
    account_named(ledger, name)
    row = change_password(ledger, COMMAND, name, asked_password())
    typer.echo(text("accounts.done.password", name=row.name))


@user.command("disable")
def disable_(name: Name) -> None:
    """停用账号，登录和令牌失效。Disable an account; its logins and tokens end."""
    row = disable(open_home().ledger, COMMAND, name)
    typer.echo(text("accounts.done.disable", name=row.name))


@user.command("enable")
def enable_(name: Name) -> None:
    """启用账号。Enable an account again."""
    row = enable(open_home().ledger, COMMAND, name)
    typer.echo(text("accounts.done.enable", name=row.name))


def asked_password() -> str:
    """Return a password typed twice at the terminal, or the first line of standard input."""
    if sys.stdin.isatty():
        return str(
            typer.prompt(
                text("login.password"),
                hide_input=True,
                confirmation_prompt=text("account.password.again"),
                err=True,
            )
        )
    return sys.stdin.readline(LONGEST * 4).rstrip("\r\n")


def _cells(row: AccountRow) -> list[str]:
    state = text("accounts.off" if row.disabled_at else "accounts.on")
    at = row.login_at.astimezone().strftime("%Y-%m-%d %H:%M") if row.login_at else "–"
    return [row.name, row.role, state, at]
