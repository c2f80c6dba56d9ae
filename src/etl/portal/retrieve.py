"""From a row of a listing, or a file saved by hand, to a snapshot in the archive.

The raw bytes are archived before anything else looks at them: whatever goes wrong later,
what the portal said is kept.
"""

import mimetypes
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from etl.errors import Moved, UnreadableDocument
from etl.portal.addresses import DOCUMENT_NUMBER, document_key, stable_key
from etl.portal.archive import Archive, path_of
from etl.portal.fetch import Client, Known, Page
from etl.portal.metadata import PageMetadata, read_metadata
from etl.portal.model import Entry, Portal, Snapshot
from etl.portal.multipage import whole


def retrieve(
    entry: Entry, client: Client, archive: Archive, *, previous: Snapshot | None = None
) -> Snapshot:
    """Fetch the page of a listing's row and archive it.

    Args:
        previous: the document's last snapshot, if any; its headers make the request
            conditional. It is returned as it is when the portal says nothing has changed.

    Raises:
        PortalError: the page cannot be had, see :meth:`etl.portal.fetch.Client.get`.
        ArchiveError: the archive cannot be written.
    """
    if previous is None or previous.url != entry.url:
        page = client.get(entry.url)
    else:
        headers = previous.headers
        known = Known(etag=headers.get("etag"), last_modified=headers.get("last-modified"))
        changed = client.get_if_changed(entry.url, known)
        if changed is None:
            return previous
        page = changed
    _require_same(entry, page)
    page = whole(page, client)
    sha256 = archive.put(page.raw)
    snapshot = Snapshot(
        portal=client.portal.name,
        key=entry.key,
        url=page.url,
        sha256=sha256,
        size=len(page.raw),
        content_type=page.content_type,
        retrieved_at=page.retrieved_at,
        headers=page.headers,
        archive_path=path_of(sha256).as_posix(),
    )
    archive.note(snapshot)
    return snapshot


def _require_same(entry: Entry, page: Page) -> None:
    asked, got = (DOCUMENT_NUMBER.search(urlsplit(url).path) for url in (entry.url, page.url))
    if asked and got and asked[1] != got[1]:
        raise Moved(f"{entry.url} redirects to another document, {page.url}", url=entry.url)


def snapshot_file(path: Path, portal: Portal, archive: Archive) -> Snapshot:
    """Archive a page of ``portal`` that somebody saved by hand.

    Its key is the document number in the page's own address (meta Url) where it has one,
    so that a saved page and a fetched one are the same document; else it is made of the
    title, else of the file's name.

    Raises:
        UnreadableDocument: the file cannot be opened.
        ArchiveError: the archive cannot be written.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(f"{path} cannot be read: {error.strerror}.") from error
    sha256 = archive.put(raw)
    content_type = _guess_type(path)
    said = _metadata(raw, content_type, portal)
    url = said.url if said and said.url else path.absolute().as_uri()
    snapshot = Snapshot(
        portal=portal.name,
        key=_key(said, path),
        url=url,
        sha256=sha256,
        size=len(raw),
        content_type=content_type,
        retrieved_at=datetime.now(UTC),
        headers={},
        archive_path=path_of(sha256).as_posix(),
    )
    archive.note(snapshot)
    return snapshot


def _metadata(raw: bytes, content_type: str, portal: Portal) -> PageMetadata | None:
    """None for what cannot be read: that is for the reading room to say, not the archive."""
    try:
        return read_metadata(raw, content_type, portal.zone)
    except UnreadableDocument:
        return None


def _key(said: PageMetadata | None, path: Path) -> str:
    if said and said.url:
        return document_key(said.url)
    if said and said.title:
        return stable_key("title", unicodedata.normalize("NFKC", said.title))
    return stable_key("file", path.name)


def _guess_type(path: Path) -> str:
    if path.suffix.lower() == ".shtml":
        return "text/html"
    return mimetypes.guess_type(path.name)[0] or ""
