"""What a load says of the review queue when it is done."""

from __future__ import annotations

import typer

from liantu.home import Home
from liantu.ingest.look import look_after
from liantu.ledger.questions import OPEN, TOPICS, questions
from liantu.locale import text


def tell_look(home: Home, *, quiet: bool) -> None:
    """Look for questions after a load; say how many are open, or how to look for them."""
    found = look_after(home)
    if quiet:
        return
    if found is None:
        typer.echo(text("review.look_yourself"), err=True)
        return
    count = questions(home.ledger, TOPICS, (OPEN,), 0, 1).counts[OPEN]
    if count:
        typer.echo(text("review.open", count=count, new=found.new), err=True)
