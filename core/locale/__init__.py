"""The one catalogue of texts: Chinese first, English second.

``*.yml`` files in this folder hold ``key: {zh: …, en: …}``; a key stands in one
file only. Values are put in with ``str.format`` as plain text: escaping is the
business of whoever shows the text.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

LANGUAGES = ("zh", "en")
language: ContextVar[str] = ContextVar("language", default="zh")


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return every text by key; raises ValueError where a key stands twice."""
    found: dict[str, dict[str, str]] = {}
    parser = YAML(typ="safe", pure=True)
    for entry in sorted(files(__name__).iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".yml"):
            continue
        for key, texts in parser.load(entry.read_text(encoding="utf-8")).items():
            if key in found or set(texts) != set(LANGUAGES):
                raise ValueError(f"{entry.name}: {key} stands twice or lacks a language")
            found[str(key)] = {lang: str(texts[lang]) for lang in LANGUAGES}
    return found


def text(key: str, lang: str | None = None, /, **values: Any) -> str:
    """Return the text of ``key`` with ``values`` put in; raises KeyError if unknown."""
    found = catalogue()[key][lang or language.get()]
    # a text without values may still name braces, which are doubled as everywhere
    return found.format(**values) if values else found.replace("{{", "{").replace("}}", "}")
