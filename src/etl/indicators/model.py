"""The thing that is counted, apart from any month's figure of it."""

from dataclasses import dataclass


def called(label: str, stage: str | None, breakdown: str | None) -> str:
    """A label, and in brackets what sets the indicator apart: 中小学 (开工，二级)."""
    detail = "，".join(part for part in (stage, breakdown) if part)
    return f"{label} ({detail})" if detail else label


@dataclass(frozen=True, slots=True)
class Indicator:
    """Identity of an indicator within a portal: equal values are the same indicator."""

    label: str
    """The canonical wording: that of the pledge's target where the figure measures one."""
    stage: str | None
    breakdown: str | None
    unit: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells it from every other one; absent is ''."""
        return self.label, self.stage or "", self.breakdown or "", self.unit

    @property
    def name(self) -> str:
        """What it is called wherever it is shown: :func:`called`."""
        return called(self.label, self.stage, self.breakdown)


@dataclass(frozen=True, slots=True)
class Identified:
    """The indicators of a bulletin's figures, and what they were found by."""

    indicators: tuple[Indicator, ...]
    """Parallel to the facts."""
    known: str
    """:attr:`~etl.indicators.known_wordings.Known.digest` of the wordings that were known then."""


@dataclass(frozen=True, slots=True)
class KnownIndicator:
    """A wording under which an indicator has appeared before."""

    indicator: Indicator
    wording: str
    """The label as the bulletin had it."""
    plan_year: int
    pledge: int
    """Number of the pledge in that year's bulletins."""
