"""A numeral with its unit, as everything behind the numerals knows it."""

import re
from decimal import Decimal
from typing import NamedTuple

from etl.bulletin.model import Qualifier
from etl.bulletin.words.measure_words import Unit

_NO_DIGIT = re.compile(r"\D+")


class Quantity(NamedTuple):
    """A number with its unit, as the text words it."""

    start: int
    end: int
    """Span of the words, qualifiers included: ``超过986.37万人次``."""
    number: tuple[int, int]
    """Span of the number alone."""
    value: Decimal
    """In canonical units."""
    unit: str
    """Canonical; empty where no measure word follows."""
    dimension: str
    kind: str
    """As in the unit vocabulary."""
    word: str
    """The measure word as printed."""
    qualifier: Qualifier | None
    scale: Decimal
    """10000 where 万 stands behind the number."""
    suffixed: bool = False
    """Followed by 以上, 以下 or the like: possibly a threshold inside a name."""
    rate: bool = False
    """The unit was completed by 每人每月, before or after."""
    earlier: bool = False
    """The text says that figures so placed are of an earlier time."""

    @property
    def compared(self) -> bool:
        """Whether the words say more or less than the number: 超过20米, 8平方米以下."""
        return self.qualifier is not None and self.qualifier != "~"


def in_unit(q: Quantity, unit: Unit, scale: Decimal | int) -> Quantity:
    """A bare number in a unit, and times a power of ten, that other words say."""
    return q._replace(
        value=q.value * unit.factor * scale,
        unit=unit.canonical,
        dimension=unit.dimension,
        kind=unit.kind,
        word=unit.word,
    )


def exact_digits(written: str) -> int:
    """How many digits of a number are not there for its size alone: 2 of 5200, 3 of 68.4."""
    digits = _NO_DIGIT.sub("", written).lstrip("0")
    return len(digits if "." in written else digits.rstrip("0"))
