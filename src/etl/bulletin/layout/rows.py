"""The rows of a table to items: who is promised what, and what each cell says of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from etl.bulletin.grammar import labels, quantities
from etl.bulletin.grammar.quantities import numeral
from etl.bulletin.layout import blocks
from etl.bulletin.layout.blocks import ITEM, Column
from etl.bulletin.layout.captions import Captions, agencies
from etl.bulletin.layout.columns import read_columns
from etl.bulletin.layout.grid import Cell, Grid
from etl.bulletin.layout.model import Item, Segment
from etl.bulletin.layout.said_units import Plan, SaidUnits
from etl.bulletin.layout.upright import Table, table
from etl.bulletin.model import Numeral, Part
from etl.bulletin.words.units import Unit

_NUMBER = re.compile(r"[(*]*(?P<n>\d{1,4}|[一二三四五六七八九十]{1,3}|[①-⑳])")
_INNER = re.compile(r"(?P<mark>\*?[(]?(?P<n>\d{1,2})[.、)])(?P<rest>.)")
_NOTE = re.compile(r"\([^()]*\)$")
_FIGURE = re.compile(r"\d")
_MOST_LIKELY = 0.5
_SHORTEST, _LONGEST = 2, 24
_ROWS = 3
_BOTH = ("target", "progress")
_VAGUE = 2
"""Characters that a name has at most where it does not say what is counted: 户数."""
_TITLE = re.compile(
    r"^(?:\D{0,14}\d{4}年度?|[全各][省市县区州镇乡]{1,2})?"
    r"(?:\d{1,2}(?:[-—至]\d{1,2})?月份?|[一二三四]季度|上半年)?"
)
_TITLE_END = re.compile(
    r"(?:(?:工作|目标|任务|建设)?(?:进度|进展|完成|推进|落实|实施)?(?:情况)?"
    r"(?:统计|汇总|一览|公示|通报|月报|明细|分解|[月周季])*(?:表|通报|公示|情况)?)?(?:\(.*)?$"
)
_NO_TOPIC = re.compile(r"\(|附件|单位|填报|.*实事(?:项目)?$")
_DOTTED = re.compile(r"\(?(?P<n>\d{1,3})[.\-—–]\d{1,2}")


@dataclass(frozen=True, slots=True)
class GridReading:
    """What a table says."""

    items: tuple[Item, ...]
    """Numbered as printed, in running order where no number is; 0 for regions."""
    numerals: tuple[Numeral, ...] = ()
    """Item numbers, numbers of columns, figures of the header."""
    certain: float = 0.0
    """How far the reading of the columns leads before the next."""
    reasons: tuple[str, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Whether another reading of the columns is nearly as good."""
        return self.certain < _MOST_LIKELY


@dataclass(slots=True)
class _Record:
    """A row in the making."""

    row: int
    number: int | None
    mark: object
    """What rows of one item have in common: the cell of their number."""
    start: int
    end: int
    agencies: list[str] = field(default_factory=list)
    segments: list[tuple[object, Segment]] = field(default_factory=list)
    """Each with the block of which row it belongs to."""

    def continues(self, above: "_Record") -> bool:
        """Whether it belongs to the item of the row above: its number is the same, or blank."""
        if self.mark is None:
            return self.number in (None, above.number)
        return self.mark == above.mark


def read_grid(
    text: str, grid: Grid, *, year: int, title: str, above: Sequence[Segment] = ()
) -> GridReading:
    """Read a table: 序号 | 项目 | 目标 | 完成 | 完成率 to items with their segments.

    ``year`` dates columns that name only a month; ``title`` says what is counted where the
    table does not; ``above`` is the prose that the table belongs to, whose totals tell units.
    """
    upright = table(text, grid)
    if not upright.body:
        return GridReading(())
    reading = read_columns(upright)
    if not {"actual", "rate", "target"} & {*reading.roles}:
        return GridReading((), reasons=("no column reports",))
    columns = blocks.describe(upright, reading, year)
    rows = _Rows(upright, columns, title, SaidUnits(text, grid, upright.titles, title, above))
    items = tuple(rows.items())
    numerals = tuple(sorted({*rows.numerals, *_header(upright)}, key=lambda n: n.start))
    return GridReading(items, numerals, reading.margin, reading.reasons)


def _header(upright: Table) -> Iterator[Numeral]:
    """The numerals of header rows, and of rows that number the columns."""
    cells = [c for row in upright.header for c in upright.grid.row(row) if c is not None]
    for cell in dict.fromkeys((*cells, *upright.orders)):
        for found in re.finditer(r"\d[\d.,]*", upright.words(cell)):
            start = cell.start + found.start()
            yield Numeral(found[0], start, start + len(found[0]), "header", "names a column")


class _Rows:
    """The rows of one table, with what they have in common."""

    def __init__(
        self, upright: Table, columns: Sequence[Column], title: str, said: SaidUnits
    ) -> None:
        self.table = upright
        self.columns = [*columns]
        self.numerals: list[Numeral] = []
        self._by_role: dict[str, list[int]] = {}
        for c, column in enumerate(columns):
            self._by_role.setdefault(column.role, []).append(c)
        self._matrix = "item" not in self._by_role and (
            "region" in self._by_role or ("number" not in self._by_role and self._is_bare())
        )
        self._several = len({c.block for c in columns if c.role == "target"}) > 1
        self._topic = _topic_of_title(upright, title)
        self._aliases: dict[tuple[int, int], tuple[int, int]] = {}
        self._whole = self._whole_row()
        self._spoken = {
            c.block
            for c in columns
            if c.role in ("target", "actual") and c.unit and not labels.is_bare(c.indicator)
        }
        self._give_units(said)
        self._inner = self._inner_numbers()

    def _is_bare(self) -> bool:
        """Whether the table holds hardly more than bare figures."""
        cells = [cell for c in range(len(self.columns)) for cell in self.table.column(c)]
        said = [held for cell in cells if (held := self.table.held(cell)).kind != "empty"]
        return 2 * sum(held.value is not None for held in said) > len(said)

    # units

    def _give_units(self, said: SaidUnits) -> None:
        for c, column in enumerate(self.columns):
            if column.role in ("target", "actual", "remaining") and column.unit is None:
                name = "".join(self.table.names(c))
                self.columns[c] = replace(column, unit=said.of_column(name, self._totals(c)))
        for c, column in enumerate(self.columns):
            if column.unit is None and column.measure is not None and column.block != ITEM:
                mates = (m.unit for m in self.columns if m.block == column.block)
                unit = next((u for u in mates if u is not None and u.canonical != "%"), None)
                self.columns[c] = replace(column, unit=unit)

    def _totals(self, column: int) -> list[Decimal]:
        """What a matrix's column comes to: the figures of its total rows, or their sum."""
        if not self._matrix:
            return []
        values = [
            (self._region(row) is None, held.value)
            for row in self.table.body
            if (held := self.table.held(self.table.grid.at(row, column))).value is not None
        ]
        totals = [v for total, v in values if total and v is not None]
        return totals or [sum((v for _, v in values if v is not None), Decimal())]

    def _whole_row(self) -> int | None:
        """The first or last row of a matrix, where the others add up to it: 某州, its counties."""
        body = self.table.body
        if not self._matrix or len(body) < _ROWS:
            return None
        counts = [c for c, column in enumerate(self.columns) if column.role in ("target", "actual")]
        for whole in (body[0], body[-1]):
            sums = []
            for c in counts:
                said = {r: self.table.held(self.table.grid.at(r, c)).value for r in body}
                if (total := said.pop(whole)) is not None:
                    sums.append(
                        sum((v for v in said.values() if v is not None), Decimal()) == total
                    )
            if sums and 2 * sum(sums) > len(sums):
                return whole
        return None

    # items

    def items(self) -> Iterator[Item]:
        """The items, rows of one number together."""
        records = [record for row in self.table.body if (record := self._record(row))]
        grouped: list[list[_Record]] = []
        for record in records:
            last = grouped[-1][-1] if grouped else None
            if last is not None and record.continues(last):
                grouped[-1].append(record)
            else:
                grouped.append([record])
        printed = [group[0].number for group in grouped]
        numbers = [0] * len(grouped) if self._matrix else _numbers(printed)
        rows: dict[object, int] = {}
        for number, group in zip(numbers, grouped, strict=True):
            segments: list[Segment] = []
            for record in group:
                for key, segment in record.segments:
                    row = rows.setdefault(self._resolved(key), segment.start + 1)
                    segments.append(replace(segment, row=row))
            if segments:
                yield Item(
                    number,
                    group[0].number or number,
                    min(r.start for r in group),
                    max(r.end for r in group),
                    tuple(dict.fromkeys(name for r in group for name in r.agencies)),
                    tuple(sorted(segments, key=lambda s: s.start)),
                )

    def _resolved(self, key: object) -> object:
        while isinstance(key, tuple) and key in self._aliases:
            key = self._aliases[key]
        return key

    def _record(self, row: int) -> _Record | None:
        cells = [c for c in dict.fromkeys(self.table.grid.row(row)) if c and c.end > c.start]
        own = [c for c in cells if c.row == row]
        if not own or (len(own) == len(cells) == 1 and self._is_section(own[0])):
            return None
        number, mark = self._number(row)
        start, end = min(c.start for c in own), max(c.end for c in own)
        record = _Record(row, number, mark, start, end)
        for c in self._by_role.get("agency", ()):
            record.agencies.extend(agencies(self.table.words(self.table.grid.at(row, c))))
        record.segments.extend(self._segments(row))
        return record

    def _is_section(self, cell: Cell) -> bool:
        return cell.width > 1 or not _FIGURE.search(self.table.words(cell))

    def _number(self, row: int) -> tuple[int | None, object]:
        for c in self._by_role.get("number", ()):
            cell = self.table.grid.at(row, c)
            found = _NUMBER.match(self.table.words(cell))
            if cell is None or found is None:
                continue
            said = Numeral(
                self.table.words(cell),
                cell.start,
                cell.end,
                "item_number",
                "in the column of numbers",
            )
            if said not in self.numerals[-1:]:
                self.numerals.append(said)
            if dotted := _DOTTED.match(self.table.words(cell)):
                return int(dotted["n"]), None
            return _value(found["n"]), (cell.start, cell.end)
        if (inner := self._inner.get(row)) is not None:
            return inner[0], ("inner", row)
        if "number" in self._by_role:
            return None, None
        return None, ("row", row)

    def _inner_numbers(self) -> dict[int, tuple[int, int]]:
        """By row the number that its promise begins with, and where it ends: *1.新增…."""
        if "number" in self._by_role:
            return {}
        for c in (*self._by_role.get("target", ()), *self._by_role.get("item", ())):
            found: dict[int, tuple[int, int]] = {}
            expected, cells = 0, 0
            for cell in self.table.column(c):
                cells += bool(self.table.words(cell))
                mark = _INNER.match(self.table.words(cell))
                if mark and (not expected or int(mark["n"]) in (1, expected)):
                    expected = int(mark["n"]) + 1
                    found[cell.row] = int(mark["n"]), cell.start + mark.end("mark")
                    self.numerals.append(
                        Numeral(
                            mark["mark"],
                            cell.start,
                            cell.start + mark.end("mark"),
                            "item_number",
                            "begins a cell",
                        )
                    )
            if cells and 2 * len(found) > cells:
                return found
            del self.numerals[len(self.numerals) - len(found) :]
        return {}

    def _region(self, row: int) -> str | None:
        """The region of a row; None in a row of totals."""
        for c in self._by_role.get("region", ()):
            words = "".join(self.table.words(self.table.grid.at(row, c)).split())
            if words and self.table.held(self.table.grid.at(row, c)).kind != "total":
                return None if row == self._whole else words
        return None

    # cells

    def _segments(self, row: int) -> Iterator[tuple[object, Segment]]:
        region = self._region(row)
        names = [self.table.grid.at(row, c) for c in self._by_role.get("item", ())]
        named = [c for c in dict.fromkeys(names) if c is not None and c.end > c.start]
        item = named[-1] if named else None
        topic, named_plan = self._named(item, row)
        heading = "" if item is None or self.table.held(item).figures else topic
        sentences = [
            cell
            for c in self._by_role.get("target", ())
            if (cell := self.table.grid.at(row, c)) is not None
            and self.table.held(cell).kind in ("promise", "report")
        ]
        if sentences:
            # The sentence that promises tells what is counted, the heading beside it does not.
            said = self._named(sentences[0], row)[0]
            topic = topic if labels.is_bare(said) else said
        own = self._unit(row)
        promised = any(self._promises(row, c) for c in self._by_role.get("target", ()))
        heads = item is not None and item.height > 1 and "target" in self._by_role
        if (
            item is not None
            and item.row == row
            and not heads
            and _FIGURE.search(self.table.words(item))
        ):
            key = ("item", row) if promised else (row, ITEM)
            start = self._start(row, item)
            yield key, self._promise(start, item.end, region)
        beside = self._beside(row, own, named_plan)
        seen: set[Cell] = set()
        for c, column in enumerate(self.columns):
            cell = self.table.grid.at(row, c)
            if cell is None or cell.end == cell.start or cell in seen:
                continue
            seen.add(cell)
            if column.role == "remarks":
                main = next((k for k in self._by_role.get("target", ())), ITEM)
                yield (
                    (row, main),
                    Segment("progress", cell.start, cell.end, topic, breakdown=region),
                )
            if column.measure is None:
                continue
            if cell.row != row:
                if row in range(cell.row, cell.row + cell.height):
                    self._aliases[row, column.block] = (cell.row, column.block)
                continue
            for segment in self._cell(row, c, cell, topic, heading, own, beside, region):
                yield (row, column.block), segment

    def _promise(self, start: int, end: int, region: str | None) -> Segment:
        """A cell that promises; where no column reports it may go on to report itself."""
        alone = not {"actual", "rate"} & self._by_role.keys()
        if alone:
            return Segment("progress", start, end, breakdown=region, open=True)
        return Segment("target", start, end, "", "target", breakdown=region)

    def _promises(self, row: int, column: int) -> bool:
        held = self.table.held(self.table.grid.at(row, column))
        return held.value is not None or held.figures > 0

    def _named(self, item: Cell | None, row: int) -> tuple[str, Plan | None]:
        """What a row is about, and the figure that the item's name promises."""
        if item is None:
            return "", None
        words = self.table.text[self._start(row, item) : item.end]
        unit = blocks.unit_in(["".join(words.split())])
        figures = quantities.scan(words)[0]
        counted = [q for q in figures if q.kind == "quantity" and q.unit and q.unit != "%"]
        plan = Plan.of(counted[0]) if counted else None
        if unit is not None and plan is None:
            plan = Plan(unit, Decimal(), Decimal(1))
        for q in reversed(figures):
            if q.kind == "quantity":
                words = words[: q.start] + words[q.end :]
        return _NOTE.sub("", "".join(words.split())), plan

    def _start(self, row: int, cell: Cell) -> int:
        """Where a cell's words begin, behind the number that they may open with."""
        inner = self._inner.get(row)
        return inner[1] if inner and cell.start < inner[1] <= cell.end else cell.start

    def _unit(self, row: int) -> Unit | None:
        for c in self._by_role.get("unit", ()):
            words = "".join(self.table.words(self.table.grid.at(row, c)).split())
            if unit := blocks.unit_in([f"({words})"]):
                return unit
        return None

    def _beside(self, row: int, own: Unit | None, named: Plan | None) -> dict[int, Plan]:
        """By block the figure that a row promises there; by ITEM the one in the item's name."""
        found: dict[int, Plan] = {ITEM: named} if named else {}
        for c in self._by_role.get("target", ()):
            figures = quantities.scan(self.table.words(self.table.grid.at(row, c)))[0]
            if not figures or figures[0].unit == "%":
                continue
            q = figures[0]
            if q.unit and (own is None or own.canonical == q.unit):
                found[c] = Plan.of(q)
            elif own is None and named is not None:
                unit = named.unit if q.scale > 1 else named.unit_of(q.value)
                found[c] = Plan(unit, q.value * unit.factor, q.scale)
        return found

    def _cell(
        self,
        row: int,
        c: int,
        cell: Cell,
        topic: str,
        heading: str,
        own: Unit | None,
        beside: dict[int, Plan],
        region: str | None,
    ) -> Iterator[Segment]:
        column, held = self.columns[c], self.table.held(cell)
        part: Part = "target" if column.role == "target" else "progress"
        about = self._about(column, topic)
        unit = column.unit or own
        plan = beside.get(column.block) or beside.get(ITEM)
        if column.role == "target" and plan is not beside.get(ITEM) and unit is None and plan:
            unit = plan.unit
        elif unit is None and plan is not None:
            unit = plan.unit_of(held.value) if held.value is not None else None
        if unit is not None and held.scaled:
            unit = replace(unit, factor=Decimal(1))
        segment = Segment(
            part, cell.start, cell.end, about, column.measure, unit,
            period_end=column.period_end, breakdown=region, stage=column.stage,
        )  # fmt: skip
        words = self.table.words(cell)
        if held.value is not None:
            figure = quantities.scan(words)[0][0]
            end = cell.start + figure.end
            if column.role == "rate" and held.unit not in ("", "%"):
                segment = replace(segment, measure="actual")
            elif column.role == "actual" and held.unit == "%" and self._is_share(row, column):
                segment = replace(segment, measure="pct_of_target")
            yield replace(segment, end=end)
            if _FIGURE.search(self.table.text, end, cell.end):
                yield replace(segment, start=end, measure=None, topic=topic)
        elif column.role == "rate":
            said = {q.unit for q in quantities.scan(words)[0]}
            measure = column.measure if said == {"%"} else None
            yield replace(segment, measure=measure, topic=topic, unit=None)
        elif parts := _captioned(self.table.text, cell):
            for said, start, end in parts:
                yield replace(
                    segment,
                    part=said,
                    start=start,
                    end=end,
                    measure="target" if said == "target" else "actual",
                )
        else:
            if self._says(row):
                # What the promise counts names its results; a heading only what has no noun.
                about = heading if part == "target" else ""
            yield replace(segment, start=self._start(row, cell), topic=about)

    def _is_share(self, row: int, column: Column) -> bool:
        """Whether a bare percentage among results is a share of the plan: 80 % of 5家."""
        if column.block == ITEM:
            cells = [self.table.grid.at(row, c) for c in self._by_role.get("item", ())]
        else:
            cells = [self.table.grid.at(row, column.block)]
        promised = [q.unit for cell in cells for q in quantities.scan(self.table.words(cell))[0]]
        return any(promised) and not {"%", "‰"} & {*promised}

    def _says(self, row: int) -> bool:
        """Whether the item of a row promises figures itself, so that no name is needed."""
        cells = (
            self.table.grid.at(row, c)
            for role in ("item", "target")
            for c in self._by_role.get(role, ())
        )
        return any(held.figures and held.value is None for held in map(self.table.held, cells))

    def _about(self, column: Column, topic: str) -> str:
        if topic and column.indicator and (self._several or column.block in self._spoken):
            return topic if column.indicator in topic else topic + column.indicator
        if topic or not self._matrix:
            return topic or column.indicator
        if column.indicator in self._topic:
            return self._topic
        vague = labels.is_bare(column.indicator) or len(column.indicator) <= _VAGUE
        return self._topic + column.indicator if vague else column.indicator


def _captioned(text: str, cell: Cell) -> list[tuple[Part, int, int]]:
    """The parts of a cell that holds both: 年度目标:…;进展:…"""
    words = text[cell.start : cell.end]
    found = Captions(words, [(0, len(words))]).within(0, len(words)) if ":" in words else ()
    parts: list[tuple[Part, int, int]] = []
    for caption, following in zip(found, [*found[1:], None], strict=False):
        stop = following.start if following else len(words)
        if caption.kind in ("target", "progress"):
            part: Part = "target" if caption.kind == "target" else "progress"
            parts.append((part, cell.start + caption.end, cell.start + stop))
    return parts if len({part for part, _, _ in parts}) == len(_BOTH) else []


def _topic_of_title(upright: Table, title: str) -> str:
    """What a table counts, by its title: 某省2023年农村危桥改造进度统计表 → 农村危桥改造."""
    lines = [upright.words(cell) for cell in upright.titles]
    lines += [upright.text[slice(*line)] for line in upright.grid.lines]
    for line in (*reversed(lines), title):
        words = _TITLE_END.sub("", _TITLE.sub("", "".join(line.split())))
        if _SHORTEST <= len(words) <= _LONGEST and not _NO_TOPIC.match(words):
            return words
    return ""


def _value(written: str) -> int:
    return ord(written) - ord("①") + 1 if "①" <= written <= "⑳" else int(numeral(written))


def _numbers(printed: Sequence[int | None]) -> list[int]:
    """The printed numbers, or the running order where they restart or there is none."""
    shown = [n for n in printed if n is not None]
    restarts = any(later <= earlier for earlier, later in pairwise(shown))
    if not shown or restarts:
        count, numbers = 0, []
        for n in printed:
            count += n is not None or not shown or not numbers
            numbers.append(count)
        return numbers
    numbers = []
    for n in printed:
        numbers.append(n if n is not None else numbers[-1] if numbers else shown[0])
    return numbers
