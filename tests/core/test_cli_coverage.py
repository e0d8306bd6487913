"""``liantu coverage``: the report, and the exceptions list that the ledger keeps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from liantu.cli import run
from liantu.settings import settings
from tests.factories import copy_of_demo, use

Capture = pytest.CaptureFixture[str]


def said(capsys: Capture, *arguments: str, code: int = 0) -> Any:
    assert run(["coverage", *arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_a_finding_is_excepted_and_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    home = copy_of_demo(tmp_path)
    home.ledger.close()
    use(home.root, monkeypatch)
    first = said(capsys, "--chain", "offshore-wind")["open"][0]
    assert first["rule"] == "PB10_NOT_UNDER_CHAIN"
    unit = first["unit"]["id"]
    added = said(
        capsys, "exceptions", "add", unit, "pb10", "--reason", "项目公司", "--by", "两新办"
    )
    after = said(capsys)
    assert [one["exception"]["reason"] for one in after["excepted"]] == ["项目公司"]
    assert unit not in {one["unit"]["id"] for one in after["open"]}
    said(capsys, "exceptions", "add", unit, "PB99", "--reason", "x", code=2)
    said(capsys, "exceptions", "add", "ent:none", "PB1", "--reason", "x", code=2)
    said(capsys, "exceptions", "remove", str(added["id"]))
    said(capsys, "exceptions", "remove", str(added["id"]), code=2)
    assert said(capsys, "exceptions", "list") == []
    (kept,) = said(capsys, "exceptions", "list", "--all")
    assert kept["removed_at"] and kept["reason"] == "项目公司"
    assert run(["coverage", "--as-of", "2026-11-22"]) == 0
    assert "组织覆盖 3/9（33.3%）" in capsys.readouterr().out
    settings.cache_clear()
