"""The thing that is counted, apart from any month's figure of it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter


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


def readable(indicator: Indicator) -> str:
    """An indicator with its stage and sub-group: 打通未贯通道路 (开工)."""
    detail = "，".join(part for part in (indicator.stage, indicator.breakdown) if part)
    return f"{indicator.label} ({detail})" if detail else indicator.label


_NAMED = attrgetter("label", "stage", "breakdown", "unit")


def digest(indicators: Iterable[Indicator]) -> str:
    """Equal where the figures of a bulletin were given the same indicators in turn."""
    named = json.dumps([_NAMED(indicator) for indicator in indicators], ensure_ascii=False)
    return hashlib.sha256(named.encode()).hexdigest()
