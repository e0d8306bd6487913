"""Files and data folders as tests need them, in words that read like a sentence.

register(folder, firm("甲公司", segment="塔筒"), firm("乙公司"))
workbook(folder / "目标企业.xlsx", 目标企业=[["企业简称", …], ["东方电缆", …]])
chain(folder, "toys", "玩具链", {"doll": [], "shop": ["doll"]})
"""

from __future__ import annotations

import atexit
import csv
import io
import shutil
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from openpyxl import Workbook

from liantu.home import Home
from liantu.ingest.load import load
from liantu.ingest.look import look
from liantu.ingest.report import LoadReport
from liantu.settings import settings

REGISTER = [
    "企业名称",
    "简称",
    "所在地",
    "企业类型",
    "标签",
    "主营环节",
    "链上角色",
    "备注",
    "来源",
]
RELATIONS = ["起点", "关系", "终点", "距离(公里)", "方位", "说明", "来源"]
CANDIDATES = ["企业简称", "证券代码", "所在城市", "主营环节", "备注", "来源"]

Inputs = Mapping[str, Iterable[str | Mapping[str, Any]]]


def demo_folder() -> Path:
    """Return the demo's files as they ship with the package."""
    with as_file(files("liantu") / "demo") as folder:
        return folder


def demo_files() -> list[Path]:
    """Return every file of the demo, by name."""
    return sorted(path for path in demo_folder().rglob("*") if path.is_file())


def demo_file(name: str) -> Path:
    """Return one file of the demo by its name."""
    return next(path for path in demo_files() if path.name == name)


@cache
def demo_home() -> Path:
    """Load the demo once per test process and return its data folder: copy it, never change it."""
    root = Path(mkdtemp(prefix="liantu-tests-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    home = Home(root / "home")
    load(home, [demo_folder()])
    home.ledger.close()
    return home.root


def copy_of_demo(folder: Path) -> Home:
    """Return a data folder of one's own with the demo loaded."""
    return Home(shutil.copytree(demo_home(), folder / "home"))


EXAMPLES = Path(__file__).parents[1] / "docs" / "examples" / "review"


@cache
def review_home() -> Path:
    """Load a chain and the example list of firms, look for questions; copy it, never change it."""
    root = Path(mkdtemp(prefix="liantu-tests-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    home = Home(root / "home")
    load(home, [demo_file("海工装备产业链.yaml"), EXAMPLES / "2026-10"])
    look(home)
    home.ledger.close()
    return home.root


def copy_of_review(folder: Path) -> Home:
    """Return a data folder of one's own with open questions."""
    return Home(shutil.copytree(review_home(), folder / "review"))


def use(home: Path, monkeypatch: Any, **environment: str) -> None:
    """Point the settings of this process to a data folder."""
    monkeypatch.setenv("LIANTU_HOME", str(home))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()


def firm(
    name: str, *, short: str = "", place: str = "烟台市蓬莱区", segment: str = "塔筒", **more: str
) -> dict[str, str]:
    """Return a row of an office's register."""
    row = {"企业名称": name, "简称": short, "所在地": place, "主营环节": segment}
    return {**row, "链上角色": "链上企业", "来源": "report-penglai", **more}


def table(
    path: Path,
    headers: Sequence[str],
    rows: Iterable[Mapping[str, str] | Sequence[str]],
    *,
    encoding: str = "utf-8-sig",
) -> Path:
    """Write a CSV of rows that are cells in order or by header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headers)
    for row in rows:
        cells = [row.get(name, "") for name in headers] if isinstance(row, Mapping) else row
        writer.writerow(cells)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def register(
    folder: Path,
    *firms: Mapping[str, str],
    name: str = "企业名录.csv",
    headers: Sequence[str] = REGISTER,
    encoding: str = "utf-8-sig",
) -> Path:
    """Write an office's register."""
    return table(folder / name, headers, firms, encoding=encoding)


def relations(folder: Path, *rows: Sequence[str], name: str = "供需与邻近关系.csv") -> Path:
    """Write rows of 起点, 关系, 终点, 距离, 方位, 说明, 来源."""
    return table(folder / name, RELATIONS, rows, encoding="gb18030")


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]], merged: str = "") -> Path:
    """Write an XLSX of sheets by name; ``merged`` is an area such as ``A1:B1`` of the first."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if merged:
        book.worksheets[0].merge_cells(merged)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    book.close()
    return path


def chain(
    folder: Path,
    id: str,
    name: str,
    inputs: Inputs,
    *,
    region: str = "370614",
    declared: tuple[str, str] | None = None,
    more: str = "",
) -> Path:
    """Write a chain file: ``inputs`` gives each segment's upstream segments.

    A segment is named 环节-ID; an input is an id, or a mapping such as
    ``{"id": "doll", "need": "useful"}``.
    """
    lines = ["chain:", f"  id: {id}", f"  name: {name}", f'  region: "{region}"']
    if declared:
        lines.append(f"  declared: {{scheme: {declared[0]}, indicator: {declared[1]}}}")
    lines += [*([f"  {more}"] if more else []), "  source: template"]
    lines += ["positions: [上游, 下游]", "segments:"]
    for segment, needs in inputs.items():
        lines.append(f"  - {{id: {segment}, name: 环节-{segment}, position: 上游, inputs: ")
        listed = [one if isinstance(one, str) else _flow(one) for one in needs]
        lines[-1] += f"[{', '.join(listed)}]}}"
    path = folder / f"{id}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _flow(item: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in item.items()) + "}"


def messages(report: LoadReport) -> list[str]:
    """Return what a clerk reads of a load: refusals, rows set aside, warnings, each with remedy."""
    found = report.as_dict()
    shown = [
        (file["error"]["message"], file["error"]["remedy"])
        for file in found["files"]
        if "error" in file
    ]
    shown += [(note["message"], note["remedy"]) for note in found["set_aside"] + found["warnings"]]
    return ["。".join(one) for one in shown]


def unfinished(home: Home) -> list[str]:
    """Return what an interrupted load would leave: hidden folders and batches of no version."""
    versions = {row.id for row, _ in home.ledger.versions()}
    accepted = {batch for row, _ in home.ledger.versions() for batch in row.batches}
    left = [path.name for path in home.snapshots.iterdir() if path.name not in versions]
    return left + [path.name for path in home.facts.iterdir() if path.name not in accepted]
