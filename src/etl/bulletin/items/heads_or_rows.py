"""Whether numbered lines are the pledges, or divide a page whose tables have them."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from etl.bulletin.items.announced_count import announced
from etl.bulletin.items.figure_pattern import MEASURED
from etl.bulletin.items.headings import heading_of, is_section
from etl.bulletin.items.numbered_lines import Head
from etl.bulletin.items.pledge_heads import Heads
from etl.bulletin.items.same_pledges.rows_of_items import are_of_items
from etl.bulletin.tables.rows.read_grid import GridReading
from etl.document.grid import Grid

Line = tuple[int, int]

_A_PLEDGE = re.compile(r"实事|工程|项目|任务|件")
"""In a number's words: it counts pledges."""
_FEWEST_FORMS = 3
_FEWEST_ITEMS = 4
_NEARLY_ALL = 0.75
_FEWEST_LISTS = 3
_ROW_OF_GROUP = re.compile(r"(\d{1,2})[-—–.]\d{1,2}")
_FORM = re.compile(r"\[?(?:项目|实事|任务|工程|事项)名称(?:\]|:)")
"""What each of several forms begins with."""


def are_sections(text: str, heads: Heads, tables: Sequence[GridReading]) -> bool:
    """Whether numbered lines divide a page whose pledges are the rows of a table below one.

    Lines that nearly all have figures of their own are items, whatever table follows them, and
    so are lines whose numbers say what they count: 工程1, 第一件实事.
    """
    starts = {head.number: head.end for head in heads.pledges}
    if any(are_of_items(text, starts, table.items) for table in tables):
        return False
    called = sum(_A_PLEDGE.search(text, h.start, h.end) is not None for h in heads.pledges)
    if called == len(heads.pledges) != 1:
        return False
    first = heads.pledges[0].start
    if not any(item.number and item.start > first for table in tables for item in table.items[:1]):
        return False
    if _have_lists(text, heads.pledges, tables) or _have_tables(text, heads.pledges, tables):
        return False
    lines = [text[head.end : text.find("\n", head.end)] for head in heads.pledges]
    told = sum(MEASURED.search(line) is not None for line in lines)
    return len(lines) < _FEWEST_ITEMS or told < _NEARLY_ALL * len(lines)


def _have_lists(text: str, heads: Sequence[Head], tables: Sequence[GridReading]) -> bool:
    """Whether each head tells of itself, above a list of its own that counts from 1:
    一、教育扩容工程⏎新增学位2700个。…⏎1 | 东校扩建 | …
    """
    rows = [[item for item in table.items if item.number] for table in tables]
    firsts = sorted(own[0].start for own in rows if own and own[0].number == 1)
    starts = [head.start for head in heads]
    behind = {bisect_right(starts, start) for start in firsts}
    if not _FEWEST_LISTS <= len(behind) == len(rows):
        return False
    told = 0
    for head, stop in zip(heads, [*starts[1:], len(text)], strict=True):
        end = min([stop, *firsts[bisect_right(firsts, head.end) :][:1]])
        named = not is_section(heading_of(text, head))
        told += named and len(MEASURED.findall(text[head.end : end])) > 1
    return told >= _NEARLY_ALL * len(heads)


def _have_tables(text: str, heads: Sequence[Head], tables: Sequence[GridReading]) -> bool:
    """Whether each head names something and tells of it, several of them by tables of their own
    whose rows have no numbers: 一、农房抗震改造⏎…⏎乡镇 | 户数 | ….
    """
    # A form of each pledge is no table of what one has.
    rows = [table.items[0].start for table in tables if len(table.items) > 1]
    starts = [head.start for head in heads]
    below = {bisect_right(starts, row) for row in rows}
    if any(table.counted for table in tables) or not len(below - {0}) > 1:
        return False
    stretches = enumerate(zip(heads, [*starts[1:], len(text)], strict=True), 1)
    told = sum(
        not is_section(heading_of(text, head))
        and (at in below or MEASURED.search(text, head.end, end) is not None)
        for at, (head, end) in stretches
    )
    return len(heads) >= _FEWEST_ITEMS and told >= _NEARLY_ALL * len(heads)


def count_points(text: str, body: Sequence[Line], heads: Heads) -> bool:
    """Whether numbered lines count points within forms: [项目名称]…[建设内容]⏎1.…;2.…"""
    forms = [start for start, end in body if _FORM.match(text, start, end)]
    counted = {bisect_right(forms, head.start) for head in heads.pledges}
    return len(forms) >= _FEWEST_FORMS and 0 not in counted and 2 * len(counted) < len(forms)


def count_parts(text: str, grids: Sequence[Grid]) -> bool:
    """Whether a text has as many pledges as its tables have rows 1-1, 1-2, 2-1: 六大类14项."""
    leads = (text[cell.start : cell.end].strip() for grid in grids for cell in grid.cells)
    groups = [int(found[1]) for words in leads if (found := _ROW_OF_GROUP.fullmatch(words))]
    said = announced(text) if groups else frozenset()
    return len(groups) in said and len(set(groups)) not in said
