"""The number that a pledge is called by: (第3项), (实事七), [省民生实事第3件], 第3件:."""

import re
from typing import NamedTuple

from etl.bulletin.grammar.numerals.numbers import numeral

_COUNT = r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})"
_CALLED = re.compile(
    rf"[(\[](?:[^()\[\]\d,;]{{0,6}}第(?P<nth>{_COUNT})[项件条号]"
    rf"|(?:民生)?(?:实事|项目|任务|工程)(?P<called>{_COUNT}))(?!\d)(?P<more>[^()\[\]]{{0,20}})[)\]]"
)
_OPENING = re.compile(
    rf"(?:第(?P<nth>{_COUNT})[项件号](?:民生)?(?:实事|项目)?|(?:民生)?实事(?P<called>{_COUNT}))"
    r"(?=[\s:、.(\[·—\-])[:、. ]?"
)
_OTHERS = re.compile(rf"[、,和及与]第?{_COUNT}")


class CalledNumber(NamedTuple):
    """A pledge's number, and where its brackets, or the words that say it, begin and end."""

    number: int
    start: int
    end: int


def called_number(text: str, start: int, end: int) -> CalledNumber | None:
    """The number in the first brackets of a stretch that hold one of a single pledge."""
    found = _CALLED.search(text, start, end)
    if found is None or _OTHERS.match(found["more"]):
        return None
    return _called(found)


def opening_number(text: str, start: int, end: int) -> CalledNumber | None:
    """The number that a stretch opens with, in brackets or without: [第3项], 第3件:, 实事七."""
    bracketed = called_number(text, start, end)
    if bracketed is not None and bracketed.start == start:
        return bracketed
    found = _OPENING.match(text, start, end)
    return _called(found) if found else None


def _called(found: re.Match[str]) -> CalledNumber:
    return CalledNumber(int(numeral(found["nth"] or found["called"])), *found.span())
