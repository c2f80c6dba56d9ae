"""CSV: plain files, quoted so that nothing in them is lost or comes to life.

Text stands in quotes and nothing else does, so that an empty text (``""``) differs from
none at all. A spreadsheet takes text that begins with ``=``, ``+``, ``-`` or ``@`` (full
width too) or with a tab or line break for a formula, and a page can print such words. An
apostrophe is put before them, and before text that begins with an apostrophe: a reader
that takes one off wherever a text begins with one has what the view gives.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from etl.decimals import plain
from etl.export.column_kinds import Kind
from etl.export.exported_views import Source, Table

_ACTIVE = tuple("=+-@＝＋－＠\t\r\n'")


def write(source: Source, folder: Path) -> None:
    """A file a view."""
    for table in source.tables:
        write_table(source, table, folder / f"{table.name}.csv", start="\ufeff")


def write_table(source: Source, table: Table, path: Path, start: str = "") -> int:
    """Write the rows of one view.

    Args:
        source: gives the rows.
        table: the view and its columns.
        path: of the file, which is written over.
        start: the mark by which Excel knows UTF-8, where people open the file themselves.

    Returns:
        How many they are.
    """
    rows = 0
    cells = [_CELLS[column.kind] for column in table.columns]
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(start + ",".join(column.name for column in table.columns) + "\n")
        for batch in source.batches(table):
            rows += len(batch)
            out.writelines(
                ",".join(
                    "" if value is None else cell(value)
                    for value, cell in zip(row, cells, strict=True)
                )
                + "\n"
                for row in batch
            )
    return rows


def guarded(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would calculate it."""
    return f"'{text}" if text.startswith(_ACTIVE) else text


def _text(value: str) -> str:
    return '"' + guarded(value).replace('"', '""') + '"'


def _instant(value: Any) -> str:
    return f"{value:%Y-%m-%dT%H:%M:%S}{f'.{value:%f}' if value.microsecond else ''}Z"


def _decimal(value: Decimal) -> str:
    return plain(value)


_CELLS: Mapping[Kind, Callable[[Any], str]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: str,
    Kind.DECIMAL: _decimal,
    Kind.DATE: str,
    Kind.INSTANT: _instant,
    Kind.BOOLEAN: lambda value: "true" if value else "false",
}
