"""A real Neo4j 5.26 Community for tests and measurements.

Its jars come from Maven Central into a cache folder (about 130 MB, once); the
server listens on loopback with password auth, keeps to a folder of its own and
is ended by its pid. It also ends by itself when the process that started it is
gone, because its standard input then closes.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
OPENS = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch")
# A server that lives for minutes is quicker without the second compiler of the JVM.
BRIEF = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")
LASTING = ("-XX:+UseG1GC",)


class Missing(Exception):
    """What a server needs is not on this machine."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def jars() -> Path:
    """Return the folder of the server's jars, fetched once for each pom.xml."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "liantu-neo4j"
    folder = cache / "lib-5.26.30"
    if (folder / "complete").is_file():
        return folder
    if not shutil.which("mvn"):
        raise Missing("mvn is not installed, so Neo4j cannot be fetched")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as work:
        shutil.copy(HERE / "pom.xml", work)
        goal = "dependency:copy-dependencies"
        command = ["mvn", "-q", "-B", goal, f"-DoutputDirectory={folder}"]
        done = subprocess.run(command, cwd=work, capture_output=True, text=True, timeout=900)
    if done.returncode:
        raise Missing(f"mvn could not fetch Neo4j: {done.stdout[-500:]}")
    (folder / "complete").touch()
    return folder


class Neo4jServer:
    """One server; ``stop`` and ``start`` keep its folder and its port.

    ``brief`` is for tests; measurements take a JVM as it runs in earnest. A ``folder`` given
    is kept by ``close``, and one kept before is used again.
    """

    user = "neo4j"

    def __init__(
        self,
        *,
        heap_mib: int = 1024,
        page_cache_mib: int = 256,
        brief: bool = True,
        folder: Path | None = None,
    ) -> None:
        if not shutil.which("java"):
            raise Missing("java is not installed")
        self.kept = folder is not None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="liantu-neo4j-"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.password = secrets.token_urlsafe(12)
        self.heap_mib, self.page_cache_mib = heap_mib, page_cache_mib
        self.tuning = BRIEF if brief else LASTING
        self._process: subprocess.Popen[str] | None = None

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> Neo4jServer:
        secret = self.folder / "password"
        secret.write_text(self.password)
        secret.chmod(0o600)
        command = ["java", f"-Xmx{self.heap_mib}m", *self.tuning]
        for name in OPENS:
            command += ["--add-opens", f"{name}=ALL-UNNAMED"]
        command += [
            "-cp", f"{jars()}/*", str(HERE / "Server.java"), str(self.folder / "home"),
            str(self.port), str(secret), str(self.page_cache_mib),
        ]  # fmt: skip
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=self.folder,
            )
        if not self._said("ready"):
            raise Missing(f"Neo4j did not start: {(self.folder / 'server.log').read_text()[-800:]}")
        return self

    def access(self, word: str) -> None:
        """Make the database "read-only" or "writable" while the server runs."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        assert self._said(word), f"Neo4j did not become {word}"

    def _said(self, word: str) -> bool:
        """Read on to the line that is the word: the database and its JVM also print lines."""
        assert self._process is not None
        assert self._process.stdout is not None
        return any(line.strip() == word for line in self._process.stdout)

    def kill(self) -> None:
        """End the server at once, as a power cut does."""
        if self._process:
            self._process.kill()
            self._end()

    def stop(self) -> None:
        """End the server in good order."""
        if self._process:
            self._process.terminate()
            self._end()

    def _end(self) -> None:
        assert self._process is not None
        self._process.wait(60)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._process = None

    def close(self) -> None:
        self.stop()
        if not self.kept:
            shutil.rmtree(self.folder, ignore_errors=True)
