"""From a row of a listing, or a file saved by hand, to a snapshot in the archive.

The raw bytes are archived before anything else looks at them: whatever goes wrong later,
what the portal said is kept.
"""

import mimetypes
import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from etl.document.read_by_file_kind import is_file
from etl.errors import Gone, Moved, NotABulletin, UnreadableDocument
from etl.portal.archive.archive import Archive
from etl.portal.archive.file_names import path_of
from etl.portal.archive.open_snapshot import document_of
from etl.portal.document_keys import DOCUMENT_NUMBER, document_key, stable_key
from etl.portal.http.client import Client
from etl.portal.http.fetched_page import Known, Page
from etl.portal.model import Entry, Portal, Retrieval, Snapshot
from etl.portal.page.metadata import PageMetadata, read_metadata
from etl.portal.page.multipage import whole


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
        entry: the row, or the file.
        client: asks the portal.
        archive: where it is put.
        previous: the document's last snapshot, if any; its headers make the request
            conditional. It is returned as it is when the portal says nothing has changed.
        moment: from our clock to the portal's calendar.
        visit: for the note, see :class:`etl.portal.model.Retrieval`.
        attached_to: likewise.

    Raises:
        PortalError: the page cannot be had, see :meth:`etl.portal.http.client.Client.get`.
        ArchiveError: the archive cannot be written.
    """

    def note(snapshot: Snapshot, got_at: datetime, gone: str = "") -> None:
        archive.note(
            Retrieval(
                snapshot,
                got_at=got_at,
                visit=visit,
                title=entry.title,
                listed=entry.published,
                attached_to=attached_to,
                gone=gone,
                missing=entry.missing,
            )
        )

    def seen_again(known: Snapshot, gone: str = "") -> None:
        now = datetime.now(UTC)
        note(replace(known, key=entry.key, retrieved_at=moment(now)), now, gone)

    try:
        if previous is None or previous.url != entry.url:
            page = client.get(entry.url)
        else:
            changed = client.get_if_changed(entry.url, _known(previous))
            if changed is None:
                seen_again(previous)
                return previous
            page = changed
        _require_same(entry, page)
        page = whole(page, client, entry.further)
    except Gone as error:
        if previous is not None:
            seen_again(previous, str(error).removesuffix(f": {error.advice}."))
        raise
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
    note(snapshot, page.retrieved_at)
    return snapshot


def _known(previous: Snapshot) -> Known:
    headers = previous.headers
    return Known(etag=headers.get("etag"), last_modified=headers.get("last-modified"))


def _require_same(entry: Entry, page: Page) -> None:
    asked, got = (DOCUMENT_NUMBER.search(urlsplit(url).path) for url in (entry.url, page.url))
    if asked and got and asked[1] != got[1]:
        raise Moved(f"{entry.url} redirects to another document, {page.url}", url=entry.url)


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
    said = _metadata(archive, sha256, content_type, portal)
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


def _metadata(
    archive: Archive, sha256: str, content_type: str, portal: Portal
) -> PageMetadata | None:
    """None for what cannot be read: that is for the reading room to say, not the archive."""
    raw = archive.read(sha256)
    try:
        title = document_of(archive, sha256, content_type).title if is_file(raw) else ""
        return read_metadata(raw, content_type, portal.zone, title=title)
    except (UnreadableDocument, NotABulletin):
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
