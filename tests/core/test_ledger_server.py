"""A ledger that several processes and machines share: opened at once, locked, refused in words."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import make_url, select

from liantu.cli import run
from liantu.errors import Locked, Unavailable
from liantu.home import Home
from liantu.ledger import Ledger, SwitchRow, VersionRow, connect, now
from liantu.ledger.locks import WRITING
from liantu.settings import settings
from tests.postgres_server import database, server

OPEN = """
import sys
from liantu.ledger import Ledger
import liantu.migrations
print("ready", flush=True)
sys.stdin.readline()
ledger = Ledger(sys.argv[1])
print(len(ledger.versions()), flush=True)
"""
HOLD = """
import sys
from liantu.ledger import Ledger
with Ledger(sys.argv[1]).writing(0):
    print("held", flush=True)
    sys.stdin.readline()
"""


only_postgres = pytest.mark.parametrize(
    "url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def process() -> Iterator[Callable[[str, str], subprocess.Popen[str]]]:
    """Start a script in a process of its own, and end it with the test."""
    started: list[subprocess.Popen[str]] = []

    def start(script: str, url: str) -> subprocess.Popen[str]:
        found = subprocess.Popen(
            [sys.executable, "-c", script, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(found)
        return found

    yield start
    for one in started:
        one.kill()
        one.communicate()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.mark.parametrize("turn", range(2))
def test_processes_that_open_a_fresh_ledger_at_once_migrate_it_once(
    process: Callable[..., Any], opened: Callable[[str], Ledger], url: str, turn: int
) -> None:
    both = [process(OPEN, url) for _ in range(4 if turn == 0 else 2)]
    assert {line(one) for one in both} == {"ready"}
    for one in both:
        go(one)
    assert [line(one) for one in both] == ["0"] * len(both)
    assert [one.wait(20) for one in both] == [0] * len(both)
    with opened(url).engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM alembic_version").scalar()
    assert found == 1


def test_one_writer_at_a_time_among_all_processes(
    process: Callable[..., Any], opened: Callable[[str], Ledger], url: str
) -> None:
    ledger = opened(url)
    holder = process(HOLD, url)
    assert line(holder) == "held"
    begun = time.monotonic()
    with pytest.raises(Locked) as caught, ledger.writing(0.5):
        pass
    assert 0.4 < time.monotonic() - begun < 3
    assert (caught.value.exit_code, caught.value.values["seconds"]) == (3, 0.5)
    go(holder)
    with ledger.writing(10):
        pass
    with ledger.writing(0):
        pass


def test_a_killed_writer_frees_the_lock(
    process: Callable[..., Any], opened: Callable[[str], Ledger], url: str
) -> None:
    ledger = opened(url)
    holder = process(HOLD, url)
    assert line(holder) == "held"
    os.kill(holder.pid, signal.SIGKILL)
    begun = time.monotonic()
    with ledger.writing(5):
        pass
    assert time.monotonic() - begun < 2


def add(ledger: Ledger, name: str) -> None:
    with ledger.session() as session:
        session.add(
            VersionRow(
                id=name, made_at=now(), schema="s", batches=[], decisions=[],
                nodes=1, links=2, waiting=[],
            )
        )  # fmt: skip


def reasons(ledger: Ledger) -> list[str]:
    with ledger.session() as session:
        return list(session.scalars(select(SwitchRow.reason).order_by(SwitchRow.id)))


def cut_off_the_writer(ledger: Ledger) -> None:
    """End the session that holds the writer's lock, as a broken line would."""
    with ledger.engine.connect() as connection:
        ended = connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks JOIN pg_database d "
            "ON d.oid = database WHERE d.datname = current_database() AND granted "
            f"AND locktype = 'advisory' AND objid = {WRITING}"
        ).all()
    assert ended == [(True,)]


@only_postgres
def test_two_machines_with_data_folders_of_their_own_share_one_lock(
    url: str, tmp_path: Path, environment: Callable[..., None]
) -> None:
    environment(LIANTU_LEDGER=url, LIANTU_LOCK_SECONDS="0.3")
    one, other = Home(tmp_path / "one"), Home(tmp_path / "other")
    with one.writing(), pytest.raises(Locked), other.writing():
        pass
    with other.writing():
        pass
    for home in (one, other):
        home.ledger.close()


@only_postgres
def test_a_writer_that_was_cut_off_accepts_nothing(
    url: str, opened: Callable[[str], Ledger]
) -> None:
    first, second = opened(url), opened(url)
    add(first, "aaaa")
    with first.writing(0):
        first.switch("aaaa", "before")
        cut_off_the_writer(second)
        with second.writing(1):  # another machine goes on
            second.switch("aaaa", "other")
        with pytest.raises(Unavailable) as caught:
            first.switch("aaaa", "late")
    assert caught.value.key == "ledger_lost"
    assert reasons(second) == ["before", "other"]
    with first.writing(1):
        first.switch("aaaa", "again")
    assert reasons(second) == ["before", "other", "again"]


@only_postgres
def test_a_new_writer_waits_for_what_a_cut_off_one_is_accepting(
    url: str, opened: Callable[[str], Ledger]
) -> None:
    first, second, third = (opened(url) for _ in range(3))
    add(first, "aaaa")

    def read_as_the_writer() -> list[str]:
        with second.writing(5):
            return reasons(second)

    with ThreadPoolExecutor() as pool, first.writing(0):
        with first.session() as session:
            first.lock.fence(session)  # from here to its end the transaction stands
            cut_off_the_writer(third)
            reading = pool.submit(read_as_the_writer)
            time.sleep(0.5)
            assert not reading.done()
            session.add(SwitchRow(version="aaaa", switched_at=now(), reason="load"))
        assert reading.result(timeout=10) == ["load"]


@only_postgres
def test_a_load_is_refused_while_another_machine_loads(
    url: str, opened: Callable[[str], Ledger], tmp_path: Path, environment: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    environment(LIANTU_LEDGER=url, LIANTU_LOCK_SECONDS="0.2", LIANTU_HOME=str(tmp_path))
    with opened(url).writing(0):
        assert run(["load", str(tmp_path / "none.csv")]) == 3
    assert "另一次载入正在进行" in capsys.readouterr().err


@pytest.mark.postgres
def test_a_ledger_server_that_refuses_is_named_with_a_remedy_and_never_a_password(
    tmp_path: Path, environment: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    database()
    postgres = server()
    secret = "geheim@/:%"
    cases = {
        postgres.url("postgres", port=1, password=secret): ("连不上", "防火墙"),
        postgres.url("postgres", host="no.such.host.invalid", password=secret): ("连不上", "主机"),
        postgres.url("postgres", password=secret): ("拒绝登录", "密码"),
        postgres.url("postgres", username="nobody", password=secret): ("拒绝登录", "用户名"),
        postgres.url("没有这个库"): ("「没有这个库」不存在", "createdb"),
        f"mysql://a:{quote(secret)}@127.0.0.1/x": ("不是可用的数据库地址", "postgresql://"),
        f"postgresql://a:{quote(secret)}@127.0.0.1:port/x": ("不是可用", "postgresql://"),
        f"postgresql://127.0.0.1:1/x?password={quote(secret)}": ("连不上", "防火墙"),
    }
    for url, (message, remedy) in cases.items():
        environment(LIANTU_LEDGER=url, LIANTU_HOME=str(tmp_path))
        assert run(["versions"]) == 3, url
        shown = capsys.readouterr()
        assert message in shown.err
        assert remedy in shown.err
        for word in (secret, quote(secret), quote(secret, safe=""), postgres.password):
            assert word not in shown.err + shown.out
        assert run(["versions", "--json"]) == 3
        error = json.loads(capsys.readouterr().out)["error"]
        assert error["code"] == "unavailable"
        assert secret not in repr(settings())


@only_postgres
def test_a_user_who_may_not_make_tables_is_told_so(url: str) -> None:
    postgres, name = server(), make_url(url).database
    assert name is not None
    postgres.sql("DROP ROLE IF EXISTS guest")
    postgres.sql("CREATE ROLE guest LOGIN PASSWORD 'guest'")
    with pytest.raises(Unavailable) as caught:
        Ledger(postgres.url(name, username="guest", password="guest"))
    assert caught.value.key == "ledger_rights"


@pytest.mark.postgres
def test_a_database_of_another_encoding_is_refused() -> None:
    database()
    postgres = server()
    postgres.sql(
        "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0"
    )
    with pytest.raises(Unavailable) as caught:
        Ledger(postgres.url("latin"))
    assert caught.value.key == "ledger_encoding"


@pytest.mark.postgres
def test_readers_find_the_ledger_again_after_its_server_was_restarted(
    opened: Callable[[str], Ledger],
) -> None:
    url = database()
    ledger = opened(url)
    add(ledger, "aaaa")
    ledger.switch("aaaa", "load")
    server().stop()
    with pytest.raises(Unavailable) as caught:
        ledger.active()
    assert caught.value.key in ("ledger_refused", "ledger_server")
    server().start()
    active = ledger.active()
    assert active is not None
    assert active.id == "aaaa"


@pytest.mark.parametrize("form", ["postgres://u@h/d", "postgresql://u@h/d"])
def test_a_plain_url_means_the_driver_of_psycopg(form: str) -> None:
    assert connect.parse(form).drivername == "postgresql+psycopg"


def test_the_url_may_lie_in_a_file_of_a_folder_of_secrets(
    tmp_path: Path, environment: Callable[..., None]
) -> None:
    (tmp_path / "liantu_ledger").write_text("postgresql://u:p@h/d\n", encoding="utf-8")
    environment(LIANTU_SECRETS=str(tmp_path))
    named = settings().ledger
    assert named is not None
    assert named.get_secret_value() == "postgresql://u:p@h/d"
