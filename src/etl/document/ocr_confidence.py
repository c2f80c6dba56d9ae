"""Characters that were read unclearly, marked where they stand until a text is laid out.

A text is cut, joined and moved before it has places that spans could refer to. So whoever
recognises characters puts behind an unclear one a mark of Unicode's private area that says how
sure it is, ``5`` read with 0.62 is ``5\\ue03e``; :func:`taken_out` makes spans of the marks.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from etl.document.grid import Grid

CLEAR = 0.97
"""Sureness from which on a character gets no mark."""
_FIRST = 0xE000
_MARK = re.compile("[\ue000-\ue064]")


@dataclass(frozen=True, slots=True)
class Unclear:
    """A character of a text that was read unclearly."""

    at: int
    confidence: float
    """0 to 1."""


def marked(text: str, sureness: Iterable[float]) -> str:
    """A text with its unclear characters marked; ``sureness`` has one value a character."""
    return "".join(
        one if sure >= CLEAR else one + chr(_FIRST + max(0, int(sure * 100)))
        for one, sure in zip(unmarked(text), sureness, strict=True)
    )


def unmarked(text: str) -> str:
    """A text without marks."""
    return _MARK.sub("", text)


def taken_out(
    text: str, grids: Iterable[Grid]
) -> tuple[str, tuple[Grid, ...], tuple[Unclear, ...]]:
    """A text and its tables without marks, and what they said."""
    places = [found.start() for found in _MARK.finditer(text)]
    if not places:
        return text, tuple(grids), ()
    shift = list(_shifts(text))

    def span(start: int, end: int) -> tuple[int, int]:
        return start - shift[start], end - shift[end]

    unclear = (Unclear(at - shift[at] - 1, (ord(text[at]) - _FIRST) / 100) for at in places)
    return unmarked(text), tuple(grid.moved(span) for grid in grids), tuple(unclear)


def _shifts(text: str) -> Iterator[int]:
    """For each place of a text, its end included, how many marks stand before it."""
    count = 0
    for character in text:
        yield count
        count += _MARK.match(character) is not None
    yield count
    # The last cell's end is reckoned with a line's end that the last line has not.
    yield count
