"""A page saved by hand: through the same gates as a fetched one."""

from datetime import date, datetime

from etl.logs import current_run
from etl.pipeline.page_log import told
from etl.pipeline.readings import Reading
from etl.pipeline.run_report import PageReport
from etl.pipeline.run_tools import Tools
from etl.pipeline.steps.history_gate import check_history
from etl.pipeline.steps.load_or_hold import file_reading
from etl.pipeline.steps.read_page import read_saved_page
from etl.portal.model import Portal, Snapshot
from etl.quality.check import check
from etl.warehouse.journal.exclusive_run import exclusive_run
from etl.warehouse.journal.run_records import record_snapshot
from etl.warehouse.queries.known_of_portal import contents


def load_saved_page(
    snapshot: Snapshot,
    portal: Portal,
    published: date,
    tools: Tools,
) -> PageReport:
    """Read, check and load an archived page that somebody says was published on a day.

    Raises:
        UnreadableDocument: the bytes are not text; nothing is recorded.
        NotABulletin: there is no bulletin in the text; nothing is recorded.
        PortalBusy: another run works on the portal.
        SettingsError: a suite cannot be evaluated as its file puts it.
        WarehouseError: the database fails; nothing is loaded.
    """
    reading = read_saved(snapshot, portal, published, tools)
    with exclusive_run(tools.engine, portal, "load") as opened, current_run.bound(opened.id):
        page = take_within(reading, tools, opened.id)
        opened.summary = {"outcome": page.outcome}
    return page


def read_saved(snapshot: Snapshot, portal: Portal, published: date, tools: Tools) -> Reading:
    """Read a page that somebody saved, beside what the document was before.

    Raises:
        As :func:`load_saved_page`.
    """
    before = contents(tools.engine, portal.name, snapshot.key)
    revisit = any(content.sha256 != snapshot.sha256 for content in before)
    return read_saved_page(snapshot, tools.archive, portal, published, revisit=revisit)


def take_within(
    reading: Reading,
    tools: Tools,
    run_id: str,
    now: datetime | None = None,
    *,
    again: bool = False,
) -> PageReport:
    """Check and file one reading within a run.

    Args:
        reading: of a page that somebody saved.
        tools: what the steps work with.
        run_id: of a run that was opened in the warehouse.
        now: the time to record, where it is not the present.
        again: whether to file it even where its page was loaded with this content last.

    Raises:
        SettingsError: a suite cannot be evaluated as its file puts it.
        WarehouseError: the database fails; nothing is loaded.
    """
    of = reading.snapshot
    found = check([reading.bulletin], tools.suites, origins=[reading.origin])
    [reading], [checks] = check_history([reading], found, tools.engine, tools.suites)
    if record_snapshot(tools.engine, of, reading.title).unchanged and not again:
        return told(of.portal, PageReport(reading.title, of.url, "unchanged", key=of.key))
    return file_reading(reading, checks, tools.engine, run_id, now)
