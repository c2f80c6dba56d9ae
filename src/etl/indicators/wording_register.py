"""A register of wordings: those of many bulletins, entered one after another."""

from collections.abc import Container, Iterable, Mapping
from datetime import date

from etl.bulletin.model import Bulletin
from etl.indicators.decisions import Decisions
from etl.indicators.identify import identify, wordings
from etl.indicators.known_wordings import Known
from etl.indicators.model import Indicator, KnownIndicator

Span = tuple[date, date]
"""First and last period that a wording described."""


class Register:
    """What is known after each bulletin, as the warehouse would know it."""

    def __init__(self, decisions: Decisions, known: Iterable[KnownIndicator] = ()) -> None:
        self._decisions = decisions
        self._entered = dict.fromkeys(known)
        self._known = Known(self._entered)
        self._spans: dict[KnownIndicator, Span] = {}

    def enter(self, bulletin: Bulletin, held: Container[int] = ()) -> tuple[Indicator, ...]:
        """Identify the bulletin's figures, and know their wordings from now on.

        Args:
            bulletin: the next one of the portal.
            held: places of the facts that are left out, whose wordings are not to be known.
        """
        indicators = identify(bulletin, self._known, self._decisions)
        for place, (fact, indicator) in enumerate(zip(bulletin.facts, indicators, strict=True)):
            if place in held:
                continue
            wording = KnownIndicator(indicator, fact.indicator, bulletin.plan_year, fact.pledge)
            # A promise's own period ends with the year.
            day = bulletin.period_end if fact.part == "target" else fact.last_day
            first, last = self._spans.get(wording, (day, day))
            self._spans[wording] = min(first, day), max(last, day)
            self._entered.setdefault(wording)
        self._known = self._known.after(wordings(bulletin, indicators, held))
        return indicators

    @property
    def known(self) -> tuple[KnownIndicator, ...]:
        """Every wording, in the order of entering."""
        return tuple(self._entered)

    @property
    def spans(self) -> Mapping[KnownIndicator, Span]:
        """The wordings that were entered, with the periods that they described."""
        return self._spans
