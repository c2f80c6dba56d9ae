"""A row of the history gate, whose fields are its columns."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HistoryRow:
    """A figure, a missing indicator or a whole bulletin: one row of the ``history`` gate."""

    bulletin: int
    """Position in the batch."""
    period_end: str
    """ISO date."""
    fact: int | None = None
    """Index in ``Bulletin.facts``; None for what the bulletin does not say."""
    pledge: int | None = None
    indicator: str = ""
    measure: str = ""
    value: str = ""
    """Plain decimal notation."""
    unit: str = ""
    text: str = ""
    earlier: str = ""
    """The same figure at the nearest earlier period of the plan year."""
    earlier_period: str = ""
    later: str = ""
    later_period: str = ""
    fall_percent: float | None = None
    """How far a cumulative figure is below ``earlier``; negative where it rose."""
    excess_percent: float | None = None
    """How far a cumulative figure is above ``later``; negative where that is higher."""
    growth: float | None = None
    """The figure as a multiple of ``earlier``."""
    larger: float | None = None
    """The larger one of the two."""
    before: str = ""
    """What was held true of the same period before."""
    lowered_percent: float | None = None
    """How far a cumulative figure is below ``before``: a correction downwards."""
    sibling: str = ""
    """Of the counts in the same sentence the nearest in size, where there is no ``earlier``."""
    sibling_unit: str = ""
    sibling_ratio: float | None = None
    """The larger of the two divided by the smaller."""
    promised: str = ""
    """The target as the plan year's bulletins gave it before."""
    target_stays: bool | None = None
    target_vanished: bool | None = None
    """True for a target of the plan year that the bulletin, which repeats the others, lacks."""
    unit_before: str = ""
    """The unit of the same words in the bulletin before, where it is not used any more."""
    unit_stays: bool | None = None
    vanished: bool | None = None
    """True for an indicator of the bulletin before that this one does not give."""
    pledge_vanished: bool | None = None
    """True for a pledge of the plan year that the bulletin does not have."""
    earlier_bulletin: str = ""
    """End of the period of the bulletin before."""
    missing_months: int | None = None
    """Months without a bulletin between the two, beyond the portal's usual pace."""
    compared: int | None = None
    """Progress on targets that is new and has a neighbour in time."""
    contradicting: int | None = None
    """Those of them that fell against the earlier, or exceed the later month."""
    contradicting_percent: float | None = None
    """None where at most one does: that is a slip of the pen."""
    expected: int | None = None
    """Indicators of the bulletin before."""
    missing: int | None = None
    missing_percent: float | None = None
    """None where at most one is missing."""
    targets: int | None = None
    """Targets that the plan year's bulletins gave before."""
    moved: int | None = None
    moved_percent: float | None = None
    """None where at most one moved."""
    open: int | None = None
    """Progress that the bulletin before left short of its promise."""
    unmoved: int | None = None
    """Those of them that stand exactly as they stood there."""
    unmoved_percent: float | None = None
    """None where there are too few to tell."""
    other_page: str = ""
    """Another page that states this period, where this one is new."""
    differing: int | None = None
    """Figures that it gives otherwise; None where there is no such page."""
    published: str = ""
    """ISO date; empty where nobody said."""
    plan_year: int | None = None
    year_in_order: bool | None = None
    """False where a later plan year's bulletin was published before, or an earlier one's since."""
    pledges: int | None = None
    pledges_before: int | None = None
    """Those of the plan year before, for the first bulletin of a plan year."""
    pledges_percent: float | None = None
