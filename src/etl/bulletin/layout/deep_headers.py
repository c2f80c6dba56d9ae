"""A header of several rows whose merged cells are lost: which name stands over which.

``县别 | 任务 | 完成情况`` over ``户数 | 投资 | 户数 | 占计划(%)``: the names of a lower row
belong to some of those above, in their order, and the last ones must make as many columns as the
rows have cells.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from etl.bulletin.layout.grid import Cell
from etl.bulletin.layout.headers import tight

Span = tuple[int, int]

_LEAF = re.compile(r"[(](?:个|户|套|座|处|人|%|公里|所|家|条)[)]$|率$|%|小计|合计|总计")
_ALONE = re.compile(
    r"^(?:序号|编号|县别|县名|备注|说明|市州|市县|[市县]?区[县域]?|地区|单位)$|名称$|单位$"
)
_OVER = re.compile(r"情况$|其中|进度$|任务数?$|投资")
_WHOLE = re.compile(r"^(?:小计|合计|总计|共计)")


@dataclass(frozen=True, slots=True)
class _Open:
    """A name below which others may stand yet."""

    row: int
    place: int


_State = tuple[float, tuple[_Open, ...], dict[_Open, tuple[_Open, ...]]]


def deep_header(text: str, rows: Sequence[Sequence[Span]], columns: int) -> list[Cell] | None:
    """The cells of a header of several rows over ``columns``; None where it cannot be so."""
    names = [[tight(text[s:e]) for s, e in row] for row in rows]
    first = tuple(_Open(0, place) for place in range(len(rows[0])))
    states: list[_State] = [(0.0, first, {})]
    for level in range(1, len(rows)):
        following: list[_State] = []
        for cost, open_names, over in states:
            for more, opened, parents in _placings(names, open_names, level):
                following.append((cost + more, opened, {**over, **parents}))
        best: dict[int, _State] = {}
        for state in sorted(following, key=lambda one: one[0]):
            best.setdefault(len(state[1]), state)
        states = list(best.values())
    fitting = next((state for state in states if len(state[1]) == columns), None)
    return _cells(rows, fitting[1], fitting[2]) if fitting else None


def _placings(
    names: Sequence[Sequence[str]], open_names: tuple[_Open, ...], level: int
) -> list[tuple[float, tuple[_Open, ...], dict[_Open, tuple[_Open, ...]]]]:
    """Ways to put a row's names under those above: for each number of parents the cheapest."""
    count = len(names[level])
    # By names placed and parents used: cost, and how many each name above has below it.
    table: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {(0, 0): (0.0, ())}
    for parent in open_names:
        fresh: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {}
        for (placed, parents), (cost, taken) in table.items():
            for k in range(count - placed + 1):
                below = names[level][placed : placed + k]
                total = cost + _cost(names[parent.row][parent.place], below, level - parent.row)
                key = (placed + k, parents + (k > 0))
                if key not in fresh or total < fresh[key][0]:
                    fresh[key] = (total, (*taken, k))
        table = fresh
    found = []
    for (placed, _), (cost, taken) in table.items():
        if placed < count:
            continue
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


def _cost(name: str, below: Sequence[str], levels: int) -> float:
    if not below:
        return 0.8 if _OVER.search(name) else 0.0
    cost = 0.5 + 0.5 * (levels - 1)
    if len(below) == 1:
        cost += 3.0
    if _LEAF.search(name):
        cost += 1.5
    if _ALONE.search(name):
        cost += 4.0
    if len(set(below)) < len(below):
        cost += 2.0
    for at, said in enumerate(below):
        if _WHOLE.match(said):
            cost += -1.0 if at == 0 else 0.5 if at == len(below) - 1 else 3.0
    return cost


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
