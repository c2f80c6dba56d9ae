"""Contents of pages as a grammar reads them from the archive."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from etl.bulletin import PARSER_VERSION
from etl.bulletin.model import Bulletin
from etl.bulletin.read import read
from etl.document.extract import Document
from etl.errors import NotABulletin, Undated, UnreadableDocument
from etl.pipeline.readings import Reading
from etl.pipeline.steps.publication_time import corrected_at
from etl.pipeline.steps.read_page import origin_of, read_dated, said_by, said_of
from etl.portal.archive.archive import Archive
from etl.portal.archive.open_snapshot import parsed_of
from etl.portal.document_keys import page_key
from etl.portal.model import Portal, Snapshot
from etl.portal.page.metadata import PageMetadata
from etl.warehouse.queries.earlier_readings import Content


class _Read(Protocol):
    def __call__(self, document: Document, *, published: date | None) -> Bulletin: ...


@dataclass(frozen=True, slots=True)
class Grammar:
    """A way to read bulletins, and what it is called in the warehouse."""

    version: str
    read: _Read


PRESENT = Grammar(PARSER_VERSION, read)


class ArchivedPages:
    """The pages of a portal, read from its archive."""

    def __init__(self, portal: Portal, archive: Archive, contents: Iterable[Content]) -> None:
        self._portal = portal
        self._archive = archive
        self._earlier: dict[str, list[Snapshot]] = {}
        """The contents that each page had, in the order in which they came."""
        for content in sorted(contents, key=lambda content: content.snapshot.retrieved_at):
            self._earlier.setdefault(content.snapshot.key, []).append(content.snapshot)

    def of(self, contents: Sequence[Content]) -> "ArchivedPages":
        """The pages that some contents have to do with, to be sent where they are read."""
        some = ArchivedPages(self._portal, self._archive, ())
        for content in contents:
            for key in {content.snapshot.key, page_key(content.snapshot.key)}:
                some._earlier[key] = self._earlier.get(key, [])
        return some

    def read(self, content: Content, grammar: Grammar) -> Reading:
        """A content as ``grammar`` reads it; its ``published_at`` is kept.

        Raises:
            ArchiveError: the archive does not hold it.
            NotABulletin: there is no bulletin in it.
            Undated: nothing says what time it describes.
            UnreadableDocument: the bytes are not text.
        """
        snapshot, portal = content.snapshot, self._portal
        parsed = parsed_of(self._archive, snapshot.sha256, snapshot.content_type)
        document, said = parsed.document, said_of(snapshot, parsed, self._archive, portal)
        if page_key(snapshot.key) != snapshot.key:
            # A file has the title and the date of the page that hands it out.
            document = replace(document, title=content.title)
            said = self._said_by_page(snapshot) or said
        published_at = content.published_at
        if published_at is None:
            published_at = said.published_at or snapshot.retrieved_at
            if (previous := self._previous(snapshot)) is not None:
                published_at = corrected_at(snapshot, previous)
        # A correction speaks of the time of the page that it corrects; of a page saved by
        # hand somebody has said the day.
        stated = said.published_at if snapshot.headers else None
        known = stated or content.published_at or said.published_at
        published = None if known is None else known.astimezone(portal.zone).date()
        bulletin = read_dated(document, published, grammar.read)
        title = bulletin.title or content.title or said.title or ""
        return Reading(
            snapshot,
            title,
            published_at,
            bulletin,
            revisit=content.reading_id is not None,
            decisions=portal.decisions,
            origin=origin_of(snapshot, portal, published, title),
        )

    def _said_by_page(self, file: Snapshot) -> PageMetadata | None:
        """What the page said of itself when it handed out a file."""
        pages = self._earlier.get(page_key(file.key), [])
        then = [page for page in pages if page.retrieved_at <= file.retrieved_at]
        return said_by(then[-1], self._archive, self._portal, None) if then else None

    def _previous(self, snapshot: Snapshot) -> Snapshot | None:
        """The content that the page had before."""
        earlier = self._earlier[snapshot.key]
        place = earlier.index(snapshot)
        return earlier[place - 1] if place else None


Again = tuple[Reading | str, ...]
"""Contents read again; where one cannot be read, why."""
StartReading = Callable[[ArchivedPages, Sequence[Content], Grammar], Callable[[], Again]]
"""Begins to read contents; what it returns waits for the readings."""


def read_again(pages: ArchivedPages, contents: Sequence[Content], grammar: Grammar) -> Again:
    """Contents as a grammar reads them.

    Raises:
        ArchiveError: the archive does not hold one of them.
    """
    return tuple(_read_again(pages, content, grammar) for content in contents)


def read_when_asked(
    pages: ArchivedPages, contents: Sequence[Content], grammar: Grammar
) -> Callable[[], Again]:
    """Read contents here, when they are waited for."""
    return lambda: read_again(pages, contents, grammar)


def in_batches(
    pages: ArchivedPages,
    batches: Iterable[Sequence[Content]],
    grammar: Grammar,
    start: StartReading,
    ahead: int,
) -> Iterator[tuple[Sequence[Content], Callable[[], Again]]]:
    """Batches in their order, and what waits for each, while further ones are on their way."""
    started: deque[tuple[Sequence[Content], Callable[[], Again]]] = deque()
    for some in batches:
        started.append((some, start(pages.of(some), some, grammar)))
        if len(started) > ahead:
            yield started.popleft()
    yield from started


def _read_again(pages: ArchivedPages, content: Content, grammar: Grammar) -> Reading | str:
    try:
        return pages.read(content, grammar)
    except (NotABulletin, Undated, UnreadableDocument) as error:
        return str(error)
