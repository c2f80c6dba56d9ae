"""The words around a figure: the sentence that says it, or its row of a table.

新增停车泊位23352个 alone does not say what was done; the sentence does. Readings keep their
sentences, so that a view can show them without the archive.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST = 400
"""Characters that a sentence has at most: of a longer one, those around the figure."""
_LEAST = 8
"""A piece with fewer characters beside its figure tells nothing by itself."""
_END = re.compile(r"[。！？!?；;]+[”’\"」）)]*|\n+")
_LINE = re.compile(r"\n+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Some words of a text."""

    start: int
    end: int
    text: str
    """On one line."""


def sentences_of(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[Sentence]:
    """The sentences in which the ``spans`` of a text stand, each once, in the text's order."""
    parts, lines = _bounds(text, _END), _bounds(text, _LINE)
    found: dict[int, int] = {}
    for start, end in spans:
        first, last = _around(text, start, end, parts, lines)
        found[first] = max(last, found.get(first, 0))
    for first, last in sorted(found.items()):
        yield Sentence(first, last, " ".join(text[first:last].split()).strip("| "))


def _around(text: str, start: int, end: int, parts: list[int], lines: list[int]) -> tuple[int, int]:
    first, last = _piece(parts, start, end)
    if _words(text, first, last) - (end - start) < _LEAST:
        first, last = _piece(lines, start, end)
    # A cell on a line of its own: the lines before it name what it is of.
    while first > 0 and _words(text, first, last) - (end - start) < _LEAST:
        first = _piece(lines, first - 1, first)[0]
    if last - first > MOST:
        room = max(0, MOST - (end - start)) // 2
        first, last = max(first, start - room), min(last, max(end, end + room))
    return first, last


def _bounds(text: str, ends: re.Pattern[str]) -> list[int]:
    return [0, *(found.end() for found in ends.finditer(text)), len(text)]


def _piece(bounds: list[int], start: int, end: int) -> tuple[int, int]:
    """The piece between two bounds that holds a span."""
    place = bisect_right(bounds, start) - 1
    behind = bisect_right(bounds, end - 1)
    return bounds[place], bounds[min(behind, len(bounds) - 1)]


def _words(text: str, first: int, last: int) -> int:
    return len("".join(text[first:last].split()))
