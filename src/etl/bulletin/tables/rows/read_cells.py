"""What the cells of a table's row say: each a stretch that promises or reports.

A bare figure takes its measure from the column, its name from the row's item (or, in a table
of regions, from the column), and its unit from whatever says it nearest: the cell, the
column, the item's name, the target beside it, the line above the table. What is no bare
figure is prose.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from etl.bulletin.grammar.labels import counted_noun
from etl.bulletin.grammar.numerals.measured_numbers import names_seats, of_seats
from etl.bulletin.items.model import Segment
from etl.bulletin.items.part_captions import Captions, what_is_left
from etl.bulletin.model import Part
from etl.bulletin.tables.columns.cell_values import FIGURES, Held, scanned, unit_in
from etl.bulletin.tables.columns.columns_by_target import ITEM, Column, joined
from etl.bulletin.tables.rows import money_rates as row_rates
from etl.bulletin.tables.rows.cells_by_role import Frame
from etl.bulletin.tables.rows.row_numbers import RowNumbers
from etl.bulletin.tables.rows.units_said_elsewhere import Plan, SaidUnits, is_money
from etl.bulletin.words import column_names, measure_words
from etl.bulletin.words.measure_words import Unit
from etl.document.grid import Cell

Key = tuple[int, int]
"""A row and a block of columns: what is read with one key measures one promise."""

_PART = re.compile(r"[(]?其中")
_COUNTS_OTHER = re.compile(r"率|占比|比例|惠及|受益|覆盖|人[数口员]?$|户|[资投金款额]")
"""What the row of a part is called that does not count what the whole does."""
_NOTE = re.compile(r"\([^()]*\)$")
_CALLED = re.compile(r"\s*(?:说明|备注|注)\s*:\s*")
_LONGEST_NOUN = 2
_FIGURE = re.compile(r"\d")
_NAMED = -2
"""Block of a promise in the item's name where the row has another in its target column."""
_UNDECIDED = "columns undecided"
STRANGE = "money in a unit of none"
"""Doubt of a figure's unit, which no share can prove: it is the same in any."""
_IN_PIECES = re.compile(r"\d[\d,.]*(?:\s+\d[\d,.]*)+\s?[^\d\s]{0,6}")
"""A cell of bare numbers beside one another: 23 52 for 2352, or a cell that swallowed another."""
_SENTENCES = ("report", "promise")
_VAGUE = 2
"""Characters that a name has at most where it does not say what is counted: 户数."""


@dataclass(frozen=True, slots=True)
class _Row:
    """What the cells of a row have in common."""

    row: int
    region: str | None
    name: str
    """What the item is called, without the figures."""
    named_here: bool
    """Whether its own cell says what it is called, not one on its left."""
    topic: str
    """What its promise counts: its name, or what a sentence beside it promises."""
    heading: str
    """The item's name, where it promises no figure itself."""
    project: str
    """What money is spent on: the first name that promises nothing itself, 城南学校."""
    unit: Unit | None
    """Of the row's own column of units."""
    plans: Mapping[int, Plan]
    """By block the figure that is promised there; by ITEM the one in the item's name."""
    single: str
    """What a sentence promises, where it promises one figure alone."""
    rates: Sequence[row_rates.Rate]
    """Money per person or year that it promises."""
    speaks: bool
    """Whether a sentence of the row promises figures: it names what they count."""

    @property
    def only_plan(self) -> Plan | None:
        """The one figure that its target columns promise: a month's own result counts the same."""
        promised = [plan for block, plan in self.plans.items() if block >= 0]
        return promised[0] if len(promised) == 1 else None


class RowCells:
    """The cells of a table's rows."""

    def __init__(self, frame: Frame, numbers: RowNumbers, said: SaidUnits, topic: str) -> None:
        """``topic``: what the table counts, by its title."""
        self._frame = frame
        self._table = frame.table
        self._numbers = numbers
        self._topic = topic
        targets = [c for c in frame.columns if c.role == "target"]
        self._several = len({c.block for c in targets}) > 1
        self._named = {
            c.block
            for c in frame.columns
            if c.role in ("target", "actual") and c.unit and not counted_noun.is_bare(c.indicator)
        }
        self.shared: dict[Key, Key] = {}
        """Keys that one cell over several rows makes the same."""
        self._around: set[int] = set()
        """Columns of no money whose unit is said only around the table."""
        self._promising = any(
            _FIGURE.search(self._table.words(cell))
            for place in frame.places("item")
            for cell in self._table.column(place)
        )
        """Whether the names of items promise."""
        self._said = said
        self._wholes: dict[int, Plan | None] = {}
        self._give_units(said)

    def _give_units(self, said: SaidUnits) -> None:
        columns = self._frame.columns
        places = self._frame.places("target", "actual", "remaining", "previous", "change")
        without = [place for place in sorted(places) if columns[place].unit is None]
        counted = [self._counts(place) for place in without]
        groups = [*dict.fromkeys(name for name in counted if name and not is_money(name))]
        for place in places:
            if columns[place].unit is None:
                name = "".join(self._table.names(place))
                rows = self._frame.has("unit")
                own = self._counts(place)
                group = (groups.index(own) if own in groups else 0, len(groups))
                unit = said.of_column(name, self._frame.totals(place), rows=rows, group=group)
                columns[place] = columns[place]._replace(unit=unit)
                if unit is not None and not is_money(name):
                    self._around.add(place)
        for place, column in enumerate(columns):
            shares = column.measure is not None and column.block != ITEM and not column.told
            if column.unit is None and shares:
                mates = (c.unit for c in columns if c.block == column.block)
                unit = next((u for u in mates if u is not None and u.canonical != "%"), None)
                columns[place] = column._replace(unit=unit)

    def _counts(self, place: int) -> str:
        """What a column counts, by the name over its own: 户厕 over 计划 | 完成."""
        names = self._table.names(place)
        return names[0] if len(names) > 1 else ""

    def segments(self, row: int) -> Iterator[tuple[Key, Segment]]:
        """What each cell says, in the order of the columns."""
        names = self._frame.names(row)
        item = names[-1] if names else None
        about = self._row(row, item)
        own: int | None = None
        named = item is not None and item.row == row and not self._frame.is_total(row)
        if item is not None and named and self._is_promise(item):
            own = _NAMED if self._has_target(row) else ITEM
            start = self._numbers.start(item)
            both = self._frame.columns[item.column].both
            yield (row, own), self._doubted(self._promise(start, item.end, about, both=both), item)
        seen: set[Cell] = set()
        for place, column in enumerate(self._frame.columns):
            cell = self._frame.at(row, place)
            if cell is None or cell.end == cell.start or cell in seen:
                continue
            seen.add(cell)
            if column.role == "remarks" and cell.row == row:
                key, remark = self.remark(cell, row)
                yield key, self._doubted(remark, cell)
            elif column.role == "other" and cell.row == row:
                key, remark = self.remark(cell, row)
                for span in what_is_left(self._table.text, cell.start, cell.end, cell.start):
                    yield key, self._doubted(remark._replace(start=span[0], end=span[1]), cell)
            elif column.measure is not None and cell.row != row:
                self.shared[row, column.block] = (cell.row, column.block)
            elif column.measure is not None:
                block = self._promised_in(row, column, cell, own)
                for segment in self._cell(cell, column, about):
                    yield (row, block), self._doubted(segment, cell)

    def remark(self, cell: Cell, row: int) -> tuple[Key, Segment]:
        """What a cell below a row tells of it."""
        names = self._frame.names(row)
        about = self._row(row, names[-1] if names else None)
        main = next(iter(self._frame.places("target")), ITEM)
        unit = row_rates.meant(self._table.words(cell), about.rates)
        called = _CALLED.match(self._table.text, cell.start, cell.end)
        start = called.end() if called else cell.start
        told = Segment("progress", start, cell.end, about.topic, unit=unit)
        return (row, main), told._replace(breakdown=about.region)

    def _has_target(self, row: int) -> bool:
        """Whether a column promises what the row's name does, and not only the money for it."""
        for place in self._frame.places("target"):
            column, cell = self._frame.columns[place], self._frame.at(row, place)
            money = column.unit is not None and column.unit.dimension.startswith("money")
            if not (money or is_money(column.indicator)) and self._table.held(cell).figures:
                return True
        return False

    def _promised_in(self, row: int, column: Column, cell: Cell, own: int | None) -> int:
        """The block of a cell's promise: the item's name where the target's cell is empty.

        A sentence that reports answers the row's sentence that promises (``own``: that of the
        item's name), not the sum beside it.
        """
        if (
            self._table.held(cell).kind in _SENTENCES
            and column.block != ITEM
            and self._is_sum(self._frame.at(row, column.block))
            and not self._is_sum(cell)
        ):
            blocks = (
                self._frame.columns[place].block
                for place in self._frame.places("target")
                if self._table.held(at := self._frame.at(row, place)).kind == "promise"
                and not self._is_sum(at)
            )
            return next(blocks, column.block if own is None else own)
        if (
            column.block == ITEM
            or self._table.held(self._frame.at(row, column.block)).kind == "empty"
        ):
            return ITEM
        return column.block

    def _is_sum(self, cell: Cell | None) -> bool:
        """Whether a cell is a figure, or says no more than how much money: 计划投资2400万元."""
        if self._table.held(cell).kind in FIGURES:
            return True
        figures = self._table.scanned(cell)
        return bool(figures) and all(q.dimension.startswith("money") for q in figures)

    def _is_promise(self, item: Cell) -> bool:
        """Whether an item's name promises: not where it heads rows with targets of their own."""
        heads = item.height > 1 and self._frame.has("target")
        return not heads and _FIGURE.search(self._table.words(item)) is not None

    def _promise(self, start: int, end: int, about: _Row, *, both: bool) -> Segment:
        """A cell that promises; where no column reports it may go on to report itself."""
        if both or not self._frame.has("actual", "rate"):
            return Segment("progress", start, end, breakdown=about.region, open=True)
        topic = "" if about.named_here else about.name
        return Segment("target", start, end, topic, "target", breakdown=about.region)

    def _doubted(self, segment: Segment, cell: Cell) -> Segment:
        """The segment, in doubt where its column or its number could be another as well."""
        if self._frame.columns[cell.column].doubtful:
            return segment._replace(doubt=_UNDECIDED)
        if _IN_PIECES.fullmatch(self._table.words(cell)):
            return segment._replace(doubt="a number in pieces")
        return segment

    # what a row is about

    def _row(self, row: int, item: Cell | None) -> _Row:
        name, plan = self._name(item)
        if _PART.match(name):
            whole = self._wholes[row] = self._plan_of_whole(row)
            plan = whole if plan is None and not _COUNTS_OTHER.search(name) else plan
        own_name = name
        if not column_names.indicator(name):
            # 村卫生室建设 | 计划30所: the last name only promises.
            others = (self._name(cell)[0] for cell in reversed(self._frame.names(row)))
            name = next(filter(column_names.indicator, others), name)
        named_here = name == own_name
        heading = "" if item is None or self._table.held(item).figures else name
        plain = (c for c in self._frame.names(row) if not _FIGURE.search(self._table.words(c)))
        project = next((self._name(cell)[0] for cell in plain), name)
        topic = name
        targets = self._frame.cells(row, "target")
        names = self._frame.cells(row, "item")[-1:] if not targets else []
        for cell in targets:
            if self._table.held(cell).kind in ("promise", "report", "words"):
                # The words that promise tell what is counted, not the heading beside them.
                said, _ = self._name(cell)
                led = not _FIGURE.match(self._table.words(cell).strip())
                topic = said if led and not counted_noun.is_bare(said) else topic
                break
        named = self._frame.cells(row, "item")
        speaking = (self._table.held(cell) for cell in (*named, *targets))
        return _Row(
            row,
            self._frame.region(row),
            name,
            named_here,
            topic,
            heading,
            project,
            unit := self._unit(row),
            self._plans(row, unit, plan),
            topic if sum(self._table.held(c).figures for c in (names or targets)) == 1 else "",
            row_rates.promised([self._table.words(c) for c in (*named, *targets)], unit),
            any(held.figures and held.value is None for held in speaking),
        )

    def _name(self, cell: Cell | None) -> tuple[str, Plan | None]:
        """What a cell counts, without the figures, and the figure that it promises."""
        if cell is None:
            return "", None
        words = self._table.text[self._numbers.start(cell) : cell.end]
        unit = unit_in(["".join(words.split())])
        figures = [q for q in scanned(words)[0] if q.kind == "quantity"]
        counted = [q for q in figures if q.unit and q.unit != "%"]
        # 建成24小时自助图书馆8座 promises libraries.
        counted.sort(key=lambda q: q.dimension == "duration")
        plan = Plan.of(counted[0]) if counted else None
        if plan is None and unit is not None:
            plan = Plan(unit, Decimal(), Decimal(1))
        for q in reversed(figures):
            words = words[: q.start] + words[q.end :]
        return _NOTE.sub("", "".join(words.split())), plan

    def _plan_of_whole(self, row: int) -> Plan | None:
        """The unit in the name above, which the row of a part leaves out: 养老服务中心(处) |
        其中:具备助餐功能的."""
        names = self._frame.names(row - 1) if row else []
        if not names:
            return None
        if _PART.match(self._table.words(names[-1]).strip()):
            return self._wholes.get(row - 1)
        plan = self._name(names[-1])[1]
        return plan if plan is not None and not plan.value else None

    def _unit(self, row: int) -> Unit | None:
        for cell in self._frame.cells(row, "unit"):
            words = "".join(self._table.words(cell).split())
            if unit := unit_in([f"({words})"]) or _counting(words):
                names = map(self._table.words, self._frame.names(row))
                seats = unit.word == "位" and any(map(names_seats, names))
                return of_seats(unit) if seats else unit
        named = self._frame.names(row)[-1:] if self._frame.has("unit") else []
        return self._said.of_row(self._table.words(named[0])) if named else None

    def _plans(self, row: int, own: Unit | None, named: Plan | None) -> dict[int, Plan]:
        found: dict[int, Plan] = {ITEM: named} if named else {}
        for place in self._frame.places("target"):
            figures = self._table.scanned(self._frame.at(row, place))
            if not figures or figures[0].unit == "%":
                continue
            q = figures[0]
            if q.unit and (own is None or own.canonical == q.unit):
                found[place] = Plan.of(q)
            elif own is None and named is not None:
                unit = named.unit if q.scale > 1 else named.unit_of(q.value)
                found[place] = Plan(unit, q.value * unit.factor, q.scale)
        return found

    # one cell

    def _cell(self, cell: Cell, column: Column, about: _Row) -> Iterator[Segment]:
        held, words = self._table.held(cell), self._table.words(cell)
        result = column.role != "target"
        measure = column.measure
        if not result and measure == "previous" and not self._is_revised(about.row):
            measure = "target"
        segment = Segment(
            "progress" if result else "target",
            cell.start,
            cell.end,
            self._topic_of(column, about, self._counted(column, about)),
            measure,
            self._unit_of(column, held, about),
            period_end=column.period_end or (self._frame.period(about.row) if result else None),
            years_before=column.years_before,
            breakdown=about.region or column.region,
            stage=column.stage,
            rate=column.rate,
        )
        figures = self._table.scanned(cell)
        if held.value is not None:
            if _is_strange(column, held, segment.unit):
                segment = segment._replace(doubt=STRANGE)
            if column.role == "rate" and held.unit not in ("", "%"):
                segment = segment._replace(measure="actual")
            elif column.role == "actual" and held.unit == "%" and self._is_share(column, about):
                segment = segment._replace(measure="pct_of_target")
            end = cell.start + figures[0].end
            yield segment._replace(end=end)
            if _FIGURE.search(self._table.text, end, cell.end):
                yield segment._replace(start=end, measure=None, topic=about.topic)
        elif column.role == "rate":
            # 开工100、竣工34.3 are percents like the bare figures around them.
            shares = bool(figures) and {q.unit for q in figures} <= {"%", ""}
            measure = column.measure if shares else None
            unit = column.unit if shares else row_rates.meant(words, about.rates)
            yield segment._replace(measure=measure, topic=about.topic, unit=unit)
        elif parts := _captioned(self._table.text, cell, both=column.both):
            for part, start, end in parts:
                measure = "target" if part == "target" else "actual"
                yield segment._replace(part=part, start=start, end=end, measure=measure)
        else:
            topic = segment.topic
            if about.speaks:
                # What is promised names its results; a heading only what has no noun.
                topic = about.heading if segment.part == "target" else about.single
            if segment.part == "progress" and segment.unit is None:
                segment = segment._replace(unit=row_rates.meant(words, about.rates))
            if self._holds_both(column):
                segment = segment._replace(part="progress", measure=None, open=True)
            yield segment._replace(start=self._numbers.start(cell), topic=topic)

    def _is_revised(self, row: int) -> bool:
        """Whether a row has another plan than the one before it was changed: 年初目标 | 调整后目标,
        but 40公里 | — promises 40."""
        columns = self._frame.columns
        revised = (p for p in self._frame.places("target") if columns[p].measure == "target")
        return any(self._table.held(self._frame.at(row, place)).figures for place in revised)

    def _holds_both(self, column: Column) -> bool:
        """Whether the sentences of a column of results may promise, too: nothing beside them
        does, 实事名称及进展情况."""
        return column.both or (
            column.role == "actual"
            and column.block == ITEM
            and not self._frame.has("target")
            and not self._promising
        )

    def _counted(self, column: Column, about: _Row) -> str:
        """What the promise of a column's block counts: its sentence, or what the row is called."""
        plan = self._frame.at(about.row, column.block) if column.block != ITEM else None
        if plan is None or self._table.held(plan).kind in ("promise", "report"):
            return about.topic
        return about.name or about.topic

    def _topic_of(self, column: Column, about: _Row, topic: str) -> str:
        own = column.indicator
        if topic and own and is_money(own) and not self._frame.matrix:
            return joined(about.project or topic, own)
        if topic and own and (self._several or column.block in self._named):
            return joined(topic, own)
        if topic or not self._frame.matrix:
            return topic or own
        vague = counted_noun.is_bare(own) or len(own) <= _VAGUE or own in self._topic
        return joined(self._topic, own) if vague else own

    def _unit_of(self, column: Column, held: Held, about: _Row) -> Unit | None:
        own = about.unit
        if own is not None and own.dimension[:5] != "money" and is_money(column.indicator):
            own = None
        named = about.plans.get(ITEM)
        around = column.unit if column.block in self._around else None
        if around is not None and named is not None and not named.value:
            # 新增就业(人) below 单位:万元 counts people.
            own = named.unit
        unit = own or column.unit if around is not None else column.unit or own
        plan = about.plans.get(column.block, named)
        if plan is None and column.role != "target":
            plan = about.only_plan
        if unit is None and plan is not None:
            if column.role == "target" and plan is not named:
                unit = plan.unit
            elif held.value is not None or not column.told:
                unit = plan.unit_of(held.value or plan.value)
        if unit is not None and held.scaled:
            unit = unit._replace(factor=Decimal(1))
        return unit

    def _is_share(self, column: Column, about: _Row) -> bool:
        """Whether a bare percentage among results is a share of the plan: 80 % of 5家."""
        if column.block == ITEM:
            cells: list[Cell | None] = [*self._frame.cells(about.row, "item")]
        else:
            cells = [self._frame.at(about.row, column.block)]
        promised = {q.unit for cell in cells for q in self._table.scanned(cell)}
        return any(promised) and not {"%", "‰"} & promised


def _counting(words: str) -> Unit | None:
    """The measure word that a cell of units opens with, a noun behind it: 个村, 座桥."""
    unit = measure_words.match(words, 0, len(words))
    short = unit is not None and len(words) <= len(unit.word) + _LONGEST_NOUN
    return unit if unit is not None and unit.dimension == "count" and short else None


def _is_strange(column: Column, held: Held, unit: Unit | None) -> bool:
    """Whether a bare figure below 投资 would be counted in what its row counts: 5000 座."""
    return (
        not held.unit
        and unit is not None
        and unit.canonical != "%"
        and unit.dimension[:5] != "money"
        and is_money(column.indicator)
    )


def _captioned(text: str, cell: Cell, *, both: bool) -> list[tuple[Part, int, int]]:
    """The parts of a cell that holds both: 年度目标:…;进展:… or, in a column of ``both``,
    新建书房2家。进展:…"""
    words = text[cell.start : cell.end]
    found = Captions(words, [(0, len(words))]).within(0, len(words)) if ":" in words else ()
    parts: list[tuple[Part, int, int]] = []
    for caption, following in zip(found, [*found[1:], None], strict=False):
        stop = following.start if following else len(words)
        if caption.kind in ("target", "progress"):
            part: Part = "target" if caption.kind == "target" else "progress"
            if both and not parts and part == "progress" and words[: caption.start].strip():
                parts.append(("target", cell.start, cell.start + caption.start))
            parts.append((part, cell.start + caption.end, cell.start + stop))
    return parts if len({part for part, _, _ in parts}) > 1 else []
