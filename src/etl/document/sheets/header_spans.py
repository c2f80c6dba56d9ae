"""Headers of several rows in a sheet that does not say which cells are merged, as csv does not.

A merged cell is saved as its first one, and empty ones behind and below it. Names over other
names get their width back by the row that divides them, all names their height::

    县别 | 年度任务 |      | 在建房屋 |
         | 新村     | 户数 | 合计     | 新建
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Place = tuple[int, int]

_MOST_ROWS = 5
_LONGEST_NAME = 24
_NO_NAME = re.compile(r"\d(?!\s*[-—–~至]?\s*\d*\s*[年月季日])|(?<!^其中)[:：]|[。;；]")


@dataclass(frozen=True, slots=True)
class _Name:
    row: int
    column: int
    end: int
    """The first column behind it and the empty cells that follow it."""

    @property
    def place(self) -> Place:
        return self.row, self.column


def header_spans(cells: Mapping[Place, str]) -> dict[Place, Place]:
    """Height and width of the merged names of the first header, by their places.

    Args:
        cells: the words of each cell that has any, by row and column.
    """
    rows: dict[int, dict[int, str]] = {}
    for (row, column), words in sorted(cells.items()):
        rows.setdefault(row, {})[column] = words
    first = next((at for at, own in rows.items() if len(own) > 1 and _are_names(own)), None)
    left = min((column for _, column in cells), default=0)
    if first is None or left not in rows[first]:
        return {}
    right = max(column for _, column in cells) + 1
    leaves = _names(first, list(rows[first]), right)
    spans: dict[Place, Place] = {}
    at = first + 1
    while at < first + _MOST_ROWS and (below := _divisions(leaves, at, rows.get(at, {}))):
        for name in below:
            spans[name.place] = (at - name.row, name.end - name.column)
        leaves = [one for name in leaves for one in below.get(name, [name])]
        at += 1
    if spans:
        # Nothing tells how wide a name is that no row divides.
        spans.update({name.place: (at - name.row, 1) for name in leaves})
    return {place: span for place, span in spans.items() if span != (1, 1)}


def _are_names(own: Mapping[int, str]) -> bool:
    return not any(len(words) > _LONGEST_NAME or _NO_NAME.search(words) for words in own.values())


def _names(row: int, columns: Sequence[int], right: int) -> list[_Name]:
    """Names with the empty cells behind each."""
    ends = [*columns[1:], right]
    return [_Name(row, column, end) for column, end in zip(columns, ends, strict=True)]


def _divisions(
    leaves: Sequence[_Name], row: int, own: Mapping[int, str]
) -> dict[_Name, list[_Name]]:
    """The names that a row divides, each with those below it; none where it is of the body.

    A name over one column may have another below it where the row divides others and has none
    for what the rows are of.
    """
    below: dict[_Name, list[_Name]] = {}
    if not _are_names(own):
        return below
    narrow = False
    for name in leaves:
        columns = [column for column in own if name.column <= column < name.end]
        if columns:
            narrow = narrow or name.end - name.column == 1
            if columns[0] != name.column or (narrow and leaves[0].column in own):
                return {}
            below[name] = _names(row, columns, name.end)
    divides = any(len(names) > 1 for names in below.values())
    return below if divides or not narrow else {}
