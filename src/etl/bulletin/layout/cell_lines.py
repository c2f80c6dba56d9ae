"""Tables a cell of which is a line, with or without a bar at its end."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from etl.bulletin.layout.alignment import Alignment, align
from etl.bulletin.layout.column_model import Piece
from etl.bulletin.layout.cutting import Cut, below_deep, below_names, best_cut, is_regular
from etl.bulletin.layout.deep_headers import DeepHeader, deep_header
from etl.bulletin.layout.grid import Grid
from etl.bulletin.layout.header_lines import TITLE
from etl.bulletin.layout.header_pieces import partitions, widths
from etl.bulletin.layout.headers import (
    can_name,
    is_header,
    is_known,
    is_numbers_row,
    kinds_named,
    tight,
)
from etl.bulletin.layout.lines import FURNITURE, PAGE, Lines, Span
from etl.bulletin.layout.pieces import counted, piece, without_repeats

AFTERWORD = re.compile(
    r"下一?步|据统计|据了解|附件?\d{0,2}[:.]|特此|以上|截至目前|今年以来|总体来看"
)
_AFTER = re.compile(f"{FURNITURE.pattern}|{AFTERWORD.pattern}")
_SAMPLE = 200
"""Pieces from which it is told where a header ends."""
_MOST_CELLS = 3000
_PROSE = 50
"""Characters of a sentence that is no cell where no other cell has half as many."""
_FEW_LINES = 2
_MOST_TITLES = 3
_MOST_PIECES = 40
_LONGEST_HALF = 3
_MOST_WIDTHS = 3
_FEW_BLANKS = 6
"""Lines for each blank one where it stands for an empty cell, and does not part paragraphs."""
_MOST_DEEP = 6
"""Ways to divide a header's names into two rows of which the cells below are cut."""
_IRREGULAR = 0.9
"""Mean cost of a piece from which on a header may have two rows."""


def barred_cells(lines: Lines, rows: Sequence[tuple[int, list[Span]]]) -> Grid | None:
    """One cell a line, each ending with a bar; a line without one goes on with the next."""
    text = lines.text
    pieces: list[Piece] = []
    closed = True
    for at, cells in rows:
        own = [span for span in cells if span[1] > span[0]] or [cells[0]]
        for start, end in own:
            pieces.append(piece(text, start, end, "cell" if closed else "loose"))
            closed = True
        closed = lines.said(at).endswith("|")
    titles: list[Span] = []
    while pieces and not opens_header(text[pieces[0].start : pieces[0].end]):
        titles.append((pieces[0].start, pieces[0].end))
        pieces.pop(0)
        if len(titles) > _MOST_TITLES:
            return None
    cut = headed(text, pieces, cells_end_rows=True)
    return replace(cut.grid, lines=tuple(titles)) if cut and is_regular(cut) else None


def stacked(lines: Lines, first: int) -> tuple[Grid, int] | None:
    """A table whose cells are lines: the names of its columns, then its cells in their order."""
    text = lines.text
    last = first
    while last + 1 < len(lines) and last - first < _MOST_CELLS:
        said = lines.said(last + 1)
        if "|" in said or (_AFTER.match(said) and not _numbers(lines, last + 2)):
            break
        last += 1
    pieces = list(_with_blanks(lines, first, last))
    pieces = [p for p in pieces if not PAGE.fullmatch(text[p.start : p.end]) or p.kind == "number"]
    ends = _header_ends(text, pieces)
    if not ends or max(ends) < 3:
        return None
    cut = headed(text, pieces, cells_end_rows=False, fewest=3)
    if cut is not None and (kept := len(pieces) - _overhang(cut)) < len(pieces):
        # What follows the table has been taken for paragraphs of its last cell.
        cut = headed(text, pieces[:kept], cells_end_rows=False, fewest=3)
    if cut is None or not is_regular(cut) or cut.rows < 1:
        return None
    grid = _without_prose(text, cut.grid)
    end = grid.end
    return grid, next(at for at in range(last, first, -1) if lines.spans[at][0] < end) + 1


def _with_blanks(lines: Lines, first: int, last: int) -> Iterator[Piece]:
    """The lines as pieces; blank lines among them are empty cells where they are few."""
    text = lines.text
    blank = {
        at
        for at in range(first + 1, last + 1)
        if text.count("\n", lines.spans[at - 1][1], lines.spans[at][0]) == 2
    }
    if _FEW_BLANKS * len(blank) > last - first:
        blank = set()
    for at in range(first, last + 1):
        start = lines.spans[at][0]
        if at in blank:
            yield piece(text, start - 1, start - 1, "line")
        yield piece(text, *lines.spans[at], "line")


def _numbers(lines: Lines, at: int) -> bool:
    """Whether the lines from one on begin a row: one of them is its number."""
    return any(lines.said(n).isdigit() for n in range(at, min(at + 2, len(lines))))


def _without_prose(text: str, grid: Grid) -> Grid:
    """The table without paragraphs at its end that are too long to belong to one of its cells."""
    *cells, final = grid.cells
    usual = max((cell.end - cell.start for cell in cells), default=0)
    start = final.start
    for line in text[final.start : final.end].splitlines(keepends=True):
        if line.rstrip().endswith("。") and len(line) > max(_PROSE, 2 * usual):
            end = final.start + len(text[final.start : start].rstrip())
            kept = [replace(final, end=end)] if end > final.start else []
            return replace(grid, cells=(*cells, *kept))
        start += len(line)
    return grid


def _overhang(cut: Cut) -> int:
    """Lines of the last cell beyond those that any other cell has."""
    lines = Counter(cut.places)
    final = cut.places[-1]
    usual = max((count for place, count in lines.items() if place != final), default=1)
    return max(0, lines[final] - max(usual, _FEW_LINES))


def headed(
    text: str,
    pieces: Sequence[Piece],
    *,
    cells_end_rows: bool,
    blanks_end_rows: bool = False,
    fewest: int = 2,
) -> Cut | None:
    """The best cut of pieces of which the first ones name columns."""

    def cut_at(end: int, some: Sequence[Piece]) -> Cut | None:
        header = [(p.start, p.end) for p in some[:end]]
        if not is_header([text[s:e] for s, e in header]):
            return None
        body = without_repeats(text, header, some[end:])
        if is_numbers_row([text[p.start : p.end] for p in body[: len(header)]]):
            body = body[len(header) :]
        return best_cut(
            text,
            header,
            body,
            joined_header=True,
            cells_end_rows=cells_end_rows,
            blanks_end_rows=blanks_end_rows,
            fewest=fewest,
        )

    if (
        deep := _deep(text, pieces, cells_end_rows or blanks_end_rows, blanks_end_rows)
    ) is not None:
        return deep
    cuts = [
        (cut, end) for end in _header_ends(text, pieces) if (cut := cut_at(end, pieces[:_SAMPLE]))
    ]
    if not cuts:
        return None
    best, end = min(cuts, key=lambda one: one[0].total)
    if best.grid.doubt or best.cost > _IRREGULAR:
        lower = _two_rows(text, pieces, cells_end_rows or blanks_end_rows, blanks_end_rows)
        if lower is not None and lower.cost < best.cost:
            return lower
    return best if len(pieces) <= _SAMPLE else cut_at(end, pieces)


def _two_rows(
    text: str, pieces: Sequence[Piece], cells_end_rows: bool, blanks_end_rows: bool
) -> Cut | None:
    """The cut below a header whose last names stand below one or two of the first ones.

    ``项目 单位 目标 完成情况 部门 11月完成 累计 完成率``: the last three are below 完成情况.
    """
    end = max(_header_ends(text, pieces), default=0)
    said = [text[p.start : p.end] for p in pieces[:end]]
    tries: list[tuple[float, DeepHeader]] = []
    for joining, way in sorted(partitions(said, range(4, end + 1)))[:_MOST_WIDTHS]:
        names = [(pieces[group[0]].start, pieces[group[-1]].end) for group in way]
        for upper in range(2, len(names) - 1):
            for parents in (1, 2):
                deep = deep_header(text, [names[:upper], names[upper:]], len(names) - parents)
                if deep is not None:
                    tries.append((joining + deep.cost, deep))
    body = counted(text, pieces[end:])
    cuts = [
        below_names(
            text,
            deep,
            2,
            body,
            cells_end_rows=cells_end_rows,
            blanks_end_rows=blanks_end_rows,
        )
        for _, deep in sorted(tries, key=lambda one: one[0])[:_MOST_DEEP]
    ]
    return min(cuts, key=lambda cut: cut.cost, default=None)


def _deep(
    text: str, pieces: Sequence[Piece], cells_end_rows: bool, blanks_end_rows: bool
) -> Cut | None:
    """The cut below a header of two rows: lower names that repeat stand below some of the upper.

    ``乡镇 改厕 供水 目标 完成 目标 完成`` has 目标 and 完成 twice.
    """
    for end in _header_ends(text, pieces)[-1:]:
        said = [text[p.start : p.end] for p in pieces[:end]]
        whole = [way for _, way in sorted(partitions(said, range(2, end + 1)))[:1]]
        for way in whole:
            names = [(pieces[group[0]].start, pieces[group[-1]].end) for group in way]
            words = [tight(text[s:e]) for s, e in names]
            first = next((at for at, word in enumerate(words) if word in words[at + 1 :]), None)
            if first is None or first < 2:
                return None
            body = counted(text, pieces[end:])
            return _deepest(text, names, first, body, cells_end_rows, blanks_end_rows)
    return None


def _deepest(
    text: str,
    names: Sequence[Span],
    first: int,
    body: Sequence[Piece],
    cells_end_rows: bool,
    blanks_end_rows: bool,
) -> Cut | None:
    best: tuple[float, Sequence[Sequence[Span]], int, Alignment] | None = None
    for columns in [n for n in widths(body) if len(names) // 2 < n < len(names)][:_MOST_WIDTHS]:
        for upper in range(max(2, first - 2), first + 1):
            rows: Sequence[Sequence[Span]] = [names[:upper], names[upper:]]
            deep = deep_header(text, rows, columns)
            if deep is None:
                continue
            found = align(
                body[:_SAMPLE],
                [()] * columns,
                cells_end_rows=cells_end_rows,
                blanks_end_rows=blanks_end_rows,
                quick=True,
            )
            cost = found.cost / len(body[:_SAMPLE]) + 0.2 * deep.cost
            if best is None or cost < best[0]:
                best = (cost, rows, columns, found)
    if best is None:
        return None
    _, rows, columns, _ = best
    return below_deep(
        text, rows, body, columns, cells_end_rows=cells_end_rows, blanks_end_rows=blanks_end_rows
    )


def begins_header(lines: Lines, at: int) -> bool:
    """Whether a line can be the first name of a header, or its first half."""
    said = lines.said(at)
    if opens_header(said):
        return True
    halves = len(said) <= _LONGEST_HALF and at + 1 < len(lines) and can_name(said)
    return halves and opens_header(said + lines.said(at + 1))


def opens_header(words: str) -> bool:
    """Whether a piece can be the first name of a header, rather than a title above it."""
    return is_known(words) and not words.startswith("(") and not TITLE.search(tight(words))


def _is_name(text: str, pieces: Sequence[Piece], at: int) -> bool:
    """Whether a piece can name a column, alone or together with the next."""
    words = text[pieces[at].start : pieces[at].end]
    if can_name(words):
        return True
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    return following is not None and can_name(words + text[following.start : following.end])


def _header_ends(text: str, pieces: Sequence[Piece]) -> list[int]:
    """Where the header may end: before the number 1, or where words no longer name columns."""
    end = 0
    while end < len(pieces) and end < _MOST_PIECES and _is_name(text, pieces, end):
        end += 1
    said = [tight(text[p.start : p.end]) for p in pieces[:end]]
    owned: set[str] = set()
    for at in range(end):
        kinds = kinds_named(said[at])
        if not kinds and pieces[at].kind in owned and at > 1:
            # Below a column of places a place is a cell.
            return [at]
        if len(kinds) == 1:
            owned.update(kinds)
    if end < len(pieces) and pieces[end].kind in ("number", "category"):
        return [end]
    endings = Counter(
        said[-2:] for said in (tight(text[p.start : p.end]) for p in pieces[end:]) if len(said) < 17
    )
    while end > 3 and endings[tight(text[pieces[end - 1].start : pieces[end - 1].end])[-2:]] > 1:
        # What many cells end with is no name of a column: …项目, …局.
        end -= 1
    known = [at + 1 for at in range(end) if is_known(text[pieces[at].start : pieces[at].end])]
    run = known[-1] if known else 0
    ends = {n for n in (run, end, run - 1, end - 1) if n >= 2}
    return sorted(n for n in ends if n >= len(pieces) or pieces[n].kind != "bracket")
