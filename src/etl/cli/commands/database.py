"""``etl db``: the warehouse's schema, and who may read it."""

from pathlib import Path
from typing import Annotated

import typer

from etl.cli.begin_command import begin
from etl.cli.open_warehouse import asking, existing
from etl.errors import WarehouseError

app = typer.Typer(help="The warehouse's schema, and who may read it.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Make the warehouse, or bring its schema up to date."""
    from etl.cli.progress_bars import working
    from etl.warehouse.connection.engine import name
    from etl.warehouse.schema.open_and_upgrade import open_warehouse

    settings = begin()
    settings.make_data_dir()
    with (
        working("Bringing the schema up to date"),
        open_warehouse(settings.warehouse_url, create=True) as engine,
    ):
        called = name(engine)
    typer.echo(f"The warehouse {called} is up to date.")


@app.command()
def check() -> None:
    """Look for anything in the warehouse that can not be true."""
    from etl.cli.progress_bars import working
    from etl.warehouse.audit import schema_differences, violations
    from etl.warehouse.connection.database_damage import damage

    with asking() as connection, working("Looking through the warehouse"):
        # Of a damaged database nothing else can be told.
        found = damage(connection)
        found = found or [*schema_differences(connection), *violations(connection)]
    if found:
        raise WarehouseError(f"The warehouse is not sound: {'; '.join(found)}.")
    typer.echo("The warehouse is sound.")


@app.command()
def grant(
    role: Annotated[str, typer.Argument(metavar="ROLE", help="A role of PostgreSQL: analyst.")],
) -> None:
    """Let a role of PostgreSQL read the views and nothing else; it is made if need be."""
    from etl.warehouse.connection.engine import name, read_only
    from etl.warehouse.connection.reader_roles import grant as let_read
    from etl.warehouse.connection.reader_roles import others_open_to

    with existing() as engine:
        made = let_read(engine, role)
        typer.echo(f"The role {role} may read the views of {name(engine)}.")
        with read_only(engine) as connection:
            others = others_open_to(connection, role)
    if others:
        typer.echo(
            f"As everybody, it may also connect to {', '.join(others)}; their owner takes that "
            "back with REVOKE CONNECT ON DATABASE … FROM PUBLIC."
        )
    if made:
        typer.echo(f'It is new and has no password: ALTER ROLE "{role}" PASSWORD gives it one.')


@app.command()
def views(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="Where to; else views.sqlite of the data folder."),
    ] = None,
) -> None:
    """Write what the views of a SQLite warehouse say into a file for BI tools; runs do so too."""
    from etl.cli.progress_bars import working
    from etl.warehouse.readers_file import write_readers_file

    path = file or begin().views_file
    with existing() as engine, working("Writing what the views say"):
        write_readers_file(engine, path)
    typer.echo(f"{path} holds the views.")
