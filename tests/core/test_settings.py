"""Settings: each with a meaning and an environment variable, read once."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from liantu.settings import Settings, settings


def test_every_setting_says_what_it_means() -> None:
    for name, spec in Settings.model_fields.items():
        assert spec.description, name
        assert spec.description.endswith("."), name


def test_a_setting_comes_from_its_environment_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANTU_KEEP_VERSIONS", "7")
    settings.cache_clear()
    assert settings().keep_versions == 7
    monkeypatch.setenv("LIANTU_KEEP_VERSIONS", "8")
    assert settings().keep_versions == 7
    settings.cache_clear()


def test_a_setting_out_of_range_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANTU_KEEP_VERSIONS", "1")
    with pytest.raises(ValidationError):
        Settings()


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANTU_LANG", "")
    assert Settings().lang == "zh"
