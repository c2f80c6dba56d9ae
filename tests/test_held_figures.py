"""Figures that wait by themselves: the rest is loaded, and what is decided about them replays."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl.errors import NothingFound, SettingsError, WarehouseError
from etl.pipeline.carry_out_decision import carry_out
from etl.pipeline.reparse import load_reparse, plan_reparse
from etl.pipeline.run_report import PageReport
from etl.quality.check_results import Verdict
from etl.quality.verdicts import AS_READ, Amendment
from etl.warehouse.audit import violations
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.run_records import open_run
from etl.warehouse.journal.waiting_for_verdict import Held, alike, failures, held, waiting
from etl.warehouse.queries import views_and_status
from etl.warehouse.queries.figures_as_of import Figure, history, known_as_published
from tests.bulletins import Figure as Said
from tests.bulletins import Item
from tests.town import (
    MISPRINTED,
    NOVEMBER,
    OCTOBER,
    SAMPLE,
    SUITES,
    Town,
    page,
    read_in_doubt,
)
from tests.warehouse.editions import Loader, bulletin_of, day, edition

PARKING = {("actual", "23552"), ("pct_of_target", "116.7"), ("target", "20000")}


@pytest.fixture
def town(tmp_path: Path, detail_engine: Engine) -> Town:
    return visited(tmp_path, detail_engine)


def visited(folder: Path, engine: Engine) -> Town:
    town = Town(folder, engine)
    town.publish(page(10, 10, OCTOBER), page(11, 11, MISPRINTED))
    town.visit()
    return town


def wait(town: Town) -> dict[str, Held]:
    """What waits, by measure."""
    with read_only(town.engine) as connection:
        assert violations(connection) == []
        return {one.figure.read.measure: one for one in waiting(connection) if one.figure}


def decide(
    town: Town, those: Sequence[Held], verdict: Verdict, amendment: Amendment = AS_READ
) -> tuple[PageReport, ...]:
    ids = [one.id for one in those]
    said = (ids, verdict, "As the office says.", "Li")
    return carry_out(*said, SAMPLE, town.tools, amendment)


def parking(town: Town) -> list[Figure]:
    with read_only(town.engine) as connection:
        found = history(connection, "新增停车泊位", "sample")
    return [figure for figure in found if figure.measure == "actual"]


def told(figures: Sequence[Figure]) -> list[tuple[str, str, str | None, str | None]]:
    return [(str(f.period_end), str(f.value), f.reason, f.decided_by) for f in figures]


OCTOBERS = ("2024-10-31", "21286", "first", None)


def test_what_contradicts_its_share_waits_and_the_rest_is_loaded(town: Town) -> None:
    found = wait(town)
    assert {(m, str(one.figure.read.value)) for m, one in found.items() if one.figure} == PARKING
    assert found["actual"].failures == {"doubt: share disagrees"}
    assert found["actual"].figure
    assert "全市新增停车泊位【23552个】,占年计划的116.7" in found["actual"].figure.context
    with read_only(town.engine) as connection:
        assert set(waiting(connection, "sample")) == set(found.values())
        assert waiting(connection, "qingdao") == ()
        [failure] = failures(connection, found["pct_of_target"].id)
        rows = views_and_status.rows_of(connection, "current_fact")
    assert failure.expectation == "share_agrees_with_arithmetic"
    november = {row["indicator"] for row in rows if str(row["period_end"]) == "2024-11-30"}
    assert november == {"口袋公园"}
    assert told(parking(town)) == [OCTOBERS]


def test_a_target_that_october_gave_stays_though_november_says_it_in_doubt(town: Town) -> None:
    """To be silent because of a doubt is no withdrawal."""
    with read_only(town.engine) as connection:
        targets = [f for f in history(connection, "新增停车泊位") if f.measure == "target"]
    assert told(targets) == [("2024-12-31", "20000", "first", None)]


def test_a_figure_that_may_be_promised_or_done_waits_with_both_readings(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.pipeline.steps.read_page.read_dated", read_in_doubt("49处"))
    town.publish(page(10, 10, OCTOBER.replace("54处", "49处").replace("90％", "81.6％")))
    town.visit()
    [one] = [one for one in wait(town).values() if one.figure and one.figure.alternative]
    assert one.figure
    assert (one.figure.read.measure, one.figure.alternative) == ("actual", "target")
    assert (one.figure.read.evidence, one.reason) == ("49处", "doubt: promise or report")


def test_released_figures_are_loaded_with_who_said_so(town: Town) -> None:
    [done] = decide(town, tuple(wait(town).values()), "released")
    assert done.loaded
    assert (done.outcome, done.loaded.held) == ("revised", 0)
    assert told(parking(town)) == [OCTOBERS, ("2024-11-30", "23552", "released", "Li")]
    assert wait(town) == {}
    assert town.visit().versions == 0


def test_an_amended_figure_is_a_version_with_its_author_and_replays(town: Town) -> None:
    actual = wait(town)["actual"]
    decide(town, [actual], "amended", Amendment(value=Decimal(23352)))
    assert told(parking(town))[1:] == [("2024-11-30", "23352", "amended", "Li")]
    assert wait(town).keys() == {"target", "pct_of_target"}
    plan = plan_reparse(SAMPLE, town.archive, town.engine)
    assert list(plan.differences) == []
    run_id = open_run(town.engine, SAMPLE, "reparse", datetime.now(UTC))
    assert load_reparse(plan, town.engine, SUITES, run_id).versions == 0
    with read_only(town.engine) as connection:
        assert [run.flow for run in views_and_status.status(connection).runs].count("decide") == 1
    with pytest.raises(WarehouseError, match="nothing to release"):
        decide(town, [actual], "released")


def test_an_amendment_says_something_of_one_figure_that_is_amended(town: Town) -> None:
    one, *others = wait(town).values()
    other = Amendment.of("23352", "", None)
    slips: tuple[tuple[list[Held], Verdict, Amendment, str], ...] = (
        ([one], "amended", AS_READ, "Say what is other"),
        ([one], "released", other, "choose amended"),
        ([one, *others], "amended", other, "One figure"),
    )
    for those, verdict, amendment, says in slips:
        with pytest.raises(SettingsError, match=says):
            decide(town, those, verdict, amendment)
    for wrong in ("", "two", "NaN", "-inf"):
        with pytest.raises(SettingsError, match="is no number in base units"):
            Amendment.of(wrong, "个", None)
    assert wait(town).keys() == {"actual", "target", "pct_of_target"}


def test_a_rejected_figure_waits_no_longer_and_stays_out(town: Town) -> None:
    assert decide(town, [wait(town)["actual"]], "rejected") == ()
    assert wait(town).keys() == {"target", "pct_of_target"}
    decide(town, [wait(town)["pct_of_target"]], "released")
    assert told(parking(town)) == [OCTOBERS]


def test_what_the_office_corrects_waits_no_longer(town: Town) -> None:
    """And before the correction was published, nothing was known but October's."""
    town.publish(page(10, 10, OCTOBER), page(11, 11, NOVEMBER))
    town.visit()
    assert wait(town) == {}
    assert [(p, v) for p, v, *_ in told(parking(town))] == [
        ("2024-10-31", "21286"),
        ("2024-11-30", "23352"),
    ]
    with read_only(town.engine) as connection:
        then = known_as_published(connection, datetime(2024, 12, 25, tzinfo=UTC), "sample")
    assert {str(f.value) for f in then if f.measure == "actual"} == {"21286", "54"}


def test_a_corrected_page_that_is_in_doubt_leaves_what_was_said_before(town: Town) -> None:
    worse = OCTOBER.replace("21286", "31286")
    town.publish(page(10, 10, worse), page(11, 11, MISPRINTED))
    town.visit()
    assert told(parking(town)) == [OCTOBERS]
    october = {one.id for one in wait(town).values() if "1-10月" in one.title}
    with read_only(town.engine) as connection:
        assert october <= {one.id for one in waiting(connection)}


def test_figures_that_wait_for_the_same_reason_are_decided_at_once(
    tmp_path: Path, engine: Engine
) -> None:
    town = visited(tmp_path, engine)
    found = wait(town)
    worse = OCTOBER.replace("21286", "31286")
    town.publish(page(10, 10, worse), page(11, 11, MISPRINTED))
    town.visit()
    with read_only(town.engine) as connection:
        those = alike(connection, found["actual"].id)
        assert [str(one.figure.read.value) for one in those if one.figure] == ["23552", "31286"]
    pages = decide(town, those, "released")
    assert len(pages) == 2
    assert {str(figure.value) for figure in parking(town)} == {"21286", "23552", "31286"}


def test_what_a_page_says_twice_waits_once(engine: Engine) -> None:
    twice = (Said("actual", "新增停车泊位", "23552", "个"),) * 2
    doubt = frozenset({"doubt: promise or report"})
    said = edition(bulletin_of(Item(1, twice)), day(1))
    loader = Loader(engine)
    for held_back in ({0: doubt, 1: doubt}, {1: doubt, 0: doubt}, {}):
        loader.load(replace(said, held=held_back))
        with read_only(engine) as connection:
            assert violations(connection) == []
            assert len(waiting(connection)) == bool(held_back)


def test_a_number_that_nothing_has_is_refused(town: Town) -> None:
    with read_only(town.engine) as connection, pytest.raises(NothingFound, match="has the number"):
        held(connection, 999)
