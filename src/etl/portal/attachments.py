"""Files that a page hands out: often the whole table of figures is only there."""

from pathlib import PurePosixPath
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup

from etl.bulletin.source.charset import decode
from etl.errors import UnreadableDocument
from etl.portal.addresses import FILE_SUFFIXES, authority, document_key
from etl.portal.model import Entry

STATE = "figures attached"
"""The state of a page whose figures are in an attachment."""
_MOST = 10


def attachments(
    raw: bytes, content_type: str, url: str, allowed_hosts: frozenset[str]
) -> tuple[Entry, ...]:
    """What is attached to a page that came from ``url``, on the portal's own hosts."""
    try:
        soup = BeautifulSoup(decode(raw, content_type), "lxml")
    except UnreadableDocument:
        return ()
    found: dict[str, Entry] = {}
    for link in soup.find_all("a", href=True):
        target = urljoin(url, str(link["href"]).strip()).partition("#")[0]
        suffix = PurePosixPath(urlsplit(target).path).suffix.lower()
        if suffix in FILE_SUFFIXES and authority(target) in allowed_hosts:
            title = str(link.get("title") or "") or link.get_text("", strip=True)
            found.setdefault(target, Entry(document_key(target), target, title, None))
    return tuple(found.values())[:_MOST]
