"""The BI views as rows, and the status: what was going on lately."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    Boolean,
    Connection,
    Date,
    Integer,
    RowMapping,
    Table,
    Text,
    column,
    func,
    literal,
    select,
    table,
)
from sqlalchemy.types import TypeEngine

from etl.warehouse.journal.waiting_for_verdict import Held, waiting
from etl.warehouse.schema.tables import (
    document,
    fact,
    is_current,
    portal,
    restatement,
    run,
    snapshot,
)
from etl.warehouse.schema.types import ExactDecimal, UtcDateTime
from etl.warehouse.schema.views import Kind, load_views

ViewName = Literal[
    "current_fact",
    "fact_history",
    "pledge_scorecard",
    "promise_month",
    "revision_log",
    "indicator_catalog",
    "bulletin_quality",
    "agency_scorecard",
    "indicator_month",
    "correction",
    "published_fact",
    "indicator_concept",
]

_TYPES: dict[Kind, TypeEngine[Any]] = {
    "text": Text(),
    "whole": Integer(),
    "number": ExactDecimal(),
    "flag": Boolean(),
    "date": Date(),
    "instant": UtcDateTime(),
}


def rows_of(connection: Connection, view: ViewName, portal: str | None = None) -> list[RowMapping]:
    """The rows of a BI view, typed: Decimal, date, aware UTC datetime, bool.

    On SQLite the views compute with floats, so a value here is exact to 15 digits; use
    :mod:`etl.warehouse.queries.figures_as_of` for more.
    """
    kinds = next(known.kinds for known in load_views() if known.name == view)
    source = table(view, *(column(name, _TYPES[kind]) for name, kind in kinds.items()))
    query = select(source)
    if portal is not None:
        query = query.where(source.c.portal == portal)
    return list(connection.execute(query).mappings())


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as it went."""

    id: str
    portal: str
    flow: str
    state: str
    started_at: datetime
    finished_at: datetime | None
    summary: dict[str, int | str] | None


@dataclass(frozen=True, slots=True)
class Status:
    """Counts of what the warehouse holds, the latest runs, and what waits for someone."""

    documents: int
    snapshots: int
    figures: int
    """Current versions, withdrawn ones left out."""
    versions: int
    restatements: int
    runs: tuple[RunRow, ...]
    """Latest first, at most ten."""
    quarantined: tuple[Held, ...]
    """What waits for a decision, longest first."""


def status(connection: Connection) -> Status:
    """How the warehouse stands."""

    def count(counted: Table, *conditions: Any) -> int:
        query = select(func.count()).select_from(counted).where(literal(True), *conditions)
        return int(connection.execute(query).scalar_one())

    return Status(
        documents=count(document),
        snapshots=count(snapshot),
        figures=count(fact, is_current(), fact.c.value.is_not(None)),
        versions=count(fact),
        restatements=count(restatement),
        runs=_runs(connection),
        quarantined=waiting(connection),
    )


def portals(connection: Connection) -> list[str]:
    """The names of the portals that anything was recorded of."""
    return list(connection.execute(select(portal.c.name).order_by(portal.c.name)).scalars())


def _runs(connection: Connection) -> tuple[RunRow, ...]:
    names = ("flow", "state", "started_at", "finished_at", "summary")
    query = (
        select(run.c.id, portal.c.name, *(run.c[name] for name in names))
        .join(portal, portal.c.id == run.c.portal_id)
        .order_by(run.c.started_at.desc(), run.c.id)
        .limit(10)
    )
    return tuple(RunRow(*row) for row in connection.execute(query))
