"""The thing that is counted, apart from any month's figure of it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass


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
class Identified:
    """The indicators of a bulletin's figures, and what they were found by."""

    indicators: tuple[Indicator, ...]
    """Parallel to the facts."""
    known: str
    """:func:`digest` of the wordings that were known then."""


@dataclass(frozen=True, slots=True)
class KnownIndicator:
    """A wording under which an indicator has appeared before."""

    indicator: Indicator
    wording: str
    """The label as the bulletin had it."""
    plan_year: int
    pledge: int
    """Number of the pledge in that year's bulletins."""


def readable(indicator: Indicator) -> str:
    """An indicator with its stage and sub-group: 打通未贯通道路 (开工)."""
    detail = "，".join(part for part in (indicator.stage, indicator.breakdown) if part)
    return f"{indicator.label} ({detail})" if detail else indicator.label


def digest(known: Iterable[KnownIndicator]) -> str:
    """Equal where the same wordings are known, in whatever order."""
    said = sorted(json.dumps(astuple(one), ensure_ascii=False) for one in set(known))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
