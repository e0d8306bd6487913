"""Make the labelled pairs on which matching is tuned and measured; the same seed, the same file.

Every firm is invented. The halves share no brand: what is tuned on one cannot
have learnt the names of the other. `hard.csv` holds further pairs made by hand.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from opencc import OpenCC

from liantu.graph.identity import USCC_ALPHABET, USCC_WEIGHTS

SEED = 20261122
EACH = 80  # pairs of one case in one half
OUT = Path(__file__).parents[1] / "tests" / "fixtures" / "matching" / "made.csv"
SIDE = ("name", "short_name", "aliases", "former_names", "code", "adcode", "stock_code")
HEADER = ["half", "case", "same", *(f"{s}_{one}" for s in "ab" for one in SIDE)]

# Signs of brands: each row sounds alike, so that a slip of the ear stays within it.
BRANDS = {
    "tune": "|".join(
        [
            "恒衡珩横|嘉佳加家|宏弘鸿泓|盛晟胜圣|瑞锐睿芮|达迏答沓|源元沅媛|信欣馨昕|泽择则责",
            "鑫新心辛|诚成承程|凯铠楷恺|博搏渤勃|川穿船传|岭领令聆|越悦跃岳|砺励丽力|沣丰峰枫",
            "卓倬灼琢|翰瀚汉焊",
        ]
    ),
    "test": "|".join(
        [
            "启起企岂|辰晨臣尘|旭煦序绪|亿益翼屹|腾藤滕疼|航杭行绗|帆凡樊繁|澜蓝岚兰|骏俊峻竣",
            "铭明鸣茗|溪熙曦希|驰池持迟|骁晓潇箫|岱黛代岱|岩研言妍|朔硕烁铄|澄橙呈惩|威崴巍薇",
            "冠贯观关|茂贸懋贸",
        ]
    ),
}
LOOKS = ["桓恒", "祥样", "己已", "末未", "辰晨", "钢纲", "铜桐", "科料", "昌晶", "治冶", "折拆"]
TRADES = ["海洋装备", "海洋工程", "船舶重工", "精密机械", "风电设备", "新材料", "电缆", "轴承"]
TRADES += ["水下机器人", "叶根螺栓", "深远海养殖装备", "阻尼器", "环保科技", "港口机械", "变桨系统"]
TRADES += ["特种钢管", "焊接技术", "物流", "检测技术", "液压件", "复合材料", "储能科技", "涂层"]
LEGAL = ["有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司"]
PLACES = [("烟台", "370600"), ("蓬莱", "370614"), ("龙口", "370681"), ("莱州", "370683")]
PLACES += [("威海", "371000"), ("青岛", "370200"), ("潍坊", "370700"), ("日照", "371100")]
PLACES += [("大连", "210200"), ("南通", "320600"), ("盐城", "320900"), ("宁波", "330200")]
NUMBERS = ["第一", "第二", "第三", "东", "西", "南", "北"]


@dataclass
class Side:
    """One record of a pair."""

    name: str
    adcode: str = ""
    short_name: str = ""
    aliases: str = ""
    former_names: str = ""
    code: str = ""
    stock_code: str = ""

    def cells(self) -> list[str]:
        return [str(getattr(self, one)) for one in SIDE]


@dataclass
class Maker:
    """Makes the pairs of one half."""

    half: str
    random: random.Random
    rows: list[list[str]] = field(default_factory=list)
    codes: int = 0

    def __post_init__(self) -> None:
        self.groups = BRANDS[self.half].split("|")

    def add(self, case: str, same: bool, a: Side, b: Side) -> None:
        if a.name == b.name and a.adcode == b.adcode and not same:
            return
        if same:  # a code is known on one side at most, else there is nothing to find
            if self.random.random() < 0.5:
                a.code = self.code()
        else:
            drawn = self.random.random()
            a.code = self.code() if drawn < 0.65 else ""
            b.code = self.code() if drawn < 0.25 else ""
        if self.random.random() < 0.5:
            a, b = b, a
        self.rows.append([self.half, case, "1" if same else "0", *a.cells(), *b.cells()])

    def code(self) -> str:
        self.codes += 1
        body = f"9137{self.random.randrange(10**4):04d}MA{self.half[1].upper()}{self.codes:06d}"
        body = body.replace("O", "0").replace("I", "1").replace("S", "5").replace("Z", "2")[:17]
        total = sum(
            USCC_ALPHABET.index(sign) * weight
            for sign, weight in zip(body, USCC_WEIGHTS, strict=True)
        )
        return body + USCC_ALPHABET[(31 - total % 31) % 31]

    def sign(self) -> str:
        return self.random.choice(self.random.choice(self.groups))

    def brand(self) -> str:
        return self.sign() + self.sign()

    def firm(self) -> tuple[str, str, str, str, str]:
        """Place, its code, brand, trade, legal form."""
        place, adcode = self.random.choice(PLACES)
        drawn = self.random
        return place, adcode, self.brand(), drawn.choice(TRADES), drawn.choice(LEGAL)

    def whole(self) -> tuple[Side, tuple[str, str, str, str, str]]:
        parts = self.firm()
        place, adcode, brand, trade, legal = parts
        head = place if self.random.random() < 0.75 else ""
        return Side(f"{head}{brand}{trade}{legal}", adcode), parts

    def slip(self, text: str) -> str:
        """One sign of the brand or the trade goes wrong."""
        how = self.random.choice(["sound", "look", "missing", "swap", "double", "other"])
        at = self.random.randrange(len(text))
        if how == "sound":
            for group in self.groups:
                if text[at] in group:
                    return (
                        text[:at]
                        + self.random.choice([one for one in group if one != text[at]])
                        + text[at + 1 :]
                    )
        if how == "look":
            for pair in LOOKS:
                for index, one in enumerate(pair):
                    if one in text:
                        return text.replace(one, pair[1 - index], 1)
        if how == "missing" and len(text) > 3:
            return text[:at] + text[at + 1 :]
        if how == "double":
            return text[: at + 1] + text[at:]
        at = min(at, len(text) - 2)
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]

    def other_place(self, adcode: str) -> tuple[str, str]:
        return self.random.choice([one for one in PLACES if one[1][:4] != adcode[:4]])


def renamed(m: Maker) -> None:
    a, (place, adcode, brand, trade, legal) = m.whole()
    drawn = m.random.random()
    if drawn < 0.4:
        b = Side(f"{place}{m.brand()}{m.random.choice(TRADES)}{legal}", adcode, former_names=a.name)
    elif drawn < 0.6:
        b = Side(f"{place}{brand}{m.random.choice(TRADES)}{legal}", adcode, short_name=brand)
        a.short_name = brand
    elif drawn < 0.7:
        b = Side(f"{place}{m.brand()}{trade}{legal}", adcode, stock_code="600000.SH")
        a.stock_code = "600000.SH"
    elif drawn < 0.85:  # nothing recorded tells it
        b = Side(f"{place}{m.brand()}{m.random.choice(TRADES)}{legal}", adcode)
    else:
        b = Side(f"{place}{brand}{m.random.choice(TRADES)}{legal}", adcode)
        m.add("更名", False, a, b)
        return
    m.add("更名", True, a, b)


def shortened(m: Maker) -> None:
    a, (place, adcode, brand, trade, _legal) = m.whole()
    drawn = m.random.random()
    if drawn < 0.3:
        b = Side(brand + trade, adcode)
    elif drawn < 0.45:
        b = Side(brand, adcode)
    elif drawn < 0.6:
        a.short_name = brand + trade[:1] + trade[-1:]
        b = Side(a.short_name, adcode)
    elif drawn < 0.7:
        b = Side(brand[0] + trade[0] + trade[-1], adcode)
    elif drawn < 0.85:
        a.short_name = brand + trade[:2]
        b = Side(f"{place}{brand}{trade[:2]}{trade[-1:]}", adcode, short_name=brand + trade[:2])
    else:
        other = m.random.choice([one for one in TRADES if one != trade])
        m.add("简称", False, a, Side(brand + other, adcode))
        return
    m.add("简称", True, a, b)


TRADITIONAL = [OpenCC("s2t"), OpenCC("s2tw"), OpenCC("s2hk")]


def traditional(m: Maker) -> None:
    a, (_, adcode, *_rest) = m.whole()
    b = Side(m.random.choice(TRADITIONAL).convert(a.name), adcode)
    if m.random.random() < 0.2:
        b.adcode = adcode[:4] + "00"
    m.add("繁体", True, a, b)


def mistyped(m: Maker) -> None:
    a, (place, adcode, brand, trade, legal) = m.whole()
    b = Side(f"{place}{m.slip(brand + trade)}{legal}", adcode)
    if m.random.random() < 0.4:
        a.short_name = b.short_name = brand + trade[:2]
    m.add("错字", True, a, b)


def branches(m: Maker) -> None:
    a, (place, adcode, brand, trade, _legal) = m.whole()
    town = m.random.choice(PLACES)[0]
    word = m.random.choice(["分公司", "分公司", "分公司", "分厂", "项目部", "办事处", "生产基地"])
    drawn = m.random.random()
    if drawn < 0.6:
        m.add("分公司", False, a, Side(f"{a.name}{town}{word}", adcode))
    elif drawn < 0.8:
        other = m.random.choice([one for one, _ in PLACES if one != town])
        m.add(
            "分公司", False, Side(f"{a.name}{town}{word}", adcode),
            Side(f"{a.name}{other}{word}", adcode),
        )  # fmt: skip
    else:
        b = Side(f"{place}{brand}{trade}有限责任公司{town}{word}", adcode)
        m.add("分公司", True, Side(f"{brand}{trade}有限公司{town}{word}", adcode), b)


def groups(m: Maker) -> None:
    place, adcode, brand, trade, legal = m.firm()
    head = place if m.random.random() < 0.6 else ""
    group = Side(f"{head}{brand}集团{m.random.choice(['', '有限公司', '股份有限公司'])}", adcode)
    drawn = m.random.random()
    if drawn < 0.35:
        m.add("集团", False, group, Side(f"{place}{brand}{trade}{legal}", adcode))
    elif drawn < 0.6:
        m.add("集团", False, group, Side(f"{head}{brand}集团{trade}{legal}", adcode))
    elif drawn < 0.8:
        m.add("集团", False, group, Side(f"{head}{brand}有限公司", adcode))
    else:
        m.add("集团", True, group, Side(f"{place}{brand}（集团）有限公司", adcode))


def namesakes(m: Maker) -> None:
    a, (place, adcode, brand, trade, legal) = m.whole()
    drawn = m.random.random()
    there, code = m.other_place(adcode)
    if drawn < 0.4:
        a.name = f"{brand}{trade}{legal}"
        m.add("同名异地", False, a, Side(a.name, code))
    elif drawn < 0.6:
        a.name = f"{place}{brand}{trade}{legal}"
        m.add("同名异地", False, a, Side(f"{there}{brand}{trade}{legal}", code))
    elif drawn < 0.75:  # nobody wrote down where the second one is
        a.name = f"{place}{brand}{trade}{legal}"
        m.add("同名异地", False, a, Side(f"{there}{brand}{trade}{legal}", ""))
    else:
        m.add("同名异地", True, a, Side(a.name, adcode[:4] + "00" if adcode[4:] != "00" else ""))


def lookalikes(m: Maker) -> None:
    a, (place, adcode, brand, trade, legal) = m.whole()
    drawn = m.random.random()
    if drawn < 0.3:
        b = f"{place}{brand[0]}{m.sign()}{trade}{legal}"
    elif drawn < 0.45:
        b = f"{place}{m.sign()}{brand[1]}{trade}{legal}"
    elif drawn < 0.55:  # another firm whose brand sounds the same
        group = next(one for one in m.groups if brand[1] in one)
        b = f"{place}{brand[0]}{m.random.choice(group)}{trade}{legal}"
    elif drawn < 0.8:
        b = f"{place}{brand}{m.random.choice(TRADES)}{legal}"
    else:
        one, other = m.random.sample(NUMBERS, 2)
        a.name, b = f"{place}{brand}{one}{trade}{legal}", f"{place}{brand}{other}{trade}{legal}"
    other = Side(b, adcode)
    if a.name.replace(place, "") != b.replace(place, ""):
        m.add("近似名不同企业", False, a, other)


WIDE = str.maketrans({chr(one): chr(one + 0xFEE0) for one in range(0x21, 0x7F)})


def widths(m: Maker) -> None:
    place, adcode, brand, trade, legal = m.firm()
    letters = m.random.choice(["LDX", "HT-8", "3D", "A1", "(中国)", "KM&T"])
    a = Side(f"{place}{brand}{letters}{trade}{legal}", adcode)
    b = Side(
        a.name.translate(WIDE).replace("公司", m.random.choice(["公司", "公 司", "公司 "])), adcode
    )
    if m.random.random() < 0.3:
        b.adcode = adcode[:4] + "00" if adcode[4:] != "00" else ""
    m.add("全半角", True, a, b)


def brackets(m: Maker) -> None:
    place, adcode, brand, trade, legal = m.firm()
    drawn = m.random.random()
    a = Side(f"{brand}（{place}）{trade}{legal}", adcode)
    if drawn < 0.5:
        left, right = m.random.choice(["()", "[]", "【】", "〔〕"])
        m.add("括号", True, a, Side(f"{brand}{left}{place}{right}{trade}{legal}", adcode))
    elif drawn < 0.7:
        m.add("括号", True, a, Side(f"{place}{brand}{trade}{legal}", adcode))
    else:
        there, _ = m.other_place(adcode)
        m.add("括号", False, a, Side(f"{brand}（{there}）{trade}{legal}", adcode))


def forms(m: Maker) -> None:
    place, adcode, brand, trade, _ = m.firm()
    a, b = m.random.sample(["有限公司", "股份有限公司", "有限责任公司", "", "总公司"], 2)
    head = place if m.random.random() < 0.6 else ""
    m.add(
        "组织形式",
        True,
        Side(f"{place}{brand}{trade}{a}", adcode),
        Side(f"{head}{brand}{trade}{b}", adcode),
    )


CASES: list[Callable[[Maker], None]] = [renamed, shortened, traditional, mistyped, branches]
CASES += [groups, namesakes, lookalikes, lookalikes, widths, brackets, forms]


def rows() -> list[list[str]]:
    """Return every pair of both halves."""
    found: list[list[str]] = []
    for half in BRANDS:
        maker = Maker(half, random.Random(f"{SEED}{half}"))
        for case in CASES:
            for _ in range(EACH):
                case(maker)
        found += maker.rows
    return found


def main() -> int:
    """Write the file."""
    OUT.parent.mkdir(parents=True, exist_ok=True)
    with OUT.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows())
    return 0


if __name__ == "__main__":
    sys.exit(main())
