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
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from etl.document.paper.paragraphs_and_cells import is_page_number
from etl.document.raw_table import RawCell, RawTable

_PIECE = re.compile(r"[^\s\u3000]+")
_ELSEWHERE = re.compile(r"[\t|]")
"""What divides cells otherwise."""
_FIGURE = re.compile(r"[-—+]?[\d,，.．]+[%％]?|[—-]+")
_HAN, _MOST_HAN = ("", *"一二三四五六七八九"), 100
_CLOSING = ",.;:)，。、；：）”％%"
"""What no cell begins with."""
_SHORTER = 0.6
_ASTRAY = 0.03
"""Which part of the words below the header may go over a strip, or stand beside others."""
_TOTAL = re.compile(r"(?:合|总|小|共)\s*计")
_ROW = re.compile(rf"\d{{1,3}}$|{_TOTAL.pattern}")
_CROSSED = 0.12
"""Which part of a page's lines may cross a strip: names over several columns."""
_FEWEST_COLUMNS, _FEWEST_ROWS = 3, 3
_NUMBERS = 2
"""Columns at the left one of which may have the numbers of rows."""
_LEFT = 4
"""Places from the left at which a line of prose begins at most."""
_SHORT = 8
"""Places that a line within the first column takes, at most, where it stands alone."""
_MOST_BLANK = 2
"""Blank lines between the rows of one table."""
_MOST_HEADER = 8
_FILLED, _LEAST = 2, 7
"""Places that a line of a cell leaves free at its right, at most, where it goes on in the next,
and how many it takes at least."""
_BROKEN, _LATE, _BLANK = 2.0, 1.0, -4.0
"""What it costs to end a row where a cell goes on, or to begin one before its number; and where a
blank line stands."""
_MOST_LINES = 4000


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words, the places from and to which they stand, and their column."""

    words: str
    left: int
    right: int
    column: int = 0
    full: bool = False
    """Whether they are as wide as any words of their column."""
    short: bool = False
    """Whether they are so narrow that nothing of theirs goes on below."""
    over: bool = False
    """Whether they go on in the next column."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a table, between the page numbers and blank lines, which are left out."""

    pieces: tuple[_Piece, ...]
    behind_blank: bool

    def at(self, column: int) -> _Piece | None:
        """The first words of a column."""
        return next((piece for piece in self.pieces if piece.column == column), None)


def blocks(source: str) -> list[str | RawTable] | None:
    """The tables of a text, and the lines between them; None where every row is a line.

    Writers differ on how wide “, ① and the like are: the way that shows more cells is theirs.
    """
    said = source.splitlines()
    if len(said) > _MOST_LINES:
        return None
    ways = [_blocks(said, wide) for wide in ("WF", "WFA")]
    return max(filter(None, ways), key=_cells, default=None)


def _cells(found: Sequence[str | RawTable]) -> int:
    return sum(len(block.cells) for block in found if isinstance(block, RawTable))


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
        between, at = [said[head] for head in _page_heads(said, at, end)], end
    return [*found, "\n".join(between)] if found else None


def _pieces(line: str, wide: str) -> tuple[_Piece, ...]:
    places = [0]
    for character in line:
        places.append(places[-1] + 1 + (unicodedata.east_asian_width(character) in wide))
    return tuple(
        _Piece(piece[0], places[piece.start()], places[piece.end()])
        for piece in _PIECE.finditer(line)
    )


def _block_end(said: Sequence[str], pieces: Sequence[tuple[_Piece, ...]], first: int) -> int:
    """Where the lines end that may be of one table, whose header begins at a line."""
    if len(list(_joined(pieces[first]))) < _FEWEST_COLUMNS:
        return first
    end, blank, numbered = first, 0, False
    for at in range(first, len(said)):
        if not said[at].strip() or _numbers_page(said[at]):
            blank += 1
            numbered = numbered or _numbers_page(said[at])
            if blank > _MOST_BLANK and not numbered:
                break
            continue
        line = list(_joined(pieces[at]))
        alone = len(line) == 1 and line[0].left <= _LEFT
        if not line or (alone and (blank or line[0].right - line[0].left > _SHORT)):
            break
        end, blank, numbered = at + 1, 0, False
    return end


def _numbers_page(line: str) -> bool:
    return is_page_number(line.strip())


def _table(
    said: Sequence[str],
    pieces: Sequence[tuple[_Piece, ...]],
    first: int,
    end: int,
    *,
    whole: bool,
) -> RawTable | None:
    """The table of some lines; None where they show none, or each of its rows is a line.

    ``whole``: no line with gaps stands right above them.
    """
    lines = list(_in_columns(list(_pages(said, pieces, first, end))))
    counting, heads = max(
        ((column, _numbered(lines, column)) for column in range(_NUMBERS)),
        key=lambda one: len(one[1]),
    )
    numbered = bool(heads)
    if not numbered and whole:
        heads = _named(lines)
    if len(heads) < _FEWEST_ROWS or heads[0] > _MOST_HEADER:
        return None
    starts = list(_starts(lines, heads))
    body = next((at for at, line in enumerate(lines[: starts[0]]) if _is_row(line)), starts[0])
    bounds = [*([body] if body < starts[0] else []), *starts, len(lines)]
    rows = [row for a, b in pairwise(bounds) for row in _rows(lines[a:b])]
    counted = [piece for at in heads if (piece := lines[at].at(counting))]
    bare = numbered and all(_ROW.match(piece.words) for piece in counted)
    if not _are_kept_apart(lines[body:], counting if bare else None):
        return None
    if body < 2 and all(len(part) == 1 for row in rows for part in row):
        return None
    cells = list(_header(lines[:body]))
    height = max((cell.row + cell.height for cell in cells), default=0)
    for row in rows:
        cells.extend(_row(row, height))
        height += len(row)
    return RawTable(tuple(_over_rows(cells, counting, height)))


def _are_kept_apart(lines: Sequence[_Line], counting: int | None) -> bool:
    """Whether hardly any words go over a strip, share their column with others of the line, or
    stand below the numbers of rows (``counting``).

    Rows whose cells are divided by two blanks wherever they end have no columns.
    """
    pieces = [piece for line in lines for piece in line.pieces]
    astray = sum(piece.over for piece in pieces) + sum(
        len(line.pieces) - len({piece.column for piece in line.pieces}) for line in lines
    )
    if counting is not None:
        astray += sum(piece.column == counting and not _ROW.match(piece.words) for piece in pieces)
    return astray <= _ASTRAY * len(pieces)


def _is_row(line: _Line) -> bool:
    """Whether a line above the first number is a row of totals, and not of names."""
    return sum(_FIGURE.fullmatch(piece.words) is not None for piece in line.pieces) > 1


def _pages(
    said: Sequence[str], pieces: Sequence[tuple[_Piece, ...]], first: int, end: int
) -> Iterator[list[_Line]]:
    """The lines of each page, without what every page begins with."""
    heads = {*_page_heads(said, first, end)}
    page: list[_Line] = []
    blank = False
    for at in range(first, end):
        if _numbers_page(said[at]):
            yield page
            page = []
        elif not said[at].strip():
            blank = bool(page)
        elif at not in heads:
            page.append(_Line(pieces[at], blank))
            blank = False
    yield page


def _page_heads(said: Sequence[str], first: int, end: int) -> Iterator[int]:
    """The lines with which pages begin within a table: behind a page's number and a blank line."""
    for at in range(first, end - 2):
        if _numbers_page(said[at]) and not said[at + 1].strip() and said[at + 2].strip():
            yield at + 2


def _in_columns(pages: Sequence[Sequence[_Line]]) -> Iterator[_Line]:
    """The lines of all pages, each piece in its column; none where pages differ in columns."""
    pages = [page for page in pages if page]
    strips = [_strips([line.pieces for line in page]) for page in pages]
    if len({len(own) for own in strips}) > 1:
        strips = [_strips([line.pieces for page in pages for line in page])] * len(pages)
    if not strips or len(strips[0]) + 1 < _FEWEST_COLUMNS:
        return
    lines = [
        replace(line, pieces=tuple(_joined([_placed(p, own) for p in line.pieces])))
        for page, own in zip(pages, strips, strict=True)
        for line in page
    ]
    widest: dict[int, int] = defaultdict(int)
    for piece in (piece for line in lines for piece in line.pieces if not piece.over):
        widest[piece.column] = max(widest[piece.column], piece.right - piece.left)
    for line in lines:
        yield replace(line, pieces=tuple(_beside(p, widest[p.column]) for p in line.pieces))


def _beside(piece: _Piece, widest: int) -> _Piece:
    """A piece, by how wide it is beside the widest one of its column."""
    width = piece.right - piece.left
    full = width >= max(_LEAST, widest - _FILLED)
    return replace(piece, full=full, short=not full and width <= max(_LEAST, _SHORTER * widest))


def _joined(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """The pieces of a line, those of a column that a single blank divides as one."""
    last: _Piece | None = None
    for piece in pieces:
        if last is not None and piece.column == last.column and piece.left - last.right == 1:
            words = f"{last.words} {piece.words}"
            last = replace(last, words=words, right=piece.right, over=last.over or piece.over)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def _placed(piece: _Piece, strips: Sequence[int]) -> _Piece:
    column = bisect_right(strips, piece.left)
    return replace(piece, column=column, over=bisect_right(strips, piece.right - 1) > column)


def _strips(lines: Sequence[Sequence[_Piece]]) -> list[int]:
    """The places between columns: the middles of strips that few pieces cross."""
    joined = [list(_joined(line)) for line in lines]
    crossed = _crossings(joined)
    clear = _free(crossed, 0)
    # Names over several columns may cross a strip; a column that is mostly empty is none.
    crossed_by_few = [
        run
        for run in _free(crossed, int(_CROSSED * len(lines)))
        if not any(run[0] <= own[0] <= run[-1] for own in clear)
        and not any(run[0] <= p.left and p.right <= run[-1] + 1 for line in joined for p in line)
    ]
    # A single blank may divide what is in two columns, where the first one is full.
    by_words = _crossings(lines)
    found = []
    for run in (*clear, *crossed_by_few):
        least = min(by_words[place] for place in run)
        middle = [place for place in run if by_words[place] == least]
        found.append(middle[len(middle) // 2])
    return sorted(found)


def _crossings(lines: Sequence[Sequence[_Piece]]) -> list[int]:
    """How many pieces stand at each place."""
    crossed = [0] * (max(line[-1].right for line in lines) + 1)
    for piece in (piece for line in lines for piece in line):
        for place in range(piece.left, piece.right):
            crossed[place] += 1
    return crossed


def _free(crossed: Sequence[int], most: int) -> list[list[int]]:
    """The runs of places that so many pieces cross at most, but those at the edges."""
    runs = groupby(range(len(crossed)), key=lambda place: crossed[place] <= most)
    found = [list(run) for free, run in runs if free]
    return [run for run in found if run[0] > 0 and run[-1] < len(crossed) - 1]


def _numbered(lines: Sequence[_Line], column: int) -> list[int]:
    """The lines with the numbers of rows in a column, which count on from 1."""
    found: list[int] = []
    for at, line in enumerate(lines):
        piece = line.at(column)
        if piece is not None and _counts(piece.words, len(found) + 1):
            found.append(at)
    return found


def _counts(words: str, number: int) -> bool:
    """Whether words are a number, or begin with it: 3, 三、免费筛查, 3.免费筛查."""
    ways = [str(number)]
    if number < _MOST_HAN:
        ten, one = divmod(number, 10)
        ways.append((_HAN[ten] if ten > 1 else "") + "十" * (ten > 0) + _HAN[one])
    return any(words == own or re.match(rf"{own}(?:、|\.(?!\d))", words) for own in ways)


def _named(lines: Sequence[_Line]) -> list[int]:
    """The lines below the first with words in the first column, where rows have no numbers.

    None where those words go on in a second line themselves: it could be a row as well.
    """
    first = [line.at(0) for line in lines]
    if any(one and two and one.full for one, two in pairwise(first[1:])):
        return []
    return [at for at, piece in enumerate(first) if at and piece]


def _starts(lines: Sequence[_Line], heads: Sequence[int]) -> Iterator[int]:
    """The first line of each row: its number's, or where fewest cells are broken before it."""
    for before, head in pairwise([-1, *heads]):
        least = before + 1 if before >= 0 else head
        costs = [(_cost(lines, at, head), -at) for at in range(least, head + 1)]
        yield -min(costs)[1]


def _cost(lines: Sequence[_Line], at: int, head: int) -> float:
    """What it costs that a row begins at a line: cells that go on from the line before it."""
    above = {p.column: p for p in lines[at - 1].pieces} if at else {}
    broken = sum(
        (p.column in above and above[p.column].full) + 2 * (p.words[0] in _CLOSING)
        for p in lines[at].pieces
    )
    return _BROKEN * broken + _LATE * (at != head) + _BLANK * lines[at].behind_blank


def _rows(lines: Sequence[_Line]) -> Iterator[list[list[_Line]]]:
    """A numbered row by its parts, and the rows of totals below it."""
    row: list[list[_Line]] = []
    for part in _parts(lines):
        if row and _is_total(part[0]):
            yield row
            row = []
        row.append(part)
    yield row


def _is_total(line: _Line) -> bool:
    return any(_TOTAL.match(piece.words) for piece in line.pieces[:_NUMBERS])


def _parts(row: Sequence[_Line]) -> Iterator[list[_Line]]:
    """The lines of a row, divided where cells begin anew: two behind short ones, or a figure."""
    part: list[_Line] = []
    filled: set[int] = set()
    for line in row:
        above = {p.column for p in part[-1].pieces if p.short} if part else set()
        anew = sum(piece.column in above for piece in line.pieces)
        figures = {p.column for p in line.pieces if p.column and _FIGURE.fullmatch(p.words)}
        if part and (anew > 1 or filled & figures or _is_total(line)):
            yield part
            part, filled = [], set()
        part.append(line)
        filled |= figures
    yield part


def _row(parts: Sequence[Sequence[_Line]], first: int) -> Iterator[RawCell]:
    """The cells of a row: what stands in its first part alone is of all of them."""
    said: list[dict[int, str]] = []
    for part in parts:
        words: dict[int, str] = defaultdict(str)
        for piece in (piece for line in part for piece in line.pieces):
            words[piece.column] += piece.words
        said.append(words)
    again = {column for words in said[1:] for column in words}
    for row, words in enumerate(said):
        for column, told in sorted(words.items()):
            height = len(said) if row == 0 and column not in again else 1
            yield RawCell(told, first + row, column, height)


def _over_rows(cells: Sequence[RawCell], columns: int, rows: int) -> Iterator[RawCell]:
    """The cells, those before the numbers over all rows down to the next one: a class of rows."""
    begun = {c: sorted(cell.row for cell in cells if cell.column == c) for c in range(columns)}
    for cell in cells:
        if cell.column < columns:
            later = begun[cell.column][bisect_right(begun[cell.column], cell.row) :]
            yield replace(cell, height=(later[0] if later else rows) - cell.row)
        else:
            yield cell


def _header(lines: Sequence[_Line]) -> Iterator[RawCell]:
    """The names of the columns: over several lines, or some of them over several columns.

    A name over several columns stands at the first of them; the names below it begin the others.
    """
    if not lines:
        return
    upper: dict[int, str] = defaultdict(str)
    lower: dict[int, str] = defaultdict(str)
    for place, line in enumerate(lines):
        for piece in line.pieces:
            (lower if place else upper)[piece.column] += piece.words
    deep = not lower.keys() <= upper.keys()
    width = max((*upper, *lower)) + 1
    for first, end in pairwise([*sorted(upper), width]):
        below = [column for column in range(first, end) if column in lower]
        if deep and any(column > first for column in below):
            yield RawCell(upper[first], 0, first, 1, end - first)
            yield from (RawCell(lower[column], 1, column) for column in below)
        else:
            yield RawCell(upper[first] + lower.get(first, ""), 0, first, 1 + deep)
