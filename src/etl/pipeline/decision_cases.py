"""What somebody must know to decide on what is held back, put together from both stores."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from etl.bulletin.model import Bulletin
from etl.bulletin.text.normal_form import normalise_document
from etl.document.grid import Grid
from etl.errors import EtlError
from etl.pipeline.steps.read_page import read_held_page
from etl.portal.archive.archive import Archive
from etl.portal.archive.open_snapshot import document_of
from etl.portal.model import Portal
from etl.quality.verdicts import Decision, figure_read
from etl.warehouse.journal import waiting_for_verdict
from etl.warehouse.journal.decision_records import decisions_on
from etl.warehouse.journal.waiting_for_verdict import Failure, Held
from etl.warehouse.queries.figures_as_of import Figure
from etl.warehouse.queries.known_before_held_back import known_of_figure, known_of_year


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is held back, or of which figures are, as the present grammar reads it."""

    bulletin: Bulletin | None
    """None where it cannot be read."""
    grids: Sequence[Grid]
    """Its tables, over the bulletin's text."""
    problem: str = ""
    """Why it cannot be read."""

    def place(self, one: Held) -> int | None:
        """The place of a figure among the facts, read as it was when it was held back."""
        figure = one.figure
        for place, fact in enumerate(self.bulletin.facts if self.bulletin and figure else ()):
            if figure and (figure_read(fact), fact.start) == (figure.read, figure.start):
                return place
        return None

    def stands(self, one: Held) -> bool:
        """Whether a figure's words stand where they stood when it was held back."""
        figure = one.figure
        if self.bulletin is None or figure is None:
            return False
        return self.bulletin.text[figure.start : figure.end] == figure.read.evidence


@dataclass(frozen=True, slots=True)
class Case:
    """A bulletin or a figure that is held back, with all that tells for and against it."""

    held: Held
    page: Page
    waiting: Sequence[Held]
    """The figures of the same content that wait, this one among them if it does."""
    alike: int
    """How many figures wait that ``--all-like`` would decide with it."""
    failures: Sequence[Failure]
    """All that did not hold of the content."""
    own_failures: Sequence[Failure]
    """What concerns this figure; for a bulletin as a whole all of them."""
    decisions: Sequence[Decision]
    """What was decided about it so far, latest first."""
    known: Sequence[Figure]
    """Of a figure what holds of that which it counts; of a bulletin its year's last figures."""


class Cases:
    """The cases of one portal; pages are read once, however many figures of them wait."""

    def __init__(self, connection: Connection, archive: Archive, portal: Portal) -> None:
        self._connection = connection
        self._archive = archive
        self._portal = portal
        self._pages: dict[str, Page] = {}
        self._waiting = [
            one
            for one in waiting_for_verdict.waiting(connection, portal.name)
            if one.figure is not None
        ]

    def of(self, held_id: int) -> Case:
        """The case of what is held back under a number, decided or not.

        Raises:
            NothingFound: nothing is called so.
        """
        connection = self._connection
        one = waiting_for_verdict.held(connection, held_id)
        page = self._page(one)
        if one.figure is not None:
            known = known_of_figure(connection, held_id)
        elif page.bulletin is not None and page.bulletin.dating.plan_year is not None:
            year, until = page.bulletin.plan_year, page.bulletin.period_end
            known = known_of_year(connection, one.portal, year, until)
        else:
            known = []
        return Case(
            held=one,
            page=page,
            waiting=[w for w in self._waiting if (w.url, w.sha256) == (one.url, one.sha256)],
            alike=sum(_alike(one, other) for other in self._waiting),
            failures=waiting_for_verdict.content_failures(connection, held_id),
            own_failures=waiting_for_verdict.failures(connection, held_id),
            decisions=decisions_on(connection, one),
            known=known,
        )

    def _page(self, one: Held) -> Page:
        if one.sha256 not in self._pages:
            self._pages[one.sha256] = self._read(one)
        return self._pages[one.sha256]

    def _read(self, one: Held) -> Page:
        if one.published_at is None:
            return Page(None, (), one.reason)
        content = waiting_for_verdict.content(self._connection, one.id)
        try:
            reading = read_held_page(
                content, self._archive, self._portal, one.published_at, revisit=False
            )
            document = document_of(self._archive, content.sha256, content.content_type)
        except EtlError as error:
            return Page(None, (), str(error))
        _, grids = normalise_document(document)
        return Page(reading.bulletin, grids)


def _alike(one: Held, other: Held) -> bool:
    if one.figure is None or other.figure is None:
        return False
    same = one.figure.read.measure, one.failures
    return same == (other.figure.read.measure, other.failures)
