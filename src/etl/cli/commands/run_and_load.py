"""``etl run``, ``etl backfill`` and ``etl load``: bulletins into the warehouse."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etl import resources
from etl.cli.begin_command import begin
from etl.cli.options import FILES, FirstMonth, LastMonth, PortalName, Published, about
from etl.errors import EtlError

if TYPE_CHECKING:
    from etl.settings import Settings


def run(
    portal: PortalName = "sample",
) -> None:
    """Fetch, read, check and load what a portal lists."""
    from etl.cli.progress_bars import bars
    from etl.report.run import headline, next_steps, summary
    from etl.report.write_rows import terminal

    settings = begin()
    _require_sound(settings, [portal])
    with bars() as tell:
        wait = _start_prefect(settings, lambda: tell(portal, "starting Prefect", 0.0))
        from etl.flows.monthly import run as run_flow

        wait()
        report = run_flow(portal, lambda done, part: tell(portal, done, part))
    console = terminal()
    console.print(summary(report), "", next_steps(report))
    if report.outcomes["failed"]:
        raise EtlError(f"Not every page of {portal} could be taken: {headline(report)}.")


def backfill(
    portals: Annotated[
        list[str], typer.Argument(metavar="NAME...", help="Names of files in portals/.")
    ],
    first: FirstMonth,
    last: LastMonth,
    at_once: Annotated[
        int, typer.Option(min=1, max=8, help="Portals worked on at the same time.")
    ] = 2,
) -> None:
    """Load the bulletins of past months; started again, it goes on where it was."""
    from etl.cli.progress_bars import bars
    from etl.pipeline.month_range import Months
    from etl.report.run import summary
    from etl.report.write_rows import terminal

    if first > last:
        raise typer.BadParameter(f"{first:%Y-%m} is after {last:%Y-%m}", param_hint="--since")
    settings = begin()
    _require_sound(settings, portals)
    with bars() as tell:
        wait = _start_prefect(settings, lambda: tell("backfill", "starting Prefect", 0.0))
        from etl.flows.backfill import run as run_flow

        wait()
        ended = run_flow(portals, Months(first=first, last=last), at_once, tell)
    failed = {}
    for portal, report in ended.items():
        if isinstance(report, Exception):
            failed[portal] = str(report)
            continue
        terminal().print(summary(report))
        if report.outcomes["failed"]:
            failed[portal] = f"{report.outcomes['failed']} bulletins failed."
    if failed:
        raise EtlError("; ".join(f"{portal}: {why}" for portal, why in failed.items()))


def _require_sound(settings: "Settings", portals: list[str]) -> None:
    """What is wrong with settings and files is better said before a server starts."""
    from etl.portal.archive.archive import Archive
    from etl.portal.model import load_portal
    from etl.quality.suite import load_suites
    from etl.warehouse.schema.open_and_upgrade import open_warehouse

    for portal in portals:
        described = load_portal(portal, settings.portal_folders)
        if described.caution:
            typer.echo(f"etl: {described.caution}", err=True)
    load_suites(resources.folder("expectations"))
    Archive(settings.archive)
    settings.make_data_dir()
    with open_warehouse(settings.warehouse_url, create=True):
        pass


def _start_prefect(settings: "Settings", say: Callable[[], None]) -> Callable[[], None]:
    """Begin to start Prefect's server, and import meanwhile what the run will need.

    Returns:
        A function that waits until the server answers.
    """
    from etl.flows.local import prefect_stack, temporary_server
    from etl.quality.gx_validation import warm_up

    say()
    api = f"{prefect_stack.address(settings)}/api"
    wait = temporary_server.start(settings.prefect_dir, api, settings.prefect_auth)
    warm_up()
    return wait


def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=f"A page saved by hand: {FILES}")],
    portal: Annotated[str, typer.Option(metavar="NAME", help="The portal that published it.")],
    published: Published,
) -> None:
    """Load one page saved by hand, through the same gates as a fetched one."""
    from etl.cli.progress_bars import working
    from etl.pipeline.load_saved_page import load_saved_page
    from etl.pipeline.run_report import RunReport
    from etl.pipeline.run_tools import Tools
    from etl.portal.archive.archive import Archive
    from etl.portal.model import load_portal
    from etl.portal.retrieve import snapshot_file
    from etl.quality.suite import load_suites
    from etl.report.run import summary
    from etl.report.write_rows import terminal
    from etl.warehouse.schema.open_and_upgrade import open_warehouse

    settings = begin()
    of = load_portal(portal, settings.portal_folders)
    suites = load_suites(resources.folder("expectations"))
    settings.make_data_dir()
    archive = Archive(settings.archive)
    snapshot = snapshot_file(file, of, published, archive)
    with (
        working("Reading, checking and loading"),
        open_warehouse(settings.warehouse_url, create=True) as engine,
        about(str(file)),
    ):
        page = load_saved_page(snapshot, of, published, Tools(archive, engine, suites))
    terminal().print(summary(RunReport(portal, (page,))))
    if page.outcome == "quarantined":
        raise EtlError(f"{file} is held back, nothing of it is loaded: {page.problem}")
