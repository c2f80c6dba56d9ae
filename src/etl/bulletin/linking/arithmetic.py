"""What the numbers of a bulletin prove by themselves, whatever its words are.

占年计划的116.7% is a checksum on 23352 against 2万: where a printed share is the quotient of
two figures of one unit before it, the one was planned and the other done.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from etl.bulletin.grammar.numerals.quantities import Quantity

_REACH = 8
"""Figures back in which value and plan of a share are looked for."""
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
