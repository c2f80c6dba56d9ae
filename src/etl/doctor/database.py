"""The warehouse: can it be written, is its schema ours, is what it holds sound."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, func, inspect, select, text

from etl.alerts.overdue_and_breaches import breaches_of
from etl.doctor.model import Verdict, fail, ok, warn
from etl.portal.assertions import Assertions
from etl.portal.model import Portal
from etl.settings import Settings
from etl.warehouse.audit import schema_differences, violations
from etl.warehouse.connection.engine import connect, name, read_only, transaction
from etl.warehouse.journal.alert_records import unsent
from etl.warehouse.journal.waiting_for_verdict import waiting
from etl.warehouse.queries.portal_standings import standings
from etl.warehouse.schema.open_and_upgrade import open_warehouse, revision_state
from etl.warehouse.schema.tables import portal, run

_OLDEST_POSTGRESQL = 15
_LONGEST_RUN = timedelta(days=1)
_SKEW = timedelta(seconds=30)
_NOTHING = ok("nothing to look at yet")


def database(settings: Settings) -> Verdict:
    """Whether the database answers and may be written."""
    with _opened(settings) as engine:
        if engine is None:
            return warn(f"there is no warehouse in {settings.data_dir} yet", "`etl run` makes one")
        with transaction(engine) as connection:
            if inspect(connection).has_table("alembic_version"):
                connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
            if engine.dialect.name == "sqlite":
                version = connection.execute(text("SELECT sqlite_version()")).scalar_one()
                return ok(f"{name(engine)} (SQLite {version}) can be written")
            shown = text("SELECT current_setting(:name)")
            version, number = (
                str(connection.execute(shown, {"name": setting}).scalar_one())
                for setting in ("server_version", "server_version_num")
            )
    if int(number) // 10000 < _OLDEST_POSTGRESQL:
        return warn(
            f"{name(engine)} is PostgreSQL {version}",
            f"use {_OLDEST_POSTGRESQL} or newer; older ones are not tested",
        )
    return ok(f"{name(engine)} (PostgreSQL {version}) can be written")


def schema(settings: Settings) -> Verdict:
    """Whether the tables and views are those that this code needs."""
    with _opened(settings) as engine:
        if engine is None:
            return _NOTHING
        state = revision_state(engine)
        with read_only(engine) as connection:
            revision = MigrationContext.configure(connection).get_current_revision()
            differing = schema_differences(connection) if state == "current" else []
    if differing:
        return fail(f"revision {revision}, but {differing[0]}", "restore it from a backup")
    if state == "current":
        return ok(f"revision {revision}, as this version needs it")
    advice = {
        "empty": "run `etl db upgrade`",
        "older": "back it up, then run `etl db upgrade`",
        "newer": "install the newer version of this program that wrote it",
    }
    return fail(f"the schema is {state} (revision {revision or 'none'})", advice[state])


def soundness(settings: Settings) -> Verdict:
    """Whether the versions of figures are what must be true of them at any instant."""
    if not _exists(settings):
        return _NOTHING
    with (
        open_warehouse(settings.warehouse_url, create=False) as engine,
        read_only(engine) as connection,
    ):
        found = violations(connection)
    if found:
        return fail("; ".join(found), "stop loading, and restore the last sound backup")
    return ok("every figure has one current version, with its words and its page")


def runs(settings: Settings, portals: Sequence[Portal] = ()) -> Verdict:
    """Whether something of the runs waits for somebody.

    Args:
        settings: where the warehouse is.
        portals: those that may be overdue.
    """
    if not _exists(settings):
        return _NOTHING
    with (
        open_warehouse(settings.warehouse_url, create=False) as engine,
        read_only(engine) as connection,
    ):
        old = run.c.started_at < datetime.now(UTC) - _LONGEST_RUN
        left = connection.execute(
            select(func.count()).select_from(run).where(run.c.state == "running", old)
        ).scalar_one()
        held = Counter("figures" if one.figure else "bulletins" for one in waiting(connection))
        undelivered = unsent(connection)
        late = _overdue(connection, portals)
    notes = {
        f"runs that began more than a day ago and never ended: {left}": left,
        **{f"{kind} that wait for a decision: {many}": many for kind, many in held.items()},
        f"alerts that could not be sent: {undelivered}": undelivered,
        f"overdue: {late}": late,
    }
    said = [note for note, many in notes.items() if many]
    if said:
        where = "see `etl status`, `etl quarantine list` and `etl alerts list`"
        return warn("; ".join(said), where)
    return ok("none is stuck, nothing is held back or overdue, every alert was sent")


def _overdue(connection: Connection, portals: Sequence[Portal]) -> str:
    """``qingdao (2024-11-30, expected by 2025-01-10)``."""
    stand = standings(connection, portals, waiting(connection), datetime.now(UTC))
    return ", ".join(
        f"{one.portal.name} ({one.expected.period_end}, expected by {one.expected.by})"
        for one in stand
        if one.overdue and one.expected
    )


def assertions(settings: Settings, portals: Sequence[Portal]) -> Verdict:
    """Whether what the portals' files assert of them holds."""
    asserted = [one for one in portals if one.assertions != Assertions() and not one.sample]
    if not asserted:
        return ok("no portal's file asserts anything")
    if not _exists(settings):
        return _NOTHING
    with (
        open_warehouse(settings.warehouse_url, create=False) as engine,
        read_only(engine) as connection,
    ):
        broken = {
            one.name: breach
            for one in asserted
            for breach in breaches_of(connection, one, datetime.now(one.zone).date())
        }
    if broken:
        said = "; ".join(f"{name}: {breach.what}" for name, breach in broken.items())
        return warn(said, "; ".join(dict.fromkeys(breach.advice for breach in broken.values())))
    return ok(f"what {len(asserted)} portals' files assert holds")


def clock(settings: Settings) -> Verdict:
    """Whether this machine's clock agrees with the database's, and with what was recorded."""
    now = datetime.now(UTC)
    if not _exists(settings):
        return ok(f"{now:%Y-%m-%d %H:%M} UTC; nothing to compare it with yet")
    with (
        open_warehouse(settings.warehouse_url, create=False) as engine,
        read_only(engine) as connection,
    ):
        last = [
            connection.execute(select(func.max(moment))).scalar()
            for moment in (portal.c.recorded_at, run.c.started_at)
        ]
        theirs = now
        if engine.dialect.name == "postgresql":
            theirs = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    advice = "set the clock by NTP before the next run: versions are ordered by it"
    latest = max((moment for moment in last if moment), default=now)
    if latest > now + _SKEW:
        return fail(f"it is {now:%Y-%m-%d %H:%M} UTC, but a run was recorded later", advice)
    skew = abs(theirs - datetime.now(UTC))
    if skew > _SKEW:
        return warn(f"it differs from the database's by {skew.total_seconds():.0f} s", advice)
    return ok(f"{now:%Y-%m-%d %H:%M} UTC, later than all that was recorded")


def _exists(settings: Settings) -> bool:
    return settings.database_url is not None or (settings.data_dir / "warehouse.sqlite").is_file()


@contextmanager
def _opened(settings: Settings) -> Iterator[Engine | None]:
    """The database, whatever its schema; None where none was made yet."""
    if not _exists(settings):
        yield None
        return
    engine = connect(settings.warehouse_url, create=False)
    try:
        yield engine
    finally:
        engine.dispose()
