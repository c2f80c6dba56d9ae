"""``etl parse``: what the grammar reads in one page, without a warehouse."""

import mimetypes
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etl.cli.begin_command import begin
from etl.cli.commands.explain import explain
from etl.cli.options import FILES, Output, about
from etl.errors import UnreadableDocument
from etl.portal.page.printed_dates import ZONE
from etl.report.english_words_for_codes import MEASURES
from etl.report.write_rows import Column, Format, Row, code, number, write

if TYPE_CHECKING:
    from etl.bulletin.model import Bulletin, Fact


_FACTS = (
    number("pledge", "No."),
    code("measure", "Measure", MEASURES),
    Column("indicator", "Indicator"),
    Column("stage", "Stage", wraps=False),
    Column("breakdown", "Group"),
    number("value", "Value"),
    Column("unit", "Unit", wraps=False),
    Column("text", "Words"),
)
_CERTAINTY = Column("sure", "Certainty")
_NUMERALS = (
    number("start", "At"),
    Column("text", "Numeral", wraps=False),
    Column("kind", "Taken for", wraps=False),
    Column("rule", "Rule"),
)


def parse(
    source: Annotated[str, typer.Argument(metavar="FILE|URL|-", help=FILES)],
    format: Output = Format.TABLE,  # noqa: A002
    numbers: Annotated[
        bool, typer.Option("--numbers", help="Every numeral with what it was taken for.")
    ] = False,
    explained: Annotated[
        bool, typer.Option("--explain", help="A page that shows how it was read.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Where --explain writes the page.")
    ] = None,
    show: Annotated[
        bool, typer.Option("--open", help="Open the page of --explain in a browser.")
    ] = False,
) -> None:
    """Read one bulletin and show its facts."""
    if (output or show) and not explained:
        raise typer.BadParameter("--output and --open go with --explain")
    from etl.bulletin.read import read
    from etl.cli.progress_bars import working
    from etl.portal.archive.open_snapshot import read_bytes

    raw, content_type = _fetch(source)
    with working("Reading"), about("standard input" if source == "-" else source):
        document = read_bytes(raw, content_type)
        bulletin = read(document, published=_published(raw, content_type))
    if explained:
        explain(document, bulletin, source, output, show=show)
        return
    rows: list[Row]
    if numbers:
        rows = [
            {"text": n.text, "start": n.start, "end": n.end, "kind": n.kind, "rule": n.rule}
            for n in sorted(bulletin.numerals, key=lambda n: n.kind != "abandoned")
        ]
    else:
        rows = [{name: getattr(fact, name) for name in CONTRACT} for fact in bulletin.facts]
    if format is not Format.TABLE:
        write(rows, [Column(name, name) for name in CONTRACT], format)
    elif numbers:
        write(rows, _NUMERALS, Format.TABLE, _headline(bulletin))
    else:
        _write_table(rows, bulletin)


def _write_table(rows: Sequence[Row], bulletin: "Bulletin") -> None:
    """The facts for people; how sure they are only where that differs."""
    told = any(fact.certainty != "clear" for fact in bulletin.facts)
    shown = [{**row, "sure": _sure(fact)} for row, fact in zip(rows, bulletin.facts, strict=True)]
    write(shown, (*_FACTS, _CERTAINTY) if told else _FACTS, Format.TABLE, _headline(bulletin))


def _sure(fact: "Fact") -> str:
    """``doubtful: promise or report`` says what is in doubt, anything else speaks for itself."""
    if fact.certainty == "doubtful":
        instead = f" (or {fact.instead})" if fact.instead else ""
        return f"doubtful: {', '.join(fact.because)}{instead}"
    return fact.certainty


def _headline(bulletin: "Bulletin") -> str:
    """The title and what the figures are dated by."""
    dating = bulletin.dating
    if dating.period_end is None:
        period = "no period known"
    else:
        assumed = " (assumed from its day of publication)" if dating.period_assumed else ""
        period = f"to {dating.period_end}{assumed}"
    return " · ".join(filter(None, (bulletin.title, period)))


CONTRACT = (
    "pledge",
    "part",
    "measure",
    "indicator",
    "stage",
    "breakdown",
    "value",
    "unit",
    "qualifier",
    "target",
    "period_end",
    "text",
    "start",
    "end",
    "certainty",
    "because",
    "instead",
)
"""The fields of a line of JSON, in order."""


def _fetch(source: str) -> tuple[bytes, str]:
    """Bytes and content type of a file, an address or standard input."""
    if source == "-":
        return sys.stdin.buffer.read(), ""
    if source.startswith(("http://", "https://")):
        return _get(source)
    try:
        return Path(source).read_bytes(), mimetypes.guess_type(source)[0] or ""
    except OSError as error:
        raise UnreadableDocument(f"{source} cannot be read: {error.strerror}.") from error


def _get(url: str) -> tuple[bytes, str]:
    from pydantic import HttpUrl, TypeAdapter, ValidationError

    from etl.portal.http.client import Client
    from etl.portal.model import Portal

    try:
        address = TypeAdapter(HttpUrl).validate_python(url)
    except ValidationError as error:
        raise typer.BadParameter(f"{url} is not an address") from error
    settings = begin()
    # An address alone is a portal of one page.
    host = Portal(
        name="address",
        city=str(address.host),
        listing=address,
        adapter="trs",
        title_pattern="",
        # The operator names this very address.
        local=True,
    )
    with Client(host, contact=settings.contact, pause_seconds=settings.pause_seconds) as client:
        page = client.get(url)
    return page.raw, page.content_type


def _published(raw: bytes, content_type: str) -> date | None:
    """The day on which the page says it was published, for texts that name no year."""
    from etl.portal.page.metadata import read_metadata

    moment = read_metadata(raw, content_type, ZONE).published_at
    return None if moment is None else moment.astimezone(ZONE).date()
