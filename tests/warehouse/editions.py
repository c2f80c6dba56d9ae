"""Editions made to measure: what a page says, when it was published, who read it."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine

from etl.bulletin.model import Bulletin
from etl.indicators.identify import identify
from etl.portal.model import Portal, Snapshot
from etl.quality.check_results import CheckResult
from etl.warehouse.journal.run_records import open_run
from etl.warehouse.loading.load import load_edition, load_editions
from etl.warehouse.model import Edition, LoadResult
from etl.warehouse.queries import figures_as_of as read
from tests.bulletins import Figure, Item, bulletin

NOVEMBER, DECEMBER = date(2024, 11, 30), date(2024, 12, 31)


def day(number: int, hour: int = 1) -> datetime:
    """The n-th day after the end of November, UTC."""
    return datetime(2024, 11, 30, hour, tzinfo=UTC) + timedelta(days=number)


def portal(name: str = "qingdao", city: str = "青岛") -> Portal:
    return Portal.model_validate(
        {
            "name": name,
            "city": city,
            "listing": "http://localhost/",
            "adapter": "trs",
            "title_pattern": "进展",
        }
    )


def snapshot(key: str, content: str, of: str = "qingdao") -> Snapshot:
    """The page ``key`` with ``content`` for its bytes."""
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    return Snapshot(
        portal=of,
        key=key,
        url=f"http://localhost/{key}.html",
        sha256=sha256,
        size=len(content),
        content_type="text/html",
        retrieved_at=day(1),
        headers={"etag": sha256[:8]},
        archive_path=f"{sha256[:2]}/{sha256}",
    )


def edition(
    said: Bulletin,
    published: datetime,
    key: str = "november",
    of: str = "qingdao",
    parser: str = "1",
    checks: tuple[CheckResult, ...] = (),
    content: str | None = None,
) -> Edition:
    """What the page ``key`` says when its ``content`` (by default its text) is read as ``said``.

    Its figures are identified as where nothing is known yet.
    """
    return Edition(
        snapshot=snapshot(key, content or said.text, of),
        title=said.title,
        published_at=published,
        bulletin=said,
        indicators=identify(said),
        checks=checks,
        parser_version=parser,
    )


def bulletin_of(
    *items: Item, period_end: date = NOVEMBER, title: str = "2024年市办实事1-11月具体进展情况"
) -> Bulletin:
    return bulletin(*items, title=title, period_end=period_end)


def pledge(
    number: int, target: str | None, actual: str | None, label: str = "新增停车泊位"
) -> Item:
    """A pledge of ``target`` 个 ``label`` of which ``actual`` are there."""
    figures = []
    if target is not None:
        figures.append(Figure("target", label, target, "个"))
    if actual is not None:
        figures.append(Figure("actual", label, actual, "个", target=1 if target else None))
    return Item(number, tuple(figures))


class Loader:
    """Loads editions in one run, a minute after one another."""

    def __init__(self, engine: Engine, of: str = "qingdao") -> None:
        self.engine = engine
        self.clock = day(100)
        self.run_id = open_run(engine, portal(of), "test", self.clock)

    def load(self, *editions: Edition) -> LoadResult:
        """Load ``editions``; the result is the last one's."""
        for offered in editions:
            self.clock += timedelta(minutes=1)
            result = load_edition(self.engine, offered, self.run_id, self.clock)
        return result

    def load_batch(self, *editions: Edition) -> list[LoadResult]:
        """Load ``editions`` in one pass."""
        self.clock += timedelta(minutes=1)
        return load_editions(self.engine, editions, self.run_id, self.clock)


def values(figures: Iterable[read.Figure]) -> dict[tuple[str, str], str]:
    """Value by label and measure."""
    return {(figure.indicator, figure.measure): str(figure.value) for figure in figures}
