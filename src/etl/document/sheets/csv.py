"""Tables as text with separators (csv): told by their lines, all of which have as many fields."""

import csv
from collections.abc import Iterator

from etl.document.raw_table import RawTable
from etl.document.row_text import words
from etl.document.sheets.header_spans import header_spans
from etl.document.sheets.sheet import MOST_COLUMNS, MOST_ROWS, Sheet, blocks_of

_SEPARATORS = ",\t;"
_FEWEST = 3
"""Rows from which on a text is not laid out so by chance."""


def sheet_of(source: str) -> Sheet | None:
    """The text as a sheet; None where it is none."""
    lines = source.lstrip("\ufeff").splitlines(keepends=True)[: MOST_ROWS + 1]
    for separator in _SEPARATORS:
        if sum(1 for line in lines[:20] if separator in line) < min(_FEWEST, len(lines)):
            continue
        try:
            rows = list(csv.reader(lines, delimiter=separator, strict=True))
        except csv.Error:
            continue
        widths = {len(row) for row in rows if row}
        if sum(map(bool, rows)) >= _FEWEST and len(widths) == 1 and min(widths) > 1:
            cells = {
                (r, c): said
                for r, row in enumerate(rows)
                for c, field in enumerate(row[:MOST_COLUMNS])
                if (said := words(field))
            }
            return Sheet("", cells, header_spans(cells))
    return None


def blocks(sheet: Sheet) -> Iterator[str | RawTable]:
    """Its titles and its table."""
    return blocks_of(iter([sheet]))
