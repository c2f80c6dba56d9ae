"""The SQL statements that find and make the rows that facts refer to, put together once.

To put one together takes longer than to run it on one bulletin. Their parameters are named
so that they are no column's name.
"""

import re
from functools import cache
from typing import cast

from sqlalchemy import Table, TextClause, bindparam, case, func, select, text
from sqlalchemy.dialects import postgresql, sqlite

from etl.warehouse.loading.work_tables import staged
from etl.warehouse.schema.tables import (
    agency,
    document,
    indicator,
    indicator_alias,
    pledge,
    pledge_agency,
    portal,
    reading,
    snapshot,
)

PORTAL = select(portal.c.id).where(portal.c.name == bindparam("named"))
DOCUMENTS = select(document.c.key, document.c.id).where(
    document.c.portal_id == bindparam("of_portal"),
    document.c.key.in_(bindparam("keys", expanding=True)),
)
SNAPSHOTS = select(snapshot.c.document_id, snapshot.c.sha256, snapshot.c.id).where(
    snapshot.c.document_id.in_(bindparam("pages", expanding=True))
)
PLEDGES = select(pledge.c.id, pledge.c.plan_year, pledge.c.number, pledge.c.stated_at).where(
    pledge.c.portal_id == bindparam("of_portal"),
    pledge.c.plan_year.in_(bindparam("years", expanding=True)),
)
ANSWERING = (
    select(pledge_agency.c.pledge_id, agency.c.name)
    .join(agency, agency.c.id == pledge_agency.c.agency_id)
    .where(pledge_agency.c.pledge_id.in_(bindparam("pledges", expanding=True)))
    .order_by(pledge_agency.c.pledge_id, pledge_agency.c.position)
)
INDICATORS = select(
    indicator.c.label, indicator.c.stage, indicator.c.breakdown, indicator.c.unit, indicator.c.id
).where(
    indicator.c.portal_id == bindparam("of_portal"),
    indicator.c.label.in_(bindparam("labels", expanding=True)),
)
_CAST = re.compile(r"(?<=\w)::[A-Z]+")


@cache
def keep_document(dialect: str) -> TextClause:
    """A page; one that is there keeps its latest address and title."""
    page = insert_into(dialect, document)
    titled = case((page.excluded.title != "", page.excluded.title), else_=document.c.title)
    kept = page.on_conflict_do_update(
        index_elements=["portal_id", "key"],
        set_={"url": page.excluded.url, "title": titled},
    )
    return _written(kept, dialect, "portal_id", "key", "url", "title")


@cache
def keep_snapshot(dialect: str) -> TextClause:
    """A content, once."""
    kept = insert_into(dialect, snapshot).on_conflict_do_nothing()
    about = ("size", "content_type", "retrieved_at", "headers", "archive_path")
    return _written(kept, dialect, "document_id", "sha256", *about)


@cache
def keep_pledge(dialect: str) -> TextClause:
    """A pledge, with the words published last."""
    statement = insert_into(dialect, pledge)
    key = ("portal_id", "plan_year", "number")
    kept = statement.on_conflict_do_update(
        index_elements=key,
        set_={name: statement.excluded[name] for name in ("text", "stated_at")},
        where=statement.excluded.stated_at >= pledge.c.stated_at,
    )
    return _written(kept, dialect, *key, "text", "stated_at")


@cache
def keep_aliases(dialect: str) -> TextClause:
    """The wordings of what is staged, with the periods that they described."""
    key = ("indicator_id", "pledge_id", "wording")
    columns = [staged.c[name] for name in key]
    dated = case((staged.c.part == "target", reading.c.period_end), else_=staged.c.period_end)
    statement = insert_into(dialect, indicator_alias).from_select(
        [*key, "first_period", "last_period"],
        select(*columns, func.min(dated), func.max(dated))
        .join(reading, reading.c.id == staged.c.reading_id)
        .group_by(*columns),
    )
    first, last = indicator_alias.c.first_period, indicator_alias.c.last_period
    given = statement.excluded
    kept = statement.on_conflict_do_update(
        index_elements=key,
        set_={
            "first_period": case((given.first_period < first, given.first_period), else_=first),
            "last_period": case((given.last_period > last, given.last_period), else_=last),
        },
    )
    return _written(kept, dialect)


def _written(statement: sqlite.Insert, dialect: str, *columns: str) -> TextClause:
    """An INSERT as text: SQLAlchemy keeps none with ON CONFLICT, but compiles it each time.

    Args:
        statement: the INSERT.
        dialect: name of the database's.
        columns: those that each row gives.
    """
    of = postgresql.dialect if dialect == "postgresql" else sqlite.dialect
    compiled = statement.compile(
        dialect=of(paramstyle="named"), column_keys=columns or None, for_executemany=True
    )
    given = (
        bindparam(name, type_=bind.type)
        if name in columns
        else bindparam(name, bind.value, type_=bind.type)
        for bind, name in compiled.bind_names.items()
    )
    # Casts come from the types, and would do so twice.
    return text(_CAST.sub("", str(compiled))).bindparams(*given)


def insert_into(dialect: str, table: Table) -> sqlite.Insert:
    """The dialect's INSERT; the two know ON CONFLICT by the same methods."""
    if dialect == "postgresql":
        return cast(sqlite.Insert, postgresql.insert(table))
    return sqlite.insert(table)
