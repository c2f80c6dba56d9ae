"""A portal's pages through every room, without Prefect: a real server, a real database."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from etl import resources
from etl.errors import EmptyListing, NotABulletin, ServerTrouble, Unreachable, WarehouseError
from etl.localportal.sample_visit_days import looks
from etl.localportal.server import serve
from etl.pipeline.carry_out_decision import carry_out
from etl.pipeline.run_report import PageReport
from etl.pipeline.steps.load_or_hold import file_reading
from etl.pipeline.steps.publication_time import corrected_at
from etl.pipeline.visit import Steps, take_page
from etl.pipeline.visit_day import Look
from etl.portal.model import Entry, Snapshot
from etl.quality.verdicts import applying
from etl.report.run import markdown
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.decision_records import decide, decisions
from etl.warehouse.journal.waiting_for_verdict import content
from etl.warehouse.queries import views_and_status
from etl.warehouse.schema.tables import check_result
from tests.portal.bad_days import Answer, bad_day, portal_at
from tests.town import NOVEMBER, OCTOBER, SAMPLE, Town, outcomes, page


@pytest.fixture
def town(tmp_path: Path, sqlite_engine: Engine) -> Town:
    town = Town(tmp_path, sqlite_engine)
    town.publish(page(10, 10, OCTOBER), page(11, 11, NOVEMBER))
    return town


def test_what_a_portal_lists_becomes_a_history(tmp_path: Path, engine: Engine) -> None:
    town = Town(tmp_path, engine)
    town.publish(page(10, 10, OCTOBER), page(11, 11, NOVEMBER))
    assert outcomes(town.visit()) == ["new", "new"]
    assert [(str(f.period_end), str(f.value)) for f in town.parking()] == [
        ("2024-10-31", "21286"),
        ("2024-11-30", "23352"),
    ]


def test_looking_again_loads_nothing(town: Town) -> None:
    town.visit()
    before = town.status()
    again = town.visit()
    assert outcomes(again) == ["unchanged", "unchanged"]
    assert again.versions == 0
    assert town.status().versions == before.versions


def test_a_page_that_is_not_listed_yet_is_not_known(town: Town) -> None:
    assert outcomes(town.visit(date(2024, 12, 1))) == ["new"]
    assert outcomes(town.visit()) == ["unchanged", "new"]


def test_a_corrected_page_revises_the_figures_that_changed_when_it_was_corrected(
    town: Town,
) -> None:
    correction = {
        "day": "2025-02-26",
        "replacements": [
            {"old": "21286个，占年计划的106.4％", "new": "21268个，占年计划的106.3％"}
        ],
    }
    town.publish(page(10, 10, OCTOBER, corrections=[correction]), page(11, 11, NOVEMBER))
    town.visit()
    report = town.visit(date(2025, 3, 20))
    assert outcomes(report) == ["revised", "unchanged"]
    assert report.versions == 2
    first, second = town.parking()[:2]
    assert (str(first.value), str(second.value)) == ("21286", "21268")
    assert second.published_at == datetime(2025, 2, 26, 2, tzinfo=UTC)
    assert second.reason == "portal_revision"


def test_a_bulletin_with_a_missing_number_is_held_back_and_the_others_are_loaded(
    town: Town,
) -> None:
    town.publish(page(10, 10, OCTOBER.replace("2.建设", "3.建设")), page(11, 11, NOVEMBER))
    report = town.visit()
    assert outcomes(report) == ["quarantined", "new"]
    assert "no_pledge_is_missing" in report.pages[0].problem
    assert [str(figure.period_end) for figure in town.parking()] == ["2024-11-30"]
    [held] = town.status().quarantined
    assert held.title == "2024年市办实事1-10月具体进展情况"
    assert town.archive.read(held.sha256)


def test_a_page_that_is_no_bulletin_is_held_back_and_kept(town: Town) -> None:
    town.publish(page(10, 10, "会议听取了各责任单位的汇报。"), page(11, 11, NOVEMBER))
    assert outcomes(town.visit()) == ["quarantined", "new"]
    [held] = town.status().quarantined
    assert "no progress bulletin" in held.reason
    assert "会议听取了".encode() in town.archive.read(held.sha256)


def test_a_mended_page_is_released_from_quarantine(town: Town) -> None:
    mended = {"day": "2025-02-26", "replacements": [{"old": "3.建设", "new": "2.建设"}]}
    gap = OCTOBER.replace("2.建设", "3.建设")
    town.publish(page(10, 10, gap, corrections=[mended]))
    town.visit()
    assert outcomes(town.visit(date(2025, 3, 20))) == ["revised"]
    assert len(town.parking()) == 1


SEPTEMBER = OCTOBER.replace("21286", "19900").replace("106.4", "99.5")


def test_what_is_held_back_is_nobodys_history(town: Town) -> None:
    # October is read as a tenth of itself throughout, and November would seem to soar.
    swallowed = OCTOBER.replace("2.建设", "3.建设").replace("21286", "212860")
    town.publish(page(9, 9, SEPTEMBER), page(10, 10, swallowed), page(11, 11, NOVEMBER))
    report = town.visit()
    assert outcomes(report) == ["new", "quarantined", "new"]
    failed = {check.expectation for check in report.pages[2].warnings}
    assert failed == {"no_month_is_missing"}
    [gap] = (c.observed for c in report.pages[2].warnings)
    assert gap == "1 months without a bulletin between 2024-09-30 and 2024-11-30"


def test_bulletins_that_come_in_any_order_are_held_against_their_neighbours(town: Town) -> None:
    town.publish(page(9, 9, SEPTEMBER), page(11, 11, NOVEMBER))
    town.visit()
    too_high = OCTOBER.replace("21286", "25000").replace("106.4", "125")
    town.publish(page(9, 9, SEPTEMBER), page(10, 10, too_high), page(11, 11, NOVEMBER))
    [_, october, _] = town.visit().pages
    assert [c.expectation for c in october.warnings] == ["value_does_not_exceed_a_later_month"]
    with read_only(town.engine) as connection:
        flags = {
            row["period_end"].isoformat(): row["flags"]
            for row in views_and_status.rows_of(connection, "current_fact")
            if row["measure"] == "actual" and row["indicator"] == "新增停车泊位"
        }
        checks = connection.execute(
            select(check_result).where(check_result.c.indicator_id.is_not(None))
        ).all()
    assert flags == {
        "2024-09-30": "",
        "2024-10-31": "value_does_not_exceed_a_later_month",
        "2024-11-30": "",
    }
    [(counted, period, measure)] = {(c.indicator, c.period_end, c.measure) for c in checks}
    assert (counted, period, measure) == ("新增停车泊位", date(2024, 10, 31), "actual")


def test_a_decision_is_kept_and_replays_and_a_new_failure_asks_again(town: Town) -> None:
    gap = OCTOBER.replace("2.建设", "3.建设")
    town.publish(page(10, 10, gap))
    town.visit()
    [held] = town.status().quarantined
    decide(town.engine, [held.id], "rejected", "Cut short.", "Li", datetime.now(UTC))
    again = town.visit()
    assert (outcomes(again), again.states) == (["unchanged"], {"rejected": 1})
    assert town.status().quarantined == ()
    why = "The number is a misprint."
    [page_of] = carry_out([held.id], "released", why, "Wang", SAMPLE, town.tools)
    assert page_of.outcome == "new"
    assert outcomes(town.visit()) == ["unchanged"]
    with read_only(town.engine) as connection:
        flags = {row["flags"] for row in views_and_status.rows_of(connection, "current_fact")}
        snapshot_of = content(connection, held.id)
        made = decisions(connection, [snapshot_of])[held.sha256]
    assert flags == {"no_pledge_is_missing"}
    assert [(one.verdict, one.decided_by) for one in made] == [
        ("released", "Wang"),
        ("rejected", "Li"),
    ]
    assert applying(made, frozenset({"no_pledge_is_missing"})) == made[0]
    assert applying(made, frozenset({"no_pledge_is_missing", "has_title"})) is None


def test_a_bulletin_with_a_wrong_share_is_loaded_and_says_so(town: Town) -> None:
    town.publish(page(11, 11, NOVEMBER.replace("23352", "23552")))
    [done] = town.visit().pages
    assert done.outcome == "new"
    assert {check.expectation for check in done.warnings} == {
        "reads_well",
        "share_agrees_with_arithmetic",
    }


def test_a_run_that_is_killed_before_loading_is_made_good_by_the_next(town: Town) -> None:
    def killed(*_: object) -> PageReport:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        town.visit(steps=Steps(file=killed))
    assert town.status().versions == 0
    assert outcomes(town.visit()) == ["new", "new"]


def test_one_page_that_cannot_be_loaded_stops_no_other(town: Town) -> None:
    def fails_once(*arguments: Any) -> PageReport:
        if "1-10月" in arguments[0].title:
            raise WarehouseError("The database went away.")
        return file_reading(*arguments)

    report = town.visit(steps=Steps(file=fails_once))
    assert outcomes(report) == ["failed", "new"]
    assert report.pages[0].problem == "The database went away."


def test_a_defect_that_one_page_brings_to_light_stops_no_other(town: Town) -> None:
    def stumbles(entry: Entry, *rest: Any) -> Any:
        if "1-10月" in entry.title:
            raise KeyError("nobody thought of this")
        return take_page(entry, *rest)

    first, second = town.visit(steps=Steps(take=stumbles)).pages
    assert (first.outcome, first.state, second.outcome) == ("failed", "defect", "new")
    assert "nobody thought of this" in first.problem


def test_other_bytes_with_the_same_text_are_no_news(town: Town) -> None:
    town.visit()
    before = town.status()
    again = town.visit(faults=("gb18030-called-gb2312",))
    assert outcomes(again) == ["unchanged", "unchanged"]
    assert town.status().snapshots == before.snapshots
    assert len({kept.sha256 for kept in town.archive.snapshots("sample")}) == 3


def test_the_same_text_is_still_loaded_where_the_run_that_got_it_was_killed(town: Town) -> None:
    def killed(*_: object) -> PageReport:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        town.visit(steps=Steps(file=killed))
    later = town.visit(faults=("gb18030-called-gb2312", "no-charset-header"))
    assert outcomes(later) == ["new", "new"]


def test_figures_in_an_attachment_are_archived_and_said_to_be_there(
    tmp_path: Path, town: Town
) -> None:
    with bad_day() as day:
        row = '<li><a href="./t20250102_7.shtml">2024年市办实事进展情况</a></li>'
        link = '<p>详见附件，请下载后查看。</p><a href="./P02025.xlsx">附件：进展情况表</a>'
        day.answers["/bss/"] = Answer(body=f"<html><ul>{row}</ul>市办实事{'栏目' * 30}".encode())
        day.answers["/bss/t20250102_7.shtml"] = Answer(body=f"<html>{link}</html>".encode())
        day.answers["/bss/P02025.xlsx"] = Answer(
            body=b"PK\x03\x04 table", headers={"Content-Type": "application/octet-stream"}
        )
        [told] = town.look(Look(portal_at(day.url))).pages
    assert (told.outcome, told.state) == ("quarantined", "figures attached")
    assert "附件：进展情况表" in told.problem
    kept = [town.archive.read(s.sha256) for s in town.archive.snapshots("town")]
    assert b"PK\x03\x04 table" in kept


def test_a_bulletin_listed_behind_a_link_to_elsewhere_is_reported_and_no_failure(
    town: Town,
) -> None:
    with bad_day() as day:
        rows = (
            '<li><a href="https://mp.weixin.example/s/x">2024年市办实事进展情况</a>2025-01-02</li>'
            '<li><a href="./P02025.xlsx">2023年市办实事进展情况.xlsx</a>2024-01-02</li>'
        )
        day.answers["/bss/"] = Answer(body=f"<html><ul>{rows}</ul>".encode())
        report = town.look(Look(portal_at(day.url)))
        assert day.paths == ["/bss/"]
    assert outcomes(report) == ["external", "external"]
    assert report.states == {"attachment": 1, "other host": 1}
    assert "which is not followed" in markdown(report)


def test_a_listing_that_is_empty_one_day_ends_the_run_and_loses_nothing(town: Town) -> None:
    town.visit()
    before = town.status().versions
    with pytest.raises(EmptyListing, match="lists nothing"):
        town.visit(faults=("empty-listing",))
    with pytest.raises(ServerTrouble):
        town.visit(faults=("listing-down",))
    assert town.status().versions == before


def test_a_portal_that_is_down_says_so(town: Town) -> None:
    with serve(town.samples, date(2025, 1, 31)) as site:
        gone = Look(site.standing_in_for(SAMPLE))
    with pytest.raises(Unreachable, match="does not answer"):
        town.look(gone)


def test_a_page_saved_by_hand_goes_through_the_same_gates(town: Town, tmp_path: Path) -> None:
    good, gap = tmp_path / "nov.txt", tmp_path / "gap.txt"
    title = "2024年市办实事1-11月具体进展情况\n"
    good.write_text(title + NOVEMBER, "utf-8")
    assert town.load(good, date(2024, 12, 30)).outcome == "new"
    assert town.load(good, date(2024, 12, 30)).outcome == "unchanged"
    assert town.parking()[0].published_at == datetime(2024, 12, 30, 15, 59, 59, tzinfo=UTC)
    gap.write_text(title + NOVEMBER.replace("2.建设", "3.建设"), "utf-8")
    assert town.load(gap, date(2024, 12, 31)).outcome == "quarantined"
    assert len(town.parking()) == 1


def test_a_saved_page_that_is_no_bulletin_leaves_its_bytes_and_nothing_else(
    town: Town, tmp_path: Path
) -> None:
    file = tmp_path / "notice.txt"
    file.write_text("关于召开会议的通知", "utf-8")
    with pytest.raises(NotABulletin):
        town.load(file, date(2024, 12, 30))
    assert town.status().snapshots == 0
    [snapshot] = town.archive.snapshots("sample")
    assert town.archive.read(snapshot.sha256).decode() == "关于召开会议的通知"


def test_the_sample_portal_is_looked_at_day_by_day_and_later_on_its_last_day_only() -> None:
    folder = resources.folder("samples")
    assert [look.day for look in looks(SAMPLE, folder, again=False)] == [
        date(2025, 1, 31),
        date(2025, 3, 20),
    ]
    assert [look.day for look in looks(SAMPLE, folder, again=True)] == [date(2025, 3, 20)]


def snapshot(retrieved_at: datetime, last_modified: str | None = None) -> Snapshot:
    headers = {"last-modified": last_modified} if last_modified else {}
    return Snapshot("qingdao", "1", "http://x", "0" * 64, 1, "", retrieved_at, headers, "")


@pytest.mark.parametrize(
    ("last_modified", "published"),
    [
        ("Wed, 15 Jan 2025 02:00:00 GMT", datetime(2025, 1, 15, 2, tzinfo=UTC)),
        # Seen unchanged on 6 January, so the clock of the server is wrong.
        ("Wed, 01 Jan 2025 02:00:00 GMT", datetime(2025, 2, 6, tzinfo=UTC)),
        ("Wed, 01 Jan 2031 02:00:00 GMT", datetime(2025, 2, 6, tzinfo=UTC)),
        ("yesterday", datetime(2025, 2, 6, tzinfo=UTC)),
        (None, datetime(2025, 2, 6, tzinfo=UTC)),
    ],
)
def test_a_silent_correction_counts_from_last_modified_where_that_can_be_true(
    last_modified: str | None, published: datetime
) -> None:
    before = snapshot(datetime(2025, 1, 6, tzinfo=UTC))
    after = snapshot(datetime(2025, 2, 6, tzinfo=UTC), last_modified)
    assert corrected_at(after, before) == published
