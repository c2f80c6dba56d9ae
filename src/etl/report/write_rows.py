"""Rows written for people (a table) and for machines (CSV, JSON)."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text

from etl import escaping
from etl.decimals import plain
from etl.portal.page.printed_dates import ZONE
from etl.report.table_layout import Cells, laid_out, wrapped

Row = Mapping[str, object]


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the row's key, and what stands above it."""

    key: str
    header: str
    right: bool = False
    wraps: bool = True
    """False for dates and numbers, which must stay in one piece."""
    words: Mapping[Any, str] | None = None
    """What a table says for a code."""


def number(key: str, header: str) -> Column:
    """A column of figures."""
    return Column(key, header, right=True, wraps=False)


def moment(key: str, header: str) -> Column:
    """A column of days or times."""
    return Column(key, header, wraps=False)


def code(key: str, header: str, words: Mapping[Any, str]) -> Column:
    """A column of codes, for which a table has words."""
    return Column(key, header, wraps=False, words=words)


def write(
    rows: Sequence[Row],
    columns: Sequence[Column],
    format: Format,  # noqa: A002
    title: str = "",
    zone: ZoneInfo = ZONE,
) -> None:
    """Write rows to standard output.

    A table shows ``columns`` only; the other formats carry every key of the rows, decimals
    as exact strings and times in ISO format.

    Args:
        rows: all with the same keys.
        columns: of the table.
        format: of the output.
        title: above the table.
        zone: of the clocks in a table.
    """
    match format:
        case Format.TABLE:
            console = terminal()
            if title:
                lines = wrapped(title, console.width)
                console.print(Text("\n".join(lines), style="bold", no_wrap=True))
            if rows:
                console.print(table(rows, columns, zone))
        case Format.CSV:
            keys = list(rows[0]) if rows else [column.key for column in columns]
            writer = csv.DictWriter(sys.stdout, keys, lineterminator="\n")
            writer.writeheader()
            writer.writerows({key: _cell(row[key]) for key in keys} for row in rows)
        case Format.JSON:
            out = [_exact(row) for row in rows]
            sys.stdout.write(escaping.in_json(json.dumps(out, ensure_ascii=False, indent=1)) + "\n")
        case Format.JSONL:
            for row in rows:
                line = json.dumps(_exact(row), ensure_ascii=False)
                sys.stdout.write(escaping.in_json(line) + "\n")


class Terminal(Console):
    """A console that obeys nothing in the words that it prints."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterator[Segment]:
        """The pieces of what is printed; only styles of our own are orders to the terminal."""
        for piece in super().render(renderable, options):
            words = piece.text if piece.control else escaping.shown(piece.text)
            yield piece if words == piece.text else Segment(words, piece.style)


def terminal() -> Console:
    """Standard output; where it is no terminal, lines are not cut to a guessed width."""
    return Terminal(soft_wrap=False, width=None if sys.stdout.isatty() else 160, highlight=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as a table that fits the console which prints it."""

    rows: Sequence[Row]
    columns: Sequence[Column]
    zone: ZoneInfo

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lay it out for the console's width."""
        laid = laid_out([self._cells(column) for column in self.columns], options.max_width)
        if laid.constant:
            yield Text("\n".join(laid.constant), style="dim")
        if laid.head:
            yield Text(laid.head[0], style="bold", no_wrap=True, overflow="ignore")
            yield Text(laid.head[1], style="dim", no_wrap=True, overflow="ignore")
        lines = (line for row in laid.rows for line in row)
        yield Text("\n".join(lines), no_wrap=True, overflow="ignore")
        shown = (row[column.key] for row in self.rows for column in self.columns)
        if any(isinstance(value, datetime) for value in shown):
            yield Text(f"Times: {self.zone.key}", style="dim")

    def _cells(self, column: Column) -> Cells:
        values = [said(row[column.key], column) for row in self.rows]
        return Cells(
            column.header,
            self._texts(values),
            right=column.right,
            wraps=column.wraps,
            shorter=self._texts([_day(value, self.zone) for value in values]),
        )

    def _texts(self, values: Iterable[object]) -> tuple[str, ...]:
        return tuple(" ".join(readable(value, self.zone).split()) for value in values)


def table(rows: Iterable[Row], columns: Sequence[Column], zone: ZoneInfo = ZONE) -> Table:
    """Rows as a table of the terminal, East Asian characters two cells wide."""
    return Table(tuple(rows), columns, zone)


def markdown_table(rows: Iterable[Row], columns: Sequence[Column]) -> list[str]:
    """Rows as the lines of a table in Markdown; words in them are no markup."""
    lines = ["| " + " | ".join(column.header for column in columns) + " |"]
    lines.append("|" + "".join("---:|" if column.right else "---|" for column in columns))
    for row in rows:
        cells = (_inert(said(row[column.key], column)) for column in columns)
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def readable(value: object, zone: ZoneInfo = ZONE) -> str:
    """A value as people write it: 23,352; 2024-12-30 16:20; nothing for None."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return plain(value, thousands=",")
        case int():
            return f"{value:,}"
        case datetime():
            return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
    return escaping.shown(str(value))


def exact(value: object) -> str | int | bool | list[object] | None:
    """A value as machines read it, without loss."""
    match value:
        case tuple():
            return list(value)
        case None | bool() | int() | str():
            return value
        case Decimal():
            return plain(value)
        case datetime() | date():
            return value.isoformat()
    return str(value)


def said(value: object, column: Column) -> object:
    """The words for a code, where the column has some."""
    return column.words.get(str(value), value) if column.words else value


def _exact(row: Row) -> dict[str, object]:
    return {key: exact(value) for key, value in row.items()}


def _day(value: object, zone: ZoneInfo) -> object:
    return value.astimezone(zone).date() if isinstance(value, datetime) else value


def _cell(value: object) -> str | int | bool | list[object] | None:
    said = exact(value)
    return escaping.cell(said) if isinstance(value, str) and isinstance(said, str) else said


def _inert(value: object) -> str:
    return escaping.markdown(value) if isinstance(value, str) else readable(value)
