"""What a backfill costs through Prefect, and what a second process brings.

A local portal serves copies of the sample bulletins under titles and addresses of their
own; every contestant loads all of them into an empty warehouse of its own. Then the part
that a task runner spreads, the reading of the archive, is timed by itself.

    .venv/bin/python benchmarks/backfill.py [--bulletins 1000]
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import yaml

from etl import resources
from etl.flows.local import temporary_server
from etl.localportal.sample_days import looks
from etl.localportal.samples import load_samples
from etl.pipeline.backfill import BATCH, backfill, fetch_batch
from etl.pipeline.month_range import Months
from etl.pipeline.readings import Fetched
from etl.pipeline.tools import Tools
from etl.portal.archive.archive import Archive
from etl.portal.http.client import Client
from etl.portal.listing.discover import discover
from etl.portal.model import Portal, load_portal
from etl.quality.gx_validation import warm_up
from etl.quality.suite import load_suites
from etl.settings import Settings
from etl.warehouse.journal.exclusive_run import exclusive_run
from etl.warehouse.schema.upgrade import open_warehouse

FIRST_YEAR = 1900
VISIT = date(2025, 12, 31)


def compose(folder: Path, bulletins: int) -> Months:
    """A samples folder of that many monthly bulletins, one city's year again and again."""
    source = resources.folder("samples")
    months = [page for page in load_samples(source).pages if page.file]
    folder.mkdir(parents=True)
    pages = []
    for number in range(bulletins):
        year, month = FIRST_YEAR + number // 12, number % 12
        page = months[month % len(months)]
        text = (source / str(page.file)).read_text("utf-8").replace("2024", str(year))
        name = f"{number}.txt"
        (folder / name).write_text(text, "utf-8")
        title = page.title.replace("2024", str(year))
        published = datetime.fromisoformat(f"{year}-{month + 1:02}-28T10:00") + timedelta(days=30)
        pages.append({"number": number, "title": title, "published": published, "file": name})
    manifest = yaml.safe_load((source / "portal.yaml").read_text("utf-8"))
    manifest |= {"visits": [VISIT], "pages": pages, "rows": 100}
    (folder / "portal.yaml").write_text(yaml.safe_dump(manifest, allow_unicode=True), "utf-8")
    return Months(first=date(FIRST_YEAR, 1, 1), last=VISIT)


def library(home: Path, samples: Path, months: Months) -> int:
    """The bare loop: the same functions without Prefect. Returns the bulletins loaded."""
    portal = load_portal("sample", resources.folder("portals"))
    suites = load_suites(resources.folder("expectations"))
    archive = Archive(home / "archive")
    with (
        open_warehouse(f"sqlite:///{home / 'warehouse.sqlite'}", create=True) as engine,
        exclusive_run(engine, portal, "backfill") as run,
    ):
        loaded = 0
        for look in looks(portal, samples, again=False):
            with Client(look.portal, contact="benchmark", pause_seconds=0) as client:
                report = backfill(look, months, client, Tools(archive, engine, suites), run.id)
            loaded += report.outcomes["new"]
    return loaded


def through_prefect(months: Months) -> int:
    """The flow, with the task runner that the environment names."""
    from etl.flows.backfill import run

    report = run(["sample"], months, 1, lambda _portal, _done, _part: None)["sample"]
    if isinstance(report, Exception):
        raise report
    return report.outcomes["new"]


def fetched(home: Path, samples: Path) -> list[tuple[Sequence[Fetched], Portal, Archive]]:
    """The arguments of reading all pages, in batches, once they are in an archive."""
    portal = load_portal("sample", resources.folder("portals"))
    archive = Archive(home / "archive")
    suites = load_suites(resources.folder("expectations"))
    batches: list[tuple[Sequence[Fetched], Portal, Archive]] = []
    with open_warehouse(f"sqlite:///{home / 'warehouse.sqlite'}", create=True) as engine:
        tools = Tools(archive, engine, suites)
        for look in looks(portal, samples, again=False):
            with Client(look.portal, contact="benchmark", pause_seconds=0) as client:
                entries = discover(look.portal, client).entries
                got = fetch_batch(entries, look, client, tools)
                pages = [one for one in got if isinstance(one, Fetched)]
                batches += (
                    (pages[at : at + BATCH], look.portal, archive)
                    for at in range(0, len(pages), BATCH)
                )
    return batches


def read_all(batches: list[tuple[Sequence[Fetched], Portal, Archive]]) -> int:
    """Read them by the task runner that the environment names. Returns the bulletins read."""
    from prefect import flow

    from etl.flows.backfill import start_reading
    from etl.flows.task_runners import task_runner

    @flow(persist_result=False)
    def reading() -> int:
        waiting = [start_reading(*batch) for batch in batches]
        return sum(len(wait()) for wait in waiting)

    with task_runner(Settings.load()) as runner:
        return int(reading.with_options(task_runner=runner)())


@contextmanager
def home(root: Path, name: str, **settings: str) -> Iterator[Path]:
    """A data folder of a contestant's own, and its settings."""
    folder = root / name
    folder.mkdir()
    before = dict(os.environ)
    os.environ.update(ETL_DATA_DIR=str(folder), **settings)
    try:
        yield folder
    finally:
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(folder)


def timed(work: Callable[[], int], bulletins: int) -> float:
    """Seconds that loading all of the bulletins takes."""
    started = time.perf_counter()
    loaded = work()
    seconds = time.perf_counter() - started
    if loaded != bulletins:
        sys.exit(f"{loaded} of {bulletins} bulletins were loaded")
    return seconds


def main() -> None:
    """Print seconds and ratios of one run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--bulletins", type=int, default=1000)
    bulletins = parser.parse_args().bulletins
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        months = compose(root / "samples", bulletins)
        folder = resources.folder
        resources.folder = lambda name: root / name if name == "samples" else folder(name)
        temporary_server.start(root / "prefect", "")()
        warm_up()
        contestants: dict[str, Callable[[Path], int]] = {
            "library loop": lambda data: library(data, root / "samples", months),
            "Prefect, 1 thread": lambda _data: through_prefect(months),
            "Prefect, 1 process": lambda _data: through_prefect(months),
            "Prefect, 2 processes": lambda _data: through_prefect(months),
        }
        seconds = {}
        for name, work in contestants.items():
            workers = "2" if "2" in name else "1"
            runner = "processes" if "process" in name else "threads"
            of_own = {"ETL_TASK_RUNNER": runner, "ETL_TASK_WORKERS": workers}
            with home(root, name.replace(" ", "-"), **of_own) as data:
                seconds[name] = timed(lambda w=work, d=data: w(d), bulletins)  # type: ignore[misc]
            ratio = seconds[name] / seconds["library loop"]
            print(f"{name:22} {seconds[name]:7.1f} s   {ratio:5.2f} × the library loop")
        gain = seconds["Prefect, 1 process"] / seconds["Prefect, 2 processes"]
        print(f"from 1 to 2 processes: {gain:.2f} times as fast")
        with home(root, "reading", ETL_TASK_RUNNER="processes") as data:
            batches = fetched(data, root / "samples")
            for workers in ("1", "2"):
                os.environ["ETL_TASK_WORKERS"] = workers
                name = f"reading, {workers} processes"
                seconds[name] = timed(lambda: read_all(batches), bulletins)
                print(f"{name:22} {seconds[name]:7.1f} s")
        gain = seconds["reading, 1 processes"] / seconds["reading, 2 processes"]
        print(f"the reading alone, from 1 to 2 processes: {gain:.2f} times as fast")


if __name__ == "__main__":
    main()
