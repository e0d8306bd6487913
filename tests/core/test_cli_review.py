"""``liantu review``: find, list, show, answer, take back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from liantu.cli import run
from liantu.settings import settings
from tests.factories import EXAMPLES, copy_of_review, demo_file, use

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _fresh_settings() -> Any:
    yield
    settings.cache_clear()


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings point to a data folder with open questions."""
    home = copy_of_review(tmp_path)
    home.ledger.close()
    use(home.root, monkeypatch)


def said(capsys: Capture, *arguments: str, code: int = 0) -> Any:
    assert run(["review", *arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("asked")
def test_questions_are_listed_shown_and_answered(capsys: Capture) -> None:
    found = said(capsys, "list", "--topic", "duplicate")
    assert found["counts"]["open"] == 5
    first = found["questions"][0]
    assert (first["score"], first["marked"], first["state"]) == (0.97, True, "open")
    assert first["reasons"][1] == {"code": "script", "text": "一边是繁体", "values": {}}
    done = said(capsys, "same", first["id"][:8], "--note", "同一家")
    assert done["data_version"] != done["previous_version"]
    shown = said(capsys, "show", first["id"])
    assert [(one["state"], one["note"]) for one in shown["verdicts"]] == [("same", "同一家")]
    undone = said(capsys, "undo", first["id"])
    assert undone["data_version"] == done["previous_version"]
    assert said(capsys, "later", first["id"])["questions"][0]["state_label"] == "以后再定"
    assert said(capsys, "different", first["id"])["questions"][0]["state"] == "different"
    applied = said(capsys, "apply")
    assert applied["data_version"] == applied["previous_version"]


@pytest.mark.usefixtures("asked")
def test_the_same_in_words(capsys: Capture) -> None:
    assert run(["review", "list"]) == 0
    told = capsys.readouterr()
    assert "煙臺魯恆海洋裝備有限公司" in told.out
    assert "0.97*" in told.out
    assert told.err.startswith("待定 13")
    assert run(["review", "find"]) == 0
    assert "新问题 0 个" in capsys.readouterr().out


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    "arguments",
    [["same", "ffffffff"], ["list", "--state", "nope"], ["list", "--topic", "nope"], ["show", "a"]],
)
def test_wrong_use_is_told(capsys: Capture, arguments: list[str]) -> None:
    found = said(capsys, *arguments, code=2)
    assert found["error"]["remedy"]


def test_a_load_says_how_many_questions_are_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    use(tmp_path / "home", monkeypatch)
    files = [str(demo_file("海工装备产业链.yaml")), str(EXAMPLES / "2026-10")]
    assert run(["load", *files]) == 0
    assert "审核队列里有 13 个待定问题（新 13 个）" in capsys.readouterr().err
