"""A made-up district of any size as an office's files: CSV, the same bytes for the same seed."""

from __future__ import annotations

import csv
import random
import shutil
from dataclasses import dataclass
from pathlib import Path

from liantu.graph.identity import USCC_ALPHABET, USCC_WEIGHTS
from liantu.ingest.places import divisions, full_name, level

HERE = Path(__file__).parent
CHAIN = HERE.parent / "core" / "demo" / "penglai" / "海工装备产业链.yaml"
SIGNS = "海天大金东方华强新力重工京鲁泰宏远科达恒润风能船舶钢塔轮箱铸锻碳纤玻璃盛隆瑞祥永安"
TRADES = ["机械制造", "新材料", "电气设备", "海洋工程", "精密铸造", "智能装备", "化工", "物流"]
FORMS = ["有限公司", "有限责任公司", "股份有限公司"]
OWNERS = ["国有", "民营", "外资", "集体", "合资"]
TAGS = ["", "", "专精特新", "规上;专精特新", "龙头企业"]
PARTS = ["轴承", "法兰", "铸件", "钢板", "电缆", "涂料", "阀门", "塔段"]
GOODS = [f"{part}{form}" for part in PARTS for form in "甲乙丙丁"]
MAKES_EACH, SUPPLIES_EACH = 3, 6
FIRMS = ["企业名称", "统一社会信用代码", "简称", "所在地", "企业类型", "注册资本", "职工人数"]
FIRMS += ["成立日期", "标签", "来源"]


@dataclass(frozen=True)
class Made:
    """The files of one district, in the order in which an office would hand them over."""

    chain: Path
    firms: Path
    makes: Path
    supplies: Path
    changed: Path  # a delivery of changes: some firms with another capital

    @property
    def full(self) -> list[Path]:
        """What a first load is given."""
        return [self.chain, self.firms, self.makes, self.supplies]


def made(folder: Path) -> Made:
    """Return the files of a folder by their names."""
    return Made(
        folder / CHAIN.name,
        folder / "企业登记.csv",
        folder / "主营环节.csv",
        folder / "供货清单.csv",
        folder / "变更" / "企业登记.csv",
    )


def uscc(adcode: str, number: int) -> str:
    """Return a code of 18 characters with its check digit."""
    digits, rest = "", number
    for _ in range(9):
        rest, digit = divmod(rest, 31)
        digits = USCC_ALPHABET[digit] + digits
    body = f"91{adcode}{digits}"
    total = sum(
        USCC_ALPHABET.index(sign) * weight for sign, weight in zip(body, USCC_WEIGHTS, strict=True)
    )
    return body + USCC_ALPHABET[(31 - total % 31) % 31]


def _firm(
    drawn: random.Random, number: int, places: list[tuple[str, str]], known: set[str]
) -> list[str]:
    adcode, place = drawn.choice(places)
    town = place[-6:-1] if len(place) > 6 else place[:-1]
    while True:
        short = "".join(drawn.choices(SIGNS, k=4))
        name = f"{town}{short}{drawn.choice(TRADES)}{drawn.choice(FORMS)}"
        if name not in known:
            known.add(name)
            break
    founded = f"{drawn.randint(1985, 2025)}-{drawn.randint(1, 12):02}-{drawn.randint(1, 28):02}"
    figures = [str(drawn.randint(10, 99999)), str(drawn.randint(1, 5000)), founded]
    cells = [name, uscc(adcode, number), short, place, drawn.choice(OWNERS), *figures]
    return [*cells, drawn.choice(TAGS), "登记机关"]


def _segments() -> list[str]:
    with CHAIN.open(encoding="utf-8") as chain:
        return [line.split("name:")[1].split(",")[0].strip() for line in chain if "- {id:" in line]


def write(folder: Path, rows: int, *, changed: int = 1000, seed: int = 7) -> Made:
    """Write ``rows`` enterprises, three times as many makes and six times as many supplies."""
    drawn = random.Random(seed)
    places = [(code, full_name(code)) for code in divisions() if level(code) == "县"]
    segments, known = _segments(), set[str]()
    files = made(folder)
    shutil.copy(CHAIN, files.chain)
    files.changed.parent.mkdir()
    firms = [_firm(drawn, number, places, known) for number in range(rows)]
    _write(files.firms, FIRMS, firms)
    renewed = [
        [*one[:5], str(int(one[5]) + 1), *one[6:]]
        for one in drawn.sample(firms, min(changed, rows))
    ]
    _write(files.changed, FIRMS, renewed)
    codes, names = [one[1] for one in firms], [one[0] for one in firms]
    del firms, known
    with files.makes.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["统一社会信用代码", "环节", "占比", "阶段", "来源"])
        for code in codes:
            for segment in drawn.sample(segments, MAKES_EACH):
                writer.writerow(
                    [code, segment, drawn.randint(1, 100 // MAKES_EACH), "投产", "企业申报"]
                )
    with files.supplies.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["供方", "需方", "产品", "金额", "年份", "来源"])
        for at, name in enumerate(names):
            for _ in range(SUPPLIES_EACH):
                other = names[(at + drawn.randrange(1, rows)) % rows]
                goods, amount = drawn.choice(GOODS), f"{drawn.randint(1, 10**6) / 100:.2f}"
                writer.writerow([name, other, goods, amount, drawn.randint(2020, 2025), "调研"])
    return files


def _write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(rows)
