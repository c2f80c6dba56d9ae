"""What is held back, and what was decided about it.

A bulletin that fails a critical expectation as a whole is kept with everything that is
needed to decide: its bytes, its checks, its day of publication. Of a bulletin that is
loaded the figures that are in doubt, or fail by themselves, are kept with their words; the
reading that leaves one out says so in ``withheld``, so that its silence is no withdrawal.

A decision is a row of its own and is never changed; a later one on the same content or
figure counts instead. It replays: the same with the same held against it (or some of that)
is released or stays out without asking, in whichever run it comes again. Anything new asks
anew, but of what was rejected. What is loaded can be rejected, too: it is taken back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, bindparam, func, insert, literal, select, union, update

from etl.bulletin.model import Bulletin
from etl.chunks import chunks
from etl.indicators.model import Indicator
from etl.portal.model import Snapshot
from etl.quality.verdicts import FigureRead, figure_read
from etl.quality.what_is_held_back import bulletin_failures
from etl.warehouse.connection.engine import transaction
from etl.warehouse.journal.run_records import record_checks, require_run
from etl.warehouse.journal.waiting_for_verdict import FIGURE, figure_of
from etl.warehouse.loading.references import portal_row, snapshot_rows
from etl.warehouse.model import Edition
from etl.warehouse.schema.fact_and_restatement_columns import KEY
from etl.warehouse.schema.tables import fact, quarantine, reading, restatement, withheld
from etl.warehouse.statements import left_out

Target = Engine | Connection


# Run for every bulletin, and longer to put together than to run.
_OF_CONTENTS = quarantine.c.snapshot_id.in_(bindparam("contents", expanding=True))
_RELEASE = (
    update(quarantine)
    .where(_OF_CONTENTS, quarantine.c.released_at.is_(None), quarantine.c.measure.is_(None))
    .values(released_at=bindparam("now"))
)
_HELD_FIGURES = (
    select(quarantine)
    .where(_OF_CONTENTS, quarantine.c.measure.is_not(None))
    .order_by(quarantine.c.id)
)

_AROUND = 40
"""Characters shown before and behind the words of a figure."""


def quarantine_edition(
    target: Target, edition: Edition, reason: str, run_id: str, now: datetime
) -> None:
    """Hold a bulletin back: its checks are kept, nothing of its figures is loaded.

    Raises:
        WarehouseError: the run is unknown, or the database fails.
    """
    failures = bulletin_failures(edition.checks)
    with transaction(target, portal=edition.snapshot.portal) as connection:
        snapshot_id = _hold(
            connection,
            edition.snapshot,
            failures,
            run_id,
            title=edition.title,
            reason=reason,
            published_at=edition.published_at,
            quarantined_at=now,
        )
        record_checks(connection, [(edition, snapshot_id)], run_id)


def record_unreadable(
    target: Target, content: Snapshot, error: str, run_id: str, now: datetime, title: str = ""
) -> None:
    """Hold back a page that was got and cannot be read; ``error`` says why.

    Raises:
        WarehouseError: the run is unknown, or the database fails.
    """
    with transaction(target, portal=content.portal) as connection:
        _hold(
            connection,
            content,
            frozenset(),
            run_id,
            title=title,
            reason=error,
            published_at=None,
            quarantined_at=now,
        )


def release(connection: Connection, snapshots: Iterable[int], now: datetime) -> None:
    """The contents are loaded after all: as a whole they are no longer held back."""
    for some in chunks(snapshots):
        connection.execute(_RELEASE, {"contents": some, "now": now})


def hold_figures(
    connection: Connection,
    read: Sequence[tuple[Edition, int, int]],
    run_id: str,
    now: datetime,
    indicators: Mapping[Indicator, int],
) -> None:
    """Hold back what loaded editions leave out; what they do not any more is released.

    Args:
        connection: in a transaction.
        read: editions, each with the rows of its snapshot and its reading.
        run_id: of the run that read them.
        now: aware.
        indicators: the rows of what is counted.
    """
    before = _figures_of(connection, {snapshot_id for _, snapshot_id, _ in read})
    kept: dict[_Figure, int] = {}
    rows: dict[_Figure, dict[str, object]] = {}
    for edition, snapshot_id, _ in read:
        for place, why in edition.held.items():
            figure = snapshot_id, figure_read(edition.bulletin.facts[place])
            known = before.get(figure)
            if known is not None and why <= known.failures:
                kept[figure] = known.id
            elif figure not in rows:
                rows[figure] = _figure_row(edition, place, why, run_id, snapshot_id, now)
    _settle(connection, {one.id for one in before.values()}, set(kept.values()), now)
    waits = dict(kept)
    if rows:
        numbered = insert(quarantine).returning(quarantine.c.id, sort_by_parameter_order=True)
        new = connection.execute(numbered, list(rows.values())).scalars()
        waits |= zip(rows, new, strict=True)
    silent = [
        {
            "reading_id": reading_id,
            "indicator_id": indicators[indicator],
            "period_end": period,
            "measure": measure,
            "quarantine_id": waits[snapshot_id, figure_read(edition.bulletin.facts[place])],
        }
        for edition, snapshot_id, reading_id in read
        for (indicator, period, measure), place in left_out(
            edition.bulletin, edition.indicators, edition.held
        ).items()
    ]
    if silent:
        connection.execute(insert(withheld), silent)


def pass_over(connection: Connection, read: Sequence[tuple[Edition, int, int]]) -> None:
    """What editions take back they pass over, so that what their pages said before them counts.

    Args:
        connection: in a transaction.
        read: editions, each with the rows of its document and its reading.
    """
    for edition, document_id, reading_id in read:
        if edition.taken_back is None:
            continue
        said = union(
            *(
                select(*(table.c[name] for name in KEY))
                .join(reading, reading.c.id == table.c.reading_id)
                .where(reading.c.document_id == document_id)
                for table in (fact, restatement)
            )
        ).subquery()
        by = literal(reading_id).label("reading_id"), literal(edition.taken_back)
        names = [*KEY, "reading_id", "quarantine_id"]
        connection.execute(insert(withheld).from_select(names, select(*said.c, *by)))


def hold_loaded(
    connection: Connection, content: Snapshot, title: str, run_id: str, now: datetime
) -> int:
    """A row for a loaded content that somebody takes back, by which it is decided about."""
    require_run(connection, run_id)
    portal_id = portal_row(connection, content.portal)
    [(_, snapshot_id)] = snapshot_rows(connection, portal_id, [(content, title)])
    first = select(func.min(reading.c.published_at)).where(reading.c.snapshot_id == snapshot_id)
    row = insert(quarantine).values(
        run_id=run_id,
        snapshot_id=snapshot_id,
        title=title,
        reason="It was loaded, and is taken back.",
        failures=[],
        published_at=connection.execute(first).scalar_one(),
        quarantined_at=now,
    )
    return int(connection.execute(row.returning(quarantine.c.id)).scalar_one())


_Figure = tuple[int, FigureRead]
"""A figure of a content: the row of its snapshot, and what it was read as."""


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    failures: frozenset[str]


def _figures_of(connection: Connection, snapshots: Iterable[int]) -> dict[_Figure, _Known]:
    """How each figure of some contents was held back last."""
    found: dict[_Figure, _Known] = {}
    for some in chunks(snapshots):
        for row in connection.execute(_HELD_FIGURES, {"contents": some}):
            if figure := figure_of(row):
                found[row.snapshot_id, figure] = _Known(row.id, frozenset(row.failures or ()))
    return found


def _settle(connection: Connection, before: set[int], kept: set[int], now: datetime) -> None:
    """Of figures held back before, those that are no longer are released."""
    for ids, released_at in ((before - kept, now), (kept, None)):
        for some in chunks(ids):
            those = quarantine.c.id.in_(some)
            other = quarantine.c.released_at.is_(None) if released_at else those
            values = {"released_at": released_at}
            connection.execute(update(quarantine).where(those, other).values(values))


def _figure_row(
    edition: Edition,
    place: int,
    why: frozenset[str],
    run_id: str,
    snapshot_id: int,
    now: datetime,
) -> dict[str, object]:
    fact = edition.bulletin.facts[place]
    return {
        "run_id": run_id,
        "snapshot_id": snapshot_id,
        "title": edition.title,
        "reason": ", ".join(sorted(why)),
        "failures": sorted(why),
        "published_at": edition.published_at,
        "quarantined_at": now,
        **{name: getattr(figure_read(fact), name) for name in FIGURE},
        "qualifier": fact.qualifier,
        "alternative": fact.instead or None,
        "period_end": fact.last_day,
        "context": _around(edition.bulletin, fact.start, fact.end),
        "span_start": fact.start,
        "span_end": fact.end,
    }


def _around(bulletin: Bulletin, start: int, end: int) -> str:
    """The words of a span, marked, with those around them on their lines."""
    text = bulletin.text
    before = text[max(0, start - _AROUND) : start].rpartition("\n")[2]
    behind = text[end : end + _AROUND].partition("\n")[0]
    return " ".join(f"{before}【{text[start:end]}】{behind}".split())


def _hold(
    connection: Connection,
    content: Snapshot,
    failed: frozenset[str],
    run_id: str,
    *,
    title: str,
    reason: str,
    published_at: datetime | None,
    quarantined_at: datetime,
) -> int:
    """Quarantine a content; one that is held back for the same failures is so once."""
    require_run(connection, run_id)
    portal_id = portal_row(connection, content.portal)
    [(_, snapshot_id)] = snapshot_rows(connection, portal_id, [(content, title)])
    last = connection.execute(
        select(quarantine.c.failures, quarantine.c.released_at)
        .where(quarantine.c.snapshot_id == snapshot_id, quarantine.c.measure.is_(None))
        .order_by(quarantine.c.id.desc())
        .limit(1)
    ).first()
    known = last is not None and last.released_at is None and last.failures is not None
    if not known or last is None or frozenset(last.failures) != failed:
        connection.execute(
            insert(quarantine).values(
                run_id=run_id,
                snapshot_id=snapshot_id,
                title=title,
                reason=reason,
                failures=sorted(failed),
                published_at=published_at,
                quarantined_at=quarantined_at,
            )
        )
    return snapshot_id
