"""What the figures of a table prove: target × rate = result, target - result = what is left,
growth from one value to another, parts that add up.

The columns' names are not asked: 4800, 3905 and 81.4 in row after row are a target, its
result and its rate, whatever stands over them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
_REACH = 12
"""Columns within which figures prove one another, so that wide tables take no cubic time."""
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
    rows: int = 0
    """In how many rows it holds."""


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
    percent = 100 * actual / target
    for scale in scales:
        ratio = scale * percent
        # In another unit next to nothing would agree with 0 and with 1.
        if abs(ratio - rate) < digit and (scale == 1 or abs(ratio) > _TELLING * digit):
            return True
    return False


def _held(rows: int, needed: float, verdicts: Iterable[bool]) -> int:
    """In how many rows something holds; 0 as soon as it cannot hold in as many as are needed."""
    held = rows
    if held < needed:
        return 0
    for verdict in verdicts:
        held -= not verdict
        if held < needed:
            return 0
    return held


def _holds(rows: int, verdicts: Iterable[bool]) -> bool:
    """Whether something holds in nearly all of several rows."""
    return rows >= _ROWS and _held(rows, _SURE * rows, verdicts) > 0


def near_pairs(columns: Iterable[int], column: int) -> Iterator[tuple[int, int]]:
    """All ordered pairs of columns that are not far from one, which they may prove."""
    near = [c for c in dict.fromkeys(columns) if abs(c - column) <= _REACH]
    return permutations(near, 2)


def triples(
    counts: Mapping[int, Values], promised: Mapping[int, Values], rates: Mapping[int, Values]
) -> list[Triple]:
    """Every triple that holds in most rows; ``promised`` may be targets and nothing else."""
    found: list[Triple] = []
    bare = {c: v for c, v in counts.items() if _may_be_rates(v)}
    for rate, shares in (*rates.items(), *bare.items()):
        for target, actual in near_pairs((*counts, *promised), rate):
            if rate in (target, actual) or actual not in counts:
                continue
            plans = counts[target] if target in counts else promised[target]
            results = counts[actual]
            rows = [r for r in shares if r in plans and r in results]
            # Where everything is done, target and result say nothing of which is which.
            if not any(plans[r][0] != results[r][0] != 0 for r in rows):
                continue
            needed = _SUPPORT * len(rows) if rate in rates else max(_ROWS, len(rows))
            tied = (
                any(agrees(shares[r][0], results[r][0], plan) for plan in plans[r]) for r in rows
            )
            if held := _held(len(rows), needed, tied):
                support = held / len(rows) * min(1, held / 2)
                found.append(Triple(target, actual, rate, support, held))
    return found


def left_over(counts: Mapping[int, Values], target: int, actual: int) -> list[int]:
    """The columns that are what the result leaves of the target; nothing where it is exceeded."""
    plans, results = counts[target], counts[actual]
    found: list[int] = []
    for column, values in counts.items():
        if abs(column - target) > _REACH:
            continue
        rows = [r for r in values if r in plans and r in results]
        if column in (target, actual) or sum(bool(values[r][0]) for r in rows) < 2:
            continue
        left = (values[r][0] == max(plans[r][0] - results[r][0], Decimal()) for r in rows)
        if _holds(len(rows), left):
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
        for before, after in near_pairs(counts, change)
        if change not in (before, after)
        and _grows(counts[before], counts[after], said, differs=change in differences)
    ]


def _grows(before: Values, after: Values, said: Values, *, differs: bool) -> bool:
    rows = [r for r in said if r in before and r in after and before[r][0] != after[r][0]]
    one = (Decimal(1),)

    def more(row: int) -> Decimal:
        return after[row][0] - before[row][0]

    grown = (agrees(said[r][0], more(r), before[r][0], scales=one) for r in rows)
    return _holds(len(rows), grown) or (
        differs and _holds(len(rows), (said[r][0] == more(r) for r in rows))
    )


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
            beside = (order[place + 1 : place + 1 + count], order[max(0, place - count) : place])
            found.extend(
                Sum(whole, tuple(parts))
                for parts in beside
                if len(parts) == count and _adds_up(columns, whole, parts)
            )
    return found


def _adds_up(columns: Mapping[int, Values], whole: int, parts: Sequence[int]) -> bool:
    rows = [r for r in columns[whole] if any(r in columns[p] for p in parts)]
    said = ([columns[p][r][0] for p in parts if r in columns[p]] for r in rows)
    added = (
        sum(values) == columns[whole][r][0] and any(values)
        for r, values in zip(rows, said, strict=True)
    )
    if not _holds(len(rows), added):
        return False
    several = sum(sum(r in columns[p] and bool(columns[p][r][0]) for p in parts) > 1 for r in rows)
    return several >= 2
