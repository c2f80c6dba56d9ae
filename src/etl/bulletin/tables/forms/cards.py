"""Cards of a page, flattened: a pledge's number and its name, and labels with values below them.

``01⏎校舍扩容⏎推进中⏎年度任务⏎新建学校8所⏎完成比例⏎76%⏎02⏎…`` has no label for number and name,
as a form has; that the same label follows them in card after card says where each begins.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from etl.bulletin.tables.forms.labels import FEWEST_RETURNING, FIGURES, LABEL, LONGEST, Span
from etl.document.grid import Cell, Grid

_NUMBER = re.compile(r"(?:(?:No|NO)\.?|第)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[件项]?")
_MOST_OPENING = 3
"""Lines above a card's first label: number, name, and how far it is (推进中)."""
_LONGEST_NAME = 30


class Cards(NamedTuple):
    """The cards of a page as a table with a row for each, and the lines that they cover."""

    grid: Grid
    first: int
    last: int


class _Field(NamedTuple):
    """A label's line, and where the lines of its value end."""

    label: int
    end: int


class _Card(NamedTuple):
    start: int
    """The line of its number."""
    fields: tuple[_Field, ...]


def find_cards(said: Sequence[str], lines: Sequence[Span]) -> Cards | None:
    """The cards among lines (what each says, and its span); None where there are none."""
    cards = list(_cards(said))
    if any(len({said[f.label] for f in card.fields}) < len(card.fields) for card in cards):
        return None
    names = list(dict.fromkeys(said[field.label] for card in cards for field in card.fields))
    if len(cards) < FEWEST_RETURNING or len(names) < 2:
        return None
    told = min(card.fields[0].label - card.start for card in cards)
    labels = {said[field.label]: field.label for card in reversed(cards) for field in card.fields}
    cells = [Cell(*lines[labels[name]], 0, told + at) for at, name in enumerate(names)]
    for row, card in enumerate(cards, 1):
        # What stands between a name of two lines and the first label belongs to the name.
        bounds = [*range(card.start, card.start + told), card.fields[0].label]
        stretches = list(enumerate(pairwise(bounds)))
        stretches += [
            (told + names.index(said[field.label]), (field.label + 1, field.end))
            for field in card.fields
        ]
        cells += [
            Cell(lines[start][0], lines[end - 1][1], row, column)
            for column, (start, end) in stretches
            if start < end
        ]
    grid = Grid(len(cards) + 1, told + len(names), tuple(cells), cut=True)
    return Cards(grid, cards[0].start, cards[-1].fields[-1].end - 1)


def _cards(said: Sequence[str]) -> Iterator[_Card]:
    """The cards, each up to the next one's number; below the last there may be anything."""
    labels = [at for at, line in enumerate(said) if len(line) <= LONGEST and LABEL.fullmatch(line)]
    opened = {at: start for at in labels if (start := _start(said, at)) is not None}
    if not opened:
        return
    first = Counter(said[at] for at in opened).most_common(1)[0][0]
    starts = [start for at, start in opened.items() if said[at] == first]
    most: dict[str, int] = {}
    for start, stop in pairwise([*starts, len(said)]):
        own = labels[bisect_right(labels, start) : bisect_left(labels, stop)]
        fields = [_Field(label, end) for label, end in pairwise([*own, stop])]
        if stop == len(said):
            label, _ = fields[-1]
            fields[-1] = _Field(label, min(stop, label + 1 + most.get(said[label], 1)))
        for label, end in fields:
            most[said[label]] = max(most.get(said[label], 0), end - label - 1)
        yield _Card(start, tuple(fields))


def _start(said: Sequence[str], label: int) -> int | None:
    """Where the card begins that has this label first: its number, with its name below."""
    for start in range(label - 2, label - 1 - _MOST_OPENING, -1):
        if start < 0 or not _NUMBER.fullmatch(said[start]):
            continue
        named = said[start + 1 : label]
        if FIGURES.search(named[0]) or any(len(line) > _LONGEST_NAME for line in named):
            return None
        return None if any(map(LABEL.fullmatch, named)) else start
    return None
