"""``etl reparse``: the archive read again, first shown, then loaded."""

import sys
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from etl import resources
from etl.cli.begin_command import begin
from etl.cli.options import PortalName, first_day
from etl.report.write_rows import Format, terminal, write

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from etl.pipeline.reparse import Reparse

Yes = Annotated[bool, typer.Option("--yes", help="Load the differences without asking.")]
Since = Annotated[
    date | None,
    typer.Option(
        parser=first_day,
        metavar="DATE|MONTH",
        help="Only what was published on that day or later: 2024-12-31, 2024-12.",
    ),
]
_SHOWN = 20
"""Differences shown before the rest is only counted."""


def reparse(
    portal: PortalName = "sample",
    since: Since = None,
    yes: Yes = False,
    format: Annotated[Format, typer.Option("--format", help="How to write the differences.")] = (  # noqa: A002
        Format.TABLE
    ),
) -> None:
    """Read the archive again, show what would change, and load it."""
    read_again(portal, "reparse", since=since, yes=yes, format=format)


def read_again(
    name: str,
    flow: str,
    *,
    since: date | None = None,
    yes: bool = False,
    format: Format = Format.TABLE,  # noqa: A002
) -> None:
    """Show what reading a portal's archive again changes; load it if ``yes``, or confirmed."""
    from etl.cli.progress_bars import working
    from etl.pipeline.reparse import plan_reparse
    from etl.portal.archive.archive import Archive
    from etl.portal.model import load_portal
    from etl.report.reparse import DIFFERENCES, difference_rows, headline
    from etl.warehouse.schema.open_and_upgrade import open_warehouse

    settings = begin()
    portal = load_portal(name, settings.portal_folders)
    with open_warehouse(settings.warehouse_url, create=False) as engine:
        with working(f"Reading the archive of {portal.name} again"):
            plan = plan_reparse(portal, Archive(settings.archive), engine, since)
        rows = difference_rows(plan)
        if format is not Format.TABLE:
            write(list(rows), DIFFERENCES, format)
        else:
            if plan.count:
                write(list(islice(rows, _SHOWN)), DIFFERENCES, format)
            if plan.count > _SHOWN:
                typer.echo(f"and {plan.count - _SHOWN} more; --format csv writes them all")
            typer.echo(headline(plan))
        if plan.count and (yes or _confirmed()):
            _load(plan, engine, flow)
        elif plan.count and not sys.stdin.isatty():
            typer.echo("Nothing was loaded; --yes loads the differences.", err=True)


def _confirmed() -> bool:
    return sys.stdin.isatty() and typer.confirm("Load these differences?")


def _load(plan: "Reparse", engine: "Engine", flow: str) -> None:
    from etl.cli.progress_bars import working
    from etl.logs import current_run
    from etl.pipeline.reparse import load_reparse
    from etl.quality.suite import load_suites
    from etl.report.run import counts, summary
    from etl.warehouse.journal.exclusive_run import exclusive_run

    suites = load_suites(resources.folder("expectations"))
    with (
        working("Checking and loading the differences"),
        exclusive_run(engine, plan.portal, flow) as run,
        current_run.bound(run.id),
    ):
        report = load_reparse(plan, engine, suites, run.id)
        run.summary = counts(report)
    terminal().print(summary(report))
