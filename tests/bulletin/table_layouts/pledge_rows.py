"""Tables with a pledge a row, or several rows for one: all that may vary in them, at random."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Literal

from tests.bulletin.table_layouts.composed import Cell, Composed, Row, Stated
from tests.bulletin.table_layouts.words import (
    AGENCIES,
    BUILT,
    CLASSES,
    COLUMN_NAMES,
    HAN,
    PEOPLE,
    PROGRAMMES,
    Count,
    counts,
    in_base_unit,
)

_TITLE = "某市2023年民生实事项目进展情况表"
_NOTE = "注：数据由各责任单位提供，截至11月30日。"
_PENDING = ("正在办理前期手续", "正在开展设计招标", "按计划推进中", "已制定实施方案")
_MOST_THINGS = 18
_EXTRAS = ("remarks", "due", "trouble", "whether done", "leader", "money")

Numbers = Literal["column", "none", "1.", "1、", "一、"]
Classes = Literal["none", "merged", "blank", "section"]
Promise = Literal["in the name", "cell", "unit in the name", "unit column", "sentence"]
Result = Literal["bare", "count", "verb", "sentence", "with rate"]
Rate = Literal["none", "%", "bare, name has %", "bare, name has (%)"]
Agency = Literal["last", "behind the item", "first", "none"]


@dataclass(frozen=True)
class Layout:
    """What a table has and where."""

    numbers: Numbers
    classes: Classes
    parts: bool
    """Whether a pledge may have several rows, each a part."""
    promise: Promise
    result: Result
    rate: Rate
    agency: Agency
    extras: Sequence[str]
    two_rows: bool
    """Whether the header has two rows: 完成情况 over its figures."""
    titled: bool
    noted: bool
    pending: int
    """Rows whose result is told in words: 正在办理前期手续."""
    aside: bool
    """Whether one result has a second figure: 惠及群众3200人."""

    @property
    def columns(self) -> Sequence[str]:
        """Their keys, from the left; the class may stand before the number."""
        promised = self.promise != "in the name"
        told = {
            "agency ": self.agency == "first",
            "item": True,
            "part": self.parts,
            "unit": self.promise == "unit column",
            "agency  ": self.agency == "behind the item",
            "plan": promised,
            "result": True,
            "rate": self.rate != "none",
            "planned money": "money" in self.extras,
            "spent money": "money" in self.extras,
            **{extra: True for extra in self.extras if extra != "money"},
            "agency": self.agency == "last",
        }
        return [key.rstrip() for key, has in told.items() if has]


def pledge_rows(random: Random) -> Composed:
    """One table, laid out at random."""
    layout = _layout(random)
    leading = ["number"] * (layout.numbers == "column")
    if layout.classes in ("merged", "blank"):
        leading.insert(random.randint(0, len(leading)), "class")
    columns = [*leading, *layout.columns]
    pledges = _pledges(random, layout)
    writer = _Writer(random, layout, columns)
    body = [row for at in range(len(pledges)) for row in writer.rows(pledges, at)]
    wide = len(columns)
    title = [[Cell(_TITLE, width=wide)]] if layout.titled else []
    note = [[Cell(_NOTE, width=wide)]] if layout.noted else []
    table = [*title, *_header(layout, columns, _names(random, layout)), *body, *note]
    return Composed([table], writer.stated)


def _layout(random: Random) -> Layout:
    parts = _chance(random, 0.3)
    numbers: Numbers = random.choice(("column", "column", "column", "none", "1.", "1、", "一、"))
    classes: Classes = random.choice(("none", "none", "none", "merged", "blank", "section"))
    promise: Promise = random.choice(
        ("in the name", "cell", "cell", "unit in the name", "unit column", "sentence")
    )
    result: Result = random.choice(("bare", "count", "count", "verb", "sentence", "with rate"))
    rate: Rate = random.choice(("none", "none", "%", "bare, name has %", "bare, name has (%)"))
    if promise in ("in the name", "sentence") and result == "bare":
        result = "count"
    if parts and numbers == "none":
        numbers = "column"
    if numbers not in ("column", "none") or (numbers == "none" and classes == "merged"):
        classes = "none"
    return Layout(
        numbers,
        classes,
        parts,
        promise,
        result,
        "none" if result == "with rate" else rate,
        random.choice(("last", "last", "behind the item", "none", "first")),
        tuple(extra for extra in _EXTRAS if _chance(random, 0.2)),
        two_rows=_chance(random, 1 / 3),
        titled=_chance(random, 0.15),
        noted=numbers == "column" and _chance(random, 0.25),
        pending=random.choice((1, 2)) if _chance(random, 0.4) else 0,
        aside=_chance(random, 0.25) and result in ("verb", "sentence"),
    )


def _chance(random: Random, share: float) -> bool:
    return random.random() < share


def _names(random: Random, layout: Layout) -> Mapping[str, str]:
    """What the columns are called."""
    names = {key: random.choice(said) for key, said in COLUMN_NAMES.items()}
    if layout.rate.startswith("bare"):
        sign = "%" if layout.rate == "bare, name has %" else "（%）"
        names["rate"] = names["rate"].removesuffix("(%)").removesuffix("%") + sign
    return names


def _header(layout: Layout, columns: Sequence[str], names: Mapping[str, str]) -> Iterator[Row]:
    if not (layout.two_rows and "rate" in columns):
        yield [Cell(names[key]) for key in columns]
        return
    result = "完成数" if names["result"] == "完成情况" else names["result"]
    yield [
        Cell("完成情况", width=2) if key == "result" else Cell(names[key], height=2)
        for key in columns
        if key != "rate"
    ]
    yield [Cell(result), Cell(names["rate"])]


def _pledges(random: Random, layout: Layout) -> Sequence[Sequence[Count]]:
    """By pledge its parts; one where parts have no rows."""
    things = iter(counts(random, _MOST_THINGS))
    sizes = random.choices((1, 1, 2, 3) if layout.parts else (1,), k=random.randint(4, 9))
    pledges = [[thing for _, thing in zip(range(size), things, strict=False)] for size in sizes]
    return [pledge for pledge in pledges if pledge]


class _Writer:
    """Writes rows, and what they state."""

    def __init__(self, random: Random, layout: Layout, columns: Sequence[str]) -> None:
        self.stated: list[Stated] = []
        self._random, self._layout, self._columns = random, layout, columns
        self._people = iter(random.sample(PEOPLE, len(PEOPLE)))
        self._classes = iter(enumerate(CLASSES))
        self._class_ends = 0
        """The first pledge that the last class does not hold."""
        self._pending, self._asides = layout.pending, int(layout.aside)

    def rows(self, pledges: Sequence[Sequence[Count]], at: int) -> Iterator[Row]:
        """The rows of a pledge, with the head of its class where it is the first of it."""
        pledge = pledges[at]
        spanning = self._of_pledge(at, len(pledge))
        if at == self._class_ends and self._layout.classes != "none":
            order, name = next(self._classes)
            self._class_ends = at + self._random.randint(1, 3)
            if self._layout.classes == "section":
                yield [Cell(f"{HAN[order]}、{name}", width=len(self._columns))]
            merged = self._layout.classes == "merged"
            height = sum(map(len, pledges[at : self._class_ends])) if merged else 1
            spanning["class"] = Cell(name, height)
        for part, count in enumerate(pledge):
            cells = {key: Cell(words) for key, words in self._of_count(at, count).items()}
            if self._layout.parts:
                cells["part"] = cells.pop("item")
            if self._layout.classes == "blank":
                cells["class"] = Cell("")
            if part == 0:
                cells |= spanning
            yield [cells[key] for key in self._columns if key in cells]

    def _of_pledge(self, at: int, parts: int) -> dict[str, Cell]:
        """The cells that a pledge has once."""
        said = {"number": str(at + 1), "agency": self._random.choice(AGENCIES)}
        if self._layout.parts:
            said["item"] = self._opening(at) + self._random.choice(PROGRAMMES)
        if "leader" in self._columns:
            said["leader"] = next(self._people)
        return {key: Cell(words, parts) for key, words in said.items()}

    def _opening(self, at: int) -> str:
        if self._layout.numbers in ("column", "none"):
            return ""
        number = HAN[at] if self._layout.numbers == "一、" else at + 1
        return f"{number}{self._layout.numbers[-1]}"

    def _of_count(self, at: int, count: Count) -> dict[str, str]:
        """The cells of a row, and what they state."""
        layout, random = self._layout, self._random
        pending = self._pending > 0 and _chance(random, 0.25)
        self._pending -= pending
        self._state(at, "target", "target", count.plan, count.unit)
        rated = layout.rate != "none" or layout.result == "with rate"
        if not pending:
            self._state(at, "progress", "actual", count.done, count.unit)
        if rated and not pending:
            self._state(at, "progress", "pct_of_target", count.rate, "%")
        cells = {
            "item": ("" if layout.parts else self._opening(at)) + self._name(count),
            "unit": count.unit,
            "plan": self._plan(count),
            "result": random.choice(_PENDING) if pending else self._result(at, count),
            "rate": f"{count.rate}%" if layout.rate == "%" else str(count.rate),
            "remarks": random.choice(("", "", "正常推进")),
            "due": random.choice(("12月底", "11月底", "2023年12月")),
            "trouble": random.choice(("无", "无", "资金拨付较慢", "征地拆迁难度大")),
            "whether done": random.choice(("是", "否")) if count.done < count.plan else "是",
        }
        if pending:
            cells["rate"] = random.choice(("/", "—", ""))
        return cells | (self._money(at) if "money" in layout.extras else {})

    def _money(self, at: int) -> dict[str, str]:
        planned = self._random.randint(100, 9000)
        spent = int(planned * self._random.uniform(0.3, 1))
        self._state(at, "target", "target", planned, "万元")
        self._state(at, "progress", "actual", spent, "万元")
        return {"planned money": str(planned), "spent money": str(spent)}

    def _name(self, count: Count) -> str:
        if self._layout.promise == "in the name":
            return f"{count.name}{count.plan}{count.unit}"
        unit = f"（{count.unit}）" if self._layout.promise == "unit in the name" else ""
        return count.name + unit

    def _plan(self, count: Count) -> str:
        if self._layout.promise == "cell":
            return f"{count.plan}{count.unit}"
        if self._layout.promise == "sentence":
            when = self._random.choice(("", "年内", "全年"))
            return f"{when}{count.name}{count.plan}{count.unit}"
        return str(count.plan)

    def _result(self, at: int, count: Count) -> str:
        built = "已建成" if count.unit in BUILT else "已完成"
        verb = self._random.choice(("已完成", "完成", built, "累计完成"))
        said = f"{count.done}{count.unit}"
        if self._layout.result == "bare":
            return str(count.done)
        if self._layout.result == "count":
            return said
        if self._layout.result == "with rate":
            return f"{verb}{said}，完成率{count.rate}%"
        sentence = self._layout.result == "sentence"
        told = f"截至11月底，已{count.name}{said}" if sentence else f"{verb}{said}"
        if self._asides and _chance(self._random, 0.25):
            self._asides -= 1
            self._state(at, "progress", "actual", 3200, "人")
            return f"{told}，惠及群众3200人"
        return f"{told}。" if sentence else told

    def _state(self, at: int, part: str, measure: str, value: int | Decimal, unit: str) -> None:
        self.stated.append((at + 1, part, measure, *in_base_unit(value, unit)))
