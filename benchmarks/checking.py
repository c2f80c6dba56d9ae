"""Does checking a month take longer the more history there is?

A December bulletin is checked by all three gates beside warehouses that hold the month
before it, a year and ten years, on both databases; see README.md.
"""

import argparse
import gc
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial

from databases import DIALECTS, server
from sqlalchemy import Engine

from etl import resources
from etl.bulletin import PARSER_VERSION
from etl.bulletin.read import read
from etl.document.extract import extract
from etl.indicators.identify import identify, wordings
from etl.indicators.model import KnownIndicator
from etl.pipeline.readings import Reading
from etl.pipeline.steps.history_gate import check_history
from etl.portal.model import Portal, Snapshot, load_portal
from etl.quality.check import check
from etl.quality.gx_validation import warm_up
from etl.quality.suite import load_suites
from etl.warehouse.journal.run_records import open_run
from etl.warehouse.loading.load import load_editions
from etl.warehouse.model import Edition
from etl.warehouse.schema.open_and_upgrade import open_warehouse

LAST = (2024, 12)
MONTHS = (1, 12, 120)


def reading(portal: Portal, year: int, month: int) -> Reading:
    """The sample bulletin of a month, as if it were of that year."""
    words = (resources.folder("samples") / "2024" / f"{month:02}.txt").read_text("utf-8")
    title = f"{year}年市办实事{'1-' if month > 1 else ''}{month}月具体进展情况"
    raw = f"{title}\n{words}".encode()
    published = datetime(year + (month == 12), month % 12 + 1, 20, tzinfo=UTC)
    bulletin = read(extract(raw, "text/plain"), published=published.date())
    key = f"{year}-{month:02}"
    sha256 = f"{year:060}{month:04}"
    snapshot = Snapshot(
        portal.name, key, f"http://localhost/{key}", sha256, len(raw), "", published, {}, sha256
    )
    return Reading(snapshot, bulletin.title, published, bulletin, revisit=False)


def fill(engine: Engine, portal: Portal, months: int) -> None:
    """Load so many months before the last one."""
    run_id = open_run(engine, portal, "benchmark", datetime.now(UTC))
    year, month = LAST
    wanted = [divmod(12 * year + month - 1 - back, 12) for back in range(months, 0, -1)]
    for plan_year in sorted({one for one, _ in wanted}):
        known: list[KnownIndicator] = []
        batch = []
        for _, before in (one for one in wanted if one[0] == plan_year):
            own = reading(portal, plan_year, before + 1)
            indicators = identify(own.bulletin, known)
            known += wordings(own.bulletin, indicators)
            batch.append(
                Edition(
                    snapshot=own.snapshot,
                    title=own.title,
                    published_at=own.published_at,
                    bulletin=own.bulletin,
                    indicators=indicators,
                    checks=(),
                    parser_version=PARSER_VERSION,
                )
            )
        load_editions(engine, batch, run_id, datetime.now(UTC))
    if engine.dialect.name == "postgresql":
        # As autovacuum does within a minute.
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")


def seconds(work: Callable[[], object]) -> float:
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure(engines: Sequence[Engine], portal: Portal, rounds: int) -> list[tuple[float, float]]:
    """Median seconds of all gates, and of the history gate alone, beside each warehouse."""
    suites = load_suites(resources.folder("expectations"))
    month = reading(portal, *LAST)
    own = check([month.bulletin], suites)
    whole: list[list[float]] = [[] for _ in engines]
    history: list[list[float]] = [[] for _ in engines]
    for _ in range(rounds):
        # Every warehouse in every round: what else the machine does falls on all alike.
        for place, engine in enumerate(engines):
            alone = seconds(partial(check_history, [month], own, engine, suites))
            history[place].append(alone)
            whole[place].append(alone + seconds(partial(check, [month.bulletin], suites)))
    return [
        (statistics.median(all_gates), statistics.median(alone))
        for all_gates, alone in zip(whole, history, strict=True)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    portal = load_portal("sample", resources.folder("portals"))
    warm_up()
    print("| database | months of history | all gates, ms | history gate, ms | ratio to 1 month |")
    print("|---|---:|---:|---:|---:|")
    for dialect in DIALECTS:
        with server(dialect) as where, ExitStack() as stack:
            engines = []
            for months in MONTHS:
                opened = open_warehouse(where.database(f"m{months}"), create=True)
                engines.append(stack.enter_context(opened))
                fill(engines[-1], portal, months)
            measured = measure(engines, portal, rounds)
            for months, (whole, alone) in zip(MONTHS, measured, strict=True):
                print(
                    f"| {dialect} | {months} | {1000 * whole:.0f} | {1000 * alone:.0f} "
                    f"| {whole / measured[0][0]:.2f} |"
                )


if __name__ == "__main__":
    main()
