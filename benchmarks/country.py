"""A country of portals, night after night: what a bulletin costs, and whether all of it is right.

Portals of five families are looked at by worker processes, each portal by one of them: a first
night (with pages that fail, made good the night after), a night on which nothing is new, and
one a month later with a bulletin more each and 3 % of the last year's pages corrected. Then what
the warehouse says is compared with what was served.

    .venv/bin/python -m benchmarks.country [--portals 300] [--months 24] [--workers 1,2]
                                              [--database sqlite|postgresql]
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from databases import Server, server  # noqa: E402

from etl.warehouse.schema.open_and_upgrade import open_warehouse  # noqa: E402
from tests.country.portals import (  # noqa: E402
    FIRST_NIGHT,
    MONTH_LATER,
    SECOND_NIGHT,
    City,
    Country,
    country,
)
from tests.country.proof import mistakes  # noqa: E402
from tests.country.worker import Done, How, Worker  # noqa: E402

COUNTRY, YEARS = 3177, 20
"""333 prefectures and 2,844 counties."""
BULLETINS_A_CORE_HOUR, SECONDS_A_PORTAL = 60_000, 1.5
"""The goals."""


@dataclass(frozen=True)
class Night:
    """What a night came to."""

    outcomes: Counter[str]
    down: int
    """Portals that were not to be had at all."""
    seconds: float
    cpu_seconds: float
    """Of the workers."""
    database_seconds: float
    """CPU time of the database's own processes."""
    requests: int
    most_at_once: int
    early_mb: float
    """Peak memory of a worker when a fifth of the portals was done."""
    peak_mb: float


_worker: Worker
"""Of this process, where it is a worker."""


def _begin(url: str, archive: Path) -> None:
    global _worker
    _worker = Worker.start(url, archive)


def _look(described: dict[str, Any], how: How, day: date) -> Done:
    return _worker.look(described, how, day)


def night(
    pool: ProcessPoolExecutor, there: Country, how: How, day: date, at: Server, *, bad: bool
) -> Night:
    """Look at every portal once."""
    there.turn_to(day, bad=bad)
    there.asked()
    began, database = time.perf_counter(), _cpu_of_database(at)
    look = partial(_look, how=how, day=day)
    done = list(pool.map(look, there.portals.values()))
    seconds, asked = time.perf_counter() - began, there.asked()
    return Night(
        outcomes=sum((one.outcomes for one in done), Counter()),
        down=sum(bool(one.problem) for one in done),
        seconds=seconds,
        cpu_seconds=sum(one.cpu_seconds for one in done),
        database_seconds=_cpu_of_database(at) - database,
        requests=asked.requests,
        most_at_once=asked.most_at_once,
        early_mb=max(one.peak_mb for one in done[: max(1, len(done) // 5)]),
        peak_mb=max(one.peak_mb for one in done),
    )


def _cpu_of_database(at: Server) -> float:
    """Seconds of CPU that PostgreSQL has used, ended sessions included; 0 for SQLite."""
    pid_file = at.folder / "data" / "postmaster.pid"
    if at.dialect == "sqlite" or not pid_file.is_file():
        return 0.0
    postmaster, ticks = pid_file.read_text().split()[0], 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        own = stat.parent.name == postmaster
        if own or fields[1] == postmaster:
            # utime and stime; of the postmaster also those of its children that have ended.
            ticks += sum(map(int, fields[11 : 15 if own else 13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def contest(cities: Sequence[City], workers: int, at: Server, folder: Path) -> None:
    """All nights with that many workers; prints what each came to."""
    url = at.database(f"country{workers}")
    with open_warehouse(url, create=True):
        empty = at.size(url)
    archive = folder / f"archive{workers}"
    with (
        country(cities) as there,
        ProcessPoolExecutor(
            workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(url, archive)
        ) as pool,
    ):
        # What imports cost is paid once a process, not once a portal.
        list(pool.map(time.sleep, [0.5] * workers))
        print(f"\n{at.dialect}, {workers} worker{'s' * (workers > 1)}")
        looks: list[tuple[str, How, date, bool]] = [
            ("first night", "backfill", FIRST_NIGHT, True),
            ("what had failed", "backfill", FIRST_NIGHT, False),
            ("nothing new", "visit", SECOND_NIGHT, False),
            ("a month later", "visit", MONTH_LATER, False),
        ]
        for name, how, day, bad in looks:
            came = night(pool, there, how, day, at, bad=bad)
            _print(name, came, len(cities))
            if bad:
                _extrapolate_backfill(came)
                _print_sizes(came, at.size(url) - empty, archive)
                continue
            if wrong := mistakes(url, cities, day):
                sys.exit("  not as served:\n" + "\n".join(wrong))
            print("  every figure as served, every bulletin once")
            if name == "nothing new":
                _extrapolate_night(came, len(cities))


def _print(name: str, came: Night, portals: int) -> None:
    filed = came.outcomes["new"] + came.outcomes["revised"]
    ours, all_of_it = came.cpu_seconds, came.cpu_seconds + came.database_seconds
    told = ", ".join(f"{many} {outcome}" for outcome, many in sorted(came.outcomes.items()))
    print(f"{name}: {told}; {came.down} portals down")
    print(
        f"  {came.seconds:.1f} s; CPU {ours:.1f} s ours, {came.database_seconds:.1f} s the "
        f"database's; {1000 * ours / portals:.0f} ms of ours a portal"
    )
    if filed:
        print(
            f"  {1000 * ours / filed:.0f} ms a bulletin; bulletins a core-hour: "
            f"{3600 * filed / ours:,.0f}, with the database's work {3600 * filed / all_of_it:,.0f}"
        )
    print(
        f"  {came.requests} requests, at most {came.most_at_once} at a time to a host; peak "
        f"{came.early_mb:.0f} MB after a fifth of the portals, {came.peak_mb:.0f} MB in the end"
    )
    if came.most_at_once > 1:
        sys.exit("A host was asked twice at a time")


def _extrapolate_backfill(came: Night) -> None:
    filed = came.outcomes["new"]
    each = (came.cpu_seconds + came.database_seconds) / filed
    bulletins = COUNTRY * YEARS * 12
    print(
        f"  {COUNTRY:,} portals × {YEARS} years: {bulletins:,} bulletins, "
        f"{bulletins * each / 3600:.1f} core-hours (goal: {BULLETINS_A_CORE_HOUR:,} a core-hour)"
    )


def _print_sizes(came: Night, database: int, archive: Path) -> None:
    filed = came.outcomes["new"]
    files = [path.stat().st_size for path in archive.rglob("*") if path.is_file()]
    print(
        f"  a bulletin: {database / filed / 1000:.0f} kB of database, "
        f"{sum(files) / filed / 1000:.1f} kB of archive in {len(files) / filed:.1f} files"
    )


def _extrapolate_night(came: Night, portals: int) -> None:
    each = came.cpu_seconds / portals
    print(
        f"  {COUNTRY:,} portals: {COUNTRY * each / 60:.0f} core-minutes a night "
        f"(goal: {SECONDS_A_PORTAL} s a portal; {each:.2f} s)"
    )


def main() -> None:
    """Print what each night came to, for each number of workers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--portals", type=int, default=300)
    parser.add_argument("--months", type=int, default=24, help="a multiple of 12")
    parser.add_argument("--workers", default="1,2")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    asked = parser.parse_args()
    cities = [City(number, asked.months) for number in range(asked.portals)]
    with tempfile.TemporaryDirectory() as folder, server(asked.database) as at:
        for workers in map(int, asked.workers.split(",")):
            contest(cities, workers, at, Path(folder))


if __name__ == "__main__":
    main()
