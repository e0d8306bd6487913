"""``liantu job``, ``liantu schedule`` and ``liantu watch``."""

from __future__ import annotations

from pathlib import Path

from liantu.home import Home
from liantu.ledger import JobRow, now
from liantu.ledger.jobs import put
from tests.core.conftest import Liantu
from tests.factories import firm, register


def test_a_job_is_run_listed_and_shown(home: Home, tmp_path: Path, liantu: Liantu) -> None:
    files = {"paths": [str(register(tmp_path, firm("甲有限公司"), firm("")))]}
    row = JobRow(kind="preview", arguments=files, retries=0, timeout=0, made_at=now())
    put(home.ledger, row, 10)
    queued = liantu(home.root, "job", "show", "1")
    assert "排队" in queued.out
    done = liantu(home.root, "job", "run", "1", "--json")
    assert (done.code, done.json["state"], done.json["progress"]["share"]) == (0, "done", 1.0)
    assert done.json["report"]["rows"]["set_aside"] == 1
    listed = liantu(home.root, "job", "list")
    assert "已完成" in listed.out
    assert "企业名录.csv" in listed.out
    assert liantu(home.root, "job", "list", "--state", "failed", "--json").json == []
    assert "搁置 1" in liantu(home.root, "job", "show", "1").out
    for wrong in (
        ["job", "run", "1"], ["job", "cancel", "1"], ["job", "show", "7"],
        ["job", "list", "--state", "no"], ["job", "start", "no", "a"],
        ["job", "start", "load", "a", "-o", "no"], ["job", "start", "load", "a", "-o", "no=1"],
        ["job", "start", "load", "a", "--observed-on", "no"],
    ):  # fmt: skip
        refused = liantu(home.root, *wrong, "--json")
        assert (refused.code, bool(refused.json["error"]["remedy"])) == (2, True)


def test_schedules_are_made_paused_and_removed(home: Home, tmp_path: Path, liantu: Liantu) -> None:
    box = tmp_path / "box"
    box.mkdir()
    made = liantu(
        home.root, "schedule", "add", "每晚", str(box / "*.csv"), "--cron", "30 1 * * 1-5"
    )
    assert made.code == 0
    watched = liantu(home.root, "schedule", "add", "收件", str(box), "--watch", "--json")
    assert watched.json["when"] == "文件一到"
    again = liantu(home.root, "schedule", "add", "每晚", str(box), "--every", "60")
    assert again.code == 2
    assert "已有定时" in again.err
    paused = liantu(home.root, "schedule", "pause", "每晚", "--json").json
    assert (paused["active"], paused["next_at"]) == (False, None)
    assert liantu(home.root, "schedule", "pause", "每晚", "--off", "--json").json["next_at"]
    assert liantu(home.root, "schedule", "run", "收件", "--json").json == {"job": None}
    assert "30 1 * * 1-5" in liantu(home.root, "schedule", "list").out
    liantu(home.root, "schedule", "remove", "每晚")
    names = [one["name"] for one in liantu(home.root, "schedule", "list", "--json").json]
    assert names == ["收件"]
    assert liantu(home.root, "schedule", "run", "每晚").code == 2


def test_an_empty_folder_is_watched_until_nothing_comes(
    home: Home, tmp_path: Path, liantu: Liantu
) -> None:
    (tmp_path / ".copying.csv").write_bytes(b"a")
    assert liantu(home.root, "watch", str(tmp_path), "--quiet", "0.2", "--once").code == 0
    assert liantu(home.root, "job", "list", "--json").json == []
    assert liantu(home.root, "watch", str(tmp_path / "none")).code == 2
