"""Honesty, thresholds, two regions and the settings of the gap finder, on the demo district."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from liantu.home import Home
from liantu.queries.gaps import gap_settings
from liantu.queries.gaps.editing import fields
from tests.web.test_chains import CHAIN, data, read
from tests.web.test_guard import csrf_of

pytestmark = pytest.mark.no_graph

FORM = "/settings/gaps"


def values(home: Home, **changed: str) -> dict[str, str]:
    """Return the form as a browser would send it, with some values changed."""
    used = gap_settings(home.root)
    given = {f"set.{one.path}": one.text for one in fields(used)}
    given |= {f"set.{name.replace('__', '.')}": text for name, text in changed.items()}
    return given | {"seen": used.version, "by": "发展规划科", "note": "试行"}


def test_honesty_says_what_the_data_lacks(client: FlaskClient) -> None:
    page = read(client, f"{CHAIN}/honesty")
    found = data(client, "/api/v1/chains/offshore-wind/honesty")

    codes = [one["code"] for one in found["cannot_answer"]]
    assert codes[:2] == ["few_recorded", "unknown"]
    assert "no_purchases" in codes
    assert all(one["text"] in page for one in found["cannot_answer"])
    assert found["backtest"]["refused"] in page
    assert found["unpriced"] == found["links"] == 66


def test_two_regions_stand_side_by_side_differences_first(client: FlaskClient) -> None:
    found = data(client, "/api/v1/chains/offshore-wind/compare?with=370600")

    differs = ["code" in one["differs"] for one in found["segments"]]
    assert differs == sorted(differs, reverse=True)
    assert len(found["segments"]) == 39
    assert found["second"]["scope"]["region"] == "370600"
    assert client.get("/api/v1/chains/offshore-wind/compare").status_code == 400


def test_settings_are_previewed_saved_and_reset(clerk: FlaskClient, home: Home) -> None:
    token = csrf_of(clerk, FORM)
    shipped = gap_settings(home.root).version
    edited = values(home, extension__input_share="0.7") | {"csrf_token": token}

    asked = edited | {"chain": "offshore-wind", "assume_complete": "1"}
    preview = clerk.post(f"{FORM}/preview", data=asked)
    assert preview.status_code == 200
    assert "1 个环节会变" in preview.text
    assert gap_settings(home.root).version == shipped

    assert clerk.post(FORM, data=edited).status_code == 303
    assert gap_settings(home.root).extension.input_share == 0.7
    again = clerk.post(FORM, data=edited)
    assert again.status_code == 409  # it was edited from settings that are no longer in force
    history = data(clerk, "/api/v1/settings/gaps")["history"]
    assert [(one["by"], one["note"]) for one in history] == [("发展规划科", "试行")]

    assert clerk.post(f"{FORM}/reset", data={"csrf_token": token}).status_code == 303
    assert gap_settings(home.root).version == shipped
    assert len(data(clerk, "/api/v1/settings/gaps")["history"]) == 2


def test_a_setting_out_of_its_range_changes_nothing(clerk: FlaskClient, home: Home) -> None:
    token = csrf_of(clerk, FORM)
    for path, text in (("doubt__coverage", "1.5"), ("score__lists__recruit__need", "0.9")):
        refused = clerk.post(FORM, data=values(home, **{path: text}) | {"csrf_token": token})
        assert refused.status_code == 400
    assert not (home.root / "gaps.yml").exists()


def test_settings_are_read_only_until_unlocked(client: FlaskClient) -> None:
    assert "现在只能看" in read(client, FORM)
    assert client.post(FORM, data={}).status_code == 403
