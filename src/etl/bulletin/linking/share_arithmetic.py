"""What the numbers of a bulletin prove by themselves, whatever its words are.

占年计划的116.7% is a checksum on 23352 against 2万: where a printed share is the quotient of
two figures of one unit before it, the one was planned and the other done.
"""

from collections.abc import Iterator, Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import NamedTuple

from etl.bulletin.grammar.numerals.quantity import Quantity

_REACH = 8
"""Figures back in which value and plan of a share are looked for."""
_FULL = Decimal(100)
_ROUND = 2
"""Digits of a number that an office would set as a plan."""
_LESS_ROUND = 2
"""Digits by which the plan that it would be of is less round."""
_MOST_DIGITS = 9
_MOST = Decimal(1000)
"""Percent of a plan that no office reports."""


class Proof(NamedTuple):
    """A share that is the quotient of two figures: value / plan."""

    plan: Quantity
    value: Quantity
    share: Quantity


def agrees(printed: Decimal, value: Decimal, plan: Decimal) -> bool:
    """Whether a printed share is value / plan, truncated or rounded at its last digit.

    >>> agrees(Decimal("116.7"), Decimal(23352), Decimal(20000))
    True
    """
    if not plan:
        return False
    digit = Decimal(1).scaleb(int(printed.as_tuple().exponent))
    return abs(100 * value / plan - printed) < digit


def planned(value: Decimal, share: Decimal, *, whole: bool) -> bool | None:
    """Whether a figure beside a share of the plan is the plan itself, and not the result.

    新增8座,完成75%: of 8 done the plan would be 10.7, of 8 planned 6 are done. Plans are round:
    300家,完成率116.3% would otherwise be of a plan of 258.

    Args:
        value: the figure.
        share: per cent of the plan, as printed beside it.
        whole: whether what is counted has no fractions.

    Returns:
        None where it may be either.

    >>> planned(Decimal(300), Decimal("116.3"), whole=True)
    True
    >>> planned(Decimal(10863), Decimal("90.5"), whole=True)
    False
    """
    digit = Decimal(1).scaleb(int(share.as_tuple().exponent))
    if value <= 0 or share <= digit or share == _FULL:
        return None
    least, most = 100 * value / (share + digit), 100 * value / (share - digit)
    done = value * (share - digit) / 100, value * (share + digit) / 100
    if whole:
        as_plan, as_result = _between(*done), _between(least, most)
        if as_plan != as_result:
            return as_plan
    digits, others = _digits(value), _fewest_digits(least, most)
    if digits > others:
        return False
    return True if digits <= _ROUND and others >= digits + _LESS_ROUND else None


def _between(low: Decimal, high: Decimal) -> bool:
    """Whether a whole number lies strictly between two."""
    return low.to_integral_value(ROUND_FLOOR) + 1 < high


def _digits(value: Decimal) -> int:
    """How many digits a number has that are not there for its size alone: 2 of 16000."""
    return len(value.normalize().as_tuple().digits)


def _fewest_digits(low: Decimal, high: Decimal) -> int:
    """The digits of the roundest number between two."""
    for digits in range(1, _MOST_DIGITS):
        step = Decimal(1).scaleb(high.adjusted() - digits + 1)
        if (low / step).to_integral_value(ROUND_FLOOR) * step + step < high:
            return digits
    return _MOST_DIGITS


def proofs(quantities: Sequence[Quantity]) -> Iterator[Proof]:
    """Every share that two figures before it explain, the nearest pair of them.

    A share of 100, of a round ten or of one digit proves little, for such quotients are met by
    chance: it counts only where the figures stand right before it.
    """
    for at, share in enumerate(quantities):
        if share.unit != "%" or not 0 < share.value < _MOST:
            continue
        before = [q for q in quantities[max(0, at - _REACH) : at] if q.unit and q.unit != "%"]
        if found := _pair(share, before):
            yield found


def _pair(share: Quantity, before: Sequence[Quantity]) -> Proof | None:
    weak = share.value % 10 == 0 or share.value in range(10)
    for place in range(len(before) - 1, 0, -1):
        if weak and place < len(before) - 1:
            return None
        value = before[place]
        for plan in reversed(before[:place]):
            if plan.unit != value.unit:
                continue
            if agrees(share.value, value.value, plan.value):
                if agrees(share.value, plan.value, value.value):
                    # 新增300个,占年计划(300个)的100%: it does not tell which was planned.
                    return None
                return Proof(plan, value, share)
            if weak:
                break
    return None
