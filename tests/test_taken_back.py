"""What was loaded by mistake is taken back: its history stays, and the decision replays."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl.errors import NothingFound, WarehouseError
from etl.pipeline.carry_out_decision import carry_out, withdraw
from etl.pipeline.reparse import load_reparse, plan_reparse
from etl.quality.check_results import Verdict
from etl.quality.verdicts import AS_READ, Amendment
from etl.warehouse.audit import violations
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.run_records import open_run
from etl.warehouse.journal.waiting_for_verdict import Held, waiting
from etl.warehouse.queries import views_and_status
from etl.warehouse.queries.figures_as_of import known_as_recorded
from etl.warehouse.queries.known_of_portal import KnownPage, known_pages, page_called
from etl.warehouse.queries.portal_histories import published
from tests.town import MISPRINTED, NOVEMBER, OCTOBER, SAMPLE, SUITES, Town, page

GAP = OCTOBER.replace("2.建设", "3.建设")


def decide(town: Town, number: int, verdict: Verdict, amendment: Amendment = AS_READ) -> list[str]:
    said = ([number], verdict, "By mistake.", "Li")
    return [one.outcome for one in carry_out(*said, SAMPLE, town.tools, amendment)]


def called(town: Town, words: str) -> KnownPage:
    return page_called(known_pages(town.engine, "sample").values(), words)


def told(town: Town, measure: str = "actual") -> list[tuple[str, str, str | None, str | None]]:
    return [
        (f"{one.period_end:%m}", str(one.value), one.reason, one.decided_by)
        for one in town.parking(measure)
    ]


def current(town: Town) -> set[tuple[str, str]]:
    with read_only(town.engine) as connection:
        assert violations(connection) == []
        rows = views_and_status.rows_of(connection, "current_fact")
    return {(f"{r['period_end']:%m}", str(r["value"])) for r in rows if r["measure"] == "actual"}


def waits(town: Town) -> Sequence[Held]:
    with read_only(town.engine) as connection:
        return waiting(connection)


def replayed(town: Town) -> None:
    """Neither another visit nor a reparse brings it back, or finds a difference."""
    before = current(town)
    assert town.visit().versions == 0
    plan = plan_reparse(SAMPLE, town.archive, town.engine)
    assert list(plan.differences) == []
    run_id = open_run(town.engine, SAMPLE, "reparse", datetime.now(UTC))
    assert load_reparse(plan, town.engine, SUITES, run_id).versions == 0
    assert current(town) == before
    assert waits(town) == ()


def test_a_loaded_bulletin_is_withdrawn_and_what_was_on_record_stays_so(
    tmp_path: Path, engine: Engine
) -> None:
    town = Town(tmp_path, engine)
    town.publish(page(10, 10, OCTOBER), page(11, 11, NOVEMBER))
    town.visit()
    loaded = datetime.now(UTC)
    [done] = withdraw(called(town, "1-11月"), "Of another city.", "Li", SAMPLE, town.tools)
    assert done.outcome == "withdrawn"
    assert current(town) == {("10", "21286"), ("10", "54")}
    assert told(town) == [
        ("10", "21286", "first", None),
        ("11", "23352", "first", None),
        ("11", "None", "withdrawn", "Li"),
    ]
    with read_only(town.engine) as connection:
        then = known_as_recorded(connection, loaded, "sample")
    assert {str(one.value) for one in then if one.measure == "actual"} == {"21286", "23352", "54"}
    with read_only(town.engine) as connection:
        periods = {f"{one.period_end:%m}" for one in published(connection, SAMPLE)}
    assert periods == {"10"}
    replayed(town)
    with pytest.raises(NothingFound, match="was taken back"):
        withdraw(called(town, "1-11月"), "Again.", "Li", SAMPLE, town.tools)


def test_what_was_withdrawn_is_released_by_its_number(
    tmp_path: Path, detail_engine: Engine
) -> None:
    town = Town(tmp_path, detail_engine)
    town.publish(page(10, 10, OCTOBER))
    town.visit()
    [done] = withdraw(called(town, "1-10月"), "Of another city.", "Li", SAMPLE, town.tools)
    number = int(done.problem.split()[3])
    assert current(town) == set()
    assert decide(town, number, "released") == ["new"]
    assert current(town) == {("10", "21286"), ("10", "54")}
    assert [reason for _, _, reason, _ in told(town)] == ["first", "withdrawn", "reparse"]
    replayed(town)


def test_a_release_of_a_bulletin_is_taken_back_by_rejecting_it(
    tmp_path: Path, engine: Engine
) -> None:
    """What the page said before holds again."""
    town = Town(tmp_path, engine)
    town.publish(page(10, 10, OCTOBER))
    town.visit()
    town.publish(page(10, 10, GAP.replace("21286", "21386").replace("106.4", "106.9")))
    town.visit()
    [held] = waits(town)
    decide(town, held.id, "released")
    assert current(town) == {("10", "21386"), ("10", "54")}
    with pytest.raises(WarehouseError, match="nothing to release"):
        decide(town, held.id, "released")
    assert set(decide(town, held.id, "rejected")) == {"withdrawn"}
    assert current(town) == {("10", "21286"), ("10", "54")}
    assert [value for _, value, *_ in told(town)] == ["21286", "21386", "21286"]
    replayed(town)


def test_a_released_figure_is_taken_back_and_an_amended_one_amended_again(
    tmp_path: Path, engine: Engine
) -> None:
    town = Town(tmp_path, engine)
    town.publish(page(10, 10, OCTOBER), page(11, 11, MISPRINTED))
    town.visit()
    [actual] = [one for one in waits(town) if one.figure and one.figure.read.measure == "actual"]
    decide(town, actual.id, "amended", Amendment(value=Decimal(1600)))
    decide(town, actual.id, "amended", Amendment(value=Decimal(23352)))
    decide(town, actual.id, "rejected")
    assert told(town)[1:] == [
        ("11", "1600", "amended", "Li"),
        ("11", "23352", "amended", "Li"),
        ("11", "None", "withdrawn", "Li"),
    ]
    assert actual.id not in [one.id for one in waits(town)]
    assert decide(town, actual.id, "released") == ["revised"]
    assert told(town)[-1] == ("11", "23552", "released", "Li")
    assert current(town) == {("10", "21286"), ("10", "54"), ("11", "23552"), ("11", "54")}


def test_a_page_is_called_by_its_address_key_or_words_of_its_title(
    tmp_path: Path, detail_engine: Engine
) -> None:
    town = Town(tmp_path, detail_engine)
    town.publish(page(10, 10, OCTOBER), page(11, 11, NOVEMBER))
    town.visit()
    one = called(town, "1-10月")
    assert called(town, one.url) == called(town, one.key) == one
    with pytest.raises(NothingFound, match="2 pages are called '市办实事'"):
        called(town, "市办实事")
    with pytest.raises(NothingFound, match="No loaded page"):
        called(town, "厦门市")
