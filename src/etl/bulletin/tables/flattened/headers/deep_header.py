"""A header of several rows whose merged cells are lost: which name stands over which.

``县别 | 任务 | 完成情况`` over ``户数 | 投资 | 户数 | 占计划(%)``: the names of a lower row
belong to some of those above, in their order, and the last ones must make as many columns as the
rows have cells.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from etl.bulletin.grammar.periods.period_in_name import is_period
from etl.bulletin.tables.columns.can_be_header import kinds_named, tight
from etl.document.grid import Cell

Span = tuple[int, int]

_MOST_WAYS = 24
_FEW_WAYS = 8
"""Of a header of three rows and more, whose ways multiply, or of very many names."""
_MANY_NAMES = 48
_ITEM = frozenset(["plan", "name", "category"])
_LONGEST_ITEM = 6
_ITEM_OVER = 1.5
"""For a name of the item with a result below it: 项目 over 计划 and 完成."""
_FIRST = 1.0
"""For a first name with others below it: it names what the rows are of."""
_SHARE_FIRST = 1.0
"""For a share as the first of several names: it follows what it is of."""
_LATE_PLAN = 1.5
"""For a plan behind a result: it is the first of what stands below the next name."""
_ALIKE = 1.0
"""Less for each name that has the same names below it as the one before."""
_UNEVEN = 0.7
"""For each further number of names that those of the upper of two rows have below them."""
_SINGLE = frozenset(["region", "ordinal", "agency", "person", "date"])
"""Kinds of which a row has one cell."""
SURE = 10.0
"""The lead of the only way."""
_MOST_STATES = 24
_MOST_NAMES = 400
_LEAF = re.compile(r"[(]%[)]$|小计|合计|总计|^(?:占|完成率)")
_COUNTED = re.compile(r"[(][^()]{1,3}[)]$")
_ALONE = re.compile(
    r"^(?:序号|编号|县别|县名|备注|说明|市州|市县|[市县]?区[县域]?|地区|单位)$|名称$|单位$|排名$|名次$|评价$|意见$"
    r"|内容$|问题$|措施$|时限$|时间$"
)
_WHOLE_COLUMN = re.compile(
    r"^(?:备注|说明|序号|编号|形象进度|项目名称)$|问题|困难|下一?步|责任|牵头"
)
"""Names that hardly stand below another."""
_OVER = re.compile(
    r"情况(?:[(].{1,4}[)])?$|其中|(?<!形象)(?<!工程)进度$|任务数?$|^(?:完成)?(?:投资|资金)"
)
_MONEY = re.compile(r"[万亿]元")
_PAID = re.compile(r"投资|资金|计划|到位|完成|拨付|支出|目标|任务|预算|元|额|计$")
_FUNDS = re.compile(r"投资|资金|到位|拨付|支[付出]|预算")
_SHARE = re.compile(r"^占|率$|%[)]?$|比[例重]$")
_PROMISED = re.compile(r"任务|目标|计划")
_DONE = re.compile(r"完成|已|[开竣完]工|建成|到位|拨付|支[付出]|累计|实际|季度|半年")
_RESULT = re.compile(r"(?:完成|[开竣完]工|建成|到位)[数量额率]$")
"""A name of a result, which no promise stands below: 开工数 over 任务数."""
_BY_PERIOD = re.compile(r"季度|月度|[分逐按][月季]|节点|阶段|时段")
"""What stands over the names of quarters or months: 季度节点目标."""
_UNIT = re.compile(r"[(]([^()]{1,4})[)]$")
_MEASURED = {
    "里程": "公里千米",
    "长度": "公里千米",
    "面积": "平方米万亩公顷",
    "户数": "户",
    "人数": "万人次",
}
"""Units that what a name ends with is counted in."""
_WHOLE = re.compile(r"^(?:小计|合计|总计|共计)")


@dataclass(frozen=True, slots=True)
class DeepHeader:
    """The cells of a header of several rows, the names over each column, and what it costs."""

    cost: float
    cells: tuple[Cell, ...]
    paths: tuple[tuple[Span, ...], ...]
    """For each column its names, from the lowest up."""
    lead: float = 0.0
    """How much more the second likeliest way to put the names over others costs."""


class _Open(NamedTuple):
    """A name below which others may stand yet."""

    row: int
    place: int


_State = tuple[float, tuple[_Open, ...], dict[_Open, tuple[_Open, ...]]]


def deep_header(
    text: str, rows: Sequence[Sequence[Span]], columns: int, shares: Collection[int] = ()
) -> DeepHeader | None:
    """The cells of a header of several rows over ``columns``; None where it cannot be so.

    ``shares`` are the columns whose cells look like percentages: a name that says so is theirs.
    """
    names = tuple(tuple(tight(text[s:e]) for s, e in row) for row in rows)
    widest = max(map(len, rows))
    # Each name of a row is over a column of its own.
    if widest > columns or columns * widest > _MOST_NAMES:
        return None
    units, of_shares = _units_and_shares(names)
    first = tuple(_Open(0, place) for place in range(len(rows[0])))
    states: list[_State] = [(0.0, first, {})]
    for level in range(1, len(rows)):
        following: list[_State] = []
        for cost, open_names, over in states:
            # Each name is over a column but those that others stand below: so many must.
            wanted = len(open_names) + len(names[level]) - columns
            parents = wanted if level + 1 == len(rows) else None
            for more, opened, below in _placings(names, open_names, level, parents):
                following.append((cost + more, opened, {**over, **below}))
        following.sort(key=lambda one: one[0])
        states = following[: _MOST_STATES if level + 1 < len(rows) else None]

    def mismatch(leaves: Sequence[_Open], over: dict[_Open, tuple[_Open, ...]]) -> float:
        above = {child: parent for parent, children in over.items() for child in children}
        wrong = 0
        for at, leaf in enumerate(leaves):
            own, parent = units.get(leaf), above.get(leaf)
            share = leaf in of_shares
            while parent is not None:
                unit = units.get(parent)
                share = share or parent in of_shares
                wrong += bool(own and unit and own != "%" and unit != own)
                parent = above.get(parent)
            wrong += bool(shares) and share != (at in shares)
        groups = [tuple(names[n.row][n.place] for n in below) for below in over.values()]
        alike = sum(one == other for one, other in pairwise(groups))
        return 2.0 * wrong - _ALIKE * alike

    fitting = [
        (cost + mismatch(leaves, over), at)
        for at, (cost, leaves, over) in enumerate(states)
        if len(leaves) == columns
    ]
    if not fitting:
        return None
    (cost, at), *others = sorted(fitting)
    lead = others[0][0] - cost if others else SURE
    _, leaves, over = states[at]
    above = {child: parent for parent, children in over.items() for child in children}
    paths = []
    for leaf in leaves:
        path = [leaf]
        while path[-1] in above:
            path.append(above[path[-1]])
        paths.append(tuple(rows[name.row][name.place] for name in path))
    return DeepHeader(cost, tuple(_cells(rows, leaves, over)), tuple(paths), lead)


def _units_and_shares(names: Sequence[Sequence[str]]) -> tuple[dict[_Open, str], set[_Open]]:
    """The names that give a unit, with it, and those that speak of a share."""
    units: dict[_Open, str] = {}
    of_shares: set[_Open] = set()
    for row, said in enumerate(names):
        for place, name in enumerate(said):
            if unit := _UNIT.search(name):
                units[_Open(row, place)] = unit[1]
            if _SHARE.search(name):
                of_shares.add(_Open(row, place))
    return units, of_shares


_Taken = tuple[float, tuple[int, ...]]
"""What it costs that the first names above have some below them, and how many each has."""


class _Step(NamedTuple):
    """Ways that go on with one more name above, which has ``k`` below it."""

    lowest: float
    more: float
    k: int
    ways: Sequence[_Taken]


@lru_cache(maxsize=64)
def _placings(
    names: tuple[tuple[str, ...], ...],
    open_names: tuple[_Open, ...],
    level: int,
    wanted: int | None,
) -> Sequence[tuple[float, tuple[_Open, ...], Mapping[_Open, tuple[_Open, ...]]]]:
    """Ways to put a row's names under those above: for each number of parents the cheapest.

    ``wanted`` is the one number of parents that is asked for, if there is one.
    """
    row = names[level]
    count = len(row)
    last = level == len(names) - 1
    wide = len(open_names) * count > _MANY_NAMES
    most = _MOST_WAYS if len(names) == 2 and not wide else _FEW_WAYS
    uneven = _UNEVEN if len(names) == 2 else 0.0
    # By names placed and parents used: costs, and how many each name above has below it.
    table: dict[tuple[int, int], list[_Taken]] = {(0, 0): [(0.0, ())]}
    for left, parent in zip(range(len(open_names))[::-1], open_names, strict=True):
        fresh: dict[tuple[int, int], list[_Step]] = {}
        name = names[parent.row][parent.place]
        for (placed, parents), ways in table.items():
            for k in range(count - placed + 1) if left else (count - placed,):
                used = parents + (k > 0)
                if wanted is None or used <= wanted <= used + left:
                    more = _cost(name, row[placed : placed + k], level - parent.row, last)
                    more += _FIRST * (k > 0 and parent == open_names[0])
                    step = _Step(ways[0][0] + more, more, k, ways)
                    fresh.setdefault((placed + k, used), []).append(step)
        table = {key: _cheapest(steps, most) for key, steps in fresh.items()}
    found = []
    for (placed, _), ways in table.items():
        for cost, taken in ways if placed == count else ():
            cost += uneven * (len({k for k in taken if k}) - 1)
            opened: list[_Open] = []
            over: dict[_Open, tuple[_Open, ...]] = {}
            at = 0
            for parent, k in zip(open_names, taken, strict=True):
                children = tuple(_Open(level, at + n) for n in range(k))
                if children:
                    over[parent] = children
                opened.extend(children or (parent,))
                at += k
            found.append((cost, tuple(opened), over))
    return found


def _cheapest(steps: list[_Step], most: int) -> list[_Taken]:
    """The cheapest of the ways that all steps lead to, in order."""
    best: list[_Taken] = []
    for step in sorted(steps, key=lambda step: step.lowest):
        if len(best) == most and step.lowest > best[-1][0]:
            break
        best += [(cost + step.more, (*taken, step.k)) for cost, taken in step.ways]
        best = sorted(best)[:most]
    return best


def placing_cost(name: str, below: tuple[str, ...]) -> float:
    """What it costs that some names stand right below another."""
    return _cost(name, below, 1, last=True)


@lru_cache(maxsize=8192)
def _cost(name: str, below: tuple[str, ...], levels: int, last: bool) -> float:
    if not below:
        return 1.5 if last and _OVER.search(name) else 0.0
    if _BY_PERIOD.search(name) and len(below) > 1 and all(map(is_period, below)):
        return -1.0
    cost = 0.5 + 0.5 * (levels - 1)
    cost += sum(_cost_of_one(name, said) for said in below)
    # 农村公厕(座) may well be over 任务数 and 完成数, or 小计 and its parts: of all it is the unit.
    alike = _promise_and_results(below) or _WHOLE.match(below[0]) is not None
    counted = _COUNTED.search(name) is not None and not alike
    if _MONEY.search(name):
        paid = any(_PAID.search(said) and not _WHOLE.match(said) for said in below)
        cost += -1.0 if all(map(_FUNDS.search, below)) else not paid
        counted = counted and not paid
    if len(below) == 1:
        cost += 3.0
    elif _SHARE.search(below[0]):
        cost += _SHARE_FIRST
    cost += _LATE_PLAN * sum(
        _is_plan(said) and not _is_plan(before) for before, said in pairwise(below)
    )
    cost += 3.0 * name.startswith(("及", "和", "与"))
    cost += 3.0 * (_LEAF.search(name) is not None) + counted
    cost += _ITEM_OVER * (_is_item(name) and any(map(_is_result, below)))
    if _ALONE.search(name) or _SINGLE.intersection(kinds_named(name)):
        cost += 4.0
    if len(set(below)) < len(below):
        cost += 2.0
    for at, said in enumerate(below):
        cost += 2.0 * (_WHOLE_COLUMN.search(said) is not None)
        if _WHOLE.match(said):
            cost += -1.0 if at == 0 else 0.5 if at == len(below) - 1 else 3.0
    return cost


def _cost_of_one(name: str, said: str) -> float:
    """What it costs that a name stands below another, whatever its neighbours are."""
    cost = 1.5 * (_PROMISED.search(name) is not None and _is_result(said))
    cost += 3.0 * (_RESULT.search(name) is not None and _is_plan(said))
    unit, own = _UNIT.search(name), _UNIT.search(said)
    if unit and own and unit[1] != own[1] and own[1] != "%":
        cost += 1.5
    elif own and not unit and own[1] in name:
        cost -= 0.5
    measured = _MEASURED.get(said[-2:])
    if unit and measured and not own:
        cost += -0.5 if unit[1] in measured else 2.0
    return cost


def _is_item(name: str) -> bool:
    """Whether a name is the item's, and not what is counted: 生活污水治理项目村(个)."""
    kinds = kinds_named(name)
    return bool(kinds) and _ITEM.issuperset(kinds) and len(name) <= _LONGEST_ITEM


def _promise_and_results(names: Sequence[str]) -> bool:
    """Whether names without units say what was planned of something, and behind it what is done."""
    plan, *results = names
    return (
        _is_plan(plan)
        and not _UNIT.search(plan)
        and bool(results)
        and all(map(_is_result, results))
    )


def _is_plan(name: str) -> bool:
    return _PROMISED.search(name) is not None and not _is_result(name)


def _is_result(name: str) -> bool:
    return _SHARE.search(name) is not None or _DONE.search(name) is not None


def _cells(
    rows: Sequence[Sequence[Span]],
    leaves: Sequence[_Open],
    over: dict[_Open, tuple[_Open, ...]],
) -> list[Cell]:
    column = {leaf: at for at, leaf in enumerate(leaves)}
    cells = []

    def covered(name: _Open) -> list[int]:
        if name in column:
            return [column[name]]
        return [at for child in over[name] for at in covered(child)]

    for row, spans in enumerate(rows):
        for place, (start, end) in enumerate(spans):
            name = _Open(row, place)
            under = over.get(name)
            bottom = under[0].row if under else len(rows)
            columns = covered(name)
            cells.append(Cell(start, end, row, min(columns), bottom - row, len(columns)))
    return cells
