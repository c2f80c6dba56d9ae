"""What must be true of the warehouse at any instant, looked for by queries."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, SelectBase, and_, func, or_, select, union
from sqlalchemy import inspect as inspect_schema

from etl.warehouse.loading import which_version_holds
from etl.warehouse.schema.fact_and_restatement_columns import KEY, SAID
from etl.warehouse.schema.namespaces import views_schema
from etl.warehouse.schema.tables import NO_PARSER, fact, is_current, metadata, reading, snapshot
from etl.warehouse.schema.views import load_views

_key = tuple(fact.c[name] for name in KEY)


def violations(connection: Connection) -> list[str]:
    """Every sentence is a defect of the versions; a sound warehouse gives none."""
    found = []
    for rule, query in _rules().items():
        rows = query.subquery()
        broken = connection.execute(select(func.count()).select_from(rows)).scalar_one()
        if broken:
            first = connection.execute(select(rows).limit(1)).one()
            where = ", ".join(str(value) for value in first)
            found.append(f"{rule}: {broken} (the first: indicator, period, measure {where})")
    return found


def _rules() -> dict[str, SelectBase]:
    """For each rule the figures that break it."""
    following = [
        func.lead(column).over(partition_by=_key, order_by=fact.c.revision)
        for column in (fact.c.recorded_from, fact.c.revision)
    ]
    versions = select(
        fact,
        following[0].label("next_from"),
        following[1].label("next_revision"),
        func.min(fact.c.revision).over(partition_by=_key).label("first_revision"),
    ).subquery("versions")
    figure = [versions.c[name] for name in KEY]
    current = is_current(versions.c.recorded_to)
    last = versions.c.next_from.is_(None)
    holds = which_version_holds.holds(
        union(*which_version_holds.stored()).cte("said"),
        which_version_holds.editions().subquery("editions"),
    )
    said = (*KEY, *SAID)
    pages_say = select(*(holds.c[name] for name in said))
    current_says = select(*(fact.c[name] for name in said)).where(
        is_current(), fact.c.reason != "withdrawn"
    )
    return {
        "a figure without exactly one current version, its last": select(*figure).where(
            or_(and_(last, ~current), and_(~last, current))
        ),
        "a gap in the revision numbers": select(*figure).where(
            or_(
                versions.c.next_revision != versions.c.revision + 1,
                versions.c.first_revision != 1,
            )
        ),
        "a version that ends before or after the next begins": select(*figure).where(
            versions.c.recorded_to != versions.c.next_from
        ),
        "a version that ends before it begins": select(*_key).where(
            fact.c.recorded_from >= fact.c.recorded_to
        ),
        "a version without its snapshot": select(*_key)
        .outerjoin(reading, reading.c.id == fact.c.reading_id)
        .outerjoin(snapshot, snapshot.c.id == reading.c.snapshot_id)
        .where(snapshot.c.id.is_(None)),
        "a version without its words": select(*_key).where(
            fact.c.reason != "withdrawn",
            or_(fact.c.span_start.is_(None), fact.c.span_end.is_(None), fact.c.evidence.is_(None)),
        ),
        "a figure stated by a page that is gone": select(*_key)
        .join(reading, reading.c.id == fact.c.reading_id)
        .where(reading.c.parser_version == NO_PARSER, fact.c.value.is_not(None)),
        "a current figure that the pages do not state": current_says.except_(pages_say),
        "a figure of the pages that is not current": pages_say.except_(current_says),
    }


def schema_differences(connection: Connection) -> list[str]:
    """How the database's tables and views differ from the ones that this code knows."""
    context = MigrationContext.configure(connection)
    found = [f"the schema differs: {change}" for change in compare_metadata(context, metadata)]
    inspector = inspect_schema(connection)
    schema = views_schema(connection)
    there = set(inspector.get_view_names(schema=schema))
    for view in load_views():
        columns = (
            [str(column["name"]) for column in inspector.get_columns(view.name, schema=schema)]
            if view.name in there
            else []
        )
        if columns != list(view.columns):
            found.append(f"the view {view.name} is missing or has other columns")
    return found
