"""Figures are identified once: what the history gate judged is what is loaded."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import Engine

from etl.bulletin.model import Bulletin
from etl.pipeline.readings import Reading
from etl.pipeline.run_report import RunReport
from etl.pipeline.steps import history_gate, load_or_hold
from etl.pipeline.steps.history_gate import check_history
from etl.pipeline.steps.load_or_hold import file_reading
from etl.quality.check_results import CheckResult
from etl.report.run import markdown
from etl.warehouse.connection.engine import read_only
from etl.warehouse.queries.figures_as_of import Figure, known_as_recorded
from tests.bulletins import bulletin
from tests.warehouse.editions import Loader, day, pledge, snapshot

CRITICAL = CheckResult("document", "has_a_title", "critical", False, None, "none", "no name")


def said_in(year: int, label: str) -> Bulletin:
    """Car parks, promised and built by November, called so that year."""
    return bulletin(
        pledge(1, "20000", "15000", label),
        title=f"{year}年市办实事1-11月具体进展情况",
        plan_year=year,
        period_end=date(year, 11, 30),
    )


def reading_of(said: Bulletin) -> Reading:
    return Reading(snapshot(f"n{said.plan_year}", said.text), said.title, day(9), said, False)


EARLIER, LATER = said_in(2024, "新增停车泊位"), said_in(2025, "停车泊位建设")


def judged(
    engine: Engine, *said: Bulletin, results: Sequence[tuple[CheckResult, ...]] = ()
) -> tuple[Reading, ...]:
    found = tuple(results) or ((),) * len(said)
    readings, _ = check_history([reading_of(one) for one in said], found, engine, ())
    return readings


def labels(reading: Reading) -> set[str]:
    assert reading.identified
    return {indicator.label for indicator in reading.identified.indicators}


def held_true(engine: Engine) -> list[Figure]:
    with read_only(engine) as connection:
        return known_as_recorded(connection, day(100000))


@pytest.fixture
def run_id(engine: Engine) -> str:
    return Loader(engine).run_id


def test_a_reading_is_identified_at_the_gate_and_not_again(
    engine: Engine, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of several plan years, too: a label of one is looked for in the one before."""
    readings = judged(engine, LATER, EARLIER)
    assert [labels(one) for one in readings] == [{"新增停车泊位"}] * 2

    def never(*_: object) -> None:
        raise AssertionError("identified once more")

    monkeypatch.setattr(load_or_hold, "identify", never)
    monkeypatch.setattr(history_gate, "identify", never)
    for one in reversed(readings):
        page = file_reading(one, (), engine, run_id)
        assert (page.outcome, page.note) == ("new", "")
    assert {figure.indicator for figure in held_true(engine)} == {"新增停车泊位"}


def test_what_is_held_back_gives_nobody_its_labels(engine: Engine) -> None:
    later, _ = judged(engine, LATER, EARLIER, results=[(), (CRITICAL,)])
    assert labels(later) == {"停车泊位建设"}


def test_where_other_wordings_became_known_it_is_identified_again_and_said(
    engine: Engine, run_id: str
) -> None:
    [later] = judged(engine, LATER)
    assert labels(later) == {"停车泊位建设"}
    file_reading(reading_of(EARLIER), (), engine, run_id)
    page = file_reading(later, (), engine, run_id)
    assert {figure.indicator for figure in held_true(engine)} == {"新增停车泊位"}
    assert "2 of its figures count as other indicators" in page.note
    assert page.note in markdown(RunReport("qingdao", (page,)))


def test_where_it_makes_no_difference_nothing_is_said(engine: Engine, run_id: str) -> None:
    [later] = judged(engine, LATER)
    file_reading(reading_of(said_in(2024, "建成口袋公园")), (), engine, run_id)
    assert file_reading(later, (), engine, run_id).note == ""
