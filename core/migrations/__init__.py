"""Migrations of the ledger by Alembic, run when a ledger of an older form is opened."""

from __future__ import annotations

from importlib.resources import files

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text


def config() -> Config:
    """Return Alembic's configuration for the scripts of this package."""
    found = Config()
    found.set_main_option("script_location", str(files(__name__)))
    return found


def upgrade(engine: Engine) -> None:
    """Bring a ledger to the newest form, in one transaction."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # one process migrates, the others wait
            connection.execute(text("SELECT pg_advisory_xact_lock(7596)"))
        setup = config()
        setup.attributes["connection"] = connection
        command.upgrade(setup, "head")
