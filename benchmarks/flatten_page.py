"""A page's text with its tables flattened, in the ways that real extractors have.

What stands outside of tables is the same in all ways: a line for each block.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

_HIDDEN = frozenset(["script", "style", "title", "head", "noscript", "template"])
_BLOCKS = frozenset(
    ["p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "tr", "td",
     "th", "table", "tbody", "thead", "section", "article", "center", "blockquote", "body", "form",
     "header", "footer", "nav", "hr", "caption"]
)  # fmt: skip
_WIDTH = 100
"""Columns of a terminal, of which a Chinese character takes two."""
_WIDEST = 28
"""Columns of a terminal that one of a table takes at most."""


@dataclass(frozen=True)
class Place:
    """A cell's lines, and how many columns and rows it covers."""

    lines: tuple[str, ...]
    width: int
    height: int
    paragraphs: bool
    """Whether its words stand in paragraphs of their own."""

    @property
    def words(self) -> str:
        """All of it on one line."""
        return "".join(self.lines)


Table = Sequence[Sequence[Place]]


def has_table(raw: bytes) -> bool:
    """Whether a page has a table of more than two rows."""
    return any(len(_rows(table)) > 2 for table in _soup(raw).find_all("table") if _is_inmost(table))


def flatten(raw: bytes, way: str) -> str:
    """A page's text, its tables flattened in one of the ``WAYS``."""
    write = WAYS[way]
    said = [block if isinstance(block, str) else write(block) for block in _blocks(_soup(raw))]
    return "\n".join(words for words in said if words.strip()) + "\n"


def _soup(raw: bytes) -> BeautifulSoup:
    return BeautifulSoup(raw, "lxml")


def _is_inmost(table: Tag) -> bool:
    """Whether a table holds no other, and more than one cell a row: it is not the page's frame."""
    return table.find("table") is None and any(len(row) > 1 for row in _rows(table))


def _blocks(node: Tag) -> Iterator[str | Table]:
    """The lines of a page and the tables between them; a table around others is none."""
    line: list[str] = []

    def flushed() -> Iterator[str]:
        if words := " ".join("".join(line).split()):
            yield words
        line.clear()

    def walk(node: Tag) -> Iterator[str | Table]:
        for child in node.children:
            if isinstance(child, Tag):
                if child.name in _HIDDEN:
                    continue
                if child.name == "table" and _is_inmost(child):
                    yield from flushed()
                    yield _rows(child)
                elif child.name == "br" or child.name in _BLOCKS:
                    yield from flushed()
                    yield from walk(child)
                    yield from flushed()
                else:
                    yield from walk(child)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                line.append(re.sub(r"\s+", " ", str(child)))

    yield from walk(node)
    yield from flushed()


def _rows(table: Tag) -> list[list[Place]]:
    return [
        [_place(cell) for cell in row.find_all(["td", "th"], recursive=False)]
        for row in table.find_all("tr")
    ]


def _place(cell: Tag) -> Place:
    lines = tuple(words for words in _blocks(cell) if isinstance(words, str))
    return Place(
        lines,
        int(str(cell.get("colspan") or 1)),
        int(str(cell.get("rowspan") or 1)),
        cell.find(["p", "div"]) is not None,
    )


def _by_row(
    divider: str,
    *,
    empty: bool,
    pad: bool = False,
    ends: tuple[str, str] = ("", ""),
    torn: bool = False,
) -> Callable[[Table], str]:
    """A row a line.

    Args:
        divider: what stands between two cells.
        empty: whether empty cells are kept.
        pad: whether a cell over several columns has empty ones behind it.
        ends: what a row begins and ends with.
        torn: whether the paragraphs of a cell are lines.
    """

    def write(table: Table) -> str:
        lines = []
        for row in table:
            cells: list[str] = []
            for cell in row:
                if cell.words or empty:
                    cells.append("\n".join(cell.lines) if torn else cell.words)
                if pad:
                    cells.extend([""] * (cell.width - 1))
            lines.append(ends[0] + divider.join(cells) + ends[1])
        return "\n".join(lines)

    return write


def _bars_in_line(table: Table) -> str:
    """Rows between bars, all whitespace collapsed so that they are one line."""
    rows = _by_row(" | ", empty=True, ends=("| ", " |"))(table)
    return " ".join(rows.split())


def _by_cell(divider: str) -> Callable[[Table], str]:
    """A cell's paragraphs after the other, empty ones left out."""

    def write(table: Table) -> str:
        return divider.join(line for row in table for cell in row for line in cell.lines)

    return write


def _blocks_of_lines(table: Table) -> str:
    """A blank line behind each cell and two behind a row, as crawlers write that part blocks."""
    rows = ("\n\n".join("\n".join(cell.lines) for cell in row if cell.words) for row in table)
    return "\n\n\n".join(row for row in rows if row)


def _markdown(outer: bool) -> Callable[[Table], str]:
    """Bars between the cells and dashes below the first row, as markdownify or html2text write."""

    def write(table: Table) -> str:
        body = _by_row(" | ", empty=True, pad=outer, ends=("| ", " |") if outer else ("", ""))
        first, *rest = body(table).split("\n")
        columns = first.count("|") - 1 if outer else first.count("|") + 1
        rule = "|".join(["---"] * columns)
        return "\n".join([first, f"|{rule}|" if outer else rule, *rest])

    return write


def _inner_text(table: Table) -> str:
    """As a browser copies it: a tab behind each cell, blank lines around paragraphs within one."""
    rows = []
    for row in table:
        cells = ["\n\n".join(c.lines) + "\n\n" if c.paragraphs else "\n".join(c.lines) for c in row]
        rows.append("\t".join(cells))
    return "\n".join(rows)


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _wrapped(words: str, width: int) -> list[str]:
    """Words in lines of at most so many columns of a terminal."""
    lines = [""]
    for c in words:
        if _columns(lines[-1] + c) > width:
            lines.append("")
        lines[-1] += c
    return lines


def _laid(table: Table) -> dict[tuple[int, int], Place]:
    """By row and column the cells, each at its upper left corner."""
    taken: set[tuple[int, int]] = set()
    laid: dict[tuple[int, int], Place] = {}
    for r, row in enumerate(table):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            laid[r, c] = cell
            taken.update((r + y, c + x) for y in range(cell.height) for x in range(cell.width))
            c += cell.width
    return laid


def _aligned(table: Table) -> str:
    """Columns side by side, their words wrapped, as w3m dumps a page."""
    laid = _laid(table)
    count = max((c + cell.width for (_, c), cell in laid.items()), default=0)
    widths = [4] * count
    for (_, c), cell in laid.items():
        if cell.width == 1:
            widths[c] = min(_WIDEST, max(widths[c], _columns(cell.words)))
    lines = []
    for r in range(len(table)):
        cells = {}
        for c in range(count):
            if (r, c) in laid:
                cell = laid[r, c]
                width = sum(widths[c : c + cell.width]) + 2 * (cell.width - 1)
                cells[c] = (width, _wrapped(cell.words, width))
        height = max((len(own) for _, own in cells.values()), default=0)
        for n in range(height):
            line, c = "", 0
            while c < count:
                width, own = cells.get(c, (widths[c], []))
                said = own[n] if n < len(own) else ""
                line += said + " " * (width - _columns(said) + 2)
                c += laid[r, c].width if (r, c) in laid else 1
            lines.append(line.rstrip())
    return "\n".join(lines)


def _dumped(table: Table) -> str:
    """The cells of a row side by side, its line wrapped at the edge, as lynx dumps a page."""
    rows = (" ".join(cell.words for cell in row if cell.words) for row in table)
    return "\n".join("   " + line for row in rows if row for line in _wrapped(row, _WIDTH))


WAYS: dict[str, Callable[[Table], str]] = {
    "cells": _by_cell("\n"),
    "blocks": _blocks_of_lines,
    "spaces": _by_row(" ", empty=False),
    "one-line": _by_cell(" "),
    "glued": _by_row("", empty=False),
    "tabs": _by_row("\t", empty=True),
    "inner-text": _inner_text,
    "bars": _by_row(" | ", empty=True, pad=True, ends=("| ", " |")),
    "bars-line": _bars_in_line,
    "bars-torn": _by_row(" | ", empty=True, ends=("| ", " |"), torn=True),
    "markdown": _markdown(outer=True),
    "html2text": _markdown(outer=False),
    "aligned": _aligned,
    "lynx": _dumped,
}
"""By name the ways to flatten a table."""
