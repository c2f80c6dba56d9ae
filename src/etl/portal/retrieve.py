"""From a row of a listing, or a file saved by hand, to a snapshot in the archive.

The raw bytes are archived before anything else looks at them: whatever goes wrong later,
what the portal said is kept.
"""

import mimetypes
import unicodedata
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from etl.errors import UnreadableDocument
from etl.portal.addresses import document_key, stable_key
from etl.portal.archive import Archive
from etl.portal.fetch import Client
from etl.portal.metadata import PageMetadata, read_metadata
from etl.portal.model import Entry, Portal, Retrieval, Snapshot
from etl.portal.note import path_of
from etl.portal.page import Known


def retrieve(
    entry: Entry,
    client: Client,
    archive: Archive,
    *,
    previous: Snapshot | None = None,
    moment: Callable[[datetime], datetime] = lambda now: now,
    visit: str = "",
    attached_to: str = "",
) -> Snapshot:
    """Fetch the page of a listing's row, or a file attached to a page, and archive it.

    Args:
        previous: the document's last snapshot, if any; its headers make the request
            conditional. It is returned as it is when the portal says nothing has changed.
        moment: from our clock to the portal's calendar.
        visit, attached_to: for the note, see :class:`etl.portal.model.Retrieval`.

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
    sha256 = archive.put(page.raw)
    snapshot = Snapshot(
        portal=client.portal.name,
        key=entry.key,
        url=page.url,
        sha256=sha256,
        size=len(page.raw),
        content_type=page.content_type,
        retrieved_at=moment(page.retrieved_at),
        headers=page.headers,
        archive_path=path_of(sha256),
    )
    archive.note(
        Retrieval(
            snapshot,
            got_at=page.retrieved_at,
            visit=visit,
            title=entry.title,
            listed=entry.published,
            attached_to=attached_to,
        )
    )
    return snapshot


def snapshot_file(path: Path, portal: Portal, published: date, archive: Archive) -> Snapshot:
    """Archive a page of ``portal`` that somebody saved by hand, published on a day.

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
        archive_path=path_of(sha256),
    )
    archive.note(
        Retrieval(
            snapshot, got_at=snapshot.retrieved_at, visit=str(uuid.uuid4()), published=published
        )
    )
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
