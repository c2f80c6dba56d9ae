"""What each column of a table is, known by evidence.

Its names over all header rows, what its cells hold, what the figures prove and where it
stands are votes; none decides alone. Roles are given to all columns together: the reading
of the whole table that its evidence bears out best is taken, and how far it leads before
the second is kept.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, permutations

from etl.bulletin.grammar import periods, quantities
from etl.bulletin.layout import row_arithmetic
from etl.bulletin.layout.holdings import Kind, unit_in
from etl.bulletin.layout.roles import HOLDS, NAMED, ROLES
from etl.bulletin.layout.row_arithmetic import Growth, Sum, Triple, Values
from etl.bulletin.layout.upright import Table
from etl.bulletin.words import columns as names

_FIGURES: tuple[Kind, ...] = ("number", "count", "percent")
_SAYING: tuple[Kind, ...] = (*_FIGURES, "report", "promise")

_FOREIGN = -3.0
"""A cell of a kind that a role does not hold at all."""
_MOST_SAID = 7.0
_UPPER = 0.5
"""Weight of a name that stands over several columns' own."""
_ALIKE = {"item": "target", "remarks": "actual", "category": "other"}
"""Roles between which little depends for what a table says."""
_WIDTH = 80
"""Readings of the first columns that are kept at each step."""
_CHOICES = 4
_NO_RESULT = 3.5
_PROMISING = ("item", "target")
_YEAR = 2000
_PROVED = 4.0
_LEFT = 6.0
"""That a column is what the results leave of the targets, which no name need say."""
_ORDINAL = re.compile(
    r"[(]?(?:\d{1,3}(?:[.\-—–]\d{1,2})*|[一二三四五六七八九十]{1,3}|[①-⑳])[)、.]?"
)
_MEASURED = frozenset({"target", "actual", "rate", "yoy", "previous", "change", "remaining"})
_YEAR_BEFORE = re.compile(r"同比|同期")
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class Reading:
    """The roles of a table's columns."""

    roles: tuple[str, ...]
    margin: float
    """How far the reading leads before the next that differs in a column with figures."""
    triples: tuple[Triple, ...]
    sums: tuple[Sum, ...]
    reasons: tuple[str, ...]


def read_columns(table: Table) -> Reading:
    """The roles of all columns of a table, by all that speaks for them."""
    count = table.grid.columns
    kinds = [Counter(table.held(cell).kind for cell in table.column(c)) for c in range(count)]
    evidence = _Evidence(table, kinds)
    scores = [_alone(table, c, kinds[c]) for c in range(count)]
    beam: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for column in range(count):
        choices = sorted(scores[column].items(), key=lambda s: -s[1])[:_CHOICES]
        figures = sum(kinds[column][k] for k in _FIGURES)
        if figures:
            taken = {role for role, _ in choices}
            wanted = ("target", "actual", "rate", *evidence.shown(column))
            choices += [(r, scores[column][r]) for r in wanted if r not in taken]
        grown = [
            (score + own + evidence.together(roles, role), (*roles, role))
            for score, roles in beam
            for role, own in choices
        ]
        beam = sorted(grown, key=lambda s: -s[0])[:_WIDTH]
    ranked = sorted(((s + evidence.whole(roles), roles) for s, roles in beam), key=lambda s: -s[0])
    best, roles = ranked[0]
    says = [c for c in range(count) if any(kinds[c][k] for k in _SAYING)]
    said = [_ALIKE.get(roles[c], roles[c]) if c in says else "" for c in range(count)]
    other = next(
        (score for score, r in ranked if any(_ALIKE.get(r[c], r[c]) != said[c] for c in says)),
        best - _PROVED,
    )
    settled = _with_growth(table, _with_results(roles, kinds), evidence.growths)
    if settled != roles and evidence.growths:
        other -= _PROVED / 2
    roles = settled
    proved = tuple(
        t for t in evidence.triples if evidence.role(roles, t.target) in ("target", "item")
        and roles[t.actual] == "actual" and roles[t.rate] == "rate"
    )  # fmt: skip
    reasons = [f"column {c + 1} is {role}" for c, role in enumerate(roles) if role != "other"]
    if proved:
        reasons.append("target × rate = result")
    return Reading(roles, best - other, proved, tuple(evidence.sums), tuple(reasons))


def _with_results(roles: tuple[str, ...], kinds: Sequence[Mapping[Kind, int]]) -> tuple[str, ...]:
    """The roles, remarks taken for results where no other column tells of any: 推进状态 | 备注."""
    if {"actual", "rate"} & {*roles} or not {"item", "target"} & {*roles}:
        return roles
    telling = [
        (kinds[c]["report"] + kinds[c]["promise"], c)
        for c, role in enumerate(roles)
        if role == "remarks"
    ]
    most, at = max(telling, default=(0, 0))
    if 2 * most <= sum(kinds[at].values()) - kinds[at]["empty"]:
        return roles
    return (*roles[:at], "actual", *roles[at + 1 :])


def _with_growth(
    table: Table, roles: tuple[str, ...], growths: Sequence[Growth]
) -> tuple[str, ...]:
    """The roles, with what a value grew from and by how much: 2030年 | 2031年 | 增幅."""
    known = list(roles)
    for growth in growths:
        if not {roles[growth.before], roles[growth.after], roles[growth.change]} <= _MEASURED:
            continue
        said = names.votes("".join(table.names(growth.before)))
        if said.get("target", 0.0) > 1 or growth.after < growth.before:
            continue
        columns = (growth.before, growth.after, growth.change)
        over = "".join(name for column in columns for name in table.names(column))
        known[growth.change] = "yoy" if _YEAR_BEFORE.search(over) else "change"
        known[growth.before], known[growth.after] = "previous", "actual"
    return tuple(known)


class _Evidence:
    """What columns say of one another."""

    def __init__(self, table: Table, kinds: Sequence[Mapping[Kind, int]]) -> None:
        counts: dict[int, Values] = {}
        promised: dict[int, Values] = {}
        rates: dict[int, Values] = {}
        for column, held in enumerate(kinds):
            total = sum(held.values()) - held["empty"]
            percent = any("%" in name for name in table.names(column))
            if held["promise"] > total / 2:
                promised[column] = _promised(table, column)
            elif 2 * sum(held[k] for k in _FIGURES) > total > 0:
                values = _values(table, column)
                if held["percent"] > total / 2 or percent:
                    rates[column] = values
                else:
                    counts[column] = values
        counts = {c: v for c, v in counts.items() if not _counts_on(table, c)}
        self.triples = row_arithmetic.triples(counts, promised, rates)
        said = [names.votes("".join(table.names(c))) for c in range(len(kinds))]
        ends = {(t.target, t.actual) for t in self.triples}
        self.left = [
            (*pair, c)
            for pair in permutations(counts, 2)
            for c in row_arithmetic.left_over(counts, *pair)
            if said[c].get("remaining") or (pair in ends and not said[c].get("actual"))
        ]
        """Targets, results, and what they leave: by its name, or beside a rate that proves them."""
        self.sums = row_arithmetic.sums(counts)
        self._closed = {
            *(max(t.target, t.actual, t.rate) for t in self.triples),
            *map(max, self.left),
            *(max(s.whole, *s.parts) for s in self.sums),
        }
        """Columns with which something that the figures prove is complete."""
        self.growths = row_arithmetic.growths(
            counts, rates, [c for c, votes in enumerate(said) if votes.get("change")]
        )
        self.rankings = {c for c, v in counts.items() if row_arithmetic.is_ranking(v)}
        self._text = [held["promise"] + held["report"] for held in kinds]
        over = (unit_in(table.names(c)) for c in range(len(kinds)))
        self._units = [None if unit is None else unit.canonical for unit in over]
        self._told = [
            held["report"] / text if 2 * text > sum(held.values()) - held["empty"] else None
            for held, text in zip(kinds, self._text, strict=True)
        ]

    def role(self, roles: Sequence[str], column: int) -> str:
        """The role of a column."""
        return roles[column]

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
        if role in ("number", "unit", "region") and role in before:
            score -= 3
        if role == "item":
            score -= 1.2 * ("item" in before) + ("actual" in before or "rate" in before)
        if role == "number" and at > 1:
            score -= 1
        if at in self.rankings and role == "other":
            score += _PROVED
        if at in self._closed:
            score += self._proofs(at, (*before, role))
        if role == "actual" and at:
            answers = "target" in before or "item" in before or "actual" in before
            score -= 0.0 if answers else 0.4
        if role == "target":
            if "actual" in before and before[-1] != "rate":
                score -= 0.6
            if before and before[-1] == "target" and not self._text[at]:
                score -= 0.3
        return score

    def _proofs(self, at: int, roles: Sequence[str]) -> float:
        """What the figures prove of roles, once the last column that they tell of has one."""
        proofs = (
            t.support
            for t in self.triples
            if max(t.target, t.actual, t.rate) == at
            and roles[t.actual] == "actual"
            and roles[t.rate] == "rate"
            and roles[t.target] in ("target", "item")
        )
        score = _PROVED * max(proofs, default=0.0)
        holding = (
            (roles[t], roles[a], roles[c]) == ("target", "actual", "remaining")
            for t, a, c in self.left
            if at in (t, a, c) and at == max(t, a, c)
        )
        score += _LEFT * any(holding)
        for s in self.sums:
            if max(s.whole, *s.parts) == at:
                owed = "remaining" in (roles[p] for p in s.parts)
                score -= not owed and any(roles[p] != roles[s.whole] for p in s.parts)
        return score

    def whole(self, roles: Sequence[str]) -> float:
        """What a reading is worth as a whole: something is promised, something done."""
        score = 0.0
        if not {"target", "item"} & {*roles}:
            score -= 0.5 if "region" in roles else 1
        if not {"actual", "rate"} & {*roles}:
            score -= _NO_RESULT
        if "region" not in roles and "item" not in roles:
            score -= 1
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


def _promised(table: Table, column: int) -> Values:
    found: dict[int, list[Decimal]] = {}
    for row in table.body:
        cell = table.grid.at(row, column)
        if cell is not None:
            figures, _ = quantities.scan(table.words(cell))
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


def _counts_on(table: Table, column: int) -> bool:
    """Whether a column's cells are numbers that count on: 1 2 3, 32 58 103."""
    held = [(table.words(cell), table.held(cell).kind) for cell in table.column(column)]
    words = [w for w, kind in held if kind not in ("empty", "total")]
    if len(words) < 2 or not all(_ORDINAL.fullmatch(w) for w in words):
        return False
    digits = [re.sub(r"\D.*$", "", w.lstrip("(")) for w in words]
    numbers = [int(d) for d in digits if d]
    steps = [*pairwise(numbers)]
    below = len(words) - len({*words}) < len(numbers) - len({*numbers})
    rising = sum(b in (a + 1, 1) or (below and a == b) for a, b in steps)
    grows = all(b > a for a, b in steps)
    return not numbers or rising >= 0.7 * (len(numbers) - 1) or (column == 0 and grows)


def _alone(table: Table, column: int, kinds: Mapping[Kind, int]) -> dict[str, float]:
    """What each role is worth for a column by itself: its names, and what its cells hold."""
    said: dict[str, float] = defaultdict(float)
    over = table.names(column)
    for place, name in enumerate(reversed(over)):
        plain = _BRACKETS.sub(lambda m: "%" if "%" in m[0] else "", name)
        for role, weight in names.votes(plain).items():
            said[role] += weight * (_UPPER if place and said else 1)
    if "target" not in said and any(periods.period_in(name, _YEAR) for name in over):
        # What is reported has a period: 1-9月, 三季度.
        said["actual"] += 1
        said["target"] -= 2
    total = sum(kinds.values()) - kinds["empty"]
    ordinal = _counts_on(table, column)
    scores: dict[str, float] = {}
    for role in ROLES:
        score = min(said[role], _MOST_SAID)
        for kind, count in kinds.items():
            if kind != "empty" and count:
                score += HOLDS[role].get(kind, _FOREIGN) * count / total
        if role == "number":
            score += 3.0 if ordinal else -3.0
        elif ordinal and role in ("target", "actual"):
            score -= 1.0
        elif role == "category":
            score += 0.8 if _spans(table, column) else -0.3
        elif role == "region" and kinds["total"] and not kinds["promise"]:
            score += 1.5
        elif role in NAMED and not said[role]:
            score -= 3
        scores[role] = score
    if not total:
        scores = {**dict.fromkeys(ROLES, _FOREIGN), "other": 1.0}
    return scores


def _spans(table: Table, column: int) -> bool:
    return any(cell.height > 1 and cell.end > cell.start for cell in table.column(column))
