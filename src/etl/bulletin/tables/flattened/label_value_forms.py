"""Vertical forms in flattened text: a label on its line, its value on the next.

``项目名称⏎新建书房20家⏎进展情况⏎已建成21家。⏎存在困难⏎无`` is found as a grid of two columns, label
and value, as the page has it. The forms of a page, flattened or not, are one table that stands
upright (:func:`upright`): its header has their labels, and each form is a row.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import partial
from itertools import islice, pairwise
from typing import NamedTuple

from etl.bulletin.items.figure_pattern import MEASURED
from etl.document.grid import Cell, Grid

Span = tuple[int, int]

_FIRST = re.compile(
    r"(?:实事|民生实事|重点)?(?:项目|事项|任务|工作)(?:名称|内容)|实事(?:名称|内容)?|指标名称"
    r"|(?:实事|项目|事项)(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
)
_ORDER = re.compile(r"\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*")
_NUMBER = re.compile(r"(?:项目|实事|任务|台账)?[编序]号")
_SOON = 3
_COUNTED = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})$")
"""Of a first label, which form it is: 项目3."""
_LABEL = re.compile(
    _FIRST.pattern + r"|(?:[我本全][市县区省]|年度|全年|目标|工作|主要|建设|具体|计划){0,3}"
    r"(?:任务|目标|内容|规模|标准|投资|地点)|(?:目前|当前|工作|项目|任务|实际|总体|最新){0,2}"
    r"(?:进展|完成|落实|推进|实施|办理)(?:情况|进度)?|(?:形象)?进度(?:情况)?|(?:进度)?是否(?:滞后|完成)"
    r"|存在的?(?:主要)?(?:困难|问题)(?:[和及与、]?(?:问题|困难|原因))?|(?:困难|问题)(?:和问题)?"
    r"|下一?步(?:工作)?(?:打算|计划|措施|安排|举措)?|备注|完成(?:时限|时间|率|比例)|时间(?:节点|要求)"
    r"|(?:牵头|责任|主办|承办|配合|实施|主管|负责|协办|填报)(?:单位|部门|科室|领导|人)|(?:分管|市|县)?领导|联系人"
)
_BESIDE = re.compile(
    r"(?P<label>[^\s:|,。;()\d](?:[^:|,。;()\n\d]{0,14}?[^\s:|,。;()\d])?)"
    r"(?P<mark> ?: ?|\t+| {2,})(?=\S)"
)
_TITLE = re.compile(r"(?:19|20)\d\d年.{4}|.{6}表(?:[(].*)?$|^附[件表]|^[(].*[)]$")
_FURNITURE = re.compile(
    r"[\[【(]?(?:打印|关闭|上一篇|下一篇|分享|扫一扫|来源|编辑|责任编辑|相关|手机)"
)
_HEAD_ABOVE = re.compile(
    r"\n[ ]*(?:\d{1,2}[.、](?!\d)|[(]?[一二三四五六七八九十]{1,3}[)、])[^\n]*\n+[ ]*$"
)
_HEAD = 80
"""Characters of the line above a label."""
_MOST_PARTS = 4
_MOST_COLUMNS = 7
"""Of a form: three pairs side by side, and its number."""
_FEWEST_FORMS = 3
_LONGEST_PART = 12
_LONGEST_LABEL = 16
_FIGURES = re.compile(r"\d|[,。;:]")
_BLANKS = re.compile(r"(?<=\S)[ \t]+(?=\S)")


_Pairs = list[tuple[Cell, Cell]]


def upright(text: str, grids: Sequence[Grid]) -> list[Grid]:
    """The grids, forms that follow one another made one table of a row a form.

    Two forms 项目名称 | 新建书房 // 进展情况 | 已建成21家 are a table of two columns and two rows.
    """
    beside = [_pairs(text, grid) for grid in grids]
    again = _said_again(text, beside)
    found: list[Grid] = []
    forms: list[tuple[Grid, _Pairs]] = []
    for grid, pairs in zip(grids, beside, strict=True):
        if not _is_form(text, pairs, again):
            found.extend((*_table(text, forms), grid))
            forms = []
            continue
        first = _tight(text, pairs[0][0])
        if forms and _tight(text, forms[0][1][0][0]) != first:
            found.extend(_table(text, forms))
            forms = []
        forms.extend((grid, form) for form in _divided(text, pairs))
    return [*found, *_table(text, forms)]


def _tight(text: str, cell: Cell) -> str:
    said = "".join(text[cell.start : cell.end].split())
    return _COUNTED.sub("", said) if _FIRST.fullmatch(said) else said


def _pairs(text: str, grid: Grid) -> _Pairs:
    """What could be labels and values of a form; nothing where the grid is none.

    A row of one cell says which form begins (项目编号:2022-01); what stands in several rows beside
    a label is one value.
    """
    if grid.columns > _MOST_COLUMNS:
        return []
    pairs: _Pairs = []
    left = int(_counts_forms(text, grid))
    for row in range(grid.rows):
        own = list(grid.row(row))[left:]
        cells = list(dict.fromkeys(cell for cell in own if cell and cell.row == row))
        lead = grid.at(row, left)
        if lead is not None and lead.row < row:
            if not pairs or pairs[-1][0] != lead or not cells:
                return []
            value = pairs[-1][1]
            pairs[-1] = (lead, Cell(value.start, cells[-1].end, value.row, value.column))
        elif len(cells) == 1:
            if MEASURED.search(text, cells[0].start, cells[0].end):
                return []
        elif len(cells) > 1 and cells[0].height > 1:
            pairs.append((cells[0], Cell(cells[1].start, cells[-1].end, row, cells[1].column)))
        elif len(cells) % 2:
            return []
        else:
            pairs.extend(zip(cells[::2], cells[1::2], strict=True))
    return pairs


def _counts_forms(text: str, grid: Grid) -> bool:
    """Whether the first column has the numbers of forms, each over all the rows of one."""
    first = {cell for cell in (grid.at(row, 0) for row in range(grid.rows)) if cell is not None}
    numbered = (c.height > 1 and _ORDER.fullmatch(text, c.start, c.end) for c in first)
    return bool(first) and all(numbered)


def _divided(text: str, pairs: _Pairs) -> list[_Pairs]:
    """The forms that follow one another in a table, each with its first label."""
    first = _tight(text, pairs[0][0])
    starts = [at for at, (label, _) in enumerate(pairs) if _tight(text, label) == first]
    return [pairs[a:b] for a, b in pairwise([*starts, len(pairs)])]


def _said_again(text: str, tables: Sequence[_Pairs]) -> frozenset[str]:
    """Labels, known or not, that most forms of a page have."""
    forms = [form for pairs in tables if pairs for form in _divided(text, pairs)]
    counted = Counter(name for form in forms for name in {_tight(text, label) for label, _ in form})
    return frozenset(
        name
        for name, times in counted.items()
        if times > 1 and 2 * times > len(forms) and not _FIGURES.search(name)
    )


def _is_form(text: str, pairs: _Pairs, again: frozenset[str]) -> bool:
    labels = [_tight(text, label) for label, _ in pairs]
    if len(pairs) < 2 or not any(map(_FIRST.fullmatch, _opening(text, pairs))):
        return False
    if any(_LABEL.fullmatch(_tight(text, value)) for _, value in pairs):
        return False
    named = sum(1 for label in labels if _LABEL.fullmatch(label))
    known = sum(1 for label in labels if label in again or _LABEL.fullmatch(label))
    return 3 * known >= 2 * len(pairs) and 3 * named >= len(pairs)


def _opening(text: str, pairs: _Pairs) -> Iterator[str]:
    """The labels one of which must be of a pledge: the first, or one soon behind 编号 | 1."""
    number, value = pairs[0]
    counted = _NUMBER.fullmatch(text[number.start : number.end].strip()) and _ORDER.fullmatch(
        text, value.start, value.end
    )
    for label, _ in pairs[: _SOON if counted else 1]:
        yield _bare(text, (label.start, label.end))


def _table(text: str, forms: Sequence[tuple[Grid, _Pairs]]) -> Iterator[Grid]:
    if not forms:
        return
    columns: dict[str, int] = {}
    cells: list[Cell] = []
    for row, (_, pairs) in enumerate(forms, 1):
        for label, value in pairs:
            name = _tight(text, label)
            if name not in columns:
                columns[name] = len(columns)
                cells.append(Cell(label.start, label.end, 0, columns[name]))
            cells.append(Cell(value.start, value.end, row, columns[name]))
    first = forms[0][0]
    breaks = tuple(sorted({place for grid, _ in forms for place in grid.breaks}))
    yield Grid(len(forms) + 1, len(columns), tuple(cells), first.lines, first.cut, breaks)


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
    """The forms of a text; ``whole`` are its lines, spans of it, none of them empty."""
    pieces = list(_apart(text, whole))
    lines = [span for _, span in pieces]
    said = ["".join(text[s:e].split()) for s, e in lines]
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
    return forms


def _apart(text: str, lines: Sequence[Span]) -> Iterator[tuple[int, Span]]:
    """The lines with their places, those that hold a label and its value in two.

    年度目标  新增托位460个. The labels of one form, with colons, are captions of prose.
    """
    again = _returning_beside(text, lines)
    for marked in (partial(_beside, again=again), _behind_blank):
        parted = [marked(text, line) for line in lines]
        if _are_forms(text, [found for found in parted if found is not None]):
            break
    else:
        parted = [None] * len(lines)
    for at, (line, found) in enumerate(zip(lines, parted, strict=True)):
        if found is None:
            yield at, line
            continue
        pairs = _side_by_side(text, line, again)
        for label, value in pairs or [(found.label, (found.value, line[1]))]:
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
        said, above = _bare(text, found.label), text[: found.label[0]][-_HEAD:]
        prose = _COUNTED.search(said) or _HEAD_ABOVE.search(above)
        forms += bool(_FIRST.fullmatch(said)) and not (":" in found.mark and prose)
    return forms > 1 or any(
        found.mark not in (" ", ":") and ":" not in found.mark for found in parted
    )


def _bare(text: str, span: Span) -> str:
    return "".join(text[slice(*span)].split())


def _returning_beside(text: str, lines: Sequence[Span]) -> frozenset[str]:
    """Labels, known or not, that stand before a tab in most of several forms: 一季度⇥开工6个."""
    said = Counter(
        _bare(text, found.span("label"))
        for line in lines
        if (found := _BESIDE.match(text, *line)) and "\t" in found["mark"]
    )
    forms = sum(times for label, times in said.items() if _FIRST.fullmatch(label))
    if forms < _FEWEST_FORMS:
        return frozenset()
    return frozenset(label for label, times in said.items() if forms / 2 < times <= forms)


def _side_by_side(text: str, line: Span, again: Set[str]) -> list[tuple[Span, Span]]:
    """The labels of a line with tabs, each with its value: 编号⇥1⇥类别⇥市级下达."""
    cells = [m.span() for m in re.finditer(r"[^\t]+", text[slice(*line)])]
    cells = [(line[0] + start, line[0] + end) for start, end in cells]
    pairs = list(zip(cells[::2], cells[1::2], strict=False))
    labels = {_bare(text, label) for label, _ in pairs}
    told = not any(map(_FIGURES.search, labels))
    return pairs if len(cells) == 2 * len(pairs) > 2 and again & labels and told else []


def _beside(text: str, line: Span, again: Set[str]) -> _Parted | None:
    """A label with its value behind a colon, a tab or a wide blank."""
    found = _BESIDE.match(text, *line)
    if found is None:
        return None
    label = _bare(text, found.span("label"))
    if not (_LABEL.fullmatch(label) or label in again):
        return None
    if not _side_by_side(text, line, again) and any(
        _LABEL.fullmatch("".join(said.split())) for said in text[found.end() : line[1]].split("\t")
    ):
        # 项目名称, 年度目标 and 进展情况 side by side name columns.
        return None
    return _Parted(found.span("label"), found.end(), found["mark"])


def _behind_blank(text: str, line: Span) -> _Parted | None:
    """A label with its value behind a single blank: 项 目名 称 新建管网1800公里."""
    ends = [m.start() for m in islice(_BLANKS.finditer(text, *line), _MOST_PARTS)]
    for end in reversed(ends):
        if end - line[0] <= _LONGEST_LABEL and _LABEL.fullmatch(_bare(text, (line[0], end))):
            return _Parted((line[0], end), end + 1, " ")
    return None


def _returning(said: Sequence[str]) -> frozenset[str]:
    """Lines that are labels by returning in most forms, each time behind another value."""
    firsts = [at for at, line in enumerate(said) if _FIRST.fullmatch(line)]
    if len(firsts) < _FEWEST_FORMS:
        return frozenset()
    before: dict[str, set[str]] = defaultdict(set)
    times = Counter[str]()
    for at in range(firsts[0] + 1, len(said)):
        line = said[at]
        if len(line) <= _LONGEST_PART and not _FIGURES.search(line):
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
        soon = (label for label, *_ in labels[at + 1 : at + _SOON])
        counted = _NUMBER.fullmatch(name) and end < len(said) and _ORDER.fullmatch(said[end])
        if counted and any(map(_FIRST.fullmatch, soon)):
            behind = at + _SOON
            yield at
        elif _FIRST.fullmatch(name) and at >= behind:
            yield at


def _value_end(said: Sequence[str], start: int, stop: int, closing: bool) -> int:
    """Where a value ends: the last one of a form before a title or what follows the article."""
    if not closing:
        return stop
    for at in range(start, stop):
        if _TITLE.search(said[at]) or _FURNITURE.match(said[at]):
            return at
    return stop


def _labels(said: Sequence[str], returning: Set[str]) -> Iterator[tuple[str, int, int]]:
    """Lines that are a label, alone or together with those that follow."""
    at = 0
    while at < len(said):
        for parts in range(_MOST_PARTS, 0, -1):
            pieces = said[at : at + parts]
            if len(pieces) < parts or any(len(piece) > _LONGEST_PART for piece in pieces):
                continue
            if _LABEL.fullmatch("".join(pieces)) or (parts == 1 and pieces[0] in returning):
                yield "".join(pieces), at, at + parts
                at += parts
                break
        else:
            at += 1
