"""``etl site``: what people look at in a browser."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from etl.cli.begin_command import begin
from etl.cli.open_warehouse import asking

app = typer.Typer(help="The site: what was promised and done, for anyone to look at.")


@app.callback()
def _site() -> None:
    """The site: what was promised and done, for anyone to look at."""


@app.command()
def build(
    show: Annotated[bool, typer.Option("--open", help="Open it in a browser.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The folder to write to; else site/ of the data folder."),
    ] = None,
) -> None:
    """Bring the site up to date with the warehouse; pages that did not change stay as they are."""
    from etl.cli.open_page import open_page
    from etl.cli.progress_bars import bars
    from etl.portal.archive.archive import Archive
    from etl.site.build import build_site

    settings = begin()
    with asking() as connection, bars() as tell:
        built = build_site(
            connection,
            Archive(settings.archive),
            out or settings.site_dir,
            settings.portal_folders,
            datetime.now(UTC),
            lambda made, part: tell("site", made, part),
        )
    typer.echo(built.index)
    typer.echo(
        f"{built.written} files written, {built.unchanged} as they were, {built.removed} removed",
        err=True,
    )
    if show:
        open_page(built.index)
