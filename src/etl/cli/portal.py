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
        typer.Option(
            metavar="NAME",
            help="A bad day to imitate (see `etl portal faults`); may be given several times.",
        ),
    ] = None,
) -> None:
    """Serve the sample portal on this machine until Ctrl-C."""
    import tempfile
    from pathlib import Path

    from etl import resources
    from etl.localportal.faults import FAULTS
    from etl.localportal.samples import load_samples
    from etl.localportal.server import serve_until_interrupted
    from etl.localportal.site import LocalPortal
    from etl.localportal.tls import certificate_in

    folder = resources.folder("samples")
    for name in fault or ():
        if name not in FAULTS:
            raise typer.BadParameter(f"{name!r} is no fault; `etl portal faults` lists them.")

    def ready(portal: LocalPortal) -> None:
        portal.faults = tuple(fault or ())
        typer.echo(f"{portal.listing} shows the portal of {portal.as_of}; Ctrl-C stops it.")
        typer.echo(
            f"By https it is at {portal.secure_url} and, with old TLS, at {portal.old_url}; "
            f"REQUESTS_CA_BUNDLE={certificate_in(tls).path} trusts its certificate."
        )

    with tempfile.TemporaryDirectory() as name:
        tls = Path(name)
        day = as_of or load_samples(folder).visits[-1]
        serve_until_interrupted(folder, day, port, ready, tls=tls)


@app.command()
def faults() -> None:
    """The bad days that the sample portal can imitate, and the oddities of real portals."""
    from etl.localportal.faults import FAULTS

    for name, fault in FAULTS.items():
        typer.echo(f"{name:24}{fault.strikes:9}{fault.about}")
