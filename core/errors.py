"""Every error that Liantu raises on purpose.

    LiantuError                    500  liantu
    ├── UsageError                 400  usage            a call that makes no sense
    │   ├── NotFound               404  not_found        an unknown id, name or version
    │   ├── NotHeld                409  not_held         a version that is known and not at hand
    │   ├── Outdated               409  outdated         an answer to what is no longer so
    │   └── NotAcceptable          406  not_acceptable   a form that an answer cannot be given in
    ├── NotKnown                   401  not_known        no login, or a token that opens nothing
    ├── NotAllowed                 403  not_allowed      what someone's rights do not hold
    ├── TooMany                    429  too_many         more than may be asked now; when to return
    ├── InputError                 422  bad_input        a file that cannot be taken
    │   ├── YamlError              422  bad_yaml
    │   └── SchemaError            422  bad_schema       a kind that is declared wrongly
    │   └── SourceError            422  bad_source       a source that is declared wrongly
    ├── Incomputable               422  incomputable     a figure that the data at hand cannot give
    └── Unavailable                503  unavailable      store, ledger or lock cannot be had
        ├── Locked                 503  locked
        └── StoreError             503  store            the graph store refuses or cannot be opened

Each keeps its values as attributes, says where and what to do, and is shown as
the same text in the terminal, in JSON and on a page.
"""

from __future__ import annotations

from typing import Any, ClassVar

from liantu.locale import text


class LiantuError(Exception):
    """The root: code, message, where and remedy, with an HTTP status and an exit code."""

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1
    code: str = "liantu"

    def __init__(self, key: str, *, where: str = "", code: str = "", **values: Any) -> None:
        self.key = key
        self.where = where
        self.values = values
        self.code = code or type(self).code
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """What went wrong, in the language in use."""
        return text(f"error.{self.key}", **self.values)

    @property
    def remedy(self) -> str:
        """What to do about it, in the language in use."""
        return text(f"error.{self.key}.remedy", **self.values)

    def as_dict(self) -> dict[str, Any]:
        """The one JSON shape of every error."""
        return {
            "error": {
                "code": self.code,
                "message": self.message,
                "where": self.where,
                "remedy": self.remedy,
            }
        }


class UsageError(LiantuError):
    """A call that makes no sense as it stands."""

    status = 400
    exit_code = 2
    code = "usage"


class NotFound(UsageError):
    """A name, id or version that is not known here."""

    status = 404
    code = "not_found"


class NotHeld(UsageError):
    """A data version that is known, and that no store at hand holds."""

    status = 409
    code = "not_held"


class Outdated(UsageError):
    """An answer to something that has changed since it was shown."""

    status = 409
    code = "outdated"


class NotAcceptable(UsageError):
    """A form that an answer cannot be given in."""

    status = 406
    code = "not_acceptable"


class NotKnown(LiantuError):
    """A request of somebody who has not said, or could not prove, who they are."""

    status = 401
    exit_code = 2
    code = "not_known"


class NotAllowed(LiantuError):
    """What the rights of someone do not hold."""

    status = 403
    exit_code = 2
    code = "not_allowed"


class TooMany(LiantuError):
    """More than may be asked now; ``retry_after`` is the number of seconds to wait."""

    status = 429
    exit_code = 3
    code = "too_many"

    def __init__(self, key: str, *, retry_after: int, where: str = "", **values: Any) -> None:
        self.retry_after = retry_after
        super().__init__(key, where=where, retry_after=retry_after, **values)


class InputError(LiantuError):
    """A file that cannot be taken as it is."""

    status = 422
    code = "bad_input"


class YamlError(InputError):
    """YAML that cannot be read; ``line`` and ``column`` are 1-based."""

    code = "bad_yaml"

    def __init__(self, file: str, line: int, column: int, problem: str) -> None:
        self.file, self.line, self.column = file, line, column
        super().__init__("yaml", where=f"{file}:{line}:{column}", problem=problem)


class SchemaError(InputError):
    """A node or link kind that is declared wrongly."""

    code = "bad_schema"

    def __init__(self, file: str, line: int, problem: str) -> None:
        self.file, self.line = file, line
        super().__init__("schema", where=f"{file}:{line}", problem=problem)


class SourceError(InputError):
    """A source that is declared wrongly."""

    code = "bad_source"

    def __init__(self, file: str, line: int, problem: str) -> None:
        self.file, self.line = file, line
        super().__init__("source", where=f"{file}:{line}", problem=problem)


class Incomputable(LiantuError):
    """A figure that the data at hand cannot give, with the reason."""

    status = 422
    code = "incomputable"


class Unavailable(LiantuError):
    """The store, the ledger or a lock cannot be had now."""

    status = 503
    exit_code = 3
    code = "unavailable"


class Locked(Unavailable):
    """Another load holds the data folder."""

    code = "locked"


class StoreError(Unavailable):
    """The graph store refuses a query or cannot be opened."""

    code = "store"


class StoreFull(StoreError):
    """Other queries take the memory of the store; ``retry_after`` is in seconds."""

    retry_after = 2
