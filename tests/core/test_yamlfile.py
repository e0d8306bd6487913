"""YAML as offices write it, or their programs."""

from __future__ import annotations

import pytest

from liantu.yamlfile import YamlError, read_yaml


def test_characters_escaped_in_halves_are_joined() -> None:
    assert read_yaml(r'name: "\ud83c\udfed\u516c\u53f8"', "x.yaml") == {"name": "🏭公司"}


def test_half_a_character_is_refused_with_its_place() -> None:
    with pytest.raises(YamlError) as refused:
        read_yaml('a: 1\nname: "\\ud83c公司"', "x.yaml")
    assert (refused.value.line, refused.value.column) == (2, 7)
