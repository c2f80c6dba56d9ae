"""One module a CMS family: how its listings are laid out.

An adapter is a function from one page of a listing to its rows, whatever they are about, and to
the other pages there are; it does no I/O, so a saved page is read like a fetched one.
:mod:`etl.portal.listing.read_listing` asks for the pages, and
:mod:`etl.portal.listing.pick_bulletins` picks the bulletins. Register a new family here and in
:data:`etl.portal.model.Family`; a portal's YAML names it in ``adapter``.
"""

from collections.abc import Callable, Mapping

from etl.portal.listing.adapters import css, gkmlpt, hanweb, trs
from etl.portal.listing.model import ListingPage
from etl.portal.model import Family, Portal

Read = Callable[[str, str, Portal], ListingPage]
"""Of a page's text, the address that it came from, and the portal.

It raises :class:`~etl.errors.LayoutChanged` where the page is not of its family at all.
"""

READERS: Mapping[Family, Read] = {
    "css": css.read,
    "gkmlpt": gkmlpt.read,
    "hanweb": hanweb.read,
    "trs": trs.read,
}
