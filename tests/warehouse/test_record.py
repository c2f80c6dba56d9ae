"""Runs, contents got, and contents held back."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, func, select

from etl.errors import WarehouseError
from etl.quality.check_results import CheckResult
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.quarantine import quarantine_edition, record_unreadable
from etl.warehouse.journal.run_records import Recorded, close_run, open_run, record_snapshot
from etl.warehouse.queries.views_and_status import status
from etl.warehouse.schema.tables import check_result, fact
from tests.bulletins import parking
from tests.warehouse.editions import Loader, bulletin_of, day, edition, portal, snapshot

FAILED = CheckResult("facts", "shares_agree", "critical", False, 2, "116.7 seen", "it is wrong")


def test_a_page_is_unchanged_only_when_its_content_is_the_one_loaded_last(engine: Engine) -> None:
    loader = Loader(engine)
    one, other = (edition(bulletin_of(parking(v)), day(n)) for n, v in ((5, "1"), (6, "2")))
    assert record_snapshot(engine, one.snapshot) == Recorded(True, False, False)
    assert record_snapshot(engine, one.snapshot) == Recorded(False, True, False)
    loader.load(one)
    assert record_snapshot(engine, one.snapshot) == Recorded(False, True, True)
    assert record_snapshot(engine, other.snapshot) == Recorded(False, False, False)
    loader.load(other)
    assert record_snapshot(engine, one.snapshot) == Recorded(False, True, False)
    reverted = loader.load(replace(one, published_at=day(7)))
    assert reverted.revised == 1
    assert record_snapshot(engine, one.snapshot) == Recorded(False, True, True)


def test_a_run_is_shown_with_its_counts(engine: Engine) -> None:
    run_id = open_run(engine, portal(city="青岛"), "monthly", day(1))
    with read_only(engine) as connection:
        assert [run.state for run in status(connection).runs] == ["running"]
    close_run(engine, run_id, "completed", {"found": 11, "new": 2}, day(2))
    with read_only(engine) as connection:
        [run] = status(connection).runs
    assert (run.state, run.finished_at, run.summary) == (
        "completed",
        day(2),
        {"found": 11, "new": 2},
    )


def test_a_quarantined_bulletin_keeps_its_checks_and_loads_no_figure(engine: Engine) -> None:
    loader = Loader(engine)
    bad = edition(bulletin_of(parking(share="117.6")), day(5), checks=(FAILED,))
    for _ in range(2):
        quarantine_edition(engine, bad, "A share is wrong.", loader.run_id, day(6))
    with read_only(engine) as connection:
        assert [held.reason for held in status(connection).quarantined] == ["A share is wrong."]
        assert connection.execute(select(check_result.c.evidence)).scalars().all()[0] == (
            "新增停车泊位117.6%"
        )
        assert connection.execute(select(func.count()).select_from(fact)).scalar() == 0
    loader.load(replace(bad, checks=()))
    with read_only(engine) as connection:
        assert status(connection).quarantined == ()


def test_an_unreadable_page_is_held_back_with_the_reason(engine: Engine) -> None:
    loader = Loader(engine)
    page = snapshot("november", "%PDF")
    record_unreadable(engine, page, "It is a PDF.", loader.run_id, day(6), "十一月")
    with read_only(engine) as connection:
        [held] = status(connection).quarantined
    assert (held.title, held.reason, held.sha256) == ("十一月", "It is a PDF.", page.sha256)


def test_a_run_that_was_never_opened_cannot_be_closed(engine: Engine) -> None:
    with pytest.raises(WarehouseError, match="is not in the warehouse"):
        close_run(engine, "nobody", "failed", {}, day(1))
