"""The command ``etl``: a thin shell around the library, one module a group of commands.

Each command reads the settings, calls one function and shows what it returns. Whatever is
slow to import (Prefect, pandas, Great Expectations, SQLAlchemy) is imported by the command
that needs it, so that the others start at once.
"""

import os
import sys

import typer

from etl import escaping
from etl.cli.commands import (
    alerts,
    archive,
    ask_warehouse,
    concepts,
    database,
    doctor,
    export,
    indicators,
    local_prefect,
    parse,
    portal,
    quarantine,
    reparse,
    run_and_load,
    site,
)
from etl.errors import EtlError

app = typer.Typer(
    help="Progress bulletins in, a history of every indicator out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(run_and_load.run)
app.command()(run_and_load.backfill)
app.command()(run_and_load.load)
app.command()(reparse.reparse)
app.command()(local_prefect.up)
app.command()(local_prefect.down)
app.command()(local_prefect.deploy)
app.command()(parse.parse)
app.command()(ask_warehouse.history)
app.command()(ask_warehouse.known)
app.command()(ask_warehouse.status)
app.command()(export.export)
app.command()(export.explore)
app.command()(doctor.doctor)
app.add_typer(alerts.app, name="alerts")
app.add_typer(concepts.app, name="concepts")
app.add_typer(indicators.app, name="indicators")
app.add_typer(portal.app, name="portal")
app.add_typer(archive.app, name="archive")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(site.app, name="site")
app.add_typer(database.app, name="db")


_INTERRUPTED = 130
"""What Typer ends with at Ctrl-C."""


def main() -> None:
    """Run the command line: 0 done, 1 an error told in one sentence, 2 wrong usage, 130 Ctrl-C."""
    try:
        app()
    except EtlError as error:
        # It may quote a title of a page.
        sys.stderr.write(f"etl: {escaping.line(str(error))}\n")
        sys.exit(1)
    except SystemExit as ended:
        if ended.code == _INTERRUPTED:
            sys.stderr.write(
                "\netl: interrupted. A bulletin is loaded whole or not at all; the same command "
                "goes on from there.\n"
            )
        raise
    except BrokenPipeError:
        # The reader of a pipe (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
