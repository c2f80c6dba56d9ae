"""Vertical forms in flattened text: a label on its line, its value on the next, or both in one.

``项目名称⏎新建书房20家⏎进展情况⏎已建成21家。⏎存在困难⏎无`` is found as a grid of two columns, label
and value, as the page has it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from etl.bulletin.tables.forms.cards import find_cards
from etl.bulletin.tables.forms.labels import (
    FEWEST_RETURNING,
    FIGURES,
    FIRST,
    LABEL,
    LONGEST,
    MOST_LINES,
    NUMBER,
    ORDER,
    PROJECT,
    SOON,
    Span,
    bare,
)
from etl.bulletin.tables.forms.labels_in_lines import apart
from etl.document.grid import Cell, Grid

_TITLE = re.compile(
    r"(?:19|20)\d\d年.{4}|.{6}表(?:[(].*)?$|^附[件表]|^表[一二三四五六七八九\d]{1,3}$|^[(].*[)]$"
)
_PROJECT_NAME = "项目名称"
_UNIT = re.compile(r"[(][^()\d]{1,5}[)]")
_FURNITURE = re.compile(
    r"[\[【(]?(?:打印|关闭|上一篇|下一篇|分享|扫一扫|来源|编辑|责任编辑|相关|手机)"
)


@dataclass(frozen=True, slots=True)
class Form:
    """A form and the lines that it covers."""

    grid: Grid
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Field:
    """A label, over one line or several, and the lines of its value."""

    name: str
    first: int
    label_end: int
    end: int


def find_forms(text: str, whole: Sequence[Span]) -> list[Form]:
    """The forms of a text, or its cards as one; ``whole`` are its lines, none of them empty."""
    pieces = _with_units(text, apart(text, whole))
    lines = [span for _, span in pieces]
    said = _named([bare(text, line) for line in lines])
    forms: list[Form] = []
    for fields in _runs(said):
        names = {field.name for field in fields}
        filled = sum(1 for field in fields if field.end > field.label_end)
        named = fields[0].end > fields[0].label_end
        if len(names) < 2 or filled < 2 or filled * 3 < 2 * len(fields) or not named:
            continue
        cells: list[Cell] = []
        for row, field in enumerate(fields):
            start, end = lines[field.first][0], lines[field.label_end - 1][1]
            cells.append(Cell(start, end, row, 0))
            value = (
                (lines[field.label_end][0], lines[field.end - 1][1])
                if field.end > field.label_end
                else (end, end)
            )
            cells.append(Cell(*value, row, 1))
        first, last = pieces[fields[0].first][0], pieces[fields[-1].end - 1][0]
        forms.append(Form(Grid(len(fields), 2, tuple(cells), cut=True), first, last))
    if not forms and (cards := find_cards(said, lines)) is not None:
        return [Form(cards.grid, pieces[cards.first][0], pieces[cards.last][0])]
    return forms


def _with_units(text: str, pieces: Iterable[tuple[int, Span]]) -> list[tuple[int, Span]]:
    """The pieces of lines, a unit below a label's words put to them: 计划投资⏎(万元)."""
    joined: list[tuple[int, Span]] = []
    for at, span in pieces:
        above = bare(text, joined[-1][1]) if joined else ""
        unit = _UNIT.fullmatch(bare(text, span))
        if unit and 0 < len(above) <= LONGEST and not FIGURES.search(above):
            joined[-1] = (joined[-1][0], (joined[-1][1][0], span[1]))
        else:
            joined.append((at, span))
    return joined


def _named(said: Sequence[str]) -> list[str]:
    """The words of lines, 项目 called a name where it returns right before labels of a form."""
    places = [at for at, words in enumerate(said) if words == PROJECT]
    labelled = [
        at
        for at in places
        if any(map(LABEL.fullmatch, said[at + 2 : at + 2 + SOON]))
        and not FIRST.fullmatch("".join(said[at : at + 2]))
    ]
    if len(labelled) < FEWEST_RETURNING or len(labelled) < len(places):
        return list(said)
    return [_PROJECT_NAME if words == PROJECT else words for words in said]


def _returning(said: Sequence[str]) -> frozenset[str]:
    """Lines that are labels by returning in most forms, each time behind another value."""
    firsts = [
        at
        for at in range(len(said))
        if any(FIRST.fullmatch("".join(said[at : at + parts])) for parts in (1, 2))
    ]
    if len(firsts) < FEWEST_RETURNING:
        return frozenset()
    before: dict[str, set[str]] = defaultdict(set)
    times = Counter[str]()
    for at in range(firsts[0] + 1, len(said)):
        line = said[at]
        if len(line) <= LONGEST and not FIGURES.search(line):
            before[line].add(said[at - 1])
            times[line] += 1
    return frozenset(
        line
        for line, often in times.items()
        if len(firsts) / 2 < often <= len(firsts) and 2 * len(before[line]) > often
    )


def _runs(said: Sequence[str]) -> Iterator[list[_Field]]:
    """Labels with their values, from one first label to before the next."""
    labels = list(_labels(said, _returning(said)))
    run: list[_Field] = []
    most: dict[str, int] = {}
    opening = set(_opening_labels(said, labels))
    for at, (name, first, end) in enumerate(labels):
        if at in opening:
            if run:
                yield run
            run = []
        elif not run:
            continue
        if at + 1 == len(labels) and name not in most and len(opening) >= FEWEST_RETURNING:
            # A note below the last form, as no form has one: 备注:8个项目年度计划投资合计….
            break
        following = labels[at + 1][1] if at + 1 < len(labels) else len(said)
        closing = at + 1 >= len(labels) or at + 1 in opening
        stop = _value_end(said, end, following, closing)
        if at + 1 == len(labels) and name in most:
            # What follows the last form is no part of its last value, as long as no other is.
            stop = min(stop, end + most[name])
        most[name] = max(most.get(name, 0), stop - end)
        run.append(_Field(name, first, end, stop))
    if run:
        yield run


def _opening_labels(said: Sequence[str], labels: Sequence[tuple[str, int, int]]) -> Iterator[int]:
    """The labels with which forms begin: a pledge's name, or its number right before it."""
    behind = 0
    for at, (name, _, end) in enumerate(labels):
        soon = (label for label, *_ in labels[at + 1 : at + SOON])
        counted = NUMBER.fullmatch(name) and end < len(said) and ORDER.fullmatch(said[end])
        if counted and any(map(FIRST.fullmatch, soon)):
            behind = at + SOON
            yield at
        elif FIRST.fullmatch(name) and at >= behind:
            yield at


def _value_end(said: Sequence[str], start: int, stop: int, closing: bool) -> int:
    """Where a value ends: the last one of a form before a title or what follows the article."""
    if not closing:
        return stop
    for at in range(start, stop):
        if _TITLE.search(said[at]) or _FURNITURE.match(said[at]):
            return at
    return stop


def _counts_a_form(said: Sequence[str], at: int) -> bool:
    """Whether a line is the label of a form's number: 序号⏎3⏎项目名称."""
    following = said[at + 1 : at + SOON]
    return (
        NUMBER.fullmatch(said[at]) is not None
        and len(following) == SOON - 1
        and ORDER.fullmatch(following[0]) is not None
        and FIRST.fullmatch(following[1]) is not None
    )


def _labels(said: Sequence[str], returning: Set[str]) -> Iterator[tuple[str, int, int]]:
    """Lines that are a label, alone or together with those that follow."""
    at = 0
    while at < len(said):
        for parts in range(MOST_LINES, 0, -1):
            pieces = said[at : at + parts]
            if len(pieces) < parts or any(len(piece) > LONGEST for piece in pieces):
                continue
            alone = parts == 1 and (pieces[0] in returning or _counts_a_form(said, at))
            if alone or LABEL.fullmatch("".join(pieces)):
                yield "".join(pieces), at, at + parts
                at += parts
                break
        else:
            at += 1
