"""Twelve ways for a bulletin to be not what the office meant, each applied to a page's source.

A corruption gives the altered page, and the slips: rows of the annotation whose figure the page
states otherwise now. What the office meant stays the annotation. Every choice is seeded by the
names of the bulletin and of the kind.
"""

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from relations import Row
from sheets import Rewrite, Table, is_number, items, spans_rows, tables

from etl.bulletin.model import Bulletin, Fact

UNKNOWN = "丙类口径"
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_HEAD = re.compile(r"(?=.*[\u4e00-\u9fff])[^\d\s]{2,12}")
"""A name over a column; not the rule --- below one."""
_CAPTION = re.compile(r"(?m)(?<=[\n>])[^\d\W]{2,8}(?=[:：])")


@dataclass(frozen=True)
class Subject:
    """A bulletin as the office published it."""

    name: str
    source: str
    html: bool
    bulletin: Bulletin
    known: Sequence[tuple[int, Fact]]
    """Rows of the annotation with the facts that were rightly read for them."""
    gold: Sequence[Row]

    def random(self, kind: str) -> Random:
        """The choices of a kind for this bulletin: the same in every run."""
        return Random(zlib.crc32(f"{self.name} {kind}".encode()))  # noqa: S311


@dataclass(frozen=True)
class Slip:
    """A figure that the page states otherwise than the office meant it."""

    row: int
    value: Decimal


@dataclass(frozen=True)
class Corrupted:
    """A page after a corruption."""

    source: str
    slips: tuple[Slip, ...] = ()
    renumbers: bool = False
    """Whether the running order of the items may be another now."""
    twice: bool = False
    """Whether a right figure may be there twice."""
    seen: bool = True
    """Whether the page shows by itself that it is damaged, apart from what figures tie."""


Kind = Callable[[Subject, Random], Corrupted | None]


@dataclass(frozen=True)
class Numeral:
    """A numeral that stands once in the page and once in a figure that was rightly read."""

    row: int
    value: Decimal
    digits: str
    start: int
    end: int
    """Its span in the source."""

    def instead(self, digits: str) -> Slip:
        """The figure with other digits."""
        return Slip(self.row, self.value * Decimal(digits) / Decimal(self.digits))


def numerals(subject: Subject, least: int = 1) -> Iterator[Numeral]:
    """The numerals of so many digits at least that can be altered."""
    for row, fact in subject.known:
        own = _DIGITS.findall(fact.text)
        if len(own) == 1 and len(own[0]) >= least and Decimal(own[0]):
            alone = rf"(?<![\d.,:/-]){re.escape(own[0])}(?![\d:/-]|[.,]\d)"
            places = list(re.finditer(alone, subject.source))
            if len(places) == 1:
                yield Numeral(row, fact.value, own[0], *places[0].span())


def _with(subject: Subject, numeral: Numeral, words: str, end: int | None = None) -> str:
    until = numeral.end if end is None else end
    return subject.source[: numeral.start] + words + subject.source[until:]


def _other_digit(digits: str, random: Random) -> str:
    at = random.choice([at for at, digit in enumerate(digits) if digit != "."])
    others = [d for d in "0123456789" if d != digits[at] and (at or d != "0")]
    return digits[:at] + random.choice(others) + digits[at + 1 :]


def digit_changed(subject: Subject, random: Random) -> Corrupted | None:
    """新增停车泊位23352个 → 23852个."""
    found = list(numerals(subject, 2))
    if not found:
        return None
    numeral = random.choice(found)
    digits = _other_digit(numeral.digits, random)
    return Corrupted(_with(subject, numeral, digits), (numeral.instead(digits),))


def ten_thousand(subject: Subject, random: Random) -> Corrupted | None:
    """36.61万人 → 36.61人, or 200场 → 200万场."""
    found = [n for n in numerals(subject) if subject.gold[n.row]["unit"] not in ("%", "百分点")]
    dropped = [n for n in found if subject.source[n.end : n.end + 1] == "万"]
    if not found:
        return None
    if dropped and random.random() < 0.5:
        numeral = random.choice(dropped)
        slip = Slip(numeral.row, numeral.value / 10_000)
        return Corrupted(_with(subject, numeral, numeral.digits, numeral.end + 1), (slip,))
    numeral = random.choice([n for n in found if n not in dropped] or found)
    slip = Slip(numeral.row, numeral.value * 10_000)
    return Corrupted(_with(subject, numeral, f"{numeral.digits}万"), (slip,))


def columns_swapped(subject: Subject, random: Random) -> Corrupted | None:
    """The cells of two neighbouring columns of numbers change places, their heads do not."""
    choices = [
        (table, one, other)
        for table in _tables(subject)
        for one, other in zip(table.columns, table.columns[1:], strict=False)
        if any(table.rows[at][one] != table.rows[at][other] for at in table.body)
    ]
    if not choices:
        return None
    table, one, other = random.choice(choices)
    changed: dict[int, Sequence[Sequence[str]]] = {}
    for at in table.body:
        cells = list(table.rows[at])
        cells[one], cells[other] = cells[other], cells[one]
        changed[at] = [cells]
    return Corrupted(table.write(changed), seen=False)


def header_renamed(subject: Subject, random: Random) -> Corrupted | None:
    """累计完成 over a column, or 进展情况： before each item's report, → 丙类口径."""
    choices = [
        (table, at, column)
        for table in _tables(subject)
        for at in range(max(table.body[0] - 3, 0), table.body[0])
        for column, cell in enumerate(table.rows[at])
        if column and _HEAD.fullmatch(cell.strip()) and not is_number(cell)
    ]
    if choices:
        table, at, column = random.choice(choices)
        cells = list(table.rows[at])
        cells[column] = UNKNOWN
        return Corrupted(table.write({at: [cells]}))
    captions = _CAPTION.findall(subject.source)
    often = sorted({caption for caption in captions if captions.count(caption) > 2})
    if not often:
        return None
    caption = re.escape(random.choice(often))
    return Corrupted(re.sub(rf"(?m)(?<=[\n>]){caption}(?=[:：])", UNKNOWN, subject.source))


def row_lost(subject: Subject, random: Random) -> Corrupted | None:
    """A row of a table or an item of the prose is not there."""
    if places := _rows(subject):
        table, at = random.choice(places)
        return Corrupted(table.write({at: []}), renumbers=True)
    if found := _items(subject):
        _, write = random.choice(found)
        return Corrupted(write([]), renumbers=True)
    return None


def cell_shifted(subject: Subject, random: Random) -> Corrupted | None:
    """In one row the cells from some number on stand one column further to the right."""
    places = [
        (table, at, column)
        for table, at in _rows(subject)
        for column in table.columns
        if table.rows[at][column].strip()
    ]
    if not places:
        return None
    table, at, column = random.choice(places)
    cells = list(table.rows[at])
    moved = [*cells[:column], "", *cells[column:]]
    if not moved[-1].strip():
        moved.pop()
    return Corrupted(table.write({at: [moved]}))


def cut(subject: Subject, _random: Random) -> Corrupted | None:
    """The page breaks off at 60 % of what lies between its first and its last figure."""
    known = [n.start for n in numerals(subject)]
    if len(known) < 3:
        return None
    first, last = min(known), max(known)
    return Corrupted(subject.source[: first + (last - first) * 6 // 10])


def blank_inside(subject: Subject, random: Random) -> Corrupted | None:
    """23352个 → 23 352个."""
    found = list(numerals(subject, 3))
    if not found:
        return None
    numeral = random.choice(found)
    at = random.randrange(1, len(numeral.digits))
    return Corrupted(_with(subject, numeral, f"{numeral.digits[:at]} {numeral.digits[at:]}"))


def doubled(subject: Subject, random: Random) -> Corrupted | None:
    """A row or an item is there twice, the second time with another figure."""
    if places := _rows(subject):
        table, at = random.choice(places)
        cells = list(table.rows[at])
        column = random.choice([c for c in table.columns if _DIGITS.search(cells[c])] or [0])
        altered = [*cells[:column], _altered(cells[column], random), *cells[column + 1 :]]
        return Corrupted(table.write({at: [cells, altered]}), renumbers=True, twice=True)
    for words, write in random.sample(found := _items(subject), len(found)):
        if (other := _altered(words, random)) != words:
            return Corrupted(write([words, other]), renumbers=True, twice=True)
    return None


def _altered(words: str, random: Random) -> str:
    """Words with a digit of their last numeral changed."""
    found = list(re.finditer(r"(?<![\d.])\d[\d.]*\d(?![\d年月日])", words))
    if not found:
        return words
    start, end = found[-1].span()
    return words[:start] + _other_digit(words[start:end], random) + words[end:]


def _tables(subject: Subject) -> list[Table]:
    return [table for table in tables(subject.source, html=subject.html) if table.columns]


def _rows(subject: Subject) -> list[tuple[Table, int]]:
    """The rows of figures, those apart that other rows share a cell with."""
    return [
        (table, at)
        for table in _tables(subject)
        for at in table.body
        if not (subject.html and spans_rows(subject.source, table.rows[at]))
    ]


def _items(subject: Subject) -> list[tuple[str, Rewrite]]:
    return items(subject.source, html=subject.html)


PAGE_KINDS: dict[str, Kind] = {
    "digit changed": digit_changed,
    "万 dropped or added": ten_thousand,
    "columns swapped": columns_swapped,
    "header renamed": header_renamed,
    "row or item lost": row_lost,
    "cell shifted": cell_shifted,
    "cut at 60 %": cut,
    "blank in a number": blank_inside,
    "item doubled": doubled,
}
