"""What waits for a decision: bulletins as a whole, and single figures."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from etl.errors import NothingFound
from etl.portal.model import Snapshot
from etl.quality.verdicts import FigureRead
from etl.warehouse.queries.earlier_readings import snapshot_from
from etl.warehouse.schema.tables import (
    check_result,
    decision,
    document,
    portal,
    quarantine,
    reading,
    snapshot,
    withheld,
)

CONTENTS = (
    quarantine.join(snapshot, snapshot.c.id == quarantine.c.snapshot_id)
    .join(document, document.c.id == snapshot.c.document_id)
    .join(portal, portal.c.id == document.c.portal_id)
)
"""What is held back, with the page that it is the content of."""


FIGURE = ("pledge", "indicator", "measure", "value", "unit", "evidence")
"""The columns of ``quarantine`` that tell what a figure was read as."""


@dataclass(frozen=True, slots=True)
class HeldFigure:
    """A figure that is held back by itself."""

    read: FigureRead
    qualifier: str | None
    period_end: date
    context: str
    """The words with those around them."""
    start: int
    end: int
    """Span of the words in the bulletin's text."""
    alternative: str | None = None
    """The measure that it may be instead; None where nothing else was weighed."""


@dataclass(frozen=True, slots=True)
class Held:
    """A content that is held back, or one figure of it."""

    id: int
    """To be named by in a decision."""
    portal: str
    title: str
    reason: str
    quarantined_at: datetime
    published_at: datetime | None
    """None for a page that cannot be read."""
    url: str
    sha256: str
    archive_path: str
    run_id: str
    released_at: datetime | None
    """When it was loaded after all."""
    failures: frozenset[str]
    """What is held against it: :func:`etl.quality.check_results.bulletin_failures`, of a figure
    :func:`etl.quality.check_results.figures_held`; none for a page that cannot be read."""
    figure: HeldFigure | None = None
    """None for a bulletin as a whole."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that did not hold when a content was held back."""

    gate: str
    expectation: str
    severity: str
    evidence: str | None
    """Words of the fact that failed, if it was one."""
    observed: str
    why: str
    measure: str | None = None
    """The measure of that fact."""


def waiting(connection: Connection, of: str | None = None) -> tuple[Held, ...]:
    """What waits for a decision, longest first.

    Of a content that failed in several ways by and by, the way it failed last. A figure
    waits while the latest reading of its page leaves it out.

    Args:
        connection: to the warehouse.
        of: only of the portal called so.
    """
    again = quarantine.alias("again")
    superseded = exists().where(
        again.c.snapshot_id == quarantine.c.snapshot_id,
        again.c.id > quarantine.c.id,
        again.c.measure.is_(None),
    )
    decided = exists().where(decision.c.quarantine_id == quarantine.c.id)
    rejected = decided.where(decision.c.verdict == "rejected")
    query = _held().where(
        quarantine.c.released_at.is_(None),
        or_(
            and_(quarantine.c.measure.is_(None), ~superseded, ~decided),
            and_(quarantine.c.measure.is_not(None), _left_out_now(), ~rejected),
        ),
    )
    if of is not None:
        query = query.where(portal.c.name == of)
    ordered = query.order_by(quarantine.c.quarantined_at, quarantine.c.id)
    return tuple(_as_held(row) for row in connection.execute(ordered))


def alike(connection: Connection, held_id: int) -> tuple[Held, ...]:
    """The figures that wait like one: of the same portal and measure, for the same reasons.

    Raises:
        NothingFound: nothing that is held back is called so, or it is no single figure.
    """
    one = held(connection, held_id)
    if one.figure is None:
        raise NothingFound(f"Number {held_id} is a bulletin as a whole; only figures are alike.")
    kind = one.figure.read.measure, one.failures
    return tuple(
        other
        for other in waiting(connection, one.portal)
        if other.figure and (other.figure.read.measure, other.failures) == kind
    )


def held(connection: Connection, held_id: int) -> Held:
    """The one called ``held_id``, decided or not.

    Raises:
        NothingFound: there is none.
    """
    row = connection.execute(_held().where(quarantine.c.id == held_id)).first()
    if row is None:
        raise NothingFound(f"Nothing held back has the number {held_id}; see etl quarantine list.")
    return _as_held(row)


def content(connection: Connection, held_id: int) -> Snapshot:
    """The content that is held back."""
    query = select(snapshot, document.c.key, document.c.url, portal.c.name).select_from(CONTENTS)
    row = connection.execute(query.where(quarantine.c.id == held_id)).one()
    return snapshot_from(row, row.name)


def failures(connection: Connection, held_id: int) -> tuple[Failure, ...]:
    """What did not hold when the content was checked last, critical failures first.

    Of a figure only what concerns its words.
    """
    about = select(*(quarantine.c[name] for name in ("measure", "evidence")))
    mine = connection.execute(about.where(quarantine.c.id == held_id)).one()
    return tuple(
        one
        for one in content_failures(connection, held_id)
        if mine.measure is None or (one.evidence, one.measure) == (mine.evidence, mine.measure)
    )


def content_failures(connection: Connection, held_id: int) -> tuple[Failure, ...]:
    """All that did not hold when the content was checked last, of its other figures too."""
    mine = select(quarantine.c.snapshot_id).where(quarantine.c.id == held_id).scalar_subquery()
    of_content = check_result.c.snapshot_id == mine
    last = select(func.max(check_result.c.id)).where(of_content).scalar_subquery()
    run_id = select(check_result.c.run_id).where(check_result.c.id == last).scalar_subquery()
    names = ("gate", "expectation", "severity", "evidence", "observed", "why", "measure")
    query = (
        select(*(check_result.c[name] for name in names))
        .where(of_content, check_result.c.run_id == run_id, ~check_result.c.passed)
        .order_by(check_result.c.severity, check_result.c.id)
    )
    return tuple(Failure(*row) for row in connection.execute(query))


def _held() -> Select[Any]:
    about = (portal.c.name, document.c.url, snapshot.c.sha256, snapshot.c.archive_path)
    return select(quarantine, *about).select_from(CONTENTS)


def _as_held(row: Any) -> Held:
    return Held(
        id=row.id,
        portal=row.name,
        title=row.title,
        reason=row.reason,
        quarantined_at=row.quarantined_at,
        published_at=row.published_at,
        url=row.url,
        sha256=row.sha256,
        archive_path=row.archive_path,
        run_id=row.run_id,
        released_at=row.released_at,
        failures=frozenset(row.failures or ()),
        figure=_as_figure(row),
    )


def figure_of(row: Any) -> FigureRead | None:
    """What a row of ``quarantine`` was read as; None for a bulletin as a whole."""
    if row.measure is None:
        return None
    return FigureRead(*(getattr(row, name) for name in FIGURE))


def _as_figure(row: Any) -> HeldFigure | None:
    read = figure_of(row)
    if read is None:
        return None
    return HeldFigure(
        read=read,
        qualifier=row.qualifier,
        period_end=row.period_end,
        context=row.context,
        start=row.span_start,
        end=row.span_end,
        alternative=row.alternative,
    )


def _left_out_now() -> ColumnElement[bool]:
    """Whether the latest reading of a figure's page leaves it out."""
    later = reading.alias("later")
    overtaken = exists().where(
        later.c.document_id == reading.c.document_id,
        or_(
            later.c.published_at > reading.c.published_at,
            and_(later.c.published_at == reading.c.published_at, later.c.id > reading.c.id),
        ),
    )
    return exists().where(
        withheld.c.quarantine_id == quarantine.c.id,
        reading.c.id == withheld.c.reading_id,
        ~overtaken,
    )
