"""Through the gates, into the warehouse or the quarantine."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Engine

from etl.bulletin import PARSER_VERSION
from etl.errors import Gone
from etl.indicators.identify import identify, wordings
from etl.indicators.known_wordings import Known
from etl.indicators.model import Identified
from etl.pipeline.page_log import told
from etl.pipeline.readings import Reading, Unread
from etl.pipeline.run_report import Outcome, PageReport
from etl.pipeline.wordings_cache import Wordings
from etl.portal.model import Snapshot
from etl.quality.check_results import CheckResult
from etl.quality.verdicts import Decision, applying, settle
from etl.quality.what_is_held_back import bulletin_failures
from etl.warehouse.connection.engine import read_only, transaction
from etl.warehouse.journal.decision_records import decisions
from etl.warehouse.journal.quarantine import quarantine_edition, record_unreadable
from etl.warehouse.loading.absent_pages import PATIENCE, note_absence
from etl.warehouse.loading.load import load_edition
from etl.warehouse.model import Edition, LoadResult
from etl.warehouse.queries.known_of_portal import KnownPage, known_indicators


def file_reading(
    reading: Reading,
    checks: tuple[CheckResult, ...],
    engine: Engine,
    run_id: str,
    now: datetime | None = None,
    held_wordings: Wordings | None = None,
) -> PageReport:
    """Load a checked reading, or hold it back; one transaction.

    A bulletin that fails critically as a whole is loaded where somebody has released it, and
    stays out where somebody has rejected it; of one that is loaded the figures that are in
    doubt or fail by themselves wait for a verdict of their own. Its figures are those
    indicators' that the history gate judged. Where other wordings are known by now than
    then, they are identified again, and where that makes a difference the report says so.

    Args:
        reading: with the indicators that were judged.
        checks: what the gates found.
        engine: of the warehouse.
        run_id: of a run that was opened in the warehouse.
        now: the time to record, where it is not the present.
        held_wordings: what a run of many bulletins holds.

    Raises:
        WarehouseError: the database fails; nothing is loaded.
    """
    portal, now = reading.snapshot.portal, now or datetime.now(UTC)
    judged = identified = reading.identified or _identify(reading, checks, engine)
    held = held_wordings or Wordings()
    while (page := _file(reading, identified, checks, engine, run_id, now, held)) is None:
        identified = _identify(reading, checks, engine)
    if page.loaded and identified.indicators != judged.indicators:
        pairs = zip(judged.indicators, identified.indicators, strict=True)
        count = sum(one != other for one, other in pairs)
        page = replace(
            page,
            note=f"Other wordings became known while it was checked, and {count} of its figures "
            "count as other indicators than were held against the past: look at their history.",
        )
    return told(portal, page)


def _identify(reading: Reading, checks: tuple[CheckResult, ...], engine: Engine) -> Identified:
    """What a bulletin's figures, as amended, count by what is known now."""
    with read_only(engine) as connection:
        known = Known(known_indicators(connection, reading.snapshot.portal))
        made = decisions(connection, [reading.snapshot]).get(reading.snapshot.sha256, ())
    bulletin = settle(reading.bulletin, checks, made).bulletin
    return Identified(identify(bulletin, known, reading.decisions), known.digest)


def _file(
    reading: Reading,
    identified: Identified,
    checks: tuple[CheckResult, ...],
    engine: Engine,
    run_id: str,
    now: datetime,
    held: Wordings,
) -> PageReport | None:
    """Load or hold back; None, and nothing is done, where other wordings are known by now."""
    failed = bulletin_failures(checks)
    with transaction(engine, portal=reading.snapshot.portal) as connection:
        made = decisions(connection, [reading.snapshot]).get(reading.snapshot.sha256, ())
        decided = applying(made, failed)
        if decided and decided.verdict == "rejected":
            return rejected(reading.title, reading.snapshot, decided)
        known = held.now(connection, reading.snapshot.portal)
        if known.digest != identified.known:
            return None
        settled = settle(reading.bulletin, checks, made)
        edition = Edition(
            snapshot=reading.snapshot,
            title=reading.title,
            published_at=reading.published_at,
            bulletin=settled.bulletin,
            indicators=identified.indicators,
            checks=checks,
            parser_version=PARSER_VERSION,
            held=settled.held,
            decided=settled.decided,
        )
        loaded, problem = None, ""
        if failed and not decided:
            problem = reason(checks)
            quarantine_edition(connection, edition, problem, run_id, now)
        else:
            loaded = load_edition(connection, edition, run_id, now)
            said = wordings(edition.bulletin, edition.indicators, edition.held)
            held.loaded(connection, reading.snapshot.portal, known.after(said))
    return PageReport(
        title=reading.title,
        url=reading.snapshot.url,
        outcome=outcome_of(loaded, revisit=reading.revisit),
        period_end=reading.bulletin.period_end,
        loaded=loaded,
        checks=checks,
        problem=problem,
        state="held back" if problem else "",
        key=reading.snapshot.key,
        sha256=reading.snapshot.sha256,
    )


def file_unread(page: Unread, engine: Engine, run_id: str) -> PageReport:
    """Hold back a page that cannot be read.

    Raises:
        WarehouseError: the database fails.
    """
    now = datetime.now(UTC)
    with transaction(engine, portal=page.snapshot.portal) as connection:
        made = decisions(connection, [page.snapshot]).get(page.snapshot.sha256, ())
        decided = applying(made, frozenset())
        if decided and decided.verdict == "rejected":
            out = rejected(page.title, page.snapshot, decided)
            return told(page.snapshot.portal, out)
        record_unreadable(connection, page.snapshot, page.problem, run_id, now, page.title)
    report = PageReport(
        title=page.title,
        url=page.snapshot.url,
        outcome="quarantined",
        problem=page.problem,
        state=page.state,
        key=page.snapshot.key,
        sha256=page.snapshot.sha256,
    )
    return told(page.snapshot.portal, report)


def rejected(title: str, of: Snapshot, decided: Decision) -> PageReport:
    """What becomes of a content that somebody has decided to keep out."""
    problem = f"Rejected by {decided.decided_by} on {decided.decided_at:%Y-%m-%d}: {decided.reason}"
    return PageReport(
        title, of.url, "unchanged", problem=problem, state=decided.verdict, key=of.key
    )


def file_absence(
    page: KnownPage, error: Gone, portal: str, engine: Engine, run_id: str, noticed_at: datetime
) -> PageReport:
    """Note that a loaded page is gone; withdraw it where it has been for long enough.

    Args:
        page: as it was loaded.
        error: what the portal answered.
        portal: its name.
        engine: of the warehouse.
        run_id: of a run that was opened in the warehouse.
        noticed_at: aware; by the portal's calendar.

    Raises:
        WarehouseError: the database fails.
    """
    absence = note_absence(engine, portal, page.document, run_id, noticed_at, str(error))
    if absence.withdrawn is None:
        said = f"{error} It is withdrawn when {PATIENCE} runs in a row found it gone; this is "
        problem = f"{said}number {absence.runs}."
    else:
        problem = (
            f"{error} {absence.runs} runs in a row found it gone, so the figures that it alone "
            f"stated are withdrawn ({absence.withdrawn.withdrawn}); its contents stay archived."
        )
    report = PageReport(
        page.title,
        page.url,
        "withdrawn" if absence.withdrawn else "failed",
        loaded=absence.withdrawn,
        problem=problem,
        state=error.state,
        key=page.key,
    )
    return told(portal, report)


def outcome_of(loaded: LoadResult | None, *, revisit: bool) -> Outcome:
    """What became of a bulletin, by what was loaded; None where it was held back.

    Args:
        loaded: what loading it gave.
        revisit: whether the page was loaded before.
    """
    if loaded is None:
        return "quarantined"
    if not revisit:
        return "new"
    return "revised" if loaded.new or loaded.revised or loaded.withdrawn else "unchanged"


def reason(checks: Sequence[CheckResult]) -> str:
    """The first critical failure of a bulletin as a whole, and how many more there are."""
    failed = [c for c in checks if c.severity == "critical" and not c.passed and c.fact is None]
    more = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
    return f"{failed[0].expectation}: {failed[0].observed}{more}. {failed[0].why}"
