"""An answer of the API: asked for when it is looked at, as JSON, rows, a table or a graph."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from liantu.client.calls import Calls

if TYPE_CHECKING:
    import networkx
    import pandas
    import polars

Record = dict[str, Any]


class Answer:
    """A question that has its answer as soon as somebody looks.

    ``answer["name"]`` reads a part of its JSON. Tables have the server's stable names; what
    lies inside a value is a column with a dotted name (``segment.name``).
    """

    def __init__(self, calls: Calls, path: str, asked: Mapping[str, Any]) -> None:
        self._calls, self.path, self.asked = calls, path, dict(asked)
        self._json: Any = None

    def __repr__(self) -> str:
        return f"<Answer {self._calls.address(self.path, self.asked)}>"

    def __getitem__(self, name: str | int) -> Any:
        return self.json()[name]

    def json(self) -> Any:
        """Return the answer as JSON."""
        if self._json is None:
            self._json = self._calls.call(self.path, self.asked).json()
        return self._json

    @property
    def data_version(self) -> str:
        """The data version that answered."""
        return str(self.json()["data_version"])

    def pages(self) -> Iterator[Any]:
        """Yield the JSON of this page and of every one after it."""
        found = self.json()
        yield found
        while isinstance(found, dict) and (more := found.get("next")):
            found = self._calls.call(str(more)).json()
            yield found

    def rows(self) -> list[Record]:
        """Return the answer's table as dictionaries."""
        lines = self.file("application/jsonl").decode("utf-8").split("\n")
        return [json.loads(line) for line in lines if line]

    def pandas(self) -> pandas.DataFrame:
        """Return the answer's table as a pandas DataFrame."""
        import pandas  # here and below: whoever does not ask needs none of them

        return pandas.DataFrame(_table(self.rows()))

    def polars(self) -> polars.DataFrame:
        """Return the answer's table as a polars DataFrame."""
        import polars

        return polars.DataFrame(_table(self.rows()), infer_schema_length=None, strict=False)

    def networkx(self) -> networkx.MultiDiGraph[str]:
        """Return the answer's nodes and links as a directed graph; raises ApiError without."""
        import networkx

        body = io.BytesIO(self.file("application/graphml+xml"))
        found = networkx.read_graphml(body, force_multigraph=True)
        return cast("networkx.MultiDiGraph[str]", found)

    def file(self, accept: str) -> bytes:
        """Return the answer in another form, such as ``text/csv``, as a file would hold it."""
        return self._calls.call(self.path, self.asked, accept=accept).body


def _table(records: list[Record]) -> list[Record]:
    """Return records with dotted names; columns that hold lists of records become JSON text."""
    rows = [_flat(one) for one in records]
    nested = {
        name
        for row in rows
        for name, value in row.items()
        if isinstance(value, list) and any(isinstance(one, (dict, list)) for one in value)
    }
    return [
        {
            name: json.dumps(value, ensure_ascii=False) if name in nested else value
            for name, value in row.items()
        }
        for row in rows
    ]


def _flat(record: Mapping[str, Any], before: str = "") -> Record:
    found: Record = {}
    for name, value in record.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{before}{name}.")
        else:
            found[before + name] = value
    return found
