"""The bulletins that the warehouse benchmark loads; for our loader and its peer alike.

A portal has 250 pages, one a month, with 200 figures each. In a page's second edition two
figures are revised and eight are added: 95 % are as they were, 4 % new, 1 % revised.
Needs nothing but the standard library, as the peer has an environment of its own.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

FIGURES, REVISED, ADDED = 200, 2, 8
PAGES = 250
"""Of a portal."""
KEY = ("portal", "label", "period_end", "measure")
"""What identifies a figure in the rows of :func:`rows`."""


@dataclass(frozen=True)
class Page:
    """A page as it stands in its first or second edition."""

    portal: str
    number: int
    edition: int

    @property
    def period_end(self) -> date:
        year, month = divmod(self.number + 1, 12)
        return date(2004 + year, month + 1, 1) - timedelta(days=1)

    @property
    def published_at(self) -> datetime:
        midnight = datetime.combine(self.period_end, datetime.min.time(), UTC)
        return midnight + timedelta(days=5 + 10 * self.edition)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(f"{self.portal} {self.number} {self.edition}".encode()).hexdigest()

    @property
    def figures(self) -> Iterator[tuple[str, int]]:
        """Label and value of each figure."""
        for nth in range(FIGURES + ADDED * self.edition):
            revised = self.edition if nth < REVISED else 0
            yield f"指标{nth}", 1000 * nth + self.number + revised


def pledge_of(label: str) -> int:
    """The number of the pledge that a figure belongs to: four figures a pledge."""
    return int(label.removeprefix("指标")) // 4 + 1


def first(facts: int) -> list[Page]:
    """First editions with ``facts`` figures in all."""
    return [Page(f"city{n // PAGES}", n % PAGES, 0) for n in range(facts // FIGURES)]


def corrected(facts: int) -> list[Page]:
    """The second editions of the first tenth of :func:`first`."""
    return [Page(page.portal, page.number, 1) for page in first(facts // 10)]


def by_portal(pages: Iterable[Page]) -> Iterator[list[Page]]:
    """Batches of pages of one portal each, as a backfill loads them."""
    for _, batch in groupby(pages, attrgetter("portal")):
        yield list(batch)


def rows(pages: Iterable[Page]) -> Iterator[dict[str, Any]]:
    """What the pages say, as rows of a table with the columns of ``fact``."""
    for page in pages:
        for label, value in page.figures:
            words = f"{label}{value}个"
            yield {
                "portal": page.portal,
                "label": label,
                "period_end": page.period_end,
                "measure": "actual",
                "part": "progress",
                "plan_year": page.period_end.year,
                "pledge": pledge_of(label),
                "value": str(value),
                "unit": "个",
                "published_at": page.published_at,
                "page": page.number,
                "sha256": page.sha256,
                "evidence": words,
                "span_start": 0,
                "span_end": len(words),
                # What dlt tells a version by, instead of a hash of the whole row.
                "version": f"{page.portal} {page.number} {label} {value}",
            }
