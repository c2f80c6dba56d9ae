"""Pieces of a flattened table: spans of the text with what they hold and what divides them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from etl.bulletin.tables.columns.can_be_header import tight
from etl.bulletin.tables.columns.cell_kinds import kind_of
from etl.bulletin.tables.flattened.alignment.column_model import Gap, Piece

Span = tuple[int, int]

_OPENINGS = ("(", ")", "2)", "3)", "4)", "5)", "2.", "3.", "4.", "5.", "②", "③", "④", "⑤")
_FIGURES = frozenset(["number", "figure", "percent", "dash", "empty"])
_PART = re.compile(r"(?:[(]?(?P<number>\d{1,2})(?:[)]|[.、](?!\d))|(?P<circled>[①-⑳]))(?=.)")
_CLOSED = tuple("。.!?)")
_MOST_HEADINGS = 3
"""Lines above a table that name it."""
_CHINESE = "零一二三四五六七八九"


def piece(text: str, start: int, end: int, gap: Gap, *, trailing: bool = False) -> Piece:
    """A span of the text as a piece of a table."""
    words = text[start:end]
    kind = kind_of(words)
    return Piece(
        start,
        end,
        kind,
        gap,
        trailing,
        words.endswith(_CLOSED) or kind == "status",
        words.startswith("(" if gap in ("row", "end") else _OPENINGS) and not words[2:3].isdigit(),
        _part(words),
        words.endswith((":", ";")),
        kind == "count" and words[:1].isdigit(),
    )


def _part(words: str) -> int:
    """The number that a piece begins with, where more follows: 2 of (2)改造公厕5座."""
    found = _PART.match(words)
    if found is None:
        return 0
    return int(found["number"]) if found["number"] else int(unicodedata.numeric(found["circled"]))


def counted(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, those marked that number the rows: the longest run of 1, 2, 3… in them."""
    ints = [
        (at, _value(text[p.start : p.end])) for at, p in enumerate(pieces) if p.kind == "number"
    ]
    best = _longest(ints)
    # 11 of 12 | 1 | 11 | 91.7 behind row 10 is a figure among figures.
    named = [one for one in ints if _names_follow(pieces, one[0])]
    likely = _longest(named)
    if len(likely) >= 2 and len(likely) + 2 > len(best):
        best = likely
    if len(best) < 2 and not (ints and best and best[0] == 0):
        return list(pieces)
    marked = {*best, *_parts(text, pieces, best)}
    return [replace(p, kind="ordinal") if at in marked else p for at, p in enumerate(pieces)]


def _longest(ints: Sequence[tuple[int, int]]) -> list[int]:
    """The longest run of numbers that count on from 1, or from the first of them."""
    best: list[int] = []
    for first, (_, value) in enumerate(ints[:60]):
        if value != 1 and not (first == 0 and value < 400):
            continue
        chain, wanted = [], value
        for at, number in ints[first:]:
            if number == wanted:
                chain.append(at)
                wanted += 1
        if len(chain) > len(best):
            best = chain
    return best


def _names_follow(pieces: Sequence[Piece], at: int) -> bool:
    return at + 1 < len(pieces) and pieces[at + 1].kind not in _FIGURES


def _parts(text: str, pieces: Sequence[Piece], numbers: Sequence[int]) -> Iterator[int]:
    """The numbers of parts below those of rows: 1.1 and 1.2 below 1."""
    for at, following in pairwise([*numbers, len(pieces)]):
        whole, part = _value(text[pieces[at].start : pieces[at].end]), 1
        for below in range(at + 1, following):
            if text[pieces[below].start : pieces[below].end] == f"{whole}.{part}":
                yield below
                part += 1


def _value(words: str) -> int:
    """The number that a row prints: 12, 12. or 十二."""
    said = "".join(words.split()).rstrip(".、")
    if said.isdecimal():
        return int(said)
    tens, ten, ones = said.rpartition("十")
    digits = _CHINESE.find(ones) if ones else 0
    return digits + (10 * (_CHINESE.find(tens) if tens else 1) if ten else 0)


def without_repeats(text: str, header: Sequence[Span], body: Sequence[Piece]) -> list[Piece]:
    """The body without the header that a page break repeats, or that stands over each of several
    tables; without their own headings, too."""
    names = [tight(text[s:e]) for s, e in header if e > s]
    said = [tight(text[p.start : p.end]) for p in body]
    tables: list[list[int]] = [[]]
    at = 0
    while at < len(body):
        if said[at] == names[0] and said[at : at + len(names)] == names:
            at += len(names)
            if said[at : at + 1] == ["1"]:
                tables.append([])
            continue
        tables[-1].append(at)
        at += 1
    headings = _headings([[said[at] for at in places] for places in tables[:-1]], len(names))
    cut = [places[: len(places) - headings] for places in tables[:-1]]
    return [body[at] for places in (*cut, tables[-1]) for at in places]


def _headings(tables: Sequence[Sequence[str]], columns: int) -> int:
    """How many lines stand between most tables and the next one's header: those beyond the last
    row, which has a piece for each column."""
    beyond: Counter[int] = Counter()
    for said in tables:
        last, number = 0, 1
        for at, words in enumerate(said):
            if words == str(number):
                last, number = at, number + 1
        beyond[len(said) - last - columns] += 1
    most, times = max(beyond.items(), key=lambda count: count[1], default=(0, 0))
    return most if 0 < most <= _MOST_HEADINGS and 2 * times >= len(tables) else 0
