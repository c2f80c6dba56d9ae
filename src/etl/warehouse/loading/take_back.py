"""Loaded bulletins that somebody takes back: another place's, a wrong file, a wrong release.

Nothing is deleted. Each edition that was read from the content is followed by one of the same
``published_at`` that says nothing and passes over every figure of its page (``withheld``). By the
rule of :mod:`etl.warehouse.loading.which_version_holds` it is then as if the page had not had that
content: what it said before holds again, and what nothing else states is withdrawn, with who
decided so in the version. On record as it was remains what was on record before.
"""

from datetime import datetime

from sqlalchemy import Connection, func, select, update

from etl.portal.model import Snapshot
from etl.warehouse.loading.absent_pages import says_nothing
from etl.warehouse.loading.load import load_editions
from etl.warehouse.model import LoadResult
from etl.warehouse.schema.tables import NO_PARSER, document, portal, quarantine, reading, snapshot


def take_back(
    connection: Connection, content: Snapshot, quarantine_id: int, run_id: str, now: datetime
) -> list[LoadResult]:
    """Take back what was loaded of a content; what becomes of each of its editions.

    Args:
        connection: in a transaction, in which its rejection was written down.
        content: as loaded.
        quarantine_id: the row that the rejection is about.
        run_id: of the run that takes it back.
        now: aware.

    Raises:
        WarehouseError: the run is unknown, or the database fails.
    """
    last = (
        select(
            reading,
            snapshot.c.sha256,
            func.row_number()
            .over(
                partition_by=(reading.c.document_id, reading.c.published_at),
                order_by=(reading.c.recorded_at.desc(), reading.c.id.desc()),
            )
            .label("place"),
        )
        .join(snapshot, snapshot.c.id == reading.c.snapshot_id)
        .join(document, document.c.id == reading.c.document_id)
        .join(portal, portal.c.id == document.c.portal_id)
        .where(portal.c.name == content.portal, document.c.key == content.key)
        .subquery()
    )
    mine = select(last).where(
        last.c.place == 1, last.c.sha256 == content.sha256, last.c.parser_version != NO_PARSER
    )
    editions = [
        says_nothing(content, row, row.published_at, quarantine_id)
        for row in connection.execute(mine.order_by(last.c.published_at))
    ]
    done = load_editions(connection, editions, run_id, now)
    # It was not loaded, though an edition with its name was.
    waits = update(quarantine).where(quarantine.c.id == quarantine_id).values(released_at=None)
    connection.execute(waits)
    return done
