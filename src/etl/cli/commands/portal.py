"""``etl portal``: the portals there are, new ones, and the bundled one."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etl import escaping, resources
from etl.cli.begin_command import begin
from etl.cli.options import Output, PortalName, Today
from etl.errors import SettingsError
from etl.report.write_rows import Column, Format, moment, write

if TYPE_CHECKING:
    from etl.portal.listing.model import Listing
    from etl.portal.model import Family, Portal

app = typer.Typer(help="The portals: list them, add one, try one out.", no_args_is_help=True)

_PORTALS = (
    Column("name", "Name", wraps=False),
    Column("city", "City", wraps=False),
    Column("adapter", "Adapter", wraps=False),
    Column("verified", "Verified", wraps=False),
    Column("scheduled", "Scheduled", wraps=False),
    Column("listing", "Listing"),
)
_ROWS = (
    Column("matched", "Bulletin", wraps=False),
    Column("title", "Title"),
    moment("period", "Period"),
    moment("published", "Listed"),
    Column("external", "Leads to", wraps=False),
    Column("closed", "Closed", wraps=False),
    Column("url", "Address"),
)

Saved = Annotated[
    Path | None,
    typer.Option("--saved", metavar="FILE", help="The listing's page, saved from a browser."),
]
SavedListing = Annotated[
    Path | None,
    typer.Option(
        "--listing", "--saved", metavar="FILE", help="The listing's page, saved from a browser."
    ),
]
Live = Annotated[bool, typer.Option("--live", help="Ask the portal itself, politely.")]


@app.command(name="list")
def list_(format: Output = Format.TABLE) -> None:  # noqa: A002
    """Show the portals there are, and which have been run live."""
    from etl.portal.model import load_portal, portal_names
    from etl.settings import portal_folders

    folders = portal_folders()
    portals = [load_portal(name, folders) for name in portal_names(folders)]
    rows = [
        {
            "name": portal.name,
            "city": portal.city,
            "adapter": portal.adapter,
            "verified": portal.verified,
            "listing": str(portal.listing),
            "scheduled": portal.scheduled,
        }
        for portal in portals
    ]
    write(rows, _PORTALS, format)


@app.command()
def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The portal's key: small letters and digits.")
    ],
    city: Annotated[str, typer.Option(help="The city as its people write it: 青岛.")],
    listing: Annotated[str, typer.Option(metavar="URL", help="First page of the column.")],
    adapter: Annotated[
        str | None, typer.Option(help="CMS family; guessed from the listing where not given.")
    ] = None,
    title_pattern: Annotated[
        str | None, typer.Option(metavar="REGEX", help="What a bulletin's title matches.")
    ] = None,
    saved: Saved = None,
    live: Live = False,
) -> None:
    """Write a commented YAML for a new city; one that is there is not overwritten."""
    from etl.onboarding.listing_preview import saved_text
    from etl.onboarding.new_yaml import DEFAULT_PATTERN, describe, guess_family
    from etl.portal.listing.adapters import READERS

    known = {str(family): family for family in READERS}
    if adapter is not None and adapter not in known:
        raise typer.BadParameter(f"{adapter!r} is not one of: {', '.join(known)}")
    family: Family | None = known[adapter] if adapter else None
    pattern = title_pattern or DEFAULT_PATTERN
    text, portal = describe(name, city, listing, family or "css", pattern)
    if family is None:
        seen = saved_text(saved) if saved else _first_page(portal) if live else ""
        family = guess_family(listing, seen) or "css"
        text, _ = describe(name, city, listing, family, pattern)
    path = _write(name, text)
    how = f"--listing {saved}" if saved else "--live"
    typer.echo(f"{path} is written; go on with: etl portal check {name} {how}")


@app.command()
def guess(
    page: Annotated[
        str,
        typer.Argument(
            metavar="URL|FILE", help="The listing's first page: its address, or a saved copy."
        ),
    ],
    url: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Where a saved copy came from.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="The portal's key; made of the city where not given.")
    ] = None,
    city: Annotated[str | None, typer.Option(help="The city as its people write it: 青岛.")] = None,
) -> None:
    """Write a new city's YAML from a page of its listing, with a mark at what is to be checked."""
    from etl.cli.page_to_guess_from import asked, saved
    from etl.onboarding.guess_portal import guess_portal
    from etl.onboarding.guessed_yaml import guessed_yaml
    from etl.report.guessed_portal import guess_lines

    live = page.startswith(("http://", "https://"))
    if live and url:
        raise typer.BadParameter("--url is for a saved page; an address is asked itself")
    if not live and url is None:
        raise typer.BadParameter(f"{page} is a file: say with --url where it came from")
    text, found, further, trouble = saved(Path(page), url) if url else asked(page)
    today = datetime.now(found.portal.zone).date()
    guessed = guess_portal(text, found, further, today)
    written, portal = guessed_yaml(guessed, name or "", city or "")
    path = _write(portal.name, written)
    for line in guess_lines(guessed, name or "", city or ""):
        typer.echo(line)
    if trouble:
        typer.echo(f"Guessed without the pages after this one: {escaping.line(trouble)}", err=True)
    to_check = written.count("# CHECK ")
    typer.echo(f"\n{path} is written.")
    typer.echo(f"{to_check} fields are marked CHECK; go on with:")
    typer.echo(f"etl portal check {portal.name} {'--live' if live else f'--listing {page}'}")


@app.command()
def check(
    name: PortalName,
    live: Live = False,
    saved: SavedListing = None,
    format: Output = Format.TABLE,  # noqa: A002
) -> None:
    """Validate a portal's YAML, and show what it would fetch from its listing."""
    from etl.onboarding.listing_preview import preview
    from etl.portal.model import load_portal, portal_file
    from etl.settings import portal_folders

    if live and saved:
        raise typer.BadParameter("--live and --listing exclude each other")
    folders = portal_folders()
    portal, file = load_portal(name, folders), portal_file(name, folders)
    if not live and saved is None:
        state = "has been run live" if portal.verified else "has not been run live yet"
        typer.echo(f"{file} is valid; it {state}; --live or --listing try it out.")
        return
    listing, closed = _listing(portal, saved)
    seen = preview(portal, listing, datetime.now(portal.zone).date(), closed)
    rows = [{column.key: getattr(row, column.key) for column in _ROWS} for row in seen.rows]
    write(rows, _ROWS, format, f"{portal.city}: {portal.listing}")
    machines = format is not Format.TABLE
    typer.echo(f"{seen.fetched} of {len(rows)} rows would be fetched.", err=machines)
    for finding in seen.findings:
        typer.echo(f"- {escaping.line(finding)}", err=machines)
    if not seen.fetched:
        raise SettingsError(f"{file} would fetch nothing: {seen.findings[0]}")


@app.command()
def serve(
    port: int = typer.Option(8765, min=0, max=65535, help="Port; 0 for any free one."),
    as_of: Today = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A bad day to imitate (see `etl portal faults`); may be given several times.",
        ),
    ] = None,
) -> None:
    """Serve the sample portal on this machine until Ctrl-C."""
    import tempfile

    from etl.localportal.faults import FAULTS
    from etl.localportal.local_portal import LocalPortal
    from etl.localportal.samples import load_samples
    from etl.localportal.server import serve_until_interrupted
    from etl.localportal.tls import certificate_in

    folder = resources.folder("samples")
    for name in fault or ():
        if name not in FAULTS:
            raise typer.BadParameter(f"{name!r} is no fault; `etl portal faults` lists them.")

    def ready(portal: LocalPortal) -> None:
        portal.faults = tuple(fault or ())
        typer.echo(f"{portal.listing} shows the portal of {portal.as_of}; Ctrl-C stops it.")
        typer.echo(
            f"By https it is at {portal.secure_url} and, with old TLS, at {portal.old_url}; "
            f"REQUESTS_CA_BUNDLE={certificate_in(tls).authority} trusts its certificate."
        )

    with tempfile.TemporaryDirectory() as name:
        tls = Path(name)
        day = as_of or load_samples(folder).visits[-1]
        serve_until_interrupted(folder, day, port, ready, tls=tls)


@app.command()
def faults() -> None:
    """The bad days that the sample portal can imitate, and the oddities of real portals."""
    from etl.localportal.faults import FAULTS

    for name, fault in FAULTS.items():
        typer.echo(f"{name:24}{fault.strikes:9}{fault.about}")


def _write(name: str, text: str) -> Path:
    """Write a new portal's YAML into the folder of one's own, and say what it stands before."""
    from etl.onboarding.new_yaml import write_new
    from etl.settings import portal_folders

    own, *others = portal_folders()
    path = write_new(name, text, own)
    for folder in others:
        if (folder / path.name).is_file():
            typer.echo(f"{folder / path.name} is read no more: the new file stands before it.")
    return path


def _first_page(portal: "Portal") -> str:
    """The text of the listing's first page as it is now."""
    from etl.portal.http.client import Client
    from etl.portal.listing.adapters.rows import text_of

    settings = begin()
    # The operator names this very address.
    named = portal.model_copy(update={"local": True})
    with Client(named, contact=settings.contact, pause_seconds=settings.pause_seconds) as client:
        return text_of(client.get(str(portal.listing)))


def _listing(portal: "Portal", saved: Path | None) -> tuple["Listing", frozenset[str]]:
    """The portal's listing, the page saved or all of it as it is now; and the addresses in it
    that robots.txt closes, where the portal is asked."""
    from etl.cli.progress_bars import working
    from etl.onboarding.listing_preview import closed_rows, saved_listing
    from etl.portal.http.client import Client
    from etl.portal.listing.read_listing import walk

    if saved:
        return saved_listing(saved, portal), frozenset()
    settings = begin()
    with (
        working(f"Asking {portal.listing}"),
        Client(portal, contact=settings.contact, pause_seconds=settings.pause_seconds) as client,
    ):
        listing = walk(portal, client)
        closed, trouble = closed_rows(listing, client)
        return replace(listing, notes=(*listing.notes, *trouble)), closed
