"""Everything that can go wrong, as types.

Every error says in one sentence what was wrong, where, and what to do. The edges
(:mod:`etl.cli`, ``flows``) turn an :class:`EtlError` into a message; any other
exception is a defect of ours and is left to show itself.
"""


class EtlError(Exception):
    """The root: bad input or a bad day, told in one sentence."""


class SettingsError(EtlError):
    """A setting, a portal's YAML or a suite's file does not say what it must."""


class PortalError(EtlError):
    """The portal did not give what was asked for."""

    def __init__(self, message: str, *, url: str) -> None:
        super().__init__(message)
        self.url = url


class Unreachable(PortalError):
    """No answer: the name does not resolve, the connection fails or times out."""


class Refused(PortalError):
    """An answer that is not the page: an error status, a challenge, a foreign host."""


class UnexpectedPage(PortalError):
    """A page came, and it is not laid out as its adapter expects."""


class ArchiveError(EtlError):
    """The archive cannot be written, or what it holds is not what was put in."""


class UnreadableDocument(EtlError):
    """The bytes are not text that can be read: empty, binary, wrongly encoded."""


class NotABulletin(EtlError):
    """The text is readable, and there is no bulletin in it."""


class WarehouseError(EtlError):
    """The database cannot be opened, or its schema is not the one this code needs."""


class NothingFound(EtlError):
    """The question is well put, and the warehouse holds no answer to it."""
