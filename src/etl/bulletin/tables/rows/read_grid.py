"""The rows of a table to items: who is promised what, and what each cell says of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from etl.bulletin.items.figure_pattern import MEASURED
from etl.bulletin.items.item_doubts import ITEMS
from etl.bulletin.items.model import Item, Segment
from etl.bulletin.items.part_captions import agencies
from etl.bulletin.model import Numeral
from etl.bulletin.tables.columns.can_be_header import opens_group
from etl.bulletin.tables.columns.columns_by_target import describe
from etl.bulletin.tables.columns.header_and_body import Table, stand
from etl.bulletin.tables.columns.promise_and_result_in_one import dividers, split
from etl.bulletin.tables.columns.read_columns import LIKELY, read_columns
from etl.bulletin.tables.document_metadata import is_record_card
from etl.bulletin.tables.repair.places_below_items import places_apart
from etl.bulletin.tables.rows import row_numbers
from etl.bulletin.tables.rows.cells_by_role import Frame
from etl.bulletin.tables.rows.read_cells import Key, RowCells
from etl.bulletin.tables.rows.row_numbers import RowNumber, RowNumbers
from etl.bulletin.tables.rows.title_topics import topic_of_title
from etl.bulletin.tables.rows.torn_tables import sections
from etl.bulletin.tables.rows.units_said_elsewhere import SaidUnits
from etl.document.grid import Cell, Grid

_FIGURE = re.compile(r"\d")
_NUMERAL = re.compile(r"\d[\d.,]*")
_SECTION = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[)、.]")
_SENTENCE = re.compile(r"[。;]|,[^\d]")
_COUNTED = re.compile(r"[(]?共?\d+[项件个][)]?")
_ROWS, _COLUMNS = 3, 3
_OF_PLEDGES = frozenset({"number", "target", "rate", "remaining", "agency", "region"})
"""Columns of which a table of pledges has one."""
_LONGEST = 300
"""Of a cell of a table; a page that is laid out by a table has longer ones."""


@dataclass(frozen=True, slots=True)
class GridReading:
    """What a table says."""

    items: tuple[Item, ...]
    """Numbered as printed, in running order where no number is; 0 for regions and totals."""
    numerals: tuple[Numeral, ...] = ()
    """Item numbers, numbers of columns, figures of the header."""
    certain: float = 0.0
    """How far the reading of the columns leads before the next."""
    reasons: tuple[str, ...] = ()
    counted: bool = False
    """Whether its rows have numbers."""
    levels: bool = False
    """Whether its rows only name what bare figures measure, none of it counted or promised."""
    outside: str = ""
    """Why nothing of it is of a pledge: ``furniture``, or ``table`` where it is not understood."""

    @property
    def doubtful(self) -> bool:
        """Whether another reading of the columns is nearly as good."""
        return self.certain < LIKELY


@dataclass(frozen=True, slots=True)
class _Record:
    """A row, read."""

    number: RowNumber
    total: bool
    start: int
    end: int
    agencies: tuple[str, ...]
    segments: tuple[tuple[Key, Segment], ...] = field(repr=False)


def read_grid(
    text: str,
    grid: Grid,
    *,
    year: int | None,
    title: str,
    heading: str = "",
    parts_are_pledges: bool = False,
) -> GridReading:
    """Read a table: 序号 | 项目 | 目标 | 完成 | 完成率 to items with their segments.

    ``year`` dates columns that name only a month; ``title`` says what is counted where the
    table does not; ``parts_are_pledges`` that rows 1-1 and 1-2 are two, of one group.
    """
    if is_record_card(text, grid):
        return GridReading((), reasons=("a record of the document",), outside="furniture")
    whole = split(text, grid)
    parts = [
        reading
        for part in sections(text, whole)
        if (reading := _read(text, part, year, title, heading, parts_are_pledges=parts_are_pledges))
        is not None
    ]
    if not parts:
        return GridReading((), reasons=("no column reports",), outside=_outside(text, grid))
    return GridReading(
        _numbered(parts),
        (
            *(n for part in parts for n in part.numerals),
            *(dividers(text, whole) if whole is not grid else ()),
        ),
        min(part.certain for part in parts),
        tuple(reason for part in parts for reason in part.reasons),
        any(part.counted for part in parts),
        all(part.levels for part in parts),
    )


def _read(
    text: str,
    grid: Grid,
    year: int | None,
    title: str,
    heading: str,
    *,
    parts_are_pledges: bool,
) -> GridReading | None:
    """One table, with one header."""
    table = stand(text, places_apart(text, grid))
    if not table.body:
        return None
    reading = read_columns(table)
    if not {"actual", "rate", "target"} & {*reading.roles} and not _promises(table, reading.roles):
        return None
    frame = Frame(table, describe(table, reading, year), year)
    numbers = RowNumbers(frame, parts_are_pledges=parts_are_pledges)
    lines = [table.words(cell) for cell in table.titles] + [text[slice(*s)] for s in grid.lines]
    topic = topic_of_title([*reversed(lines), heading, title])
    cells = RowCells(frame, numbers, SaidUnits(text, grid, [title, *lines]), topic)
    records: list[_Record] = []
    told: int | None = None
    remarks: set[int] = set()
    for row in table.body:
        if told is not None and (remark := _remark(cells, table, row, told)) is not None:
            records.append(remark)
            remarks.add(remark.start)
        elif (record := _record(frame, numbers, cells, row)) is not None:
            records.append(record)
            told = row
    numbered = (n for n in numbers.numerals() if n.start not in remarks)
    numerals = sorted({*numbered, *_names(table)}, key=lambda n: n.start)
    items = tuple(_items(frame, cells, records))
    levels = (
        frame.bare and _OF_PLEDGES.isdisjoint(reading.roles) and not _promises(table, reading.roles)
    )
    return GridReading(
        items, tuple(numerals), reading.margin, reading.reasons, frame.has("number"), levels
    )


def _promises(table: Table, roles: Sequence[str]) -> bool:
    """Whether the items of a table without results name figures, row by row."""
    columns = ([*table.column(at)] for at, role in enumerate(roles) if role == "item")
    return any(
        2 * sum(bool(table.held(cell).figures) for cell in cells) > len(cells) for cells in columns
    )


def _numbered(parts: Sequence[GridReading]) -> tuple[Item, ...]:
    """The items of tables under one another, in one running order where numbers restart."""
    if len(parts) == 1:
        return parts[0].items
    printed = [(at, i.number) for at, part in enumerate(parts) for i in part.items if i.number]
    apart = [*dict.fromkeys(printed)]
    running = dict(zip(apart, row_numbers.running([number for _, number in apart]), strict=True))
    return tuple(
        item._replace(number=running.get((at, item.number), 0))
        for at, part in enumerate(parts)
        for item in part.items
    )


def _outside(text: str, grid: Grid) -> str:
    """What the figures of a table are that is not understood; nothing where it frames a page."""
    longest = max((cell.end - cell.start for cell in grid.cells), default=0)
    large = grid.rows >= _ROWS and grid.columns >= _COLUMNS and longest <= _LONGEST
    return "table" if large and _FIGURE.search(text, grid.start, grid.end) else ""


def _names(table: Table) -> Iterator[Numeral]:
    """The numerals of header rows, and of rows that number the columns."""
    cells = [c for row in table.header for c in table.grid.row(row) if c is not None]
    for cell in dict.fromkeys((*cells, *table.orders)):
        for found in _NUMERAL.finditer(table.words(cell)):
            start = cell.start + found.start()
            yield Numeral(found[0], start, start + len(found[0]), "header", "names a column")


def _record(frame: Frame, numbers: RowNumbers, cells: RowCells, row: int) -> _Record | None:
    """A row, read; None where it only heads those below it."""
    whole = [c for c in frame.table.grid.cells_of(row) if c.end > c.start]
    own = [c for c in whole if c.row == row]
    if not own or (len(whole) == 1 and _heads(frame.table, own[0])):
        return None
    if len(own) == 2 and _heads_numbered(frame.table, *own):
        return None
    responsible = (frame.table.words(cell) for cell in frame.cells(row, "agency"))
    return _Record(
        numbers.of(row),
        frame.is_total(row),
        min(cell.start for cell in own),
        max(cell.end for cell in own),
        tuple(name for words in responsible for name in agencies(words)),
        tuple(cells.segments(row)),
    )


def _remark(cells: RowCells, table: Table, row: int, above: int) -> _Record | None:
    """A row of one cell with a sentence on what stands in the row above: 说明:另有在建8台。"""
    said = [c for c in table.grid.cells_of(row) if c.end > c.start]
    if len(said) != 1 or said[0].row < row or said[0].width == 1:
        return None
    words = table.words(said[0])
    if _SECTION.match(words) or not (_SENTENCE.search(words) and MEASURED.search(words)):
        return None
    start, end = said[0].start, said[0].end
    segments = (cells.remark(said[0], above),)
    return _Record(
        RowNumber(None, None), total=False, start=start, end=end, agencies=(), segments=segments
    )


def _heads(table: Table, cell: Cell) -> bool:
    """Whether the only cell of a row is a heading: 二、扩充教育资源(4个)."""
    words = table.words(cell)
    return cell.width > 1 or not _FIGURE.search(words) or _SECTION.match(words) is not None


def _heads_numbered(table: Table, number: Cell, name: Cell) -> bool:
    """Whether the only cells of a row are a group's number and its name: 二 | 市列民生实事."""
    words = _COUNTED.sub("", table.words(name))
    return opens_group([table.words(number)]) and not _FIGURE.search(words)


def _items(frame: Frame, cells: RowCells, records: Sequence[_Record]) -> Iterator[Item]:
    """The items, rows of one number together."""
    grouped: list[list[_Record]] = []
    repeated = row_numbers.repeat([record.number.printed for record in records])
    for record in records:
        above = grouped[-1][-1] if grouped else None
        same = above is not None and (
            record.number.continues(above.number)
            or (repeated and record.number.printed == above.number.printed)
        )
        if above is not None and same and record.total == above.total:
            grouped[-1].append(record)
        else:
            grouped.append([record])
    counted = [group for group in grouped if not (frame.matrix or group[0].total)]
    mixed = row_numbers.mixed([group[0].number for group in counted if group[0].segments])
    printed = [group[0].number for group in counted if not (mixed and group[0].number.han)]
    numbers = iter(row_numbers.running([number.printed for number in printed]))
    rows: dict[Key, int] = {}
    for group in grouped:
        heads = mixed and group[0].number.han
        number = 0 if frame.matrix or group[0].total or heads else next(numbers)
        segments: list[Segment] = []
        for key, segment in (said for record in group for said in record.segments):
            while key in cells.shared:
                key = cells.shared[key]
            # Where it begins tells a row from those of every other table.
            row = rows.setdefault(key, segment.start + 1)
            doubt = segment.doubt or (ITEMS if heads else "")
            segments.append(segment._replace(row=row, doubt=doubt))
        if segments:
            yield Item(
                number,
                group[0].number.printed or number,
                min(record.start for record in group),
                max(record.end for record in group),
                tuple(dict.fromkeys(name for record in group for name in record.agencies)),
                tuple(sorted(segments, key=lambda segment: segment.start)),
            )
