"""What a backfill costs through Prefect, and what a second process brings.

A local portal serves copies of the sample bulletins under titles and addresses of their
own; every contestant loads all of them into an empty warehouse of its own, and then makes
what a run makes of them besides: Data Docs, site, and the file of the views. The two are timed
apart, from when Prefect is imported and its server answers. Then the part that a task runner
spreads, the reading of the archive, is timed by itself.

    .venv/bin/python benchmarks/backfill.py [--bulletins 1000]
"""

import argparse
import importlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psutil
import yaml

from etl import resources
from etl.flows.local import temporary_server
from etl.localportal.sample_visit_days import looks
from etl.localportal.samples import load_samples
from etl.pipeline.backfill import BATCH, backfill, fetch_batch
from etl.pipeline.month_range import Months
from etl.pipeline.readings import Fetched
from etl.pipeline.run_tools import Tools
from etl.portal.archive.archive import Archive
from etl.portal.http.client import Client
from etl.portal.listing.pick_bulletins import discover
from etl.portal.model import Portal, load_portal
from etl.quality.data_docs import DataDocs
from etl.quality.gx_validation import warm_up
from etl.quality.suite import load_suites
from etl.settings import Settings, portal_folders
from etl.site.build import rebuilt
from etl.warehouse.journal.exclusive_run import exclusive_run
from etl.warehouse.readers_file import write_readers_file
from etl.warehouse.schema.open_and_upgrade import open_warehouse

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


@dataclass
class Timed:
    """How long a contestant took."""

    bulletins: int = 0
    started: float = field(default_factory=time.perf_counter)
    loaded: float = 0.0
    """When the last bulletin was."""

    def loaded_all(self) -> None:
        """Now all bulletins are loaded."""
        self.loaded = time.perf_counter()

    def told(self, _portal: str, _done: str, part: float) -> None:
        """What a flow tells who watches it."""
        if part == 1.0:
            self.loaded_all()

    def seconds(self) -> tuple[float, float]:
        """To load, and to publish, which ends now."""
        return self.loaded - self.started, time.perf_counter() - self.loaded


def library(home: Path, samples: Path, months: Months, timed: Timed) -> None:
    """The bare loop: the same functions without Prefect."""
    portal = load_portal("sample", resources.folder("portals"))
    suites = load_suites(resources.folder("expectations"))
    archive = Archive(home / "archive")
    docs = DataDocs(home / "data-docs", portal.name, datetime.now(UTC))
    with open_warehouse(f"sqlite:///{home / 'warehouse.sqlite'}", create=True) as engine:
        with exclusive_run(engine, portal, "backfill") as run:
            for look in looks(portal, samples, again=False):
                with Client(look.portal, contact="benchmark", pause_seconds=0) as client:
                    tools = Tools(archive, engine, suites)
                    report = backfill(look, months, client, tools, run.id, show=docs.add)
                timed.bulletins += report.outcomes["new"]
                timed.loaded_all()
                docs.build([(page.title, page.checks) for page in report.pages if page.checks])
        rebuilt(engine, archive, home / "site", portal_folders())
        write_readers_file(engine, home / "views.sqlite")


def through_prefect(months: Months, timed: Timed) -> None:
    """The flow, with the task runner that the environment names."""
    from etl.flows.backfill import run

    report = run(["sample"], months, 1, timed.told)["sample"]
    if isinstance(report, Exception):
        raise report
    timed.bulletins += report.outcomes["new"]


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


def cpu_seconds() -> float:
    """Of this process, Prefect's server and whatever workers have ended."""
    own = psutil.Process()
    return sum(sum(process.cpu_times()[:4]) for process in (own, *own.children(recursive=True)))


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
        started = time.perf_counter()
        wait = temporary_server.start(root / "prefect", "")
        importlib.import_module("etl.flows.backfill")
        warm_up()
        wait()
        print(f"importing, and Prefect's server: {time.perf_counter() - started:.1f} s")
        contestants: dict[str, Callable[[Path, Timed], None]] = {
            "library loop": lambda data, timed: library(data, root / "samples", months, timed),
            "Prefect, 1 thread": lambda _data, timed: through_prefect(months, timed),
            "Prefect, 1 process": lambda _data, timed: through_prefect(months, timed),
            "Prefect, 2 processes": lambda _data, timed: through_prefect(months, timed),
        }
        first: tuple[float, ...] = ()
        print(f"{'':22}    loading, s      publishing, s   both, s         CPU, s")
        for name, work in contestants.items():
            workers = "2" if "2" in name else "1"
            runner = "processes" if "process" in name else "threads"
            of_own = {"ETL_TASK_RUNNER": runner, "ETL_TASK_WORKERS": workers}
            with home(root, name.replace(" ", "-"), **of_own) as data:
                before, timed = cpu_seconds(), Timed()
                work(data, timed)
                loading, publishing = timed.seconds()
                require(timed.bulletins, bulletins)
            came = loading, publishing, loading + publishing, cpu_seconds() - before
            first = first or came
            told = (f"{one:7.1f} {one / of:5.2f} ×" for one, of in zip(came, first, strict=True))
            print(f"{name:22} {' '.join(told)}   load {os.getloadavg()[0]:.1f}")
        with home(root, "reading", ETL_TASK_RUNNER="processes") as data:
            batches = fetched(data, root / "samples")
            seconds = []
            for workers in ("1", "2"):
                os.environ["ETL_TASK_WORKERS"] = workers
                began = time.perf_counter()
                require(read_all(batches), bulletins)
                seconds.append(time.perf_counter() - began)
                print(f"reading alone, {workers} process(es): {seconds[-1]:.1f} s")
        print(f"the reading alone, from 1 to 2 processes: {seconds[0] / seconds[1]:.2f} × as fast")


def require(loaded: int, bulletins: int) -> None:
    """End where not all bulletins were loaded."""
    if loaded != bulletins:
        sys.exit(f"{loaded} of {bulletins} bulletins were loaded")


if __name__ == "__main__":
    main()
