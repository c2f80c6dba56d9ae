"""``etl quarantine``: what is held back, and the decisions on it."""

from collections.abc import Sequence
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etl import escaping, resources
from etl.cli.begin_command import begin
from etl.cli.open_warehouse import asking
from etl.cli.options import Limit, OnlyPortal, Output
from etl.cli.portal_names import require_portal
from etl.errors import EtlError
from etl.report.write_rows import Format, write

if TYPE_CHECKING:
    from etl.quality.check_results import Verdict
    from etl.quality.verdicts import Amendment

app = typer.Typer(
    help="Bulletins and single figures that are held back, and the decisions on them.",
    no_args_is_help=True,
)

Number = Annotated[int, typer.Argument(metavar="ID", help="Its number in etl quarantine list.")]
Numbers = Annotated[
    list[int] | None,
    typer.Argument(metavar="[ID]...", help="Numbers in etl quarantine list, of one portal."),
]
Like = Annotated[
    int | None,
    typer.Option(
        "--all-like",
        metavar="ID",
        help="Every figure that waits of the same portal and measure, for the same reasons.",
    ),
]
Reason = Annotated[str, typer.Option(help="Why; kept with the decision.")]
By = Annotated[str, typer.Option(default_factory=getuser, help="Who decides.")]


@app.command("list")
def list_waiting(
    portal: OnlyPortal = None,
    limit: Limit = 50,
    format: Output = Format.TABLE,  # noqa: A002
) -> None:
    """List what waits for a decision."""
    from etl.report.answer_rows import HELD, held_rows
    from etl.warehouse.journal.waiting_for_verdict import waiting

    with asking() as connection:
        require_portal(connection, portal)
        held = waiting(connection, portal)
    rows = held_rows(held)
    if format is not Format.TABLE:
        write(rows, HELD, format)
        return
    write(rows[: limit or None], HELD, format, f"{len(rows)} held back")
    if limit and len(rows) > limit:
        typer.echo(f"{len(rows) - limit:,} more: --limit 0 shows all.")


@app.command()
def show(
    held: Number,
    format: Output = Format.TABLE,  # noqa: A002
    opened: Annotated[
        bool, typer.Option("--open", help="A page to decide on, in a browser; written first.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="Where the page is written; with --open in the data folder by default.",
        ),
    ] = None,
) -> None:
    """Show one with all that it failed, and what was decided about it before."""
    if opened or output:
        from etl.cli.decision_page import write_decision

        write_decision(held, output, show=opened)
        return
    from etl.report.answer_rows import (
        DECISIONS,
        FAILURES,
        HELD,
        decision_rows,
        failure_rows,
        held_rows,
    )
    from etl.warehouse.journal import waiting_for_verdict
    from etl.warehouse.journal.decision_records import decisions_on

    with asking() as connection:
        one = waiting_for_verdict.held(connection, held)
        failed = failure_rows(waiting_for_verdict.failures(connection, held))
        made = decisions_on(connection, one)
    if format is Format.TABLE:
        where = f"{one.title} ({one.url}, archive/{one.archive_path})"
        write(held_rows([one]), HELD, format, where)
    if failed or format is not Format.TABLE:
        write(failed, FAILURES, format, "What did not hold")
    if format is Format.TABLE and made:
        write(decision_rows(made), DECISIONS, format, "Decisions")


@app.command()
def release(reason: Reason, by: By, held: Numbers = None, all_like: Like = None) -> None:
    """Load what was held back after all; what it failed stays with its figures as flags.

    A bulletin is loaded without the figures of it that are in doubt: they wait by themselves.
    """
    _decide("released", held, all_like, reason, by)


@app.command()
def reject(reason: Reason, by: By, held: Numbers = None, all_like: Like = None) -> None:
    """Keep what was held back out for good; what was loaded after all is taken back."""
    _decide("rejected", held, all_like, reason, by)


@app.command()
def withdraw(
    page: Annotated[
        str, typer.Argument(metavar="PAGE", help="Its address, its key, or words of its title.")
    ],
    portal: Annotated[str, typer.Option(metavar="NAME", help="The portal it was loaded for.")],
    reason: Reason,
    by: By,
) -> None:
    """Take back a loaded bulletin: another place's, a wrong file; its history stays."""
    from etl.cli.progress_bars import working
    from etl.pipeline.carry_out_decision import withdraw as take_back
    from etl.pipeline.run_report import RunReport
    from etl.pipeline.run_tools import Tools
    from etl.portal.archive.archive import Archive
    from etl.portal.model import load_portal
    from etl.quality.suite import load_suites
    from etl.report.run import summary
    from etl.report.write_rows import terminal
    from etl.warehouse.queries.known_of_portal import known_pages, page_called
    from etl.warehouse.schema.open_and_upgrade import open_warehouse

    settings = begin()
    of = load_portal(portal, settings.portal_folders)
    suites = load_suites(resources.folder("expectations"))
    with open_warehouse(settings.warehouse_url, create=False) as engine:
        one = page_called(known_pages(engine, portal).values(), page)
        with working("Taking back"):
            tools = Tools(Archive(settings.archive), engine, suites)
            pages = take_back(one, reason, by, of, tools)
    typer.echo(escaping.line(f"{one.title} ({one.url}) is taken back by {by}."))
    terminal().print(summary(RunReport(portal, pages)))


@app.command()
def amend(
    held: Number,
    reason: Reason,
    by: By,
    value: Annotated[
        str | None,
        typer.Option(help="The value in base units: 23352, 12.5, -3.2; by default as read."),
    ] = None,
    unit: Annotated[str | None, typer.Option(help="Its unit; by default as read.")] = None,
    indicator: Annotated[
        str | None, typer.Option(help="What is counted; by default as read.")
    ] = None,
) -> None:
    """Load a figure as you correct it."""
    from etl.quality.verdicts import Amendment

    _decide("amended", [held], None, reason, by, Amendment.of(value, unit, indicator))


def _decide(
    verdict: "Verdict",
    held: Sequence[int] | None,
    all_like: int | None,
    reason: str,
    by: str,
    amendment: "Amendment | None" = None,
) -> None:
    """Carry out a decision on one portal's, and tell what came of it."""
    from etl.cli.progress_bars import working
    from etl.pipeline.carry_out_decision import carry_out
    from etl.pipeline.run_report import RunReport
    from etl.pipeline.run_tools import Tools
    from etl.portal.archive.archive import Archive
    from etl.portal.model import load_portal
    from etl.quality.suite import load_suites
    from etl.quality.verdicts import AS_READ
    from etl.report.run import summary
    from etl.report.write_rows import terminal
    from etl.warehouse.journal import waiting_for_verdict
    from etl.warehouse.schema.open_and_upgrade import open_warehouse

    if bool(held) == (all_like is not None):
        raise EtlError("Name what is meant by its numbers, or by --all-like ID; not by both.")
    with asking() as connection:
        if all_like is not None:
            those = waiting_for_verdict.alike(connection, all_like)
        else:
            those = tuple(waiting_for_verdict.held(connection, one) for one in held or ())
    if not those:
        raise EtlError(f"No figure like number {all_like} waits any more.")
    settings = begin()
    portal = load_portal(those[0].portal, settings.portal_folders)
    suites = load_suites(resources.folder("expectations"))
    with (
        working("Checking and loading"),
        open_warehouse(settings.warehouse_url, create=False) as engine,
    ):
        pages = carry_out(
            [one.id for one in those],
            verdict,
            reason,
            by,
            portal,
            Tools(Archive(settings.archive), engine, suites),
            amendment or AS_READ,
        )
    for one in those:
        what = one.title if one.figure is None else f"{one.figure.read.evidence} ({one.title})"
        typer.echo(escaping.line(f"{what} is {verdict} by {by}."))
    if pages:
        terminal().print(summary(RunReport(portal.name, pages)))
    if again := [page for page in pages if page.outcome == "quarantined"]:
        raise EtlError(
            f"{again[0].title} fails in another way now and is held back: {again[0].problem}"
        )
