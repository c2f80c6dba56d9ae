"""Which figures of an annotated bulletin others vouch for: what a slip can be seen by.

A figure whose value may become another without any relation breaking is seen by nobody who has
only this page.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Row = dict[str, Any]

FAR = 1000
"""A count so many times its own plan, or its plan so many times the count, is plain to see."""


@dataclass(frozen=True)
class Relation:
    """What ties some rows: a share, an equality or a sum."""

    kind: str
    rows: tuple[int, ...]


class Relations:
    """The relations that hold in an annotation."""

    def __init__(self, gold: Sequence[Row]) -> None:
        self._gold = gold
        self._values = [Decimal(str(row["value"])) for row in gold]
        self._plans = self._linked()
        self.all = [one for one in self._possible() if self._holds(one, self._values)]

    def sees(self, row: int, value: Decimal) -> bool:
        """Whether another value of one row breaks a relation that held."""
        values = list(self._values)
        values[row] = value
        return any(
            row in one.rows and not self._holds(one, values) for one in self.all
        ) or self._out_of_all_proportion(row, value)

    def ties(self, pledge: int) -> bool:
        """Whether any relation ties a figure of a pledge."""
        return any(int(self._gold[row]["pledge"]) == pledge for one in self.all for row in one.rows)

    def _linked(self) -> dict[int, int]:
        """For each row that measures a target of its pledge that target's row."""
        targets: defaultdict[int, list[int]] = defaultdict(list)
        for at, row in enumerate(self._gold):
            if row["measure"] == "target":
                targets[row["pledge"]].append(at)
        return {
            at: targets[row["pledge"]][row["target"] - 1]
            for at, row in enumerate(self._gold)
            if row["target"] and row["target"] <= len(targets[row["pledge"]])
        }

    def _possible(self) -> Iterator[Relation]:
        measuring: defaultdict[int, list[int]] = defaultdict(list)
        for at, target in self._plans.items():
            measuring[target].append(at)
        for target, rows in measuring.items():
            told = {measure: self._of(rows, measure) for measure in ("actual", "target_restated")}
            for plan in told["target_restated"]:
                yield Relation("same", (target, plan))
            for share in self._of(rows, "pct_of_target"):
                for plan in (target, *told["target_restated"]):
                    for actual in told["actual"]:
                        yield Relation("share", (share, actual, plan))
        repeated: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
        counted: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
        columns: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
        for at, row in enumerate(self._gold):
            counted[row["pledge"], row["unit"], row["measure"]].append(at)
            counts = row["unit"], row["measure"], row["key"], row["stage"], row["breakdown"]
            columns[counts].append(at)
            repeated[row["pledge"], counts].append(at)
        for rows in repeated.values():
            for place, one in enumerate(rows):
                yield from (Relation("same", (one, other)) for other in rows[place + 1 :])
        for rows in counted.values():
            yield from self._sums(rows)
        for rows in columns.values():
            if len(rows) > 2:
                whole = max(rows, key=lambda at: self._values[at])
                yield Relation("sum", (whole, *(at for at in rows if at != whole)))

    def _of(self, rows: Sequence[int], measure: str) -> list[int]:
        return [at for at in rows if self._gold[at]["measure"] == measure]

    def _sums(self, rows: Sequence[int]) -> Iterator[Relation]:
        """Each row as the sum of the two to eight that follow or precede it."""
        for place, whole in enumerate(rows):
            for count in range(2, 9):
                for parts in (rows[place + 1 :][:count], rows[max(place - count, 0) : place]):
                    if len(parts) == count:
                        yield Relation("sum", (whole, *parts))

    def _holds(self, relation: Relation, values: Sequence[Decimal]) -> bool:
        first, *others = (values[row] for row in relation.rows)
        match relation.kind:
            case "share":
                value, plan = others
                digits = first.as_tuple().exponent
                step = Decimal(1).scaleb(digits if isinstance(digits, int) and digits < 0 else 0)
                return plan > 0 and abs(100 * value / plan - first) < step
            case "same":
                return first == others[0]
            case _:
                return first > 0 and first == sum(others)

    def _out_of_all_proportion(self, row: int, value: Decimal) -> bool:
        unit = self._gold[row]["unit"]
        tied = [self._plans.get(row), *(at for at, plan in self._plans.items() if plan == row)]
        beside = [
            self._values[at] for at in tied if at is not None and self._gold[at]["unit"] == unit
        ]
        now, before = (
            [other for other in beside if other > 0 and _apart(one, other)]
            for one in (value, self._values[row])
        )
        return len(now) > len(before)


def _apart(one: Decimal, other: Decimal) -> bool:
    return one <= 0 or max(one, other) > FAR * min(one, other)
