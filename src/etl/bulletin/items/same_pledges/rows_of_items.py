"""Tables whose rows are of the numbered items of a text: by number and name the same pledges.

``一、教育补短板项目 …`` and in an annex ``1 | 教育补短板项目 | 4600 | 2162 | 47%``; or a ballot on
some of them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from etl.bulletin.items.model import Item
from etl.bulletin.model import Part

_NAME = re.compile(r"[^\W\d_]{3,}")
_FIGURE = re.compile(r"\d[\d.,]+")
_OPENING = 60
"""Characters of an item that its name stands in."""
_FEWEST = 3
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
    return len(counted) >= _FEWEST and named >= _NEARLY_ALL * len(counted)


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
