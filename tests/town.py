"""A town: a small portal, an empty archive and an empty warehouse, visited without Prefect."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine

from etl import resources
from etl.bulletin.model import Bulletin
from etl.localportal.server import serve
from etl.pipeline.load_saved_page import load_saved_page
from etl.pipeline.run_report import PageReport, RunReport
from etl.pipeline.run_tools import Tools
from etl.pipeline.steps.read_page import read_dated
from etl.pipeline.visit import Steps, visit
from etl.pipeline.visit_day import Look
from etl.portal.archive.archive import Archive
from etl.portal.http.client import Client
from etl.portal.http.retry import Limits
from etl.portal.model import load_portal
from etl.portal.retrieve import snapshot_file
from etl.quality.suite import Suite, load_suites
from etl.warehouse.audit import violations
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.run_records import open_run
from etl.warehouse.queries import figures_as_of as read
from etl.warehouse.queries import views_and_status
from etl.warehouse.queries.figures_as_of import Figure
from tests.sample_portal import write_samples

SUITES = load_suites(resources.folder("expectations"))
SAMPLE = load_portal("sample", resources.folder("portals"))
ONCE = Limits(retries=0)

OCTOBER = """1.新增停车泊位20000个。（责任单位：市公安局）
进展情况：全市新增停车泊位21286个，占年计划的106.4％。
2.建设口袋公园60处。（责任单位：市园林和林业局）
进展情况：建成口袋公园54处，占年计划的90％。"""
NOVEMBER = OCTOBER.replace("21286", "23352").replace("106.4", "116.7")
# 23552 of 20000 is no 116.7 %: one of the three figures is misprinted.
MISPRINTED = NOVEMBER.replace("23352", "23552")


def page(number: int, month: int, text: str, **more: Any) -> dict[str, Any]:
    published = f"2024-{month + 1:02}-20 10:00:00"
    title = f"2024年市办实事1-{month}月具体进展情况"
    return {"number": number, "title": title, "published": published, "text": text, **more}


def outcomes(report: RunReport) -> list[str]:
    return [page.outcome for page in report.pages]


def read_in_doubt(words: str) -> Callable[..., Bulletin]:
    """A grammar that cannot tell whether those words promise or report, whatever it knows."""

    def grammar(*arguments: Any, **more: Any) -> Bulletin:
        bulletin = read_dated(*arguments, **more)
        doubt = {"certainty": "doubtful", "because": ("promise or report",), "instead": "target"}
        facts = (
            replace(fact, **doubt) if fact.text == words else fact  # type: ignore[arg-type]
            for fact in bulletin.facts
        )
        return replace(bulletin, facts=tuple(facts))

    return grammar


class Town:
    """A small portal, an empty archive and an empty warehouse."""

    def __init__(self, folder: Path, engine: Engine, suites: Sequence[Suite] = SUITES) -> None:
        self.samples = folder / "samples"
        self.archive = Archive(folder / "archive")
        self.engine = engine
        self.suites = suites
        # The same from visit to visit, for a page is asked for where it was last found.
        self.port = 0

    @property
    def tools(self) -> Tools:
        return Tools(self.archive, self.engine, self.suites)

    def publish(self, *pages: dict[str, Any], rows: int = 8) -> None:
        write_samples(self.samples, pages, rows=rows)

    def visit(
        self,
        day: date = date(2025, 1, 31),
        steps: Steps | None = None,
        faults: tuple[str, ...] = (),
        *,
        limits: Limits = ONCE,
        tls: Path | None = None,
    ) -> RunReport:
        with serve(self.samples, day, self.port, tls=tls) as site:
            self.port = urlsplit(site.url).port or 0
            site.faults = faults
            return self.look(Look(site.standing_in_for(SAMPLE), day), steps, limits)

    def look(self, look: Look, steps: Steps | None = None, limits: Limits = ONCE) -> RunReport:
        run_id = open_run(self.engine, look.portal, "monthly", datetime.now(UTC))
        with Client(look.portal, contact="x@example.org", pause_seconds=0, limits=limits) as client:
            return visit(look, client, self.tools, run_id, steps=steps)

    def load(self, file: Path, published: date) -> PageReport:
        snapshot = snapshot_file(file, SAMPLE, published, self.archive)
        return load_saved_page(snapshot, SAMPLE, published, self.tools)

    def parking(self, measure: str = "actual") -> list[Figure]:
        with read_only(self.engine) as connection:
            figures = read.history(connection, "新增停车泊位")
        return [figure for figure in figures if figure.measure == measure]

    def status(self) -> views_and_status.Status:
        with read_only(self.engine) as connection:
            assert violations(connection) == []
            return views_and_status.status(connection)
