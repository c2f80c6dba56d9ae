"""A page saved by hand: through the same gates as a fetched one."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import Engine

from etl.logs import run as logs
from etl.pipeline.comparing import check_history
from etl.pipeline.events import told
from etl.pipeline.filing import file_reading
from etl.pipeline.model import PageReport, Reading
from etl.pipeline.page import read_saved_page
from etl.portal.archive import Archive
from etl.portal.model import Portal, Snapshot
from etl.quality.check import check
from etl.quality.suite import Suite
from etl.warehouse.memory import contents
from etl.warehouse.record import close_run, open_run, record_snapshot


def load_saved_page(
    snapshot: Snapshot,
    portal: Portal,
    published: date,
    archive: Archive,
    engine: Engine,
    suites: Sequence[Suite],
    now: datetime | None = None,
) -> PageReport:
    """Read, check and load an archived page that somebody says was published on a day.

    Args:
        now: the time to record, where it is not the present.

    Raises:
        UnreadableDocument: the bytes are not text; nothing is recorded.
        NotABulletin: there is no bulletin in the text; nothing is recorded.
        SettingsError: a suite cannot be evaluated as its file puts it.
        WarehouseError: the database fails; nothing is loaded.
    """
    before = contents(engine, portal.name, snapshot.key)
    revisit = any(content.sha256 != snapshot.sha256 for content in before)
    reading = read_saved_page(snapshot, archive, portal, published, revisit=revisit)
    return take_reading(reading, portal, engine, suites, "load", now)


def take_reading(
    reading: Reading,
    portal: Portal,
    engine: Engine,
    suites: Sequence[Suite],
    flow: str,
    now: datetime | None = None,
) -> PageReport:
    """Check and file one reading in a run of its own, called ``flow``.

    Args:
        now: the time to record, where it is not the present.

    Raises:
        SettingsError: a suite cannot be evaluated as its file puts it.
        WarehouseError: the database fails; nothing is loaded.
    """
    [checks] = check_history([reading], check([reading.bulletin], suites), engine, suites)
    run_id = open_run(engine, portal, flow, datetime.now(UTC))
    with logs.bound(run_id):
        if record_snapshot(engine, reading.snapshot, reading.title).unchanged:
            of = reading.snapshot
            page = told(portal.name, PageReport(reading.title, of.url, "unchanged", key=of.key))
        else:
            page = file_reading(reading, checks, engine, run_id, now)
    close_run(engine, run_id, "completed", {"outcome": page.outcome}, datetime.now(UTC))
    return page
