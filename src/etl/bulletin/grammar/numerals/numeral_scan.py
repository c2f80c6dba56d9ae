"""Every numeral of a text: the quantities with their units, and what is none with the reason.

``36.61万人`` is 366100 人, ``1931万余元`` is at least 19310000 元, ``3公里半`` is 3.5 公里. A
numeral that touches another one which no rule joins (``3 6000个``) is damaged and no quantity.
"""

import re
from collections.abc import Collection, Iterator

from etl.bulletin.grammar.numerals import (
    dates_and_codes,
    numbers,
    numerals_in_words,
    ranges,
    touching_and_damaged,
)
from etl.bulletin.grammar.numerals.measured_numbers import measured
from etl.bulletin.grammar.numerals.numbers import Number
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.model import Numeral
from etl.bulletin.words import measure_words

_ALONE_IN_CELL = re.compile(r"[^\S\n]*(?:\||$)")
_DIGIT = re.compile(r"\d")
_ITEM_HEAD = re.compile(r"(?:^|[\n。;|])[ ]*$")


def scan(text: str, plain: Collection[int] = ()) -> tuple[list[Quantity], list[Numeral]]:
    """Find every quantity of a normalised text, and every other numeral.

    ``plain``: where numbers begin that only look like dates (1915.6).

    Returns the quantities in order, and the numerals that are none in order: those whose form
    says so (dates, names, titles…), Chinese ones that count nothing, damaged ones.
    """
    quantities: list[Quantity] = []
    others: list[Numeral] = []

    def scan_open(start: int, end: int) -> None:
        found, none = touching_and_damaged.settle(text, list(_open(text, start, end)))
        quantities.extend(found)
        others.extend(none)

    at = 0
    for start, end, framed in dates_and_codes.find(text, plain):
        scan_open(at, start)
        if framed is not None:
            others.append(framed)
        at = end
    scan_open(at, len(text))
    return quantities, others


def _open(text: str, start: int, end: int) -> Iterator[Quantity | Numeral]:
    """The numerals of a stretch that no frame covers."""
    at = start
    while (number := numbers.find(text, at, end)) is not None:
        if number.joined:
            number = _settled(text, number, end)
        read = measured(text, number, at, end)
        at = number.end
        if isinstance(read, Numeral):
            yield read
        elif read is not None:
            at = read.end
            if (upper := number.upper) is not None:
                yield from ranges.both_ends(text, number, read, upper)
            elif (
                text[at : at + 1] in ranges.SIGNS
                and (high := _upper(text, at, end)) is not None
                and (low := ranges.low_end(read, high)).value < high.value
            ):
                at = high.end
                yield low
                yield high._replace(qualifier=high.qualifier or "<=")
            elif (
                read.unit
                or not number.words
                or number.scale > 1
                or _DIGIT.search(text, number.start, number.end)
                or numerals_in_words.is_dealt_out(text, number)
            ):
                yield read


def _settled(text: str, number: Number, end: int) -> Number:
    """A numeral with blanks inside, if what stands around it says that it is one.

    3 600个 is; 120 126 105% are three columns of a row, and 1. 65岁 opens an item.
    """
    written = text[number.start : number.end]
    unit = measure_words.match(text, number.end, end)
    if numbers.is_grouped(written):
        before = text[max(0, number.start - 2) : number.start].strip(" ")
        alone = before == "|" and _ALONE_IN_CELL.match(text, number.end)
        whole = alone is not None if unit is None else unit.dimension != "ratio"
        whole = whole or number.scale > 1 or " " not in written
    else:
        head = _ITEM_HEAD.search(text, max(0, number.start - 4), number.start)
        has_unit = unit is not None or number.scale > 1
        whole = has_unit and not ("." in written and head)
    if whole:
        return number
    return numbers.match(text, number.start, end, loose=False) or number


def _upper(text: str, at: int, end: int) -> Quantity | None:
    """The upper end of a range that goes on at a position: 2-3万个."""
    join = ranges.JOIN.match(text, at, end)
    number = numbers.match(text, join.end(), end, loose=False) if join else None
    read = measured(text, number, join.end(), end) if number and join else None
    return read if isinstance(read, Quantity) and number and number.upper is None else None
