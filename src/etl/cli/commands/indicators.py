"""``etl indicators``: which labels are one indicator, and what operators say about it."""

import getpass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etl.cli.commands.reparse import Yes, read_again
from etl.cli.open_warehouse import asking
from etl.cli.options import OnlyPortal, Output, PortalName
from etl.cli.portal_names import require_portal
from etl.did_you_mean import similar_ones
from etl.errors import NothingFound
from etl.report.write_rows import Format, write

if TYPE_CHECKING:
    from etl.report.write_rows import Row

app = typer.Typer(help="Which labels are one indicator.", no_args_is_help=True)

Label = Annotated[
    str, typer.Argument(metavar="LABEL", help="A label as the catalog has it: 新增停车泊位.")
]
Name = Annotated[str, typer.Option("--portal", metavar="NAME", help="The portal it is about.")]
Why = Annotated[str, typer.Option(help="Why, in a sentence; kept with the decision.")]
By = Annotated[str | None, typer.Option(help="Who decides; by default who is logged in.")]
Unit = Annotated[str | None, typer.Option(help="Only figures with this unit.")]
Year = Annotated[int | None, typer.Option("--plan-year", help="Only figures of this plan year.")]


@app.command()
def review(
    portal: OnlyPortal = None,
    format: Output = Format.TABLE,  # noqa: A002
) -> None:
    """List labels of different years that may be one indicator, the likeliest first."""
    from etl.cli.progress_bars import working
    from etl.indicators.across_years import undecided
    from etl.portal.model import load_portal
    from etl.report.undecided_labels import UNDECIDED, undecided_rows
    from etl.settings import portal_folders
    from etl.warehouse.queries.known_of_portal import known_indicators, latest_figures, portals

    rows: list[Row] = []
    with asking() as connection, working("Comparing the labels of different years"):
        require_portal(connection, portal)
        for name in portals(connection) if portal is None else [portal]:
            decisions = load_portal(name, portal_folders()).decisions
            pairs = undecided(known_indicators(connection, name), decisions)
            rows += undecided_rows(name, pairs, latest_figures(connection, name))
    write(rows, UNDECIDED, format, f"{len(rows)} undecided")


@app.command()
def merge(
    label: Label,
    into: Annotated[str, typer.Option(help="The label that its figures go by from now on.")],
    portal: Name,
    why: Why,
    by: By = None,
    unit: Unit = None,
    plan_year: Year = None,
) -> None:
    """Decide that figures of one label are those of another."""
    _decide(portal, by, why, unit, plan_year, {"merge": label, "into": into}, label, into)


@app.command()
def split(
    label: Label,
    of: Annotated[str, typer.Option("--from", help="The label that it is not the same as.")],
    portal: Name,
    why: Why,
    by: By = None,
    unit: Unit = None,
    plan_year: Year = None,
) -> None:
    """Decide that two labels are two indicators; a merge of them is undone."""
    _decide(portal, by, why, unit, plan_year, {"split": label, "from": of}, label, of)


@app.command()
def rename(
    label: Label,
    to: Annotated[str, typer.Option(help="Its new label.")],
    portal: Name,
    why: Why,
    by: By = None,
    unit: Unit = None,
    plan_year: Year = None,
) -> None:
    """Decide that an indicator goes by another label."""
    _decide(portal, by, why, unit, plan_year, {"rename": label, "to": to}, label)


@app.command()
def rebuild(
    portal: PortalName = "sample",
    yes: Yes = False,
    format: Output = Format.TABLE,  # noqa: A002
) -> None:
    """Replay the decisions over the whole history: what moves is shown first."""
    read_again(portal, "rebuild", yes=yes, format=format)


def _require_labels(portal: str, *labels: str) -> None:
    """Refuse what no figure of the portal is called."""
    from etl.warehouse.queries.known_of_portal import known_indicators

    with asking() as connection:
        known = {
            label
            for one in known_indicators(connection, portal)
            for label in (one.indicator.label, one.wording)
        }
    for label in labels:
        if label not in known:
            hint = similar_ones(label, known)
            raise NothingFound(f"No figure of {portal} is called {label!r}{hint}.")


def _decide(
    portal: str,
    by: str | None,
    why: str,
    unit: str | None,
    plan_year: int | None,
    what: dict[str, Any],
    *labels: str,
) -> None:
    """Write a decision about ``labels``, which figures of the portal must have."""
    from etl.indicators.decision_writer import entry, write_decision
    from etl.onboarding.new_yaml import own_file
    from etl.portal.model import load_portal
    from etl.settings import portal_folders

    folders = portal_folders()
    load_portal(portal, folders)
    _require_labels(portal, *labels)
    limits = {"unit": unit, "plan_year": plan_year}
    path = own_file(portal, folders)
    write_decision(path, entry(what, limits, by or getpass.getuser(), why))
    typer.echo(f"Written to {path.name}; `etl indicators rebuild {portal}` applies it.")
