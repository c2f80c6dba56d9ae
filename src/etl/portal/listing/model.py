"""A listing as values: what one page of it says, and what all of it came to."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from etl.errors import PortalError
from etl.portal.model import Entry


@dataclass(frozen=True, slots=True)
class Ask:
    """One request for a page of a listing."""

    url: str
    form: tuple[tuple[str, str], ...] = ()
    """Sent by POST where there is one, as the page's own script would."""
    certain: bool = field(default=True, compare=False)
    """False where the listing does not say how many pages it has: there may be none."""


@dataclass(frozen=True, slots=True)
class ListingPage:
    """What one page of a listing says."""

    rows: tuple[Entry, ...]
    following: tuple[Ask, ...] = ()
    """The other pages that it names; those asked for already may be among them."""
    records: int = 0
    """Rows that the page's data hold, junk and repeats included, where it counts them."""
    total: int = 0
    """Rows that the listing says to have, where it does."""


@dataclass(frozen=True, slots=True)
class Listing:
    """All the rows of a listing, whatever they are about."""

    rows: tuple[Entry, ...]
    """In the listing's own order, each document once."""
    failed: tuple[PortalError, ...] = ()
    """Pages after the first that could not be had."""
    notes: tuple[str, ...] = ()
    """What an operator may want to know and need not act on."""


def distinct(rows: Iterable[Entry]) -> tuple[Entry, ...]:
    """The first row of each document."""
    first: dict[str, Entry] = {}
    for row in rows:
        first.setdefault(row.key, row)
    return tuple(first.values())
