"""Excel files (xlsx): each visible sheet a table, its cells as Excel shows them."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.cell import Cell
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.worksheet.worksheet import Worksheet

from etl.document.hidden_elements import raised
from etl.document.raw_table import RawTable
from etl.document.row_text import words
from etl.document.sheets.number_formats import shown
from etl.document.sheets.sheet import MOST_COLUMNS, MOST_SHEETS, Sheet, blocks_of
from etl.errors import UnreadableDocument

_MOST_WRITTEN = 200_000
_ROW = re.compile(rb"<(?:\w+:)?(?:row|c|mergeCell)\b")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b")
_UNSOLVED = re.compile(
    rb"<((?:\w+:)?)c\b[^<>]*?\br=\"(?P<cell>[A-Z]{1,3}\d{1,7})\"[^<>]*>\s*"
    rb"<\1f\b(?:[^<>]*/>|[^<>]*>[^<>]*</\1f>)\s*(?:<\1v\s*/>|<\1v>\s*</\1v>)?\s*</\1c>"
)


def blocks(raw: bytes) -> Iterator[str | RawTable]:
    """The visible sheets of a workbook: of formulas the results that were saved with them.

    Raises:
        UnreadableDocument: there are more rows or sheets than a bulletin can have, or formulas
            without results.
    """
    unsolved = _unsolved(raw)
    book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True, rich_text=True)
    try:
        if unsolved:
            cells = "、".join(unsolved[:3])
            raise UnreadableDocument(
                f"{len(unsolved)} cells ({cells}…) hold formulas whose results were not saved: "
                "open the file in Excel or WPS, save it, and load that with etl load."
            )
        visible = (sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        yield from blocks_of(_sheet(sheet) for sheet in visible)
    finally:
        book.close()


def _unsolved(raw: bytes) -> list[str]:
    """Cells with a formula and no result; the file is not more than a bulletin can be."""
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(raw)) as members:
        for name in members.namelist():
            if name == "xl/workbook.xml" and _more(_SHEET, members.read(name), MOST_SHEETS):
                raise UnreadableDocument(
                    f"The file has more than {MOST_SHEETS} sheets: it is no bulletin."
                )
            if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
                continue
            written = members.read(name)
            if _more(_ROW, written, _MOST_WRITTEN):
                raise UnreadableDocument(
                    f"A sheet has more than {_MOST_WRITTEN:,} rows and cells: it is no bulletin."
                )
            found.extend(one["cell"].decode() for one in _UNSOLVED.finditer(written))
    return found


def _more(pattern: re.Pattern[bytes], text: bytes, most: int) -> bool:
    return any(count > most for count, _ in enumerate(pattern.finditer(text), start=1))


def _sheet(sheet: Worksheet) -> Sheet:
    cells: dict[tuple[int, int], str] = {}
    # Only what was written: iter_rows would make every cell up to the last one's row.
    written: dict[tuple[int, int], Any] = sheet._cells
    for (row, column), cell in written.items():
        if column > MOST_COLUMNS or isinstance(cell, MergedCell):
            continue
        if said := _said(cell):
            cells[row - 1, column - 1] = said
    areas = sheet.merged_cells.ranges
    return Sheet(
        sheet.title,
        cells,
        {
            (area.min_row - 1, area.min_col - 1): (
                area.max_row - area.min_row + 1,
                area.max_col - area.min_col + 1,
            )
            for area in areas
        },
        frozenset(at - 1 for at, row in sheet.row_dimensions.items() if row.hidden),
        _hidden_columns(sheet),
    )


def _hidden_columns(sheet: Worksheet) -> frozenset[int]:
    return frozenset(
        column - 1
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for column in range(dimension.min or 1, min(dimension.max or 1, MOST_COLUMNS) + 1)
    )


def _said(cell: Cell) -> str:
    if cell.font is not None and cell.font.strike:
        return ""
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
        case CellRichText():
            return words(_runs(value))
    return "" if cell.data_type == "e" else words(str(value))


def _runs(text: CellRichText) -> str:
    said = ""
    for run in text:
        if not isinstance(run, TextBlock):
            said += run
        elif not run.font.strike:
            high = run.font.vertAlign == "superscript"
            said += raised(run.text, said) if high else run.text
    return said
