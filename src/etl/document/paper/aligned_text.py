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
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from etl.document.paper.aligned_columns import (
    COUNTED,
    FEWEST,
    Line,
    Piece,
    are_kept_apart,
    in_columns,
    joined,
)
from etl.document.paper.aligned_rows import (
    NUMBERS,
    have_lost_spans,
    header_cells,
    is_totals,
    named,
    numbered,
    over_rows,
    packed,
    row_cells,
    rows_of,
    starts,
)
from etl.document.paper.paragraphs_and_cells import is_page_number
from etl.document.raw_table import RawCell, RawTable

_PIECE = re.compile(
    r"(?<!\S)[\u4e00-\u9fff](?:[ \u3000]{1,2}[\u4e00-\u9fff](?!\S))+(?: \([^()\s]{1,4}\))?"
    r"|[^\s\u3000]+"
)
"""Words, among them those whose characters are set apart: 年 度 任 务."""
_ELSEWHERE = re.compile(r"[\t|]")
"""What divides cells otherwise."""
_RULE = re.compile(r"[-—–=_─━]{10,}")
"""A line between a header and its rows."""
_TELLS_OF_SHEET = re.compile(r"[:：]|[12]\d{3}年")
"""In a line above the names: who filled in a sheet, and when."""
_FEWEST = 3
_LEFT = 4
"""Places from the left at which a line of prose begins at most."""
_SHORT = 8
"""Places that a line within the first column takes, at most, where it stands alone."""
_MOST_BLANK = 2
"""Blank lines between the rows of one table."""
_MOST_HEADER = 8
_MOST_LINES = 4000
_BAR = " | "
_MOST_NOTE = 6
"""Lines of a note between two rows."""


def blocks(source: str) -> list[str | RawTable] | None:
    """The tables of a text, and the lines between them; None where every row is a line.

    Writers differ on how wide “, ① and the like are: the way that shows more cells is theirs.
    """
    said = source.splitlines()
    if len(said) > _MOST_LINES:
        return None
    ways = [_blocks(said, wide) for wide in ("WFA", "WF", "")]
    return max(filter(None, ways), key=_cells, default=None)


def _cells(found: Sequence[str | RawTable]) -> int:
    tables = (block for block in found if isinstance(block, RawTable))
    return sum(len(table.cells) for table in tables) + sum(
        block.count(_BAR) for block in found if isinstance(block, str)
    )


def _blocks(said: Sequence[str], wide: str) -> list[str | RawTable] | None:
    pieces = [() if _ELSEWHERE.search(line) else _pieces(line, wide) for line in said]
    found: list[str | RawTable] = []
    between: list[str] = []
    at = begun = behind = 0
    while at < len(said):
        if at >= behind:
            begun, behind = at, max(at + 1, _block_end(said, pieces, at))
        # What stands over the names of the columns may have gaps as well.
        end = _block_end(said, pieces, at) if at - begun < _MOST_HEADER else at
        table = _table(said, pieces, at, end, whole=at == begun) if end > at else None
        if table is None:
            between.append(said[at])
            at += 1
            continue
        found += ["\n".join(between), table]
        names = {"".join(line.split()) for line in said[at : at + _MOST_HEADER]}
        heads = (said[head] for head in _page_heads(said, at, end))
        # A page may begin with the names of the columns again: the table has them.
        between, at = [head for head in heads if "".join(head.split()) not in names], end
    return [*found, "\n".join(between)] if found else None


def _pieces(line: str, wide: str) -> tuple[Piece, ...]:
    places = [0]
    for character in line:
        places.append(places[-1] + 1 + (unicodedata.east_asian_width(character) in wide))
    return tuple(
        Piece(piece[0], places[piece.start()], places[piece.end()])
        for piece in _PIECE.finditer(line)
    )


def _block_end(said: Sequence[str], pieces: Sequence[tuple[Piece, ...]], first: int) -> int:
    """Where the lines end that may be of one table, whose header begins at a line."""
    named = first + _stands_over_names(said, pieces, first)
    if len(list(joined(pieces[named]))) < FEWEST:
        return first
    end, blank, numbered = first, 0, False
    heads = {*_page_heads(said, first, len(said))}
    for at in range(first, len(said)):
        if not said[at].strip() or _numbers_page(said[at]):
            blank += 1
            numbered = numbered or _numbers_page(said[at])
            if blank > _MOST_BLANK and not numbered and not _ends_page(said, at):
                break
            continue
        if at in heads:
            continue
        if at > first and _RULE.fullmatch(said[at].strip()):
            end = at + 1
            continue
        line = list(joined(pieces[at]))
        alone = len(line) == 1 and line[0].left <= _LEFT
        if not line or (alone and blank) or _stands_alone(pieces[at]):
            if at > first and not blank and _is_note(said, pieces, at):
                continue
            break
        end, blank, numbered = at + 1, 0, False
    return end


def _stands_alone(line: Sequence[Piece]) -> bool:
    """Whether all of a line begins at the left, and is longer than a cell may be."""
    whole = list(joined(line))
    return len(whole) == 1 and whole[0].left <= _LEFT and whole[0].right - whole[0].left > _SHORT


def _is_note(said: Sequence[str], pieces: Sequence[tuple[Piece, ...]], at: int) -> bool:
    """Whether a line alone stands between two rows of a table: the next one that is not has the
    number of a row, and cells."""
    for below in range(at + 1, min(at + _MOST_NOTE, len(said))):
        if not said[below].strip():
            return False
        line = list(joined(pieces[below]))
        if len(line) >= FEWEST:
            return COUNTED.match(line[0].words) is not None
        if len(line) > 1 or not line or line[0].left > _LEFT:
            return False
    return False


def _stands_over_names(
    said: Sequence[str], pieces: Sequence[tuple[Piece, ...]], at: int
) -> bool:
    """Whether a line has names that go on, or have others, below the line of most names."""
    over = list(joined(pieces[at]))
    if not 1 < len(over) < FEWEST or at + 1 == len(said) or _TELLS_OF_SHEET.search(said[at]):
        return False
    return len(list(joined(pieces[at + 1]))) >= FEWEST


def _ends_page(said: Sequence[str], at: int) -> bool:
    """Whether nothing but blank lines stands between a line and the number of its page."""
    line = next((line for line in said[at : at + _MOST_LINES] if line.strip()), "")
    return _numbers_page(line)


def _numbers_page(line: str) -> bool:
    return is_page_number(line.strip())


def _table(
    said: Sequence[str],
    pieces: Sequence[tuple[Piece, ...]],
    first: int,
    end: int,
    *,
    whole: bool,
) -> RawTable | str | None:
    """The table of some lines; None where they show none, or each of its rows is a line.

    A row a line with bars, where all that is known is which cells a row has.

    ``whole``: no line with gaps stands right above them.
    """
    lines = list(in_columns(list(_pages(said, pieces, first, end))))
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
    return RawTable(tuple(over_rows(cells, counting, height)))


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


def _pages(
    said: Sequence[str], pieces: Sequence[tuple[Piece, ...]], first: int, end: int
) -> Iterator[list[Line]]:
    """The lines of each page, without what every page begins with."""
    heads = {*_page_heads(said, first, end)}
    page: list[Line] = []
    blank = False
    for at in range(first, end):
        if _numbers_page(said[at]):
            yield page
            page = []
        elif not said[at].strip():
            blank = bool(page)
        elif page and not blank and _stands_alone(pieces[at]) and _is_note(said, pieces, at):
            page[-1] = replace(page[-1], note=page[-1].note + said[at].strip())
        elif at not in heads and not _RULE.fullmatch(said[at].strip()):
            page.append(Line(pieces[at], blank, opens_page=not page))
            blank = False
    yield page


def _page_heads(said: Sequence[str], first: int, end: int) -> Iterator[int]:
    """The lines with which pages begin within a table: behind a page's number and a blank line,
    or before one."""
    for at in range(first, end - 2):
        if not _numbers_page(said[at]):
            continue
        if not said[at + 1].strip() and said[at + 2].strip():
            yield at + 2
        elif said[at + 1].strip() and not said[at + 2].strip():
            yield at + 1
