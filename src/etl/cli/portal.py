"""``etl portal``: the bundled portal that stands in for a real one."""

from typing import Annotated

import typer

from etl.cli.options import Today

app = typer.Typer(help="The bundled sample portal.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """The bundled sample portal."""


@app.command()
def serve(
    port: int = typer.Option(8765, min=0, max=65535, help="Port; 0 for any free one."),
    as_of: Today = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A bad day to imitate; may be given several times."),
    ] = None,
) -> None:
    """Serve the sample portal on this machine until Ctrl-C."""
    from etl import resources
    from etl.localportal.faults import LISTING_FAULTS, PAGE_FAULTS
    from etl.localportal.samples import load_samples
    from etl.localportal.server import LocalPortal, serve_until_interrupted

    folder = resources.folder("samples")
    known = {**LISTING_FAULTS, **PAGE_FAULTS}
    for name in fault or ():
        if name not in known:
            raise typer.BadParameter(f"{name!r} is not one of: {', '.join(known)}")

    def ready(portal: LocalPortal) -> None:
        portal.faults = tuple(fault or ())
        typer.echo(f"{portal.listing} shows the portal of {portal.as_of}; Ctrl-C stops it.")

    serve_until_interrupted(folder, as_of or load_samples(folder).visits[-1], port, ready)
