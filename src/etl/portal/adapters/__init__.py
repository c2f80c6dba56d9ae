"""One module a CMS family: how its listings are laid out.

An adapter is a function from a portal and a client to the rows of the listing, newest
pages first, whatever they are about; :mod:`etl.portal.discover` picks the bulletins.
Register a new family here; a portal's YAML names it in ``adapter``.
"""

from collections.abc import Callable, Iterator, Mapping

from etl.portal.adapters import trs
from etl.portal.fetch import Client
from etl.portal.model import Entry, Portal

Listing = Callable[[Portal, Client], Iterator[Entry]]

ADAPTERS: Mapping[str, Listing] = {
    "trs": trs.listing,
}
