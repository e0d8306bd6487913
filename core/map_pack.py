"""An office's own borders: a GeoJSON file with its map approval number (审图号).

The pack lies in ``map/`` of the data folder: ``borders.geojson`` and ``about.json``. A
public map of China needs an approval number, so a pack without one is refused, and the
number is drawn into every picture of it. Nothing of the kind ships with the program.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from liantu.errors import InputError, NotFound

FOLDER, BORDERS, ABOUT = "map", "borders.geojson", "about.json"
MOST_BYTES = 20 * 2**20
MOST_FEATURES = 5_000
MOST_POINTS = 400_000
# GS（2024）0650号, GS京（2022）0001号, 鲁SG（2023）014号
APPROVAL = re.compile(r"(GS[一-鿿]?|[一-鿿]S[A-Z]?)[(（][12][0-9]{3}[)）][0-9]{1,6}号")
CODES = ("adcode", "code", "id", "行政区划代码")  # properties that may hold a division code
Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class About:
    """What is said of a pack."""

    approval: str
    title: str
    sha256: str
    features: int
    points: int


@dataclass(frozen=True)
class Shape:
    """One feature: its name and division code where it has them, and the rings of its polygons."""

    name: str
    adcode: str
    polygons: tuple[tuple[Ring, ...], ...]


@dataclass(frozen=True)
class Pack:
    """A pack as it is drawn."""

    about: About
    shapes: tuple[Shape, ...]

    def centres(self) -> Mapping[str, tuple[float, float]]:
        """Return the centre of each shape with a division code: that of its largest polygon."""
        return {one.adcode: centre(one) for one in self.shapes if one.adcode}


def approval_number(given: str) -> str:
    """Return an approval number without spaces and its heading; raises InputError for none."""
    said = re.sub(r"\s", "", given).removeprefix("审图号").lstrip("：:")
    if not APPROVAL.fullmatch(said):
        raise InputError("map_approval", where=given.strip()[:60] or "--approval")
    return said


def read_pack(content: bytes, approval: str, title: str = "", name: str = "") -> Pack:
    """Return a pack read strictly; raises InputError with where it fails."""
    number = approval_number(approval)
    if len(content) > MOST_BYTES:
        raise InputError("map_size", where=name, limit=f"{MOST_BYTES >> 20} MiB")
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError("map_json", where=name, problem=str(error)[:120]) from error
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection":
        raise InputError("map_json", where=name, problem="type ≠ FeatureCollection")
    features = found.get("features")
    if not isinstance(features, list) or not features:
        raise InputError("map_json", where=name, problem="features: []")
    if len(features) > MOST_FEATURES:
        raise InputError("map_size", where=name, limit=f"{MOST_FEATURES:,} features")
    shapes = tuple(_shape(one, f"{name} features[{at}]") for at, one in enumerate(features))
    points = sum(len(ring) for one in shapes for polygon in one.polygons for ring in polygon)
    if points > MOST_POINTS:
        raise InputError("map_size", where=name, limit=f"{MOST_POINTS:,} points")
    digest = hashlib.sha256(content).hexdigest()
    return Pack(About(number, title.strip()[:100], digest, len(shapes), points), shapes)


def _shape(feature: Any, where: str) -> Shape:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    geometry = geometry if isinstance(geometry, dict) else {}
    kind = geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise InputError("map_geometry", where=where, found=str(kind)[:40])
    coordinates = geometry.get("coordinates")
    parts = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(parts, list) or not parts:
        raise InputError("map_ring", where=where)
    polygons = tuple(tuple(_rings(part, where)) for part in parts)
    said = feature.get("properties")
    properties = said if isinstance(said, dict) else {}
    code = next((str(properties[one]) for one in CODES if properties.get(one)), "")
    known = str(properties.get("name") or "")[:100]
    return Shape(known, code if re.fullmatch("[0-9]{6}", code) else "", polygons)


def _rings(part: Any, where: str) -> Iterator[Ring]:
    if not isinstance(part, list) or not part:
        raise InputError("map_ring", where=where)
    for ring in part:
        if not isinstance(ring, list) or len(ring) < 4 or ring[0] != ring[-1]:
            raise InputError("map_ring", where=where)
        yield tuple(_position(one, where) for one in ring)


def _position(given: Any, where: str) -> tuple[float, float]:
    numbers = isinstance(given, list) and len(given) >= 2
    if not numbers or not all(type(one) in (int, float) for one in given[:2]):
        raise InputError("map_ring", where=where)
    lon, lat = float(given[0]), float(given[1])
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise InputError("map_range", where=where, lon=lon, lat=lat)
    return lon, lat


def centre(shape: Shape) -> tuple[float, float]:
    """Return the centroid of a shape's largest outer ring, in degrees, by the shoelace formula.

    Bourke, P. (1988), Calculating the area and centroid of a polygon. Degrees are taken as a
    plane: of a county the error is far below that of standing for all that lies in it.
    """
    best, found = -1.0, (0.0, 0.0)
    for ring in (polygon[0] for polygon in shape.polygons):
        area = x = y = 0.0
        for (x0, y0), (x1, y1) in pairwise(ring):
            cross = x0 * y1 - x1 * y0
            area, x, y = area + cross, x + (x0 + x1) * cross, y + (y0 + y1) * cross
        if abs(area) > best:
            best = abs(area)
            found = (x / (3 * area), y / (3 * area)) if area else ring[0]
    return found


def save_pack(root: Path, content: bytes, approval: str, title: str = "", name: str = "") -> Pack:
    """Check a pack and put it into the data folder in one step, in place of the one before."""
    pack = read_pack(content, approval, title, name)
    fresh = root / f".{FOLDER}-new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    (fresh / BORDERS).write_bytes(content)
    (fresh / ABOUT).write_text(json.dumps(asdict(pack.about), ensure_ascii=False), "utf-8")
    remove_pack(root, missing_ok=True)
    fresh.rename(root / FOLDER)
    return pack


def remove_pack(root: Path, missing_ok: bool = False) -> None:
    """Take the pack out of the data folder; raises NotFound where there is none."""
    if not (root / FOLDER).is_dir():
        if missing_ok:
            return
        raise NotFound("map_none", where=str(root / FOLDER))
    shutil.rmtree(root / FOLDER)


def map_pack(root: Path) -> Pack | None:
    """Return the pack of a data folder, or None; raises InputError for one that is damaged."""
    file, about = root / FOLDER / BORDERS, root / FOLDER / ABOUT
    try:
        stamp = (file.stat().st_mtime_ns, about.stat().st_mtime_ns)
    except OSError:
        return None
    return _read(file, about, stamp)


@lru_cache(maxsize=2)
def _read(file: Path, about: Path, _stamp: tuple[int, int]) -> Pack:
    said = json.loads(about.read_text("utf-8"))
    return read_pack(file.read_bytes(), said["approval"], said.get("title", ""), file.name)
