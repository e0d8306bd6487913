"""Migrations of the ledger by Alembic, run when a ledger of an older form is opened."""

from __future__ import annotations

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine

from liantu.ledger.locks import migrate_alone

__all__ = ["CommandError", "config", "upgrade"]


def config() -> Config:
    """Return Alembic's configuration for the scripts of this package."""
    found = Config()
    found.set_main_option("script_location", str(files(__name__)))
    return found


def upgrade(engine: Engine) -> None:
    """Bring a ledger to the newest form, in one transaction and one process at a time."""
    with engine.begin() as connection:
        migrate_alone(connection)
        setup = config()
        setup.attributes["connection"] = connection
        command.upgrade(setup, "head")
