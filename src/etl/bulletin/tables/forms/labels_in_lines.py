"""Lines of forms that hold a label and its value, or several of them, parted into both."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from functools import partial
from itertools import islice, pairwise
from typing import NamedTuple

from etl.bulletin.tables.forms import labels_between_blanks, labels_without_blanks
from etl.bulletin.tables.forms.labels import (
    COUNTED,
    FEWEST_RETURNING,
    FIGURES,
    FIRST,
    LABEL,
    MOST_LINES,
    NUMBER,
    ORDER,
    PROJECT,
    Span,
    bare,
)

_BESIDE = re.compile(
    rf"(?:\d{{1,2}}\t+(?={PROJECT}\t))?"
    r"(?P<label>(?:(?:\d{1,2}[-—至])?\d{1,2} ?月 ?)?"
    r"[^\s:|,。;()\d](?:[^:|,。;()\n\d]{0,14}?[^\s:|,。;()\d])?)"
    r"(?P<mark> ?: ?|\t+| {2,})(?=\S)"
)
_NUMBERED = re.compile(rf"(?P<label>{NUMBER.pattern})(?P<mark>\s*:\s*|\s+)(?={ORDER.pattern}$)")
_WIDE = re.compile(r"\t+| {2,}")
_HEAD_ABOVE = re.compile(
    r"\n[ ]*(?:\d{1,2}[.、](?!\d)|[(]?[一二三四五六七八九十]{1,3}[)、])[^\n]*\n+[ ]*$"
)
_HEAD = 80
"""Characters of the line above a label."""
_LONGEST_LABEL = 16
_BLANKS = re.compile(r"[ \t](?<=\S[ \t])[ \t]*(?=\S)")


def apart(text: str, lines: Sequence[Span]) -> Iterator[tuple[int, Span]]:
    """The lines with their places, those that hold a label and its value in two.

    年度目标  新增托位460个. The labels of one form, with colons, are captions of prose.
    """
    within = labels_between_blanks.parted(text, lines) or labels_without_blanks.parted(text, lines)
    again = _returning_beside(text, lines)
    for marked in (partial(_beside, again=again), _behind_blank):
        parted = [
            marked(text, line) or _behind_torn(text, above, line)
            for above, line in pairwise(((0, 0), *lines))
        ]
        if _are_forms(text, [found for found in parted if found is not None]):
            break
    else:
        parted = [None] * len(lines)
    for at, (line, found) in enumerate(zip(lines, parted, strict=True)):
        if at in within:
            yield from ((at, piece) for piece in within[at])
            continue
        if found is None:
            yield at, line
            continue
        pairs = _side_by_side(text, line, again)
        for label, value in pairs or _along(text, found, line[1]):
            yield at, label
            yield at, value


class _Parted(NamedTuple):
    """A line with a label and, from a place on, its value."""

    label: Span
    value: int
    mark: str


def _are_forms(text: str, parted: Sequence[_Parted]) -> bool:
    """Whether labels in front of values are those of forms.

    Below the heads of items (二、学校⏎项目内容:) they are captions; 项目二: is a head itself.
    """
    forms = 0
    for found in parted:
        said, above = bare(text, found.label), text[: found.label[0]][-_HEAD:]
        prose = COUNTED.search(said) or _HEAD_ABOVE.search(above)
        forms += bool(FIRST.fullmatch(said)) and not (":" in found.mark and prose)
    return forms > 1 or any(
        found.mark not in (" ", ":") and ":" not in found.mark for found in parted
    )


def _returning_beside(text: str, lines: Sequence[Span]) -> frozenset[str]:
    """Labels, known or not, that stand before a tab in most of several forms: 一季度⇥开工6个."""
    said = Counter(
        bare(text, found.span("label"))
        for line in lines
        if (found := _BESIDE.match(text, *line)) and "\t" in found["mark"]
    )
    forms = sum(times for label, times in said.items() if FIRST.fullmatch(label))
    if forms < FEWEST_RETURNING:
        return frozenset()
    return frozenset(label for label, times in said.items() if forms / 2 < times <= forms)


def _side_by_side(text: str, line: Span, again: Set[str]) -> list[tuple[Span, Span]]:
    """The labels of a line with tabs, each with its value: 编号⇥1⇥类别⇥市级下达."""
    cells = [m.span() for m in re.finditer(r"[^\t]+", text[slice(*line)])]
    cells = [(line[0] + start, line[0] + end) for start, end in cells]
    pairs = list(zip(cells[::2], cells[1::2], strict=False))
    labels = {bare(text, label) for label, _ in pairs}
    told = not any(map(FIGURES.search, labels))
    return pairs if len(cells) == 2 * len(pairs) > 2 and again & labels and told else []


def _beside(text: str, line: Span, again: Set[str]) -> _Parted | None:
    """A label with its value behind a colon, a tab or a wide blank."""
    found = _BESIDE.match(text, *line)
    if found is None:
        return None
    label = bare(text, found.span("label"))
    named = label == PROJECT and "\t" in found["mark"]
    if not (LABEL.fullmatch(label) or label in again or named):
        return None
    if not _side_by_side(text, line, again) and any(
        LABEL.fullmatch("".join(said.split())) for said in text[found.end() : line[1]].split("\t")
    ):
        # 项目名称, 年度目标 and 进展情况 side by side name columns.
        return None
    return _Parted(found.span("label"), found.end(), found["mark"])


def _behind_torn(text: str, above: Span, line: Span) -> _Parted | None:
    """A value beside the end of a label that begins on the line above, or beside 序号."""
    if found := _NUMBERED.match(text[slice(*line)]):
        start = line[0]
        return _Parted((start, start + found.end("label")), start + found.end(), found["mark"])
    found = _BESIDE.match(text, *line)
    if found is None or above[1] - above[0] > _LONGEST_LABEL:
        return None
    label = bare(text, above) + bare(text, found.span("label"))
    if not LABEL.fullmatch(label):
        return None
    return _Parted(found.span("label"), found.end(), found["mark"])


def _along(text: str, found: _Parted, end: int) -> Iterator[tuple[Span, Span]]:
    """A line's label and value, and those behind wide blanks: 项目名称  书房  年度目标  3家."""
    label, start = found.label, found.value
    gaps = [place for gap in _WIDE.finditer(text, start, end) for place in gap.span()]
    pieces = [*zip([start, *gaps[1::2]], [*gaps[::2], end], strict=True)]
    for piece, following in pairwise(pieces):
        if piece[0] > start and LABEL.fullmatch(bare(text, piece)):
            yield label, (start, piece[0])
            label, start = piece, following[0]
    yield label, (start, end)


def _behind_blank(text: str, line: Span) -> _Parted | None:
    """A label with its value behind a single blank: 项 目名 称 新建管网1800公里."""
    ends = [m.start() for m in islice(_BLANKS.finditer(text, *line), MOST_LINES)]
    for end in reversed(ends):
        if end - line[0] <= _LONGEST_LABEL and LABEL.fullmatch(bare(text, (line[0], end))):
            return _Parted((line[0], end), end + 1, " ")
    return None
