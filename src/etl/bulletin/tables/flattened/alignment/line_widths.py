"""Lines of cells that a copy broke at the width of their column: where one is short of it, and no
sentence ends, its cell ends."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from etl.bulletin.tables.flattened.alignment.column_model import Piece

Places = Sequence[tuple[int, int]]

_STOPS = ("。", ";", ":", ",", "、", ")", "!", "?")
_SLACK = 3
"""Places that a full line may leave free: a character, or a number that did not fit."""
_FEWEST = 3
"""Lines of a column that go on in the next from which on its width is known."""


def early_breaks(text: str, pieces: Sequence[Piece], places: Places) -> int:
    """How many lines go on in the next one of their cell though it would have had room."""
    widths = _widths(text, pieces, places)
    return sum(
        _is_early(text, pieces[at], widths.get(places[at][1], 0))
        for at in range(len(pieces) - 1)
        if places[at] == places[at + 1] and pieces[at + 1].gap == "line"
    )


def _widths(text: str, pieces: Sequence[Piece], places: Places) -> Mapping[int, int]:
    """How wide each column is whose cells go on over several lines."""
    lines: dict[int, list[int]] = defaultdict(list)
    for at in range(len(pieces) - 1):
        if places[at] == places[at + 1] and pieces[at + 1].gap == "line":
            lines[places[at][1]].append(_width(text[pieces[at].start : pieces[at].end]))
    return {column: max(own) for column, own in lines.items() if len(own) >= _FEWEST}


def _is_early(text: str, piece: Piece, width: int) -> bool:
    words = text[piece.start : piece.end]
    return not words.endswith(_STOPS) and _width(words) < width - _SLACK


@lru_cache(maxsize=4096)
def _width(words: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in words)
