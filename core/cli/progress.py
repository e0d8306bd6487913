"""How far a load is, as a bar on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from liantu.ingest.progress import Progress, share, silent
from liantu.locale import text


@contextmanager
def shown(*, quiet: bool) -> Iterator[Progress]:
    """Show a bar on standard error while a load runs; nothing where that is no terminal."""
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    from rich import progress as rich
    from rich.console import Console

    columns = (
        rich.SpinnerColumn(),
        rich.BarColumn(bar_width=30),
        rich.TaskProgressColumn(),
        rich.TimeElapsedColumn(),
        rich.TextColumn("{task.description}", markup=False),
    )
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(text("job.stage.start"), total=1.0)

        def tell(stage: str, done: int = 0, total: int = 0, /) -> None:
            counted = f" {text('job.counted', done=f'{done:,}', total=f'{total:,}')}"
            label = text(f"job.stage.{stage}") + (counted if total else "")
            bar.update(task, completed=share(stage, done, total), description=label)

        yield tell
