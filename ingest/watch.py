"""Watch a folder: files that have stopped changing become a job.

By looking, not by events: a network share sends none for what another machine writes,
and no event says that a copy is complete.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from liantu.home import Home
from liantu.ingest import jobs
from liantu.ingest.inbox import Stamp, arrived
from liantu.ingest.work import checked
from liantu.ledger.jobs import LIVE
from liantu.ledger.jobs import jobs as listed

QUIET = 10.0  # seconds for which nothing may have changed
EVERY = 5.0  # seconds between two looks
REMEMBERED = 200  # jobs among which a file is looked for that was tried before


class Watch:
    """One watched folder as it was at the last look; raises UsageError for a wrong option."""

    def __init__(
        self,
        home: Home,
        folder: Path,
        *,
        quiet: float = QUIET,
        options: Mapping[str, Any] | None = None,
        **how: Any,
    ) -> None:
        self.home, self.folder, self.quiet = home, folder.resolve(), quiet
        self.options, self.how = dict(options or {}), how
        checked("load", {"paths": [str(folder)], **self.options})
        self._files: dict[str, Stamp] = {}
        self._since = time.monotonic()

    @property
    def idle(self) -> bool:
        """Whether nothing has changed for long enough, so that nothing more is to come."""
        return time.monotonic() - self._since >= self.quiet

    def look(self) -> int | None:
        """Look once; start a job for files that have stopped changing and return its number.

        All that arrived together is loaded together, so nothing starts while one file
        still grows. A file of a job that was cancelled or failed is left until it
        changes or that job is retried. Raises Unavailable where the folder cannot be read.
        """
        files = arrived(self.folder)
        if files != self._files:
            self._files, self._since = files, time.monotonic()
            if self.quiet > 0:
                return None
        if not files or time.monotonic() - self._since < self.quiet:
            return None
        past = [
            row
            for row in listed(self.home.ledger, limit=REMEMBERED, kind="watch")
            if row.arguments["folder"] == str(self.folder)
        ]
        if any(row.state in LIVE for row in past):
            return None
        tried = [row.arguments["files"] for row in past if "sorted" not in row.report]
        fresh = {
            name: stamp
            for name, stamp in files.items()
            if not any(one.get(name) == stamp for one in tried)
        }
        if not fresh:
            return None
        arguments = {"folder": str(self.folder), "files": fresh, **self.options}
        return jobs.start(self.home, "watch", arguments, **self.how)
