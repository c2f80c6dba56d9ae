"""``etl export``: the views as files that other tools load."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from etl.cli.open_warehouse import asking
from etl.cli.options import OnlyPortal, day
from etl.export.formats import ExportFormat


def export(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to write, new or an earlier export.")
    ],
    format: Annotated[  # noqa: A002
        ExportFormat, typer.Option("--format", help="What the files are.")
    ] = ExportFormat.CSV,
    portal: OnlyPortal = None,
    since: Annotated[
        date | None,
        typer.Option(
            parser=day, metavar="DATE", help="Only of periods that end on this day or later."
        ),
    ] = None,
) -> None:
    """Write the views to files, with types and what each column means."""
    from etl.export.write import export as write

    with asking() as connection:
        about = write(connection, folder, format, portal, since)
    typer.echo(folder)
    typer.echo(
        f"{about.figures:,} figures of {len(about.cities)} cities; README.md says how to read "
        "and to cite them",
        err=True,
    )
