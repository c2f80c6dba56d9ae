"""What a bulletin says, as plain values.

A pledge is a numbered promise with the units responsible for it; a fact is one figure
said about it, tied to the words it was read from. All spans count characters of
:attr:`Bulletin.text`, the document's normalised text.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from etl.errors import Undated

Part = Literal["target", "progress"]
Measure = Literal[
    "target",
    "actual",
    "pct_of_target",
    "target_restated",
    "yoy",
    "change",
    "previous",
    "remaining",
    "share",
    "milestone",
]
Stage = Literal["开工", "完工"]
Certainty = Literal["proved", "clear", "doubtful"]
Qualifier = Literal[">=", ">", "<=", "<", "~"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure: 新增停车泊位23352个 is ``actual``, 新增停车泊位, 23352, 个."""

    pledge: int
    """Number of the pledge in the bulletin; 0 where the text has no items."""
    part: Part
    measure: Measure
    indicator: str
    """What is counted, without the verb's ornaments: 新增停车泊位."""
    stage: Stage | None
    breakdown: str | None
    """The sub-group the figure is limited to (二级, 退休人员), if any."""
    value: Decimal
    """In base units: 36.61万人 is 366100 人."""
    unit: str
    qualifier: Qualifier | None
    target: int | None
    """n when the figure measures the n-th ``target`` fact of its pledge."""
    period_end: date | None
    """Last day described; for a promise the last day of its plan year. None where nothing
    says."""
    text: str
    """The words of the figure, equal to ``Bulletin.text[start:end]``."""
    start: int
    end: int
    certainty: Certainty = "clear"
    """``proved`` by the bulletin's own arithmetic, ``clear``, or ``doubtful``."""
    because: tuple[str, ...] = ()
    """Names of the rules that decided, or what is in doubt."""
    instead: str = ""
    """The measure that it may be instead, where the grammar weighed two: ``target`` for a figure
    that may be promised or done; '' where nothing else was weighed."""

    @property
    def last_day(self) -> date:
        """:attr:`period_end`, where it is known.

        Raises:
            Undated: nothing dates the bulletin.
        """
        if self.period_end is None:
            raise Undated(self.indicator)
        return self.period_end


@dataclass(frozen=True, slots=True)
class Pledge:
    """A numbered promise and who answers for it."""

    number: int
    text: str
    """The words of the promise, without number and units responsible."""
    agencies: tuple[str, ...]
    """Units responsible, in the order printed."""
    progress: str
    """The words on what has been done; empty where the bulletin says nothing."""
    start: int
    end: int
    """Span of the whole item, progress included."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """One numeral of the text and what it was taken for."""

    text: str
    start: int
    end: int
    kind: str
    """``fact``, or why it is none: ``date``, ``name``, ``ordinal``…; ``unexplained``,
    ``abandoned`` outside every item, column and sentence, or ``damaged``."""
    rule: str
    """The rule that said so."""

    @property
    def lost(self) -> bool:
        """Whether it may be a figure that was not read."""
        return self.kind in ("unexplained", "abandoned", "damaged")


@dataclass(frozen=True, slots=True)
class ShareCheck:
    """A printed share of the plan beside its own arithmetic.

    占年计划的116.7% is a checksum on 23352个 against 2万个. Offices truncate as often as
    they round, so a share agrees when it is less than one unit of its last printed digit
    away from value / plan.
    """

    fact: int
    """Index in :attr:`Bulletin.facts` of the printed share."""
    printed: Decimal
    value: Decimal | None
    """The figure that the share measures; None where the text gives none."""
    plan: Decimal | None
    """The plan that the share is of: as restated beside it, else the pledge's target."""
    recomputed: Decimal | None
    """100 × value / plan; None where either is missing."""
    agrees: bool | None
    """None where there is nothing to recompute from."""


@dataclass(frozen=True, slots=True)
class Score:
    """How well a bulletin was read, judged from its own arithmetic."""

    numerals: int
    unexplained: int
    """Numerals that no rule accounts for, the abandoned and damaged ones among them."""
    shares: int
    """Printed shares of plan."""
    shares_checked: int
    """Shares with a value and a plan to recompute them from."""
    shares_agreeing: int
    pledges: int
    pledges_without_progress: int

    @property
    def value(self) -> Decimal:
        """0 to 1: the product of the explained, agreeing and progressing parts."""
        explained = _portion(self.numerals - self.unexplained, self.numerals)
        agreeing = _portion(self.shares_agreeing, self.shares_checked)
        progressing = _portion(self.pledges - self.pledges_without_progress, self.pledges)
        return (explained * agreeing * progressing).quantize(Decimal("0.001"))


def _portion(part: int, whole: int) -> Decimal:
    return Decimal(part) / Decimal(whole) if whole else Decimal(1)


@dataclass(frozen=True, slots=True)
class Dating:
    """The year a bulletin is about and the last day it describes; None where nothing says."""

    plan_year: int | None
    period_end: date | None
    year_assumed: bool = False
    """It rests on the day of publication."""
    period_assumed: bool = False

    @property
    def year_end(self) -> date | None:
        """The last day of the plan year."""
        return None if self.plan_year is None else date(self.plan_year, 12, 31)

    @property
    def ends_within_year(self) -> bool:
        """Whether what it describes is said to end before the last month of the plan year."""
        last = self.period_end
        if last is None or self.period_assumed:
            return False
        return last.year == self.plan_year and last.month < date.max.month


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A bulletin, read."""

    title: str
    dating: Dating
    text: str
    """The normalised text that every span refers to."""
    pledges: tuple[Pledge, ...]
    facts: tuple[Fact, ...]
    numerals: tuple[Numeral, ...] = field(repr=False)
    shares: tuple[ShareCheck, ...] = field(repr=False)
    score: Score

    @property
    def plan_year(self) -> int:
        """The year promised for.

        Raises:
            Undated: neither the text nor a day of publication says.
        """
        if self.dating.plan_year is None:
            raise Undated(self.title)
        return self.dating.plan_year

    @property
    def period_end(self) -> date:
        """Last day that the bulletin as a whole describes.

        Raises:
            Undated: neither the text nor a day of publication says.
        """
        if self.dating.period_end is None:
            raise Undated(self.title)
        return self.dating.period_end
