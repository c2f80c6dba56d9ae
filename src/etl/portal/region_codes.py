"""Codes of regions by GB/T 2260, and where a portal's city is: 370200 is Qingdao, in Shandong.

The code alone tells province and level; the table below holds what the standard calls the
provinces, which has not changed since 1997.
"""

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Level = Literal["province", "prefecture", "county"]
LEVELS: tuple[Level, ...] = ("province", "prefecture", "county")

PROVINCES = {
    "11": "北京市",
    "12": "天津市",
    "13": "河北省",
    "14": "山西省",
    "15": "内蒙古自治区",
    "21": "辽宁省",
    "22": "吉林省",
    "23": "黑龙江省",
    "31": "上海市",
    "32": "江苏省",
    "33": "浙江省",
    "34": "安徽省",
    "35": "福建省",
    "36": "江西省",
    "37": "山东省",
    "41": "河南省",
    "42": "湖北省",
    "43": "湖南省",
    "44": "广东省",
    "45": "广西壮族自治区",
    "46": "海南省",
    "50": "重庆市",
    "51": "四川省",
    "52": "贵州省",
    "53": "云南省",
    "54": "西藏自治区",
    "61": "陕西省",
    "62": "甘肃省",
    "63": "青海省",
    "64": "宁夏回族自治区",
    "65": "新疆维吾尔自治区",
    "71": "台湾省",
    "81": "香港特别行政区",
    "82": "澳门特别行政区",
}

_LETTERS = {
    "11": "京",
    "12": "津",
    "13": "冀",
    "14": "晋",
    "15": "蒙",
    "21": "辽",
    "22": "吉",
    "23": "黑",
    "31": "沪",
    "32": "苏",
    "33": "浙",
    "34": "皖",
    "35": "闽",
    "36": "赣",
    "37": "鲁",
    "41": "豫",
    "42": "鄂",
    "43": "湘",
    "44": "粤",
    "45": "桂",
    "46": "琼",
    "50": "渝",
    "51": "川蜀",
    "52": "贵黔",
    "53": "云滇",
    "54": "藏",
    "61": "陕秦",
    "62": "甘陇",
    "63": "青",
    "64": "宁",
    "65": "新",
}
PROVINCE_BY_LETTER = {letter: code for code, letters in _LETTERS.items() for letter in letters}
"""The first two digits by the character that stands for a province: 鲁ICP备… is of 37."""


class Population(BaseModel):
    """How many people live in a place, and who says so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    people: int = Field(gt=0)
    """Residents (常住人口)."""
    year: int = Field(ge=1949, le=2100)
    """The year that they were counted in."""
    source: str = Field(min_length=1)
    """Who counted: 第七次全国人口普查."""


def is_code(code: str) -> bool:
    """Whether six digits can be a place's: the province exists, and a county has a prefecture.

    In 370005 it has none.
    """
    if re.fullmatch(r"[0-9]{6}", code) is None or code[:2] not in PROVINCES:
        return False
    return code[2:4] != "00" or code[4:] == "00"


def province_of(code: str) -> str:
    """The province that a place is in, or is."""
    return PROVINCES[code[:2]]


def level_of(code: str) -> Level:
    """What a place is: a province or a city like one (310000), a prefecture or its city
    (370200), a county, its city or a district (440785)."""
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"
