"""A header whose names are followed by as many empty cells as they span columns.

``序号 | 项目 | 完成情况 | | 备注`` over ``完成数 | 完成率`` is as extractors write a cell over two
columns: the places of the names are known, and only which of them the next row divides is not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from etl.bulletin.tables.columns.can_be_header import can_name, tight
from etl.bulletin.tables.flattened.headers.deep_header import SURE, DeepHeader, placing_cost
from etl.document.grid import Cell
from etl.document.sheets.header_spans import header_spans

Span = tuple[int, int]

_MOST_ROWS = 4
_MOST_SPANNING = 10
"""Names over several columns of which it is told which ones the next row divides."""


@dataclass(frozen=True, slots=True)
class _Name:
    span: Span
    row: int
    column: int
    width: int


def placed_header(text: str, rows: Sequence[Sequence[Span]], columns: int) -> DeepHeader | None:
    """The header in rows of as many cells as there are columns; None where nothing divides it.

    ``| | 全市 | 东区 |`` below ``序号 | 项目 | 完成情况 | |``: the blanks tell all places.
    """
    if not 1 < len(rows) <= _MOST_ROWS or any(len(row) != columns for row in rows):
        return None
    words = {
        (row, column): text[slice(*span)]
        for row, cells in enumerate(rows)
        for column, span in enumerate(cells)
        if span[1] > span[0]
    }
    spans = header_spans(words)
    named = {column for _, column in words}
    cells = []
    for r, c in words:
        height, width = spans.get((r, c), (1, 1))
        # A column without a name of its own is below that before it: 项目名称 over two.
        while c + width < columns and c + width not in named:
            width += 1
        cells.append(Cell(*rows[r][c], r, c, height, width))
    below: dict[int, list[Span]] = {column: [] for column in range(columns)}
    for cell in reversed(cells):
        for column in range(cell.column, cell.column + cell.width):
            below[column].append((cell.start, cell.end))
    covered = sum(cell.height * cell.width for cell in cells)
    if covered != len(rows) * columns:
        return None
    return DeepHeader(0.0, tuple(cells), tuple(map(tuple, below.values())), SURE)


def padded_header(text: str, rows: Sequence[Sequence[Span]], columns: int) -> DeepHeader | None:
    """The header in rows of cells, empty ones among them; None where they are not so laid out."""
    first = _named(rows[0], 0, 0) if rows else []
    if len(rows) > _MOST_ROWS or sum(name.width for name in first) != columns:
        return None
    if len(first) == columns or not all(can_name(text[slice(*name.span)]) for name in first):
        return None
    leaves, cost = first, 0.0
    ends: dict[_Name, int] = {}
    above: dict[_Name, _Name] = {}
    for level, cells in enumerate(rows[1:], 1):
        best = min(_divisions(text, leaves, cells, level), key=lambda one: one[0], default=None)
        if best is None:
            return None
        more, groups = best
        cost += more
        divided = []
        for leaf in leaves:
            below = groups.get(leaf, [])
            divided.extend(below or [leaf])
            above.update(dict.fromkeys(below, leaf))
            if below:
                ends[leaf] = level
        leaves = divided
    names = {*leaves, *above.values()}
    laid = [
        Cell(*name.span, name.row, name.column, ends.get(name, len(rows)) - name.row, name.width)
        for name in sorted(names, key=lambda name: (name.row, name.column))
    ]
    paths = [tuple(_path(leaf, above)) for leaf in leaves for _ in range(leaf.width)]
    return DeepHeader(cost, tuple(laid), tuple(paths))


def _named(cells: Sequence[Span], row: int, column: int) -> list[_Name]:
    """The names of a row, each with the empty cells behind it; none where one is empty first."""
    names: list[_Name] = []
    for span in cells:
        if span[1] > span[0]:
            names.append(_Name(span, row, column, 1))
        elif names:
            last = names[-1]
            names[-1] = _Name(last.span, row, last.column, last.width + 1)
        else:
            return []
        column += 1
    return names


def _divisions(
    text: str, leaves: Sequence[_Name], cells: Sequence[Span], level: int
) -> Iterator[tuple[float, dict[_Name, list[_Name]]]]:
    """The ways in which a row of names divides some of those above it, and what each costs."""
    if len(cells) > 1 and cells[0][0] == cells[0][1]:
        return
    spanning = [leaf for leaf in leaves if leaf.width > 1][:_MOST_SPANNING]
    for count in range(1, len(spanning) + 1):
        for chosen in combinations(spanning, count):
            if sum(leaf.width for leaf in chosen) != len(cells):
                continue
            groups: dict[_Name, list[_Name]] = {}
            cost, at = 0.0, 0
            for leaf in chosen:
                own = cells[at : at + leaf.width]
                groups[leaf] = _named(own, level, leaf.column)
                at += leaf.width
                below = tuple(tight(text[slice(*name.span)]) for name in groups[leaf])
                cost += placing_cost(tight(text[slice(*leaf.span)]), below)
            if all(groups.values()):
                yield cost, groups


def _path(leaf: _Name, above: dict[_Name, _Name]) -> Iterator[Span]:
    name: _Name | None = leaf
    while name is not None:
        yield name.span
        name = above.get(name)
