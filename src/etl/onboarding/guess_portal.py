"""A portal's YAML guessed from a page of its listing, each field with the reason for it.

The page is read as each CMS family would read it, and the family believed that finds most
bulletins. What is not certain is said with what to check, and marked in the YAML.
"""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from pydantic import ValidationError

from etl.bulletin.grammar.periods.bulletin_period import period_in_title
from etl.document.parse_markup import tree_of
from etl.errors import LayoutChanged, SettingsError
from etl.onboarding.bulletin_titles import Reading, read_titles
from etl.onboarding.guess_city import PlaceGuess, guess_place
from etl.onboarding.guess_pager import guess_pager
from etl.onboarding.guess_rows import guess_rows
from etl.onboarding.guess_title_pattern import PatternGuess, guess_pattern
from etl.onboarding.listing_elsewhere import listing_elsewhere
from etl.onboarding.new_yaml import guess_family
from etl.portal.addresses import authority
from etl.portal.listing.adapters import READERS
from etl.portal.listing.model import ListingPage
from etl.portal.model import Entry, Family, Portal, Selectors

_ANY_PORTAL = {"name": "guessed", "city": "?", "title_pattern": "(?!)"}
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class ListingGuess:
    """A page read as the family that fits it best."""

    portal: Portal
    """With the family, its selectors and hosts; its other fields mean nothing yet."""
    page: ListingPage
    reasons: Mapping[str, str]
    """By field."""
    unsure: Mapping[str, str]
    """By field, what to check."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a portal's YAML would say."""

    listing: ListingGuess
    place: PlaceGuess
    rows: tuple[Entry, ...]
    readings: tuple[Reading, ...]
    """Of the rows' titles, in their order."""
    pattern: PatternGuess
    periods: tuple[tuple[str, date | None], ...]
    """The bulletins' titles with the last day that each names."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    unsure: Mapping[str, str] = field(default_factory=dict)


def guess_listing(text: str, url: str) -> ListingGuess:
    """How a page of a listing is read.

    Raises:
        SettingsError: ``url`` is no address of a page.
        LayoutChanged: no family finds a row; says which links may lead to the listing.
    """
    portal = any_portal(url)
    marked = guess_family(url, text)
    soup = tree_of(text)
    portal = portal.model_copy(update={"hosts": _own_hosts(soup, url)})
    tried = [_read_as(family, text, soup, portal) for family in READERS]
    read = [one for one in tried if one is not None and one.page.rows]
    if not read:
        raise LayoutChanged(
            f"{url} has no rows that any adapter reads",
            url=url,
            advice=listing_elsewhere(soup, text, url),
        )

    def worth(one: ListingGuess) -> tuple[int, bool, bool]:
        # Selectors fit one page, a family all: they count where no family is known.
        return _bulletins(one.page), one.portal.adapter == marked, one.portal.adapter == "css"

    best = max(read, key=worth)
    adapter = best.portal.adapter
    count = f"reads {len(best.page.rows)} rows, {_bulletins(best.page)} of them bulletins"
    marks = f"its marks are in the page; {count}" if adapter == marked else count
    unsure = dict(best.unsure)
    if marked and adapter != marked:
        unsure["adapter"] = f"the page has marks of {marked} too; compare the rows with the page"
    return ListingGuess(best.portal, best.page, {**best.reasons, "adapter": marks}, unsure)


def guess_portal(
    text: str, found: ListingGuess, further: Sequence[ListingPage], today: date
) -> Guess:
    """Everything that a portal's YAML says.

    Args:
        text: of the listing's first page.
        found: what its rows look like.
        further: other pages of the listing, where they were asked for.
        today: stands for the day of publication where a row prints none.

    Raises:
        LayoutChanged: no row has a bulletin's title.
    """
    url = str(found.portal.listing)
    soup = tree_of(text)
    seen = {row.key: row for page in (found.page, *further) for row in page.rows}
    rows = tuple(seen.values())
    readings = read_titles([row.title for row in rows])
    own = [r for row, r in zip(rows, readings, strict=True) if row.external != "other host"]
    pattern = guess_pattern(own)
    if pattern is None:
        raise LayoutChanged(
            f"{url} lists {len(rows)} pages and none has a bulletin's title",
            url=url,
            advice=listing_elsewhere(soup, text, url),
        )
    periods = tuple(
        (row.title, period_in_title(reading.title, row.published or today))
        for row, reading in zip(rows, readings, strict=True)
        if reading.kind == "bulletin"
    )
    place = guess_place(soup, url)
    reasons = {
        **found.reasons,
        "city": place.city_because,
        "place_code": place.code_because,
        "title_pattern": f"{pattern.taken} titles, open: {pattern.width}; leaves {pattern.left}",
        "name": place.name_because,
    }
    unsure = {
        **found.unsure,
        **{
            name: said
            for name, said in (
                ("name", place.name_unsure),
                ("city", place.city_unsure),
                ("place_code", place.code_unsure),
                ("title_pattern", _of_pattern(pattern, own)),
                ("hosts", _of_hosts(rows)),
            )
            if said
        },
    }
    return Guess(found, place, rows, readings, pattern, periods, reasons, unsure)


def any_portal(url: str) -> Portal:
    """A portal of which only the address is known.

    Raises:
        SettingsError: it is no address of a page.
    """
    if not authority(url):
        raise SettingsError(f"{url} is no address of a page: give it as the browser shows it.")
    try:
        return Portal.model_validate(
            {**_ANY_PORTAL, "listing": url, "adapter": "trs", "local": is_private(url)}
        )
    except ValidationError as error:
        raise SettingsError(
            f"{url} is no address of a page: {error.errors()[0]['msg']}."
        ) from error


def is_private(url: str) -> bool:
    """Whether an address is on this machine or in a network of the operator's own."""
    host = urlsplit(url).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost"


def _read_as(family: Family, text: str, soup: BeautifulSoup, portal: Portal) -> ListingGuess | None:
    portal = portal.model_copy(update={"adapter": family})
    if family == "css":
        return _with_selectors(text, soup, portal)
    try:
        return ListingGuess(portal, READERS[family](text, str(portal.listing), portal), {}, {})
    except LayoutChanged:
        return None


def _with_selectors(text: str, soup: BeautifulSoup, portal: Portal) -> ListingGuess | None:
    rows = guess_rows(soup, text, portal, _is_bulletin)
    if rows is None:
        return None
    pager = guess_pager(soup, text, str(portal.listing))
    selectors = Selectors.model_validate(
        {**rows.selectors.model_dump(), "next": pager.next, "pages": pager.pages}
    )
    portal = portal.model_copy(update={"selectors": selectors})
    page = READERS["css"](text, str(portal.listing), portal)
    unsure = {}
    if not rows.exact:
        unsure["row"] = "it takes other links too; give the list's own class or id"
    elif len(page.rows) < _ENOUGH:
        unsure["row"] = f"made of {len(page.rows)} rows; compare with a page that has more"
    if rows.dated < len(page.rows):
        without = len(page.rows) - rows.dated
        unsure["date"] = f"{without} rows print no day where it looks; the page must say it"
    if pager.unsure:
        unsure["pages"] = pager.unsure
    reasons = {
        "selectors": f"{len(page.rows)} rows laid out alike, {rows.dated} with a day",
        "pager": pager.because or "not found",
    }
    return ListingGuess(portal, page, reasons, unsure)


def _is_bulletin(title: str) -> bool:
    return read_titles([title])[0].kind == "bulletin"


def _bulletins(page: ListingPage) -> int:
    return sum(one.kind == "bulletin" for one in read_titles([row.title for row in page.rows]))


def _own_hosts(soup: BeautifulSoup, url: str) -> tuple[str, ...]:
    """The other hosts of the same owner: www.town.gov.cn is town.gov.cn's."""
    here = authority(url)
    domain = here.removeprefix("www.")
    if is_private(url) or domain.count(".") < 1:
        return ()
    found = [domain] if domain != here else []
    for link in soup.find_all("a", href=True):
        host = authority(str(link["href"])) if "//" in str(link["href"]) else ""
        if host == f"www.{domain}" and host not in (here, *found):
            found.append(host)
    return tuple(found)


def _of_hosts(rows: Sequence[Entry]) -> str:
    away = [row for row in rows if row.external == "other host" and _is_bulletin(row.title)]
    if not away:
        return ""
    return (
        f"{len(away)} bulletins lead to {authority(away[0].url)}; name it here if it is the city's"
    )


def _of_pattern(pattern: PatternGuess, readings: Sequence[Reading]) -> str:
    doubtful = [reading.title for reading in readings if reading.kind == "doubtful"]
    bulletins = sum(reading.kind == "bulletin" for reading in readings)
    if pattern.taken < bulletins:
        return f"it takes {pattern.taken} of {bulletins} titles that look like bulletins"
    if pattern.wrongly:
        return f"it takes 「{pattern.wrongly[0]}」 too, which does not look like a bulletin"
    if doubtful:
        return f"is 「{doubtful[0]}」 a bulletin ({len(doubtful)} in doubt)? It is left out"
    if pattern.taken < _ENOUGH:
        return f"made of {pattern.taken} titles; try it on older ones"
    return ""
