"""The commands that scripts rely on: shapes, exit codes, and who says what on which stream."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from liantu.home import Home
from tests.core.conftest import Liantu
from tests.factories import demo_file, demo_folder, firm, register

CHAIN = ("--chain", "offshore-wind")


def test_load_has_the_shape_that_scripts_rely_on(home: Home, liantu: Liantu) -> None:
    said = liantu(home.root, "load", str(demo_folder()), "--json")
    assert (said.code, said.err) == (0, "")
    found = said.json
    assert list(found) == [
        "data_version",
        "previous_version",
        "dry_run",
        "nodes",
        "links",
        "rows",
        "files",
        "held",
        "set_aside",
        "warnings",
    ]
    assert list(found["nodes"]) == list(found["links"]) == ["new", "changed", "ended"]
    assert list(found["rows"]) == ["read", "accepted", "waiting", "set_aside"]
    assert list(found["files"][0]) == ["path", "source", "batch", "encoding"]
    note = ["file", "sheet", "row", "column", "code", "message", "remedy"]
    assert list(found["set_aside"][0]) == list(found["warnings"][0]) == note
    assert re.fullmatch(r"[0-9a-f]{16}", found["data_version"])


def test_load_says_the_same_in_words_on_two_streams(home: Home, liantu: Liantu) -> None:
    said = liantu(home.root, "load", str(demo_folder()))
    assert said.code == 0
    assert "节点：新增 0，变更 0，终止 0" in said.out
    assert "行：读 194，收 193（其中等待 1），搁置 1" in said.out
    assert "搁置 党建联盟与党组织.xlsx [党组织] 第 5 行 类型：「党员先锋队」" in said.err
    assert "注意 供需与邻近关系.csv 第 12 行 终点：没有叫「示例未登记企业」" in said.err


def test_a_refused_file_ends_load_with_1(home: Home, liantu: Liantu, tmp_path: Path) -> None:
    (tmp_path / "空.csv").write_text("")
    said = liantu(home.root, "load", str(tmp_path / "空.csv"), str(demo_file("sources.csv")))
    assert said.code == 1
    assert "未收 空.csv：文件是空的。重新导出该文件。" in said.err
    alone = liantu(home.root, "load", str(tmp_path / "空.csv"), "--json")
    assert alone.code == 1
    assert alone.json["error"]["message"] == "文件是空的"
    assert alone.json["files"][0]["error"] == alone.json["error"]


def test_rows_set_aside_end_load_with_0_unless_nothing_is_left(
    home: Home, liantu: Liantu, tmp_path: Path
) -> None:
    path = register(tmp_path, firm(""), firm("甲公司"))
    assert liantu(home.root, "load", str(path), "--dry-run").code == 0
    path = register(tmp_path, firm(""))
    assert liantu(home.root, "load", str(path), "--dry-run").code == 1


def test_a_preview_says_that_it_is_one(home: Home, liantu: Liantu, tmp_path: Path) -> None:
    path = register(tmp_path, firm("甲公司"))
    said = liantu(home.root, "load", str(path), "--dry-run")
    assert "只是预览" in said.out
    assert liantu(home.root, "load", str(path), "--dry-run", "--json").json["dry_run"] is True
    assert len(liantu(home.root, "versions", "--json").json) == 1


@pytest.mark.parametrize("date", ["2026-13-01", "昨天", "2026/1/1"])
def test_a_date_that_is_none_is_wrong_use(home: Home, liantu: Liantu, date: str) -> None:
    said = liantu(home.root, "load", str(demo_folder()), "--observed-on", date, "--json")
    assert said.code == 2
    assert said.json["error"]["message"] == f"「{date}」不是日期"


def test_gaps_has_the_shape_that_scripts_rely_on(home: Home, liantu: Liantu) -> None:
    said = liantu(home.root, "gaps", *CHAIN, "--json")
    assert (said.code, said.err) == (0, "")
    found = said.json
    assert list(found) == [
        "data_version",
        "formula_version",
        "settings_version",
        "scope",
        "coverage",
        "measure",
        "findings",
        "rankings",
    ]
    assert found["scope"] == {
        "chain": "offshore-wind",
        "region": "370614",
        "region_name": "山东省烟台市蓬莱区",
        "as_of": None,
        "assume_complete": False,
    }
    coverage = {
        key: found["coverage"][key] for key in ("recorded", "declared", "qualifier", "source")
    }
    assert coverage == {
        "recorded": 9,
        "declared": 70,
        "qualifier": "不少于",
        "source": "report-penglai",
    }
    assert found["coverage"]["ratio"] == pytest.approx(9 / 70)
    assert len(found["findings"]) == 39
    finding = found["findings"][22]
    wanted = [
        "segment",
        "kind",
        "also",
        "would_be",
        "doubtful",
        "makers",
        "because",
        "unless",
        "targets",
    ]
    assert [key for key in finding if key in wanted] == wanted  # what is added may stand between
    assert list(finding["segment"]) == ["id", "name", "position"]
    assert list(finding["makers"]) == ["count", "ids"]
    assert list(finding["because"]) == ["nodes", "links", "text"]
    assert {"id", "name", "region", "citation", "evidence"} <= set(finding["targets"][0])


def test_gaps_of_the_same_version_are_the_same_bytes(home: Home, liantu: Liantu) -> None:
    first = liantu(home.root, "gaps", *CHAIN, "--assume-complete", "--json").out
    assert liantu(home.root, "gaps", *CHAIN, "--assume-complete", "--json").out == first
    assert json.loads(first)["scope"]["assume_complete"] is True


def test_gaps_in_words_count_the_kinds(home: Home, liantu: Liantu) -> None:
    said = liantu(home.root, "gaps", *CHAIN)
    assert all(part in said.out for part in ("待查 29", "弱链 8", "已有 2"))
    assert "登记 9 家 / 公布 不少于70 家（至多 12.9%）" in said.out
    complete = liantu(home.root, "gaps", *CHAIN, "--assume-complete", "--list", "recruit").out
    assert "按“登记齐全”假设" in complete
    ranked = [line for line in complete.splitlines() if "补链 " in line]
    assert "补链 1 " in ranked[0]
    assert len(ranked) == 18
    assert liantu(home.root, "gaps", *CHAIN, "--list", "nothing").code == 2


def test_what_the_data_lacks_and_settings_are_told(home: Home, liantu: Liantu) -> None:
    said = liantu(home.root, "honesty", *CHAIN)
    assert "只登记了 9 家（至多 12.9%）" in said.out
    assert "可行性分数（F）没有回测" in said.out
    change = ("settings", "gaps", "--set", "extension.input_share=0.7")
    preview = liantu(
        home.root, *change, "--preview", "offshore-wind", "--assume-complete", "--json"
    )
    assert [one["differs"][0] for one in preview.json["changes"]] == ["code"]
    assert liantu(home.root, *change, "--by", "发展规划科").code == 0
    listed = liantu(home.root, "settings", "gaps", "--json").json
    assert listed["history"][0]["by"] == "发展规划科"
    assert listed["version"] == listed["history"][0]["version"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["gaps", "--chain", "没有"], "not_found"),
        (["gaps", *CHAIN, "--region", "999999"], "not_found"),
        (["query", "no_such"], "not_found"),
        (["query", "chain"], "usage"),
        (["query", "chain", "-p", "chain"], "usage"),
        (["query", "chain", "-p", "chain=x", "-p", "y=1"], "usage"),
        (["query", "links_in", "-p", "ids=a", "-p", "limit=many"], "usage"),
        (["rollback", "ffff"], "not_found"),
        (["rollback", "%"], "not_found"),
        (["gaps"], "usage"),
        (["load"], "usage"),
        (["fly"], "usage"),
        (["versions", "--colour"], "usage"),
        (["serve", "--port", "99999"], "usage"),
    ],
)
def test_wrong_use_and_unknown_names_end_with_2(
    home: Home, liantu: Liantu, arguments: list[str], code: str
) -> None:
    said = liantu(home.root, *arguments, "--json") if "serve" not in arguments else None
    if said is None:
        said = liantu(home.root, *arguments)
        assert said.out == ""
    else:
        assert list(said.json) == ["error"]
        assert list(said.json["error"]) == ["code", "message", "where", "remedy"]
        assert said.json["error"]["code"] == code
        assert said.json["error"]["remedy"]
    assert said.code == 2


def test_an_unknown_name_is_told_with_what_is_known(home: Home, liantu: Liantu) -> None:
    said = liantu(home.root, "gaps", "--chain", "wind")
    assert "没有这条产业链；已有：offshore-wind" in said.err
    said = liantu(home.root, "query", "chain_maker")
    assert "chain_makers" in said.err


def test_query_lists_names_parameters_and_columns(home: Home, liantu: Liantu) -> None:
    listed = liantu(home.root, "query", "--json").json
    assert all(list(one) == ["name", "doc", "doc_zh", "params", "columns"] for one in listed)
    assert [one["name"] for one in listed] == sorted(one["name"] for one in listed)
    assert "chain_makers" in liantu(home.root, "query").out


def test_query_has_the_shape_that_scripts_rely_on(home: Home, liantu: Liantu) -> None:
    said = liantu(home.root, "query", "makers", "-p", "segment=seg:offshore-wind/tower", "--json")
    assert said.code == 0
    found = said.json
    assert list(found) == ["name", "params", "data_version", "columns", "rows"]
    assert found["params"] == {"segment": "seg:offshore-wind/tower"}
    assert found["columns"] == ["id", "name", "short_name", "region", "stage"]
    assert {row[1] for row in found["rows"]} == {"大金重工(蓬莱)", "天顺风能", "泰胜风能"}


def test_versions_come_newest_first_and_rollback_is_a_switch(
    home: Home, liantu: Liantu, tmp_path: Path
) -> None:
    (first,) = liantu(home.root, "versions", "--json").json
    assert list(first) == ["data_version", "switched_at", "active", "batches", "nodes", "links"]
    path = register(tmp_path, firm("甲公司"))
    second = liantu(home.root, "load", str(path), "--json").json["data_version"]
    listed = liantu(home.root, "versions", "--json").json
    assert [(one["data_version"], one["active"]) for one in listed] == [
        (second, True),
        (first["data_version"], False),
    ]
    said = liantu(home.root, "rollback", first["data_version"][:6], "--json")
    assert (said.code, said.json["data_version"]) == (0, first["data_version"])
    listed = liantu(home.root, "versions", "--json").json
    assert [(one["data_version"], one["active"]) for one in listed] == [
        (first["data_version"], True),
        (second, False),
    ]
    assert first["data_version"] in liantu(home.root, "versions").out


def test_a_load_that_finds_another_one_running_ends_with_3(home: Home, liantu: Liantu) -> None:
    with FileLock(home.root / "load.lock"):
        said = liantu(home.root, "load", str(demo_folder()), "--json", LIANTU_LOCK_SECONDS="0.2")
    assert said.code == 3
    assert said.json["error"]["code"] == "locked"
    assert said.json["error"]["message"] == "另一次载入正在进行，等了 0.2 秒仍未结束"
    assert liantu(home.root, "load", str(demo_file("sources.csv")), "--json").code == 0


def test_readers_do_not_wait_for_a_load(home: Home, liantu: Liantu) -> None:
    with FileLock(home.root / "load.lock"):
        assert liantu(home.root, "gaps", *CHAIN, "--json", LIANTU_LOCK_SECONDS="0").code == 0


def test_a_data_folder_that_cannot_be_ends_with_3(liantu: Liantu, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for root in (tmp_path / "file", tmp_path / "file" / "below"):
        said = liantu(root, "versions", "--json")
        assert said.code == 3
        assert said.json["error"]["code"] == "unavailable"


def test_a_damaged_ledger_ends_with_3(liantu: Liantu, tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"no database at all, but long enough to be read")
    said = liantu(tmp_path, "versions", "--json")
    assert said.code == 3
    assert said.json["error"]["message"].startswith("台账无法打开或写入")


def test_a_damaged_snapshot_ends_with_3_and_names_the_way_out(home: Home, liantu: Liantu) -> None:
    active = home.ledger.active()
    assert active is not None
    path = home.snapshot(active.id) / "graph.lbug"
    path.write_bytes(b"no database")
    said = liantu(home.root, "gaps", *CHAIN, "--json")
    assert (said.code, said.json["error"]["code"]) == (3, "store")
    path.unlink()
    said = liantu(home.root, "gaps", *CHAIN)
    assert said.code == 3
    assert "liantu rollback" in said.err
    assert liantu(home.root, "rollback", active.id).code == 0
    assert liantu(home.root, "gaps", *CHAIN).code == 0


def test_an_empty_data_folder_says_what_to_do_first(liantu: Liantu, tmp_path: Path) -> None:
    said = liantu(tmp_path / "new", "gaps", *CHAIN)
    assert said.code == 2
    assert "还没有载入任何数据" in said.err
    assert "liantu load" in said.err
    assert liantu(tmp_path / "new", "versions", "--json").json == []


def test_messages_come_in_english_too(home: Home, liantu: Liantu) -> None:
    said = liantu(home.root, "gaps", "--chain", "wind", LIANTU_LANG="en")
    assert said.err.startswith("wind：There is no such chain; known: offshore-wind")


def test_an_office_may_call_its_records_complete(home: Home, liantu: Liantu) -> None:
    own = 'assume_complete: [{chain: offshore-wind, region: "370614"}]\n'
    (home.root / "gaps.yml").write_text(own)
    found = liantu(home.root, "gaps", *CHAIN, "--json").json
    assert found["scope"]["assume_complete"] is True
    assert "UNKNOWN" not in {one["kind"] for one in found["findings"]}
    (home.root / "gaps.yml").write_text("months: none\n")
    said = liantu(home.root, "gaps", *CHAIN, "--json")
    assert (said.code, said.json["error"]["where"]) == (1, "gaps.yml")


def subprocess_environment(home: Path) -> dict[str, str]:
    return {**os.environ, "LIANTU_HOME": str(home), "PYTHONIOENCODING": "utf-8"}


def installed() -> str:
    """The command as it is installed beside this Python."""
    return str(Path(sys.executable).with_name("liantu"))


def test_the_installed_command_speaks_json_only(home: Home) -> None:
    done = subprocess.run(
        [installed(), "gaps", *CHAIN, "--json"],
        env=subprocess_environment(home.root),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(json.loads(done.stdout)["findings"]) == 39


def test_the_installed_command_without_words_shows_its_help(tmp_path: Path) -> None:
    done = subprocess.run(
        [installed()],
        env=subprocess_environment(tmp_path / "home"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    for command in ("load", "gaps", "query", "versions", "rollback", "serve", "demo"):
        assert command in done.stderr


class Server:
    """A running ``liantu serve`` or ``liantu demo``."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [installed(), *arguments, "--port", "0"],
            env=subprocess_environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def address(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def stop(self) -> tuple[int, str, str]:
        """End it as a service manager does; return exit code and what both streams still held."""
        self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


@pytest.fixture
def served(home: Home) -> Iterator[Server]:
    server = Server(home.root, "serve")
    yield server
    if server.process.poll() is None:
        server.stop()


def get(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.read().decode()


def test_serve_prints_its_address_and_nothing_else(served: Server) -> None:
    address = served.address()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
    assert "海工装备" in get(address)
    code, out, err = served.stop()
    assert out == ""
    assert "本机改动口令：" in err
    assert "Traceback" not in err
    assert code in (0, 130)


def test_serve_on_a_port_that_is_taken_ends_with_3(served: Server, home: Home) -> None:
    port = served.address().rstrip("/").rpartition(":")[2]
    done = subprocess.run(
        [installed(), "serve", "--port", port],
        env=subprocess_environment(home.root),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert f"端口 {port} 不能使用" in done.stderr


def test_demo_serves_at_once_what_is_loaded_already(home: Home) -> None:
    server = Server(home.root, "demo")
    assert server.address().startswith("http://127.0.0.1:")
    server.stop()


def test_demo_does_not_mix_with_other_data(home: Home, liantu: Liantu, tmp_path: Path) -> None:
    path = register(tmp_path, firm("甲公司"))
    liantu(home.root, "load", str(path))
    before = liantu(home.root, "versions", "--json").json
    said = liantu(home.root, "demo", "--port", "0")
    assert said.code == 2
    assert "这个数据文件夹里已有别的数据" in said.err
    assert liantu(home.root, "versions", "--json").json == before


def spoken(address: str, *lines: str) -> tuple[str, str]:
    """Send lines to a server as they stand; return the head and the body of its answer."""
    host, _, port = address.removeprefix("http://").rstrip("/").partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as link:
        link.sendall(("\r\n".join([*lines, f"Host: {host}", "Connection: close", "", ""])).encode())
        head, _, body = (
            b"".join(iter(lambda: link.recv(65_536), b"")).decode().partition("\r\n\r\n")
        )
    return head, body


def test_an_address_may_hold_signs_as_they_are_typed(served: Server) -> None:
    head, body = spoken(served.address(), "GET /api/v1/search?q=大金 HTTP/1.1")
    assert "200 OK" in head
    assert json.loads(body)["total"] > 0


def test_what_is_no_request_is_refused_in_the_one_shape(served: Server) -> None:
    address = served.address()
    asked = [
        (["POST /api/v1/changes?lang=en HTTP/1.1", f"Content-Length: {10**15}"], 413),
        (["GET /api/v1/search HTTP/1.1", "Transfer-Encoding: pigeon"], 501),
        (["GET /api/v1/search HTTP/1.1", "no header"], 400),
    ]
    for lines, status in asked:
        head, body = spoken(address, *lines)
        assert f" {status} " in head.partition("\r\n")[0]
        told = json.loads(body)["error"]
        assert set(told) == {"code", "message", "where", "remedy"}
        assert told["message"]
        assert told["remedy"]
    head, body = spoken(address, "GET /search HTTP/1.1", "no header")
    assert "text/plain" in head
    assert "请求读不懂" in body
    assert "200 OK" in spoken(address, "GET /api/v1/search?q=a HTTP/1.1")[0]
