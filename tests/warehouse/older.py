"""A warehouse as an earlier version of the program left it."""

from alembic import command
from sqlalchemy import Engine

from etl.warehouse.engine import altering
from etl.warehouse.migrate import config
from etl.warehouse.views import create_views, drop_views


def go_back(engine: Engine) -> None:
    """Undo the last migration."""
    with altering(engine) as connection:
        drop_views(connection)
        command.downgrade(config(connection), "-1")
        create_views(connection)
