"""Options that several commands share."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from typing import Annotated

import typer

from etl.errors import NotABulletin, UnreadableDocument
from etl.report.write_rows import Format


def day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a day like 2024-12-31") from error


FILES = "HTML, plain text, Word, Excel or PDF."
"""What a document may be."""


def first_day(text: str) -> date:
    """A day, or the first of a month."""
    for pattern in ("%Y-%m-%d", "%Y-%m"):
        with suppress(ValueError):
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - as above
    raise typer.BadParameter(f"{text!r} is neither a day like 2024-12-31 nor a month like 2024-12")


def _month(text: str) -> date:
    return first_day(text).replace(day=1)


Output = Annotated[Format, typer.Option("--format", help="How to write the answer.")]
Limit = Annotated[
    int, typer.Option(min=0, metavar="N", help="At most so many in a table; 0 for all.")
]
Day = Annotated[date, typer.Argument(parser=day, metavar="DATE", help="A day: 2024-12-31.")]
Published = Annotated[
    date,
    typer.Option(parser=day, metavar="DATE", help="Day on which the portal published it."),
]
Today = Annotated[
    date | None,
    typer.Option(parser=day, metavar="DATE", help="The day it is at the portal."),
]
FirstMonth = Annotated[
    date,
    typer.Option(
        "--since", "--from", parser=_month, metavar="MONTH", help="The first month: 2023-01."
    ),
]
LastMonth = Annotated[
    date,
    typer.Option(
        "--until", "--to", parser=_month, metavar="MONTH", help="The last month: 2024-12."
    ),
]
PortalName = Annotated[str, typer.Argument(metavar="NAME", help="Name of a file in portals/.")]
OnlyPortal = Annotated[
    str | None, typer.Option("--portal", metavar="NAME", help="Only this portal's figures.")
]


@contextmanager
def about(source: str) -> Iterator[None]:
    """Have errors about a document name it as the user did."""
    try:
        yield
    except UnreadableDocument as error:
        raise UnreadableDocument(f"{source}: {error}") from error
    except NotABulletin as error:
        raise NotABulletin(f"{source}: {error}") from error
