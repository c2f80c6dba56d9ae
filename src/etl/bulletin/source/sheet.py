"""Excel files: each visible sheet a table, its cells as Excel shows them."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time

import openpyxl
from openpyxl.cell import Cell
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from etl.bulletin.layout.cells import words
from etl.bulletin.source.blocks import RawCell, RawTable
from etl.bulletin.source.number_formats import shown
from etl.errors import UnreadableDocument

_MOST_ROWS = 5_000
_MOST_COLUMNS = 100
_MOST_CELLS = 500_000


def blocks(raw: bytes) -> Iterator[str | RawTable]:
    """The visible sheets of a workbook: of formulas the results that were saved with them.

    Raises:
        UnreadableDocument: there are more rows than a bulletin can have.
    """
    _require_bounded(raw)
    book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                yield from _blocks(_cells(sheet))
                # Tables of two sheets are two tables.
                yield ""
    finally:
        book.close()


def _require_bounded(raw: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as members:
        for name in members.namelist():
            if name.startswith("xl/worksheets/") and members.read(name).count(b"<v>") > _MOST_CELLS:
                raise UnreadableDocument(
                    f"A sheet has more than {_MOST_CELLS:,} values: it is no bulletin."
                )


def _cells(sheet: Worksheet) -> list[list[RawCell]]:
    """The rows that are shown and say anything; merged cells as wide and high as they are seen."""
    rows = _shown_rows(sheet)
    hidden = _hidden_columns(sheet)
    columns = [c for c in range(1, _MOST_COLUMNS + 1) if c not in hidden]
    place = {c: at for at, c in enumerate(columns)}
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    found: list[list[RawCell]] = []
    line = {at: index for index, at in enumerate(rows)}
    for at in rows:
        own = []
        for cell in sheet[at]:
            # Where a merged cell's corner is hidden its words are seen all the same.
            if cell.column not in place or isinstance(cell, MergedCell):
                continue
            height = width = 1
            if (area := merged.get((cell.row, cell.column))) is not None:
                height = sum(1 for r in range(area.min_row, area.max_row + 1) if r in line)
                width = sum(1 for c in range(area.min_col, area.max_col + 1) if c in place)
            said = _said(cell)
            if said or (height, width) != (1, 1):
                own.append(RawCell(said, line[at], place[cell.column], height, width))
        found.append(own)
    return found


def _shown_rows(sheet: Worksheet) -> list[int]:
    rows = []
    for row in sheet.iter_rows(max_col=_MOST_COLUMNS):
        at = row[0].row
        if any(cell.value is not None for cell in row) and not sheet.row_dimensions[at].hidden:
            rows.append(at)
        if len(rows) > _MOST_ROWS:
            raise UnreadableDocument(
                f"The sheet {sheet.title} has more than {_MOST_ROWS:,} rows: it is no bulletin."
            )
    return rows


def _hidden_columns(sheet: Worksheet) -> set[int]:
    return {
        column
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for column in range(dimension.min or 1, min(dimension.max or 1, _MOST_COLUMNS) + 1)
    }


def _blocks(rows: list[list[RawCell]]) -> Iterator[str | RawTable]:
    """Titles above the table, one cell each, as lines; then the table."""
    ahead = 0
    while ahead < len(rows) and sum(1 for cell in rows[ahead] if cell.words) <= 1:
        yield "".join(cell.words for cell in rows[ahead]).replace("\n", " ")
        ahead += 1
    cells = [replace(cell, row=cell.row - ahead) for own in rows[ahead:] for cell in own]
    used = max((cell.column + cell.width for cell in cells if cell.words), default=0)
    fitting = [replace(c, width=min(c.width, used - c.column)) for c in cells if c.column < used]
    if fitting:
        left = min(cell.column for cell in fitting)
        yield RawTable(tuple(replace(cell, column=cell.column - left) for cell in fitting))


def _said(cell: Cell) -> str:
    value = cell.value
    match value:
        case None | bool():
            return ""
        case int() | float():
            return shown(value, cell.number_format)
        case datetime():
            return f"{value:%Y-%m-%d}"
        case date():
            return value.isoformat()
        case time():
            return ""
    return "" if cell.data_type == "e" else words(str(value))
