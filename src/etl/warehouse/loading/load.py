"""Loading: bulletins into the warehouse, one transaction, whole or not at all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection, Engine, Row, bindparam, func, insert, select, update

from etl.chunks import chunks
from etl.errors import WarehouseError
from etl.indicators.model import Indicator
from etl.warehouse.connection.engine import transaction
from etl.warehouse.journal.quarantine import hold_figures, pass_over, release
from etl.warehouse.journal.run_records import record_checks, require_run
from etl.warehouse.loading.assign_concepts import look_up_new
from etl.warehouse.loading.new_versions import decide, supersede
from etl.warehouse.loading.references import (
    alias_rows,
    indicator_rows,
    pledge_rows,
    portal_row,
    sentence_rows,
    snapshot_rows,
)
from etl.warehouse.loading.staging import Offer, stage
from etl.warehouse.loading.version_reasons import Page, causes_of
from etl.warehouse.loading.work_tables import clear, count_rows, decided, met, offered, staged
from etl.warehouse.model import Edition, LoadResult, Revision, told_apart
from etl.warehouse.schema.tables import indicator, portal, reading
from etl.warehouse.schema.types import canonical
from etl.warehouse.statements import digest

# Run for every bulletin, and longer to put together than to run.
_OF_PORTAL = portal.c.id == bindparam("of_portal")
_LAST_LOAD = select(portal.c.recorded_at).where(_OF_PORTAL)
_NOTE_LOAD = update(portal).where(_OF_PORTAL).values(recorded_at=bindparam("moment"))
_NUMBERED = insert(reading).returning(reading.c.id, sort_by_parameter_order=True)
_DATED = (
    select(reading.c.document_id, func.max(reading.c.published_at).label("last"), func.count())
    .where(reading.c.document_id.in_(bindparam("pages", expanding=True)))
    .group_by(reading.c.document_id)
)
_MEETINGS = (
    select(staged.c.reading_id, func.count())
    .join(met, met.c.id == staged.c.id)
    .group_by(staged.c.reading_id)
)
_VERSIONS = (
    select(decided, indicator)
    .join(indicator, indicator.c.id == decided.c.indicator_id)
    .order_by(indicator.c.label, decided.c.period_end, decided.c.measure)
)


def load_edition(
    target: Engine | Connection, edition: Edition, run_id: str, now: datetime
) -> LoadResult:
    """Load one edition: :func:`load_editions` for one."""
    return load_editions(target, [edition], run_id, now)[0]


def load_editions(
    target: Engine | Connection, editions: Sequence[Edition], run_id: str, now: datetime
) -> list[LoadResult]:
    """Store what ``editions`` of one portal state and bring up to date what holds.

    All of them are one transaction: where it fails or is killed, no bulletin of the batch
    is loaded, and to load the batch again completes it. To the clock of recording the
    batch is one event: all versions share one ``recorded_from`` (``now``, or a microsecond
    after the portal's last load where the clock does not show a later time), and a figure
    gets at most one version, that which holds by the whole batch. What else its editions
    say of the figure is kept as restatement, so that what had been published by a day is
    the same as after loading them one by one.

    Args:
        target: the warehouse, or the connection of a transaction begun by ``transaction``.
        editions: in any order; memory follows their number of facts.
        run_id: the run that loads them, see
            :func:`etl.warehouse.journal.run_records.open_run`.
        now: aware.

    Returns:
        For each edition what it did. A version counts for the edition that it was read
        from; one that came about otherwise, for the edition that removed what had held.

    Raises:
        WarehouseError: an edition gives one figure two values, the editions are of
            several portals, the run is unknown, or the database fails. Nothing is loaded.
    """
    if not editions:
        return []
    name = _require_sound(editions)
    with transaction(target, portal=name) as connection:
        require_run(connection, run_id)
        portal_id = portal_row(connection, name)
        contents = [(edition.snapshot, edition.title) for edition in editions]
        pages = snapshot_rows(connection, portal_id, contents)
        results = [_nothing_done(edition) for edition in editions]
        digests = [digest(one.bulletin, one.indicators, one.held) for one in editions]
        causes = causes_of(connection, editions, pages, digests)
        if causes:
            fresh = {place: editions[place] for place in causes}
            moment = _moment(connection, portal_id, now)
            rows = _reading_rows(connection, fresh, pages, digests, run_id, moment)
            named = (one for edition in fresh.values() for one in edition.indicators)
            counted = indicator_rows(connection, portal_id, named)
            checked = [(edition, pages[place][1]) for place, edition in fresh.items()]
            record_checks(connection, checked, run_id, counted)
            release(connection, [pages[place][1] for place in fresh], moment)
            read = [(edition, pages[place][1], rows[place]) for place, edition in fresh.items()]
            hold_figures(connection, read, run_id, moment, counted)
            pass_over(connection, [(edition, pages[p][0], rows[p]) for p, edition in fresh.items()])
            newest, revisited = _newest(connection, rows, fresh, pages)
            offers = [Offer(e, rows[p], newest[pages[p][0]] == rows[p]) for p, e in fresh.items()]
            clear(connection)
            _offer(connection, offers, [(pages[p][0], causes[p]) for p in fresh])
            stated = _stage(connection, portal_id, offers, counted)
            decide(connection, revisited=revisited)
            supersede(connection, run_id, moment)
            look_up_new(connection, name, moment)
            done = _results(connection, offers, stated)
            for place, result in zip(fresh, done, strict=True):
                results[place] = result
        return results


def _require_sound(editions: Sequence[Edition]) -> str:
    """The one portal of ``editions``, each fact of which has its indicator."""
    for edition in editions:
        if len(edition.indicators) != len(edition.bulletin.facts):
            raise WarehouseError(
                f"{edition.title} has {len(edition.bulletin.facts)} facts and "
                f"{len(edition.indicators)} indicators; identify each fact before loading."
            )
    names = sorted({edition.snapshot.portal for edition in editions})
    if len(names) > 1:
        raise WarehouseError(
            f"Bulletins of {' and '.join(names)} cannot be loaded as one batch; load each "
            "portal's on their own."
        )
    return names[0]


def _nothing_done(edition: Edition) -> LoadResult:
    held = len(edition.held)
    count = len(edition.bulletin.facts) - held
    return LoadResult(count, 0, 0, count, 0, (), held)


def _moment(connection: Connection, portal_id: int, now: datetime) -> datetime:
    """The time of this load: later than that of any other of the portal."""
    last = connection.execute(_LAST_LOAD, {"of_portal": portal_id}).scalar_one()
    moment = now if last is None else max(now, last + timedelta(microseconds=1))
    connection.execute(_NOTE_LOAD, {"of_portal": portal_id, "moment": moment})
    return moment


def _reading_rows(
    connection: Connection,
    fresh: dict[int, Edition],
    pages: Sequence[Page],
    digests: Sequence[str],
    run_id: str,
    moment: datetime,
) -> dict[int, int]:
    """A row for each edition, by place; the keys rise in the order of the editions."""
    rows = []
    for place, edition in fresh.items():
        bulletin, score = edition.bulletin, edition.bulletin.score
        rows.append(
            {
                "document_id": pages[place][0],
                "snapshot_id": pages[place][1],
                "run_id": run_id,
                "parser_version": edition.parser_version,
                "identity": digests[place],
                "published_at": edition.published_at,
                "recorded_at": moment,
                "title": edition.title,
                "plan_year": bulletin.plan_year,
                "period_end": bulletin.period_end,
                "numerals": score.numerals,
                "unexplained": score.unexplained,
                "shares": score.shares,
                "shares_checked": score.shares_checked,
                "shares_agreeing": score.shares_agreeing,
                "pledges": score.pledges,
                "pledges_without_progress": score.pledges_without_progress,
                "score": score.value,
            }
        )
    return dict(zip(fresh, connection.execute(_NUMBERED, rows).scalars(), strict=True))


def _newest(
    connection: Connection, rows: dict[int, int], fresh: dict[int, Edition], pages: Sequence[Page]
) -> tuple[dict[int, int], bool]:
    """The load's latest reading of each page, if it has it; whether one was read before."""
    last: dict[int, datetime] = {}
    count = 0
    for some in chunks({pages[place][0] for place in fresh}):
        for document_id, published, readings in connection.execute(_DATED, {"pages": some}):
            last[document_id] = published
            count += readings
    newest = dict.fromkeys(last, 0)
    for place, edition in fresh.items():
        # Of those published at once the one offered last; it was recorded last, too.
        if edition.published_at == last[pages[place][0]]:
            newest[pages[place][0]] = rows[place]
    return newest, count > len(fresh)


def _offer(
    connection: Connection, offers: Sequence[Offer], about: Sequence[tuple[int, str]]
) -> None:
    connection.execute(
        insert(offered),
        [
            {
                "reading_id": offer.reading_id,
                "document_id": document_id,
                "published_at": offer.edition.published_at,
                "cause": cause,
            }
            for offer, (document_id, cause) in zip(offers, about, strict=True)
        ],
    )


def _stage(
    connection: Connection,
    portal_id: int,
    offers: Sequence[Offer],
    indicators: Mapping[Indicator, int],
) -> dict[int, int]:
    """Stage the figures and make the rows that they refer to; figures by reading."""
    pledges = pledge_rows(connection, portal_id, [offer.edition for offer in offers])
    stated = stage(connection, offers, indicators, pledges)
    for table in (offered, staged):
        count_rows(connection, table)
    alias_rows(connection)
    sentence_rows(connection, [(offer.edition, offer.reading_id) for offer in offers])
    return stated


def _results(
    connection: Connection, offers: Sequence[Offer], stated: dict[int, int]
) -> list[LoadResult]:
    """What each offer did."""
    new = Counter(stated)
    for reading_id, count in connection.execute(_MEETINGS):
        new[reading_id] -= count
    versions: dict[int, list[Row[tuple[object, ...]]]] = {}
    for row in connection.execute(_VERSIONS):
        versions.setdefault(row.by_reading, []).append(row)
    return [
        _result(offer.edition, new[offer.reading_id], versions.get(offer.reading_id, []))
        for offer in offers
    ]


def _result(edition: Edition, new: int, versions: list[Row[tuple[object, ...]]]) -> LoadResult:
    """``new`` first versions that met nothing, and the ``versions`` that the rule brought."""
    first = sum(row.revision == 1 for row in versions)
    withdrawn = sum(row.reason == "withdrawn" for row in versions)
    facts = len(edition.bulletin.facts) - len(edition.held)
    return LoadResult(
        held=len(edition.held),
        facts=facts,
        new=new + first,
        revised=len(versions) - first - withdrawn,
        unchanged=facts - new - sum(row.stated for row in versions),
        withdrawn=withdrawn,
        revisions=tuple(
            Revision(
                Indicator(row.label, row.stage or None, row.breakdown or None, row.unit_1),
                row.period_end.isoformat(),
                row.measure,
                *told_apart(
                    _figure(row.before_value, row.before_unit),
                    _figure(row.value, row.unit),
                    (row.before_qualifier, row.qualifier),
                    (row.before_certainty, row.certainty),
                ),
            )
            for row in versions
            if row.revision > 1
        ),
    )


def _figure(value: Decimal | None, unit: str) -> str | None:
    return None if value is None else canonical(value) + unit
