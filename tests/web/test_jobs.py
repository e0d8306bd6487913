"""Jobs in the page: listed, followed, cancelled and started again behind the token."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from liantu.home import Home
from liantu.ingest import schedule
from liantu.ingest.jobs import this_worker
from liantu.ledger import JobRow, now
from liantu.ledger.jobs import QUEUED, RUNNING, job, move, put
from tests.conftest import serving
from tests.web.test_guard import csrf_of, unlock

pytestmark = pytest.mark.no_graph


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A data folder before its first load: its jobs can be seen all the same."""
    found = Home(tmp_path / "home")
    yield found
    found.ledger.close()


@pytest.fixture
def own(home: Home) -> Iterator[Flask]:
    yield from serving(home)


def queue(home: Home, name: str = "企业名录.csv") -> int:
    arguments = {"paths": [f"/in/{name}"]}
    row = JobRow(kind="load", arguments=arguments, retries=0, timeout=0, made_at=now())
    return put(home.ledger, row, 100)


def run(home: Home, number: int, **values: object) -> None:
    """Let this process stand for the worker of a job."""
    me = this_worker()
    who = {"host": me.host, "pid": me.pid, "born": me.born, "started_at": now()}
    assert move(home.ledger, number, (QUEUED,), RUNNING, **who, **values)


def test_a_running_job_says_how_far_it_is(own: Flask, home: Home) -> None:
    run(home, queue(home), stage="facts", done=50, total=100)
    client = own.test_client()
    page = client.get("/data/jobs/1").text
    assert '<progress max="1" value="0.195"' in page
    assert "逐行检查" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    found = client.get("/api/v1/jobs/1").get_json()
    assert found["state_label"] == "进行中"
    assert found["progress"] == {
        "stage": "facts", "stage_label": "逐行检查，写成事实", "done": 50, "total": 100,
        "share": 0.195, "message": "",
    }  # fmt: skip
    assert "Checking rows" in client.get("/data/jobs/1?lang=en").text
    assert client.get("/data/jobs/9").status_code == 404
    assert client.get("/api/v1/jobs?state=nope").status_code == 400


def test_a_job_whose_worker_is_gone_is_shown_as_interrupted(own: Flask, home: Home) -> None:
    run(home, queue(home))
    assert move(home.ledger, 1, (RUNNING,), RUNNING, born=1.0)
    assert "没有留下一半的数据" in own.test_client().get("/data/jobs/1").text
    assert job(home.ledger, 1).state == "interrupted"


def test_names_of_files_and_schedules_are_text(own: Flask, home: Home, tmp_path: Path) -> None:
    evil = "<script>alert(1)<b>.csv"
    queue(home, evil)
    report = {"error": {"code": "x", "message": evil, "where": evil, "remedy": evil}}
    assert move(home.ledger, 1, (QUEUED,), "failed", report=report)
    schedule.add(home, "每晚", tmp_path / evil, cron="30 1 * * *")
    client = own.test_client()
    for page in (client.get("/data/jobs").text, client.get("/data/jobs/1").text):
        assert "&lt;script&gt;alert(1)&lt;b&gt;.csv" in page
        assert "<script>alert" not in page
    assert "30 1 * * *" in client.get("/data/jobs").text
    assert client.get("/api/v1/jobs").get_json()["schedules"][0]["name"] == "每晚"


def test_only_who_opened_the_forms_cancels(own: Flask, home: Home) -> None:
    queue(home)
    stranger, clerk = own.test_client(), own.test_client()
    assert stranger.post("/data/jobs/1/cancel").status_code == 403
    unlock(clerk)
    assert post(clerk, "/data/jobs/1/cancel") == 303
    assert job(home.ledger, 1).state == "cancelled"
    assert "没有接收任何数据" in clerk.get("/data/jobs/1").text
    assert post(clerk, "/data/jobs/1/cancel") == 400


def post(client: FlaskClient, address: str) -> int:
    form = {"csrf_token": csrf_of(client, "/data/jobs/1")}
    return client.post(address, data=form).status_code
