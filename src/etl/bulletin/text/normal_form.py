"""The normal form of a text, with a map back to where each character came from.

Portals print full-width punctuation, U+3000 indents and non-breaking spaces; Word
leaves zero-width marks and spaces around numbers; a sentence may be broken over two
lines (``…等活动⏎317场``). The normal form has none of these. NFKC would go too far (it
turns ``②5处`` into ``25处`` and ``450㎡`` into ``450m2``), so the folding is our own table.
:func:`normalise_document` finds and mends the tables of a document besides, in the same places.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Sequence, Set
from typing import TYPE_CHECKING

from etl.bulletin.items.part_captions import SHORT_LINE
from etl.bulletin.items.series_of_heads import line_heads
from etl.bulletin.tables.columns.inner_headers import parted
from etl.bulletin.tables.flattened.find_grids import find_grids
from etl.bulletin.tables.forms.upright import upright
from etl.bulletin.tables.repair.lost_rowspans import relaid
from etl.bulletin.tables.repair.parallel_lines_in_cells import unfolded
from etl.bulletin.tables.repair.promise_said_again import parted_from_reports
from etl.bulletin.tables.repair.side_by_side import below_one_another
from etl.bulletin.text import simplified_without_pinyin
from etl.bulletin.text.broken_at_digits import rejoined
from etl.bulletin.text.character_origins import NormalText
from etl.bulletin.text.commas_as_bars import commas_as_bars
from etl.bulletin.text.labels_with_colons import labels_with_colons
from etl.bulletin.text.page_edges import LINES, edges
from etl.bulletin.text.points_on_lines import joined_to_points
from etl.bulletin.text.quoted_cells import unquoted_cells
from etl.bulletin.words import measure_words
from etl.document.grid import Grid, shifted, trimmed
from etl.document.page.title_lines import heads_period

if TYPE_CHECKING:
    from etl.document.extract import Document

ITEM_HEAD = (
    r"(?:[(]?[一二三四五六七八九十]{1,3}[)、.]|[(]\d{1,3}[)]|\*?\d{1,3}(?:[.、)](?!\d)|$)"
    r"|[①-⑳]|第[一二三四五六七八九十\d]{1,3}[条项件])"
)
"""What an item may begin with: ``一、 （一） 1. 1、 (1) ①``, or its number alone on a line."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys(
    [0x0B, 0x0C, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], 0x20
)
_ALIKE = {ord(c): ord(d) for c, d in zip("﹒‚〔〕【】﹪﹣﹐﹔﹕", ".,[][]%-,;:", strict=True)}
_LINE_ENDS = dict.fromkeys([0x85, 0x2028, 0x2029], 0x0A)
# CJK radicals and compatibility ideographs, as PDF copies have them: one character each.
_IDEOGRAPHS = {
    code: ord(folded)
    for code in [*range(0x2E80, 0x2FD6), *range(0xF900, 0xFAD9)]
    if len(folded := unicodedata.normalize("NFKC", chr(code))) == 1
}
# Digits of other scripts would pass for digits in a pattern and for nothing in a number.
_DIGITS = {
    code: ord(str(unicodedata.decimal(chr(code))))
    for code in range(0x660, 0x1FBFA)
    if unicodedata.category(chr(code)) == "Nd"
}
# What encloses a digit as a key: 1⃣ is 1.
_KEYS = {0x20E3: ord(".")}
_FOLD = {**_KEYS, **_DIGITS, **_FULL_WIDTH, **_SPACES, **_ALIKE, **_LINE_ENDS, **_IDEOGRAPHS}

_BUILDING = re.compile(r"(?<=\d)#(?![^\s#]{1,12}#)")
"""What numbers a building: 3#楼."""
_UNSEEN = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\r"
# One set of characters comes first, so that all others are passed over at once.
_INVISIBLE = re.compile(rf"[*{_UNSEEN}](?:(?<=\*)\*+|(?<!\*)[{_UNSEEN}]*)")
_PAGE_NUMBER = re.compile(
    r"(?m)^[ \t]*(?:[-—–─_]{1,3}[ ]*\d{1,3}[ ]*[-—–─_]{1,3}"
    r"|第[ ]*\d{1,3}[ ]*页(?:[ ,/]*共[ ]*\d{1,3}[ ]*页)?)[ \t]*(?:\n|\Z)"
)
"""A line that a copy of paper has in mid-sentence: — 2 —, 第2页 共5页."""
# A blank comes first, so that only blanks are looked at.
_EDGE_SPACE = re.compile(r"[ \t](?:(?<![^\n][ \t])[ \t]*+|(?<![ \t]{2})[ \t]*+(?=\n|\Z))")
_LOOSE_SPACE = re.compile(
    r" (?:(?<=[^\x00-\x7f] )(?=[^ |])|(?<=[^ |\n] )(?=[^\x00-\x7f]|[%,;:)])|(?<=[,;:(] )(?=[^ |]))"
)
# Where a header divides its columns by single spaces, so do the rows below it.
_SPACED_TABLE = re.compile(r"(?m)^(?:序号|编号|项次|县区|区县|地区) +[^\s|,。]+ +[^\s|,。]+")
_SPACED_NUMBER = re.compile(rf"(?m)^(?:{ITEM_HEAD}|\d{{1,3}}) ")
_NEWLINES = re.compile(r"\n+")
_LINE_NUMBER = re.compile(r"(?m)^[ ]*(?P<tens>\d(?P<torn>[ ]))?(?P<ones>\d{1,2})[ ]?[.、](?=\D)")
_BLANK = re.compile(r"[ ]")
_CHARACTERS = r"[ ]*([\u4e00-\u9fff](?: [\u4e00-\u9fff])+)[ ]*"
_SET_APART = re.compile(
    rf"(?m)(?:^|(?<=[\t|])){_CHARACTERS}(?=[\t|])|(?<=[\t|]){_CHARACTERS}(?=[\t|]|$)"
)
_MARKS = r"[■□●○◆◇▲△★☆➤▪◎▶►✓√※\u2300-\u23ff\u2600-\u27bf\U0001f300-\U0001faff]"
"""What a line may begin with instead of a number, pictures among them: ▲, ✅, 🎯."""
_GOES_ON = re.compile(rf"(?!{ITEM_HEAD})(?!{_MARKS})(?![^:\n]{{2,12}}:)[^\n|*\[]{{2}}")
# Below a heading without a full stop begins the paragraph: 三、打通断头路30条⏎计划打通…
_HEADING = re.compile(rf"(?:.*[。;!?])?(?:{ITEM_HEAD}[^。;!?]*|{_MARKS}[^。;!?:]*)[^,、]$")
_OPENS = re.compile(r"(?:年内|本年|年度|全市|我市)*(?:计划|截[至止]|目前|今年|全年|已)")
_COUNTED_LAST = re.compile(r"\d[万亿余多]*[^\d,。;:、()]{1,3}$")
# A bracket that nothing closes ends with its line: (牵头单位:市教育局⏎已建成19所
_UNCLOSED = re.compile(r"\([^():]{0,12}(?:单位|部门)[^():]{0,4}:[^()]*$")
_OFFICES = re.compile(
    r"(?:单位|部门)[^:,。;\n]{0,4}:[^。;:\d\n]{0,80}[局委办厅院会司区县市镇乡所队站团心校府]$"
)
"""Units responsible behind a promise, which end with their line: …1.5亿元。责任单位:县人社局"""
_CLOSES = re.compile(r"[^()。;]{0,40}\)")
_RATE = re.compile(r"\d{1,3}(?:\.\d+)?%")
"""All of a line below a bar: how far the work is."""
_AWAITS_RATE = re.compile(r"[率度达到为占比至约近超过于高低升降增的]$")
_RULE = re.compile(r"[\W_]+")
_GOES_OVER = re.compile(r"(?:并且?|[和及与已的为了均由在、])$|全部$")
_COMPLETE = frozenset("。;:!?)|]")
_FIGURE_SPACE = re.compile(r"(?<=\d) (?=[\u4e00-\u9fff%])|(?<=[\u4e00-\u9fff]) (?=\d)")
_TORN_OFF = re.compile(
    r"\n(?<=[\d万亿]\n)(?=(?:[万亿]?[余多]?[\u4e00-\u9fff]{1,3}|[万亿]|%)(?:以上|左右)?(?:[,。;、)\n]|\Z))"
    r"|\n(?<=\d\n)(?=[\u4e00-\u9fff])"
)
"""The line end between a clause's figure and its unit: 全年助餐60⏎万人次以上, 完成12⏎家卫生院."""
_CLAUSE_OF_FIGURE = re.compile(r"[\u4e00-\u9fff]\d[\d.,]{0,15}[万亿]?\Z")
_GOES_BEFORE = re.compile(r"[,;。:][^,;。:\n]{2,}\Z")
"""What stands before a figure where its line has other clauses: 床位300张;完成12⏎家卫生院."""
_PROSE = re.compile(r"[。,;]")
_COLUMNS = re.compile(r"\||\t| {2}|^\d{1,3} ")
_LONG = 20
"""Characters that a line has at least where it was broken for its length."""
_NARROWEST, _NARROW, _WIDEST = 24, 42, 96
"""Widths of the lines of a narrow screen, and of a page."""
_RAGGED, _INDENTED, _FEWEST_FULL = 3, 6, 6
"""What a full line of either may have less, one behind an indent of two characters that a copy has
lost among them, and how many are full."""
_UNBROKEN = re.compile(r"[0-9A-Za-z.%]+[,。;:、)]?|.[,。;:、)]?")
"""What a line begins with that did not fit in the one above: a number, or one character."""
_HALF_WIDE = re.compile(r"[ 0-9A-Za-z.%]")
_UNEVEN = 10
"""Characters by which lines that were broken for their length differ at most."""


def normalise(raw: str) -> NormalText:
    """Bring a text to its normal form; normalising twice changes nothing more."""
    return _tidied(_folded(raw), ())


def normalise_document(document: "Document") -> tuple[NormalText, tuple[Grid, ...]]:
    """The normal form of a document's text, and its tables over it in the order of reading.

    Tables are those that the source has laid out and those that a copy has flattened to text.
    They keep their lines and the blanks between and within their cells, but for one beside a
    figure (已建成 9 座); a cell of several paragraphs has a line for each. Prose is tidied as by
    :func:`normalise`.
    """
    raw = document.text
    broken = {place for table in document.tables for place in table.breaks}
    if broken:
        raw = "".join("\n" if at in broken else c for at, c in enumerate(raw))
    normal = _folded(raw)
    if not document.tables:
        normal = joined_to_points(normal)
        if torn := rejoined(normal.text):
            normal = normal.without(_NEWLINES, lambda m: m.start() in torn)
    placed = (_placed(table, normal) for table in document.tables)
    known = [unfolded(normal.text, relaid(normal.text, grid)) for grid in placed]
    found = sorted([*known, *_found(normal.text, known)], key=lambda grid: grid.start)
    found = [parted_from_reports(normal.text, grid) for grid in found]
    grids = [below_one_another(normal.text, grid) for grid in found]
    grids = [part for grid in upright(normal.text, grids) for part in parted(normal.text, grid)]
    over_raw = [grid.moved(lambda s, e: _raw_span(normal, s, e)) for grid in grids]
    tidy = _tidied(normal, over_raw)
    return tidy, tuple(_placed(grid, tidy) for grid in over_raw)


def _folded(raw: str) -> NormalText:
    folded = commas_as_bars(unquoted_cells(_BUILDING.sub("号", raw.translate(_FOLD))))
    folded = labels_with_colons(folded)
    normal = NormalText(folded, range(len(raw)))
    paper = dict(edges(raw))
    normal = normal.without(LINES, lambda m: m.start() in paper) if paper else normal
    normal = normal.without(_INVISIBLE, _always).without(_PAGE_NUMBER, _always)
    if torn := _torn_numbers(normal.text) | _set_apart(normal.text):
        normal = normal.without(_BLANK, lambda m: m.start() in torn)
    return simplified_without_pinyin.clean(normal)


def _found(text: str, known: Iterable[Grid]) -> Iterable[Grid]:
    """Flattened tables in the text between the tables that are known."""
    at = 0
    for start, end in [*((grid.start, grid.end) for grid in known), (len(text), len(text))]:
        for grid in find_grids(text[at:start]):
            yield shifted(grid, at)
        at = max(at, text.find("\n", end) if "\n" in text[end : end + 40] else end)


def _raw_span(normal: NormalText, start: int, end: int) -> tuple[int, int]:
    if start < end:
        return normal.origin(start, end)
    place = normal.origins[start] if start < len(normal.origins) else normal.origins[-1] + 1
    return place, place


def _placed(grid: Grid, normal: NormalText) -> Grid:
    """A grid over the raw text, over the normal form, blanks around its cells left out."""

    def span(start: int, end: int) -> tuple[int, int]:
        return trimmed(
            normal.text, bisect_left(normal.origins, start), bisect_left(normal.origins, end)
        )

    return grid.moved(span)


def _tidied(normal: NormalText, grids: Iterable[Grid]) -> NormalText:
    """The text tidied, but for the tables; ``grids`` are over the raw text."""
    spans = [span for grid in grids for span in ((grid.start, grid.end), *grid.lines)]
    cells = [(c.start, c.end) for grid in grids for c in grid.cells if c.end > c.start]
    while (tidy := _tidy(normal, spans, cells)).text != normal.text:
        normal = tidy
    return normal


def _tidy(
    normal: NormalText, spans: list[tuple[int, int]], cells: list[tuple[int, int]]
) -> NormalText:
    normal = normal.without(_EDGE_SPACE, _always)
    if spans:
        inside = _marked(normal, cells)
        normal = normal.without(
            _FIGURE_SPACE, lambda m: bool(inside[m.start()] and inside[m.end()])
        )
        inside = _marked(normal, cells)
        normal = normal.without(
            _TORN_OFF, lambda m: bool(inside[m.start()]) and _is_torn_off(normal.text, m.start())
        )
    tables = _marked(normal, spans)
    series = line_heads(normal.text)
    spaced = normal.text
    if spans or not _SPACED_TABLE.search(spaced):
        heads = {m.end() - 1 for m in _SPACED_NUMBER.finditer(spaced)}
        heads |= {head.end - 1 for head in series}
        normal = normal.without(
            _LOOSE_SPACE, lambda m: m.start() not in heads and not tables[m.start()]
        )
    if normal.text != spaced:
        series, tables = line_heads(normal.text), _marked(normal, spans)
    full = _full_lines(spaced.split("\n"))
    torn = _torn_sentences(normal.text, {head.start for head in series}, full)

    def is_torn(ends: re.Match[str]) -> bool:
        start, end = ends.span()
        inside = tables[start - 1] or tables[end]
        return start in torn and not inside

    return normal.without(_NEWLINES, is_torn)


def _marked(normal: NormalText, spans: Iterable[tuple[int, int]]) -> bytearray:
    """For each character whether it stands in one of the spans of the raw text."""
    marks = bytearray(len(normal.text) + 1)
    for start, end in spans:
        first, last = bisect_left(normal.origins, start), bisect_left(normal.origins, end)
        marks[first:last] = b"\1" * (last - first)
    return marks


def _is_torn_off(text: str, end: int) -> bool:
    """Whether a line ends in a clause's figure and the next one begins with its unit."""
    if not _CLAUSE_OF_FIGURE.search(text, max(0, end - _LONG), end):
        return False
    at = end + 1
    if text[at] in "万亿余多%":
        return True
    unit = measure_words.match(text, at, len(text))
    if unit is None or text[at + len(unit.word) : at + len(unit.word) + 1] in "以左,。;、)\n":
        return unit is not None
    return _GOES_BEFORE.search(text, text.rfind("\n", 0, end) + 1, end) is not None


def _torn_numbers(text: str) -> Set[int]:
    """The blanks within numbers of lines that count on with them: 9.…⏎1 0.…, as recognised paper
    has it."""
    torn: set[int] = set()
    last = 0
    for found in _LINE_NUMBER.finditer(text):
        whole = int((found["tens"] or "").strip() + found["ones"])
        if found["torn"] and whole == last + 1:
            torn.add(found.start("torn"))
        last = whole if whole == last + 1 or not found["torn"] else int(found["ones"])
    return torn


def _set_apart(text: str) -> Set[int]:
    """The blanks between the characters of cells that are set apart: | 项 目 |."""
    return {
        at
        for cell in _SET_APART.finditer(text)
        for at in range(*cell.span(cell.lastindex or 0))
        if text[at] == " "
    }


def _always(_: re.Match[str]) -> bool:
    return True


def _opens_paragraph(heading: str, below: str) -> bool:
    """Whether a line begins below a heading: lines broken for their length are as long."""
    return (
        _OPENS.match(below) is not None
        or (len(below) >= _LONG and _COUNTED_LAST.search(heading) is not None)
        or len(below) > len(heading) + _UNEVEN
    )


def _has_columns(line: str) -> bool:
    """Whether a line is a row of a table: 371 人,占年度目标的 begins with a figure."""
    found = _COLUMNS.search(line)
    if found is None or not found[0][0].isdigit():
        return found is not None
    unit = measure_words.match(line, found.end(), len(line))
    behind = found.end() + len(unit.word) if unit else 0
    counts = unit is not None and line[behind : behind + 1] in (",", "。", ";", ")")
    return not counts or _COLUMNS.search(line, behind) is not None


def _full_lines(lines: Sequence[str]) -> Set[int]:
    """Which lines are full where they are broken for the width of a screen or a page; none else.

    The blanks of a copy are counted: it was broken with them.
    """
    widths = [*map(_width, lines)]
    known = sorted(filter(None, widths))
    widest = known[len(known) * 49 // 50] if known else 0
    least = widest - (_RAGGED if widest <= _NARROW else _INDENTED)
    begun = (found[0] if (found := _UNBROKEN.match(line)) else "" for line in (*lines[1:], ""))
    full = {
        at
        for at, (width, following) in enumerate(zip(widths, begun, strict=True))
        if width + (_width(following) if widest > _NARROW else 0) >= least
    }
    broken = _NARROWEST <= widest <= _WIDEST
    if widest > _NARROW:
        # Rows of a table are as long as one another, too, but no sentences.
        broken = broken and 2 * sum(_PROSE.search(lines[at]) is not None for at in full) > len(full)
    return full if broken and len(full) >= max(_FEWEST_FULL, len(known) / 4) else frozenset()


def _width(line: str) -> int:
    """The width of a line in halves of a character: digits, letters and blanks take one."""
    return 2 * len(line) - len(_HALF_WIDE.findall(line))


def _torn_sentences(text: str, begun: Collection[int], full: Set[int]) -> set[int]:
    """Where a line ends in the middle of a sentence that the next line goes on with; ``begun`` are
    the places of lines that begin with a head, ``full`` which lines have no room left."""
    torn: set[int] = set()
    captions = {line for line, times in Counter(SHORT_LINE.findall(text)).items() if times > 2}
    length, prose, columns, at, number = 0, False, False, 0, 0
    for newlines in _NEWLINES.finditer(text):
        line = text[at : newlines.start()]
        length += len(line)
        prose = prose or _PROSE.search(line) is not None
        columns = columns or _has_columns(line)
        at = newlines.end()
        end = text.find("\n", at)
        below = text[at : end if end >= 0 else len(text)]
        long = (length >= _LONG and prose) or number in full
        number += len(newlines[0])
        if (
            long
            and at not in begun
            and not columns
            and text[newlines.start() - 1] not in _COMPLETE
            and not (_RULE.fullmatch(line) or _RULE.fullmatch(below))
            and _GOES_ON.match(below)
            and not _has_columns(below)
            and not heads_period(below)
            and not (_RATE.fullmatch(below) and not _AWAITS_RATE.search(line))
            and not (_HEADING.match(line) and _opens_paragraph(line, below))
            and not (_UNCLOSED.search(line) and not _CLOSES.match(below))
            and not _OFFICES.search(line)
            and not (below.strip() in captions and not _GOES_OVER.search(line))
        ):
            torn.add(newlines.start())
        else:
            length, prose, columns = 0, False, False
    return torn
