"""Where a portal's city is, by its code of GB/T 2260: 370200 is Qingdao, in Shandong.

The code alone tells province and level; the table below holds what the standard calls the
provinces, which has not changed since 1997.
"""

from typing import Literal

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


def province_of(code: str) -> str:
    """The province that a place is in, or is."""
    return PROVINCES[code[:2]]


def level_of(code: str) -> Level:
    """What a place is: a province or a city like one (310000), a prefecture or its city
    (370200), a county, its city or a district (440785)."""
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"
