"""The overview of all portals: what it costs a run, and how it looks with hundreds of them.

Makes a warehouse in which some hundred portals have published ten months each, all well but one
overdue, one held back and one whose last run failed; prints how long the table takes. With
``--prefect`` the table is put as the artifact ``portals`` onto the server at ``PREFECT_API_URL``,
by the function that each run of a flow calls.

    .venv/bin/python -m benchmarks.overview [--portals 300] [--prefect]
"""

import argparse
import os
import tempfile
import time
from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import yaml
from sqlalchemy import Engine

from etl.portal.model import Portal, load_portal, portal_names
from etl.quality.check_results import CheckResult
from etl.report.portals import portal_lines, portals_markdown
from etl.settings import Settings
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.exclusive_run import exclusive_run
from etl.warehouse.journal.quarantine import quarantine_edition
from etl.warehouse.loading.load import load_editions
from etl.warehouse.model import Edition
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from tests.warehouse.editions import bulletin_of, edition, pledge

HELD, OVERDUE, FAILED = 41, 97, 203
MONTHS, LAG = 10, timedelta(days=22)
UNLIKE = CheckResult(
    gate="document",
    expectation="pledges_have_progress",
    severity="critical",
    passed=False,
    fact=None,
    observed="13 of 15 pledges have no progress",
    why="A page that lost its second half reads so.",
)


def describe(folder: Path, portals: int) -> None:
    """A YAML for each portal."""
    folder.mkdir()
    for number in range(portals):
        fields = {
            "city": f"第{number}市",
            "listing": f"https://www.city{number:03}.example/zwgk/bss/",
            "adapter": "trs",
            "title_pattern": "进展情况$",
            "verified": True,
        }
        text = yaml.safe_dump(fields, allow_unicode=True)
        (folder / f"city{number:03}.yaml").write_text(text, "utf-8")


def months_until(last: datetime) -> list[date]:
    """Ends of the months whose bulletins have appeared by then."""
    ends, year, month = list[date](), last.year, last.month
    while len(ends) < MONTHS:
        end = date(year, month, monthrange(year, month)[1])
        if end + LAG <= last.date():
            ends.append(end)
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return ends[::-1]


def _said(portal: Portal, end: date, value: int) -> Edition:
    said = bulletin_of(pledge(1, "2000", str(value)), period_end=end, title=f"{end:%Y-%m}进展情况")
    published = datetime.combine(end + LAG, datetime.min.time(), UTC)
    content = f"{portal.name} {end}"
    return edition(said, published, key=f"{end:%Y%m}", of=portal.name, content=content)


def fill(engine: Engine, portals: list[Portal], now: datetime) -> None:
    """Ten months of each portal; one is four months behind, one held back, one failed."""
    ends = months_until(now)
    for number, portal in enumerate(portals):
        there = ends[:-4] if number == OVERDUE else ends
        editions = [_said(portal, end, 100 + 10 * nth) for nth, end in enumerate(there)]
        with exclusive_run(engine, portal, "monthly") as run:
            held = replace(editions.pop(), checks=(UNLIKE,)) if number == HELD else None
            load_editions(engine, editions, run.id, now)
            if held:
                quarantine_edition(engine, held, UNLIKE.observed, run.id, now)
            run.state = "failed" if number == FAILED else "completed"


def timed(work: Callable[[], object]) -> float:
    """CPU seconds."""
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> None:
    """Print what the table costs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--portals", type=int, default=300)
    parser.add_argument("--prefect", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder, now = Path(temporary), datetime.now(UTC)
        describe(folder / "portals", asked.portals)
        os.environ |= {"ETL_PORTALS_DIR": str(folder / "portals"), "ETL_DATA_DIR": temporary}
        names = portal_names(folder / "portals")
        portals = [load_portal(name, folder / "portals") for name in names]
        read = timed(lambda: [load_portal(name, folder / "portals") for name in names])
        with open_warehouse(Settings.load().warehouse_url, create=True) as engine:
            fill(engine, portals, now)
            with read_only(engine) as connection:
                asked_for = timed(lambda: portal_lines(connection, portals, now))
                lines = portal_lines(connection, portals, now)
            told = portals_markdown(lines, now)
            print(told.splitlines()[0])
            print(
                f"{1000 * read:.0f} ms to read the files, {1000 * asked_for:.0f} ms to ask the "
                f"warehouse; {len(told.encode()) / 1000:.0f} kB"
            )
            if asked.prefect:
                from prefect import flow

                from etl.flows.publishing.portals_artifact import publish_overview

                show = flow(name="monthly")(lambda: publish_overview(engine, Settings.load()))
                print(f"{timed(show):.1f} s to publish it")


if __name__ == "__main__":
    main()
