"""An office's borders: read strictly, and never without an approval number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from liantu import map_pack as packs
from liantu.errors import InputError, NotFound
from tests.core.conftest import Liantu, liantu
from tests.places import APPROVAL, SQUARE

__all__ = ["liantu"]


def borders(*geometries: Any) -> bytes:
    features = [
        {"type": "Feature", "properties": {"name": "区", "adcode": 370614}, "geometry": one}
        for one in geometries
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


METRES = [[500000, 4], *SQUARE, [500000, 4]]
POLYGON = {"type": "Polygon", "coordinates": [SQUARE]}


@pytest.mark.parametrize(
    "given",
    ["GS（2024）0650号", "审图号：GS(2019)1822号", "GS京（2022）0001号", "鲁SG (2023) 014号"],
)
def test_an_approval_number_is_taken_as_offices_write_it(given: str) -> None:
    assert packs.approval_number(given).endswith("号")


@pytest.mark.parametrize("given", ["", "GS2024", "（2024）0650号", "GS（24）1号", "GS（2024）号"])
def test_without_an_approval_number_there_are_no_borders(given: str) -> None:
    with pytest.raises(InputError) as error:
        packs.read_pack(borders(POLYGON), given)
    assert error.value.key == "map_approval"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"{", "map_json"),
        (b"[]", "map_json"),
        (b'{"type": "FeatureCollection", "features": []}', "map_json"),
        (b"[" * 100_000, "map_json"),
        (borders({"type": "Point", "coordinates": [1, 2]}), "map_geometry"),
        (borders(None), "map_geometry"),
        (borders({"type": "Polygon", "coordinates": [SQUARE[:3]]}), "map_ring"),
        (borders({"type": "Polygon", "coordinates": [[*SQUARE[:4], [1, 2]]]}), "map_ring"),
        (borders({"type": "Polygon", "coordinates": [["x"] * 4]}), "map_ring"),
        (borders({"type": "Polygon", "coordinates": [METRES]}), "map_range"),
        (borders({"type": "MultiPolygon", "coordinates": []}), "map_ring"),
    ],
)  # fmt: skip
def test_what_is_no_polygon_in_degrees_is_refused(content: bytes, key: str) -> None:
    with pytest.raises(InputError) as error:
        packs.read_pack(content, APPROVAL)
    assert error.value.key == key


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit, value in (("MOST_BYTES", 10), ("MOST_FEATURES", 0), ("MOST_POINTS", 4)):
        with monkeypatch.context() as patch:
            patch.setattr(packs, limit, value)
            with pytest.raises(InputError) as error:
                packs.read_pack(borders(POLYGON), APPROVAL)
            assert error.value.key == "map_size"


def test_a_shape_gives_the_centre_of_its_division() -> None:
    both = {
        "type": "MultiPolygon",
        "coordinates": [[[[0, 0], [0, 0.1], [0.1, 0.1], [0, 0]]], [SQUARE]],
    }
    assert packs.read_pack(borders(both), APPROVAL).centres() == {
        "370614": (pytest.approx(120.75), pytest.approx(37.75))
    }


def test_the_command_adds_shows_and_removes_borders(tmp_path: Path, liantu: Liantu) -> None:
    file = tmp_path / "区.geojson"
    file.write_bytes(borders(POLYGON))
    home = tmp_path / "home"
    refused = liantu(home, "map", "add", str(file), "--approval", "无")
    assert (refused.code, packs.map_pack(home)) == (1, None)
    said = liantu(home, "map", "add", str(file), "--approval", APPROVAL, "--json").json
    assert (said["approval"], said["features"], said["points"]) == (APPROVAL, 1, 5)
    assert liantu(home, "map", "show", "--json").json == said
    assert liantu(home, "map", "remove").code == 0
    with pytest.raises(NotFound):
        packs.remove_pack(home)
