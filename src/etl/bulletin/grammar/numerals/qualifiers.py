"""What stands right beside a number and bends it: 超过, 近, 以上, 左右, a minus sign."""

import re
from typing import NamedTuple

from etl.bulletin.model import Qualifier

_QUALIFIERS: dict[Qualifier, str] = {
    ">=": "不少于 不低于 不小于 至少 大于等于 ≥",
    ">": "超过 超 逾 突破 大于 >",
    "<=": "不超过 不高于 不多于 不大于 至多 控制在 ≤",
    "<": "不足 不到 小于 近 接近 将近 <",
    "~": "大约 约 近似 约合 折合",
}
_BEFORE: dict[str, Qualifier | None] = {
    word: qualifier for qualifier, words in _QUALIFIERS.items() for word in words.split()
}
# Said before a figure, without making it a bound.
_BEFORE.update(dict.fromkeys(("高达", "多达", "最低", "最高")))
_AFTER: dict[str, Qualifier] = {
    "以上": ">=",
    "以内": "<=",
    "以下": "<=",
    "之内": "<=",
    "左右": "~",
    "上下": "~",
    "余": ">=",
    "多": ">=",
    "+": ">=",
}
_LENGTHS = {
    last: sorted({len(word) for word in _BEFORE if word[-1] == last}, reverse=True)
    for last in {word[-1] for word in _BEFORE}
}
"""Lengths of the words that end in a character, so that most figures ask for none."""
# What ends like a qualifier and is none: 已签约7346户, 附近3个小区.
_WITHIN_WORD = re.compile(r"(?:[签预节特履续违契公集条邀]约|[附临邻最靠]近|反超)$")
_RATE_WORDS = re.compile(r"每[人户床生]每?[月年天]$")
_RATE_ENDS = frozenset("月年天")
STARTS = frozenset("(及以之左上余多+")
"""What a qualifier behind a figure begins with."""
_SUFFIX = re.compile(
    r"(?:\((?:含|套|户|台|个|处|次|人|间|座)\))?(?P<word>及?以上|以内|及?以下|之内|左右|上下|余|多(?![一-鿿]{0,3}\d)|\+)?"
)
# 不低于最低工资标准的1.5倍: the bound stands before what the multiple is of.
_BOUND_OF = re.compile(
    r"(?P<word>不(?:低于|少于|小于|超过|高于|多于|大于))[^,。;:、()|\n\d]{2,16}的$"
)
_OF_REACH = 24
_MINUS = re.compile(
    r"(?:(?<=[^\d\w\n.\-−–—])|(?<=[长幅率为是到至降速比]))[-−]"
    r"|(?<=[长幅率为是降速比:(])[–—]"
    r"|(?<=\| )[–—](?=\d[\d.]*+[%‰]?[ ]*(?:\||\n|$))"
    r"|(?<=\n)[-−–](?=[\d.]++[%‰]?(?:\n|$))"
)


class Suffix(NamedTuple):
    """A qualifier behind a figure."""

    word: str
    qualifier: Qualifier
    end: int


def before(text: str, floor: int, start: int) -> tuple[int, Qualifier | None]:
    """Where the words of a figure begin, with the qualifier before it: 超过, 近, 不少于."""
    at = start
    while True:
        behind = at - 1 if at > floor and text[at - 1] == "了" else at
        for length in _LENGTHS.get(text[behind - 1 : behind], ()):
            word = text[max(floor, behind - length) : behind]
            if word in _BEFORE and not _WITHIN_WORD.search(text, max(floor, behind - 4), behind):
                return (behind - len(word) if at == start else start), _BEFORE[word]
        rate = text[at - 1 : at] in _RATE_ENDS and _RATE_WORDS.search(text, max(floor, at - 8), at)
        if not rate:
            return start, None
        # 不低于每人每月1090元
        at = rate.start()


def before_whole(text: str, floor: int, start: int) -> Qualifier | None:
    """The qualifier before what a ratio is of: 不低于最低工资标准的1.5倍, 不超过总数的5%."""
    if text[start - 1 : start] != "的":
        return None
    found = _BOUND_OF.search(text, max(floor, start - _OF_REACH), start)
    return _BEFORE[found["word"]] if found else None


def behind(text: str, at: int) -> Suffix | None:
    """The qualifier behind a figure: 以上, 以内, 左右, 余."""
    found = _SUFFIX.match(text, at)
    if found is None or not found["word"]:
        return None
    word = found["word"].removeprefix("及")
    return Suffix(word, _AFTER[word], found.end())


def is_minus(text: str, at: int) -> bool:
    """Whether the sign at a position makes the number behind it negative: 增长−3.2%."""
    return at > 0 and _MINUS.match(text, at) is not None
