"""How a column's listing is laid out, and at which addresses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from etl.localportal.samples import SamplePage, Samples

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of a listing."""

    rows: Sequence[SamplePage]
    number: int
    """From 0."""
    count: int
    """Pages in all."""
    total: int
    """Rows in all."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A family's way with a listing, or a variant of it."""

    adapter: str
    """The adapter that reads it, a module of :mod:`etl.portal.listing.adapters`."""
    address: Callable[[int], str]
    """The n-th page's address from 0, relative to the column."""
    write: Callable[[Samples, ListingPage], str]
    content_type: str = HTML
    on_one_page: bool = False
    goes_on: bool = False
    """Whether there is a page without rows after the last one."""
    repeats: bool = False
    """Whether each further page is the first one again."""
