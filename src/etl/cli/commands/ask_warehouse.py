"""``etl history``, ``etl known``, ``etl status``: questions to the warehouse."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from etl.cli.open_warehouse import asking
from etl.cli.options import Day, Limit, OnlyPortal, Output
from etl.cli.portal_names import described, require_portal, zone_of
from etl.errors import NothingFound
from etl.report.write_rows import Column, Format, Row, number, write

if TYPE_CHECKING:
    from etl.warehouse.queries.figures_as_of import Figure


def history(
    indicator: Annotated[
        str, typer.Argument(metavar="LABEL", help="Its label, or a part of it: 停车泊位.")
    ],
    portal: OnlyPortal = None,
    format: Output = Format.TABLE,  # noqa: A002
) -> None:
    """Show every version of an indicator's figures, month by month."""
    from etl.report.answer_rows import history_columns, history_rows
    from etl.warehouse.queries import figures_as_of as read

    with asking() as connection:
        require_portal(connection, portal)
        figures = read.history(connection, indicator, portal)
    rows = history_rows(figures)
    columns = history_columns(rows)
    if format is not Format.TABLE:
        write(rows, columns, format)
        return
    cities = _cities(figures)
    for name, of_portal in groupby(rows, key=lambda row: str(row["portal"])):
        own = list(of_portal)
        title = f"{cities[name]} ({name}), {indicator}: {len(own)} version{'s' * (len(own) != 1)}"
        write(own, columns, format, title, zone_of(name))


def known(
    day: Day,
    published: Annotated[
        bool, typer.Option("--published", help="By what portals had published by then.")
    ] = False,
    portal: OnlyPortal = None,
    indicator: Annotated[
        str | None, typer.Option(metavar="LABEL", help="Only what is called so: 停车泊位.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(metavar="YEAR", help="Only of this year's promises.")
    ] = None,
    measure: Annotated[
        str | None, typer.Option(metavar="MEASURE", help="Only this: actual, target, yoy…")
    ] = None,
    limit: Limit = 50,
    format: Output = Format.TABLE,  # noqa: A002
) -> None:
    """Show what was known at the end of a day, each figure with its source text."""
    from etl.portal.page.printed_dates import end_of_day
    from etl.report.answer_rows import KNOWN, known_rows, measures
    from etl.warehouse.queries import figures_as_of as read

    ask = read.known_as_published if published else read.known_as_recorded
    clock = "published" if published else "recorded"
    wanted = None if measure is None else measures(measure)
    with asking() as connection:
        require_portal(connection, portal)
        at = end_of_day(day, zone_of(portal))
        figures = ask(connection, at, portal, words=indicator, year=year, measure=wanted)
        others = 0 if figures else len(ask(connection, at, portal, words=indicator))
    if others:
        raise NothingFound(f"None of the {others:,} figures {clock} by {day} is such a one.")
    if not figures:
        hint = "" if published else "; --published asks for what portals had published by then"
        raise NothingFound(f"Nothing had been {clock} by {day}{hint}.")
    rows = known_rows(figures)
    if format is not Format.TABLE:
        write(rows, KNOWN, format)
        return
    cities = _cities(figures)
    # The latest are what is asked for; those of one bulletin stay in its order.
    shown = sorted(rows, key=lambda row: str(row["published_at"]), reverse=True)[: limit or None]
    for name, of_portal in groupby(_by_portal(shown), key=lambda row: str(row["portal"])):
        own = list(of_portal)
        many = sum(row["portal"] == name for row in rows)
        of = f"{many:,}" if many == len(own) else f"the latest {len(own):,} of {many:,}"
        write(own, KNOWN, format, f"{cities[name]} ({name}), {clock} by {day}: {of}", zone_of(name))
    if len(shown) < len(rows):
        typer.echo(
            f"{len(rows) - len(shown):,} more: --limit 0 shows all, --portal, --indicator, "
            "--year and --measure narrow it down, --format csv is for machines."
        )


def status(format: Output = Format.TABLE) -> None:  # noqa: A002
    """Show what the warehouse holds, how the portals stand, and what waits for a decision."""
    from etl.report.answer_rows import (
        HELD,
        RUNS,
        STANDINGS,
        held_rows,
        run_rows,
        standing_rows,
        status_rows,
    )
    from etl.warehouse.queries import views_and_status
    from etl.warehouse.queries.portal_standings import standings

    with asking() as connection:
        now = views_and_status.status(connection)
        portals = described(views_and_status.portals(connection))
        stand = list(standings(connection, portals, now.quarantined, datetime.now(UTC)))
    columns = (Column("what", "In the warehouse"), number("count", "Count"))
    if format is not Format.TABLE:
        write(status_rows(now, stand), columns, format)
        return
    there = [row for row in status_rows(now, stand) if row["count"]]
    if not there and not now.runs:
        raise NothingFound("Nothing is in the warehouse yet; `etl run` fills it.")
    if there:
        write(there, columns, format)
        typer.echo()
    if stand:
        write(standing_rows(stand), STANDINGS, format, "Portals")
        typer.echo()
    write(run_rows(now.runs), RUNS, format, "Latest runs")
    if now.quarantined:
        typer.echo()
        write(held_rows(now.quarantined), HELD, format, "Held back")


def _cities(figures: Sequence["Figure"]) -> dict[str, str]:
    return {figure.portal: figure.city for figure in figures}


def _by_portal(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: str(row["portal"]))
