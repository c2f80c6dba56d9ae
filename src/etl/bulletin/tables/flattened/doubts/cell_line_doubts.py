"""Whether a table a cell of which is a line may be cut elsewhere: only its words divide it.

What a bar would show must show in what the cells hold. A bare figure among the items, the head of a
class among figures or the name of a column in the first row is a cell that belongs elsewhere, and
one is enough: as likely as not the cells around it do, too.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from etl.bulletin.tables.columns.can_be_header import is_known, kinds_named, tight
from etl.bulletin.tables.columns.cell_kinds import Kind, kind_of
from etl.bulletin.tables.flattened.doubts.consistency import are_several, names_over, parts
from etl.bulletin.tables.flattened.doubts.reasons import OTHER_COLUMNS, OTHER_KINDS, SEVERAL_ROWS
from etl.document.grid import Cell, Grid

_ITEM = frozenset[Kind](["plan", "name", "category"])
_FIGURES = frozenset[Kind](["number", "figure", "percent", "count"])
_OWN = frozenset[Kind](["agency", "person", "date", "unit"])
"""Kinds of which a line is a cell of the column that is named for them."""

_FIGURE = re.compile(r"\d")
_BARE = re.compile(r"(?!\d{1,3}[.、]\D)\d")
_NUMBERED = re.compile(r"\d{1,3}[.、]\D")
_COUNTS = re.compile(r"排名|名次|序号|编号")
"""Names of columns that may be items by their words, and count the rows."""


def line_doubt(text: str, grid: Grid) -> str:
    """Why a table of a cell a line may be cut otherwise; nothing where no cell shows it."""
    header, body, depth = parts(text, grid)
    if not header or not body:
        return ""
    if _has_more_names(text, header, [c for c in body if c.row == depth]):
        return OTHER_COLUMNS
    named = names_over(text, header)
    kinds = [_kinds(named.get(at, ())) for at in range(grid.columns)]
    if any(_is_elsewhere(text, kinds, cell) for cell in body):
        return OTHER_KINDS
    by_column: defaultdict[int, list[Cell]] = defaultdict(list)
    for cell in body:
        if cell.end > cell.start and cell.width == 1:
            by_column[cell.column].append(cell)
    if any(_are_others(text, kinds[at], own) for at, own in by_column.items()):
        return OTHER_KINDS
    owned = {kind for own in kinds for kind in own} & _OWN
    if any(_holds_other(text, kinds[cell.column], owned, cell) for cell in body):
        return SEVERAL_ROWS
    if _swallows_head(text, body, grid.columns):
        return SEVERAL_ROWS
    if not any("ordinal" in own for own in kinds) and _heads_some(text, body):
        return SEVERAL_ROWS
    return ""


def _kinds(names: Sequence[str]) -> Sequence[Kind]:
    if any(map(_COUNTS.search, names)):
        return ("ordinal",)
    return next((kinds for name in names if (kinds := kinds_named(name))), ())


def _has_more_names(text: str, header: Sequence[Cell], first: Sequence[Cell]) -> bool:
    """Whether one name is several, or they go on in the first row or end with its first cell."""
    if any(len(own := _lines(text, cell)) > 1 and is_known(own[0]) for cell in first):
        return True
    if any(are_several(_lines(text, cell)) for cell in header):
        return True
    in_order = sorted(header, key=lambda cell: cell.start)
    names = [line for cell in in_order for line in _lines(text, cell)]
    unknown = bool(names) and not is_known(names[-1])
    return unknown and all(cell.column or cell.end == cell.start for cell in first)


def _is_elsewhere(text: str, kinds: Sequence[Sequence[Kind]], cell: Cell) -> bool:
    """Whether a cell is a figure or 是 among the first names of items, or a class among figures."""
    expected = kinds[cell.column]
    if not expected or cell.width > 1:
        return False
    words = text[cell.start : cell.end]
    kind = kind_of(words)
    if _ITEM.issuperset(expected):
        items = next(at for at, own in enumerate(kinds) if own and _ITEM.issuperset(own))
        return cell.column == items and (
            (kind in _FIGURES and _BARE.match(words) is not None)
            or (len(words) == 1 and kind != "dash")
        )
    return kind == "category" and _FIGURES.issuperset(set(expected) - {"report", "status"})


def _are_others(text: str, expected: Sequence[Kind], cells: Sequence[Cell]) -> bool:
    """Whether most cells below the name of a figure are names: 是 below 占比."""
    if not expected or not _FIGURES.issuperset(expected):
        return False
    words = (text[cell.start : cell.end] for cell in cells)
    names = sum(kind_of(w) == "name" or _NUMBERED.match(w) is not None for w in words)
    return 2 * names > len(cells)


def _holds_other(text: str, expected: Sequence[Kind], owned: set[Kind], cell: Cell) -> bool:
    """Whether a cell goes on, behind an agency or a date of another column, with more figures."""
    lines = _lines(text, cell)
    ends = [at for at, line in enumerate(lines) if kind_of(line) in owned - {*expected}]
    return bool(ends) and any(map(_FIGURE.search, lines[ends[0] + 1 :]))


def _swallows_head(text: str, body: Sequence[Cell], columns: int) -> bool:
    """Whether the head of a class stands in a cell where that of another has a row: 二、住房."""
    heads = {
        cell.width == columns
        for cell in body
        if any(kind_of(line) == "category" for line in _lines(text, cell))
    }
    return len(heads) > 1


def _heads_some(text: str, body: Sequence[Cell]) -> bool:
    """Whether some rows, not all, begin with 一、教育 on a line above their item.

    They pass for the numbers of the rows, and may be heads of classes.
    """
    first = {cell.row: cell for cell in reversed(body) if cell.end > cell.start}
    led = [
        kind_of((lines := _lines(text, cell))[0]) == "category" and len(lines) > 1
        for cell in first.values()
    ]
    return 1 < sum(led) < len(first)


def _lines(text: str, cell: Cell) -> list[str]:
    return [words for line in text[cell.start : cell.end].split("\n") if (words := tight(line))]
