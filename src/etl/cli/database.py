"""``etl db``: the warehouse's schema."""

import typer

from etl.cli.edge import begin
from etl.cli.warehouse import asking
from etl.errors import WarehouseError

app = typer.Typer(help="The warehouse's schema.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Make the warehouse, or bring its schema up to date."""
    from etl.warehouse.engine import name
    from etl.warehouse.migrate import open_warehouse

    settings = begin()
    settings.make_data_dir()
    with open_warehouse(settings.warehouse_url, create=True) as engine:
        typer.echo(f"The warehouse {name(engine)} is up to date.")


@app.command()
def check() -> None:
    """Look for anything in the warehouse that can not be true."""
    from etl.warehouse.check import schema_differences, violations

    with asking() as connection:
        found = [*schema_differences(connection), *violations(connection)]
    if found:
        raise WarehouseError(f"The warehouse is not sound: {'; '.join(found)}.")
    typer.echo("The warehouse is sound.")
