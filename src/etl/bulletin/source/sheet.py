"""Excel files: each visible sheet a table, its cells as Excel shows them."""

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

import openpyxl
from openpyxl.cell import Cell

from etl.bulletin.layout.cells import row, words
from etl.bulletin.source.number_formats import shown
from etl.errors import UnreadableDocument

_MOST_ROWS = 5_000
_MOST_COLUMNS = 100


def lines(raw: bytes) -> Iterator[str]:
    """The lines of a workbook: of formulas the results that were saved with them.

    Raises:
        UnreadableDocument: there are more rows than a bulletin can have.
    """
    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                # What a file says of its own extent is often wrong.
                sheet.reset_dimensions()
                yield from _lines(_rows(sheet.title, sheet.iter_rows(max_col=_MOST_COLUMNS)))
    finally:
        book.close()


def _rows(name: str, rows: Iterator[Sequence[Cell]]) -> list[list[str]]:
    """The rows that say anything, empty cells at their ends left off."""
    found: list[list[str]] = []
    for cells in rows:
        said = [_said(cell) for cell in cells]
        while said and not said[-1]:
            said.pop()
        if said:
            found.append(said)
        if len(found) > _MOST_ROWS:
            raise UnreadableDocument(
                f"The sheet {name} has more than {_MOST_ROWS:,} rows: it is no bulletin."
            )
    return found


def _lines(rows: list[list[str]]) -> Iterator[str]:
    """Rows as wide as the widest; titles above the table, one cell each, as plain lines."""
    width = max(map(len, rows), default=0)
    above = True
    for cells in rows:
        above = above and sum(map(bool, cells)) == 1
        if above:
            yield "".join(cells)
        else:
            yield row([*cells, *[""] * (width - len(cells))])


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
