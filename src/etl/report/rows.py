"""Rows for people (a table) and for machines (CSV, JSON)."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from etl import inert
from etl.decimals import plain

ZONE = ZoneInfo("Asia/Shanghai")
"""Clocks in tables are those of the portals; CSV and JSON keep the offset."""

Row = Mapping[str, object]


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the row's key, and what stands above it."""

    key: str
    header: str
    right: bool = False
    wraps: bool = True
    """False for dates and numbers, which must stay in one piece."""


def number(key: str, header: str) -> Column:
    """A column of figures."""
    return Column(key, header, right=True, wraps=False)


def moment(key: str, header: str) -> Column:
    """A column of days or times."""
    return Column(key, header, wraps=False)


def write(rows: Sequence[Row], columns: Sequence[Column], format: Format, title: str = "") -> None:  # noqa: A002
    """Write rows to standard output.

    A table shows ``columns`` only; CSV and JSON carry every key of the rows, decimals as
    exact strings and times in ISO format.
    """
    match format:
        case Format.TABLE:
            if title:
                terminal().print(title, style="bold", markup=False)
            terminal().print(table(rows, columns))
        case Format.CSV:
            keys = list(rows[0]) if rows else [column.key for column in columns]
            writer = csv.DictWriter(sys.stdout, keys, lineterminator="\n")
            writer.writeheader()
            writer.writerows({key: _cell(row[key]) for key in keys} for row in rows)
        case Format.JSON:
            out = [{key: exact(value) for key, value in row.items()} for row in rows]
            sys.stdout.write(inert.in_json(json.dumps(out, ensure_ascii=False, indent=1)) + "\n")


class Terminal(Console):
    """A console that obeys nothing in the words that it prints."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterator[Segment]:
        """The pieces of what is printed; only styles of our own are orders to the terminal."""
        for piece in super().render(renderable, options):
            words = piece.text if piece.control else inert.shown(piece.text)
            yield piece if words == piece.text else Segment(words, piece.style)


def terminal() -> Console:
    """Standard output; where it is no terminal, lines are not cut to a guessed width."""
    return Terminal(soft_wrap=False, width=None if sys.stdout.isatty() else 160)


def table(rows: Iterable[Row], columns: Sequence[Column]) -> Table:
    """Rows as a table of the terminal, East Asian characters two cells wide."""
    built = Table(header_style="bold")
    for column in columns:
        built.add_column(
            column.header,
            justify="right" if column.right else "left",
            no_wrap=not column.wraps,
            overflow="fold",
        )
    for row in rows:
        # Plain words: square brackets would be markup to rich.
        built.add_row(*(Text(readable(row[column.key])) for column in columns))
    return built


def markdown_table(rows: Iterable[Row], columns: Sequence[Column]) -> list[str]:
    """Rows as the lines of a table in Markdown; words in them are no markup."""
    lines = ["| " + " | ".join(column.header for column in columns) + " |"]
    lines.append("|" + "".join("---:|" if column.right else "---|" for column in columns))
    for row in rows:
        cells = (_inert(row[column.key]) for column in columns)
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def readable(value: object) -> str:
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
            return f"{value.astimezone(ZONE):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
    return inert.shown(str(value))


def exact(value: object) -> str | int | bool | None:
    """A value as machines read it, without loss."""
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return plain(value)
        case datetime() | date():
            return value.isoformat()
    return str(value)


def _cell(value: object) -> str | int | bool | None:
    said = exact(value)
    return inert.cell(said) if isinstance(value, str) and isinstance(said, str) else said


def _inert(value: object) -> str:
    return inert.markdown(value) if isinstance(value, str) else readable(value)
