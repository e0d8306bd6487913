"""The JSON bodies that endpoints of ``/api/v1`` read."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from liantu.queries.cypher.reading import MOST_ROWS
from liantu.queries.saved import FITS, LONGEST_DOC, LONGEST_MEANING
from liantu.web import explore_asked as asked

# A parameter of a saved query; it must stand in the text, and have the type of its default.
PARAMETER: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,63}$"},
        "type": {"enum": sorted(FITS)},
        "meaning": {"type": "string", "maxLength": LONGEST_MEANING},
        "default": {},
    },
}


class Changes(BaseModel):
    """A scenario: its changes, each as ``liantu what-if`` takes it; ``save`` keeps it by a name."""

    model_config = ConfigDict(extra="forbid", strict=True)

    changes: list[dict[str, Any]]
    region: str = ""
    assume_complete: bool = False
    save: str = ""


class Cypher(BaseModel):
    """A text of read-only Cypher, with its parameters."""

    model_config = ConfigDict(extra="forbid", strict=True)

    query: str = Field(max_length=20_000, json_schema_extra={"format": "cypher"})
    parameters: dict[str, Any] = Field(default_factory=dict)
    limit: int = Field(1000, ge=1, le=MOST_ROWS)
    timeout: float = Field(20, ge=0.1, le=3600)
    id: str = Field("", pattern=r"^[A-Za-z0-9_-]{0,40}$")


class Saved(BaseModel):
    """A query to be kept under a name."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: str = Field(json_schema_extra={"pattern": r"^\s*[\w-]{1,60}\s*$"})
    doc: str = Field(json_schema_extra={"pattern": r"[!-~]", "maxLength": LONGEST_DOC})
    query: str = Field(json_schema_extra={"format": "cypher"})
    params: list[dict[str, Any]] = Field(
        default_factory=list, json_schema_extra={"items": PARAMETER, "maxItems": 50}
    )


BODIES: dict[str, type[BaseModel]] = {
    "explore_api.expand_json": asked.ExpandAsked,
    "explore_api.graph_json": asked.IdsAsked,
    "explore_api.group_json": asked.GroupAsked,
    "explore_api.paths_json": asked.PathsBody,
    "explore_files.export": asked.ExportAsked,
    "cypher_api.run": Cypher,
    "queries_api.save": Saved,
    "views.save": asked.ViewAsked,
    "views.put": asked.ViewChanged,
    "whatif.ask_json": Changes,
}
