"""Numerals in words: which of them count (新建两座), and why the others do not: 一批, 三高."""

import re

from etl.bulletin.grammar.numerals.numbers import Number
from etl.bulletin.model import Numeral
from etl.bulletin.words.measure_words import Unit

# Before a lone Chinese digit (新建两座) only a verb of doing makes it a count: 三高, 四好.
_DOING = re.compile(
    r"(?:新建|改建|扩建|建成|建设|建|改造|完成|开工|竣工|新增|增设|打造|设立|设置|举办|开展"
    r"|开通|启用|投用|新开|配备|购置|修建|实施|整治|其中|完工)(?:了|成)?$"
)
_DOING_TO = re.compile(
    r"(?:新建|改建|扩建|建成|建设|修建|改造|新增|增设|打造|设立|开通|购置|配备|整治|植|建|打)了?[一-鿿]{1,8}$"
)
_CLAUSE_END = re.compile(r"[ ]*(?:[,。;、\n(|]|$)")
_PHYSICAL = frozenset({"length", "area", "mass", "money", "volume"})
_DEALT_REACH = 40
_COUNTED = frozenset({"count", "household"})
_DIVISIBLE = frozenset({"length", "area", "mass", "volume"})
_IN_IDIOMS = frozenset("里方升度担元")
_NOT_COUNTING = re.compile(r"(?:[第之同]|[几数上](?=[十拾]))$")
_HELD = re.compile(r"[办举训]|开展|组织")


def why_nothing(text: str, number: Number, unit: Unit | None, *, halved: bool) -> Numeral | None:
    """Why a numeral in words is no count, where it is none: 一批, 三高, 唯一一个, 三分之二."""
    written = text[number.start : number.end]

    def none(kind: str, rule: str) -> Numeral:
        return Numeral(written, number.start, number.end, kind, rule)

    if not number.known:
        if "分之" in written or "/" in written:
            return none("fraction", "a part of a whole")
        if text[number.end : number.end + 1] == "年":
            return none("date", "a year in words")
        return none("words", "no value accounts for it") if unit else None
    if unit is None:
        return None
    before = text[max(0, number.start - 12) : number.start]
    if _NOT_COUNTING.search(before) or (written[0] in "十拾" and before[-1:] in tuple("几数上")):
        return none("words", "a numeral in words that counts nothing")
    if len(written) > 1 and unit.kind == "quantity":
        return None
    serial = unit.word == "层" or (unit.word == "期" and not _HELD.search(before))
    if serial or (written == "二" and unit.word == "次"):
        # 二次供热 is secondary, 续建二期 a part, 施工至三层 how far; counts are 两次 and 举办三期.
        return none("ordinal", "a number in a series")
    if unit.kind != "quantity":
        return None if len(written) > 1 else none(unit.kind, "a numeral in words")
    if unit.word == "成" or (written != "一" and (halved or _DOING.search(before))):
        return None
    counted = unit.dimension in _COUNTED and written != "一" and _DOING_TO.search(before)
    if counted and _CLAUSE_END.match(text, number.end + len(unit.word)):
        return None
    if halved and unit.dimension in _DIVISIBLE:
        return None
    physical = unit.dimension in _PHYSICAL and unit.word not in _IN_IDIOMS
    if physical and written not in "一十":
        return None
    return none("words", "a numeral in words that counts nothing")


def is_dealt_out(text: str, number: Number) -> bool:
    """Whether a numeral in words without a unit is one of those that 分别 deals out."""
    listed = text[number.end : number.end + 1] == "、"
    return listed and "分别" in text[max(0, number.start - _DEALT_REACH) : number.start]
