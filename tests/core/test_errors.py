"""Errors: one tree, one JSON shape, a status and an exit code each."""

from __future__ import annotations

import pytest

from liantu.errors import (
    InputError,
    LiantuError,
    Locked,
    NotAllowed,
    NotFound,
    StoreError,
    Unavailable,
    UsageError,
    YamlError,
)


@pytest.mark.parametrize(
    ("error", "status", "exit_code", "code"),
    [
        (UsageError("date", where="x", value="x"), 400, 2, "usage"),
        (NotFound("node_unknown", where="ent:1"), 404, 2, "not_found"),
        (NotAllowed("read_only"), 403, 2, "not_allowed"),
        (InputError("file_empty", where="a.csv"), 422, 1, "bad_input"),
        (YamlError("a.yml", 3, 4, "oops"), 422, 1, "bad_yaml"),
        (Unavailable("home", where="/x", reason="no"), 503, 3, "unavailable"),
        (Locked("locked", where="/x", seconds=1), 503, 3, "locked"),
        (StoreError("store_query", reason="no"), 503, 3, "store"),
    ],
)
def test_an_error_knows_its_status_exit_code_and_code(
    error: LiantuError, status: int, exit_code: int, code: str
) -> None:
    assert (error.status, error.exit_code, error.code) == (status, exit_code, code)


def test_the_json_of_an_error_has_one_shape() -> None:
    error = YamlError("chain.yaml", 3, 4, "oops")
    assert error.as_dict() == {
        "error": {
            "code": "bad_yaml",
            "message": error.message,
            "where": "chain.yaml:3:4",
            "remedy": error.remedy,
        }
    }
    assert "oops" in error.message
