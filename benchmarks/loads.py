"""What the warehouse benchmark times: our loader, and the least that any loader must do."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert, select, text
from workload import Page, by_portal, pledge_of

from etl.bulletin.model import Bulletin, Dating, Fact, Pledge, Score
from etl.indicators.model import Indicator
from etl.portal.model import Portal, Snapshot
from etl.warehouse.connection.engine import read_only, transaction
from etl.warehouse.journal.run_records import open_run
from etl.warehouse.loading.load import load_editions
from etl.warehouse.model import Edition
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from etl.warehouse.schema.tables import fact, metadata

NOW = datetime(2030, 1, 1, tzinfo=UTC)
TRANSACTION = 50_000
"""Rows that are inserted at once: a portal's, as in our loader's batches."""
_COLUMNS = [column.name for column in fact.columns]
_DIMENSIONS = ("portal", "run", "indicator", "pledge", "document", "snapshot", "reading")


def load(url: str, pages: Sequence[Page]) -> float:
    """Seconds that our loader takes for the pages, one transaction a portal."""
    seconds = 0.0
    with open_warehouse(url, create=True) as engine:
        for batch in by_portal(pages):
            run_id = open_run(engine, _portal(batch[0].portal), "benchmark", NOW)
            editions = [_edition(page) for page in batch]
            start = time.perf_counter()
            load_editions(engine, editions, run_id, NOW)
            seconds += time.perf_counter() - start
    return seconds


def insert_raw(source: str, target: str, *, bare: bool) -> tuple[int, float]:
    """Insert ready rows, those that ``fact`` has at ``source``: how many, in how many seconds.

    By COPY on PostgreSQL and executemany on SQLite.

    Args:
        source: the warehouse that has the rows.
        target: an empty database.
        bare: into a table without any key, index or constraint, rather than into ``fact``.
    """
    count, seconds = 0, 0.0
    with (
        open_warehouse(source, create=False) as filled,
        open_warehouse(target, create=True) as empty,
        read_only(filled) as given,
    ):
        table = "bare" if bare else "fact"
        with transaction(empty) as taken:
            if bare:
                taken.execute(text("CREATE TABLE bare AS SELECT * FROM fact LIMIT 0"))
            for name in _DIMENSIONS:
                dimension = metadata.tables[name]
                entries = [dict(row) for row in given.execute(select(dimension)).mappings()]
                taken.execute(insert(dimension), entries)
        for rows in _versions(given):
            start = time.perf_counter()
            with transaction(empty) as taken:
                _insert(taken, table, rows)
            seconds += time.perf_counter() - start
            count += len(rows)
    return count, seconds


def _versions(connection: Connection) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of ``fact`` as the driver has them."""
    query = f"SELECT {', '.join(_COLUMNS)} FROM fact ORDER BY id"  # noqa: S608
    postgresql = connection.dialect.name == "postgresql"
    driver: Any = connection.connection.driver_connection
    with closing(driver.cursor("versions") if postgresql else driver.cursor()) as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(TRANSACTION):
            yield rows


def _insert(connection: Connection, table: str, rows: list[tuple[Any, ...]]) -> None:
    columns = ", ".join(_COLUMNS)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" for _ in _COLUMNS)
        command = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
        connection.exec_driver_sql(command, rows)
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _portal(name: str) -> Portal:
    return Portal.model_validate(
        {
            "name": name,
            "city": name,
            "listing": "http://localhost/",
            "adapter": "trs",
            "title_pattern": "进展",
        }
    )


def _edition(page: Page) -> Edition:
    figures = list(page.figures)
    pledges = sorted({pledge_of(label) for label, _ in figures})
    facts = tuple(
        Fact(
            pledge=pledge_of(label),
            part="progress",
            measure="actual",
            indicator=label,
            stage=None,
            breakdown=None,
            value=Decimal(value),
            unit="个",
            qualifier=None,
            target=None,
            period_end=page.period_end,
            text=f"{label}{value}个",
            start=0,
            end=len(f"{label}{value}个"),
        )
        for label, value in figures
    )
    return Edition(
        snapshot=Snapshot(
            portal=page.portal,
            key=str(page.number),
            url=f"http://localhost/{page.number}.html",
            sha256=page.sha256,
            size=1,
            content_type="text/html",
            retrieved_at=page.published_at,
            headers={},
            archive_path=page.sha256,
        ),
        title=f"{page.period_end:%Y年%m月}进展情况",
        published_at=page.published_at,
        bulletin=Bulletin(
            title="",
            dating=Dating(page.period_end.year, page.period_end),
            text="",
            pledges=tuple(Pledge(number, f"实事{number}", (), "", 0, 1) for number in pledges),
            facts=facts,
            numerals=(),
            shares=(),
            score=Score(len(facts), 0, 0, 0, 0, len(pledges), 0),
        ),
        indicators=tuple(Indicator(label, None, None, "个") for label, _ in figures),
        checks=(),
        parser_version="1",
    )
