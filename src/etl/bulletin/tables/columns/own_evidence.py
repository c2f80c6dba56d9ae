"""What a column says of itself: its names, and what its cells hold."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from etl.bulletin.grammar.periods import period_in_name
from etl.bulletin.tables.columns.cell_values import Kind
from etl.bulletin.tables.columns.column_roles import HOLDS, NAMED, ROLES
from etl.bulletin.tables.columns.header_and_body import Table
from etl.bulletin.words import column_names as names
from etl.bulletin.words.units_in_names import from_name

_FOREIGN = -3.0
"""A cell of a kind that a role does not hold at all."""
_MOST_SAID = 7.0
_MEASURED = 2.0
"""For names that end with a unit in brackets."""
_UPPER = 0.5
"""Weight of a name that stands over several columns' own."""
YEAR = 2000
"""Any year, by which a name is asked whether it has a period."""
_ORDINAL = re.compile(
    r"[(★☆*※△▲◆●]*(?:\d{1,3}(?:[.\-—–]\d{1,2})*|[一二三四五六七八九十]{1,3}|[①-⑳])[)、.★☆*※△▲◆●]*"
)
_YEAR = re.compile(r"(20\d\d)年(?:度|[底末])?")
"""The whole name of a column."""
_FIGURES = ("target", "actual", "rate", "remaining", "previous")
_BRACKETS = re.compile(r"\([^()]*\)")


def counts_on(table: Table, column: int) -> bool:
    """Whether a column's cells are numbers that count on: 1 2 3, 32 58 103; or, as cards that are
    grouped by how far they are, in any order: 1 4 5 2 3."""
    held = [(table.words(cell), table.held(cell).kind) for cell in table.column(column)]
    words = [w for w, kind in held if kind not in ("empty", "total")]
    if len(words) < 2 or not all(_ORDINAL.fullmatch(w) for w in words):
        return False
    said = names.votes("".join(table.names(column)))
    if "number" not in said and max((said.get(role, 0.0) for role in _FIGURES), default=0.0) > 1:
        # 1, 2, 1, 2 below 完成数 are results.
        return False
    ordinals = [tuple(map(int, re.findall(r"\d+", w))) for w in words]
    numbers = [n for n in ordinals if n]
    if any(not whole for whole, *_ in numbers):
        return False
    steps = [*pairwise(numbers)]
    rising = sum(_follows(a, b) for a, b in steps)
    grows = all(len(b) == 1 and b > a for a, b in steps)
    counted = sorted(numbers) == [(n,) for n in range(1, len(numbers) + 1)]
    return not numbers or rising >= 0.7 * len(steps) or (column == 0 and (grows or counted))


def _follows(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether a number comes next: 2 after 1, 1 after 7, 1.2 after 1.1, 2.1 after 1.3."""
    if other[0] != one[0]:
        return other[0] in (one[0] + 1, 1) and other[1:] in ((), (1,))
    return other[1:] == ((one[1] + 1 if len(one) > 1 else 1),) or other == one == (1,)


def votes(table: Table, column: int, kinds: Mapping[Kind, int]) -> dict[str, float]:
    """What each role is worth for a column by itself."""
    over = table.names(column)
    said = _said(over, dated=bool(table.periods) or _is_of_earlier_year(table, over))
    if any("%" in name for name in over):
        kinds = Counter(
            "percent" if table.held(c).kind == "number" else table.held(c).kind
            for c in table.column(column)
        )
    total = sum(kinds.values()) - kinds["empty"]
    ordinal = counts_on(table, column)
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
        elif role == "agency" and said and not said["agency"]:
            # 日间照料中心 is built as often as it is responsible.
            score -= 1.0
        elif role == "region" and kinds["total"] and not kinds["promise"]:
            score += 1.5
        elif role in NAMED and not said[role]:
            score -= 3
        elif role == "rate" and not said[role] and not kinds["percent"]:
            # Bare figures are rates where they prove it.
            score -= 1.5
        elif role == "rate" and 2 * kinds["percent"] > total and not said["yoy"]:
            # 完成进度 and the like say either: here they are told as percentages.
            score += min(said["actual"], _MOST_SAID)
        scores[role] = score
    # 城镇新增就业(万人) names what is counted, and in what.
    scores["item"] += _MEASURED * _measured_share(table, column)
    if not total:
        scores = {**dict.fromkeys(ROLES, _FOREIGN), "other": 1.0}
    return scores


def _is_of_earlier_year(table: Table, over: Sequence[str]) -> bool:
    """Whether a column is named by a year alone, and others by a later one: 2020年 | 2021年目标."""
    own = _YEAR.fullmatch(over[-1]) if over else None
    return own is not None and table.latest_year > int(own[1])


def _said(over: Sequence[str], *, dated: bool) -> dict[str, float]:
    """What the names over a column vote for."""
    said: dict[str, float] = defaultdict(float)
    for place, name in enumerate(reversed(over)):
        plain = _BRACKETS.sub(_measured, name)
        for role, weight in names.votes(plain).items():
            said[role] += weight * (_UPPER if place and said else 1)
    dated = dated or any(period_in_name.period_in(name, YEAR) for name in over)
    if "target" not in said and dated:
        # What is reported has a period, in its name or its row: 1-9月, 三季度.
        said["actual"] += 1
        said["target"] -= 2
    return said


def _measured(bracket: re.Match[str]) -> str:
    """Of a bracket in a name the measure that tells rates (%) and their changes (百分点)."""
    return next((unit for unit in ("%", "百分点") if unit in bracket[0]), "")


def _measured_share(table: Table, column: int) -> float:
    """The share of a column's cells that end with a unit in brackets and have no figure."""
    said = [cell for cell in table.column(column) if cell.end > cell.start]
    named = sum(
        not table.held(cell).figures and from_name(table.words(cell)) is not None for cell in said
    )
    return named / len(said) if said else 0.0


def _spans(table: Table, column: int) -> bool:
    return any(cell.height > 1 and cell.end > cell.start for cell in table.column(column))
