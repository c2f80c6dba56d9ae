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

    @property
    def name(self) -> str:
        """The label, and in brackets what sets it apart: 中小学 (开工)."""
        detail = "·".join(part for part in (self.stage, self.breakdown) if part)
        return f"{self.label} ({detail})" if detail else self.label


@dataclass(frozen=True, slots=True)
class KnownIndicator:
    """A wording under which an indicator has appeared before."""

    indicator: Indicator
    wording: str
    """The label as the bulletin had it."""
    plan_year: int
    pledge: int
    """Number of the pledge in that year's bulletins."""
