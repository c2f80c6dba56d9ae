"""What one plan year's bulletins have said so far."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from etl.bulletin.model import Bulletin
from etl.indicators.model import Indicator
from etl.quality.origin import UNKNOWN, Origin

RATES = frozenset({"%", "‰", "百分点", "倍"})
"""Units of what may rise and fall: a rate is not cumulative."""
MEASURES = ("target", "actual", "pct_of_target")
"""The measures whose past is looked at."""

Figure = tuple[Indicator, str]
"""An indicator in a measure."""
Span = tuple[date, date]
"""A first and a last day."""


@dataclass(frozen=True, slots=True)
class Past:
    """What is held true of one plan year, before a bulletin of it is loaded."""

    figures: Mapping[Figure, Mapping[date, Decimal]] = field(default_factory=dict)
    """Values by period; of periods before or after the batch only the nearest."""
    pledges: Mapping[Indicator, int] = field(default_factory=dict)
    """Number of the pledge that each indicator belongs to."""
    periods: frozenset[date] = frozenset()
    """Ends of the periods whose bulletins are loaded."""
    steps: tuple[int, ...] = ()
    """Months from one bulletin to the next, in the plan year before."""
    pages: Mapping[date, frozenset[str]] = field(default_factory=dict)
    """The pages whose latest reading is of a period."""
    shown: Mapping[int, Span] = field(default_factory=dict)
    """The first and the last day on which bulletins of this and the neighbouring plan years
    were published."""
    pledges_before: int = 0
    """Pledges in the last bulletin of the plan year before; 0 where there is none."""

    def after(
        self,
        bulletin: Bulletin,
        indicators: Sequence[Indicator],
        held: Container[int] = (),
        origin: Origin = UNKNOWN,
    ) -> "Past":
        """The past of the next bulletin, once this one is loaded.

        Args:
            bulletin: the one that is loaded.
            indicators: parallel to its facts.
            held: places of the facts that are left out.
            origin: its page and day of publication.
        """
        figures = dict(self.figures)
        pledges = dict(self.pledges)
        for place, (fact, indicator) in enumerate(zip(bulletin.facts, indicators, strict=True)):
            if fact.measure in MEASURES and place not in held:
                key = indicator, fact.measure
                figures[key] = {**figures.get(key, {}), fact.last_day: fact.value}
                pledges[indicator] = fact.pledge
        pages = dict(self.pages)
        if origin.page:
            own = pages.get(bulletin.period_end, frozenset())
            pages[bulletin.period_end] = own | {origin.page}
        shown = dict(self.shown)
        if day := origin.published:
            first, last = shown.get(bulletin.plan_year, (day, day))
            shown[bulletin.plan_year] = min(first, day), max(last, day)
        return replace(
            self,
            figures=figures,
            pledges=pledges,
            periods=self.periods | {bulletin.period_end},
            pages=pages,
            shown=shown,
        )

    def before(self, period: date) -> date | None:
        """End of the period of the last bulletin before ``period``."""
        return max((one for one in self.periods if one < period), default=None)

    def others(self, period: date, page: str) -> frozenset[str]:
        """The pages that state a period which ``page`` did not state so far."""
        known = self.pages.get(period, frozenset())
        return frozenset() if not page or page in known else known

    def progress_by(self, period: date | None) -> dict[Indicator, Decimal]:
        """The progress of each indicator by the end of a period: figure, else share."""
        found: dict[Indicator, Decimal] = {}
        if period is not None:
            for wanted in ("pct_of_target", "actual"):
                for (indicator, measure), known in self.figures.items():
                    if measure == wanted and period in known:
                        found[indicator] = known[period]
        return found

    def usual_step(self, period: date) -> int:
        """Months from one bulletin to the next, as a rule; 1 where nothing tells."""
        steps = Counter((*self.steps, *steps_between(p for p in self.periods if p < period)))
        return min(steps, key=lambda months: (-steps[months], months), default=1)


def steps_between(periods: Iterable[date]) -> tuple[int, ...]:
    """Months from each period to the next."""
    ordered = sorted(periods)
    return tuple(months_between(one, other) for one, other in pairwise(ordered))


def months_between(earlier: date, later: date) -> int:
    """From one period's end to another's."""
    return 12 * (later.year - earlier.year) + later.month - earlier.month
