"""Pages on their way through a run: fetched, then read or not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from etl.bulletin.model import Bulletin
from etl.indicators.decisions import Decisions
from etl.indicators.model import Identified
from etl.portal.model import Entry, Snapshot
from etl.quality.check_results import CheckResult
from etl.quality.origin import UNKNOWN, Origin


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page whose bytes are in the archive, to be read."""

    entry: Entry
    snapshot: Snapshot
    previous: Snapshot | None
    """The content that the document had before, if another."""
    seen_at: datetime
    """When it was had, by the portal's calendar."""
    withdrawn_at: datetime | None = None
    """When it was withdrawn, if it has come back."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A page that was fetched and read, before anything is decided about it."""

    snapshot: Snapshot
    title: str
    published_at: datetime
    """Aware, UTC."""
    bulletin: Bulletin
    revisit: bool
    """Whether the document had another content before."""
    decisions: Decisions = field(default_factory=Decisions)
    """What the portal's operators decided about indicators."""
    identified: Identified | None = None
    """What its figures count, as the history gate judged it; None before."""
    origin: Origin = UNKNOWN
    """What the gates must know besides its words."""


def by_period(readings: Sequence[Reading]) -> list[int]:
    """Positions of readings in the order in which they are one another's past."""

    def order(position: int) -> tuple[date, datetime]:
        return readings[position].bulletin.period_end, readings[position].published_at

    return sorted(range(len(readings)), key=order)


Judged = tuple[tuple[Reading, ...], tuple[tuple[CheckResult, ...], ...]]
"""Readings whose figures are identified, and what all gates found in each."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A page that was fetched and cannot be read."""

    snapshot: Snapshot
    title: str
    problem: str
    """Why, in one sentence."""
    state: str
    """``wrong charset``, ``layout changed``, ``figures attached``, ``undated`` or
    ``no bulletin``."""
