"""Pages that a portal does not show any more.

A page that is gone once may be back tomorrow: portals rebuild their files by night. So each run
that finds a loaded page gone leaves a row in ``absence``, and the page is *withdrawn* when three
runs in a row have: it gets an edition that says nothing, published when it was first found gone.
By the rule of :mod:`etl.warehouse.loading.which_version_holds` the figures that it alone stated are
withdrawn with it. Its contents, their readings and the archive stay.

The page's return (:func:`etl.warehouse.journal.run_records.record_snapshot`) ends its
absences; what it says from then on is an edition like any other.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, select

from etl.bulletin.model import Bulletin, Dating, Score
from etl.errors import WarehouseError
from etl.portal.model import Snapshot
from etl.warehouse.connection.engine import transaction
from etl.warehouse.journal.run_records import require_run
from etl.warehouse.loading.load import load_edition
from etl.warehouse.model import Edition, LoadResult
from etl.warehouse.queries.earlier_readings import snapshot_from
from etl.warehouse.schema.tables import NO_PARSER, absence, document, portal, reading, snapshot

PATIENCE = 3
"""Runs in a row that must have found a page gone before it is withdrawn."""


@dataclass(frozen=True, slots=True)
class Absence:
    """What came of finding a page gone."""

    runs: int
    """Runs in a row that have found it so, this one included."""
    withdrawn: LoadResult | None
    """What its withdrawal did; None where it has not been gone for long enough."""


def note_absence(
    target: Engine | Connection,
    portal_name: str,
    key: str,
    run_id: str,
    noticed_at: datetime,
    problem: str,
) -> Absence:
    """Keep that a run found a loaded page gone; withdraw the page when it is the third.

    One transaction. The same run counts once, however often it looks.

    Args:
        target: the warehouse, or a transaction that has begun.
        portal_name: whose page it is.
        key: the page's.
        run_id: of the run that looked for it.
        noticed_at: aware; by the portal's calendar.
        problem: what the portal answered instead, in one sentence.

    Raises:
        WarehouseError: the page was never loaded, the run is unknown, or the database fails.
    """
    with transaction(target, portal=portal_name) as connection:
        require_run(connection, run_id)
        last = _last_reading(connection, portal_name, key)
        going_on = absence.c.document_id == last.document_id, absence.c.ended_at.is_(None)
        mine = select(absence.c.id).where(
            absence.c.document_id == last.document_id, absence.c.run_id == run_id
        )
        if connection.execute(mine).first() is None:
            connection.execute(
                insert(absence).values(
                    document_id=last.document_id,
                    run_id=run_id,
                    noticed_at=noticed_at,
                    problem=problem,
                )
            )
        counted = select(func.count(), func.min(absence.c.noticed_at)).where(*going_on)
        runs, since = connection.execute(counted).one()
        if runs < PATIENCE:
            return Absence(runs, None)
        content = snapshot_from(last, portal_name)
        nothing = says_nothing(content, last, max(since, last.published_at))
        return Absence(runs, load_edition(connection, nothing, run_id, noticed_at))


def _last_reading(connection: Connection, portal_name: str, key: str) -> Row[Any]:
    """The page's latest edition and the content that it was read from."""
    found = connection.execute(
        select(snapshot, reading, document.c.key, document.c.url)
        .select_from(reading)
        .join(snapshot, snapshot.c.id == reading.c.snapshot_id)
        .join(document, document.c.id == reading.c.document_id)
        .join(portal, portal.c.id == document.c.portal_id)
        .where(portal.c.name == portal_name, document.c.key == key)
        .order_by(reading.c.published_at.desc(), reading.c.recorded_at.desc(), reading.c.id.desc())
        .limit(1)
    ).first()
    if found is None:
        raise WarehouseError(f"The page {key} of {portal_name} was never loaded.")
    return found


def says_nothing(
    content: Snapshot, last: Row[Any], published_at: datetime, taken_back: int | None = None
) -> Edition:
    """The edition that says nothing, with the last content for its evidence."""
    return Edition(
        snapshot=content,
        title=last.title,
        published_at=published_at,
        bulletin=Bulletin(
            title=last.title,
            dating=Dating(last.plan_year, last.period_end),
            text="",
            pledges=(),
            facts=(),
            numerals=(),
            shares=(),
            score=Score(0, 0, 0, 0, 0, 0, 0),
        ),
        indicators=(),
        checks=(),
        parser_version=NO_PARSER,
        taken_back=taken_back,
    )
