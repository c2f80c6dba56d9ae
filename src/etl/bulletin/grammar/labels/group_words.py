"""Groups: the part of a whole that a figure is limited to, where words name nothing else.

A place (东湖区), a level (二级, C级), an age (80-89岁), the town or the countryside, a fund
(中央补助) says of whom or of where something is counted, never what: 东湖区4个 are 4 of what
the sentence counts.
"""

import re
from functools import lru_cache

from etl.bulletin.words import function_words
from etl.bulletin.words.function_words import REMEMBERED, one_of

_NO_TOWN = r"(?<![城乡集圩村小全各古名重心])镇(?![区村级域政])"
_NO_DISTRICT = (
    r"(?<![小社园灌景校城山库片厂街牧林矿辖范护宅住湿地病全我本各该两三个学禁港特郊洪旱"
    r"热冷盲误养聚险营务能活业税心老游户])区(?![域别间县位级属内划块市])"
)
_PLACE = (
    r"(?:[\u4e00-\u9fff]{1,6}?(?:自治[县州旗]|开发区|(?<!全)新区|"
    r"(?<![全我本各该市区州贫郊])县(?![级城域区乡直属里内市政处])|"
    rf"{_NO_DISTRICT}|"
    r"(?<![城全超我本各上省门夜集菜该外县贸])市(?![场民政级办容区内外直属值域下定县])|"
    rf"{_NO_TOWN}|"
    r"(?<![城水下返回在全各家离该本县])乡(?![镇村贤土亲级愁复里])|"
    r"(?<![全我本各该])州(?![级县内直])|(?<!各)街道(?![办口两路整绿亮建及]|文化))"
    r")"
)
_AGE = r"(?:\d+(?:[-—–~至到]\d+)?周?岁(?:以上|以下|及以上)?|百岁(?:以上)?)(?:老人|老年人|的)?"
_LEVEL = (
    r"(?:[一二三四五六七八九十]级|[A-DＡ-Ｄ甲乙丙丁]级|[一二三]孩|[一二三四]类|半?自理|[半全]护理)"
)
_POPULATIONS = """
城镇 农村 城市 乡村 城区 主城区 集中供养 分散供养 集中 分散 散居 社会散居 在职 退休 离休 失能 半失能
公用 专用 集中养育 散居孤儿 福利机构 福利机构孤儿 城镇居民 农村居民
市级 县级 省级 区级 镇级 村级 乡级 国家级
市本级 县本级 州本级 区本级 市直 县直 省直 男性 女性
"""
_WORDS = f"(?:{one_of(_POPULATIONS)})"
_ONE = f"(?:{_PLACE}|{_AGE}|{_LEVEL}|{_WORDS})"
_JOINED = rf"{_ONE}(?:[、,和及与]{_ONE})*"
_LEADING_PLACES = re.compile(rf"{_PLACE}(?:[、和及与]{_PLACE})*")
_ENDS = re.compile(r"(?:等|的|均|各|共|合计|地区)+$")
_WHOLLY = re.compile(rf"{_JOINED}等?(?:的|均|各|共|合计|地区)?")
_TRAILING = re.compile(
    rf"^(?P<noun>.{{2,}}?)(?:提高|提升|调整|增加|达|提标|上调|降低|调)?(?:到|至|为|:)?(?P<group>{_AGE}|{_LEVEL}|{_WORDS})$"
    r"|^(?P<raised>.{2,}?)(?:提高|提升|调整|增加|达|提标|上调)(?:到|至|为)(?P<school>小学|初中|高中|幼儿园|[一二三]类)$"
)
_LEADING_WORD = re.compile(rf"(?P<group>{_LEVEL}|{_WORDS}|{_AGE})(?P<noun>.{{2,}})$")
_VERBS = " ".join(
    verb for verb in function_words.DOING.split() if len(verb) > 1 and "(" not in verb
)
_OFFICE_LEVEL = re.compile(r"(?:国家|[省市州县区镇乡村])级")
_NOT_A_NAME = re.compile(
    rf"^(?:{one_of(_VERBS)}|支持|支援|涉及|划定|对|在|为|向|由|将|从|按|以|全|各|我|本|其余|每)"
    r"|工程|项目|改造|建设|完成|服务|道路|公路"
)


@lru_cache(maxsize=REMEMBERED)
def is_group(words: str) -> bool:
    """Whether words name a group and nothing else: 东湖区, 西岭县、南坪县, 二级, 80-89岁."""
    return _WHOLLY.fullmatch(words) is not None and not _NOT_A_NAME.search(words)


def is_office_level(group: str) -> bool:
    """Whether a group is a level of offices, as part of what a thing is called: 镇级卫生院."""
    return _OFFICE_LEVEL.fullmatch(group) is not None


def is_place(words: str) -> bool:
    """Whether words name a place or several: 乙县, 东湖区、西岭县."""
    return _LEADING_PLACES.fullmatch(words) is not None and not _NOT_A_NAME.search(words)


@lru_cache(maxsize=REMEMBERED)
def leading_places(words: str) -> tuple[str, str]:
    """The places that words begin with, and the rest: 东江区完成投入 → 东江区, 完成投入."""
    found = _LEADING_PLACES.match(words)
    if found is None or _NOT_A_NAME.search(found[0]):
        return "", words
    return found[0], words[found.end() :].lstrip("的、,")


@lru_cache(maxsize=REMEMBERED)
def trailing(words: str) -> tuple[str, str]:
    """A noun and the group behind it: 救助水平提高到城镇 → 救助水平, 城镇."""
    found = _TRAILING.fullmatch(words)
    if found is None:
        return words, ""
    return found["noun"] or found["raised"], found["group"] or found["school"]


@lru_cache(maxsize=REMEMBERED)
def leading(words: str) -> tuple[str, str]:
    """A group and the noun behind it: 城市低保标准 → 城市, 低保标准."""
    found = _LEADING_WORD.fullmatch(words)
    return (found["group"], found["noun"]) if found else ("", words)


def clean(words: str) -> str:
    """A group without what only lists it: 东湖区、西岭县等 → 东湖区、西岭县."""
    return _ENDS.sub("", words) or words
