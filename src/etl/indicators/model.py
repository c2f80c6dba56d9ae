"""The thing that is counted, apart from any month's figure of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Indicator:
    """Identity of an indicator within a portal: equal values are the same indicator."""

    label: str
    """The canonical wording: that of the pledge's target where the figure measures one."""
    stage: str | None
    breakdown: str | None
    unit: str
