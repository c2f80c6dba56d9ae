"""``etl export`` and ``etl explore``: the views as files for other tools, and in a browser."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from etl.cli.begin_command import begin
from etl.cli.open_warehouse import asking, existing
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
    from etl.cli.progress_bars import working
    from etl.export.write_export import export as write

    with asking() as connection, working("Writing what the views say"):
        about = write(connection, folder, format, portal, since)
    typer.echo(folder)
    typer.echo(
        f"{about.figures:,} figures of {len(about.cities)} cities; README.md says how to read "
        "and to cite them",
        err=True,
    )


def explore(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 for one that is free.")] = 8001,
    show: Annotated[bool, typer.Option("--open", help="Open it in a browser.")] = False,
) -> None:
    """Look into the views with Datasette, on this machine alone (needs the extra explore)."""
    from etl.cli.progress_bars import working
    from etl.explore.serve import explore as serve
    from etl.explore.serve import require
    from etl.warehouse.readers_file import write_readers_file

    require()
    settings = begin()
    with existing() as engine, working("Writing what the views say"):
        write_readers_file(engine, settings.views_file)
    serve(settings.views_file, port, show=show)
