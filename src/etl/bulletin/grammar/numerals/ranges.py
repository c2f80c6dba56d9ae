"""Ranges, each end of which is a quantity: 2-3万个, 二至三万个, 两三个, 十七八家."""

import re
from collections.abc import Iterable
from decimal import Decimal

from etl.bulletin.grammar.numerals.numbers import CHINESE, Number
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.words import measure_words

JOIN = re.compile(rf"[-—–―~～至到]{{1,2}}(?=\d|[{CHINESE}])")
SIGNS = frozenset("-—–―~～至到")


def low_end(low: Quantity, high: Quantity) -> Quantity:
    """The lower end of ``2-3万个``: unit and scale stand behind the upper end only."""
    if low.unit:
        return low._replace(qualifier=">=")
    value = low.value * (high.scale if low.scale == 1 else 1)
    factor = measure_words.vocabulary()[high.word].factor if high.word else 1
    return high._replace(
        start=low.start, end=low.end, number=low.number, value=value * factor, qualifier=">="
    )


def both_ends(text: str, number: Number, read: Quantity, upper: Decimal) -> Iterable[Quantity]:
    """Both ends of 两三个, 十七八家."""
    ones = CHINESE.replace("十", "").replace("百", "").replace("千", "")
    split = next(
        i for i in range(number.start + 1, number.end) if text[i] in ones and text[i - 1] in ones
    )
    factor = measure_words.vocabulary()[read.word].factor if read.word else 1
    low = read._replace(end=split, number=(number.start, split), qualifier=">=")
    high = read._replace(
        start=split,
        number=(split, number.end),
        value=upper * factor,
        qualifier="<=",
    )
    return low, high


def goes_on(text: str, number: Number, end: int) -> bool:
    """Whether a numeral in words shares the unit of the next one: 二至三万个, 三十万、五十万元."""
    several = number.scale > 1 or number.end - number.start > 1
    listed = several and text[number.end : number.end + 1] == "、"
    if listed and number.scale == 1:
        listed = text[number.end + 1 : number.end + 2] in CHINESE
    return listed or JOIN.match(text, number.end, end) is not None
