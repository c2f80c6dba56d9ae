"""Plain text whose tables are drawn with characters: ┌──┬──┐ or +--+--+, cells between │ or |.

::

    ┌──┬──────┬────┐
    │序号│    项目    │  完成  │
    ├──┼──────┼────┤
    │1   │新建城乡公厕│18座    │
    │    ├──────┼────┤
    │    │改建城乡公厕│22座    │
    └──┴──────┴────┘

A rule ends the cells above it; where a line has none, a cell goes on below.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from etl.document.raw_table import RawCell, RawTable

_BARS = "│┃║|"
_JUNCTIONS = "┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝┏┳┓┣╋┫┗┻┛╒╤╕╞╪╡╘╧╛+"
_RULE = re.compile(r"[─━═=-]{2,}")
_DRAWN = re.compile(rf"\s*[{_BARS}{_JUNCTIONS}].*[{_BARS}{_JUNCTIONS}]\s*")
_LINE_OF_RULES = re.compile(rf"[─━═=\s{_BARS}{_JUNCTIONS}-]+")
_DIVIDES = re.compile(rf"[{_BARS}]|(?<=[─━═=-])[{_JUNCTIONS}]|[{_JUNCTIONS}](?=[─━═=-])")
"""A bar, or where rules meet; the + of 互联网+ divides nothing."""
_DRAWING = frozenset(f"{_BARS}{_JUNCTIONS}─━═")
_WIDTHS = (("WFA", False), ("WFA", True), ("WF", True))
"""Ways to count places: writers differ on how wide ─, “ and ① are."""
_NUMBER = re.compile(r"\d{1,3}[.、]?")
_FIGURE = re.compile(r"[\d.,]+%?|[—–/-]+")
_FEWEST_FIGURES = 2
_FEWEST_RULES = 3
_MOST_COLUMNS = 64
_NARROW = 2
"""Places to the right of words up to which their line fills its cell: the next one goes on."""


class _Line(NamedTuple):
    """A line, with the place of each of its characters and of its end."""

    words: str
    places: Sequence[int]


class _Stretch(NamedTuple):
    """What stands between two borders of a line."""

    left: int
    right: int
    """Places at which the borders stand."""
    words: str
    ruled: bool
    """Whether it is a rule."""
    free: int
    """Places behind the words."""


_Placed = tuple[int, int, _Stretch]
"""The first column of a stretch, how many it covers, and the stretch."""


class _Cell:
    """A cell while its lines are read."""

    def __init__(self, row: int, column: int, width: int) -> None:
        self.row = row
        self.column = column
        self.width = width
        self.words = ""
        self._goes_on = False

    def add(self, stretch: _Stretch) -> None:
        said = stretch.words.strip()
        if said:
            self.words += ("" if self._goes_on or not self.words else "\n") + said
            self._goes_on = stretch.free <= _NARROW


def blocks(source: str) -> list[str | RawTable] | None:
    """The drawn tables of a text, and the lines between them; None where it has none."""
    said = source.splitlines()
    found: list[str | RawTable] = []
    between: list[str] = []
    at = 0
    while at < len(said):
        end = at
        while end < len(said) and _DRAWN.fullmatch(said[end]):
            end += 1
        table = _table(said[at:end])
        if table is None:
            between += said[at : max(end, at + 1)]
        else:
            found += ["\n".join(between), table]
            between = []
        at = max(end, at + 1)
    return [*found, "\n".join(between)] if found else None


def _table(said: Sequence[str]) -> RawTable | None:
    rules = [at for at, line in enumerate(said) if _RULE.search(line)]
    rules = [at for at in rules if _LINE_OF_RULES.fullmatch(said[at])]
    if len(rules) < _FEWEST_RULES:
        return None
    lines = min((_laid(said, way) for way in _WIDTHS), key=partial(_misfit, rules=rules))
    borders = sorted({place for at in rules for place in _borders(lines[at])})
    if not 2 < len(borders) <= _MOST_COLUMNS:
        return None
    open_cells: dict[int, _Cell] = {}
    cells: list[_Cell] = []
    row = -1
    for block in _blocks(lines):
        stretches = [list(_columns(list(_stretches(line)), borders)) for line in block]
        each = row >= 0 and _are_rows(stretches[1:])
        row += 1
        for at, line in enumerate(stretches):
            if each and at > 1 and (ended := _ended_by(line, open_cells)):
                for column in ended:
                    open_cells.pop(column, None)
                row += 1
            elif _divides(line, open_cells):
                row += 1
            for first, width, stretch in line:
                if stretch.ruled:
                    for column in range(first, first + width):
                        open_cells.pop(column, None)
                    continue
                cell = open_cells.get(first)
                if cell is None or cell.width != width:
                    cell = open_cells[first] = _Cell(row, first, width)
                    cells.append(cell)
                cell.add(stretch)
    return RawTable(tuple(_raw(cells, row + 1))).compact()


def _laid(said: Sequence[str], way: tuple[str, bool]) -> list[_Line]:
    return [_Line(line, _places(line, *way)) for line in said]


def _misfit(lines: Sequence[_Line], rules: Collection[int]) -> int:
    """How many borders of lines do not stand where rules meet."""
    met = {place for at in rules for place in _borders(lines[at])}
    return sum(place not in met for line in lines for place in _borders(line))


def _blocks(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """The lines from each one with a rule to before the next."""
    block: list[_Line] = []
    for line in lines:
        if block and any(stretch.ruled for stretch in _stretches(line)):
            yield block
            block = []
        block.append(line)
    yield block


def _are_rows(block: Sequence[Sequence[_Placed]]) -> bool:
    """Whether what no rule divides are rows, a line each or more: each has a number, or a name."""
    leading = [line[0][2].words.strip() for line in block if _leads(line)]
    numbered = all(map(_NUMBER.fullmatch, leading))
    return len(leading) > 1 and (numbered or len(leading) == len(block) >= _FEWEST_RULES)


def _ended_by(line: Sequence[_Placed], open_cells: Mapping[int, _Cell]) -> Collection[int]:
    """The columns whose cells end above a line that begins a row: all, where it has a number or a
    name; those with words in it, where they have figures below figures."""
    if _leads(line):
        return list(open_cells)
    said = {first: stretch.words.strip() for first, _, stretch in line if stretch.words.strip()}
    figures = sum(
        column in open_cells
        and bool(_FIGURE.fullmatch(words) and _FIGURE.fullmatch(open_cells[column].words))
        for column, words in said.items()
    )
    return list(said) if figures >= _FEWEST_FIGURES else []


def _divides(line: Sequence[_Placed], open_cells: Mapping[int, _Cell]) -> bool:
    """Whether a line names the columns of a wider cell above it that no rule ends."""
    above = ((open_cells.get(first), width, stretch) for first, width, stretch in line)
    return any(
        cell is not None and cell.width > width and cell.words and stretch.words.strip()
        for cell, width, stretch in above
        if not stretch.ruled
    )


def _leads(line: Sequence[_Placed]) -> bool:
    """Whether a line has words in the first column."""
    return bool(line) and not line[0][2].ruled and line[0][2].words.strip() != ""


def _raw(cells: Sequence[_Cell], rows: int) -> Iterator[RawCell]:
    """The cells, each down to where the next one begins in one of its columns."""
    begun: dict[int, list[int]] = {}
    for cell in cells:
        for column in range(cell.column, cell.column + cell.width):
            begun.setdefault(column, []).append(cell.row)
    for cell in cells:
        below = begun[cell.column]
        at = bisect_left(below, cell.row + 1)
        end = below[at] if at < len(below) else max(rows, cell.row + 1)
        yield RawCell(cell.words, cell.row, cell.column, end - cell.row, cell.width)


def _borders(line: _Line) -> Iterator[int]:
    return (line.places[found.start()] for found in _DIVIDES.finditer(line.words))


def _stretches(line: _Line) -> Iterator[_Stretch]:
    borders = [found.start() for found in _DIVIDES.finditer(line.words)]
    for left, right in pairwise(borders):
        words = line.words[left + 1 : right]
        ruled = _RULE.fullmatch(words.strip()) is not None
        # What is free behind the words: a line with next to nothing of it goes on.
        free = line.places[right] - line.places[left + 1 + len(words.rstrip())]
        yield _Stretch(line.places[left], line.places[right], words, ruled, free)


def _columns(stretches: Sequence[_Stretch], borders: Sequence[int]) -> Iterator[_Placed]:
    """The columns of what stands between the borders of a line: the first, and how many.

    A line with as many borders as the table has them in order, wherever a writer has put them.
    """
    if len(stretches) == len(borders) - 1:
        yield from ((column, 1, stretch) for column, stretch in enumerate(stretches))
        return
    for stretch in stretches:
        first, last = _nearest(borders, stretch.left), _nearest(borders, stretch.right)
        if last > first:
            yield first, last - first, stretch


def _nearest(borders: Sequence[int], place: int) -> int:
    at = bisect_left(borders, place)
    near = range(max(0, at - 1), min(len(borders), at + 1))
    return min(near, key=lambda n: abs(borders[n] - place))


def _places(line: str, wide: str, narrow: bool) -> list[int]:
    """Where each character begins, and where the last one ends.

    Args:
        line: the line.
        wide: the East Asian widths of characters that take two places.
        narrow: whether what tables are drawn with takes one, whatever its width is.
    """
    places = [0]
    for character in line:
        two = unicodedata.east_asian_width(character) in wide
        places.append(places[-1] + 1 + (two and not (narrow and character in _DRAWING)))
    return places
