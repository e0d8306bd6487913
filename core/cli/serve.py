"""Commands that serve: the explorer on loopback, and the demo."""

from __future__ import annotations

import secrets
import signal
import socket
from contextlib import ExitStack
from importlib.resources import as_file, files
from types import FrameType
from typing import Annotated

import typer
from platformdirs import user_data_path

from liantu.cli.schedule import ticking
from liantu.cli.shared import open_home
from liantu.cli.store import say
from liantu.errors import Unavailable, UsageError
from liantu.graph.follow import follow
from liantu.home import Home
from liantu.ingest.look import look_after
from liantu.ledger.accounts import any_account
from liantu.locale import text
from liantu.settings import settings

Port = Annotated[
    int, typer.Option(min=0, max=65535, help="端口，0 为任一空闲端口。0 takes a free one.")
]
Host = Annotated[str, typer.Option(help="监听地址。The address to listen on.")]
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8710,
    with_schedule: Annotated[
        bool, typer.Option("--with-schedule", help="同时执行定时。Run the schedules too.")
    ] = False,
) -> None:
    """在本机提供网页与接口。Serve the explorer."""
    home = open_home()
    with ExitStack() as stack:
        if with_schedule:
            stack.enter_context(ticking(home))
        _serve(home, host, port)


def demo(port: Port = 8710) -> None:
    """载入随附的演示数据并提供网页。Load the demo that ships with it and serve it.

    Without LIANTU_HOME the demo has a data folder of its own, so that it never
    mixes with an office's data.
    """
    chosen = "home" in settings().model_fields_set
    home = Home(settings().home if chosen else user_data_path("liantu-demo", appauthor=False))
    typer.echo(text("cli.demo_loading"), err=True)
    _load_demo(home, guard=chosen)
    follow(home, say)
    look_after(home)
    _serve(home, "127.0.0.1", port, demo=True)


def _load_demo(home: Home, *, guard: bool) -> None:
    from liantu.ingest.load import load

    with as_file(files("liantu") / "demo") as folder:
        if guard and home.ledger.active() is not None:
            planned = load(home, [folder], dry_run=True)
            if planned.data_version != planned.previous_version:
                raise UsageError("demo_home", where=str(home.root))
            return
        load(home, [folder])


def _serve(home: Home, host: str, port: int, *, demo: bool = False) -> None:
    from waitress import serve as listen  # here: the other commands need no server

    from liantu.web import create_app, wire
    from liantu.web.usage import recorder

    wire.install()
    token = secrets.token_urlsafe(16)
    hosts = LOOPBACK if host in LOOPBACK else LOOPBACK | {host}
    app = create_app(home, token=token, hosts=hosts, demo=demo)
    with _bound(host, port) as bound:
        signal.signal(signal.SIGTERM, _stop)
        shown = f"[{host}]" if ":" in host else host
        login = any_account(home.ledger)
        typer.echo(text("cli.login") if login else text("cli.token", token=token), err=True)
        typer.echo(f"http://{shown}:{bound.getsockname()[1]}/")
        most = (settings().max_file_mib + 2) << 20  # the application has the word on what is less
        with recorder(app).running():
            listen(app, sockets=[bound], threads=8, max_request_body_size=most)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(128)
    except OSError as error:
        found.close()
        raise Unavailable("port", where=host, port=port, reason=str(error.strerror)) from error
    return found


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
