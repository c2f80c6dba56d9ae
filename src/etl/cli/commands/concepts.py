"""``etl concepts``: what indicators of different cities have in common."""

import getpass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from etl import resources
from etl.cli.open_warehouse import asking, existing
from etl.cli.options import OnlyPortal, Output
from etl.did_you_mean import similar_ones
from etl.errors import NothingFound, SettingsError
from etl.report.write_rows import Column, Format, number, write

if TYPE_CHECKING:
    from etl.concepts.catalogue import Catalogue

app = typer.Typer(help="What indicators of different cities have in common.", no_args_is_help=True)

_LISTED = (Column("key", "Key"), Column("zh", "Concept"), Column("en", "In English"))
_COUNTING = (
    Column("city", "City"),
    Column("indicator", "Indicator"),
    Column("unit", "Unit"),
    number("confidence", "Sure"),
    Column("reason", "Because"),
)
_UNDECIDED = (
    Column("portal", "Portal"),
    Column("label", "Label"),
    Column("unit", "Unit"),
    number("figures", "Figures"),
    Column("suggested", "Maybe"),
    Column("reason", "In doubt"),
)

Concept = Annotated[str, typer.Argument(metavar="[CONCEPT]", help="A concept: 停车泊位.")]


@app.command(name="list")
def list_(
    concept: Concept = "",
    format: Output = Format.TABLE,  # noqa: A002
) -> None:
    """List the concepts by topic; of one concept the indicators of every city."""
    catalogue = _catalogue()
    if concept:
        _list_counting(catalogue, concept, format)
        return
    rows = [
        {"topic": one.topic.zh, "topic_en": one.topic.en, "key": one.key, "zh": one.zh}
        | {"en": one.en, "units": " ".join(one.units)}
        for one in catalogue.concepts
    ]
    if format is not Format.TABLE:
        write(rows, _LISTED, format)
        return
    for topic in dict.fromkeys((row["topic"], row["topic_en"]) for row in rows):
        of_topic = [row for row in rows if row["topic"] == topic[0]]
        write(of_topic, _LISTED, format, " · ".join(topic))


@app.command()
def review(
    portal: OnlyPortal = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many indicators.")] = 50,
    format: Output = Format.TABLE,  # noqa: A002
) -> None:
    """List the indicators without a concept, those with most figures first."""
    from etl.warehouse.loading.assign_concepts import undecided

    catalogue = _catalogue()
    with asking() as connection:
        found = undecided(connection, portal)
    rows = [
        {
            "portal": one.portal,
            "label": one.label + (f" ({one.breakdown})" if one.breakdown else ""),
            "unit": one.unit,
            "figures": one.figures,
            "suggested": _name(catalogue, one.suggested_key),
            "reason": one.reason or "not looked up yet; `etl concepts assign` does",
        }
        for one in found[:limit]
    ]
    more = f", the first {limit} of them" if len(found) > limit else ""
    write(rows, _UNDECIDED, format, f"{len(found)} undecided{more}")


@app.command()
def assign(portal: OnlyPortal = None) -> None:
    """Look every indicator up anew: after concepts or decisions have changed."""
    from etl.cli.progress_bars import working
    from etl.warehouse.connection.engine import transaction
    from etl.warehouse.loading.assign_concepts import look_up_all

    catalogue = _catalogue()
    with (
        working("Looking up what is counted"),
        existing() as engine,
        transaction(engine, portal=portal or "concepts") as connection,
    ):
        done = look_up_all(connection, catalogue, datetime.now(UTC), portal)
    typer.echo(
        f"{done.assigned} of {done.indicators} indicators have a concept, {done.decided} by "
        f"decision; {done.changed} changed."
    )


@app.command()
def decide(
    label: Annotated[str, typer.Argument(help="A label as `etl concepts review` shows it.")],
    why: Annotated[str, typer.Option(help="Why, in a sentence; kept with the decision.")],
    concept: Annotated[str | None, typer.Option(help="What it counts.")] = None,
    none: Annotated[bool, typer.Option("--none", help="It counts none of the concepts.")] = False,
    unit: Annotated[str | None, typer.Option(help="Only indicators with this unit.")] = None,
    portal: OnlyPortal = None,
    by: Annotated[
        str | None, typer.Option(help="Who decides; by default who is logged in.")
    ] = None,
) -> None:
    """Decide which concept the indicators with a label count, in every city or in one."""
    from etl.concepts.catalogue import DECISIONS
    from etl.concepts.decisions import Decisions
    from etl.indicators.decision_writer import append_entry, entry

    if (concept is None) is not none:
        raise typer.BadParameter("give either --concept or --none")
    key = None if concept is None else _key(_catalogue(), concept)
    if not resources.in_checkout():
        raise SettingsError(
            f"{resources.folder('concepts')} belongs to the installed package and is not changed; "
            "decide in a checkout, whose concepts are yours to edit."
        )
    _require_label(label, portal)
    what, limits = {"label": label, "concept": key}, {"unit": unit, "portal": portal}
    said = entry(what, limits, by or getpass.getuser(), why)
    append_entry(resources.folder("concepts") / DECISIONS, said, Decisions.model_validate)
    typer.echo(f"Written to {DECISIONS}; `etl concepts assign` applies it.")


def _catalogue() -> "Catalogue":
    from etl.concepts.catalogue import load_catalogue

    return load_catalogue(resources.folder("concepts"))


def _list_counting(catalogue: "Catalogue", concept: str, format: Format) -> None:  # noqa: A002
    from etl.indicators.model import called
    from etl.warehouse.loading.assign_concepts import counting

    key = _key(catalogue, concept)
    with asking() as connection:
        rows = [
            {
                "city": one.city,
                "indicator": called(one.label, one.stage or None, one.breakdown or None),
                "unit": one.unit,
                "confidence": one.confidence,
                "reason": f"{one.decided_by}: {one.reason}" if one.decided_by else one.reason,
            }
            for one in counting(connection, key)
        ]
    cities = len({row["city"] for row in rows})
    write(rows, _COUNTING, format, f"{_name(catalogue, key)}: {len(rows)} in {cities} cities")


def _name(catalogue: "Catalogue", key: str | None) -> str:
    """What a concept is called; '' for none, its key where it has left the catalogue."""
    entry = catalogue.entries.get(key or "")
    return entry.concept.zh if entry else key or ""


def _key(catalogue: "Catalogue", concept: str) -> str:
    """The key of a concept given by its key or its name.

    Raises:
        NothingFound: there is none.
    """
    by_name = {name: one.key for one in catalogue.concepts for name in (one.key, one.zh, one.en)}
    if concept in by_name:
        return by_name[concept]
    raise NothingFound(f"There is no concept {concept!r}{similar_ones(concept, by_name)}.")


def _require_label(label: str, portal: str | None) -> None:
    """Refuse what no indicator is called."""
    from etl.warehouse.loading.assign_concepts import labels

    with asking() as connection:
        known = labels(connection, portal)
    if label not in known:
        raise NothingFound(f"No indicator is called {label!r}{similar_ones(label, known)}.")
