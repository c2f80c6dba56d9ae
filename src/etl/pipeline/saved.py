"""A page saved by hand: through the same gates as a fetched one."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine

from etl.pipeline.filing import file_reading
from etl.pipeline.model import PageReport
from etl.pipeline.page import read_saved_page
from etl.portal.archive import Archive
from etl.portal.model import Portal, Snapshot
from etl.quality.check import check
from etl.quality.suite import Suite
from etl.warehouse.memory import contents
from etl.warehouse.record import record_snapshot
from etl.warehouse.runs import exclusive_run


def load_saved_page(
    snapshot: Snapshot,
    portal: Portal,
    published: date,
    archive: Archive,
    engine: Engine,
    suites: Sequence[Suite],
) -> PageReport:
    """Read, check and load an archived page that somebody says was published on a day.

    Raises:
        UnreadableDocument: the bytes are not text; nothing is recorded.
        NotABulletin: there is no bulletin in the text; nothing is recorded.
        SettingsError: a suite cannot be evaluated as its file puts it.
        PortalBusy: a run works on the portal; nothing is loaded.
        WarehouseError: the database fails; nothing is loaded.
    """
    before = contents(engine, portal.name, snapshot.key)
    revisit = any(content.sha256 != snapshot.sha256 for content in before)
    reading = read_saved_page(snapshot, archive, portal, published, revisit=revisit)
    [checks] = check([reading.bulletin], suites)
    with exclusive_run(engine, portal, "load") as opened:
        if record_snapshot(engine, snapshot, reading.title).unchanged:
            page = PageReport(reading.title, snapshot.url, "unchanged")
        else:
            page = file_reading(reading, checks, engine, opened.id)
        opened.summary = {"outcome": page.outcome}
    return page
