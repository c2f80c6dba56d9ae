"""Grids cut from text into which a copy has flattened tables.

A line of the text may be a row, its cells divided by bars, tabs or wide blanks
(:mod:`~etl.bulletin.tables.flattened.row_lines_by_bars_and_tabs`) or by single blanks
(:mod:`~etl.bulletin.tables.flattened.row_lines_by_single_blanks`), with a header or
without one (:mod:`~etl.bulletin.tables.flattened.row_lines_without_header`), or one cell
(:mod:`~etl.bulletin.tables.flattened.cell_lines`), row by row or column by column
(:mod:`~etl.bulletin.tables.flattened.columns_read_down`); a table may be run into a line of prose
(:mod:`~etl.bulletin.tables.flattened.one_line_tables`) or be a form
(:mod:`~etl.bulletin.tables.forms.form_lines`). A header is looked for, and what follows
it is cut so that its rows have one shape and its columns one kind of content
(:mod:`~etl.bulletin.tables.flattened.best_cut`). What is not regular is prose.
"""

import operator
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from etl.bulletin.tables.columns.can_be_header import can_name, is_known, kinds_named, tight
from etl.bulletin.tables.flattened.bars_behind_cells import without_bars_behind_cells
from etl.bulletin.tables.flattened.cell_lines import barred_cells, begins_header, stacked
from etl.bulletin.tables.flattened.cell_lines_of_measure_rows import measure_lines
from etl.bulletin.tables.flattened.columns_read_down import columns_down
from etl.bulletin.tables.flattened.doubts.cell_line_doubts import line_doubt
from etl.bulletin.tables.flattened.doubts.consistency import inconsistency, is_one_table, is_spread
from etl.bulletin.tables.flattened.headers.header_lines import NUMBERED_TITLE
from etl.bulletin.tables.flattened.lines import FURNITURE, NOTE, PAGE, Lines, Span, split
from etl.bulletin.tables.flattened.one_line_tables import flowing_grids
from etl.bulletin.tables.flattened.row_lines_by_bars_and_tabs import rows_cut, wide_rows
from etl.bulletin.tables.flattened.row_lines_by_single_blanks import spaced_rows
from etl.bulletin.tables.flattened.row_lines_without_header import unnamed_rows
from etl.bulletin.tables.forms.form_lines import Form, find_forms
from etl.bulletin.tables.repair.parallel_lines_in_cells import unfolded
from etl.document.grid import Grid

_BAR = re.compile(r"\|")
_IS_NO_HEADER = re.compile(rf".*\||{NUMBERED_TITLE.pattern}")
_RULE = re.compile(r"(?=[-:|\s=+]*?[-=]{2})[-:|\s=+]++")
_UNIT_LINE = re.compile(r"[(]?(?:计量)?单位[:：].{1,12}|[(]截[至止].{2,16}[)]|[(].{1,20}[)]")
_NUMBERS = frozenset(["序号", "编号", "项次"])
_HEADER_ROWS = 2
_CELLS = 1.25
"""How many times as many cells bars show, at most, where a table is cut without them."""
_FEW_PIECES = 3
"""Into how many pieces bars behind empty cells divide a line that is no row: ||."""
_SPANNING = frozenset(["category", "region", "agency"])
_MOST_TITLES = 4
_MOST_MENU = 24
"""Lines of a page's menu that may be taken for a header, and the table's own below it."""
_MOST_TRIES = 12
"""Headers of one cell a line that turn out to be none, in one text."""
_MOST_ABOVE = 4
"""Lines with bars above a table that are none of its rows, in one text."""
_LONGEST_LINE = 48
_FEWEST_ROWS = 3
_MOST_LINES = 3
_MOST_CELLS = 24
_FEW_LINES = 3
"""Lines with bars that a table run into one line has around it: a menu, a path."""
_LONGEST_HALF = 4
_ENDS = ("。", ":")
_HEAD = re.compile(r"[\[(]\d{1,2}[\])]|第[一二三四五六七八九十\d]{1,3}[件项]")
"""What a line without bars begins with that heads an item."""
_NUMBERED_LINE = re.compile(r"(?:^|\n)(\d{1,2})[.、](?!\d)")
_FEWEST_TORN = 2
_SENTENCE = re.compile(r"[。;!?]|[:,]$")


def find_grids(text: str) -> list[Grid]:
    """The tables in a folded text, in their order; none in prose.

    ``序号⏎项目⏎完成情况⏎1⏎新建书房5家⏎已建成4家。`` is a grid of two rows and three columns.
    """
    lines = Lines(text)
    grids: list[Grid] = []
    forms: dict[int, list[Form]] = defaultdict(list)
    for form in find_forms(text, lines.spans):
        if is_spread(text, form.grid):
            forms[form.first].append(form)
    at = after = tries = barred = bars = above = 0
    while at < len(lines):
        if at in forms:
            grids.extend(_with_lines(form.grid, lines, at, after) for form in forms[at])
            at = after = forms[at][-1].last + 1
            continue
        found: tuple[Grid, int] | None = None
        if at >= barred and "|" in lines.said(at):
            at -= at > after and _begins_name(lines, at - 1)
            inside = at < bars
            grid, barred = _barred(lines, at)
            bars = max(bars, barred)
            if grid is not None and inside and not _is_headed(text, grid):
                grid = None
            found = (grid, barred) if grid else None
            if grid is None and above < _MOST_ABOVE:
                # What stands above a table may have bars as well: 字号:大|小.
                barred, above = at + 1, above + 1
            at += grid is None and "|" not in lines.said(at)
        elif tries < _MOST_TRIES and not _IS_NO_HEADER.match(lines.said(at)):
            found = (
                columns_down(lines, at)
                or _spread(text, wide_rows(lines, at))
                or _spread(text, spaced_rows(lines, at))
            )
            if found is None and begins_header(lines, at):
                found, at = _stacked(lines, at)
                tries += found is None
                if found is not None and sum(at < first < found[1] for first in forms) > 1:
                    # The labels of forms come again, the names of columns do not.
                    found = None
            found = found or unnamed_rows(lines, at)
            if found is not None and _tears_lists(text, found[0]):
                found = None
        if found is None:
            flowing = flowing_grids(text, *lines.spans[at])
            grids.extend(replace(grid, doubt=_doubt(text, grid)) for grid in flowing)
            at += 1
            continue
        grid, following = found
        grid = unfolded(text, grid)
        grid = replace(grid, doubt=_doubt(text, grid))
        grids.append(_with_lines(grid, lines, at, after))
        at = after = following
    if all(grid.doubt for grid in grids) and (bare := without_bars_behind_cells(text)) != text:
        # The bars show where cells end; where no table is sure by them, one may be by the lines.
        others = find_grids(bare)
        whole = _CELLS * _cells(others) >= _cells(grids)
        return others if whole and others and not any(grid.doubt for grid in others) else grids
    return grids


def _cells(grids: Sequence[Grid]) -> int:
    return sum(cell.end > cell.start for grid in grids for cell in grid.cells)


_Found = tuple[Grid, int]


def _spread(text: str, found: _Found | None) -> _Found | None:
    """A table whose rows are lines, unless its cells hold several rows."""
    if found is None or not is_one_table(text, found[0]) or not is_spread(text, found[0]):
        return None
    return found


def _stacked(lines: Lines, first: int) -> tuple[_Found | None, int]:
    """A table of a cell a line from a line on, and where it begins.

    Where what was taken for its cells has a header, that begins it: a page's menu is above.
    """
    found = _one(lines, first)
    if found is None:
        return None, first
    for at in range(first + 1, min(found[1], first + _MOST_TITLES + 1)):
        if lines.said(at) in _NUMBERS:
            above = [lines.said(n) for n in range(first, at)]
            below = None if all(map(_spans_rows, above)) else _one(lines, at)
            if below is not None:
                # What stands above the numbers' name is the table's title.
                return below, at
            break
    names = {cell.start for cell in found[0].cells if cell.row < _HEADER_ROWS}
    for at in range(first + 1, min(found[1], first + _MOST_MENU)):
        if lines.said(at).isdigit():
            break
        if lines.said(at) in _NUMBERS and lines.spans[at][0] not in names:
            inner = _one(lines, at)
            if inner and not (_doubt(lines.text, inner[0]) and not _doubt(lines.text, found[0])):
                return inner, at
            break
    return found, first


def _spans_rows(name: str) -> bool:
    """Whether a column of this name may stand before the numbers of rows: 类别, 责任单位."""
    return not _SPANNING.isdisjoint(kinds_named(name))


def _one(lines: Lines, first: int) -> _Found | None:
    if measured := measure_lines(lines, first):
        return measured
    found = stacked(lines, first)
    if found is None or not is_one_table(lines.text, found[0]):
        return None
    grid, following = found
    return replace(grid, doubt=line_doubt(lines.text, grid) or grid.doubt), following


def _tears_lists(text: str, grid: Grid) -> bool:
    """Whether half of the cells with numbered lines have such as go on from another cell: 3.…⏎4.…,
    so that the text is a list, and no table."""
    cells = ([*_NUMBERED_LINE.finditer(text[c.start : c.end])] for c in grid.cells)
    lists = [lines for lines in cells if len(lines) > 1]
    torn = sum(int(lines[0][1]) > 1 for lines in lists)
    return torn >= _FEWEST_TORN and 2 * torn >= len(lists)


def _doubt(text: str, grid: Grid) -> str:
    return grid.doubt or (inconsistency(text, grid) if grid.cut else "")


def _with_lines(grid: Grid, lines: Lines, first: int, after: int) -> Grid:
    """A grid with the lines right above it that tell of it."""
    above = list(grid.lines)
    at = first - 1
    while at >= after and len(above) < _MOST_LINES:
        said = lines.said(at)
        sentence = _SENTENCE.search(said) and not _UNIT_LINE.fullmatch(said)
        if len(tight(said)) > _LONGEST_LINE or sentence or "|" in said:
            break
        above.insert(0, lines.spans[at])
        at -= 1
    return replace(grid, lines=tuple(above))


def _barred(lines: Lines, first: int) -> tuple[Grid | None, int]:
    """A table whose cells end at bars, a row or a cell a line; and the line behind its bars."""
    last, bars = first, 0
    at = first
    misses = 0
    ruled = False
    while at < len(lines) and misses <= 2:
        said = lines.said(at)
        if ruled and at + 1 < len(lines) and _names_another(lines, at):
            break
        ruled = ruled or ("|" in said and _RULE.fullmatch(said) is not None)
        if "|" in said:
            last, misses = at, 0
            bars += 1
        elif FURNITURE.match(said) and lines.said(last).endswith("|"):
            break
        elif _HEAD.match(said) and lines.said(first).startswith("|"):
            # [02]花园弄⏎| 承诺 | … begins the next of several.
            break
        else:
            misses += 1
            title = NUMBERED_TITLE.match(said) or (
                len(said) > _LONGEST_LINE and said.endswith(_ENDS)
            )
            if title and _is_whole(lines, last) and not _is_between_rows(lines, last, at):
                break
            closed = lines.said(last).endswith("|") and lines.said(first).endswith("|")
            if closed and not _is_break(said) and not _goes_on(lines, at):
                break
        at += 1
    block = range(first, last + 1)
    rows = [
        (at, split(lines.text, lines.spans[at], _BAR))
        for at in block
        if not _RULE.fullmatch(lines.said(at)) and not PAGE.fullmatch(lines.said(at))
    ]
    # A converter writes a row without words where it found no names.
    rows = [(at, own) for at, own in rows if len(own) <= _FEW_PIECES or any(e > s for s, e in own)]
    if not rows:
        return None, last + 1
    led = [own[0][0] == own[0][1] and len(own) > 1 for _, own in rows]
    ended = [lines.said(at).endswith("|") for at, _ in rows]
    barred = ["|" in lines.said(at) for at, _ in rows]
    opens = zip(led, map(operator.not_, _follow(ended)), map(operator.not_, barred), strict=True)
    if all(map(any, opens)):
        # A bar at the beginning of every row frames the table.
        rows = [(at, own[one:]) for (at, own), one in zip(rows, led, strict=True)]
    cells = [sum(1 for s, e in own if e > s) for _, own in rows]
    if sum(1 for n in cells if n <= 1) * 10 >= 7 * len(cells) or _is_in_line(cells):
        found = barred_cells(lines, rows)
    else:
        rules = [at for at in block if _RULE.fullmatch(lines.said(at))]
        barred_rule = rules and "|" in lines.said(rules[0])
        framed = (
            lines.said(rules[0]).endswith("|")
            if barred_rule
            else _is_framed([lines.said(at) for at, _ in rows])
        )
        found = rows_cut(
            lines, rows, framed=framed, ruled=_is_ruled(rules, rows), closed=[n - 1 for n in rules]
        )
    return found, last + 1


def _is_headed(text: str, grid: Grid) -> bool:
    """Whether the first row names the columns: rows without a header are a part of a table."""
    return all(
        can_name(text[c.start : c.end]) for c in grid.cells if c.row == 0 and c.end > c.start
    )


def _names_another(lines: Lines, at: int) -> bool:
    """Whether a line names the columns of another table, whose rule stands below it, and is no row
    above that of the totals."""
    if "|" not in lines.said(at) or not _RULE.fullmatch(lines.said(at + 1)):
        return False
    names = [lines.text[s:e] for s, e in split(lines.text, lines.spans[at], _BAR) if e > s]
    return not names or all(map(can_name, names))


def _is_ruled(rules: Sequence[int], rows: Sequence[tuple[int, Sequence[Span]]]) -> bool:
    """Whether a rule divides whole rows: one below names of which some have lost their columns
    may be followed by halves of such names."""
    above = [len(own) for at, own in rows if rules and at < rules[0]]
    usual = Counter(len(own) for _, own in rows).most_common(1)[0][0]
    return bool(rules) and (not above or above[-1] >= usual)


def _is_framed(said: Sequence[str]) -> bool:
    """Whether a bar ends each row: lines without one are torn.

    Where as many bars stand in lines with and without one at the end, the last cells are empty.
    """
    ended = Counter(line.count("|") for line in said if line.endswith("|"))
    others = Counter(line.count("|") for line in said if not line.endswith("|") and "|" in line)
    often, other = ended.most_common(1), others.most_common(1)
    if often and other and other[0][1] > 1 and often[0][0] == other[0][0]:
        return False
    led = sum(line.startswith("|") for line in said)
    whole = led >= _FEWEST_ROWS and abs(led - ended.total()) <= 1
    return whole or ended.total() * 2 > len(said)


def _is_in_line(cells: Sequence[int]) -> bool:
    """Whether all rows have been run into one line: it has far more cells than a row."""
    return max(cells, default=0) >= _MOST_CELLS and len(cells) <= _FEW_LINES


def _follow(ended: Sequence[bool]) -> list[bool]:
    """For each line whether the one before it has ended with a bar."""
    return [True, *ended[:-1]]


def _begins_name(lines: Lines, at: int) -> bool:
    """Whether a short line is the first half of the name that the line below goes on with."""
    said, below = lines.said(at), lines.said(at + 1).split("|")[0].strip()
    short = max(len(said), len(below)) <= _LONGEST_HALF and min(len(said), len(below)) > 0
    half = len(said) == 1 or not is_known(said)
    return short and half and "|" not in said and is_known(said + below)


def _is_between_rows(lines: Lines, last: int, at: int) -> bool:
    """Whether a note stands between two rows of as many cells: 说明:…."""
    if not NOTE.match(lines.said(at)) or at + 1 == len(lines):
        return False
    return lines.said(last).count("|") == lines.said(at + 1).count("|")


def _is_break(said: str) -> bool:
    return PAGE.fullmatch(said) is not None or _UNIT_LINE.fullmatch(said) is not None


def _is_whole(lines: Lines, at: int) -> bool:
    """Whether a line with bars is a row: it ends with a bar or does not begin with one."""
    said = lines.said(at)
    return said.endswith("|") or not said.startswith("|")


def _goes_on(lines: Lines, at: int) -> bool:
    """Whether a line without bars is the beginning of a cell that ends at a bar below."""
    following = [lines.said(n) for n in range(at + 1, min(at + 3, len(lines)))]
    return any(said.endswith("|") and said.count("|") == 1 for said in following)
