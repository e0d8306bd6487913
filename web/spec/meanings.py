"""What an endpoint answers and its parameters mean, of ``endpoints.yml`` and ``parameters.yml``."""

from __future__ import annotations

from liantu.locale import LANGUAGES, catalogue, text


def about(operation: str, lang: str) -> str:
    """Return what an operation of the API answers, in a line."""
    return text(f"endpoint.{operation}", lang)


def meaning(endpoint: str, name: str, lang: str) -> str:
    """Return what a parameter means, in words of the endpoint's own where it has them."""
    own = f"parameter.{endpoint}.{name}"
    return text(own if own in catalogue() else f"parameter.{name}", lang)


def meanings(endpoint: str, name: str) -> str:
    """Return what a parameter means in every language, Chinese first."""
    return " / ".join(meaning(endpoint, name, lang) for lang in LANGUAGES)
