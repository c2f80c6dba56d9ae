"""A warehouse as an earlier version of the program left it."""

from alembic import command
from sqlalchemy import Engine

from etl.warehouse.engine import writing
from etl.warehouse.migrate import alembic_config


def go_back(engine: Engine, revision: str = "0002") -> None:
    """Undo the migrations after ``revision``; the views stay."""
    with writing(engine) as connection:
        command.downgrade(alembic_config(connection), revision)
