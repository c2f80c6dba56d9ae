"""What operators were told of, and what a channel has still to be told."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
    update,
)

from etl.chunks import chunks
from etl.portal.model import Portal
from etl.warehouse.connection.engine import transaction
from etl.warehouse.journal.alert import NEWS, Alert, AlertKind, Due
from etl.warehouse.loading.references import portal_row
from etl.warehouse.schema.tables import (
    alert,
    alert_delivery,
    portal,
    run,
)

STALE = timedelta(days=45)
"""A message that could not be sent is news no longer after this."""


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert, and one channel that it went to."""

    portal: str
    kind: str
    title: str
    body: str
    first_at: datetime
    last_at: datetime
    times: int
    resolved_at: datetime | None
    channel: str | None
    """None where it was tried on none."""
    sent_at: datetime | None
    error: str | None


def record_found(
    engine: Engine,
    of: Portal,
    found: Iterable[Alert],
    over: Collection[AlertKind],
    run_id: str | None,
    now: datetime,
) -> int:
    """Remember what a run found: what is open already is found again, the rest is new.

    Args:
        engine: of the warehouse.
        of: the portal.
        found: what the run found.
        over: kinds of which the run has seen everything there is; what is open of them and
            was not found is over. A correction is a thing of the moment and never open for
            longer than the run that found it.
        run_id: of the run, which need not be in the warehouse.
        now: aware.

    Returns:
        How many are new.

    Raises:
        WarehouseError: the database fails.
    """
    named = {(one.kind, one.fingerprint): one for one in found}
    with transaction(engine, portal=of.name) as connection:
        portal_id = portal_row(connection, of.name, of.city)
        mine = (alert.c.portal_id == portal_id) & alert.c.resolved_at.is_(None)
        rows = select(alert.c.id, alert.c.kind, alert.c.fingerprint).where(mine)
        known = {(row.kind, row.fingerprint): row.id for row in connection.execute(rows)}
        again = [row_id for name, row_id in known.items() if name in named]
        ended = [row_id for name, row_id in known.items() if name not in named and name[0] in over]
        for some in chunks(again):
            connection.execute(
                update(alert)
                .where(alert.c.id.in_(some))
                .values(last_at=now, times=alert.c.times + 1)
            )
        for some in chunks(ended):
            connection.execute(update(alert).where(alert.c.id.in_(some)).values(resolved_at=now))
        new = [
            {
                "portal_id": portal_id,
                "kind": one.kind,
                "fingerprint": one.fingerprint,
                "title": one.title,
                "body": one.body,
                "first_at": now,
                "last_at": now,
                "times": 1,
                "resolved_at": now if one.kind in NEWS else None,
            }
            for name, one in named.items()
            if name not in known
        ]
        if new:
            begun = select(run.c.id).where(run.c.id == bindparam("run"))
            statement = insert(alert).values(run_id=begun.scalar_subquery())
            connection.execute(statement, [{**row, "run": run_id} for row in new])
    return len(new)


def due(connection: Connection, of: str, channel: str, now: datetime) -> list[Due]:
    """What ``channel`` has not been told about the portal called ``of``, oldest first.

    That is each alert that lasts, each correction, and the end of each alert that it was
    told of, as far as they are not stale.
    """
    told = _sent(channel, "raised")
    recent = now - STALE
    columns = (alert, portal.c.name.label("portal"))
    of_portal = select(*columns).join(portal).where(portal.c.name == of)
    raised = of_portal.add_columns(literal("raised").label("note")).where(
        or_(alert.c.resolved_at.is_(None), alert.c.kind.in_(NEWS)),
        alert.c.last_at >= recent,
        ~told,
    )
    resolved = of_portal.add_columns(literal("resolved").label("note")).where(
        alert.c.kind.not_in(NEWS),
        alert.c.resolved_at >= recent,
        told,
        ~_sent(channel, "resolved"),
    )
    rows = union_all(raised, resolved).subquery()
    ordered = select(rows).order_by(rows.c.first_at, rows.c.id)
    return [
        Due(
            id=row.id,
            alert=Alert(row.portal, row.kind, row.fingerprint, row.title, row.body),
            note=row.note,
            first_at=row.first_at,
        )
        for row in connection.execute(ordered)
    ]


def record_sending(
    engine: Engine, channel: str, tried: Iterable[Due], now: datetime, error: str = ""
) -> None:
    """Remember that ``channel`` was told, or that it could not be because of ``error``.

    Raises:
        WarehouseError: the database fails.
    """
    rows = [
        {
            "alert_id": one.id,
            "channel": channel,
            "note": one.note,
            "tried_at": now,
            "sent_at": None if error else now,
            "error": error,
        }
        for one in tried
    ]
    key = ("alert_id", "channel", "note")
    before = and_(*(alert_delivery.c[name] == bindparam(f"key_{name}") for name in key))
    with transaction(engine) as connection:
        connection.execute(
            delete(alert_delivery).where(before),
            [{f"key_{name}": row[name] for name in key} for row in rows],
        )
        connection.execute(insert(alert_delivery), rows)


def latest(connection: Connection, limit: int, of: str | None = None) -> list[AlertRow]:
    """The latest alerts with each channel's answer, latest first; of one portal or of all."""
    some = (
        select(alert, portal.c.name.label("portal"))
        .join(portal)
        .where(literal(True) if of is None else portal.c.name == of)
        .order_by(alert.c.first_at.desc(), alert.c.id.desc())
        .limit(limit)
        .subquery()
    )
    raised = (alert_delivery.c.alert_id == some.c.id) & (alert_delivery.c.note == "raised")
    names = ("portal", "kind", "title", "body", "first_at", "last_at", "times", "resolved_at")
    query = (
        select(
            *(some.c[name] for name in names),
            alert_delivery.c.channel,
            alert_delivery.c.sent_at,
            func.nullif(alert_delivery.c.error, ""),
        )
        .select_from(some)
        .outerjoin(alert_delivery, raised)
        .order_by(some.c.first_at.desc(), some.c.id.desc(), alert_delivery.c.channel)
    )
    return [AlertRow(*row) for row in connection.execute(query)]


def unsent(connection: Connection) -> int:
    """How many messages to channels failed and have not been sent since."""
    waiting = select(func.count()).where(alert_delivery.c.sent_at.is_(None))
    return int(connection.execute(waiting).scalar_one())


def _sent(channel: str, note: str) -> ColumnElement[bool]:
    """Whether the channel was told so of the alert."""
    return exists().where(
        alert_delivery.c.alert_id == alert.c.id,
        alert_delivery.c.channel == channel,
        alert_delivery.c.note == note,
        alert_delivery.c.sent_at.is_not(None),
    )
