"""What operators are told, once: on real receivers, remembered on each database."""

import io
import logging
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl.alerts.alerts_of_a_run import of_error, of_report
from etl.alerts.notify import tell_error, tell_report
from etl.alerts.overdue_and_breaches import judged
from etl.errors import Challenge, EmptyListing, Unreachable
from etl.indicators.model import Indicator
from etl.pipeline.run_report import Outcome, PageReport, RunReport
from etl.portal.model import Portal
from etl.report.run import headline, markdown
from etl.settings import Settings
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.alert_records import latest, unsent
from etl.warehouse.model import LoadResult, Revision
from etl.warehouse.queries.portal_histories import published
from tests.alerts.receivers import Posts, http_receiver, smtp_receiver
from tests.bulletins import parking
from tests.warehouse.editions import Loader, bulletin_of, edition, portal

PARKING = Indicator("新增停车泊位", None, None, "个")
REVISION = Revision(PARKING, "2024-07-31", "actual", "15480个", "14580个")


def page(outcome: Outcome, key: str = "1", state: str = "", sha256: str = "a") -> PageReport:
    loaded = LoadResult(2, 0, 1, 1, 0, (REVISION,)) if outcome == "revised" else None
    return PageReport(
        title=f"2024年市办实事{key}月进展情况",
        url=f"http://localhost/{key}.html",
        outcome=outcome,
        loaded=loaded,
        problem="It <does> not add up." if state else "",
        state=state,
        key=key,
        sha256=sha256,
    )


class Town:
    """A portal whose runs come to what the test says, and its operator's webhook."""

    def __init__(self, engine: Engine, posts: Posts) -> None:
        self.engine, self.posts = engine, posts
        self.portal = portal(city="青岛")
        self.settings = Settings(alert_urls=f"{posts.url}/hook/t0ken")

    def run(self, *pages: PageReport) -> list[str]:
        """The texts that a run with these pages had sent."""
        before = len(self.posts.bodies)
        report = RunReport(self.portal.name, pages)
        tell_report(report, self.portal, self.engine, self.settings, "none", "http://ui/runs/1")
        return [body["text"] for body in self.posts.bodies[before:]]

    def fail(self, error: Exception) -> list[str]:
        """The texts that a run that failed so had sent."""
        before = len(self.posts.bodies)
        settings = self.settings.model_copy(
            update={"database_url": self.engine.url.render_as_string(hide_password=False)}
        )
        tell_error(error, self.portal, settings, "none")
        return [body["text"] for body in self.posts.bodies[before:]]


@pytest.fixture
def town(engine: Engine) -> Iterator[Town]:
    with http_receiver() as posts:
        yield Town(engine, posts)


@pytest.fixture
def heard() -> Iterator[io.StringIO]:
    """What reaches the root logger."""
    handler = logging.StreamHandler(io.StringIO())
    logging.getLogger().addHandler(handler)
    yield handler.stream
    logging.getLogger().removeHandler(handler)


HELD = page("quarantined", "7", "held back")
DOWN = page("failed", "8", "server trouble")


def test_one_message_tells_everything_that_a_run_found_with_what_to_do(town: Town) -> None:
    [text] = town.run(HELD, DOWN, page("revised", "6"), page("unchanged", "5"))
    head, *lines = text.splitlines()
    assert head == (
        "*qingdao 青岛: 1 failure 运行失败, 1 quarantine 暂缓入库, 1 correction 数据更正*"
    )
    assert "  新增停车泊位 2024-07-31 actual: 15480个 → 14580个" in lines
    assert "  It &lt;does&gt; not add up." in lines
    assert "  http://localhost/7.html" in lines
    assert any("etl status" in line for line in lines)
    assert lines[-1] == "The run: http://ui/runs/1"


def test_the_same_trouble_is_told_once_another_anew_and_its_end_once(town: Town) -> None:
    assert len(town.run(HELD, DOWN)) == 1
    assert town.run(HELD, DOWN) == []
    [changed] = town.run(replace(HELD, sha256="b"), DOWN)
    assert "1 quarantine 暂缓入库, 1 resolved 已解决" in changed
    [over] = town.run()
    assert over.startswith("*qingdao 青岛: 2 resolved 已解决*")
    assert town.run() == []
    [again] = town.run(DOWN)
    assert "1 failure" in again


def test_a_correction_is_told_once_and_has_no_end(town: Town) -> None:
    assert len(town.run(page("revised"))) == 1
    assert town.run(page("unchanged")) == []


def test_a_run_that_fails_is_told_once_until_it_fails_otherwise_or_succeeds(town: Town) -> None:
    away = Unreachable("http://localhost/ does not answer (refused)", url="http://localhost/")
    other = Unreachable("http://localhost/ does not answer (reset)", url="http://localhost/")
    guarded = Challenge("http://localhost/ answered with a challenge", url="http://localhost/")
    [text] = town.fail(away)
    assert "The run over qingdao failed (unreachable)" in text
    assert town.fail(other) == []
    assert "failed (challenge)" in town.fail(guarded)[0]
    assert "2 resolved" in town.run()[0]
    assert len(town.fail(away)) == 1


def test_a_failed_run_says_nothing_about_what_it_has_not_seen(town: Town) -> None:
    town.run(HELD)
    [text] = town.fail(EmptyListing("http://localhost/ lists nothing", url="http://localhost/"))
    assert "resolved" not in text
    assert town.run(HELD)[0].startswith("*qingdao 青岛: 1 resolved")


def test_what_cannot_be_sent_is_logged_without_secrets_and_sent_by_the_next_run(
    town: Town, heard: io.StringIO
) -> None:
    town.posts.status = 503
    assert town.run(HELD, page("revised")) == []
    assert "was not told (HTTP 503 Service Unavailable)" in heard.getvalue()
    assert "t0ken" not in heard.getvalue()
    with read_only(town.engine) as connection:
        assert unsent(connection) == 2
        assert {row.error for row in latest(connection, 9)} == {"HTTP 503 Service Unavailable"}
    town.posts.status = 200
    [text] = town.run(HELD)
    assert "1 quarantine 暂缓入库, 1 correction 数据更正" in text
    with read_only(town.engine) as connection:
        assert unsent(connection) == 0
        assert str(latest(connection, 1)[0].channel).startswith("webhook 127.0.0.1 #")


def test_a_channel_that_is_gone_or_wrong_fails_no_run_and_keeps_no_other_from_hearing(
    town: Town, heard: io.StringIO
) -> None:
    urls = f"http://127.0.0.1:1/hook/t0ken nonsense://t0ken {town.posts.url}/hook"
    town.settings = Settings(alert_urls=urls)
    assert len(town.run(HELD)) == 1
    assert "was not told (Connection refused)" in heard.getvalue()
    assert "nonsense:// is not one that apprise understands" in heard.getvalue()
    assert "t0ken" not in heard.getvalue()


def test_without_a_warehouse_a_failure_is_told_all_the_same(tmp_path: Path) -> None:
    with http_receiver() as posts:
        nowhere = f"sqlite:///{tmp_path}/none/w.sqlite"
        settings = Settings(alert_urls=posts.url, database_url=nowhere)
        for _ in range(2):
            tell_error(RuntimeError("no room"), portal(), settings, "r")
    assert len(posts.bodies) == 2
    assert "report it with the log" in posts.bodies[0]["text"]


def test_json_and_mail_go_through_apprise(town: Town) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    json_url = town.posts.url.replace("http", "json")
    with smtp_receiver(port) as mails:
        mail_url = f"mailto://127.0.0.1:{port}?from=etl@example.org&to=a@example.org,b@example.org"
        town.settings = Settings(alert_urls=f"{json_url}, {mail_url}")
        report = RunReport("qingdao", (HELD,))
        tell_report(report, town.portal, town.engine, town.settings, "r")
    [posted] = town.posts.bodies
    assert posted["title"] == "qingdao 青岛: 1 quarantine 暂缓入库"
    assert "held back" in posted["message"]
    assert {mail["To"] for mail in mails.got} == {"a@example.org", "b@example.org"}
    assert "暂缓入库" in str(mails.got[0]["Subject"])
    with read_only(town.engine) as connection:
        assert all(row.sent_at for row in latest(connection, 9))


def test_fingerprints_do_not_depend_on_figures_in_an_errors_words() -> None:
    url = "http://localhost/a"
    first, second = (
        of_error("qingdao", Unreachable(f"{url} broke off after {n} bytes", url=url))
        for n in (100, 2345)
    )
    assert first.fingerprint == second.fingerprint
    assert first.body != second.body


def monthly_until_november(engine: Engine, of: Portal) -> None:
    loader = Loader(engine, of.name)
    for month in range(1, 12):
        period = date(2024, month + 1, 1) - timedelta(days=1)
        told = datetime(2024, month + 1, 26, 2, tzinfo=UTC)
        loader.load(
            edition(bulletin_of(parking(str(month)), period_end=period), told, f"page-{month}")
        )


def test_a_bulletin_that_is_overdue_is_in_the_report_and_told_until_it_appears(town: Town) -> None:
    monthly_until_november(town.engine, town.portal)
    with read_only(town.engine) as connection:
        assert published(connection, town.portal)[-1].published == date(2024, 12, 26)
    nothing = RunReport("qingdao", (page("unchanged"),))
    in_time = datetime(2025, 2, 2, tzinfo=UTC)
    late = judged(nothing, town.portal, town.engine, in_time + timedelta(days=5))
    assert judged(nothing, town.portal, town.engine, in_time).overdue is None
    due = "overdue: 2024-12-31, expected by 2025-02-02"
    assert headline(late) == f"1 unchanged; {due}"
    assert f"as they were; {due}" in markdown(late)
    [alert] = of_report(town.portal, late)
    assert (alert.kind, alert.title) == (
        "silence",
        "No bulletin for 2024-12-31 yet: expected by 2025-02-02",
    )
    assert "title_pattern" in alert.body
    held = RunReport("qingdao", (replace(HELD, period_end=date(2024, 12, 31)),))
    assert judged(held, town.portal, town.engine, in_time + timedelta(days=5)).overdue is None
