"""The forms of a page as one table that stands upright: its header has their labels, and each form
is a row.

``项目名称 | 新建书房 // 进展情况 | 已建成21家`` are two rows of a form, and one of the table.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from etl.bulletin.items.figure_pattern import MEASURED
from etl.bulletin.tables.forms.labels import (
    COUNTED,
    FIGURES,
    FIRST,
    LABEL,
    NUMBER,
    ORDER,
    SOON,
    bare,
)
from etl.document.grid import Cell, Grid

_MOST_COLUMNS = 7
"""Of a form: three pairs side by side, and its number."""

_PLAIN = re.compile(r"项目|事项|任务|工程|实事")
"""What names a pledge in forms that follow one another, and a column in other tables."""
_FEWEST_PLAIN = 3
_Pairs = list[tuple[Cell, Cell]]


def upright(text: str, grids: Sequence[Grid]) -> list[Grid]:
    """The grids, forms that follow one another made one table of a row a form.

    Two forms 项目名称 | 新建书房 // 进展情况 | 已建成21家 are a table of two columns and two rows.
    """
    beside = [_pairs(text, grid) for grid in grids]
    again = _said_again(text, beside)
    found: list[Grid] = []
    forms: list[tuple[Grid, _Pairs]] = []
    for grid, pairs in zip(grids, beside, strict=True):
        if not _is_form(text, pairs, again):
            found.extend((*_table(text, forms), grid))
            forms = []
            continue
        first = _tight(text, pairs[0][0])
        if forms and _tight(text, forms[0][1][0][0]) != first:
            found.extend(_table(text, forms))
            forms = []
        forms.extend((grid, form) for form in _divided(text, pairs))
    return [*found, *_table(text, forms)]


def _tight(text: str, cell: Cell) -> str:
    said = "".join(text[cell.start : cell.end].split())
    return COUNTED.sub("", said) if FIRST.fullmatch(said) else said


def _pairs(text: str, grid: Grid) -> _Pairs:
    """What could be labels and values of a form; nothing where the grid is none.

    A row of one cell says which form begins (项目编号:2022-01); what stands in several rows beside
    a label is one value.
    """
    if grid.columns > _MOST_COLUMNS:
        return []
    pairs: _Pairs = []
    left = int(_counts_forms(text, grid))
    for row in range(grid.rows):
        own = list(grid.row(row))[left:]
        cells = list(dict.fromkeys(cell for cell in own if cell and cell.row == row))
        if len(cells) % 2 and cells[-1].end == cells[-1].start:
            cells.pop()
        lead = grid.at(row, left)
        if lead is not None and lead.row < row:
            if not pairs or pairs[-1][0] != lead or not cells:
                return []
            value = pairs[-1][1]
            pairs[-1] = (lead, Cell(value.start, cells[-1].end, value.row, value.column))
        elif len(cells) == 1:
            if MEASURED.search(text, cells[0].start, cells[0].end):
                return []
        elif len(cells) > 1 and cells[0].height > 1:
            pairs.append((cells[0], Cell(cells[1].start, cells[-1].end, row, cells[1].column)))
        elif len(cells) % 2:
            return []
        else:
            pairs.extend(zip(cells[::2], cells[1::2], strict=True))
    return pairs


def _counts_forms(text: str, grid: Grid) -> bool:
    """Whether the first column has the numbers of forms, each over the rows of one or beside the
    first of them."""
    first = {cell for cell in (grid.at(row, 0) for row in range(grid.rows)) if cell is not None}
    filled = [c for c in first if c.end > c.start]
    apart = len(filled) < grid.rows
    return bool(filled) and apart and all(ORDER.fullmatch(text, c.start, c.end) for c in filled)


def _divided(text: str, pairs: _Pairs) -> list[_Pairs]:
    """The forms that follow one another in a table, each with its first label."""
    first = _tight(text, pairs[0][0])
    starts = [at for at, (label, _) in enumerate(pairs) if _tight(text, label) == first]
    return [pairs[a:b] for a, b in pairwise([*starts, len(pairs)])]


def _said_again(text: str, tables: Sequence[_Pairs]) -> frozenset[str]:
    """Labels, known or not, that most forms of a page have."""
    forms = [form for pairs in tables if pairs for form in _divided(text, pairs)]
    counted = Counter(name for form in forms for name in {_tight(text, label) for label, _ in form})
    return frozenset(
        name
        for name, times in counted.items()
        if times > 1 and 2 * times > len(forms) and not FIGURES.search(name)
    )


def _is_form(text: str, pairs: _Pairs, again: frozenset[str]) -> bool:
    labels = [_tight(text, label) for label, _ in pairs]
    if len(pairs) < 2:
        return False
    plain = _PLAIN.fullmatch(labels[0]) and labels.count(labels[0]) >= _FEWEST_PLAIN
    if not (plain or any(map(FIRST.fullmatch, _opening(text, pairs)))):
        return False
    if any(LABEL.fullmatch(_tight(text, value)) for _, value in pairs):
        return False
    named = sum(1 for label in labels if LABEL.fullmatch(label))
    known = sum(1 for label in labels if label in again or LABEL.fullmatch(label))
    return 3 * known >= 2 * len(pairs) and 3 * named >= len(pairs)


def _opening(text: str, pairs: _Pairs) -> Iterator[str]:
    """The labels one of which must be of a pledge: the first, or one soon behind 编号 | 1."""
    number, value = pairs[0]
    counted = NUMBER.fullmatch(text[number.start : number.end].strip()) and ORDER.fullmatch(
        text, value.start, value.end
    )
    for label, _ in pairs[: SOON if counted else 1]:
        yield bare(text, (label.start, label.end))


def _table(text: str, forms: Sequence[tuple[Grid, _Pairs]]) -> Iterator[Grid]:
    if not forms:
        return
    columns: dict[str, int] = {}
    cells: list[Cell] = []
    for row, (_, pairs) in enumerate(forms, 1):
        for label, value in pairs:
            name = _tight(text, label)
            if name not in columns:
                columns[name] = len(columns)
                cells.append(Cell(label.start, label.end, 0, columns[name]))
            cells.append(Cell(value.start, value.end, row, columns[name]))
    first = forms[0][0]
    breaks = tuple(sorted({place for grid, _ in forms for place in grid.breaks}))
    yield Grid(len(forms) + 1, len(columns), tuple(cells), first.lines, first.cut, breaks)
