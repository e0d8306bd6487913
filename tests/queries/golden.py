"""The golden case of the gap finder as files that an office could hand over, and as a store."""

from __future__ import annotations

import csv
from pathlib import Path

from liantu.home import Home
from liantu.ingest.load import load
from liantu.queries.gaps import GapSettings, gap_settings
from liantu.queries.gaps.settings import Ranked
from tests.factories import chain, table

GOLDEN = Path(__file__).parents[1] / "golden" / "gapfinder"
PLACES = {"R1": "烟台市蓬莱区", "R2": "烟台市龙口市", "R3": "烟台市莱州市"}
AS_OF = "2026-11-22"
STAGES = {"under_construction": "在建", "negotiating": "洽谈", "completed_2024": "投产"}
HEAD = """\
id: golden-{name}
label: {{zh: 样例, en: Example}}
role: register
precedence: 5
match: {{format: table, file: "*{file}*"}}
tables:
"""
FILES = {"firms": "样例企业", "makes": "样例产品", "owners": "样例股权"}
FILES |= {"supplies": "样例供货", "projects": "样例项目"}
TABLES = """\
  - id: firms
    headers: [firm, place, employees]
    nodes:
      - as: firm
        kind: Enterprise
        place: {column: place}
        set:
          name: firm
          employees: employees
          above_size: above
          operating: active
          signals: {column: signals, split: ";"}
  - id: makes
    headers: [firm, segment, output]
    links:
      - kind: MAKES
        from: {kind: Enterprise, column: firm}
        to: {kind: Segment, identity: {chain_id: chain, segment_id: segment}}
        set: {output: output}
  - id: owners
    headers: [parent, child]
    links:
      - kind: OWNS
        from: {kind: Enterprise, column: parent}
        to: {kind: Enterprise, column: child}
  - id: supplies
    headers: [supplier, buyer, product, value]
    links:
      - kind: SUPPLIES
        from: {kind: Enterprise, column: supplier}
        to: {kind: Enterprise, column: buyer}
        set: {product: product, amount: value}
  - id: projects
    headers: [project, place, segment, stage]
    nodes:
      - as: project
        kind: Project
        place: {column: place}
        set: {name: project, stage: stage}
    links:
      - kind: DELIVERS
        from: project
        to: {kind: Segment, identity: {chain_id: chain, segment_id: segment}}
"""


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one golden file."""
    with (GOLDEN / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def segment(product: str) -> str:
    """Return the id that a product of the golden files has as a segment."""
    return product.replace("_", "-")


def files(folder: Path) -> list[Path]:
    """Write the golden inputs as a chain file and CSVs."""
    template = rows("in_template.csv")
    products = sorted({row[end] for row in template for end in ("input", "output")})
    inputs: dict[str, list[dict[str, object]]] = {segment(one): [] for one in products}
    for row in template:
        need = "essential" if row["essential"] == "2" else "useful"
        one = {"id": segment(row["input"]), "need": need, "cost_share": row["a"]}
        inputs[segment(row["output"])].append(one)
    made = [chain(folder, "golden", "样例链", inputs)]  # type: ignore[arg-type]
    signals: dict[str, list[str]] = {}
    for row in rows("in_signals.csv"):
        signals.setdefault(row["firm"], []).append(f"{row['year']} {row['signal']}")
    firms = rows("in_firms.csv")
    yes = {"1": "是", "0": "否"}
    made.append(
        table(
            folder / "样例企业.csv",
            ["firm", "place", "employees", "above", "active", "signals"],
            [
                [
                    row["firm"], PLACES[row["region"]], row["employees"],
                    yes[row["above_scale"]], yes[row["active"]],
                    ";".join(signals.get(row["firm"], [])),
                ]
                for row in firms
            ],
        )
    )  # fmt: skip
    made.append(
        table(
            folder / "样例产品.csv",
            ["firm", "chain", "segment", "output"],
            [
                [row["firm"], "golden", segment(row["product"]), row["output"]]
                for row in rows("in_makes.csv")
            ],
        )
    )
    owned = [[row["parent"], row["firm"]] for row in firms if row["parent"]]
    made.append(table(folder / "样例股权.csv", ["parent", "child"], owned))
    made.append(
        table(
            folder / "样例供货.csv",
            ["supplier", "buyer", "product", "value"],
            [
                [row["supplier"], row["buyer"], f"环节-{segment(row['product'])}", row["value"]]
                for row in rows("in_supplies.csv")
            ],
        )
    )
    made.append(
        table(
            folder / "样例项目.csv",
            ["project", "place", "chain", "segment", "stage"],
            [
                [row["project"], PLACES[row["region"]], "golden", segment(row["product"]),
                 STAGES[row["status"]]]
                for row in rows("in_projects.csv")
            ],
        )
    )  # fmt: skip
    return made


def golden_home(folder: Path) -> Home:
    """Load the golden case and return its data folder."""
    home = Home(folder / "home")
    (home.root / "sources").mkdir()
    for table_text in TABLES.split("  - id: ")[1:]:
        name = table_text.partition("\n")[0]
        text = HEAD.format(name=name, file=FILES[name]) + f"  - id: {table_text}"
        (home.root / "sources" / f"golden-{name}.yml").write_text(text, encoding="utf-8")
    report = load(home, files(folder / "in"), observed_on=AS_OF)
    assert not report.refused, [str(error) for _, error in report.refused]
    assert report.as_dict()["set_aside"] == []
    return home


def golden_settings() -> GapSettings:
    """Return the settings of the golden case: one list of all gaps, F1 without its size rule."""
    used = gap_settings()
    kinds = ["BREAK", "MISSING_INPUT", "EXTENSION"]
    one = Ranked(name="all", kinds=kinds, need=0.5, feasibility=0.3, value=0.2)
    small = used.score.density.model_copy(update={"regions": 0, "products": 0})
    score = used.score.model_copy(update={"lists": [one], "density": small})
    plain = {"close": None, "predicted": 0.0}  # makers of the product only, no predicted links
    targets = used.targets.model_copy(update=plain)
    return used.model_copy(update={"score": score, "targets": targets})
