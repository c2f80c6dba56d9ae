"""``etl run`` and ``etl load``: bulletins into the warehouse."""

from pathlib import Path
from typing import Annotated

import typer

from etl import resources
from etl.cli.edge import begin
from etl.cli.options import FILES, Published, about
from etl.cli.progress import progress
from etl.errors import EtlError


def run(
    portal: Annotated[str, typer.Argument(help="Name of a file in portals/.")] = "sample",
) -> None:
    """Fetch, read, check and load what a portal lists."""
    from etl.portal.archive import Archive
    from etl.portal.model import load_portal
    from etl.quality.check import warm_up
    from etl.quality.suite import load_suites
    from etl.report.rows import terminal
    from etl.report.run import headline, next_steps, summary
    from etl.warehouse.migrate import open_warehouse

    settings = begin()
    # What is wrong with settings and files is better said before a server starts.
    described = load_portal(portal, resources.folder("portals"))
    if described.caution:
        typer.echo(f"etl: {described.caution}", err=True)
    load_suites(resources.folder("expectations"))
    Archive(settings.archive)
    settings.make_data_dir()
    with open_warehouse(settings.warehouse_url, create=True):
        pass
    with progress(portal) as watch:
        from flows import server

        watch("starting Prefect", 0.0)
        wait = server.start(settings.data_dir / "prefect")
        # While the server starts, import what the run will need.
        from flows.monthly import run as run_flow

        warm_up()
        wait()
        report = run_flow(portal, watch)
    console = terminal()
    console.print(summary(report), "", next_steps(report))
    if report.outcomes["failed"]:
        raise EtlError(f"Not every page of {portal} could be taken: {headline(report)}.")


def load(
    file: Annotated[Path, typer.Argument(help=f"A page saved by hand: {FILES}")],
    portal: Annotated[str, typer.Option(metavar="NAME", help="The portal that published it.")],
    published: Published,
) -> None:
    """Load one page saved by hand, through the same gates as a fetched one."""
    from etl.pipeline.model import RunReport
    from etl.pipeline.saved import load_saved_page
    from etl.portal.archive import Archive
    from etl.portal.model import load_portal
    from etl.portal.retrieve import snapshot_file
    from etl.quality.suite import load_suites
    from etl.report.rows import terminal
    from etl.report.run import summary
    from etl.warehouse.migrate import open_warehouse

    settings = begin()
    of = load_portal(portal, resources.folder("portals"))
    suites = load_suites(resources.folder("expectations"))
    settings.make_data_dir()
    archive = Archive(settings.archive)
    snapshot = snapshot_file(file, of, published, archive)
    with open_warehouse(settings.warehouse_url, create=True) as engine, about(str(file)):
        page = load_saved_page(snapshot, of, published, archive, engine, suites)
    terminal().print(summary(RunReport(portal, (page,))))
    if page.outcome == "quarantined":
        raise EtlError(f"{file} is held back, nothing of it is loaded: {page.problem}")
