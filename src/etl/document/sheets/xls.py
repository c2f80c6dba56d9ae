"""Excel files of before 2007 (xls, and et of WPS): as :mod:`etl.document.sheets.xlsx`."""

import io
from collections.abc import Iterator
from datetime import datetime

import xlrd
from xlrd.book import Book
from xlrd.sheet import Sheet as XlsSheet
from xlrd.xldate import xldate_as_datetime

from etl.document.hidden_elements import raised
from etl.document.raw_table import RawTable
from etl.document.row_text import words
from etl.document.sheets.number_formats import shown
from etl.document.sheets.sheet import MOST_COLUMNS, Sheet, blocks_of
from etl.errors import UnreadableDocument

_SUPERSCRIPT = 1


def blocks(raw: bytes) -> Iterator[str | RawTable]:
    """The visible sheets of a workbook.

    Raises:
        UnreadableDocument: it is locked by a password, or holds more than a bulletin can.
    """
    try:
        book = xlrd.open_workbook(
            file_contents=raw, formatting_info=True, logfile=io.StringIO(), on_demand=True
        )
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise UnreadableDocument(
                "The Excel file is locked by a password: save it without one."
            ) from error
        raise
    with book:
        sheets = (book.sheet_by_index(n) for n in range(book.nsheets))
        yield from blocks_of(_sheet(book, sheet) for sheet in sheets if not sheet.visibility)


def _sheet(book: Book, sheet: XlsSheet) -> Sheet:
    cells = {}
    for row in range(sheet.nrows):
        for column in range(min(sheet.row_len(row), MOST_COLUMNS)):
            if said := _said(book, sheet, row, column):
                cells[row, column] = said
    return Sheet(
        sheet.name,
        cells,
        {(r0, c0): (r1 - r0, c1 - c0) for r0, r1, c0, c1 in sheet.merged_cells},
        frozenset(at for at, row in sheet.rowinfo_map.items() if row.hidden),
        frozenset(at for at, column in sheet.colinfo_map.items() if column.hidden),
    )


def _said(book: Book, sheet: XlsSheet, row: int, column: int) -> str:
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind not in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return ""
    form = book.xf_list[sheet.cell_xf_index(row, column)]
    if book.font_list[form.font_index].struck_out:
        return ""
    if kind == xlrd.XL_CELL_NUMBER:
        number_format = book.format_map.get(form.format_key)
        return shown(value, number_format.format_str if number_format else "General")
    if kind == xlrd.XL_CELL_DATE:
        moment: datetime = xldate_as_datetime(value, book.datemode)
        return f"{moment:%Y-%m-%d}"
    return words(_runs(book, value, sheet.rich_text_runlist_map.get((row, column), [])))


def _runs(book: Book, text: str, runs: list[tuple[int, int]]) -> str:
    """A cell's text without what is struck through in it."""
    said = text[: runs[0][0]] if runs else text
    for n, (start, font_index) in enumerate(runs):
        part = text[start : runs[n + 1][0] if n + 1 < len(runs) else None]
        font = book.font_list[font_index]
        if not font.struck_out:
            said += raised(part, said) if font.escapement == _SUPERSCRIPT else part
    return said
