"""Files that nobody should send: a clear word, bounded memory, and what was loaded stays."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liantu.errors import InputError
from liantu.home import Home
from liantu.ingest.load import load
from liantu.ingest.readers import SUFFIXES, read_file
from liantu.ledger import now
from tests.factories import copy_of_demo, demo_file

HEADER = "企业名称,所属产业,所在地\n"
REGISTER = demo_file("企业名录.csv").read_bytes()
MIB = 2**20


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A loaded data folder that no bad file may change."""
    return copy_of_demo(tmp_path_factory.mktemp("fuzz"))


def workbook(sheet: Callable[[bytes], bytes] = lambda raw: raw) -> bytes:
    """A workbook of one firm, its sheet's XML changed."""
    plain, made = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(HEADER.strip().split(","))
    book.active.append(["甲公司", "新材料", "烟台市"])
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            raw = old.read(name)
            new.writestr(name, sheet(raw) if name.endswith("sheet1.xml") else raw)
    return made.getvalue()


def entities(raw: bytes) -> bytes:
    """Ten entities, each ten times the one before, and one that names a file."""
    said = '<!DOCTYPE w [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY a0 "aaaaaaaaaa">'
    said += "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
    named = raw.replace("甲公司".encode(), b"&f;&a9;")
    return named.replace(b"<worksheet", said.encode() + b"<worksheet")


CORPUS: dict[str, tuple[str, bytes, str]] = {
    "random bytes as a workbook": ("a.xlsx", bytes(range(256)) * 20, "内容却不是工作簿"),
    "a CSV as a workbook": ("a.xlsx", REGISTER, "内容却不是工作簿"),
    "a workbook with a password": (
        "a.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096), "打开密码",
    ),
    "a workbook as a CSV": ("a.csv", workbook(), "这不是文本文件"),
    "a truncated workbook": ("a.xlsx", workbook()[:3000], "工作簿打不开"),
    "a zip of something else": ("a.xlsx", b"PK\5\6" + bytes(18), "工作簿打不开"),
    "a NUL in a name": ("a.csv", (HEADER + "甲\0公司,新材料,烟台市\n").encode(), "这不是文本文件"),
    "two encodings in one file": (
        "a.csv", HEADER.encode() + "乙公司,化工,烟台市\n".encode("gb18030"), "编码既不是",
    ),
    "a million columns": ("a.csv", ",".join(f"c{n}" for n in range(10**6)).encode(), "1000000 列"),
    "a row of a million cells": ("a.csv", (HEADER + "," * 10**6).encode(), "1000001 列"),
    "a line of 100 MiB": ("a.csv", HEADER.encode() + b"a" * (100 * MIB), "超过 1000000 字"),
    "a quote over 40 MiB": (
        "a.csv", HEADER.encode() + b'"a\n' + b"a\n" * (20 * MIB), "字，不像表格",
    ),
    "JSON as deep as it is long": ("a.json", b"[" * 10**5, "JSON"),
}  # fmt: skip


@pytest.mark.parametrize("name", CORPUS)
def test_what_is_no_table_is_refused_by_name(loaded: Home, tmp_path: Path, name: str) -> None:
    file, raw, said = CORPUS[name]
    path = tmp_path / file
    path.write_bytes(raw)
    before = loaded.ledger.active()
    report = load(loaded, [path])
    (refused,) = report.refused
    assert said in refused[1].message
    assert refused[1].remedy
    assert len(refused[1].message) < 2000
    after = loaded.ledger.active()
    assert before and after and before.id == after.id


def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(entities))
    try:
        cells = [
            cell for sheet in read_file(path).sheets for _, row in sheet.after(0) for cell in row
        ]
    except InputError:
        return
    assert not any("root:" in cell or len(cell) > 1000 for cell in cells)


def test_a_formula_counts_by_its_last_value_and_a_link_outside_is_not_followed(
    tmp_path: Path,
) -> None:
    def formula(raw: bytes) -> bytes:
        linked = b"><f>[1]Sheet1!A1</f><v>12</v></c>"
        return raw.replace(' t="inlineStr"><is><t>甲公司</t></is></c>'.encode(), linked)

    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(formula))
    (row,) = [row for _, row in read_file(path).sheets[0].after(1)]
    assert row[0] == "12"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(sorted(SUFFIXES)),
    st.one_of(
        st.binary(max_size=400),
        st.tuples(st.integers(0, len(REGISTER)), st.binary(max_size=20)).map(
            lambda cut: REGISTER[: cut[0]] + cut[1] + REGISTER[cut[0] :]
        ),
        st.integers(0, 6000).map(lambda cut: workbook()[:cut]),
    ),
)
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, raw: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / f"a{suffix}"
    path.write_bytes(raw)
    try:
        found = read_file(path)
        for sheet in found.sheets:
            list(sheet.after(0))
    except InputError as error:
        assert error.message
        assert error.remedy


BOUND = """
import re, sys
from pathlib import Path
from liantu.errors import InputError
from liantu.ingest.readers import read_file
# of this process alone: what resource tells begins with the size of the one that started it
used = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024
before = used()
try:
    read_file(Path(sys.argv[1]))
except InputError as error:
    print(error.message)
print(used() - before)
"""


def test_a_line_of_a_gigabyte_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(HEADER.encode())
        file.seek(2**30 - 1)  # a hole: no disk is used
        file.write(b"a")
    raw = path.stat().st_size
    assert raw == 2**30
    done = subprocess.run([sys.executable, "-c", BOUND, str(path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    message, used = done.stdout.splitlines()
    assert "NUL" in message or "超过" in message
    assert int(used) < 400


def test_a_file_that_grows_while_it_is_read_is_refused(
    loaded: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from liantu.ingest import longfile, readers

    monkeypatch.setattr(readers, "LONG", 1)
    path = tmp_path / "企业名录.csv"
    path.write_bytes(REGISTER)
    plain = longfile.look_over

    def grown(one: Path) -> longfile.Look:
        found = plain(one)
        with path.open("ab") as file:
            file.write("又一家有限公司,新材料,烟台市,,,,,,,\n".encode())
        return found

    monkeypatch.setattr(readers, "look_over", grown)
    monkeypatch.setattr(longfile, "look_over", grown)
    before = loaded.ledger.active()
    report = load(loaded, [path])
    after = loaded.ledger.active()
    assert [error.key for _, error in report.refused] == ["file_changed"]
    assert before and after and before.id == after.id


def test_a_clock_that_goes_back_does_not_bring_an_old_version_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second machine's clock is a day behind: what it loads later still counts later."""
    import datetime as dt

    home = copy_of_demo(tmp_path)
    first = home.ledger.active()
    behind = now() - dt.timedelta(days=1)
    monkeypatch.setattr("liantu.ingest.accept.now", lambda: behind)
    path = tmp_path / "企业名录.csv"
    path.write_bytes(REGISTER + "又一家新材料有限公司,新材料,烟台市,,,,,,,\n".encode())
    load(home, [path])
    active = home.ledger.active()
    assert first and active and active.id != first.id
    assert home.ledger.listed()[0]["data_version"] == active.id
    home.ledger.close()


FULL = """
import json, os, subprocess, sys
root = sys.argv[1]
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", root], check=True)
import shutil
from pathlib import Path
shutil.copytree(sys.argv[2], root + "/home")
from liantu.errors import LiantuError
from liantu.home import Home
from liantu.ingest.load import load
home = Home(Path(root + "/home"))
before = home.ledger.active().id
try:
    report = load(home, [Path(sys.argv[3])])
    said = [error.message for _, error in report.refused]
except LiantuError as error:
    said = [error.message + error.remedy]
home.ledger.close()
home = Home(Path(root + "/home"))
with home.writing():
    pass
left = [one.name for folder in (home.facts, home.snapshots) for one in folder.glob(".*")]
print(json.dumps([before == home.ledger.active().id, said, left], ensure_ascii=False))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_disk_that_fills_leaves_what_was_there(loaded: Home, tmp_path: Path) -> None:
    big = tmp_path / "企业名录.csv"
    header, *rows = REGISTER.decode("utf-8-sig").splitlines()
    kind = rows[0].split(",", 1)[1]
    lines = [f"第{n}号{os.urandom(8).hex()}有限公司,{kind}" for n in range(60_000)]
    big.write_text("\n".join([header, *lines]), "utf-8")
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(
        ["unshare", "-m", sys.executable, "-c", FULL, str(disk), str(loaded.root), str(big)],
        capture_output=True, text=True,
    )  # fmt: skip
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip(f"no small disk can be mounted here: {done.stderr[-200:]}")
    assert done.returncode == 0, done.stderr[-3000:]
    import json

    same, said, left = json.loads(done.stdout.splitlines()[-1])
    assert same
    assert said
    assert left == []


READ_ONLY = """
import subprocess, sys
root = sys.argv[1]
subprocess.run(["mount", "--bind", root, root], check=True)
subprocess.run(["mount", "-o", "remount,ro,bind", root], check=True)
from liantu.cli import main
sys.argv = ["liantu", "load", sys.argv[2]]
main()
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="a mount that is read-only needs root")
def test_a_load_into_a_read_only_folder_says_so(tmp_path: Path) -> None:
    home = copy_of_demo(tmp_path)
    home.ledger.close()
    path = tmp_path / "企业名录.csv"
    path.write_bytes(REGISTER + b"a,b,c\n")
    done = subprocess.run(
        ["unshare", "-m", sys.executable, "-c", READ_ONLY, str(home.root), str(path)],
        capture_output=True, text=True, env={**os.environ, "LIANTU_HOME": str(home.root)},
    )  # fmt: skip
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip(f"nothing can be mounted here: {done.stderr[-200:]}")
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert str(home.root) in done.stderr
    assert Home(home.root).ledger.active()
