"""``etl quarantine``: what is held back, and the decisions on it."""

from getpass import getuser
from typing import Annotated

import typer

from etl import resources
from etl.cli.edge import begin
from etl.cli.options import Output
from etl.cli.warehouse import asking
from etl.errors import EtlError
from etl.report.rows import Format, write

app = typer.Typer(help="What is held back, and the decisions on it.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(metavar="ID", help="Its number in etl quarantine list.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the decision.")]
By = Annotated[str, typer.Option(default_factory=getuser, help="Who decides.")]


@app.command("list")
def list_waiting(format: Output = Format.TABLE) -> None:  # noqa: A002
    """List what waits for a decision."""
    from etl.report.answers import HELD, held_rows
    from etl.warehouse.quarantine import waiting

    with asking() as connection:
        rows = held_rows(waiting(connection))
    write(rows, HELD, format, f"{len(rows)} held back")


@app.command()
def show(held: Number, format: Output = Format.TABLE) -> None:  # noqa: A002
    """Show one with all that it failed, and what was decided about it before."""
    from etl.report.answers import (
        DECISIONS,
        FAILURES,
        HELD,
        decision_rows,
        failure_rows,
        held_rows,
    )
    from etl.warehouse import quarantine

    with asking() as connection:
        one = quarantine.held(connection, held)
        failed = failure_rows(quarantine.failures(connection, held))
        content = quarantine.content(connection, held)
        made = decision_rows(quarantine.decisions(connection, [content]).get(content.sha256, ()))
    if format is Format.TABLE:
        write(
            held_rows([one]), HELD, format, f"{one.title} ({one.url}, archive/{one.archive_path})"
        )
    write(failed, FAILURES, format, "What did not hold")
    if format is Format.TABLE and made:
        write(made, DECISIONS, format, "Decisions")


@app.command()
def release(held: Number, reason: Reason, by: By) -> None:
    """Load one after all; what it failed stays with its figures as flags."""
    from etl.pipeline.model import RunReport
    from etl.pipeline.releasing import release_held
    from etl.portal.archive import Archive
    from etl.portal.model import load_portal
    from etl.quality.suite import load_suites
    from etl.report.rows import terminal
    from etl.report.run import summary
    from etl.warehouse import quarantine
    from etl.warehouse.migrate import open_warehouse

    with asking() as connection:
        name = quarantine.held(connection, held).portal
    settings = begin()
    portal = load_portal(name, resources.folder("portals"))
    suites = load_suites(resources.folder("expectations"))
    archive = Archive(settings.archive)
    with open_warehouse(settings.warehouse_url, create=False) as engine:
        page = release_held(held, reason, by, portal, archive, engine, suites)
    terminal().print(summary(RunReport(name, (page,))))
    if page.outcome == "quarantined":
        raise EtlError(f"{page.title} fails in another way now and is held back: {page.problem}")


@app.command()
def reject(held: Number, reason: Reason, by: By) -> None:
    """Keep one out for good; it does not wait any longer."""
    from datetime import UTC, datetime

    from etl.warehouse import quarantine
    from etl.warehouse.migrate import open_warehouse

    with asking() as connection:
        title = quarantine.held(connection, held).title
    with open_warehouse(begin().warehouse_url, create=False) as engine:
        quarantine.decide(engine, held, "rejected", reason, by, datetime.now(UTC))
    typer.echo(f"{title} is rejected by {by}.")
