"""Tables whose rows are of the numbered items of a text: by number and name the same pledges.

``一、教育补短板项目 …`` and in an annex ``1 | 教育补短板项目 | 4600 | 2162 | 47%``; or a ballot on
some of them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from etl.bulletin.items.model import Item
from etl.bulletin.model import Part

_NAME = re.compile(r"[^\W\d_]{3,}")
_FIGURE = re.compile(r"\d[\d.,]+")
_OPENING = 60
"""Characters of an item that its name stands in."""
_FEWEST = 3
_FEWEST_ALIKE = 5
_TOLD = 400
"""Characters of an item among which the words of a row's name are looked for."""
_NEARLY_ALL = 0.8


def are_of_items(text: str, starts: Mapping[int, int], rows: Sequence[Item]) -> bool:
    """Whether nearly all rows are named as the item of their number is.

    ``starts`` has where the words of each numbered item begin.
    """
    counted = [row for row in rows if row.number]
    named = sum(
        any(name in text[at : at + _OPENING] for name in _names(text, row))
        for row in counted
        if (at := starts.get(row.number)) is not None
    )
    if len(counted) < _FEWEST:
        return False
    return named >= _NEARLY_ALL * len(counted) or _are_alike(text, starts, counted)


def _are_alike(text: str, starts: Mapping[int, int], rows: Sequence[Item]) -> bool:
    """Whether rows have the numbers of all items, and their names share more words with what the
    item of their number tells than with any other: 社区医疗服务升级 and 改造社区卫生服务站20家."""
    if [row.number for row in rows] != list(starts) or len(rows) < _FEWEST_ALIKE:
        return False
    bounds = [*starts.values(), min(row.start for row in rows)]
    if bounds != sorted(bounds):
        return False
    told = [text[a : min(b, a + _TOLD)] for a, b in pairwise(bounds)]
    own = 0
    for at, row in enumerate(rows):
        words = {pair for name in _names(text, row) for pair in map("".join, pairwise(name))}
        shared = [sum(word in words_of for word in words) for words_of in told]
        own += shared[at] > 0 and shared[at] == max(shared)
    return own >= _NEARLY_ALL * len(rows)


def _names(text: str, row: Item) -> Iterator[str]:
    """What stands in a row before the first cell that says something of it."""
    first = min(segment.start for segment in row.segments)
    yield from _NAME.findall(text, row.start, first)


def are_another_report(text: str, items: Sequence[Item], rows: Sequence[Item]) -> bool:
    """Whether most rows promise what the item of their number says, and report something else.

    Such are two reports in one page; a summary repeats results, too.
    """
    said = {item.number: item for item in items}
    promised = sum(_says_again(text, said.get(row.number), row, "target") for row in rows)
    reported = sum(_says_again(text, said.get(row.number), row, "progress") for row in rows)
    return 2 * promised > len(rows) >= 2 * reported


def _says_again(text: str, item: Item | None, row: Item, part: Part) -> bool:
    """Whether an item has a figure that a row promises, or reports."""
    said = (text[s.start : s.end] for s in row.segments if s.part == part)
    return item is not None and any(
        figure in text[s.start : s.end]
        for words in said
        for figure in _FIGURE.findall(words)
        for s in item.segments
    )


def with_rows(items: Sequence[Item], rows: Sequence[Item]) -> list[Item]:
    """The items, each with what the rows of its number say; rows of no item are kept as such."""
    said = {row.number: row for row in rows if row.number}
    found = [
        _with_row(item, said.pop(item.number)) if item.number in said else item for item in items
    ]
    return [*found, *(row for row in rows if not row.number), *said.values()]


def _with_row(item: Item, row: Item) -> Item:
    return item._replace(
        agencies=tuple(dict.fromkeys((*item.agencies, *row.agencies))),
        segments=tuple(sorted((*item.segments, *row.segments), key=lambda s: s.start)),
    )
