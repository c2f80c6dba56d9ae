"""What waits in a small warehouse: figures in prose and in a table, a bulletin, a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection

from etl.pipeline.decision_cases import Case, Cases, Page
from etl.quality.verdicts import FigureRead
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.waiting_for_verdict import Failure, Held, waiting
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from tests.site.hostile import HOSTILE, hostile
from tests.town import NOVEMBER, OCTOBER, SAMPLE, Town, page, read_in_doubt

PROSE = (
    NOVEMBER.replace("23352", "23552")
    + "\n3.新建公共厕所30座。（责任单位：市城管局）\n"
    + "进展情况：对厕所升级改造22座，推进新建公共厕所12座工作。"
)
TABLE = (
    "<h1>2024年市办实事1-12月具体进展情况</h1><table>"
    "<tr><th>序号</th><th>项目</th><th>年度目标</th><th>完成情况</th></tr>"
    "<tr><td>1</td><td>新增停车泊位</td><td>20000个</td><td>已新增23999个，占年计划的116.7%</td></tr>"
    "<tr><td>2</td><td>建设口袋公园</td><td>60处</td><td>建成口袋公园54处，占年计划的90%</td></tr>"
    "<tr><td>3</td><td>新建公共厕所</td><td>30座</td><td>已建成28座</td></tr></table>"
)
WHOLE = "2024年市办实事1-8月具体进展情况\n" + NOVEMBER.replace("2.建设", "4.建设").replace(
    "54处", "64处"
)


@dataclass
class Waiting:
    """The cases, by what they are: ``prose``, ``either``, ``table``, ``whole``, ``unread``."""

    cases: Cases
    numbers: dict[str, int]
    connection: Connection

    def __getitem__(self, kind: str) -> Case:
        return self.cases.of(self.numbers[kind])


@contextmanager
def held_town(folder: Path) -> Iterator[Waiting]:
    with (
        pytest.MonkeyPatch.context() as patch,
        open_warehouse(f"sqlite:///{folder / 'w.sqlite'}", create=True) as engine,
    ):
        patch.setattr("etl.pipeline.steps.read_page.read_dated", read_in_doubt("22座"))
        town = Town(folder, engine)
        town.publish(page(10, 10, OCTOBER), page(11, 11, PROSE), page(7, 7, "通知：放假。"))
        town.visit()
        for name, text, day in (
            ("december.html", TABLE, date(2024, 12, 31)),
            ("august.txt", WHOLE, date(2024, 9, 20)),
        ):
            (folder / name).write_text(text, "utf-8")
            town.load(folder / name, day)
        with read_only(engine) as connection:
            numbers = {kind: _number(connection, kind) for kind in _KINDS}
            yield Waiting(Cases(connection, town.archive, SAMPLE), numbers, connection)


_KINDS = {
    "prose": ("1-11月", "actual", "23552个"),
    "either": ("1-11月", "actual", "22座"),
    "table": ("1-12月", "actual", "23999个"),
    "whole": ("1-8月", None, None),
    "unread": ("1-7月", None, None),
}


def _number(connection: Connection, kind: str) -> int:
    return next(one.id for one in waiting(connection) if _told(one) == _KINDS[kind])


def _told(one: Held) -> tuple[str, str | None, str | None]:
    month = one.title.removeprefix("2024年市办实事").removesuffix("具体进展情况")
    if one.figure is None:
        return month, None, None
    return month, one.figure.read.measure, one.figure.read.evidence


def hostile_case(good: Case) -> Case:
    """A case whose every word tries to be more than a word."""
    bulletin = hostile()
    fact = bulletin.facts[0]
    assert good.held.figure
    read = FigureRead(fact.pledge, HOSTILE, fact.measure, fact.value, HOSTILE, fact.text)
    figure = replace(good.held.figure, read=read, context=HOSTILE, start=fact.start, end=fact.end)
    reasons = frozenset({f"doubt: {HOSTILE}", HOSTILE})
    held = replace(
        good.held, title=HOSTILE, reason=HOSTILE, url=HOSTILE, failures=reasons, figure=figure
    )
    failure = Failure("facts", HOSTILE, "critical", fact.text, HOSTILE, HOSTILE, fact.measure)
    return replace(
        good,
        held=held,
        page=Page(bulletin, ()),
        waiting=[held],
        failures=[failure],
        own_failures=[failure],
        known=[replace(one, unit=HOSTILE, title=HOSTILE) for one in good.known],
    )
