"""A bulletin that somebody releases from quarantine: loaded at once, its failures as flags."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine

from etl.errors import NotABulletin
from etl.pipeline.model import PageReport
from etl.pipeline.page import read_held_page
from etl.pipeline.saved import take_reading
from etl.portal.archive import Archive
from etl.portal.model import Portal
from etl.quality.suite import Suite
from etl.warehouse.engine import reading as reading_from
from etl.warehouse.memory import contents
from etl.warehouse.quarantine import content, decide, held


def release_held(
    held_id: int,
    reason: str,
    decided_by: str,
    portal: Portal,
    archive: Archive,
    engine: Engine,
    suites: Sequence[Suite],
) -> PageReport:
    """Write down that a bulletin is released, and load it by the way that all take.

    Where it now fails in another way than it did when it was held back, it is held back
    for that: the decision was about other failures.

    Args:
        portal: the one that published it.

    Raises:
        NothingFound: nothing that was held back is called so.
        NotABulletin: it is held back because it cannot be read; nothing is written down.
        SettingsError: a suite cannot be evaluated as its file puts it.
        WarehouseError: it is loaded already, or the database fails; nothing is loaded.
    """
    with reading_from(engine) as connection:
        one = held(connection, held_id)
        snapshot = content(connection, held_id)
    if one.published_at is None:
        raise NotABulletin(
            f"{one.title or one.url} cannot be read, so there is nothing to load of it; reject it, "
            "or save its text and load that with etl load."
        )
    before = contents(engine, portal.name, snapshot.key)
    revisit = any(other.sha256 != snapshot.sha256 for other in before)
    reading = read_held_page(snapshot, archive, portal, one.published_at, revisit=revisit)
    decide(engine, held_id, "released", reason, decided_by, datetime.now(UTC))
    return take_reading(reading, portal, engine, suites, "release")
