"""Plain text whose blanks lay out columns as paper does, the words of a cell over several lines.

A terminal's browser or a converter of printed files writes tables so::

    序号  项目          年度目标            责任单位
    1     新增停车泊位  新增4000个，其中公  市城管局
                        共泊位1200个
    2     口袋公园      60处                市园林局

A Chinese character is as wide as two others. Columns are kept apart by strips that hardly a line
of a page crosses; each row has a number, at its first line or in the middle of its lines.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from etl.document.paper.aligned_columns import (
    COUNTED,
    FEWEST,
    Line,
    Piece,
    are_in_place,
    are_kept_apart,
    in_columns,
    joined,
)
from etl.document.paper.aligned_rows import (
    NUMBERS,
    are_firm,
    have_lost_spans,
    header_cells,
    is_totals,
    named,
    numbered,
    over_rows,
    packed,
    row_cells,
    rows_of,
    stand_between,
    starts,
)
from etl.document.paper.paragraphs_and_cells import is_page_number
from etl.document.raw_table import SHEET, RawCell, RawTable

_PIECE = re.compile(
    r"(?<!\S)[\u4e00-\u9fff](?:[ \u3000]{1,2}[\u4e00-\u9fff](?!\S))+(?: \([^()\s]{1,4}\))?"
    r"|[^\s\u3000]+"
)
"""Words, among them those whose characters are set apart: 年 度 任 务."""
_ELSEWHERE = re.compile(r"[\t|]")
"""What divides cells otherwise."""
_RULE = re.compile(r"[-—–=_─━]{10,}")
"""A line between a header and its rows."""
_TELLS_OF_SHEET = re.compile(r"[:：]|[12]\d{3}年|表\s*\d|表$")
"""In a line above the names: what a sheet is called, who filled it in, and when."""
_FEWEST = 3
_FEED = "\f"
"""What a line begins with that begins a page."""
_LINE_END = re.compile(r"\r\n?|\n")
_LEFT = 4
"""Places from the left at which a line of prose begins at most."""
_SHORT = 8
"""Places that a line within the first column takes, at most, where it stands alone."""
_MOST_BLANK = 2
"""Blank lines between the rows of one table."""
_MOST_HEADER = 8
_MOST_LINES = 4000
_BAR = " | "
_CLASS = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、]")
"""What the head of a class of rows begins with, whose numbers may begin again."""
_MOST_NOTE = 6
"""Lines of a note between two rows."""


class _Sheet:
    """Lines of text, with where their words stand, and where pages begin."""

    def __init__(self, said: Sequence[str], wide: str) -> None:
        """``wide``: the East Asian widths of characters that take two places."""
        self.said = said
        self.drifts = wide == ""
        """Whether each character is a place, so that columns drift with their words."""
        self.pieces = [() if _ELSEWHERE.search(line) else _pieces(line, wide) for line in said]
        self._rows = [list(joined(pieces)) for pieces in self.pieces]
        self.words = ["".join(line.split()) for line in said]
        self.numbers = frozenset(at for at in range(len(said)) if self._numbers_page(at))
        fed = (at for at, line in enumerate(said) if line.startswith(_FEED))
        self.opens = frozenset((*fed, *(at + 1 for at in self.numbers)))
        """Lines that begin a page."""
        self._ends_page = [False] * (len(said) + 1)
        """Whether nothing but blank lines stands between a line and the end of its page."""
        for at in reversed(range(len(said))):
            ended = at in self.opens or at in self.numbers
            self._ends_page[at] = ended or (not self.words[at] and self._ends_page[at + 1])
        self.heads = frozenset(self._heads())
        """Lines that head a page: its title again."""

    def fit(self) -> int:
        """How many words of rows stand one below the other."""
        rows = [row for at in range(len(self.said)) if len(row := self.row(at)) >= FEWEST]
        lefts = Counter(piece.left for row in rows for piece in row)
        rights = Counter(piece.right for row in rows for piece in row)
        middles = Counter(piece.left + piece.right for row in rows for piece in row)
        return max(sum(n * n for n in way.values()) for way in (lefts, rights, middles))

    def row(self, at: int) -> list[Piece]:
        """The words of a line, those with a single blank between them as one."""
        return self._rows[at]

    def _numbers_page(self, at: int) -> bool:
        """Whether a line is the number of a page: a number at the left is that of a row."""
        pieces = self.pieces[at]
        if not is_page_number(self.said[at].strip()):
            return False
        return not (pieces and pieces[0].left <= _LEFT and self.words[at].isdigit())

    def _heads(self) -> Iterator[int]:
        seen = Counter(self.words)
        begun = {piece.left for row in self._rows if len(row) >= FEWEST for piece in row}
        for first in self.opens:
            above = range(first, min(first + _MOST_HEADER, len(self.said)))
            at = next((at for at in above if self.words[at]), len(self.said))
            if at == len(self.said) or at in self.numbers:
                continue
            apart = (first < at and first - 1 in self.numbers) or not self.has_words(at + 1)
            again = seen[self.words[at]] > 1
            row = self.row(at)
            if len(row) == 1 or (len(row) < FEWEST and again):
                if again or apart:
                    yield at
            elif apart and len(row) < FEWEST and begun.isdisjoint(piece.left for piece in row):
                # Words that begin where those of no row do are of no column.
                yield at

    def has_words(self, at: int) -> bool:
        """Whether there is such a line, and it is not blank."""
        return at < len(self.said) and self.words[at] != ""

    def is_alone(self, at: int) -> bool:
        """Whether all of a line begins at the left, and is longer than a cell may be."""
        row = self.row(at)
        return len(row) == 1 and row[0].left <= _LEFT and row[0].right - row[0].left > _SHORT

    def is_note(self, at: int) -> bool:
        """Whether a line alone stands between two rows of a table: the next one that is not has
        the number of a row, and cells."""
        if _CLASS.match(self.words[at]):
            return False
        for below in range(at + 1, min(at + _MOST_NOTE, len(self.said))):
            row = self.row(below)
            if len(row) >= FEWEST:
                return COUNTED.match(row[0].words) is not None
            if len(row) != 1 or row[0].left > _LEFT:
                return False
        return False

    def stands_over_names(self, at: int) -> bool:
        """Whether a line has names that go on, or have others, below the line of most names: one
        of them at least stands over none of those."""
        over = self.row(at)
        if not 1 < len(over) < FEWEST or _TELLS_OF_SHEET.search(self.said[at]):
            return False
        names = self.row(at + 1) if at + 1 < len(self.said) else []
        return len(names) >= FEWEST and any(
            all(one.right <= name.left or name.right <= one.left for name in names) for one in over
        )

    def block_end(self, first: int) -> int:
        """Where the lines end that may be of one table, whose header begins at a line."""
        if len(self.row(first + self.stands_over_names(first))) < FEWEST:
            return first
        end, blank, opened = first, 0, False
        for at in range(first, len(self.said)):
            opened = opened or (at > first and at in self.opens)
            if not self.words[at] or at in self.numbers:
                blank += 1
                if blank > _MOST_BLANK and not opened and not self._ends_page[at]:
                    break
                continue
            if at in self.heads and opened:
                continue
            if at > first and _RULE.fullmatch(self.words[at]):
                end = at + 1
                continue
            row = self.row(at)
            alone = len(row) == 1 and row[0].left <= _LEFT
            if not row or (alone and blank and not opened) or self.is_alone(at):
                if at > first and not blank and self.is_alone(at) and self.is_note(at):
                    continue
                break
            end, blank, opened = at + 1, 0, False
        return end

    def pages(self, first: int, end: int) -> Iterator[list[Line]]:
        """The lines of each page, without what every page begins with."""
        page: list[Line] = []
        blank = False
        for at in range(first, end):
            if at in self.opens and page:
                yield page
                page = []
            if not self.words[at]:
                blank = bool(page)
            elif page and not blank and self.is_alone(at) and self.is_note(at):
                page[-1] = replace(page[-1], note=page[-1].note + self.said[at].strip())
            elif not (at in self.numbers or (at in self.heads and at > first)) and not (
                _RULE.fullmatch(self.words[at])
            ):
                page.append(Line(self.pieces[at], blank, opens_page=not page))
                blank = False
        yield page


def blocks(source: str) -> list[str | RawTable] | None:
    """The tables of a text, and the lines between them; None where every row is a line.

    Writers differ on how wide “, ① and the like are, and some give all characters one place: the
    way in which most words begin, or end, below others is theirs, and of such the one that shows
    more cells.
    """
    said = _LINE_END.split(source)
    if len(said) > _MOST_LINES:
        return None
    sheets = [_Sheet(said, wide) for wide in ("WFA", "WF", "")]
    fits = [sheet.fit() for sheet in sheets]
    ways = [_blocks(sheet) for sheet, fit in zip(sheets, fits, strict=True) if fit == max(fits)]
    return max(filter(None, ways), key=_cells, default=None)


def _cells(found: Sequence[str | RawTable]) -> int:
    tables = (block for block in found if isinstance(block, RawTable))
    # Rows of which it is not known where their cells stand are worth less.
    return 2 * sum(len(table.cells) for table in tables) + sum(
        block.count(_BAR) for block in found if isinstance(block, str)
    )


def _blocks(sheet: _Sheet) -> list[str | RawTable] | None:
    said = sheet.said
    found: list[str | RawTable] = []
    between: list[str] = []
    at = begun = behind = 0
    while at < len(said):
        if at >= behind:
            begun, behind = at, max(at + 1, sheet.block_end(at))
        # What stands over the names of the columns may have gaps as well.
        end = sheet.block_end(at) if at - begun < _MOST_HEADER else at
        table = _table(sheet, at, end, whole=at == begun) if end > at else None
        if table is None:
            between.append(said[at])
            at += 1
            continue
        found += ["\n".join(between), table]
        names = {*sheet.words[at : at + _MOST_HEADER]}
        # A page may begin with the names of the columns again: the table has them.
        heads = (head for head in range(at + 1, end) if head in sheet.heads)
        between, at = [said[head] for head in heads if sheet.words[head] not in names], end
    return [*found, "\n".join(between)] if found else None


def _pieces(line: str, wide: str) -> tuple[Piece, ...]:
    line = line.removeprefix(_FEED)
    places = [0]
    for character in line:
        places.append(places[-1] + 1 + (unicodedata.east_asian_width(character) in wide))
    return tuple(
        Piece(piece[0], places[piece.start()], places[piece.end()])
        for piece in _PIECE.finditer(line)
    )


def _table(sheet: _Sheet, first: int, end: int, *, whole: bool) -> RawTable | str | None:
    """The table of some lines; None where they show none, or each of its rows is a line.

    A row a line with bars, where all that is known is which cells a row has.

    ``whole``: no line with gaps stands right above them.
    """
    lines = list(in_columns(list(sheet.pages(first, end))))
    counting, heads = _counting(lines)
    if heads and len(once := _named_once(lines, heads[0])) < len(lines):
        lines = once
        counting, heads = _counting(lines)
    counts = bool(heads)
    if not counts and whole:
        heads = named(lines)
    if len(heads) < _FEWEST or heads[0] > _MOST_HEADER:
        return None
    begin = list(starts(lines, heads))
    body = next((at for at, line in enumerate(lines[: begin[0]]) if is_totals(line)), begin[0])
    bounds = [*([body] if body < begin[0] else []), *begin, len(lines)]
    rows = [row for a, b in pairwise(bounds) for row in rows_of(lines[a:b])]
    counted = [piece for at in heads if (piece := lines[at].at(counting))]
    bare = counts and all(COUNTED.match(piece.words) for piece in counted)
    if not are_kept_apart(lines[body:], counting if bare else None):
        return None
    plain = are_firm(lines, heads, begin) and are_in_place(lines[body:])
    if stand_between(lines[:body]):
        return None
    if have_lost_spans(lines[:body], lines[body:]):
        # Which names stand over others is told by what they say, as where bars divide cells.
        return "\n".join(_BAR.join(row) for row in packed(lines))
    if body < 2 and all(len(part) == 1 for row in rows for part in row):
        return None
    cells = list(header_cells(lines[:body]))
    height = max((cell.row + cell.height for cell in cells), default=0)
    width = 1 + max(piece.column for line in lines for piece in line.pieces)
    for row in rows:
        cells.extend(row_cells(row, height))
        height += len(row)
        for note in (line.note for part in row for line in part if line.note):
            cells.append(RawCell(note, height, 0, 1, width))
            height += 1
    doubt = SHEET if sheet.drifts and not plain else ""
    return RawTable(tuple(over_rows(cells, counting, height)), doubt)


def _counting(lines: Sequence[Line]) -> tuple[int, list[int]]:
    """The column that numbers the rows, and the lines with a number."""
    found = ((column, numbered(lines, column)) for column in range(NUMBERS))
    return max(found, key=lambda one: len(one[1]))


def _named_once(lines: Sequence[Line], body: int) -> list[Line]:
    """The lines without those that say again, on another page, what stands above the rows."""
    names = {tuple(piece.words for piece in line.pieces) for line in lines[:body]}
    rows: list[Line] = []
    opens = False
    for line in lines[body:]:
        opens = opens or line.opens_page
        if tuple(piece.words for piece in line.pieces) not in names:
            rows.append(replace(line, opens_page=opens))
            opens = False
    return [*lines[:body], *rows]
