"""Loading: one bulletin, one transaction, whole or not at all."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Engine,
    FromClause,
    Insert,
    Text,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    union,
    update,
)

from etl.errors import WarehouseError
from etl.indicators.model import Indicator
from etl.warehouse import belief
from etl.warehouse.dimensions import alias_rows, pledge_rows, portal_row, snapshot_rows
from etl.warehouse.engine import writing
from etl.warehouse.model import Edition, LoadResult, Revision
from etl.warehouse.record import record_checks, release, require_run
from etl.warehouse.schema import fact, indicator, is_current, portal, reading, restatement
from etl.warehouse.staging import decided, name_indicators, stage, staged, staging
from etl.warehouse.statement import KEY, SAID, STATEMENT
from etl.warehouse.types import FOREVER, UtcDateTime, canonical

_CONTEXT = ("part", "pledge_id", "target_number", "target_indicator_id", "unit")
_WORDS = ("evidence", "span_start", "span_end")
_THIS_READING = bindparam("this_reading", type_=reading.c.id.type)


def load_editions(
    engine: Engine, editions: Sequence[Edition], run_id: str, now: datetime
) -> list[LoadResult]:
    """Load one edition after another, in any order, each in a transaction of its own.

    Raises:
        WarehouseError: as :func:`load_edition`; the editions before are loaded.
    """
    return [load_edition(engine, edition, run_id, now) for edition in editions]


def load_edition(
    target: Engine | Connection, edition: Edition, run_id: str, now: datetime
) -> LoadResult:
    """Store what ``edition`` states and bring up to date what holds.

    All versions of one load share one ``recorded_from``: ``now``, or a microsecond after
    the portal's last load where the clock does not show a later time.

    Args:
        target: the warehouse, or the connection of a transaction begun by ``writing``.
        run_id: the run that loads it, see :func:`etl.warehouse.record.open_run`.
        now: aware.

    Raises:
        WarehouseError: the edition gives one figure two values, the run is unknown, or
            the database fails. Nothing is loaded.
    """
    if len(edition.indicators) != len(edition.bulletin.facts):
        raise WarehouseError(
            f"{edition.title} has {len(edition.bulletin.facts)} facts and "
            f"{len(edition.indicators)} indicators; identify each fact before loading."
        )
    content = edition.snapshot
    with writing(target, portal=content.portal) as connection:
        require_run(connection, run_id)
        portal_id = portal_row(connection, content.portal)
        page = snapshot_rows(connection, portal_id, content, edition.title)
        reparse = _read_before(connection, edition, page[1])
        if reparse is None:
            count = len(edition.bulletin.facts)
            return LoadResult(count, 0, 0, count, 0, ())
        moment = _moment(connection, portal_id, now)
        reading_id = _reading_row(connection, edition, page, run_id, moment)
        record_checks(connection, edition, page[1], run_id)
        release(connection, page[1], moment)
        pledges = pledge_rows(connection, portal_id, edition)
        with staging(connection):
            stage(connection, edition, reading_id, pledges)
            name_indicators(connection, portal_id)
            alias_rows(connection)
            _decide(connection, edition, reading_id, "reparse" if reparse else "portal_revision")
            _supersede(connection, run_id, moment)
            return _result(connection, edition)


def _read_before(connection: Connection, edition: Edition, snapshot_id: int) -> bool | None:
    """Whether another parser read the content before; None if this reading is known."""
    rows = connection.execute(
        select(reading.c.parser_version, reading.c.published_at).where(
            reading.c.snapshot_id == snapshot_id
        )
    ).all()
    mine = edition.parser_version
    if (mine, edition.published_at) in {tuple(row) for row in rows}:
        return None
    return any(row.parser_version != mine for row in rows)


def _moment(connection: Connection, portal_id: int, now: datetime) -> datetime:
    """The time of this load: later than that of any other of the portal."""
    mine = portal.c.id == portal_id
    last = connection.execute(select(portal.c.recorded_at).where(mine)).scalar_one()
    moment = now if last is None else max(now, last + timedelta(microseconds=1))
    connection.execute(update(portal).where(mine).values(recorded_at=moment))
    return moment


def _reading_row(
    connection: Connection, edition: Edition, page: tuple[int, int], run_id: str, moment: datetime
) -> int:
    bulletin, score = edition.bulletin, edition.bulletin.score
    row = insert(reading).values(
        document_id=page[0],
        snapshot_id=page[1],
        run_id=run_id,
        parser_version=edition.parser_version,
        published_at=edition.published_at,
        recorded_at=moment,
        title=edition.title,
        plan_year=bulletin.plan_year,
        period_end=bulletin.period_end,
        numerals=score.numerals,
        unexplained=score.unexplained,
        shares=score.shares,
        shares_checked=score.shares_checked,
        shares_agreeing=score.shares_agreeing,
        pledges=score.pledges,
        pledges_without_progress=score.pledges_without_progress,
        score=score.value,
    )
    return cast(int, connection.execute(row.returning(reading.c.id)).scalar_one())


def _decide(connection: Connection, edition: Edition, reading_id: int, cause: str) -> None:
    """Fill ``decided``: what now holds, where it is not what held before."""
    this = {
        "this_reading": reading_id,
        "this_publication": edition.published_at,
        "cause": cause,
    }
    connection.execute(_decision(), this)


@cache
def _decision() -> Insert:
    """The statement behind :func:`_decide`, which takes longer to put together than to run."""
    touched = _touched()
    stored = [statements.subquery() for statements in belief.stored()]
    said = union(
        *(select(source).join(touched, _same_key(source, touched)) for source in stored),
        select(*(staged.c[name] for name in STATEMENT)),
    )
    holds = belief.holds(said, of_few_pages=True)
    new, silent = fact.c.id.is_(None), holds.c.reading_id.is_(None)
    differs = or_(*(holds.c[name].is_distinct_from(fact.c[name]) for name in SAID))
    # A withdrawn version tells what was withdrawn; only words and value are missing.
    statement: dict[str, ColumnElement[Any]] = {name: touched.c[name] for name in KEY}
    statement |= {name: holds.c[name] for name in ("value", "qualifier", *_WORDS)}
    statement |= {name: func.coalesce(holds.c[name], fact.c[name]) for name in _CONTEXT}
    decision = {
        "current_id": fact.c.id,
        "before_value": fact.c.value,
        "before_unit": fact.c.unit,
        "revision": func.coalesce(fact.c.revision, 0) + 1,
        "reason": case(
            (new, "first"), (silent, "withdrawn"), else_=bindparam("cause", type_=Text())
        ),
        "published_at": func.coalesce(
            holds.c.published_at, bindparam("this_publication", type_=UtcDateTime())
        ),
        "reading_id": func.coalesce(holds.c.reading_id, _THIS_READING),
        **statement,
    }
    return insert(decided).from_select(
        list(decision),
        select(*decision.values())
        .select_from(touched)
        .outerjoin(holds, _same_key(holds, touched))
        .outerjoin(fact, and_(is_current(), _same_key(fact, touched)))
        .where(case((new, ~silent), (silent, fact.c.value.is_not(None)), else_=differs)),
    )


def _touched() -> CTE:
    """The figures on which the load may change what holds: all that the page ever stated."""
    page = select(reading.c.document_id).where(reading.c.id == _THIS_READING).scalar_subquery()
    ours = select(reading.c.id).where(reading.c.document_id == page)
    return union(
        select(*(staged.c[name] for name in KEY)),
        *(
            select(*(table.c[name] for name in KEY)).where(table.c.reading_id.in_(ours))
            for table in (fact, restatement)
        ),
    ).cte("touched")


def _supersede(connection: Connection, run_id: str, moment: datetime) -> None:
    """Close the versions that no longer hold, open the new ones, keep every other word."""
    closed = fact.c.id.in_(select(decided.c.current_id))
    connection.execute(update(fact).where(closed).values(recorded_to=moment))
    copied = [*STATEMENT, "published_at", "revision", "reason"]
    connection.execute(
        insert(fact).from_select(
            [*copied, "recorded_from", "recorded_to", "run_id"],
            select(
                *(decided.c[name] for name in copied),
                literal(moment, UtcDateTime()),
                literal(FOREVER, UtcDateTime()),
                literal(run_id),
            ),
        )
    )
    became_version = select(decided.c.reading_id).where(
        _same_key(decided, staged), decided.c.reading_id == staged.c.reading_id
    )
    connection.execute(
        insert(restatement).from_select(
            STATEMENT,
            select(*(staged.c[name] for name in STATEMENT)).where(~became_version.exists()),
        )
    )


def _result(connection: Connection, edition: Edition) -> LoadResult:
    rows = connection.execute(
        select(
            decided,
            indicator,
            select(staged.c.reading_id).where(_same_key(staged, decided)).exists().label("offered"),
        )
        .join(indicator, indicator.c.id == decided.c.indicator_id)
        .order_by(indicator.c.label, decided.c.period_end, decided.c.measure)
    ).all()
    count = Counter(row.reason for row in rows)
    offered = len(edition.bulletin.facts)
    return LoadResult(
        facts=offered,
        new=count["first"],
        revised=count["portal_revision"] + count["reparse"],
        unchanged=offered - sum(row.offered for row in rows),
        withdrawn=count["withdrawn"],
        revisions=tuple(
            Revision(
                Indicator(row.label, row.stage or None, row.breakdown or None, row.unit_1),
                row.period_end.isoformat(),
                row.measure,
                _figure(row.before_value, row.before_unit),
                _figure(row.value, row.unit),
            )
            for row in rows
            if row.reason != "first"
        ),
    )


def _figure(value: Decimal | None, unit: str) -> str | None:
    return None if value is None else canonical(value) + unit


def _same_key(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    return and_(*(one.c[name] == other.c[name] for name in KEY))
