"""A process that looks at portals, one after another, with everything open all night."""

import logging
import resource
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, Literal

from sqlalchemy import Engine

from etl import resources
from etl.errors import EtlError
from etl.pipeline.backfill import backfill
from etl.pipeline.month_range import Months
from etl.pipeline.run_report import RunReport
from etl.pipeline.run_tools import Tools
from etl.pipeline.visit import visit
from etl.pipeline.visit_day import Look
from etl.portal.archive.archive import Archive
from etl.portal.http.client import Client
from etl.portal.http.retry import Limits
from etl.portal.model import Portal
from etl.quality.gx_validation import warm_up
from etl.quality.suite import Suite, load_suites
from etl.warehouse.journal.exclusive_run import exclusive_run
from etl.warehouse.schema.open_and_upgrade import open_warehouse

How = Literal["backfill", "visit"]
ALL = Months(first=date(1990, 1, 1), last=date(2030, 12, 31))
_HASTE = Limits(backoff_seconds=0.01)
"""A portal that fails is asked again as often as ever, but soon: the waiting is not ours."""


@dataclass(frozen=True)
class Done:
    """What came of one portal."""

    outcomes: Counter[str]
    problem: str
    """Why it could not be looked at."""
    cpu_seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Worker:
    """What a process has open all night."""

    engine: Engine
    archive: Archive
    suites: Sequence[Suite]

    @classmethod
    def start(cls, url: str, archive: str | Path) -> "Worker":
        """Open everything, for as long as the process lives."""
        # What a portal does on a bad day is counted, not told.
        logging.disable()
        engine = ExitStack().enter_context(open_warehouse(url, create=True))
        warm_up()
        return cls(engine, Archive(archive), load_suites(resources.folder("expectations")))

    def look(self, described: dict[str, Any], how: How, day: date) -> Done:
        """A visit to a portal or a backfill of it, as a flow's run does it."""
        portal, began = Portal.model_validate(described), time.process_time()
        report, problem = RunReport(portal.name, ()), ""
        try:
            with (
                exclusive_run(self.engine, portal, how) as run,
                Client(portal, contact="nobody", pause_seconds=0, limits=_HASTE) as client,
            ):
                look = Look(portal, day)
                tools = Tools(self.archive, self.engine, self.suites)
                report = (
                    backfill(look, ALL, client, tools, run.id)
                    if how == "backfill"
                    else visit(look, client, tools, run.id)
                )
        except EtlError as error:
            problem = str(error)
        spent = time.process_time() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return Done(Counter(report.outcomes), problem, spent, peak)


def toil(url: str, archive: str, portals: Sequence[dict[str, Any]], day: date, seed: int) -> None:
    """Look at portals in any order for ever, whatever becomes of the database."""
    chance = Random(seed)  # noqa: S311
    worker: Worker | None = None
    while True:
        try:
            worker = worker or Worker.start(url, archive)
        except EtlError:
            time.sleep(0.2)
            continue
        worker.look(chance.choice(portals), chance.choice(("backfill", "visit")), day)
