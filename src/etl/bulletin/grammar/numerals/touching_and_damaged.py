"""Numerals that touch one another, and numerals that are printed as no figure can be.

``分别为12、15个`` deals one unit out to both; ``3 6000个``, ``3万5万元``, ``000个`` and
``12.345个`` (of which the point may be a comma) are damaged: which figure was meant cannot be
known.
"""

import re
from collections.abc import Sequence

from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.model import Numeral

_GAP = re.compile(r"[ ]?[.·、]?[ ]?")
_DEALT = re.compile(r"分别|各|依次|均|为|是")
_PROSE = re.compile(r"[,。;!?]")
_COLUMNS = re.compile(r"(?:(?<![\d.,])\d[\d.,]*+[^\s\d]{0,3}+ {1,3}){2}\d")
_NUMBERING = re.compile(r"\d{1,3}")
_HEAD = re.compile(r"(?:^|[\n。;|])[ ]*$")
_REACH = 60
_COUNTED = frozenset({"count", "household", "person", "event", "count-times", "person-times"})
_ZEROS = re.compile(r"0\d+$")
_THOUSANDS_POINT = re.compile(r"[1-9]\d{0,2}\.\d{3}$")


def settle(text: str, read: Sequence[Quantity | Numeral]) -> tuple[list[Quantity], list[Numeral]]:
    """Deal out units that a list states once, and set apart what is damaged."""
    others = [numeral for numeral in read if isinstance(numeral, Numeral)]
    quantities = [q for q in read if isinstance(q, Quantity)]
    damaged: dict[int, str] = {}
    following: Quantity | None = None
    for at in range(len(quantities) - 1, -1, -1):
        q, behind = quantities[at], following
        following = q
        if rule := _misprinted(text, q):
            damaged[at] = rule
        if behind is None or q.unit or not behind.unit:
            continue
        if not _GAP.fullmatch(text, q.end, behind.number[0]) or q.end != q.number[1]:
            continue
        gap = text[q.end : behind.number[0]]
        ordinal = behind.kind != "quantity"
        numbering = _NUMBERING.fullmatch(text, *q.number)
        if not ordinal and numbering and _HEAD.search(text, max(0, q.start - 4), q.start):
            continue
        if "、" in gap and _dealt(text, q, behind):
            following = quantities[at] = q._replace(
                unit=behind.unit,
                dimension=behind.dimension,
                kind=behind.kind,
                word=behind.word,
                rate=behind.rate,
            )
        elif gap.strip() or not _in_row(text, q.start):
            damaged[at] = damaged[at + 1] = "touches another numeral"
    for at, rule in damaged.items():
        q = quantities[at]
        others.append(Numeral(text[q.start : q.end], q.start, q.end, "damaged", rule))
    others.sort(key=lambda numeral: numeral.start)
    return [q for at, q in enumerate(quantities) if at not in damaged], others


def _misprinted(text: str, q: Quantity) -> str | None:
    written = text[q.number[0] : q.number[1]]
    if written[0] != "0" and "." not in written:
        return None
    if _ZEROS.match(written) and q.unit:
        return "a number that begins with 0"
    if q.dimension in _COUNTED and _THOUSANDS_POINT.match(written) and q.scale == 1:
        return "a point where thousands are divided"
    return None


def _dealt(text: str, q: Quantity, following: Quantity) -> bool:
    if following.kind != "quantity" or q.scale > 1:
        return True
    return _DEALT.search(text, max(0, q.start - _REACH), q.start) is not None


def _in_row(text: str, at: int) -> bool:
    """Whether a line is a row of three columns or more, blanks apart, and no sentence."""
    start = text.rfind("\n", max(0, at - _REACH), at) + 1 or max(0, at - _REACH)
    end = text.find("\n", at, at + _REACH)
    end = end if end >= 0 else at + _REACH
    prose = _PROSE.search(text, start, end) is not None
    return not prose and _COLUMNS.search(text, start, end) is not None
