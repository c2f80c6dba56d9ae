"""Asking the warehouse: what is held true, what was, and what had been published.

Each function takes a connection (see :func:`etl.warehouse.connection.engine.read_only`) and gives
rows that need no further join. ``portal`` limits any of them to one portal by name.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union,
)

from etl.did_you_mean import similar_ones
from etl.errors import NothingFound
from etl.warehouse.loading import which_version_holds
from etl.warehouse.schema.tables import (
    document,
    fact,
    indicator,
    indicator_alias,
    pledge,
    portal,
    reading,
    snapshot,
)
from etl.warehouse.schema.types import FOREVER


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with everything that a reader wants beside it."""

    portal: str
    city: str
    plan_year: int
    pledge: int
    """Number of the pledge in the bulletin."""
    pledge_text: str
    indicator: str
    stage: str | None
    breakdown: str | None
    period_end: date
    measure: str
    value: Decimal | None
    """In base units; None for a withdrawn version."""
    unit: str
    qualifier: str | None
    published_at: datetime
    recorded_from: datetime
    recorded_to: datetime | None
    """9999-12-31 while the version is current; as published: None."""
    revision: int | None
    """1 for the first version; as published: None."""
    reason: str | None
    """Why there is the version; as published: None."""
    evidence: str | None
    """The words read; None for a withdrawn version."""
    start: int | None
    end: int | None
    """Span of the words in the bulletin's text."""
    title: str
    url: str
    sha256: str
    certainty: str
    """How sure the reading is: ``proved``, ``clear`` or ``doubtful``."""
    because: str
    """Names of the rules that decided, or what is in doubt; '' for none."""
    verdict: str | None
    """``released`` or ``amended`` where a person decided on the figure."""
    decided_by: str | None


def history(connection: Connection, words: str, portal: str | None = None) -> list[Figure]:
    """Every version of every figure of the indicators called ``words``, oldest first.

    An indicator is called by its label or any wording that it appeared under; where none
    is, by a part of its label.

    Raises:
        NothingFound: no indicator is called so; the message names similar ones.
    """
    found = _indicators(connection, words, portal)
    versions = wide(fact).where(fact.c.indicator_id.in_(found))
    return figures(connection, versions)


def known_as_recorded(
    connection: Connection,
    at: datetime,
    portal: str | None = None,
    *,
    words: str | None = None,
    year: int | None = None,
    measure: str | None = None,
) -> list[Figure]:
    """What the warehouse held true at ``at``.

    Args:
        connection: to the warehouse.
        at: aware.
        portal: only of this one.
        words: only of the indicators called so, as in :func:`history`; what else the
            warehouse holds is then not looked at.
        year: only of this year's promises.
        measure: only this one.

    Raises:
        NothingFound: no indicator is called so.
    """
    held = and_(fact.c.recorded_from <= at, fact.c.recorded_to > at, fact.c.value.is_not(None))
    query = _only(wide(fact).where(held), year, measure)
    if words is None:
        return figures(connection, query.where(_of(portal)))
    found = _indicators(connection, words, portal)
    return figures(connection, query.where(fact.c.indicator_id.in_(found)))


def known_as_published(
    connection: Connection,
    at: datetime,
    portal: str | None = None,
    recorded_by: datetime | None = None,
    *,
    words: str | None = None,
    year: int | None = None,
    measure: str | None = None,
) -> list[Figure]:
    """What holds by all that had been published by ``at``.

    Bulletins that arrived late count from the day they were published, unless
    ``recorded_by`` leaves out what the warehouse learned after that time.

    Args:
        connection: to the warehouse.
        at: aware.
        portal: only of this one.
        recorded_by: aware; None for all that the warehouse knows.
        words: only of the indicators called so, as in :func:`history`; what else the
            warehouse holds is then not looked at.
        year: only of this year's promises.
        measure: only this one.

    Raises:
        NothingFound: no indicator is called so.
    """
    cut: dict[str, Any] = {"published_by": at, "recorded_by": recorded_by or FOREVER}
    if words is not None:
        cut["indicators"] = _indicators(connection, words, portal)
        query = _published_of_some()
    elif portal is not None:
        cut["portal"] = portal
        query = _published_of_portal()
    else:
        query = published()
    return figures(connection, _only(query, year, measure), cut)


def _only(query: Select[Any], year: int | None, measure: str | None) -> Select[Any]:
    """Of a query of :func:`wide` what is of a year's promises, and of a measure."""
    if year is not None:
        query = query.where(pledge.c.plan_year == year)
    if measure is not None:
        query = query.where(query.selected_columns["measure"] == measure)
    return query


def _indicators(connection: Connection, words: str, of: str | None) -> list[int]:
    """Rows of the indicators called ``words``."""
    partly = select(indicator.c.id).where(
        indicator.c.label.contains(words, autoescape=True), _of(of)
    )
    for named in (_called(words, of), partly):
        found = list(connection.execute(named).scalars())
        if found and words:
            return found
    labels = connection.execute(select(indicator.c.label).distinct().where(_of(of))).scalars()
    raise NothingFound(f"No indicator is called {words!r}{similar_ones(words, labels)}.")


def _called(words: str, of: str | None) -> Select[Any] | CompoundSelect[Any]:
    """The indicators with the label or a wording ``words``, each way by an index."""
    alias = indicator_alias.c
    if of is None:
        return union(
            select(indicator.c.id).where(indicator.c.label == words),
            select(alias.indicator_id).where(alias.wording == words),
        )
    # Of one portal: other portals may have the same wording any number of times.
    worded = exists().where(alias.indicator_id == indicator.c.id, alias.wording == words)
    return select(indicator.c.id).where(_of(of), or_(indicator.c.label == words, worded))


def _of(name: str | None) -> ColumnElement[bool]:
    """Whether the indicator is counted by the portal called ``name``; any when None."""
    if name is None:
        return literal(True)
    mine = select(portal.c.id).where(portal.c.name == name).scalar_subquery()
    return indicator.c.portal_id == mine


def wide(source: FromClause) -> Select[Any]:
    """The columns of :class:`Figure` for versions, or for statements that hold."""
    version = source is fact
    nothing: ColumnElement[Any] = null()
    return (
        select(
            portal.c.name,
            portal.c.city,
            pledge.c.plan_year,
            pledge.c.number,
            pledge.c.text,
            indicator.c.label,
            func.nullif(indicator.c.stage, ""),
            func.nullif(indicator.c.breakdown, ""),
            source.c.period_end,
            source.c.measure,
            source.c.value,
            source.c.unit,
            source.c.qualifier,
            source.c.published_at,
            source.c.recorded_from if version else reading.c.recorded_at,
            source.c.recorded_to if version else nothing,
            source.c.revision if version else nothing,
            source.c.reason if version else nothing,
            source.c.evidence,
            source.c.span_start,
            source.c.span_end,
            reading.c.title,
            document.c.url,
            snapshot.c.sha256,
            source.c.certainty,
            source.c.because,
            source.c.verdict,
            source.c.decided_by,
        )
        .select_from(source)
        .join(indicator, indicator.c.id == source.c.indicator_id)
        .join(portal, portal.c.id == indicator.c.portal_id)
        .join(pledge, pledge.c.id == source.c.pledge_id)
        .join(reading, reading.c.id == source.c.reading_id)
        .join(snapshot, snapshot.c.id == reading.c.snapshot_id)
        .join(document, document.c.id == reading.c.document_id)
        .order_by(
            *(indicator.c[name] for name in ("portal_id", "label", "stage", "breakdown", "unit")),
            *(source.c[name] for name in ("measure", "period_end")),
            *([source.c.revision] if version else []),
        )
    )


# To put the two together takes longer than to run them on a small warehouse.


@cache
def published() -> Select[Any]:
    """What holds, cut by the parameters of ``which_version_holds.editions``."""
    said = union(*which_version_holds.stored()).cte("said")
    return wide(
        which_version_holds.holds(said, which_version_holds.editions().subquery("editions"))
    )


@cache
def _published_of_some() -> Select[Any]:
    """What holds for the indicators whose rows are the parameter ``indicators``."""
    return _published_of(bindparam("indicators", expanding=True))


@cache
def _published_of_portal() -> Select[Any]:
    """What holds for the indicators of the portal whose name is the parameter ``portal``."""
    mine = select(portal.c.id).where(portal.c.name == bindparam("portal")).scalar_subquery()
    return _published_of(select(indicator.c.id).where(indicator.c.portal_id == mine))


def _published_of(some: BindParameter[int] | Select[Any]) -> Select[Any]:
    """What holds for some indicators; nothing else of the history is looked at."""
    stored = (
        statements.where(statements.selected_columns.indicator_id.in_(some))
        for statements in which_version_holds.stored()
    )
    # A CTE, so that it is worked out once where it is looked at twice.
    said = union(*stored).cte("said")
    editions = which_version_holds.editions(which_version_holds.pages_of(said)).subquery("editions")
    return wide(which_version_holds.holds(said, editions))


def figures(
    connection: Connection, query: Select[Any], cut: dict[str, Any] | None = None
) -> list[Figure]:
    """The rows of a query of :func:`wide`."""
    return [Figure(*row) for row in connection.execute(query, cut)]
