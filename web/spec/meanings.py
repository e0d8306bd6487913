"""What the parameters of an endpoint mean, from ``locale/parameters.yml``."""

from __future__ import annotations

from liantu.locale import LANGUAGES, catalogue, text


def meaning(endpoint: str, name: str, lang: str) -> str:
    """Return what a parameter means, in words of the endpoint's own where it has them."""
    own = f"parameter.{endpoint}.{name}"
    return text(own if own in catalogue() else f"parameter.{name}", lang)


def meanings(endpoint: str, name: str) -> str:
    """Return what a parameter means in every language, Chinese first."""
    return " / ".join(meaning(endpoint, name, lang) for lang in LANGUAGES)
