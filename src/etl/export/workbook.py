"""XLSX: a workbook with a sheet a view, and one that explains them and says how to cite.

Every text is written as a text and marked as one (``quotePrefix``), so that Excel does not
calculate it even when the cell is edited.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from etl.errors import ExportError
from etl.export import readme_text
from etl.export.column_kinds import Column, Kind
from etl.export.exported_views import Source, Table

NAME = "pledges.xlsx"
ABOUT = "about"
ROWS, CHARACTERS = 1_048_576, 32_767
"""What Excel has on a sheet and in a cell."""
_FIRST_DAY = date(1900, 3, 1)
"""Excel counts a 29 February 1900; what lies before is written as text."""
_WIDTHS = {
    Kind.TEXT: 24,
    Kind.INTEGER: 12,
    Kind.DECIMAL: 16,
    Kind.DATE: 12,
    Kind.INSTANT: 20,
    Kind.BOOLEAN: 10,
}
_FORMATS = {
    "head": {"bold": True, "bg_color": "#E8EDF3", "bottom": 1, "valign": "top"},
    "text": {"num_format": "@", "quote_prefix": True, "valign": "top"},
    "words": {"text_wrap": True, "valign": "top", "quote_prefix": True},
    "title": {"bold": True, "font_size": 14},
    "integer": {"num_format": "0", "valign": "top"},
    "whole": {"num_format": "#,##0", "valign": "top"},
    "broken": {"num_format": "#,##0.0#########", "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "valign": "top"},
    "instant": {"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top"},
    "boolean": {"valign": "top"},
}


def write(source: Source, folder: Path) -> None:
    """One file.

    Raises:
        ExportError: a view has more rows than a sheet.
    """
    # In this mode a row is written to disk as soon as the next begins.
    book = xlsxwriter.Workbook(folder / NAME, {"constant_memory": True})
    # A day of the data, not of the writing: the same content is the same file.
    made = source.about.as_of or datetime(2000, 1, 1, tzinfo=UTC)
    book.set_properties({"title": readme_text.TITLE, "created": made.replace(tzinfo=None)})
    formats = {name: book.add_format(given) for name, given in _FORMATS.items()}
    _explain(source, book.add_worksheet(ABOUT), formats)
    for table in source.tables:
        _Sheet(book.add_worksheet(table.name), formats).write(source, table)
    book.close()


def _explain(source: Source, sheet: Any, formats: Mapping[str, Any]) -> None:
    for place, width in enumerate((24, 24, 12, 100)):
        sheet.set_column(place, place, width)
    words = (
        readme_text.DESCRIPTION,
        f"From {readme_text.origin(source.about)}.",
        readme_text.conventions("xlsx"),
        readme_text.citation(source.about),
        readme_text.RIGHTS,
    )
    sheet.write_string(0, 0, readme_text.TITLE, formats["title"])
    for row, (name, said) in enumerate(
        zip(("what", "from", "how to read", "how to cite", "rights"), words, strict=True), 1
    ):
        sheet.write_string(row, 0, name, formats["head"])
        sheet.write_string(row, 3, said, formats["words"])
    head = len(words) + 2
    sheet.write_row(head, 0, ("view", "column", "type", "meaning"), formats["head"])
    sheet.freeze_panes(head + 1, 0)
    row = head + 1
    for table in source.tables:
        sheet.write_url(row, 0, f"internal:'{table.name}'!A1", string=table.name)
        sheet.write_string(row, 3, table.comment, formats["words"])
        for column in table.columns:
            row += 1
            told = (table.name, column.name, column.kind.value, column.description)
            for place, one in enumerate(told):
                sheet.write_string(row, place, one, formats["words"])
        row += 1


class _Sheet:
    """A sheet of rows."""

    def __init__(self, sheet: Any, formats: Mapping[str, Any]) -> None:
        self._sheet, self._formats = sheet, formats
        self._cells: Mapping[Kind, Callable[[int, int, Any], object]] = {
            Kind.TEXT: self._text,
            Kind.INTEGER: self._integer,
            Kind.DECIMAL: self._decimal,
            Kind.DATE: self._date,
            Kind.INSTANT: self._instant,
            Kind.BOOLEAN: self._boolean,
        }

    def write(self, source: Source, table: Table) -> None:
        self._head(table.columns)
        cells = [self._cells[column.kind] for column in table.columns]
        line = 0
        for batch in source.batches(table):
            for row in batch:
                line += 1
                if line == ROWS:
                    raise ExportError(
                        f"{table.name} has more rows than the {ROWS:,} of an Excel sheet; limit "
                        "them by --portal or --since, or take another --format."
                    )
                for place, value in enumerate(row):
                    if value is not None:
                        cells[place](line, place, value)
        self._sheet.autofilter(0, 0, line, len(table.columns) - 1)

    def _head(self, columns: tuple[Column, ...]) -> None:
        for place, column in enumerate(columns):
            self._sheet.set_column(place, place, max(_WIDTHS[column.kind], len(column.name) + 3))
        # Only the line of names stays: how many columns a screen has is not known.
        self._sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            self._sheet.write_string(0, place, column.name, self._formats["head"])

    def _text(self, row: int, place: int, value: str) -> None:
        # Excel counts what lies beyond the first plane twice.
        if len(value.encode("utf-16-le")) // 2 > CHARACTERS:
            value = value.encode("utf-16-le")[: 2 * CHARACTERS - 2].decode("utf-16-le", "ignore")
            value += "…"
        self._sheet.write_string(row, place, value, self._formats["text"])

    def _integer(self, row: int, place: int, value: Any) -> None:
        self._sheet.write_number(row, place, value, self._formats["integer"])

    def _decimal(self, row: int, place: int, value: Any) -> None:
        shown = "whole" if value == value.to_integral_value() else "broken"
        self._sheet.write_number(row, place, float(value), self._formats[shown])

    def _date(self, row: int, place: int, value: date) -> None:
        if value < _FIRST_DAY:
            self._text(row, place, value.isoformat())
        else:
            self._sheet.write_datetime(row, place, value, self._formats["date"])

    def _instant(self, row: int, place: int, value: datetime) -> None:
        if value.date() < _FIRST_DAY:
            self._text(row, place, value.isoformat())
        else:
            plain = value.replace(tzinfo=None)
            self._sheet.write_datetime(row, place, plain, self._formats["instant"])

    def _boolean(self, row: int, place: int, value: Any) -> None:
        self._sheet.write_boolean(row, place, value, self._formats["boolean"])
