"""Grids cut from text into which a copy has flattened tables.

A line of the text may be a row (its cells divided by bars, tabs or blanks) or one cell; a table
may begin anywhere and go on after a page break. A header is looked for, and what follows it is
cut so that its rows have one shape and its columns one kind of content
(:mod:`etl.bulletin.layout.cutting`). What is not regular is prose.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from etl.bulletin.layout.alignment import Alignment, Gap, Piece, align
from etl.bulletin.layout.cutting import (
    Cut,
    best_cut,
    counted,
    grid_of,
    is_regular,
    piece,
    without_repeats,
)
from etl.bulletin.layout.deep_headers import deep_header
from etl.bulletin.layout.flowing import flowing_grids
from etl.bulletin.layout.forms import find_forms
from etl.bulletin.layout.grid import Grid, trimmed
from etl.bulletin.layout.headers import (
    can_name,
    is_header,
    is_known,
    is_numbers_row,
    kinds_named,
    tight,
)

Span = tuple[int, int]

_BAR = re.compile(r"\|")
_WIDE = re.compile(r"\t+| {2,}")
_BLANK = re.compile(r"[ \t]+")
_RULE = re.compile(r"[-:|\s=+]*[-=]{2}[-:|\s=+]*")
_FURNITURE = re.compile(
    r"[\[【(]?(?:打印|关闭|上一篇|下一篇|分享|扫一扫|来源|信息来源|编辑|责任编辑|相关|附件下载|手机|主办单位|版权"
    r"|注[:1-9]|备注:|说明:|填报|审核|联系电话|返回|浏览|点击|字号|信息公开形式|本[报网站])"
)
_AFTERWORD = re.compile(
    r"下一?步|据统计|据了解|附件?\d{0,2}[:.]|特此|以上|截至目前|今年以来|总体来看"
)
_PAGE = re.compile(r"[-—–\s]*第?\s*\d{1,3}\s*页?[-—–\s]*(?:[,/]?\s*共?\s*\d{1,3}\s*页?)?|续表")
_UNIT_LINE = re.compile(r"[(]?(?:计量)?单位[:：].{1,12}|[(]截[至止].{2,16}[)]|[(].{1,20}[)]")
_DECIMAL = re.compile(r"\d{1,3}\.\d+")
_TITLE = re.compile(r"(?:19|20)\d\d年.{3}|.{8}表(?:[(].*)?$")
_SAMPLE = 200
"""Pieces from which it is told where a header ends."""
_MOST_CELLS = 3000
_FEW_LINES = 2
_MOST_TRIES = 12
"""Headers of one cell a line that turn out to be none, in one text."""
_LONGEST_LINE = 48
_MOST_LINES = 3
_SENTENCE = re.compile(r"[。;!?]|[:,]$")


class _Lines:
    """The lines of a text that say anything."""

    def __init__(self, text: str) -> None:
        self.text = text
        spans = (trimmed(text, m.start(), m.end()) for m in re.finditer(r"[^\n]+", text))
        self.spans: list[Span] = [span for span in spans if span[1] > span[0]]

    def said(self, at: int) -> str:
        start, end = self.spans[at]
        return self.text[start:end]

    def __len__(self) -> int:
        return len(self.spans)


def find_grids(text: str) -> list[Grid]:
    """The tables in a folded text, in their order; none in prose.

    ``序号⏎项目⏎完成情况⏎1⏎新建书房5家⏎已建成4家。`` is a grid of two rows and three columns.
    """
    lines = _Lines(text)
    grids: list[Grid] = []
    forms = {form.first: form for form in find_forms(text, lines.spans)}
    at = after = tries = barred = 0
    while at < len(lines):
        if at in forms:
            grids.append(_with_lines(forms[at].grid, lines, at, after))
            at = after = forms[at].last + 1
            continue
        found: tuple[Grid, int] | None = None
        if at >= barred and "|" in lines.said(at):
            grid, barred = _barred(lines, at)
            found = (grid, barred) if grid else None
        elif tries < _MOST_TRIES and "|" not in lines.said(at):
            found = _ruled_by(lines, at, _WIDE) or _spaced(lines, at)
            if found is None and _opens_header(lines.said(at)):
                found = _stacked(lines, at)
                tries += found is None
        if found is None:
            grids.extend(flowing_grids(text, *lines.spans[at]))
            at += 1
            continue
        grid, following = found
        grids.append(_with_lines(grid, lines, at, after))
        at = after = following
    return grids


def _with_lines(grid: Grid, lines: _Lines, first: int, after: int) -> Grid:
    """A grid with the lines right above it that tell of it."""
    above = list(grid.lines)
    at = first - 1
    while at >= after and len(above) < _MOST_LINES:
        said = lines.said(at)
        if len(said) > _LONGEST_LINE or _SENTENCE.search(said) or "|" in said:
            break
        above.insert(0, lines.spans[at])
        at -= 1
    return replace(grid, lines=tuple(above))


def _split(text: str, span: Span, divider: re.Pattern[str]) -> list[Span]:
    """The cells of a line; those that are empty as empty spans."""
    cells: list[Span] = []
    at = span[0]
    for mark in divider.finditer(text, *span):
        cells.append(trimmed(text, at, mark.start()))
        at = mark.end()
    cells.append(trimmed(text, at, span[1]))
    return cells


def _row_pieces(text: str, cells: Sequence[Span], *, loose: bool = False) -> list[Piece]:
    """The cells of a line as pieces; empty ones at its end may have moved there."""
    kept = list(cells)
    while kept and kept[-1][0] == kept[-1][1]:
        kept.pop()
    moved = len(cells) - len(kept)
    pieces: list[Piece] = []
    for at, (start, end) in enumerate(kept):
        gap: Gap = "cell" if at else "loose" if loose else "row"
        pieces.append(piece(text, start, end, gap, trailing=moved > 0))
    return pieces


# Bars


def _barred(lines: _Lines, first: int) -> tuple[Grid | None, int]:
    """A table whose cells end at bars, a row or a cell a line; and the line behind its bars."""
    last, bars = first, 0
    at = first
    misses = 0
    while at < len(lines) and misses <= 2:
        said = lines.said(at)
        if "|" in said:
            last, misses = at, 0
            bars += 1
        elif _FURNITURE.match(said) and lines.said(last).endswith("|"):
            break
        else:
            misses += 1
            if lines.said(last).endswith("|") and not _is_break(said) and not _goes_on(lines, at):
                break
        at += 1
    block = range(first, last + 1)
    rows = [
        (at, _split(lines.text, lines.spans[at], _BAR))
        for at in block
        if not _RULE.fullmatch(lines.said(at)) and not _PAGE.fullmatch(lines.said(at))
    ]
    if all(own[0][0] == own[0][1] and len(own) > 1 for _, own in rows):
        # A bar at the beginning of every line frames the table.
        rows = [(at, own[1:]) for at, own in rows]
    cells = [sum(1 for s, e in own if e > s) for _, own in rows]
    if sum(1 for n in cells if n <= 1) * 10 >= 7 * len(cells):
        found = _barred_cells(lines, rows)
    else:
        found = _rows_cut(lines, rows)
    return found, last + 1


def _is_break(said: str) -> bool:
    return _PAGE.fullmatch(said) is not None or _UNIT_LINE.fullmatch(said) is not None


def _goes_on(lines: _Lines, at: int) -> bool:
    """Whether a line without bars is the beginning of a cell that ends at a bar below."""
    following = [lines.said(n) for n in range(at + 1, min(at + 3, len(lines)))]
    return any(said.endswith("|") and said.count("|") == 1 for said in following)


def _barred_cells(lines: _Lines, rows: Sequence[tuple[int, list[Span]]]) -> Grid | None:
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
    while pieces and not _opens_header(text[pieces[0].start : pieces[0].end]):
        titles.append((pieces[0].start, pieces[0].end))
        pieces.pop(0)
        if len(titles) > _MOST_LINES:
            return None
    cut = _headed(text, pieces, cells_end_rows=True)
    return _titled(cut, titles) if cut and is_regular(cut) else None


def _headed(
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

    cuts = [
        (cut, end) for end in _header_ends(text, pieces) if (cut := cut_at(end, pieces[:_SAMPLE]))
    ]
    if not cuts:
        return None
    best, end = min(cuts, key=lambda one: one[0].total)
    return best if len(pieces) <= _SAMPLE else cut_at(end, pieces)


def _opens_header(words: str) -> bool:
    """Whether a piece can be the first name of a header, rather than a title above it."""
    return is_known(words) and not words.startswith("(") and not _TITLE.search(tight(words))


def _header_ends(text: str, pieces: Sequence[Piece]) -> list[int]:
    """Where the header may end: before the number 1, or where words no longer name columns."""
    end = 0
    while end < len(pieces) and end < 24 and can_name(text[pieces[end].start : pieces[end].end]):
        end += 1
    said = [tight(text[p.start : p.end]) for p in pieces[:end]]
    if any(kinds_named(name) == ("region",) for name in said):
        # Below a column of places a place is a cell.
        places = (
            at for at in range(1, end) if pieces[at].kind == "region" and not kinds_named(said[at])
        )
        end = next(places, end)
    if end < len(pieces) and pieces[end].kind == "number":
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


def _titled(cut: Cut, titles: Sequence[Span]) -> Grid:
    return replace(cut.grid, lines=tuple(titles))


# Rows on lines


def _ruled_by(lines: _Lines, first: int, divider: re.Pattern[str]) -> tuple[Grid, int] | None:
    """A table whose rows are lines, their cells divided by tabs or wide blanks."""
    count = len(_split(lines.text, lines.spans[first], divider))
    if count < 3 or not is_header(
        [lines.text[s:e] for s, e in _split(lines.text, lines.spans[first], divider)]
    ):
        return None
    rows = []
    last = first
    for at in range(first, len(lines)):
        cells = _split(lines.text, lines.spans[at], divider)
        if len(cells) < 2 and (at > last + 1 or _FURNITURE.match(lines.said(at))):
            break
        if _FURNITURE.match(lines.said(at)):
            break
        if len(cells) >= 2:
            last = at
        rows.append((at, cells))
    rows = [(at, cells) for at, cells in rows if at <= last]
    if len(rows) < 2:
        return None
    found = _rows_cut(lines, rows)
    return (found, last + 1) if found else None


def _rows_cut(lines: _Lines, rows: Sequence[tuple[int, list[Span]]]) -> Grid | None:
    """A table a line of which is a row; a line that does not end its row goes on in the next."""
    text = lines.text
    titles: list[Span] = []
    at = 0
    while at < len(rows) and sum(1 for s, e in rows[at][1] if e > s) == 1 and at < 6:
        titles.extend(span for span in rows[at][1] if span[1] > span[0])
        at += 1
    header: list[list[Span]] = []
    while at < len(rows) and len(header) < 5:
        own = [span for span in rows[at][1] if span[1] > span[0]]
        names = [text[s:e] for s, e in own]
        if is_numbers_row(names) and header:
            at += 1
            break
        if len(own) < 2 or not all(map(can_name, names)):
            break
        if header and not any(is_known(name) for name in names):
            break
        header.append(own if len(header) else rows[at][1])
        at += 1
        if len(header) == 1 and not any(map(is_known, names)) and len(rows) < 3:
            return None
    trailing_bars = sum(1 for n, _ in rows if lines.said(n).endswith("|")) * 2 > len(rows)
    body: list[Piece] = []
    loose = False
    for n, cells in rows[at:]:
        said = [span for span in cells if span[1] > span[0]]
        if said and not loose and _FURNITURE.match(text[slice(*said[0])]):
            break
        body.extend(_row_pieces(text, cells, loose=loose))
        loose = trailing_bars and "|" in lines.said(n) and not lines.said(n).endswith("|")
        loose = loose or (trailing_bars and "|" not in lines.said(n))
    cut = _below(text, header, body)
    return _titled(cut, titles) if cut and is_regular(cut) else None


def _below(text: str, header: Sequence[Sequence[Span]], body: Sequence[Piece]) -> Cut | None:
    if not body:
        return None
    names = [span for span in (header[0] if header else []) if True]
    while names and names[-1][0] == names[-1][1]:
        names.pop()
    widths = _widths(body)
    if len(header) > 1:
        rows = [[span for span in row if span[1] > span[0]] for row in header]
        pieces = counted(text, body)
        found = align(pieces, [()] * max(widths))
        if cells := deep_header(text, rows, max(widths), _shares(text, pieces, found)):
            grid = grid_of(text, cells, len(rows), max(widths), pieces, found)
            return Cut(grid, found.cost / len(pieces), found.cost, found.rows, found.places)
        body = [
            *(p for row in rows[1:] for p in _row_pieces(text, row)),
            *body,
        ]
    if not names:
        # No line names the columns: all lines are rows.
        pieces = counted(text, body)
        found = align(pieces, [()] * max(widths))
        grid = grid_of(text, [], 0, max(widths), pieces, found)
        return Cut(grid, found.cost / len(pieces), found.cost, found.rows, found.places)
    return best_cut(text, names, without_repeats(text, names, body), joined_header=False)


def _shares(text: str, pieces: Sequence[Piece], found: Alignment) -> set[int]:
    """The columns whose cells look like percentages: with a sign, or with decimals up to 100."""
    seen: dict[int, list[bool]] = {}
    for p, (_, column) in zip(pieces, found.places, strict=True):
        words = text[p.start : p.end]
        decimal = _DECIMAL.fullmatch(words) is not None and float(words) <= 200
        seen.setdefault(column, []).append(p.kind == "percent" or decimal)
    return {column for column, yes in seen.items() if sum(yes) * 2 > len(yes)}


def _widths(body: Sequence[Piece]) -> list[int]:
    widths: list[int] = []
    for p in body:
        if p.gap == "row" or not widths:
            widths.append(0)
        widths[-1] += 1
    return widths


# Single blanks


def _spaced(lines: _Lines, first: int) -> tuple[Grid, int] | None:
    """A table whose rows are lines, their cells divided by single blanks; or all on one line."""
    text = lines.text
    tokens = _split(text, lines.spans[first], _BLANK)
    if len(tokens) < 3:
        return None
    end = 0
    while end < len(tokens) and can_name(text[slice(*tokens[end])]):
        end += 1
    names = tokens[:end]
    if end < 3 or not is_header([text[s:e] for s, e in names]):
        return None
    if end < len(tokens):
        pieces = [piece(text, s, e, "blank") for s, e in tokens]
        cut = _headed(text, pieces, cells_end_rows=False, blanks_end_rows=True)
        if cut and is_regular(cut) and any(p.kind == "number" for p in pieces):
            return cut.grid, first + 1
        return None
    body: list[Piece] = []
    at, last, rows = first + 1, first, 0
    while at < len(lines):
        said = lines.said(at)
        own = _split(text, lines.spans[at], _BLANK)
        if not rows and is_numbers_row([text[s:e] for s, e in own]):
            at += 1
            continue
        if _FURNITURE.match(said) or (len(own) < 2 and at > last + 2):
            break
        if len(own) < 2 and len(said) > 60:
            break
        if len(own) >= 2:
            last = at
            rows += 1
        for n, (start, stop) in enumerate(own):
            wide = n > 0 and start - own[n - 1][1] > 1
            body.append(piece(text, start, stop, "row" if n == 0 else "wide" if wide else "blank"))
        at += 1
    body = [p for p in body if p.end <= lines.spans[last][1]]
    if not rows:
        return None
    cut = best_cut(text, names, without_repeats(text, names, body), joined_header=True)
    return (cut.grid, last + 1) if cut and is_regular(cut) else None


# One cell a line


def _stacked(lines: _Lines, first: int) -> tuple[Grid, int] | None:
    """A table whose cells are lines: the names of its columns, then its cells in their order."""
    text = lines.text
    last = first
    while last + 1 < len(lines) and last - first < _MOST_CELLS:
        said = lines.said(last + 1)
        if _FURNITURE.match(said) or _AFTERWORD.match(said) or "|" in said:
            break
        last += 1
    pieces = [piece(text, *lines.spans[at], "line") for at in range(first, last + 1)]
    pieces = [p for p in pieces if not _PAGE.fullmatch(text[p.start : p.end]) or p.kind == "number"]
    ends = _header_ends(text, pieces)
    if not ends or max(ends) < 3:
        return None
    cut = _headed(text, pieces, cells_end_rows=False, fewest=3)
    if cut is not None and (kept := len(pieces) - _overhang(cut)) < len(pieces):
        # What follows the table has been taken for paragraphs of its last cell.
        cut = _headed(text, pieces[:kept], cells_end_rows=False, fewest=3)
    if cut is None or not is_regular(cut) or cut.rows < 1:
        return None
    end = cut.grid.end
    return cut.grid, next(at for at in range(last, first, -1) if lines.spans[at][0] < end) + 1


def _overhang(cut: Cut) -> int:
    """Lines of the last cell beyond those that any other cell has."""
    lines = Counter(cut.places)
    final = cut.places[-1]
    usual = max((count for place, count in lines.items() if place != final), default=1)
    return max(0, lines[final] - max(usual, _FEW_LINES))
