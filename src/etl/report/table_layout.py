"""How a table fits a terminal: no number, date or word of it is ever cut.

What is the same in every row is told once, above; columns without anything are left out.
Where the rest is still too wide, instants shrink to days, and then the last columns go
below their row: ``Published: 2024-12-30 · Source text: 23352个``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len

GAP = 2
"""Blanks between two columns."""
_INDENT = "    "
_LEAST = 20
"""A text that may wrap gets no narrower than this."""
_ATOM = re.compile(r"[!-~]+|\s+|.[,.;:)，。、；：）》”]*", re.DOTALL)
"""What is kept in one piece: a run of letters, digits and signs, or one character of Chinese
with what closes it."""
_PART = re.compile(r"\d[\d.,]*|.", re.DOTALL)
"""Where even that is too long, its numbers are."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A column as it is shown."""

    header: str
    texts: tuple[str, ...]
    right: bool = False
    wraps: bool = False
    shorter: tuple[str, ...] = ()
    """The same with days for instants; none where that is no shorter."""

    @property
    def natural(self) -> int:
        """The width that it has by itself."""
        return max(map(cell_len, (self.header, *self.texts)))

    @property
    def least(self) -> int:
        """The least width that keeps its pieces whole."""
        if not self.wraps:
            return self.natural
        pieces = (piece for text in (self.header, *self.texts) for piece in _ATOM.findall(text))
        return max(min(self.natural, _LEAST), *map(cell_len, pieces))


@dataclass(frozen=True, slots=True)
class Laid:
    """A table as lines."""

    constant: tuple[str, ...]
    """What holds for every row: ``Unit: 个``."""
    head: tuple[str, ...]
    """Headers and rule."""
    rows: tuple[tuple[str, ...], ...]


def laid_out(columns: Sequence[Cells], width: int) -> Laid:
    """Lay a table out within ``width`` cells."""
    shown = [column for column in columns if any(column.texts)] or list(columns[:1])
    many = max((len(column.texts) for column in shown), default=0) > 1
    constant = [column for column in shown if many and len(set(column.texts)) == 1]
    varying = [column for column in shown if column not in constant] or shown[:1]
    told = _told([column for column in constant if column not in varying], 0)
    above = tuple(wrapped(told, width)) if told else ()
    if not _fits(varying, width):
        varying = [replace(c, texts=c.shorter) if c.shorter else c for c in varying]
    many_fit = len(varying)
    while many_fit > 1 and not _fits(varying[:many_fit], width):
        many_fit -= 1
    beside, below = varying[:many_fit], varying[many_fit:]
    widths = _widths(beside, width)
    head = (
        _line(beside, [column.header for column in beside], widths),
        (" " * GAP).join("─" * wide for wide in widths),
    )
    rows = tuple(
        (*_row(beside, number, widths), *_below(below, number, width))
        for number in range(len(beside[0].texts))
    )
    return Laid(above, head, rows)


def wrapped(text: str, width: int) -> list[str]:
    """A text as lines of at most ``width`` cells, broken between pieces."""
    lines, line = list[str](), ""
    for piece in _pieces(text, width):
        if line and cell_len(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str, width: int) -> list[str]:
    pieces = list[str]()
    for piece in _ATOM.findall(text):
        if cell_len(piece) <= width:
            pieces.append(" " if piece.isspace() else piece)
        else:
            pieces += _PART.findall(piece)
    return pieces


def _fits(columns: Sequence[Cells], width: int) -> bool:
    return sum(column.least for column in columns) + GAP * (len(columns) - 1) <= width


def _widths(columns: Sequence[Cells], width: int) -> list[int]:
    """What is left over goes to the texts that wrap, to each by what it lacks."""
    left = max(0, width - sum(column.least for column in columns) - GAP * (len(columns) - 1))
    lacking = [column.natural - column.least for column in columns]
    if (total := sum(lacking)) <= left:
        return [column.natural for column in columns]
    return [
        column.least + left * lack // total for column, lack in zip(columns, lacking, strict=True)
    ]


def _line(columns: Sequence[Cells], texts: Sequence[str], widths: Sequence[int]) -> str:
    cells = []
    for column, text, width in zip(columns, texts, widths, strict=True):
        blank = " " * (width - cell_len(text))
        cells.append(blank + text if column.right else text + blank)
    return (" " * GAP).join(cells).rstrip()


def _row(columns: Sequence[Cells], number: int, widths: Sequence[int]) -> list[str]:
    cells = [
        wrapped(column.texts[number], width) for column, width in zip(columns, widths, strict=True)
    ]
    return [
        _line(columns, [cell[part] if part < len(cell) else "" for cell in cells], widths)
        for part in range(max(map(len, cells)))
    ]


def _below(columns: Sequence[Cells], number: int, width: int) -> list[str]:
    told = _told(columns, number)
    lines = wrapped(told, width - len(_INDENT)) if told else []
    return [_INDENT + line for line in lines]


def _told(columns: Sequence[Cells], number: int) -> str:
    said = ((column.header, column.texts[number]) for column in columns)
    return " · ".join(f"{header}: {text}" for header, text in said if text)
