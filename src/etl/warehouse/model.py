"""What is handed to the warehouse and what it answers."""

from dataclasses import dataclass
from datetime import datetime

from etl.bulletin.model import Bulletin
from etl.indicators.model import Indicator
from etl.portal.model import Snapshot
from etl.quality.model import CheckResult


@dataclass(frozen=True, slots=True)
class Edition:
    """One snapshot of a bulletin, read, identified and checked: the unit of loading."""

    snapshot: Snapshot
    title: str
    published_at: datetime
    """Aware, UTC. The portal's own statement, see :mod:`etl.portal`."""
    bulletin: Bulletin
    indicators: tuple[Indicator, ...]
    """Parallel to ``bulletin.facts``."""
    checks: tuple[CheckResult, ...]
    parser_version: str
    """:data:`etl.warehouse.schema.NO_PARSER` for the edition that withdraws a page."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure that an edition changed."""

    indicator: Indicator
    period_end: str
    measure: str
    before: str | None
    """Value and unit as text, None for a figure that came back after withdrawal."""
    after: str | None
    """None for a withdrawn figure."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What loading one edition did."""

    facts: int
    """Facts offered."""
    new: int
    """First versions of a figure."""
    revised: int
    unchanged: int
    withdrawn: int
    revisions: tuple[Revision, ...]
