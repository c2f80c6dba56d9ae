"""Lines that begin with the names of a table's rows: prose that reports what the table promises.

A table ``1 | 城区公厕提升 | 新建公厕10座`` and below it ``城区公厕提升:新建10座。`` or
``【城区公厕提升】新建10座。``, numbered otherwise or not at all; or notes that the rows refer to.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from etl.bulletin.items.model import Item
from etl.bulletin.items.numbered_lines import Head

Line = tuple[int, int]

_BEFORE = re.compile(
    r"[\s*■●◆▲★·\[(《“【]*(?:第?[一二三四五六七八九十\d]{1,3}[件项]?[.、:)\]】]*)?[\s\[(《“【]*"
)
_BEHIND = re.compile(r"[)\]】》”:。,;\s]*")
_SEE_NOTE = re.compile(r"[见详][^,。;\d]{0,4}注[(\[]?(\d{1,2})")
_NOTE = re.compile(r"[(\[]?注[(\[]?(\d{1,2})[)\]]?[:.、)\]]?")
_SHORTEST = 4
"""Characters of a name that no sentence begins with by chance."""
_FEWEST, _MOST_OF_ROWS = 3, 0.6


def heads_named_as_rows(text: str, body: Sequence[Line], rows: Sequence[Item]) -> list[Head]:
    """The heads of lines that each begin with the name of a row; none where few rows have one.

    ``rows``: the items of a page's tables. Only rows that promise and report nothing have heads.
    """
    named = {name_of(row): row.number for row in rows if row.number and not _reports(row)}
    alike: dict[str, list[str]] = defaultdict(list)
    for longest in sorted(named, key=len, reverse=True):
        if len(longest) >= _SHORTEST:
            alike[longest[:_SHORTEST]].append(longest)
    heads: dict[int, Head] = {}
    for start, end in body:
        at = found.end() if (found := _BEFORE.match(text, start, end)) else start
        likely = alike.get(text[at : at + _SHORTEST], [])
        name = next((name for name in likely if text.startswith(name, at, end)), None)
        if name is None or named[name] in heads:
            continue
        stop = _BEHIND.match(text, at + len(name), end)
        heads[named[name]] = Head(start, stop.end() if stop else end, "named", named[name])
    counted = sum(row.number > 0 for row in rows)

    def enough(found: Collection[Head]) -> bool:
        return len(found) >= _FEWEST and len(found) >= _MOST_OF_ROWS * counted

    if enough(heads.values()):
        return list(heads.values())
    notes = list(_notes(text, body, rows))
    return notes if enough(notes) else []


def _notes(text: str, body: Sequence[Line], rows: Sequence[Item]) -> Iterator[Head]:
    """The heads of notes that rows refer to: 见注3 in a cell, and below the table 注3:已建成…"""
    referring = {
        int(found[1]): row.number
        for row in rows
        if row.number
        for segment in row.segments
        if (found := _SEE_NOTE.search(text, segment.start, segment.end))
    }
    for start, end in body:
        head = _NOTE.match(text, start, end)
        number = referring.pop(int(head[1]), None) if head else None
        if head is not None and number is not None:
            yield Head(start, head.end(), "named", number)


def _reports(row: Item) -> bool:
    """Whether a column says that something of a row reports."""
    return any(s.part == "progress" and not s.is_free for s in row.segments)


def name_of(row: Item) -> str:
    """What the row of a table is about, by its cells."""
    return next((segment.topic for segment in row.segments if segment.topic), "")
