"""What the figures of a table prove: target × rate = result, target - result = what is left,
growth from one value to another, parts that add up.

The columns' names are not asked: 4800, 3905 and 81.4 in row after row are a target, its
result and its rate, whatever stands over them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

Row = int | None
Values = Mapping[int, Sequence[Decimal]]
"""By row what a column says; an item's words may promise several figures."""

_SUPPORT = 0.6
_SURE = 0.8
_ROWS = 3
_MOST_PARTS = 5
_TELLING = 10
_MOST = 200
"""Percent up to which bare figures may be rates."""
_SCALES = tuple(Decimal(10) ** n for n in (0, 4, -4, 8, -8))


@dataclass(frozen=True, slots=True)
class Triple:
    """Columns of which the third is the second as a percentage of the first."""

    target: int
    actual: int
    rate: int
    support: float
    """Share of the rows where it holds."""


@dataclass(frozen=True, slots=True)
class Growth:
    """Columns of which the third is the growth from the first to the second."""

    before: int
    after: int
    change: int


@dataclass(frozen=True, slots=True)
class Sum:
    """A column that others add up to: 合计 = 新建 + 改造."""

    whole: int
    parts: tuple[int, ...]


def agrees(
    rate: Decimal, actual: Decimal, target: Decimal, scales: Sequence[Decimal] = _SCALES
) -> bool:
    """Whether a rate is actual / target, truncated or rounded at its last digit."""
    if not target:
        return False
    digit = Decimal(1).scaleb(int(rate.as_tuple().exponent))
    ratios = ((scale, 100 * scale * actual / target) for scale in scales)
    # In another unit next to nothing would agree with 0 and with 1.
    return any(
        abs(ratio - rate) < digit and (scale == 1 or abs(ratio) > _TELLING * digit)
        for scale, ratio in ratios
    )


def triples(
    counts: Mapping[int, Values], promised: Mapping[int, Values], rates: Mapping[int, Values]
) -> list[Triple]:
    """Every triple that holds in most rows; ``promised`` may be targets and nothing else."""
    found: list[Triple] = []
    bare = {c: v for c, v in counts.items() if _may_be_rates(v)}
    for rate, shares in (*rates.items(), *bare.items()):
        pairs = [*permutations(counts, 2), *((p, c) for p in promised for c in counts)]
        for target, actual in pairs:
            if rate in (target, actual) or target == actual:
                continue
            plans = counts.get(target) or promised[target]
            results = counts[actual]
            rows = [r for r in shares if r in plans and r in results]
            held = sum(
                any(agrees(shares[r][0], results[r][0], plan) for plan in plans[r]) for r in rows
            )
            # Where everything is done, target and result say nothing of which is which.
            telling = any(plans[r][0] != results[r][0] != 0 for r in rows)
            needed = _SUPPORT * len(rows) if rate in rates else max(_ROWS, len(rows))
            if held and telling and held >= needed:
                found.append(Triple(target, actual, rate, held / len(rows) * min(1, held / 2)))
    return found


def left_over(counts: Mapping[int, Values], target: int, actual: int) -> list[int]:
    """The columns that are what the result leaves of the target; nothing where it is exceeded."""
    plans, results = counts[target], counts[actual]
    found: list[int] = []
    for column, values in counts.items():
        rows = [r for r in values if r in plans and r in results]
        held = sum(values[r][0] == max(plans[r][0] - results[r][0], Decimal()) for r in rows)
        several = sum(bool(values[r][0]) for r in rows) > 1
        if column not in (target, actual) and several and _is_held(held, rows):
            found.append(column)
    return found


def growths(
    counts: Mapping[int, Values], rates: Mapping[int, Values], differences: Collection[int]
) -> list[Growth]:
    """Every column that is the growth from one to another: 360 | 420 | 16.7%.

    ``differences``: columns that may be the difference itself (提高额), by their names.
    """
    return [
        Growth(before, after, change)
        for change, said in (*rates.items(), *counts.items())
        for before, after in permutations(counts, 2)
        if change not in (before, after)
        and _grows(counts[before], counts[after], said, differs=change in differences)
    ]


def _grows(before: Values, after: Values, said: Values, *, differs: bool) -> bool:
    rows = [r for r in said if r in before and r in after and before[r][0] != after[r][0]]
    held = whole = 0
    for row in rows:
        more = after[row][0] - before[row][0]
        held += agrees(said[row][0], more, before[row][0], scales=(Decimal(1),))
        whole += said[row][0] == more
    return _is_held(held, rows) or (differs and _is_held(whole, rows))


def _is_held(held: int, rows: Sequence[int]) -> bool:
    return len(rows) >= _ROWS and held >= _SURE * len(rows)


def is_ranking(values: Values) -> bool:
    """Whether figures are places in a ranking: each of 1 to n, in no order of the rows."""
    said = [value[0] for value in values.values()]
    whole = {*said} == {*map(Decimal, range(1, len(said) + 1))}
    return len(said) > _ROWS and whole and said != sorted(said)


def _may_be_rates(values: Values) -> bool:
    said = [value[0] for value in values.values()]
    return len(said) >= _ROWS and all(0 <= value <= _MOST for value in said)


def sums(columns: Mapping[int, Values]) -> list[Sum]:
    """Every column that its neighbours add up to, before or behind it."""
    found: list[Sum] = []
    order = sorted(columns)
    for place, whole in enumerate(order):
        for count in range(2, _MOST_PARTS + 1):
            for parts in (
                order[place + 1 : place + 1 + count],
                order[max(0, place - count) : place],
            ):
                if len(parts) == count and _adds_up(columns, whole, parts):
                    found.append(Sum(whole, tuple(parts)))
    return found


def _adds_up(columns: Mapping[int, Values], whole: int, parts: Sequence[int]) -> bool:
    rows = [r for r in columns[whole] if any(r in columns[p] for p in parts)]
    if len(rows) < _ROWS:
        return False
    held = 0
    for row in rows:
        said = [columns[p][row][0] for p in parts if row in columns[p]]
        held += sum(said) == columns[whole][row][0] and sum(map(bool, said)) > 0
    several = sum(sum(r in columns[p] and bool(columns[p][r][0]) for p in parts) > 1 for r in rows)
    return held >= _SURE * len(rows) and several >= 2
