"""What the columns of a table say of one another: by their figures, sentences and places."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from etl.bulletin.grammar.periods import period_in_name
from etl.bulletin.tables.columns import cell_values, column_arithmetic
from etl.bulletin.tables.columns.cell_values import FIGURES, Kind, unit_in
from etl.bulletin.tables.columns.column_arithmetic import Values
from etl.bulletin.tables.columns.header_and_body import Table
from etl.bulletin.tables.columns.own_evidence import YEAR, counts_on
from etl.bulletin.words import column_names as names

PROVED = 4.0
"""That the figures prove what columns are."""
_LEFT = 6.0
"""That a column is what the results leave of the targets, which no name need say."""
_NO_RESULT = 3.5
_COARSE = 1.0
_OF_ONE_KIND = 2.0
_NAMES: tuple[Kind, ...] = ("words", "promise", "agency")
_PROMISING = ("item", "target")
_UNCALLED = 1.0
_ONCE = frozenset(["number", "unit", "region"])
"""Roles that one column of a table has."""
_Proof = TypeVar("_Proof")


class Evidence:
    """What columns say of one another."""

    def __init__(self, table: Table, kinds: Sequence[Mapping[Kind, int]]) -> None:
        """``kinds``: how many cells of each kind each column has."""
        self._table = table
        counts: dict[int, Values] = {}
        promised: dict[int, Values] = {}
        rates: dict[int, Values] = {}
        for column, held in enumerate(kinds):
            total = sum(held.values()) - held["empty"]
            if any("百分点" in name for name in table.names(column)):
                # By how much a rate rose is the share of what was done since.
                continue
            percent = any("%" in name for name in table.names(column))
            if held["promise"] > total / 2:
                promised[column] = _promised(table, column)
            elif 2 * sum(held[k] for k in FIGURES) > total > 0:
                values = _values(table, column)
                if held["percent"] > total / 2 or percent:
                    rates[column] = values
                else:
                    counts[column] = values
        counts = {c: v for c, v in counts.items() if not counts_on(table, c)}
        self.triples = column_arithmetic.triples(counts, promised, rates)
        said = [names.votes("".join(table.names(c))) for c in range(len(kinds))]
        ends = {(t.target, t.actual) for t in self.triples}
        self._named = [bool(votes) for votes in said]
        self._called_plans = {c for c, votes in enumerate(said) if votes.get("target")}
        self._categories = {c for c, votes in enumerate(said) if votes.get("category")}
        self._bare = {*counts, *rates}
        self.left = [
            (*pair, c)
            for target in counts
            for pair in column_arithmetic.near_pairs(counts, target)
            if pair[0] == target
            for c in column_arithmetic.left_over(counts, *pair)
            if said[c].get("remaining") or (pair in ends and not said[c].get("actual"))
        ]
        """Targets, results, and what they leave: by its name, or beside a rate that proves them."""
        self.sums = column_arithmetic.sums(counts)
        self._triples_by_last = _by_last(self.triples, lambda t: (t.target, t.actual, t.rate))
        self._left_by_last = _by_last(self.left, lambda left: left)
        self._sums_by_last = _by_last(self.sums, lambda s: (s.whole, *s.parts))
        self._closed = {*self._triples_by_last, *self._left_by_last, *self._sums_by_last}
        """Columns with which something that the figures prove is complete."""
        self._planned = {t.target for t in self.triples} | {left[0] for left in self.left}
        self.growths = column_arithmetic.growths(
            counts, rates, [c for c, votes in enumerate(said) if votes.get("change")]
        )
        self.rankings = {c for c, v in counts.items() if column_arithmetic.is_ranking(v)}
        self._promising = [
            any(table.held(cell).figures for cell in table.column(c)) for c in range(len(kinds))
        ]
        self._of_place = [self._place_alone(c) for c in range(len(kinds))]
        self._text = [held["promise"] + held["report"] for held in kinds]
        self._tells_apart = [_distinct(table, c) for c in range(len(kinds))]
        over = (unit_in(table.names(c)) for c in range(len(kinds)))
        self._units = [None if unit is None else unit.canonical for unit in over]
        self._told = [
            held["report"] / text if 2 * text > sum(held.values()) - held["empty"] else None
            for held, text in zip(kinds, self._text, strict=True)
        ]

    def _place_alone(self, column: int) -> bool:
        """Whether the names of a column of figures tell a place, and nothing else."""
        over = self._table.names(column)
        return (
            column in self._bare
            and bool(over)
            and all(cell_values.held(n).kind == "place" for n in over)
        )

    def knows(self, column: int) -> bool:
        """Whether a column's name or the figures tell what it is, or its cells are sentences."""
        return self._named[column] or self.proves(column) or column not in self._bare

    def measures(self, column: int) -> bool:
        """Whether a column's name has a unit or a period, though it does not tell its role; one
        without a name may."""
        over = self._table.names(column)
        dated = any(period_in_name.period_in(name, YEAR) for name in over)
        return not over or self._units[column] is not None or dated

    def proves(self, column: int) -> bool:
        """Whether the figures of a column hold together with those of others: rates, sums."""
        return any(column in (t.target, t.actual, t.rate) for t in self.triples) or any(
            column in (s.whole, *s.parts) for s in self.sums
        )

    def shown(self, column: int) -> Iterator[str]:
        """Roles that the figures of a column speak for, whatever its name."""
        if column in self.rankings:
            yield "other"
        if any(c == column for *_, c in self.left):
            yield "remaining"

    def together(self, before: Sequence[str], role: str) -> float:
        """What a column's role is worth beside those on its left."""
        at = len(before)
        score = 0.0
        if role in _ONCE:
            score -= 3 * (role in before) + (role == "number" and at > 1)
        elif role == "item":
            score -= 1.2 * ("item" in before) + ("actual" in before or "rate" in before)
        elif role == "category" and "item" in before and at not in self._categories:
            # What a row is of stands before what it is.
            score -= 1.5
        elif role == "other" and at in self.rankings:
            score += PROVED
        if at and self._of_place[at] and self._of_place[at - 1] and role != before[-1]:
            # 东城镇 | 西城镇 over the figures of one thing are of one kind.
            score -= _OF_ONE_KIND
        if at in self._closed:
            score += self._proofs(at, (*before, role))
        if role == "actual" and at:
            answers = "target" in before or "item" in before or "actual" in before
            score -= 0.0 if answers else 0.4
        elif role == "rate" and before and before[-1] == "target" and at in self._done_parts:
            score -= _NO_RESULT
        elif role == "target":
            if "actual" in before and before[-1] != "rate":
                score -= 0.6
            if before and before[-1] == "target" and not self._text[at]:
                score -= 0.3
        return score

    @cached_property
    def _done_parts(self) -> Set[int]:
        """The rates beside which, under one name, all that stands is a count that no name calls a
        plan: 新增就业 over 人 | 进度%. It is what was done."""
        over = [self._table.names(c) for c in range(len(self._named))]
        upper = Counter(own[:1] for own in over)
        return {
            rate
            for rate, (count, own) in enumerate(pairwise(over), 1)
            if len(own) > 1
            and own[:1] == count[:1]
            and upper[own[:1]] == 2
            and rate - 1 not in self._called_plans
            and not self._text[rate - 1]
        }

    def _proofs(self, at: int, roles: Sequence[str]) -> float:
        """What the figures prove of roles, once the last column that they tell of has one."""
        proofs = (
            t.support
            for t in self._triples_by_last.get(at, ())
            if roles[t.actual] == "actual"
            and roles[t.rate] == "rate"
            and roles[t.target] in ("target", "item")
        )
        score = PROVED * max(proofs, default=0.0)
        holding = (
            (roles[t], roles[a], roles[c]) == ("target", "actual", "remaining")
            for t, a, c in self._left_by_last.get(at, ())
        )
        score += _LEFT * any(holding)
        for s in self._sums_by_last.get(at, ()):
            owed = "remaining" in (roles[p] for p in s.parts)
            score -= not owed and any(roles[p] != roles[s.whole] for p in s.parts)
        return score

    def whole(self, roles: Sequence[str]) -> float:
        """What a reading is worth as a whole: something is promised, something done."""
        score = 0.0
        if not {"target", "item"} & {*roles}:
            score -= 0.5 if "region" in roles else 1
        elif "target" not in roles and not any(
            self._promising[c] for c, role in enumerate(roles) if role == "item"
        ):
            score -= 0.7
        if "region" in roles and "item" not in roles:
            # Of places 道路(条) | 泊位(个) tell what there is, unless a name or a rate says else.
            score -= _UNCALLED * sum(
                role == "target" and c not in self._called_plans and c not in self._planned
                for c, role in enumerate(roles)
            )
        if not {"actual", "rate"} & {*roles}:
            score -= _NO_RESULT
        if "region" not in roles and "item" not in roles:
            # A category has something in it.
            score -= 3 if "category" in roles else 1
        items = [self._tells_apart[c] for c, role in enumerate(roles) if role == "item"]
        if items and max(items) < max(self._tells_apart[: roles.index("item") + 2]):
            # 教育惠民 | 新建幼儿园 and, in the same cell, | 智慧教室: the finer name is the item's.
            score -= _COARSE
        if "actual" in roles:
            # A promise stands before its result.
            score -= 1.5 * any(
                role == "target" and not self._is_answered(roles, c) for c, role in enumerate(roles)
            )
        return score + self._sentences(roles)

    def _is_answered(self, roles: Sequence[str], target: int) -> bool:
        """Whether a result or a rate behind a target may be its own, by their units."""
        proved = any(roles[t.actual] == "actual" for t in self.triples if t.target == target)
        unit = self._units[target]
        return proved or any(
            roles[c] == "rate"
            or (roles[c] == "actual" and (unit is None or self._units[c] in (None, unit)))
            for c in range(target + 1, len(roles))
        )

    def _sentences(self, roles: Sequence[str]) -> float:
        """Whether the sentences that promise tell less of what was done than those that report."""
        promising = [s for s, role in zip(self._told, roles, strict=True) if role in _PROMISING]
        reporting = [s for s, role in zip(self._told, roles, strict=True) if role == "actual"]
        said = [share for share in promising if share is not None]
        told = [share for share in reporting if share is not None]
        if not said:
            return -1.0 if len(told) > 1 else 0.0
        return sum(told) / len(told) - sum(said) / len(said) if told else 0.0


def _by_last(
    proofs: Iterable[_Proof], columns: Callable[[_Proof], Iterable[int]]
) -> Mapping[int, Sequence[_Proof]]:
    """What figures prove, by the last of the columns that it is of."""
    found: dict[int, list[_Proof]] = {}
    for proof in proofs:
        found.setdefault(max(columns(proof)), []).append(proof)
    return found


def _distinct(table: Table, column: int) -> int:
    """How many rows a column of words names each by words of its own; 0 for other columns."""
    cells = [*table.column(column)]
    worded = sum(table.held(cell).kind in _NAMES for cell in cells)
    return len({table.words(cell) for cell in cells}) if worded > len(cells) / 2 else 0


def _promised(table: Table, column: int) -> Values:
    found: dict[int, list[Decimal]] = {}
    for row in table.body:
        cell = table.grid.at(row, column)
        if cell is not None:
            figures = table.scanned(cell)
            values = [q.value for q in figures if q.unit != "%" and q.value]
            if values:
                found[row] = values
    return found


def _values(table: Table, column: int) -> Values:
    found: dict[int, list[Decimal]] = {}
    for row in table.body:
        value = table.held(table.grid.at(row, column)).value
        if value is not None:
            found[row] = [value]
    return found
