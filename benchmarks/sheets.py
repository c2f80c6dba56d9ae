"""A page as tables and items that can be altered: cells set, rows and items lost or doubled."""

import copy
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bs4 import BeautifulSoup
from bs4.element import Tag

LEAST_ROWS = 3
_SEPARATORS = (r"\t", r"\|", r" {2,}|　+", r" ")
_NUMERIC = re.compile(r"\s*-?\d[\d,.]*\s*[万亿]?\s*[^\s\d]{0,4}\s*")
_ITEM = re.compile(
    r"\s*(?:(\d{1,2})[.、．]|([一二三四五六七八九十]+)、|[（(](\d{1,2}|[一二三])[）)])"
)

Rewrite = Callable[[Sequence[str]], str]
"""Gives the page with so many rows (or items) in the place of one; of no rows it is lost."""


@dataclass(frozen=True)
class Table:
    """A table's rows as cells; rows are replaced one at a time."""

    rows: Sequence[Sequence[str]]
    write: Callable[[dict[int, Sequence[Sequence[str]]]], str]
    """The whole page with rows replaced by none, one or two others."""

    @property
    def body(self) -> list[int]:
        """The rows of figures: as wide as most, with at least two numbers."""
        counted = [at for at, row in enumerate(self.rows) if sum(map(is_number, row)) > 1]
        if len(counted) < LEAST_ROWS:
            return []
        [(usual, _)] = Counter(len(self.rows[at]) for at in counted).most_common(1)
        return [at for at in counted if len(self.rows[at]) == usual]

    @property
    def columns(self) -> list[int]:
        """The columns of numbers, serial numbers apart."""
        body = [self.rows[at] for at in self.body]
        columns = list(zip(*body, strict=True))
        return [
            at
            for at, cells in enumerate(columns)
            if 4 * sum(map(is_number, cells)) > 3 * len(cells) and at and not _serial(cells)
        ]


def is_number(cell: str) -> bool:
    """Whether a cell holds a number and hardly more."""
    return bool(_NUMERIC.fullmatch(cell))


def _serial(cells: Sequence[str]) -> bool:
    """Whether the cells count upwards: 1, 2, 4, 5."""
    numbers = [int(cell) for cell in cells if cell.strip().isdecimal()]
    rising = all(one < other for one, other in pairwise(numbers))
    return len(numbers) > 1 and rising and numbers[-1] <= 2 * len(cells) + 2


def tables(source: str, *, html: bool) -> list[Table]:
    """The tables of a page or text that have rows of figures."""
    found = _of_page(source) if html else _of_text(source)
    return [table for table in found if table.body]


def _of_text(source: str) -> Iterable[Table]:
    lines = source.splitlines()
    for separator in _SEPARATORS:
        split = [re.split(f"({separator})", line) for line in lines]
        rows = [parts[::2] for parts in split]

        def write(
            changed: dict[int, Sequence[Sequence[str]]],
            split: Sequence[Sequence[str]] = split,
        ) -> str:
            written = []
            for at, line in enumerate(lines):
                usual = split[at][1] if len(split[at]) > 1 else "\t"
                written += [usual.join(row) for row in changed[at]] if at in changed else [line]
            return "\n".join(written)

        table = Table(rows, write)
        if table.body:
            yield table
            return


def _of_page(source: str) -> Iterable[Table]:
    soup = BeautifulSoup(source, "lxml")
    for number, table in enumerate(soup.find_all("table")):
        if isinstance(table, Tag) and not table.find("table"):
            rows = [[_words(cell) for cell in _cells(row)] for row in _rows(table)]

            def write(changed: dict[int, Sequence[Sequence[str]]], number: int = number) -> str:
                page = BeautifulSoup(source, "lxml")
                own = page.find_all("table")[number]
                for at, row in enumerate(_rows(own)):
                    if at in changed:
                        _replace(row, changed[at], page)
                return str(page)

            yield Table(rows, write)


def _rows(table: Tag) -> list[Tag]:
    return [row for row in table.find_all("tr") if isinstance(row, Tag)]


def _cells(row: Tag) -> list[Tag]:
    return [cell for cell in row.find_all(["td", "th"]) if isinstance(cell, Tag)]


def _words(cell: Tag) -> str:
    return cell.get_text("", strip=True)


def _replace(row: Tag, others: Sequence[Sequence[str]], page: BeautifulSoup) -> None:
    for words in others:
        new = copy.copy(row)
        for cell, said in zip(_cells(new), words, strict=False):
            if _words(cell) != said:
                cell.string = said
        for said in words[len(_cells(new)) :]:
            more = page.new_tag("td")
            more.string = said
            new.append(more)
        row.insert_before(new)
    row.decompose()


def spans_rows(source: str, row: Sequence[str]) -> bool:
    """Whether a row of a page holds a cell that reaches over the next ones."""
    for found in BeautifulSoup(source, "lxml").find_all("tr"):
        if isinstance(found, Tag) and [_words(cell) for cell in _cells(found)] == list(row):
            return any(cell.get("rowspan", "1") != "1" for cell in _cells(found))
    return False


def items(source: str, *, html: bool) -> list[tuple[str, Rewrite]]:
    """The numbered items of prose, each with its words and a way to lose or double it."""
    soup = BeautifulSoup(source, "lxml")
    paragraphs = [p for p in soup.find_all("p") if isinstance(p, Tag) and not p.find_parent("td")]
    lines = [_words(p) for p in paragraphs] if html else source.splitlines()
    kinds = [found.lastindex if (found := _ITEM.match(line)) else None for line in lines]
    if not any(kinds):
        return []
    [(kind, _)] = Counter(k for k in kinds if k).most_common(1)
    heads = [at for at, k in enumerate(kinds) if k == kind]

    def rewrite(start: int, end: int) -> Rewrite:
        def write(copies: Sequence[str]) -> str:
            if not html:
                return "\n".join((*lines[:start], *copies, *lines[end:]))
            page = BeautifulSoup(source, "lxml")
            own = [p for p in page.find_all("p") if isinstance(p, Tag) and not p.find_parent("td")]
            for words in (line for copied in copies for line in copied.split("\n")):
                new = page.new_tag("p")
                new.string = words
                own[start].insert_before(new)
            for old in own[start:end]:
                old.decompose()
            return str(page)

        return write

    # The last one is left alone: what stands below the items would go with it.
    return [
        ("\n".join(lines[start:end]), rewrite(start, end))
        for start in heads
        if (end := next((at for at in range(start + 1, len(kinds)) if kinds[at]), None))
    ]
