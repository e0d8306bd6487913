"""A real PostgreSQL for tests: its own folder, loopback only, ended by its pid.

The programs are Debian's (package ``postgresql``). PostgreSQL refuses to run as
root, so root hands the folder to the system user ``postgres``.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from tests.servers.neo4j_server import Missing, free_port


def programs() -> Path:
    """Return the folder with ``initdb`` and ``postgres``, the newest there is."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if found:
        return found[-1].parent
    if path := shutil.which("postgres"):
        return Path(path).parent
    raise Missing("PostgreSQL is not installed (Debian package postgresql)")


class PostgresServer:
    user = "liantu"

    def __init__(self) -> None:
        self.bin = programs()
        self.folder = Path(tempfile.mkdtemp(prefix="liantu-postgres-"))
        self.port = free_port()
        self.password = secrets.token_urlsafe(12)
        self._as: dict[str, int] = {}
        if os.geteuid() == 0:
            try:
                found = pwd.getpwnam("postgres")
            except KeyError:
                raise Missing("there is no user postgres to run PostgreSQL as") from None
            self._as = {"user": found.pw_uid, "group": found.pw_gid}
            os.chown(self.folder, found.pw_uid, found.pw_gid)
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://{self.user}:{self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> PostgresServer:
        secret = self.folder / "password"
        secret.write_text(self.password)
        if self._as:
            os.chown(secret, self._as["user"], self._as["group"])
        data = self.folder / "data"
        self._run(
            self.bin / "initdb", "-D", data, "-U", self.user, "--pwfile", secret, "-E", "UTF8",
            "--auth-host=scram-sha-256", "--auth-local=scram-sha-256", "--no-sync", "--locale=C",
        )  # fmt: skip
        options = (
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
            "-k",
            "",
            "-c",
            "timezone=Asia/Shanghai",
        )
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self.bin / "postgres", "-D", data, *options],
                stdout=log, stderr=log, cwd=self.folder, **self._as,
            )  # fmt: skip
        for _ in range(300):
            ready = [self.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
            if subprocess.run(ready, check=False).returncode == 0:
                return self
            time.sleep(0.1)
        raise Missing(
            f"PostgreSQL did not start: {(self.folder / 'server.log').read_text()[-500:]}"
        )

    def close(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(60)
            self._process = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, *command: object) -> None:
        values = [str(one) for one in command]
        done = subprocess.run(values, cwd=self.folder, capture_output=True, text=True, **self._as)
        if done.returncode:
            raise Missing(f"{values[0]} failed: {done.stderr[-500:]}")
