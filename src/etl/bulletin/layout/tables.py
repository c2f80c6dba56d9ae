"""Tables flattened to text: rows and columns to cells that promise or report.

A table reaches the parser as lines of cells divided by ``|`` (or by tabs, or by two
spaces and more). Its header names the columns: 序号, 项目, 年度目标, 责任单位, 完成情况,
完成率. A table of regions by indicators has the indicators in its header instead.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from etl.bulletin.grammar import periods as period
from etl.bulletin.grammar.quantities import numeral
from etl.bulletin.layout.captions import Captions
from etl.bulletin.model import Measure, Part
from etl.bulletin.words import units
from etl.bulletin.words.units import Unit

Role = Literal[
    "number",
    "item",
    "target",
    "agency",
    "unit",
    "actual",
    "rate",
    "region",
    "indicator",
    "remarks",
    "notes",
]

_BAR = re.compile(r"\|")
_WIDE = re.compile(r"\t+| {2,}")
_SPACE = re.compile(r" +")
_SINGLE_SPACED = re.compile(r"(?m)^(?:序号|编号|项次|县区|区县|地区) [^\s|]+ [^\s|]+")
_HEADER: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("number", re.compile(r"^(?:序号?|编号|项次|No\.?)$")),
    ("remarks", re.compile(r"^(?:备注|说明)$")),
    ("notes", re.compile(r"备注|存在问题|下步|下一步|困难|说明|时限|联系|责任人|评价|是否")),
    (
        "agency",
        re.compile(r"(?:责任|牵头|主办|承办|配合|实施|主管|负责|落实)(?:单位|部门|主体)|^部门$"),
    ),
    (
        "rate",
        re.compile(
            r"(?:完成|达标|进度|执行|开工|完工|竣工)(?:率|比例?|百分比)|占[^,]*%|^进度\(?%|\(%\)$"
        ),
    ),
    ("actual", re.compile(r"进展|完成|落实|推进|实际|累计|实施情况|办理|成效|进度|\d月")),
    ("target", re.compile(r"目标|计划|任务数|任务量|指标值|年度任务|任务$|应完成")),
    (
        "region",
        re.compile(
            r"^(?:县区|区县|县\(?市、?区\)?|区市|地区|区域|单位名称|市县|乡镇|镇街|街道|区划)$|县\(市、区\)"
        ),
    ),
    ("unit", re.compile(r"^(?:计量)?单位$")),
    ("item", re.compile(r"项目|事项|任务|名称|内容|实事|工程|类别|指标")),
)
_UNIT_IN_NAME = re.compile(r"\([^()]*\)$")
_ROW_START = re.compile(r"[ \t]?(?:\d{1,3}[ \t]?)?(?:\||\t| {2})|\d{1,3} |[^|]{2,9}\|")
_LONGEST_NAME = 24
_LONGEST_ROW = 3000
_NUMBER = re.compile(r"\d{1,4}|[一二三四五六七八九十]{1,3}")
_NUMBERED = re.compile(r"(\d{1,3})[.、](?!\d)")
_RULE = re.compile(r"[-:|\s]+")
_TOTAL = re.compile(r"^(?:合计|总计|小计|全[市县区省])$")
_FIGURES = re.compile(r"(?<!\d)\d{1,4}(?!\d|[-—–]\d{1,4}月|月|日|年|季|\)|[-—–])")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that promises or reports; fields as in :class:`etl.bulletin.layout.items.Segment`."""

    part: Part
    start: int
    end: int
    topic: str
    measure: Measure | None
    unit: Unit | None
    period_end: date | None = None
    breakdown: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the number it prints, its cells, the units responsible."""

    index: int
    number: int | None
    start: int
    end: int
    cells: tuple[Cell, ...]
    agencies: tuple[str, ...]
    number_spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Column:
    role: Role
    name: str
    unit: Unit | None
    period_end: date | None
    about: str = ""
    """The indicator that stands over the column, in a table of regions."""


def read_tables(text: str, year: int) -> list[Row]:
    """Every row of every table whose header names its columns; empty where there is none.

    ``year`` dates columns that name only a month (1-10月 | 1-11月).
    """
    rows: list[Row] = []
    columns: list[_Column] = []
    single = _SINGLE_SPACED.search(text) is not None
    open_row: int | None = None
    for line, following in pairwise([*re.finditer(r"[^\n]+", text), None]):
        if line is None:
            break
        cells = _split(text, line.start(), line.end(), single=single)
        below = bool(columns) and not rows
        if len(cells) > 1 and (header := _header(text, cells, year, below=below)):
            columns = _merge(columns, header) if below else header
            open_row = None
            continue
        if not columns or _RULE.fullmatch(line[0]):
            continue
        if open_row is not None and line.end() - open_row > _LONGEST_ROW:
            open_row = None
        if open_row is not None and len(cells) < len(columns):
            # A cell of several lines breaks its row: the row goes on until it is full.
            cells = _split(text, open_row, line.end(), single=single)
        short = len(columns) - len(cells)
        complete = short <= 0 or (short == 1 and len(cells) > 1 and _begins_row(following))
        if complete and short >= -1:
            rows.append(_row(text, cells, columns, len(rows) + 1))
            open_row = None
        elif len(cells) > 1 and open_row is None:
            open_row = line.start()
        elif len(cells) == 1 and open_row is None and len(line[0]) > 40:
            columns = []
    rows = rows or list(_stacked(text, year))
    return [row for row in rows if row.cells]


def _begins_row(line: re.Match[str] | None) -> bool:
    """Whether a line begins a row of its own, rather than going on with a cell."""
    return line is None or _ROW_START.match(line[0]) is not None


def _stacked(text: str, year: int) -> Iterator[Row]:
    """Rows of a table flattened to one cell a line: the header's names, then the cells."""
    lines = [_trim(text, m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    opening = next((i for i, (s, e) in enumerate(lines) if _role(text[s:e]) == "number"), None)
    if opening is None:
        return
    first = next((i for i in range(opening, len(lines)) if text[slice(*lines[i])] == "1"), None)
    if first is None or first - opening < 3:
        return
    columns = _header(text, lines[opening:first], year)
    if columns is None:
        return
    starts = [first]
    for at in range(first + 1, len(lines)):
        if text[slice(*lines[at])] == str(len(starts) + 1):
            starts.append(at)
    for index, (start, stop) in enumerate(pairwise([*starts, len(lines)]), 1):
        cells = lines[start:stop]
        if len(cells) > len(columns):
            cells = [*cells[: len(columns) - 1], (cells[len(columns) - 1][0], cells[-1][1])]
        yield _row(text, cells, columns, index)


def _split(text: str, start: int, end: int, *, single: bool) -> list[tuple[int, int]]:
    """Spans of the cells of a line, blanks trimmed; one span where it is no row."""
    line = text[start:end]
    if "|" in line:
        divider = _BAR
    elif _WIDE.search(line):
        divider = _WIDE
    elif single and " " in line:
        divider = _SPACE
    else:
        return [(start, end)]
    spans: list[tuple[int, int]] = []
    at = start
    for mark in divider.finditer(text, start, end):
        spans.append((at, mark.start()))
        at = mark.end()
    if text[at:end].strip():
        spans.append((at, end))
    return [_trim(text, s, e) for s, e in spans]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _header(
    text: str, cells: Sequence[tuple[int, int]], year: int, *, below: bool = False
) -> list[_Column] | None:
    """The columns that a row names, if it is a header: no figures, and roles we know.

    ``below`` another header line, a few names are enough.
    """
    names = [text[s:e].replace(" ", "") for s, e in cells]
    if any(len(name) > _LONGEST_NAME or _FIGURES.search(name) for name in names):
        return None
    roles = [_role(name) for name in names]
    known = {role for role in roles if role}
    matrix = "region" in known and not {"actual", "target", "item"} & known
    named = bool({"item", "number", "region"} & known) and len(known) > 1
    if not matrix and not named and not (below and known):
        return None
    return [
        _Column(
            role or ("indicator" if matrix else "notes"),
            name,
            units.from_name(name),
            period.month_in(name, year),
        )
        for name, role in zip(names, roles, strict=True)
    ]


def _role(name: str) -> Role | None:
    if len(name) > _LONGEST_NAME:
        return None
    for role, pattern in _HEADER:
        if pattern.search(name):
            return role
    return None


def _merge(upper: Sequence[_Column], lower: Sequence[_Column]) -> list[_Column]:
    """Two header lines, one over the other: the lower says what the upper is told by.

    An indicator above (新增就业 over 目标 and 完成) also stands over the blank cells to its right.
    """
    if len(upper) != len(lower):
        return list(lower)
    merged: list[_Column] = []
    over = upper[0]
    for up, low in zip(upper, lower, strict=True):
        over = up if up.name else over
        if not low.name:
            merged.append(up)
        elif over.role == "indicator":
            name = _UNIT_IN_NAME.sub("", over.name)
            merged.append(replace(low, unit=low.unit or over.unit, about=name))
        else:
            merged.append(low)
    return merged


def _row(text: str, cells: list[tuple[int, int]], columns: Sequence[_Column], index: int) -> Row:
    cells = cells + [(cells[-1][1], cells[-1][1])] * (len(columns) - len(cells))
    by_role: dict[Role, list[tuple[int, int]]] = {}
    if not any(column.role == "number" for column in columns):
        # 1.托育服务 | …: the number stands before the name.
        first = next((at for at, column in enumerate(columns) if column.role == "item"), None)
        if first is not None and (found := _NUMBERED.match(text, *cells[first])):
            by_role["number"] = [found.span(1)]
            cells[first] = found.end(), cells[first][1]
    for column, span in zip(columns, cells, strict=False):
        by_role.setdefault(column.role, []).append(span)

    def words(role: Role) -> list[str]:
        return [text[s:e] for s, e in by_role.get(role, []) if e > s]

    number_spans = tuple(span for span in by_role.get("number", []) if span[1] > span[0])
    printed = _NUMBER.search(text, *number_spans[0]) if number_spans else None
    name = " ".join(words("item"))
    region = next((name for name in words("region") if not _TOTAL.match(name)), None)
    own_unit = units.from_name(f"({''.join(words('unit'))})") or units.from_name(name)
    target_unit = own_unit or _printed_unit(text, by_role.get("target", []))
    topic = _UNIT_IN_NAME.sub("", words("item")[-1]) if words("item") else ""
    return Row(
        index,
        int(numeral(printed[0])) if printed else None,
        cells[0][0],
        cells[-1][1],
        tuple(_cells(text, cells, columns, topic, region, target_unit)),
        tuple(words("agency")),
        number_spans,
    )


def _printed_unit(text: str, spans: Sequence[tuple[int, int]]) -> Unit | None:
    """The unit of the target beside, for a result that prints none."""
    for start, end in spans:
        found = re.match(r"[^\d]*\d[\d,.]*[万亿]*", text[start:end])
        unit = units.match(text, start + found.end(), end) if found else None
        if unit is not None:
            return unit
    return None


def _cells(
    text: str,
    spans: Sequence[tuple[int, int]],
    columns: Sequence[_Column],
    topic: str,
    region: str | None,
    unit: Unit | None,
) -> Iterator[Cell]:
    promises = any(c.role == "target" and c.unit is None for c in columns)
    percent = units.vocabulary()["%"]
    if not promises and re.search(r"\d", topic):
        # The item's cell is the promise itself; its figures name themselves.
        topic = ""
    for column, (start, end) in zip(columns, spans, strict=False):
        if start == end:
            continue
        # A column with a unit of its own counts something of its own: 年度计划投资(万元).
        about = _UNIT_IN_NAME.sub("", column.name) if column.unit else topic
        about = column.about or about
        own = column.unit or unit
        if column.role in ("actual", "target") and (parts := _captioned(text, start, end)):
            for part, s, e in parts:
                yield Cell(part, s, e, about, "target" if part == "target" else "actual", own)
        elif column.role == "remarks":
            yield Cell("progress", start, end, topic, None, None)
        elif column.role == "item" and not promises and re.search(r"\d", text[start:end]):
            yield Cell("target", start, end, "", "target", None)
        elif column.role == "target":
            yield Cell("target", start, end, about, "target", own, breakdown=region)
        elif column.role == "actual":
            yield Cell("progress", start, end, about, "actual", own, column.period_end, region)
        elif column.role == "rate":
            yield Cell(
                "progress", start, end, topic, "pct_of_target", percent, column.period_end, region
            )
        elif column.role == "indicator":
            name = _UNIT_IN_NAME.sub("", column.name)
            yield Cell("progress", start, end, name, "actual", column.unit, None, region)


def _captioned(text: str, start: int, end: int) -> list[tuple[Part, int, int]]:
    """The parts of a cell that holds both: 年度目标:…;进展:…"""
    captions = [c for c in Captions(text[start:end])._all if c.kind in ("target", "progress")]
    kinds = {c.kind for c in captions}
    if kinds != {"target", "progress"}:
        return []
    stops = [*(start + c.start for c in captions[1:]), end]
    return [
        ("target" if c.kind == "target" else "progress", start + c.end, stop)
        for c, stop in zip(captions, stops, strict=True)
    ]
