"""Alembic's entry: runs the migrations on the connection that
:mod:`etl.warehouse.schema.open_and_upgrade` gives."""

from alembic import context

from etl.warehouse.schema.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    # SQLite cannot alter a column: Alembic then copies the table.
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
