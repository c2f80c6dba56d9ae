"""What a layout consists of: items, and the stretches of text that promise or report."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from etl.bulletin.model import Measure, Numeral, Part, Stage
from etl.bulletin.words.measure_words import Unit


class Segment(NamedTuple):
    """A stretch of text that promises or reports."""

    part: Part
    start: int
    end: int
    topic: str = ""
    """What it is about, where a heading or a table's row says so."""
    measure: Measure | None = None
    """What every bare figure in it is, where a table's column says so."""
    unit: Unit | None = None
    """Of figures that print none: from the item's name or the column's header."""
    row: int = 0
    """Segments of one table row share a number; 0 outside tables."""
    period_end: date | None = None
    """Where a column has a period of its own."""
    years_before: int = 0
    """How many years before the bulletin's period, or the column's, it reports on."""
    breakdown: str | None = None
    """The region of a row, in a table of regions by indicators."""
    stage: Stage | None = None
    """Of every figure in it, where a column's name says so: 累计开工数."""
    rate: str = ""
    """The name of the rates in it, where a column has one of its own: 到位率."""
    open: bool = False
    """Whether the pattern of the document is yet to tell promise from report in it; what is a
    promise by its caption begins as one."""
    doubt: str = ""
    """Why it is in doubt what it is, if it is."""
    caption: str = ""
    """The caption above it, where its words do not say what it announces."""
    matter: int = 0
    """In a text without numbers the place of the headed paragraph that it is of; 0 above them."""

    @property
    def is_free(self) -> bool:
        """Whether nothing announces what it begins with."""
        return self.open and self.part == "progress"


class Item(NamedTuple):
    """A pledge's place in the text."""

    number: int
    printed: int
    start: int
    end: int
    agencies: tuple[str, ...]
    segments: tuple[Segment, ...]
    points: tuple[int, ...] = ()
    """Where the numbered points within it begin: (1)…(2)…"""


@dataclass(frozen=True, slots=True)
class Layout:
    """The items of a text, and the numerals that belong to its form."""

    items: tuple[Item, ...]
    numerals: tuple[Numeral, ...] = field(default=())
    """Item numbers, and nothing else."""
    ignored: tuple[tuple[int, int, str], ...] = field(default=())
    """Stretches outside every segment: start, end, kind (chrome, introduction…)."""
