"""One module a CMS family: how its listings are laid out.

An adapter is a function from a portal and a client to the rows of the listing, newest
pages first, whatever they are about; :mod:`etl.portal.discover` picks the bulletins. A
page after the first that cannot be had is yielded as its error: the rows there are count.
Register a new family here; a portal's YAML names it in ``adapter``.
"""

from collections.abc import Callable, Iterator, Mapping

from etl.errors import PortalError
from etl.portal.adapters import css, gkmlpt, hanweb, trs
from etl.portal.fetch import Client
from etl.portal.model import Entry, Portal

Listing = Callable[[Portal, Client], Iterator[Entry | PortalError]]

ADAPTERS: Mapping[str, Listing] = {
    "css": css.listing,
    "gkmlpt": gkmlpt.listing,
    "hanweb": hanweb.listing,
    "trs": trs.listing,
}
