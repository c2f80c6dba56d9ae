"""``etl up``, ``etl down`` and ``etl deploy``: Prefect on this machine."""

from typing import Annotated

import typer

from etl.errors import EtlError


def up() -> None:
    """Start Prefect's server, worker and schedules on this machine, and say where they are."""
    from etl.flows.local import page_server, prefect_stack
    from etl.settings import Settings

    settings = Settings.load()
    settings.make_data_dir()
    started = prefect_stack.up(settings, lambda said: typer.echo(f"{said}…", err=True))
    runs = "Prefect runs" if started else "Prefect runs already"
    typer.echo(f"{runs}: {prefect_stack.address(settings)} (`etl down` stops it)")
    typer.echo(f"The site and the Data Docs: {page_server.address(settings)}")
    if not settings.has_contact:
        typer.echo("ETL_CONTACT is not set: set it to an address that somebody reads.", err=True)


def down() -> None:
    """Stop what `etl up` has started, and the runs that are going on."""
    from etl.flows.local import prefect_stack
    from etl.settings import Settings

    stopped = prefect_stack.down(Settings.load())
    typer.echo(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")


def deploy(
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Go on until Ctrl-C, and follow what changes in portals/."),
    ] = False,
) -> None:
    """Bring the server at PREFECT_API_URL up to date with prefect.yaml and the portals."""
    import os

    from etl.flows.local.temporary_server import QUIET

    # Prefect reads them when it is imported.
    os.environ.update(QUIET)
    if watch:
        import logging

        from etl.flows.local import portals_watcher
        from etl.settings import portal_folders

        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
        portals_watcher.watch(portal_folders())
    from etl.flows.deployment.register import deploy as register

    done = register()
    for name in done.names:
        typer.echo(name)
    for name in done.paused:
        typer.echo(f"{name} is paused: its portal has no file any more", err=True)
    if done.broken:
        raise EtlError(" ".join(done.broken))
