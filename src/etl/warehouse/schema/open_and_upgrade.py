"""The schema's revisions: which one a database has, and bringing it up to date.

Tables change by the migrations of ``warehouse/versions``. Views hold nothing, so each
upgrade drops them first and makes them anew from ``warehouse/views`` afterwards, all in
one transaction; a changed view therefore travels with a migration, be it an empty one.
Whoever could read the views before can read the new ones.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, Engine, inspect, text

from etl.errors import WarehouseError
from etl.resources import folder
from etl.warehouse.connection.engine import altering, connect, name, read_only
from etl.warehouse.connection.reader_roles import allow, readers
from etl.warehouse.schema.views import create_views, drop_views

if TYPE_CHECKING:
    from alembic.config import Config

_REVISION = re.compile(r'^revision\b[^=]*= "(\w+)"', re.MULTILINE)
_BEFORE = re.compile(r'^down_revision\b[^=]*= "(\w+)"', re.MULTILINE)

State = Literal["empty", "older", "current", "newer"]


@contextmanager
def open_warehouse(url: str, *, create: bool) -> Iterator[Engine]:
    """The warehouse at ``url`` with the schema that this code needs, closed afterwards.

    Args:
        url: SQLAlchemy's.
        create: whether it may be made or brought up to date; to ask a question it may not.

    Raises:
        WarehouseError: it does not open, or its schema is not the one needed.
    """
    engine = connect(url, create=create)
    try:
        if create:
            upgrade(engine)
        else:
            require_current(engine)
        yield engine
    finally:
        engine.dispose()


def upgrade(engine: Engine) -> None:
    """Bring the schema up to date; a current one is left alone.

    Raises:
        WarehouseError: the schema is newer than this code.
    """
    state = revision_state(engine)
    if state == "newer":
        raise WarehouseError(_newer(engine))
    if state == "current":
        return
    from alembic import command

    with altering(engine) as connection:
        # Another process may have done it while this one waited.
        if _state(connection) != "current":
            allowed = readers(connection)
            drop_views(connection)
            command.upgrade(alembic_config(connection), "head")
            create_views(connection)
            for role in allowed:
                allow(connection, role)


def require_current(engine: Engine) -> None:
    """Refuse a database that this code cannot ask.

    Raises:
        WarehouseError: its schema is missing, older or newer.
    """
    state = revision_state(engine)
    if state == "newer":
        raise WarehouseError(_newer(engine))
    if state == "older":
        raise WarehouseError(
            f"The warehouse {name(engine)} has an older schema; run `etl db upgrade`."
        )
    if state == "empty":
        raise WarehouseError(f"The warehouse {name(engine)} is empty; `etl run` fills it.")


def revision_state(engine: Engine) -> State:
    """How the database's schema compares with the one that this code needs."""
    with read_only(engine) as connection:
        return _state(connection)


def _state(connection: Connection) -> State:
    # Alembic takes longer to import than most questions to answer.
    if not inspect(connection).has_table("alembic_version"):
        return "empty"
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision is None:
        return "empty"
    known, before = _revisions()
    if revision not in known:
        return "newer"
    return "older" if revision in before else "current"


def _revisions() -> tuple[frozenset[str], frozenset[str]]:
    """The revisions that this code knows, and those of them that another one follows."""
    scripts = [path.read_text("utf-8") for path in (folder("warehouse") / "versions").glob("*.py")]
    known, before = (
        frozenset(found[1] for script in scripts if (found := pattern.search(script)))
        for pattern in (_REVISION, _BEFORE)
    )
    return known, before


def _newer(engine: Engine) -> str:
    return (
        f"The warehouse {name(engine)} was written by a newer version of this program; "
        "install that version."
    )


def alembic_config(connection: Connection) -> "Config":
    """Alembic's configuration, without any file: the scripts travel with the package."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(folder("warehouse")).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made
