"""Organisations, not people: which columns belong to persons, by their header or their cells.

A column with such a header is not read and not kept, whatever source a file belongs to,
unless the source's own rules name the column.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache

from liantu.graph.identity import is_uscc

HEADERS = re.compile(
    r"身份证|证件号码?$|护照号|手机(号码?|电话)?$|电话(号码?)?$|联系方式|传真(号码?)?$|邮箱(地址)?$|电子邮件"
    r"|微信号?$|^qq号?码?$|^e-?mail|^(contact|mobile|cell|tele)*phone(number|no)?$|^mobile(number)?$|^tel$"
    r"|^法定代表人(?!类)|^法人代表|^法人$|^代表人$|姓名|联系人(?!数)|联络人|联络员|经办人|填报人|填表人|审核人"
    r"|^(企业|单位|项目|主要|党组织)*负责人$|^(党委|支部|总|党支部)*书记$|^(副)?董事长$|^(副)?总经理$|^厂长$|^校长$"
    r"|^行长$|^实际控制人$|出生(日期|年月|时间)|^性别$|^民族$|^学历$|家庭(住址|地址)|户籍"
    r"|^contact(person|name)$|^legalrepresentative$"
)
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
CITIZEN = re.compile(r"\d{17}[\dXx]\Z")
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]+\Z", re.IGNORECASE)
PERSON = re.compile(r"[\u4e00-\u9fff]{2,3}\Z")  # nearly every name of a person
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
LOOKED = 200  # cells of a column
SHAREHOLDERS = re.compile(r"股东|投资人|出资人|持股人")


@lru_cache(maxsize=10_000)
def is_personal(header: str) -> bool:
    """Say whether a header names what belongs to a person.

    >>> is_personal('联系电话'), is_personal('企业负责人（手机）'), is_personal('法人单位名称')
    (True, True, False)
    """
    plain = re.sub(r"[\s_*＊:：·\-]+", "", header).replace("（", "(").replace("）", ")").lower()
    parts = [re.sub(r"\([^()]*\)", "", plain), *re.findall(r"\(([^()]*)\)", plain)]
    return any(HEADERS.search(piece) for part in parts for piece in part.split("/"))


def holds_personal(header: str, cells: Sequence[str]) -> bool:
    """Say whether cells hold numbers of identity cards, mobile phones, mail addresses.

    Among shareholders, names of two or three signs are persons.
    """
    few = cells[:LOOKED]
    if not few:
        return False
    tests = [(is_citizen, 0.1), (is_mobile, 0.3), (is_mail, 0.3)]
    if SHAREHOLDERS.search(header):
        tests.append((is_person, 0.2))
    return any(sum(map(test, few)) / len(few) >= least for test, least in tests)


def is_citizen(text: str) -> bool:
    """Say whether a text is the number of an identity card: birth date and check digit fit."""
    if not CITIZEN.match(text) or is_uscc(text.upper()):
        return False
    try:
        dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(sign) * weight for sign, weight in zip(text, WEIGHTS, strict=False))
    return CHECK[total % 11] == text[17].upper()


def is_mobile(text: str) -> bool:
    """Say whether a text holds the number of a mobile phone."""
    return bool(MOBILE.search(text))


def is_mail(text: str) -> bool:
    """Say whether a text is a mail address."""
    return bool(MAIL.match(text))


def is_person(text: str) -> bool:
    """Say whether a text is as short as the name of a person."""
    return bool(PERSON.match(text))
