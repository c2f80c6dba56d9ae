"""What a copy of paper has at the edges of its pages, in the midst of its text.

The page's number, and the document's heading printed again:
``…形象进度达⏎2⏎\\f某区民生实事完成情况⏎到65%``.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

LINES = re.compile(r"[^\n]*\n|[^\n]+\Z")
_MARKED = re.compile(r"[-－—–─_]{1,3}\d{1,3}[-－—–─_]{1,3}|第\d{1,3}页.{0,12}")
_BARE = re.compile(r"\d{1,3}")
_FIGURE = re.compile(r"\d{1,3}")
_HEADING = re.compile(r"[^。;；]{6,40}")
_TABLE = re.compile(r"[序编]号(?!\d)|项次|表\d")
"""What begins the header of a table that goes on over pages: it is put together as one."""
_INDENT = " " * 16
_TITLES = 3
"""Lines from the top of which one may be printed again on each page."""


class _Line(NamedTuple):
    start: int
    end: int
    words: str
    """Without blanks."""
    begins_page: bool
    is_indented: bool
    """As far as the middle of a page."""


def edges(text: str) -> Sequence[tuple[int, int]]:
    """The spans of the lines that only say which document or page it is.

    ``text`` may have form feeds, which begin pages. A bare number is a page's where all such end
    a page and count on; others may number items.
    """
    lines = [*_filled(text)]
    headings = {line.words for line in lines[:_TITLES] if _HEADING.fullmatch(line.words)}
    numbers = _page_numbers(lines, headings)
    found = set(numbers)
    for at, line in enumerate(lines):
        begins = line.begins_page or at - 1 in numbers or at + 1 in numbers
        tabled = at + 1 < len(lines) and _TABLE.match(lines[at + 1].words) is not None
        if at >= _TITLES and begins and line.words in headings and not tabled:
            found.add(at)
    return [(lines[at].start, lines[at].end) for at in sorted(found)]


def _filled(text: str) -> Iterator[_Line]:
    """The lines that have words; blank ones may begin a page for what stands below."""
    begins = False
    for line in LINES.finditer(text):
        begins = begins or "\f" in line[0]
        if words := "".join(line[0].split()):
            indented = line[0].startswith(_INDENT)
            yield _Line(line.start(), line.end(), words, begins, indented)
            begins = False


def _page_numbers(lines: Sequence[_Line], headings: set[str]) -> set[int]:
    """The places of lines that number pages, one after the other."""
    marked = {
        *_rising([at for at, line in enumerate(lines) if _MARKED.fullmatch(line.words)], lines)
    }
    centred = [at for at, line in enumerate(lines) if line.is_indented]
    if all(_BARE.fullmatch(lines[at].words) for at in centred):
        marked = {*marked, *_rising(centred, lines)}
    bare = [at for at, line in enumerate(lines) if _BARE.fullmatch(line.words)]
    if len(bare) > 1 and all(_ends_page(lines, at, headings) for at in bare):
        numbers = [int(lines[at].words) for at in bare]
        if numbers == [*range(numbers[0], numbers[0] + len(numbers))]:
            return {*marked, *bare}
    return marked


def _rising(places: Sequence[int], lines: Sequence[_Line]) -> Sequence[int]:
    """Some lines, if the numbers in them rise."""
    numbers = [int(found[0]) for at in places if (found := _FIGURE.search(lines[at].words))]
    return places if all(number < following for number, following in pairwise(numbers)) else ()


def _ends_page(lines: Sequence[_Line], at: int, headings: set[str]) -> bool:
    """Whether a line is the last of a page: where one stands above, it may number an item."""
    if at + 1 == len(lines):
        return True
    below = lines[at + 1]
    return below.begins_page or (at >= _TITLES and below.words in headings)
