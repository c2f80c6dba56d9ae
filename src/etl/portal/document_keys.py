"""What a document is known by on its portal, however often it is moved."""

import hashlib
import re
from urllib.parse import urlsplit

DOCUMENT_NUMBER = re.compile(r"_(\d+)\.s?html?$", re.IGNORECASE)
"""The end of an article's address, with its number: ``…/t20241230_8760374.shtml``."""
_ATTACHMENT = "/attachment"


def document_key(url: str) -> str:
    """A document's identity: 8760374 for ``…/t20241230_8760374.shtml``.

    The date in an address is the day the file was made, which changes when a portal is
    moved; the number stays. An address without one is known by a hash of its path.
    """
    path = urlsplit(url).path
    number = DOCUMENT_NUMBER.search(path)
    return number[1] if number else stable_key("path", path)


def stable_key(kind: str, text: str) -> str:
    """An identity for what has no number: the same text gives the same key for ever."""
    return f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def attachment_key(page: str) -> str:
    """Identity of the file that has the figures of a page: ``8760374/attachment``."""
    return page + _ATTACHMENT


def page_key(key: str) -> str:
    """Identity of the page that a document is, or is attached to."""
    return key.removesuffix(_ATTACHMENT)
