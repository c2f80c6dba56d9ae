"""Whether all pledges of a bulletin are there, once each, and no figure stands beside them."""

import re
from dataclasses import dataclass

from etl.bulletin.model import Bulletin, Pledge

_DIGITS = "零一二三四五六七八九"
_OPENING = 300
"""Characters behind the title in which a bulletin says how many pledges there are."""
_ANNOUNCED = re.compile(
    r"(?<![\d.第、至到—-])(?P<count>\d{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?)"
    r"[件项个]“?(?:[市区县旗州省镇]政府|[市区县旗州省镇][级委]?|为民|重点|重要|年度|政府|便民|惠民)*"
    r"(?:办?(?:的)?(?:民生)?实事|民生(?:工程|项目))"
)
_HEAD = re.compile(r"(?m)^[|\s]*[(]?(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})[)、.|\s][|\s]*")
_PROMISE = 6
"""Characters by which a promise is known again."""


@dataclass(frozen=True)
class Wholeness:
    """A bulletin's pledges as columns of the ``document`` gate."""

    announced: int | None
    """How many pledges title or opening announce: 十件民生实事; None where they do not."""
    announced_words: str
    pledges_short: int | None
    """How many of them are not there."""
    next_number: str
    """The line that carries the number after the last pledge's; empty where there is none."""
    series_goes_on: bool
    printed_twice: int
    """Pledges within which their number and promise are printed once more."""
    printed_twice_text: str
    abandoned: int
    """Numerals with a measure word outside every item, column and sentence."""
    abandoned_text: str


def wholeness(bulletin: Bulletin) -> Wholeness:
    """Hold a bulletin's pledges against what it says of them and what stands beside them."""
    announced = _announced(bulletin)
    number = chinese_number(announced["count"]) if announced else None
    following = _next_number(bulletin)
    repeated = _printed_twice(bulletin)
    outside = [numeral for numeral in bulletin.numerals if numeral.kind == "abandoned"]
    return Wholeness(
        announced=number,
        announced_words=announced[0] if announced else "",
        pledges_short=number - len(bulletin.pledges) if number and bulletin.pledges else None,
        next_number=following,
        series_goes_on=bool(following),
        printed_twice=len(repeated),
        printed_twice_text="; ".join(repeated[:3]),
        abandoned=len(outside),
        abandoned_text="; ".join(f"“{numeral.text}”" for numeral in outside[:5]),
    )


def chinese_number(words: str) -> int:
    """A number up to 999 in digits, or up to 99 in characters.

    >>> chinese_number("十五")
    15
    """
    if words.isascii():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    digit = _DIGITS.index(ones) if ones else 0
    return (_DIGITS.index(tens) if tens else 1) * 10 + digit if ten else digit


def _announced(bulletin: Bulletin) -> re.Match[str] | None:
    found = _ANNOUNCED.search(bulletin.title)
    first = min((pledge.start for pledge in bulletin.pledges), default=0)
    return found or _ANNOUNCED.search(bulletin.text, 0, min(first, _OPENING))


def _next_number(bulletin: Bulletin) -> str:
    """The line outside all pledges that goes on where their numbers end, with a figure in it."""
    numbers = [pledge.number for pledge in bulletin.pledges]
    if len(numbers) < 2 or numbers != list(range(1, len(numbers) + 1)):
        return ""
    for head in _HEAD.finditer(bulletin.text, max(pledge.end for pledge in bulletin.pledges)):
        if chinese_number(head["number"]) == 1:
            # The rows of an annex are numbered by themselves.
            return ""
        if chinese_number(head["number"]) == numbers[-1] + 1:
            line = bulletin.text[head.end() :].partition("\n")[0]
            if any(character.isdigit() for character in line):
                return f"{head[0].strip()}{line[:30]}"
    return ""


def _printed_twice(bulletin: Bulletin) -> list[str]:
    """Promises that stand within their own pledge once more, under their number.

    A pledge printed twice is read as one, whose progress holds the second promise.
    """
    found = []
    for pledge in bulletin.pledges:
        opening = pledge.text[:_PROMISE]
        heads = (
            head.end()
            for head in _HEAD.finditer(bulletin.text, _line_start(bulletin, pledge), pledge.end)
            if chinese_number(head["number"]) == pledge.number
        )
        times = sum(bulletin.text.startswith(opening, at) for at in heads)
        if len(opening) == _PROMISE and times > 1:
            found.append(pledge.text[:20])
    return found


def _line_start(bulletin: Bulletin, pledge: Pledge) -> int:
    """Where the line of a pledge begins, its number included."""
    return bulletin.text.rfind("\n", 0, pledge.start) + 1
