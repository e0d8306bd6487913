"""A real PostgreSQL for tests: on loopback, in a folder of its own, ended by its pid.

It is started once per test process, from Debian's package, when the first test asks
for a database. As root it runs as the user ``postgres``, since it refuses root. Its
language and its time zone are not those of the tests, so that nothing leans on them.
"""

from __future__ import annotations

import atexit
import getpass
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL

BINARIES = "/usr/lib/postgresql/*/bin/postgres"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "timezone": "Asia/Shanghai",
    "max_connections": "40",
}


class Missing(Exception):
    """What the server needs is not on this machine."""


def missing(reason: str) -> None:
    """Skip the test, or fail it where nothing may be skipped (LIANTU_REQUIRE_ALL)."""
    if os.environ.get("LIANTU_REQUIRE_ALL"):
        pytest.fail(reason)
    pytest.skip(reason)


def database(name: str = "", *, create: bool = True) -> str:
    """Return the URL of a fresh, empty database; skips where there is no PostgreSQL."""
    try:
        found = server()
    except Missing as error:
        missing(str(error))
        raise
    name = name or f"ledger_{secrets.token_hex(4)}"
    if create:
        found.sql(f'CREATE DATABASE "{name}"')
    return found.url(name)


@cache
def server() -> Server:
    """Start the server of this test process; raises Missing where it cannot be had."""
    found = Server()
    atexit.register(found.remove)
    return found


class Server:
    """One server; ``stop`` and ``start`` keep its folder and its port."""

    user = "liantu"

    def __init__(self) -> None:
        self.bin = self._binaries()
        self.password = secrets.token_urlsafe(12) + "@:/%"  # signs that a URL has to encode
        self.owner = "postgres" if os.geteuid() == 0 else getpass.getuser()
        self.folder = Path(mkdtemp(prefix="liantu-postgres-"))
        if os.geteuid() == 0:
            try:
                shutil.chown(self.folder, self.owner)
            except LookupError as error:
                shutil.rmtree(self.folder)
                raise Missing(f"there is no user {self.owner} to run PostgreSQL") from error
        self.port = _free_port()
        self._init()
        self.process = self._run()

    def url(self, name: str, **changed: Any) -> str:
        """Return the URL of a database, with its password."""
        parts = {"username": self.user, "password": self.password} | changed
        parts = {"host": "127.0.0.1", "port": self.port, "database": name} | parts
        return URL.create("postgresql", **parts).render_as_string(hide_password=False)

    def sql(self, statement: str, name: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement outside of any transaction and return its rows."""
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            found = connection.execute(statement)  # type: ignore[arg-type]
            return found.fetchall() if found.description else []

    def stop(self) -> None:
        """End the server at once; what was committed stays."""
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGINT)  # PostgreSQL's fast shutdown
            self.process.wait(30)

    def start(self) -> None:
        """Start the server again after ``stop``."""
        self.process = self._run()

    def remove(self) -> None:
        """End the server and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def _binaries() -> Path:
        found = sorted(Path("/").glob(BINARIES[1:]))
        if not found:
            raise Missing(f"{BINARIES} is missing: apt-get install postgresql")
        return found[-1].parent

    def _init(self) -> None:
        secret = self.folder / "password"
        secret.write_text(self.password, encoding="utf-8")
        if os.geteuid() == 0:
            shutil.chown(secret, self.owner)
        self._call(
            *("initdb", "--pgdata", str(self.folder / "data"), "--username", self.user),
            *("--auth", "scram-sha-256", "--pwfile", str(secret), "--encoding", "UTF8"),
            *("--locale", "C.UTF-8", "--locale-provider", "icu", "--icu-locale", "zh-CN"),
            "--no-sync",
        )
        secret.unlink()

    def _call(self, program: str, *arguments: str) -> None:
        command = self._as_owner([str(self.bin / program), *arguments])
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        if done.returncode:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise RuntimeError(f"{program}: {done.stderr[-800:]}")

    def _as_owner(self, command: Sequence[str]) -> list[str]:
        prefix = ["setpriv", "--reuid", self.owner, "--regid", self.owner, "--clear-groups"]
        return [*(prefix if os.geteuid() == 0 else []), *command]

    def _run(self) -> subprocess.Popen[bytes]:
        given = [f"--{name}={value}" for name, value in SETTINGS.items()]
        command = [str(self.bin / "postgres"), "-D", str(self.folder / "data")]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(  # setpriv becomes the server: its pid is the server's
                self._as_owner([*command, f"--port={self.port}", *given]),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        end = time.monotonic() + 30
        while time.monotonic() < end and process.poll() is None:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
                return process
            except psycopg.OperationalError:
                time.sleep(0.1)
        process.kill()
        process.wait()
        raise RuntimeError((self.folder / "log").read_text(encoding="utf-8")[-800:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
