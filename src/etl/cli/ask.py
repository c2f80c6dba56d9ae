"""``etl history``, ``etl known``, ``etl status``: questions to the warehouse."""

from typing import Annotated

import typer

from etl.cli.options import Day, OnlyPortal, Output
from etl.cli.warehouse import asking
from etl.errors import NothingFound
from etl.report.rows import ZONE, Column, Format, number, write


def history(
    indicator: Annotated[str, typer.Argument(help="Its label, or a part of it: 停车泊位.")],
    portal: OnlyPortal = None,
    format: Output = Format.TABLE,  # noqa: A002
) -> None:
    """Show every version of an indicator's figures, month by month."""
    from etl.report.answers import history_columns, history_rows
    from etl.warehouse import read

    with asking() as connection:
        rows = history_rows(read.history(connection, indicator, portal))
    columns = history_columns(rows)
    write(rows, columns, format, f"{indicator}: {len(rows)} version{'s' * (len(rows) != 1)}")


def known(
    day: Day,
    published: Annotated[
        bool, typer.Option("--published", help="By what portals had published by then.")
    ] = False,
    portal: OnlyPortal = None,
    format: Output = Format.TABLE,  # noqa: A002
) -> None:
    """Show what was known at the end of a day, each figure with its source text."""
    from etl.portal.dates import end_of_day
    from etl.report.answers import KNOWN, known_rows
    from etl.warehouse import read

    ask = read.known_as_published if published else read.known_as_recorded
    clock = "published" if published else "recorded"
    with asking() as connection:
        rows = known_rows(ask(connection, end_of_day(day, ZONE), portal))
    if not rows:
        hint = "" if published else "; --published asks for what portals had published by then"
        raise NothingFound(f"Nothing had been {clock} by {day}{hint}.")
    write(rows, KNOWN, format, f"{clock} by {day}: {len(rows)} figures")


def status(format: Output = Format.TABLE) -> None:  # noqa: A002
    """Show what the warehouse holds, the latest runs, and what waits for a decision."""
    from etl.report.answers import HELD, RUNS, held_rows, run_rows, status_rows
    from etl.warehouse import overview

    with asking() as connection:
        now = overview.status(connection)
    columns = (Column("what", "In the warehouse"), number("count", "Count"))
    write(status_rows(now), columns, format)
    if format is Format.TABLE:
        write(run_rows(now.runs), RUNS, format, "Latest runs")
        if now.quarantined:
            write(held_rows(now.quarantined), HELD, format, "Held back")
