"""Two small chains that share a segment, an input and a firm."""

from __future__ import annotations

from pathlib import Path

from liantu.home import Home
from liantu.ingest.load import load
from tests import factories

SHIPS = """chain: {id: ships, name: 船舶链, region: "370614", source: template}
positions: [上游, 下游]
segments:
  - {id: steel, name: 船板, position: 上游, inputs: [], same_as: [{chain: wind, id: plate}]}
  - {id: engine, name: 发动机, position: 上游, inputs: [steel],
     inputs_from: [{chain: wind, id: flange, need: useful}]}
  - {id: hull, name: 船体, position: 下游, inputs: [steel, engine]}
"""
WIND = """chain: {id: wind, name: 风电链, region: "370614", source: template}
positions: [上游, 下游]
segments:
  - {id: plate, name: 钢板, position: 上游, inputs: []}
  - {id: flange, name: 法兰, position: 上游, inputs: [plate]}
  - {id: hull, name: 船体, position: 下游, inputs: [flange]}
"""
REGISTER = """id: {chain}-firms
label: {{zh: 名录, en: Register}}
role: register
precedence: 10
delivery: full
home: "370614"
match: {{format: table, file: "{chain}*"}}
tables:
  - id: 名录
    headers: [企业名称, 所在地, 主营环节]
    nodes:
      - {{as: firm, kind: Enterprise, place: {{column: 所在地}}, set: {{name: 企业名称}}}}
    links:
      - {{kind: MAKES, from: firm, to: {{kind: Segment, column: 主营环节, chain: {chain}}}}}
"""
FIRMS = {
    "wind": [("甲厂", "钢板"), ("乙厂", "法兰")],
    "ships": [("甲厂", "船体"), ("丙厂", "船板")],
}


def two_chains(folder: Path) -> Home:
    """Return a data folder with both chains and a register of each."""
    home = Home(folder / "home")
    own = home.root / "sources"
    own.mkdir(parents=True, exist_ok=True)
    files = []
    for name, text in (("wind", WIND), ("ships", SHIPS)):
        files.append(folder / f"{name}.yaml")
        files[-1].write_text(text, encoding="utf-8")
        (own / f"{name}-firms.yml").write_text(REGISTER.format(chain=name), encoding="utf-8")
        rows = [(firm, "烟台市蓬莱区", segment) for firm, segment in FIRMS[name]]
        header = ["企业名称", "所在地", "主营环节"]
        files.append(factories.table(folder / f"{name}名录.csv", header, rows))
    load(home, files)
    return home
