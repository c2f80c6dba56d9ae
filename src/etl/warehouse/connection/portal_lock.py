"""One run at a time for each portal.

The lock belongs to the process that holds it and goes with it: on PostgreSQL that of a row,
in a session of its own, on SQLite the operating system's lock of a file beside the database.
A run that is killed, or whose machine is, leaves nothing held. Anybody who may connect can
take an advisory lock; the row can only be locked by who may write the warehouse.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, select, text

from etl.errors import WarehouseError
from etl.warehouse.connection.engine import explained, make_row
from etl.warehouse.schema.tables import writer_lock


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
        # Outside the pool, a process that is killed ends the session and the lock.
        connection.detach()
        name = f"run:{portal}"
        with connection.begin():
            make_row(connection, name)
        with connection.begin():
            # It is idle in its transaction for as long as the run takes.
            connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            row = select(writer_lock).where(writer_lock.c.name == name)
            taken = connection.execute(row.with_for_update(skip_locked=True)).first()
            yield taken is not None


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
