"""Everything that can go wrong, as types.

Every error says in one sentence what was wrong, where, and what to do. The edges
(:mod:`etl.cli`, :mod:`etl.flows`) turn an :class:`EtlError` into a message; any other
exception is a defect of ours and is left to show itself.
"""

from typing import ClassVar


class EtlError(Exception):
    """The root: bad input or a bad day, told in one sentence."""


class SettingsError(EtlError):
    """A setting, a portal's YAML or a suite's file does not say what it must."""


class PortalError(EtlError):
    """The portal did not give what was asked for.

    Args:
        what: what happened, naming the address.
        url: the address asked for.
        advice: what the operator should do, where that differs from the type's own advice.
    """

    state: ClassVar[str] = "failed"
    """The failure's name in the run's report: two types differ where the next step does."""
    advice: str = "open the address in a browser"

    def __init__(self, what: str, *, url: str, advice: str = "") -> None:
        self.what = what
        self.url = url
        self.advice = advice or self.advice
        super().__init__(f"{what}: {self.advice}.")


class Unreachable(PortalError):
    """No answer: the name does not resolve, or the connection fails or breaks off."""

    state = "unreachable"
    advice = "try later, or open it in a browser to see whether the portal has moved"


class TimedOut(Unreachable):
    """An answer that does not come, or does not end, in time."""

    state = "timed out"
    advice = "try later; the portal is slow or drops what comes from here"


class Untrusted(PortalError):
    """The portal's certificate or its TLS cannot be accepted; asking again changes nothing."""

    state = "untrusted"
    advice = (
        "tell the portal's administrator; where its TLS is merely old, set legacy_tls in its YAML"
    )


class Refused(PortalError):
    """An answer that is not the page and not for us to change: 403, 406 and the like."""

    state = "refused"
    advice = "the portal does not serve this page to programs from here; save it by hand"


class ClosedByRobots(Refused):
    """The portal's robots.txt asks programs to stay away."""

    state = "closed by robots.txt"
    advice = "save the page by hand and load it"


class ForeignHost(Refused):
    """The address is not the portal's, or leads into a private network."""

    state = "foreign host"


class BadAddress(Refused):
    """A link that is no address, or one that two readers could understand differently."""

    state = "bad address"
    advice = "open the page that links there in a browser and save by hand what it leads to"


class RateLimited(Refused):
    """HTTP 429: too many requests, or a wait that is longer than a run."""

    state = "rate limited"
    advice = "raise ETL_PAUSE_SECONDS and run again later"


class Challenge(Refused):
    """A guard wants a script to run first; never worked around."""

    state = "challenge"
    advice = (
        "it is not worked around; ask the portal's administrator for access, or save the page "
        "by hand and load it"
    )


class ServerTrouble(Refused):
    """HTTP 5xx that stayed: the portal is in trouble."""

    state = "server trouble"
    advice = "the portal is in trouble; run again later"


class Gone(Refused):
    """404, 410, or a page that says so with status 200."""

    state = "gone"
    advice = "the page is gone; look for it in the portal's listing"


class Moved(Refused):
    """The address leads in circles, or to a page that is not its own."""

    state = "moved"
    advice = "open it in a browser and put the address it ends at in the portal's YAML"


class UnexpectedPage(PortalError):
    """A page came, and it is not what its adapter expects."""

    state = "unexpected page"


class TooLarge(UnexpectedPage):
    """More bytes than a page can have."""

    state = "too large"
    advice = "it is no bulletin page; check the portal's YAML"


class WrongCharset(UnexpectedPage):
    """The bytes are no text in any encoding that portals use."""

    state = "wrong charset"
    advice = "open it in a browser; if it is readable there, report its address and charset"


class EmptyListing(UnexpectedPage):
    """A listing without a single row: never taken for "no news"."""

    state = "empty listing"
    advice = "open it in a browser: if it has rows there, its layout has changed"


class NeverListed(EmptyListing):
    """A listing without a single row, of a portal of which nothing was ever loaded."""

    state = "never listed"
    advice = "check listing and adapter in the portal's YAML"


class LayoutChanged(UnexpectedPage):
    """Rows or article are not where the adapter looks for them."""

    state = "layout changed"
    advice = "compare the page with the adapter's settings in the portal's YAML"


class Defect(PortalError):
    """A fault of this program that one page brought to light; the other pages go on."""

    state = "defect"
    advice = "report it with the address and what the log says; the page is taken up again each run"


class ArchiveError(EtlError):
    """The archive cannot be written, or what it holds is not what was put in."""


class UnreadableDocument(EtlError):
    """The bytes are not text that can be read: empty, binary, wrongly encoded."""


class OnlyPictures(UnreadableDocument):
    """There are only pictures to read from, and what reads them is not there."""

    def __init__(self, what: str) -> None:
        """Say what it is, without a full stop: ``The document is a picture``."""
        self.what = what
        super().__init__(
            f"{what}. To read pictures, install what recognises characters (pip install "
            "'pledge-etl[ocr]') and run again; or type its table into a text file and load that "
            "with etl load."
        )


class TookTooMuch(UnreadableDocument):
    """A file that could not be read within the limits of memory, time and output."""

    def __init__(self, what: str) -> None:
        """Say what was exceeded: ``8 seconds``."""
        super().__init__(
            f"unreadable: took more than {what}. The file is no bulletin, or made to do harm; if "
            "it opens elsewhere, save its table as xlsx or text and load that with etl load."
        )


class NotABulletin(EtlError):
    """The text is readable, and there is no bulletin in it."""


class Undated(EtlError):
    """A bulletin of which neither its text nor its page says which year or period it is of."""

    def __init__(self, title: str) -> None:
        """Say which bulletin it is and what would date it."""
        super().__init__(
            f"“{title}” names no period, and its day of publication is not known: look that "
            "up and load the page with it (etl load FILE --portal NAME --published DATE)."
        )


class WarehouseError(EtlError):
    """The database cannot be opened, or its schema is not the one this code needs."""


class WarehouseDamaged(WarehouseError):
    """The database's file is not whole: nothing that it says can be relied on."""


class ExportError(EtlError):
    """What was asked for cannot be written as files, or not where it was asked for."""


class ExploreError(EtlError):
    """The views cannot be looked into."""


class PortalBusy(EtlError):
    """Another run works on the portal."""


class NothingFound(EtlError):
    """The question is well put, and the warehouse holds no answer to it."""
