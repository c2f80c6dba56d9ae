"""The warehouse as commands see it that do not load."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from etl.cli.begin_command import begin
from etl.errors import WarehouseError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine


@contextmanager
def existing() -> Iterator["Engine"]:
    """The warehouse that the settings name, which must be there and up to date.

    Raises:
        WarehouseError: there is no warehouse yet, or it cannot be asked.
    """
    from etl.warehouse.schema.open_and_upgrade import open_warehouse

    settings = begin()
    if settings.database_url is None and not settings.data_dir.is_dir():
        raise WarehouseError(
            f"There is no warehouse in {settings.data_dir} yet; `etl run` makes one."
        )
    with open_warehouse(settings.warehouse_url, create=False) as engine:
        yield engine


@contextmanager
def asking() -> Iterator["Connection"]:
    """A connection to ask questions by.

    Raises:
        WarehouseError: there is no warehouse yet, or it cannot be asked.
    """
    from etl.warehouse.connection.engine import read_only

    with existing() as engine, read_only(engine) as connection:
        yield connection
