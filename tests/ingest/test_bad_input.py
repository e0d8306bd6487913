"""What a clerk is told of a file that is not as it should be, and that nothing else suffers."""

from __future__ import annotations

import os
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from liantu.errors import InputError
from liantu.graph.snapshots import Snapshots
from liantu.home import Home
from liantu.ingest.load import load
from liantu.ingest.readers import read_file
from liantu.queries.catalogue import run
from liantu.queries.search import search
from tests.factories import (
    REGISTER,
    chain,
    copy_of_demo,
    demo_file,
    firm,
    register,
    relations,
    table,
    unfinished,
    workbook,
)

GOOD = "sources.csv"  # the demo's own, so that loading it again changes nothing
Make = Callable[[Path], Path]


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A loaded data folder that no refused file may change."""
    return copy_of_demo(tmp_path_factory.mktemp("refusing"))


def as_bytes(raw: bytes, name: str = "企业名录.csv") -> Make:
    """A file of just these bytes."""

    def make(folder: Path) -> Path:
        (folder / name).write_bytes(raw)
        return folder / name

    return make


def as_text(text: str, name: str = "企业名录.csv", encoding: str = "utf-8") -> Make:
    return as_bytes(text.encode(encoding), name)


def book(sheets: dict[str, Any], merged: str = "", name: str = "企业名录.xlsx") -> Make:
    return lambda folder: workbook(folder / name, sheets, merged)


def party(**changes: str | None) -> Make:
    """The demo's party workbook: a sheet renamed, emptied ("") or taken out (None)."""

    def make(folder: Path) -> Path:
        found = openpyxl.load_workbook(demo_file("党建联盟与党组织.xlsx"))
        for name, change in changes.items():
            if change is None:
                del found[name]
            elif change == "":
                found[name].delete_rows(1, 99)
            elif change == "header":
                found[name].delete_rows(2, 99)
            else:
                found[name].title = change
        found.save(folder / "党组织.xlsx")
        return folder / "党组织.xlsx"

    return make


def bomb(folder: Path) -> Path:
    path = folder / "企业名录.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (100 * 2**20))
    return path


ROW = ["甲公司", "", "烟台市蓬莱区", "", "", "塔筒", "链上企业", "", ""]
PLAIN = "企业名称,所在地,主营环节\n甲公司,烟台市蓬莱区,塔筒\n"
TRADITIONAL = "企業名稱,所在地,主營環節\n大金重工,蓬萊區,塔筒\n"
NO_HEADER_NAME = [h for h in REGISTER if h != "主营环节"]
NOISE = bytes(random.Random(1).choices(range(128, 256), k=400))
CHAIN_WITHOUT_ID = 'chain: {name: 无编号链, region: "370614"}\npositions: [上]\nsegments: []\n'
SCALARS = 'chain: {id: q, name: Q, region: "370614"}\npositions: [上]\nsegments: [a, b]\n'

SAVE_AS_UTF8 = "在 Excel 中另存为“CSV UTF-8”后再载入。"
REFUSED = [
    pytest.param(
        lambda folder: register(folder, firm("甲公司"), headers=NO_HEADER_NAME),
        "企业名录.csv",
        "不符合任何来源；最接近的是 链上企业名录（register），缺少：主营环节",
        "补上缺少的列或工作表，或检查列名。",
        id="missing column",
    ),
    pytest.param(
        as_text(PLAIN, encoding="utf-16-le"),
        "企业名录.csv",
        "这不是文本文件（第 9 字节是 NUL）",
        "若是 CSV（如 UTF-16），在 Excel 中另存为“CSV UTF-8”；若是工作簿，用 .xlsx 后缀；"
        "否则检查是否损坏。",
        id="UTF-16 without its mark",
    ),
    pytest.param(
        as_bytes(PLAIN.encode() + "乙公司,".encode() + b"\xff\xfe\x81\n"),
        "企业名录.csv:3",
        "编码既不是 UTF-8 也不是 GB18030（第 82 字节处）",
        SAVE_AS_UTF8,
        id="broken bytes in row 3",
    ),
    pytest.param(
        as_bytes(NOISE),
        "企业名录.csv:1",
        "编码既不是 UTF-8 也不是 GB18030（第 40 字节处）",
        SAVE_AS_UTF8,
        id="random bytes",
    ),
    pytest.param(
        as_text(TRADITIONAL, encoding="big5"),
        "企业名录.csv",
        "列名是乱码，编码可能是 Big5 而不是 GB18030",
        SAVE_AS_UTF8,
        id="Big5",
    ),
    pytest.param(
        book(
            {"名录": [["企业", None, "环节"], ["名称", "地点", "主营"], ["甲", "蓬莱", "塔筒"]]},
            "A1:B1",
        ),
        "企业名录.xlsx[名录]",
        "表头有合并单元格（A1:B1），读不出列名",
        "取消合并，让每一列在同一行有自己的列名；两行表头在来源 YAML 里写 header_rows: 2。",
        id="merged header",
    ),
    pytest.param(
        book({"名录": []}),
        "企业名录.xlsx",
        "表里一行都没有",
        "填好后再载入；已载入的数据不受影响。",
        id="empty sheet",
    ),
    pytest.param(as_bytes(b""), "企业名录.csv", "文件是空的", "重新导出该文件。", id="empty file"),
    pytest.param(
        register,
        "企业名录.csv",
        "只有表头，没有数据行",
        "填好后再载入；已载入的数据不受影响。",
        id="header only",
    ),
    pytest.param(
        party(党组织=None),
        "党组织.xlsx",
        "不符合任何来源；最接近的是 党建联盟与党组织（party），缺少：党组织（党组织名称, 类型, 所属单位）",  # noqa: E501
        "补上缺少的列或工作表，或检查列名。",
        id="a sheet is gone",
    ),
    pytest.param(
        party(服务平台=""),
        "党组织.xlsx",
        "不符合任何来源；最接近的是 党建联盟与党组织（party），缺少：服务平台（名称, 类别）",
        "补上缺少的列或工作表，或检查列名。",
        id="one of the sheets is empty",
    ),
    pytest.param(
        lambda folder: register(folder, firm("甲公司"), headers=[*REGISTER, "所在地"]),
        "企业名录.csv:1",
        "列名「所在地」出现了两次（第 3, 10 列）",
        "改掉或删去其中一列。",
        id="duplicate header",
    ),
    pytest.param(
        lambda folder: table(folder / "天气.csv", ["日期", "气温"], [["周一", "冷"]]),
        "天气.csv",
        "没有一个来源认识这个文件；表头是：日期, 气温",
        "为它新建来源：在数据页上点“新建来源”，或运行 liantu source new 文件。",
        id="no source",
    ),
    pytest.param(
        lambda folder: table(
            folder / "两用.csv", [*REGISTER, "起点", "关系", "终点"], [[*ROW, "甲", "邻近", "乙"]]
        ),
        "两用.csv",
        "文件同时符合几个来源：register, relations",
        "按其中一个来源的文件名命名，或在来源 YAML 的 match 中写明。",
        id="two sources",
    ),
    pytest.param(
        as_text('企业名称,所在地,主营环节\n"甲公司,烟台市,塔筒\n乙公司,烟台市,叶片\n'),
        "企业名录.csv:2",
        "从这一行起，双引号没有成对",
        "补上或删去多余的双引号；单元格里的双引号要写成两个。",
        id="a quote that is never closed",
    ),
    pytest.param(
        as_bytes(demo_file("目标企业.xlsx").read_bytes()[:2000], "目标企业.xlsx"),
        "目标企业.xlsx",
        "工作簿打不开：invalid Zip archive: Could not find EOCD",
        "用 Excel 打开并另存，去掉密码。",
        id="truncated workbook",
    ),
    pytest.param(
        bomb,
        "企业名录.xlsx",
        "解压后达 100 MiB，拒绝读取",
        "检查文件来历；确属正常则拆分。",
        id="zip bomb",
    ),
    pytest.param(
        as_bytes(b"x", "说明.docx"),
        "说明.docx",
        "不认识 .docx 文件",
        "另存为 CSV、XLSX、JSON、Parquet 或 YAML。",
        id="a kind of file that is not read",
    ),
    pytest.param(
        lambda folder: folder / "没有.csv",
        "没有.csv",
        "没有这个文件",
        "检查路径。",
        id="no such path",
    ),
    pytest.param(
        as_text("chain: {id: a, id: b}\n", "链.yaml"),
        "链.yaml:1:16",
        "YAML 写法有误：'id' stands twice",
        "按所示行列改正后再试。",
        id="a key stands twice",
    ),
    pytest.param(
        as_text("name: 随便\n", "链.yaml"),
        "链.yaml",
        "没有一个来源认识这个 YAML；顶层是：name",
        "产业链文件的顶层须有 chain、positions、segments。",
        id="another YAML",
    ),
    pytest.param(
        as_text(CHAIN_WITHOUT_ID, "链.yaml"),
        "链.yaml",
        "缺少 chain.id",
        "补上后再载入。",
        id="a chain without id",
    ),
    pytest.param(
        as_text(SCALARS, "链.yaml"),
        "链.yaml:3",
        "segments 的第 1 项不是一组名称与值",
        "写成 {id: …, name: …} 的样子。",
        id="segments that are bare words",
    ),
    pytest.param(
        lambda folder: chain(folder, "offshore-wind", "海洋牧场产业链", {"net": []}),
        "offshore-wind.yaml",
        "编号 offshore-wind 已被「海工装备(海上风电)产业链」使用",
        "换一个编号；若确是改名，在 chain 下写 replaces: 原名称。",
        id="a second chain with the same id",
    ),
]


@pytest.mark.parametrize(("make", "where", "message", "remedy"), REFUSED)
def test_a_bad_file_is_refused_by_name_and_the_others_load(
    refusing: Home, inbox: Path, make: Make, where: str, message: str, remedy: str
) -> None:
    before = refusing.ledger.active()
    assert before is not None
    report = load(refusing, [make(inbox), demo_file(GOOD)])
    found = report.as_dict()
    good, bad = sorted(found["files"], key=lambda file: "error" in file)
    assert (bad["source"], bad["batch"]) == (None, None)
    error = bad["error"]
    assert (Path(error["where"]).name, error["message"], error["remedy"]) == (
        where,
        message,
        remedy,
    )
    assert good["source"] == "citations"
    assert good["batch"]
    assert found["rows"]["accepted"] == 8
    assert report.failed
    assert found["data_version"] == found["previous_version"] == before.id
    assert unfinished(refusing) == []


def test_a_load_of_refused_files_only_is_kept_in_the_books(home: Home, inbox: Path) -> None:
    before = home.ledger.active()
    load(home, [as_bytes(b"", "空.csv")(inbox)])
    assert home.ledger.loads()[0].report["files"][0]["error"]["message"] == "文件是空的"
    assert before is not None
    assert [row.id for row, _ in home.ledger.versions()] == [before.id]


def test_two_files_with_one_chain_are_both_refused_by_name(refusing: Home, inbox: Path) -> None:
    text = demo_file("海工装备产业链.yaml").read_text(encoding="utf-8")
    (inbox / "副本.yaml").write_text(text, encoding="utf-8")
    found = load(refusing, [inbox, demo_file("海工装备产业链.yaml")]).as_dict()
    assert [file["error"]["message"] for file in found["files"]] == [
        "几个文件都写了编号 offshore-wind：副本.yaml, 海工装备产业链.yaml"
    ] * 2
    assert found["data_version"] == found["previous_version"]


def test_a_chain_may_change_its_name_when_it_says_so(refusing: Home, inbox: Path) -> None:
    more = "replaces: 海工装备(海上风电)产业链"
    chain(inbox, "offshore-wind", "海风产业链", {"net": []}, more=more)
    assert load(refusing, [inbox], dry_run=True).held  # of its 39 segments one is left
    found = load(refusing, [inbox], dry_run=True, accept_smaller=True).as_dict()
    assert [file["source"] for file in found["files"]] == ["chain"]
    assert found["data_version"] != found["previous_version"]


@pytest.fixture
def closed(inbox: Path) -> Iterator[Path]:
    """A file that this process may not read; root steps down to nobody for the test."""
    path = register(inbox, firm("甲公司"))
    path.chmod(0)
    opened = [folder for folder in path.parents if folder.stat().st_uid == os.geteuid()]
    former = {folder: folder.stat().st_mode for folder in opened if os.geteuid() == 0}
    for folder in former:
        folder.chmod(former[folder] | 0o055)
    if former:
        os.seteuid(65534)
    yield path
    if former:
        os.seteuid(0)
    for folder, mode in former.items():
        folder.chmod(mode)


def test_a_file_that_may_not_be_read_is_refused(closed: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_file(closed)
    assert caught.value.message == "文件读不出：Permission denied"
    assert caught.value.remedy == "检查文件权限。"


def test_a_path_too_long_for_the_disk_is_refused(refusing: Home) -> None:
    found = load(refusing, [Path("长" * 300 + ".csv")]).as_dict()
    assert found["files"][0]["error"]["message"] == "没有这个文件"


def test_a_folder_with_stray_files_loads_what_can_be_read(refusing: Home, inbox: Path) -> None:
    for name in ("说明.docx", "照片.PNG", "无后缀", "~$目标企业.xlsx", ".隐藏.csv", "坏.csv"):
        (inbox / name).write_bytes(b"x")
    (inbox / "子夹").mkdir()
    (inbox / "子夹" / GOOD).write_bytes(demo_file(GOOD).read_bytes())
    report = load(refusing, [inbox])
    found = report.as_dict()
    skipped = [(note["file"], note["message"]) for note in found["warnings"]]
    assert skipped == [
        ("无后缀", "没有读 – 文件"),
        ("照片.PNG", "没有读 .PNG 文件"),
        ("说明.docx", "没有读 .docx 文件"),
    ]
    assert [Path(file["path"]).name for file in found["files"]] == [GOOD, "坏.csv"]
    assert report.failed


def test_a_damaged_workbook_never_ends_the_load(refusing: Home, inbox: Path) -> None:
    """Bytes of a good workbook are changed at random: it is taken or refused, nothing else."""
    raw, rng = demo_file("目标企业.xlsx").read_bytes(), random.Random(7)
    paths = []
    for number in range(60):
        spoilt = bytearray(raw)
        for _ in range(rng.choice([1, 20, 400])):
            spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
        paths.append(
            as_bytes(bytes(spoilt[: rng.randrange(500, len(raw) + 1)]), f"{number}.xlsx")(inbox)
        )
    found = load(refusing, paths, dry_run=True).as_dict()
    assert len(found["files"]) == 60
    assert all(file["error"]["message"] for file in found["files"] if "error" in file)


NAMES = {
    "长" * 200: None,
    "长" * 201: ("too_long", "有 201 个字，最多 200 个"),
    "引“号”\"双\"'单'公司": None,
    "<script>alert(1)</script>公司": None,
    "=HYPERLINK(公司)": None,
    "@SUM(A1)公司": None,
    "风🌀公司": None,
    "&amp;公司": None,
    "零\u200b宽\ufeff公司": None,
    "换\n行公司": None,
    "控\x07制公司": ("control_character", "含有控制字符 U+0007"),
    "": ("missing", "「企业名称」是空的"),
    "  　 ": ("missing", "「企业名称」是空的"),
    "()": ("no_identity", "缺少识别企业所需的名称或编号"),
}


def test_names_are_taken_as_they_are_or_set_aside_with_a_reason(home: Home, inbox: Path) -> None:
    register(inbox, *(firm(name) for name in NAMES))
    found = load(home, [inbox]).as_dict()
    expected = [
        ("企业名录.csv", "", row, "企业名称", *told)
        for row, told in enumerate(NAMES.values(), start=2)
        if told
    ]
    keys = ("file", "sheet", "row", "column", "code", "message")
    assert [tuple(note[key] for key in keys) for note in found["set_aside"]] == expected
    assert all(note["remedy"] for note in found["set_aside"])
    store = Snapshots(home).store()
    rows = run(store, "enterprises_by_region").dicts()
    assert {row["name"]: row["count"] for row in rows}["山东省烟台市蓬莱区"] == 9
    names = {hit.name for hit in search(store, "公司", limit=50).hits}
    kept = {name for name, told in NAMES.items() if told is None and name.endswith("公司")}
    kept = kept - {"零\u200b宽\ufeff公司", "换\n行公司"} | {"零宽公司", "换 行公司"}
    assert kept <= names
    told = {note["code"]: note["message"] for note in found["warnings"]}
    assert told["invisible"] == "含有看不见的字符，已按「零宽公司」收下"
    assert told["long_name"] == "名称长达 200 字"


BAD_RELATIONS = [
    (["上海电气", "邻近", "大金重工", "-1", "北"], "距离(公里)", "「-1」超出范围（须 ≥ 0 公里）"),
    (["上海电气", "邻近", "大金重工", "一公里", "北"], "距离(公里)", "「一公里」不是数"),
    (["上海电气", "邻近", "上海电气", "1", "北"], "终点", "「上海电气」不能与自己构成“邻近”关系"),
    (
        ["上海电气", "邻", "大金重工", "1", "北"],
        "关系",
        "「邻」不是关系的一种；可以是：邻近, 经由, 上游企业, 下游企业",
    ),
    (["", "邻近", "大金重工", "1", "北"], "起点", "「起点」是空的"),
    (
        ["上海电气", "邻近", "大金重工", "1", "上"],
        "方位",
        "「上」不是方位的一种；可以是：东, 南, 西, 北, 东北, 东南, 西北, 西南",
    ),
    (
        ["上海电气", "邻近", "大金重工", "1", "北", "塔筒", "x", "多"],
        "",
        "这一行比表头多出几格：多",
    ),
]


def test_bad_rows_are_set_aside_each_with_its_column(refusing: Home, inbox: Path) -> None:
    good = ["上海电气", "邻近", "大金重工", "", "", "", ""]
    relations(inbox, good, *(row for row, _, _ in BAD_RELATIONS))
    found = load(refusing, [inbox], dry_run=True).as_dict()
    assert found["rows"] == {"read": 8, "accepted": 1, "waiting": 0, "set_aside": 7}
    told = [(note["row"], note["column"], note["message"]) for note in found["set_aside"]]
    assert told == [
        (number, column, message)
        for number, (_, column, message) in enumerate(BAD_RELATIONS, start=3)
    ]


def test_a_firm_that_supplies_itself_under_two_names_is_told(refusing: Home, inbox: Path) -> None:
    relations(inbox, ["上海电气", "下游企业", "上海电气蓬莱项目部", "", "", "", ""])
    found = load(refusing, [inbox], dry_run=True).as_dict()
    (note,) = found["warnings"]
    assert (note["row"], note["column"]) == (2, "终点")
    assert note["message"] == "「上海电气蓬莱项目部」的“报道关系”关系指向自己，未画出"
    assert note["remedy"] == "改正起点或终点。"


def test_an_unknown_segment_is_told_with_the_nearest(refusing: Home, inbox: Path) -> None:
    register(inbox, firm("甲公司", segment="海底光缆"), firm("乙公司", segment="塔桶"))
    found = load(refusing, [inbox], dry_run=True).as_dict()
    first, second = [note for note in found["warnings"] if note["column"] == "主营环节"]
    assert (first["file"], first["row"]) == ("企业名录.csv", 2)
    assert first["message"].startswith(
        "没有叫「海底光缆」的环节；“生产”关系先留存等待。最接近的：海底电缆、"
    )
    assert second["message"].endswith("最接近的：塔筒")
    assert found["rows"] == {"read": 2, "accepted": 2, "waiting": 2, "set_aside": 0}


def test_a_cycle_in_a_chain_is_a_warning_and_is_drawn(home: Home, inbox: Path) -> None:
    chain(
        inbox,
        "loop",
        "回收链",
        {"cell": ["salt"], "salt": ["scrap"], "scrap": ["cell"], "self": ["self"]},
    )
    report = load(home, [inbox])
    assert not report.failed
    told = {note["code"]: note for note in report.as_dict()["warnings"]}
    assert set(told) == {"cycle", "waiting_self"}
    assert told["cycle"]["message"].startswith("上下游成环：环节-")
    assert told["cycle"]["message"].endswith("（允许，照画）")
    assert told["cycle"]["remedy"] == "若不是本意，改正 inputs。"
    assert (told["cycle"]["file"], told["cycle"]["column"]) == ("loop.yaml", "inputs")
    assert told["waiting_self"]["message"] == "「self」的“上游于”关系指向自己，未画出"
    assert (told["waiting_self"]["row"], told["waiting_self"]["column"]) == (11, "inputs")
    drawn = run(Snapshots(home).store(), "chain_inputs", chain="chain:loop").rows
    assert len(drawn) == 3


def test_half_filled_cells_stay_unknown(refusing: Home, inbox: Path) -> None:
    bare = {"企业名称": "半空公司", "所在地": "", "主营环节": ""}
    register(inbox, bare, firm("某地公司", place="火星"), firm("朝阳公司", place="朝阳"))
    found = load(refusing, [inbox], dry_run=True).as_dict()
    assert found["rows"]["set_aside"] == 0
    told = [
        (note["row"], note["message"]) for note in found["warnings"] if note["column"] == "所在地"
    ]
    assert told[0] == (3, "认不出地点「火星」，按未定位收下")
    assert told[1][0] == 4
    assert told[1][1].startswith("地点「朝阳」可能是：北京市朝阳区, 辽宁省朝阳市, ")
    assert told[1][1].endswith("；按未定位收下")


def test_a_renamed_sheet_is_known_by_its_header(refusing: Home, inbox: Path) -> None:
    found = load(refusing, [party(党组织="2026 党组织名册")(inbox)], dry_run=True).as_dict()
    assert found["nodes"] == {"new": 0, "changed": 0, "ended": 0}
    (note,) = found["warnings"]
    assert note["message"] == "工作表「2026 党组织名册」按列名认作「党组织」"
    assert (note["file"], note["sheet"], note["row"]) == ("党组织.xlsx", "2026 党组织名册", 1)


def test_a_sheet_that_holds_only_its_header_is_told(refusing: Home, inbox: Path) -> None:
    found = load(refusing, [party(服务平台="header")(inbox)], dry_run=True).as_dict()
    told = {note["code"]: note for note in found["warnings"]}
    assert told["no_rows"]["message"] == "「服务平台」只有表头，没有数据行"
    assert told["no_rows"]["sheet"] == "服务平台"


def test_titles_above_the_header_and_columns_without_a_name(refusing: Home, inbox: Path) -> None:
    title = ["蓬莱区链上企业名录（2026 年 5 月）"]
    rows = [title, [*REGISTER, None, "电话"], [*ROW, "记一笔", "0535"]]
    workbook(inbox / "企业名录.xlsx", {"名录": rows, "说明": [["填表说明"]]}, merged="A1:F1")
    found = load(refusing, [inbox], dry_run=True).as_dict()
    assert found["rows"]["accepted"] == 1
    told = [
        (note["code"], note["message"])
        for note in found["warnings"]
        if "waiting" not in note["code"]
    ]
    assert told == [
        ("personal_column", "列「电话」是个人信息，没有读，也没有存"),
        ("unnamed_column", "第 J 列没有列名，没有用到"),
        ("unread_sheet", "工作表「说明」没有用到（1 行）"),
    ]


def test_bad_segments_are_set_aside_with_their_line(refusing: Home, inbox: Path) -> None:
    path = inbox / "链.yaml"
    path.write_text(
        'chain: {id: q, name: 坏链, region: "370614"}\n'
        "positions: [上]\n"
        "segments:\n"
        "  - {id: A B, name: 甲, position: 上}\n"
        "  - {id: b, name: 乙, position: 上, importance: big}\n"
        "  - {id: c, position: 上}\n"
        "  - {id: d, name: 丁, position: 上}\n"
        "  - {id: e, name: 戊, position: 上, inputs: [{id: d, need: must}]}\n",
        encoding="utf-8",
    )
    found = load(refusing, [path], dry_run=True).as_dict()
    assert [(note["row"], note["column"], note["message"]) for note in found["set_aside"]] == [
        (4, "id", "「A B」不符合环节编号的写法"),
        (5, "importance", "「big」不是重要程度的一种；可以是：core, major, supporting"),
        (6, "name", "「name」是空的"),
        (8, "inputs.need", "「must」不是必要程度的一种；可以是：essential, useful"),
    ]


def test_a_row_of_control_characters_does_not_touch_what_was_loaded(
    home: Home, inbox: Path
) -> None:
    before = home.ledger.active()
    assert before is not None
    report = load(home, [register(inbox, firm("控\x01制"), firm("控\x02制"))])
    assert report.failed
    assert report.as_dict()["rows"] == {"read": 2, "accepted": 0, "waiting": 0, "set_aside": 2}
    after = home.ledger.active()
    assert after is not None
    assert after.id == before.id


def test_a_fifo_or_folder_in_place_of_a_file_does_not_hang(refusing: Home, inbox: Path) -> None:
    os.mkfifo(inbox / "企业名录.csv")
    found = load(refusing, [inbox, demo_file(GOOD)]).as_dict()
    assert [Path(file["path"]).name for file in found["files"]] == [GOOD]
