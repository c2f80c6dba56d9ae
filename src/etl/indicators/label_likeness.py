"""How sure it is that two labels of different years count the same thing.

Chinese contrasts by exchanging words of one length in one frame: 公办幼儿园学位 and
民办幼儿园学位, 一级 and 二级, 电动汽车充电桩 and 电动汽车充电位. So an exchange makes
another thing, however alike the rest. A word put in (公办幼儿园学位 beside 幼儿园学位)
may limit what is counted or adorn it, which the words alone do not tell: that is for a
person. Sure are only the ornaments of promising (新增停车泊位, 停车泊位建设), listed in
:mod:`~etl.indicators.promise_words`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

from etl.bulletin.words.function_words import one_of
from etl.indicators import promise_words

SAME = 0.9
"""Confidence from which two labels are taken for one indicator."""
APART = 0.7
"""Confidence below which they are taken for two without asking."""

_UNDECIDED = 0.89
_ORNAMENT = 0.02
_NUMBERS = re.compile(r"\d+(?:\.\d+)?|[一二三四五六七八九十百]+(?=[级期类孩胎环批号层])")
# A bracket that takes in or leaves out something changes what is counted.
_BRACKETS = re.compile(r"\((?!含|不含|包括|不包括|除)[^()\d]*\)")
_PARTICLES = re.compile(r"[的等“”《》\s]")
_AND = re.compile(r"以及|[和与及]")
_WORK = one_of(promise_words.WORK)
_ORNAMENTS = re.compile(
    rf"^(?:{one_of(promise_words.MAKING, promise_words.CARRYING, promise_words.PRAISE)})(?=..)"
    rf"|(?<=..)(?:{one_of(promise_words.MAKING, promise_words.CARRYING, promise_words.GENERIC)})$"
)
_MAKING = frozenset(promise_words.MAKING.split())
_WORK_BEFORE = re.compile(rf"^({_WORK})(?=.{{2}})(.+)$")
_WORK_BEHIND = re.compile(rf"^(.{{2,}}?)({_WORK})$")
_STOCK = re.compile(one_of(promise_words.STOCK))


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A label taken to pieces."""

    noun: str
    work: str
    """What is done to it: 改造; empty where it is only made, held or counted."""
    ornaments: frozenset[str]
    numbers: tuple[str, ...]
    stock: bool

    @property
    def does(self) -> str:
        """The kind of work, if any: 新建 and 改建 differ, 新建 and 新增 do not."""
        return self.work or ("make" if self.ornaments & _MAKING else "")


def confidence(one: str, other: str) -> float:
    """From 0 (two things) to 1 (one thing) for two labels with the same unit; symmetric."""
    if one == other:
        return 1.0
    mine, theirs = _phrase(one), _phrase(other)
    if mine.stock != theirs.stock or _contradict(mine.numbers, theirs.numbers):
        return 0.0
    if mine.does != theirs.does and mine.does and theirs.does:
        return 0.0
    whole, whole_other = mine.noun + mine.work, theirs.noun + theirs.work
    if whole == whole_other:
        return max(SAME, 1 - _ORNAMENT * len(mine.ornaments ^ theirs.ornaments))
    if not mine.noun or not theirs.noun or mine.noun[-1] != theirs.noun[-1]:
        # The head of a Chinese noun phrase is its end: 停车泊位, 停车泊位管理系统.
        return 0.0
    if _exchanged(whole, whole_other):
        return 0.0
    return min(_UNDECIDED, Indel.normalized_similarity(whole, whole_other))


@lru_cache(maxsize=4096)
def _phrase(label: str) -> _Phrase:
    words = _AND.sub("、", _PARTICLES.sub("", label))
    numbers = tuple(sorted(_NUMBERS.findall(words)))
    stock = _STOCK.search(words) is not None
    ornaments = set(_BRACKETS.findall(words))
    words = _BRACKETS.sub("", words)
    while found := _ORNAMENTS.search(words):
        ornaments.add(found.group())
        words = words[: found.start()] + words[found.end() :]
    noun, work = words, ""
    if before := _WORK_BEFORE.match(words):
        work, noun = before.groups()
    elif behind := _WORK_BEHIND.match(words):
        noun, work = behind.groups()
    return _Phrase(noun, work, frozenset(ornaments), numbers, stock)


def _contradict(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether both name numbers, and others: 一级 and 二级, 60岁以上 and 65岁以上."""
    return bool(one and other and one != other)


def _exchanged(one: str, other: str) -> bool:
    """Whether a word stands where another of the same length does: 公办, 民办.

    Not where the two share a character (农村, 村庄): they may be one word's two forms.
    """
    differing = [pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
    left, right = ({pair[side] for pair in differing} for side in (0, 1))
    return len(one) == len(other) and not left & right
