"""Tables of formats that have no tables, only rows: each with the places where its cells end.

RTF and Word's old format say of a row how wide its cells are; cells of several rows that end at
the same place end at the same column.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from etl.document.raw_table import RawCell, RawTable
from etl.document.row_text import words

Merge = Literal["", "above", "before"]
"""Whether a cell goes on the one above it, or the one before it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row, its cells from left to right."""

    cells: Sequence[str]
    rights: Sequence[int]
    """Where the cells end, in twentieths of a point; may be fewer than the cells."""
    merges: Sequence[Merge]


def table_of(rows: Sequence[Row]) -> RawTable:
    """The rows on one grid."""
    edges = sorted({right for row in rows for right in row.rights[: len(row.cells)]})
    column_of = {right: at for at, right in enumerate(edges)}
    cells: list[RawCell] = []
    above: dict[int, int] = {}
    for at, row in enumerate(rows):
        left = 0
        for n, text in enumerate(row.cells):
            right = column_of[row.rights[n]] + 1 if n < len(row.rights) else left + 1
            merge = row.merges[n] if n < len(row.merges) else ""
            width = max(right - left, 1)
            if merge == "above" and left in above:
                cell = cells[above[left]]
                cells[above[left]] = replace(cell, height=at - cell.row + 1)
            elif merge == "before" and cells and cells[-1].row == at:
                cells[-1] = replace(cells[-1], width=cells[-1].width + width)
            else:
                above[left] = len(cells)
                cells.append(RawCell(words(text), at, left, 1, width))
            left += width
    return RawTable(tuple(cells))
