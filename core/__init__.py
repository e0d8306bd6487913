"""Liantu 链图: industry chain maps whose gaps explain themselves."""

__version__ = "0.1.0"
