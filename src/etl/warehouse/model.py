"""What is handed to the warehouse and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from etl.bulletin.model import Bulletin
from etl.indicators.model import Indicator
from etl.portal.model import Snapshot
from etl.quality.check_results import CheckResult
from etl.quality.verdicts import Decision


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
    """:data:`etl.warehouse.schema.tables.NO_PARSER` for the edition that withdraws a page."""
    held: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """The facts that are left out, by place, and what is held against them."""
    decided: Mapping[int, Decision] = field(default_factory=dict)
    """The facts that are in it because somebody decided so."""
    taken_back: int | None = None
    """The row of ``quarantine`` by which all that its page ever said is passed over here; None
    where the edition has its say."""


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


def told_apart(
    before: str | None,
    after: str | None,
    qualifiers: tuple[str | None, str | None],
    certainties: tuple[str | None, str | None],
) -> tuple[str | None, str | None]:
    """A figure before and after; where its number is the same, with what is not.

    That is its qualifier (``20000个``, ``>=20000个``), how sure its reading is (``20000个
    (doubtful)``, ``20000个 (proved)``), or else the promise that it is taken to measure.
    """
    if before is None or before != after:
        return before, after
    if qualifiers[0] != qualifiers[1]:
        return f"{qualifiers[0] or ''}{before}", f"{qualifiers[1] or ''}{after}"
    if certainties[0] != certainties[1]:
        return f"{before} ({certainties[0]})", f"{after} ({certainties[1]})"
    return before, f"{after} (of another promise)"


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What loading one edition did."""

    facts: int
    """Facts offered, those left out not counted."""
    new: int
    """First versions of a figure."""
    revised: int
    unchanged: int
    withdrawn: int
    revisions: tuple[Revision, ...]
    held: int = 0
    """Facts left out because they are held back."""
