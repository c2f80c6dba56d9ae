"""A warehouse as an earlier version of the program left it."""

from alembic import command
from sqlalchemy import Engine

from etl.warehouse.connection.engine import altering
from etl.warehouse.connection.reader_roles import readers
from etl.warehouse.schema.open_and_upgrade import alembic_config
from etl.warehouse.schema.views import drop_views


def go_back(engine: Engine, revision: str = "0002") -> None:
    """Undo the migrations after ``revision``, with a view of then that its readers may read."""
    with altering(engine) as connection:
        allowed = readers(connection)
        drop_views(connection)
        command.downgrade(alembic_config(connection), revision)
        connection.exec_driver_sql("CREATE VIEW current_fact AS SELECT id FROM fact")
        for role in allowed:
            connection.exec_driver_sql(f'GRANT SELECT ON current_fact TO "{role}"')
