"""One run at a time for each portal.

The lock belongs to the process that holds it and goes with it: on PostgreSQL an advisory
lock of a session of its own, on SQLite the operating system's lock of a file beside the
database. A run that is killed, or whose machine is, leaves nothing held.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, func, select

from etl.errors import WarehouseError
from etl.warehouse.engine import explained


@contextmanager
def portal_lock(engine: Engine, portal: str) -> Iterator[bool]:
    """Hold the portal while the block lasts, if nobody else does.

    Yields:
        Whether the portal is held; it does not wait.

    Raises:
        WarehouseError: the lock cannot be asked for.
    """
    if engine.dialect.name == "postgresql":
        with _session_lock(engine, portal) as held:
            yield held
    elif engine.url.database in (None, "", ":memory:"):
        # Nobody else can reach this database.
        yield True
    else:
        with _file_lock(Path(f"{engine.url.database}.{portal}.lock")) as held:
            yield held


@contextmanager
def _session_lock(engine: Engine, portal: str) -> Iterator[bool]:
    with explained(engine), engine.connect() as connection:
        # Autocommit, lest the session be idle in a transaction for as long as the run
        # takes. Outside the pool, a process that is killed ends the session and the lock.
        session = connection.execution_options(isolation_level="AUTOCOMMIT")
        session.detach()
        key = func.hashtextextended(f"etl:run:{portal}", 0)
        held = session.execute(select(func.pg_try_advisory_lock(key))).scalar_one()
        try:
            yield bool(held)
        finally:
            if held:
                # The server notices a closed session a little later than the next run begins.
                session.execute(select(func.pg_advisory_unlock(key)))


@contextmanager
def _file_lock(path: Path) -> Iterator[bool]:
    try:
        file = path.open("a")
    except OSError as error:
        raise WarehouseError(
            f"The lock {path} cannot be made ({error.strerror}): make room or permit writing there."
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
