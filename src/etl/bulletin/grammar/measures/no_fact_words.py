"""Words beside a figure that tell it to be none: rows of ``no_facts.tsv``, the first that fits.

其余3个县 counts the other places, 召开推进会3次 what an office does to keep its pledges.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from etl.bulletin.grammar.lexing.words_around_figure import Around
from etl.bulletin.grammar.measures.role_by_words import Role
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.words import word_tables


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table."""

    role: Role
    unit: frozenset[str]
    only: str
    """What the figure must have: a qualifier, one that compares, or be suffixed; empty for any."""
    before: re.Pattern[str] | None
    behind: re.Pattern[str] | None
    beside: tuple[re.Pattern[str], re.Pattern[str]] | None
    """The same words before it and behind it, of which one must match."""

    def fits(self, q: Quantity, around: Around) -> bool:
        """Whether the words around a figure of its units are those of the row."""
        return (
            (not self.only or bool(getattr(q, self.only)))
            and (self.behind is None or self.behind.match(around.rest) is not None)
            and (self.before is None or self.before.search(around.near) is not None)
            and (self.beside is None or _stand_beside(self.beside, around))
        )


class Rows:
    """The rows in their order, and those of each unit."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = tuple(rows)
        self._of_unit: dict[tuple[str, str], tuple[Row, ...]] = {}

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def first(self, q: Quantity, around: Around) -> Role | None:
        """What the first row that fits makes of a figure; None where none does."""
        measured = q.unit, q.dimension
        rows = self._of_unit.get(measured)
        if rows is None:
            rows = tuple(row for row in self._rows if _is_of(row.unit, *measured))
            self._of_unit[measured] = rows
        for row in rows:
            if row.fits(q, around):
                return row.role
        return None


@cache
def no_fact_rows() -> Rows:
    """Every row, in the table's order."""
    return Rows(_row(row) for row in word_tables.table("no_facts.tsv"))


def _row(row: dict[str, str]) -> Row:
    before, behind, beside = row["before"], row["behind"], row["beside"]
    return Row(
        Role(none=row["kind"], rule=row["name"]),
        frozenset(row["unit"].split()),
        row["only"],
        re.compile(f"(?:{before})$") if before else None,
        re.compile(behind) if behind else None,
        (
            re.compile(rf"(?:{beside})[^,。;\d、]{{0,4}}$"),
            re.compile(rf"[^,。;\d、]{{0,6}}?(?:{beside})"),
        )
        if beside
        else None,
    )


def _stand_beside(words: tuple[re.Pattern[str], re.Pattern[str]], around: Around) -> bool:
    before, behind = words
    return (before.search(around.near) or behind.match(around.behind)) is not None


def _is_of(units: frozenset[str], unit: str, dimension: str) -> bool:
    """Whether a row is for a unit, by its measure words and dimensions."""
    if f"-{unit}" in units or f"-{dimension}" in units:
        return False
    return "*" in units or unit in units or dimension in units
