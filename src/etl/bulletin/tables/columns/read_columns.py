"""What each column of a table is, known by evidence.

Its names over all header rows, what its cells hold, what the figures prove and where it
stands are votes; none decides alone. Roles are given to all columns together: the reading
of the whole table that its evidence bears out best is taken, and how far it leads before
the second is kept.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from etl.bulletin.tables.columns.cell_values import FIGURES, Kind
from etl.bulletin.tables.columns.column_arithmetic import Growth, Sum, Triple
from etl.bulletin.tables.columns.evidence_between_columns import PROVED, Evidence
from etl.bulletin.tables.columns.header_and_body import Table
from etl.bulletin.tables.columns.own_evidence import votes
from etl.bulletin.words import column_names as names

_SAYING: tuple[Kind, ...] = (*FIGURES, "report", "promise")
_ALIKE = {"item": "target", "remarks": "actual", "category": "other"}
"""Roles between which little depends for what a table says."""
LIKELY = 0.35
"""How far a column's role leads before the next where it is certain."""
_UNNAMED, _UNEXPLAINED = 1.0, 2.5
"""How much further a column of figures must lead that no name tells and no figures prove; and
one whose name has neither a unit nor a period: 丙类口径."""
_WIDTH = 80
"""Readings of the first columns that are kept at each step."""
_MOST_KEPT = 120 * _WIDTH
"""Columns times readings: of a table of an enormous width fewer are kept."""
_CHOICES = 4
_PROVING = 4
"""Rows in which figures must prove one another to outweigh all names."""
_PROVEN = 0.9
"""The share of a table's rows that these are at least."""
_NAMING, _TELLING = 0.2, 0.6
"""Shares of the cells with a figure up to which a column names, and from which it promises."""
_WORDED = ("region", "agency")
_PLAINLY = 1.5
"""Votes of a column's name from which on its cells hold words."""
_MEASURED = frozenset({"target", "actual", "rate", "yoy", "previous", "change", "remaining"})
_YEAR_BEFORE = re.compile(r"同比|同期")


@dataclass(frozen=True)
class Reading:
    """The roles of a table's columns."""

    roles: tuple[str, ...]
    margins: tuple[float, ...]
    """By column, how far the reading leads before the next in which the column is another."""
    triples: tuple[Triple, ...]
    sums: tuple[Sum, ...]
    reasons: tuple[str, ...]

    @property
    def margin(self) -> float:
        """Of the column that is least sure."""
        return min(self.margins, default=0.0)


def read_columns(table: Table) -> Reading:
    """The roles of all columns of a table, by all that speaks for them."""
    count = table.grid.columns
    kinds = [Counter(table.held(cell).kind for cell in table.column(c)) for c in range(count)]
    evidence = Evidence(table, kinds)
    scores = [votes(table, c, kinds[c]) for c in range(count)]
    ranked = _ranked(evidence, scores, kinds, {})
    against = _against(evidence.triples, ranked[0][1])
    if against is not None:
        told = {against.target: "target", against.actual: "actual", against.rate: "rate"}
        ranked = _ranked(evidence, scores, kinds, told)
    best = ranked[0][1]
    roles = _with_names(table, _with_results(best, kinds))
    roles = _with_growth(table, roles, evidence.growths)
    proven = PROVED / 2 if roles != best and evidence.growths else 0.0
    margins = [
        _margin(ranked, c) + proven - _lead(evidence, c)
        if any(kinds[c][k] for k in _SAYING)
        else PROVED
        for c in range(count)
    ]
    if any(not evidence.proves(c) and _is_misplaced(table, c, kinds[c]) for c in range(count)):
        margins = [min(margin, 0.0) for margin in margins]
    proved = tuple(
        t for t in evidence.triples if roles[t.target] in ("target", "item")
        and roles[t.actual] == "actual" and roles[t.rate] == "rate"
    )  # fmt: skip
    reasons = [f"column {c + 1} is {role}" for c, role in enumerate(roles) if role != "other"]
    if proved:
        reasons.append("target × rate = result")
    if against is not None:
        reasons.append("figures against the names over them")
    return Reading(roles, tuple(margins), proved, tuple(evidence.sums), tuple(reasons))


def _lead(evidence: Evidence, column: int) -> float:
    """How much further than others a column must lead by what is known of it."""
    if evidence.knows(column):
        return 0.0
    return _UNNAMED if evidence.measures(column) else _UNEXPLAINED


def _is_misplaced(table: Table, column: int, kinds: Mapping[Kind, int]) -> bool:
    """Whether figures stand below 县(区) or 责任单位: names and cells are of different columns."""
    figures = sum(kinds[k] for k in FIGURES)
    said = names.votes("".join(table.names(column)))
    worded = max((said.get(role, 0.0) for role in _WORDED), default=0.0)
    return 2 * figures > sum(kinds.values()) - kinds["empty"] and worded >= _PLAINLY


def _ranked(
    evidence: Evidence,
    scores: Sequence[Mapping[str, float]],
    kinds: Sequence[Mapping[Kind, int]],
    told: Mapping[int, str],
) -> list[tuple[float, tuple[str, ...]]]:
    """Readings of all columns together, the best first; ``told`` are roles that are certain."""
    width = max(1, min(_WIDTH, _MOST_KEPT // max(len(scores), 1)))
    beam: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for column, own_scores in enumerate(scores):
        choices = sorted(own_scores.items(), key=lambda s: -s[1])[:_CHOICES]
        figures = sum(kinds[column][k] for k in FIGURES)
        if figures:
            taken = {role for role, _ in choices}
            wanted = ("target", "actual", "rate", *evidence.shown(column))
            choices += [(r, own_scores[r]) for r in wanted if r not in taken]
        if column in told:
            choices = [(told[column], own_scores[told[column]])]
        grown = [
            (score + own + evidence.together(roles, role), at, role)
            for at, (score, roles) in enumerate(beam)
            for role, own in choices
        ]
        kept = sorted(grown, key=itemgetter(0), reverse=True)[:width]
        beam = [(score, (*beam[at][1], role)) for score, at, role in kept]
    return sorted(((s + evidence.whole(roles), roles) for s, roles in beam), key=lambda s: -s[0])


def _against(triples: Sequence[Triple], roles: Sequence[str]) -> Triple | None:
    """What the figures prove in row after row though the names say the contrary of it.

    The names of a header that was put together wrongly stand over the next column; values may
    have changed places. A rate that is read as a result, or a target and its result the other
    way round, is no other view of the same figures.
    """
    agreeing = {
        t.rate for t in triples if (roles[t.actual], roles[t.rate]) == ("actual", "rate")
        and roles[t.target] in ("target", "item")
    }  # fmt: skip
    # 1.2, 1.2 and 100 prove one another either way, in some unit or other.
    ways = Counter(frozenset((t.target, t.actual, t.rate)) for t in triples)
    contrary = [
        t
        for t in triples
        if t.rate not in agreeing
        and ways[frozenset((t.target, t.actual, t.rate))] == 1
        and t.rows >= _PROVING
        and t.support >= _PROVEN
        and (
            roles[t.rate] in ("actual", "target")
            or (roles[t.target], roles[t.actual]) == ("actual", "target")
        )
    ]
    return max(contrary, key=lambda t: (t.support, t.rows), default=None)


def _margin(ranked: Sequence[tuple[float, tuple[str, ...]]], column: int) -> float:
    """How far the best reading leads before the next in which a column's role is another."""
    best, roles = ranked[0]
    role = _ALIKE.get(roles[column], roles[column])
    others = (score for score, r in ranked if _ALIKE.get(r[column], r[column]) != role)
    return best - next(others, best - PROVED)


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


def _with_names(table: Table, roles: tuple[str, ...]) -> tuple[str, ...]:
    """The roles, a target with hardly a figure taken for a name before those that promise some.

    工程名称 | 主要内容 | 年度计划
    """
    told = [_telling(table, c) if role == "target" else 0.0 for c, role in enumerate(roles)]
    return tuple(
        "item" if role == "target" and told[c] <= _NAMING and max(told[c:]) >= _TELLING else role
        for c, role in enumerate(roles)
    )


def _telling(table: Table, column: int) -> float:
    """The share of a column's cells that tell a figure, of those that say something."""
    held = [table.held(cell) for cell in table.column(column)]
    said = [h for h in held if h.kind != "empty"]
    return sum(h.figures > 0 for h in said) / max(1, len(said))


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
        on_year = _YEAR_BEFORE.search(over) is not None
        known[growth.change] = "yoy" if on_year else "change"
        # A year's own result is one; what a standard was raised from is what it was before.
        known[growth.before], known[growth.after] = "actual" if on_year else "previous", "actual"
    return tuple(known)
