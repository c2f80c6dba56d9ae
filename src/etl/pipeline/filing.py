"""Through the gates, into the warehouse or the quarantine."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine

from etl.bulletin import PARSER_VERSION
from etl.errors import Gone
from etl.indicators.identity import identify
from etl.pipeline.model import Outcome, PageReport, Reading, Unread
from etl.portal.model import Entry
from etl.quality.model import CheckResult, outcome
from etl.warehouse.absences import PATIENCE, note_absence
from etl.warehouse.engine import writing
from etl.warehouse.load import load_edition
from etl.warehouse.memory import known_indicators
from etl.warehouse.model import Edition, LoadResult
from etl.warehouse.record import quarantine_edition, record_unreadable


def file_reading(
    reading: Reading, checks: tuple[CheckResult, ...], engine: Engine, run_id: str
) -> PageReport:
    """Load a checked reading, or hold it back; one transaction.

    Raises:
        WarehouseError: the database fails; nothing is loaded.
    """
    bulletin, now = reading.bulletin, datetime.now(UTC)
    with writing(engine, portal=reading.snapshot.portal) as connection:
        known = known_indicators(connection, reading.snapshot.portal, bulletin.plan_year)
        edition = Edition(
            snapshot=reading.snapshot,
            title=reading.title,
            published_at=reading.published_at,
            bulletin=bulletin,
            indicators=identify(bulletin, known),
            checks=checks,
            parser_version=PARSER_VERSION,
        )
        loaded, problem = None, ""
        if outcome(checks) == "quarantine":
            problem = _reason(checks)
            quarantine_edition(connection, edition, problem, run_id, now)
        else:
            loaded = load_edition(connection, edition, run_id, now)
    return PageReport(
        title=reading.title,
        url=reading.snapshot.url,
        outcome=_outcome(loaded, revisit=reading.revisit),
        period_end=bulletin.period_end,
        loaded=loaded,
        checks=checks,
        problem=problem,
        state="held back" if problem else "",
    )


def file_unread(page: Unread, engine: Engine, run_id: str) -> PageReport:
    """Hold back a page that cannot be read.

    Raises:
        WarehouseError: the database fails.
    """
    now = datetime.now(UTC)
    record_unreadable(engine, page.snapshot, page.problem, run_id, now, page.title)
    return PageReport(
        page.title, page.snapshot.url, "quarantined", problem=page.problem, state=page.state
    )


def file_absence(
    page: Entry, error: Gone, portal: str, engine: Engine, run_id: str, noticed_at: datetime
) -> PageReport:
    """Note that a loaded page is gone; withdraw it where it has been for long enough.

    Args:
        noticed_at: aware; by the portal's calendar.

    Raises:
        WarehouseError: the database fails.
    """
    absence = note_absence(engine, portal, page.key, run_id, noticed_at, str(error))
    if absence.withdrawn is None:
        said = f"{error} It is withdrawn when {PATIENCE} runs in a row found it gone; this is "
        problem = f"{said}number {absence.runs}."
    else:
        problem = (
            f"{error} {absence.runs} runs in a row found it gone, so the figures that it alone "
            f"stated are withdrawn ({absence.withdrawn.withdrawn}); its contents stay archived."
        )
    return PageReport(
        page.title,
        page.url,
        "withdrawn" if absence.withdrawn else "failed",
        loaded=absence.withdrawn,
        problem=problem,
        state=error.state,
    )


def _outcome(loaded: LoadResult | None, *, revisit: bool) -> Outcome:
    if loaded is None:
        return "quarantined"
    if not revisit:
        return "new"
    return "revised" if loaded.new or loaded.revised or loaded.withdrawn else "unchanged"


def _reason(checks: Sequence[CheckResult]) -> str:
    """The first critical failure, and how many more there are."""
    failed = [c for c in checks if c.severity == "critical" and not c.passed]
    more = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
    return f"{failed[0].expectation}: {failed[0].observed}{more}. {failed[0].why}"
