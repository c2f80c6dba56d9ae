"""Each check sees what is wrong, says what to do, and stands in no other's way."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Engine, text, update

from etl.doctor import (
    archive,
    database,
    machine,
    operator_settings,
    portals,
    prefect,
)
from etl.doctor.all_checks import all_checks
from etl.doctor.model import Verdict, ok
from etl.doctor.run_checks import examine
from etl.errors import EtlError, SettingsError
from etl.portal.archive.archive import Archive
from etl.settings import Settings
from etl.warehouse.connection.engine import transaction
from etl.warehouse.journal.run_records import open_run, record_snapshot
from etl.warehouse.schema.tables import fact
from tests.bulletins import parking
from tests.portal.bad_days import Answer, BadDay, bad_day, portal_at
from tests.warehouse.editions import Loader, bulletin_of, day, edition, portal, snapshot

OF_THE_WAREHOUSE = (
    database.database,
    database.schema,
    database.soundness,
    database.runs,
    archive.intact,
    database.clock,
)
ROWS = '<html><ul><li><a href="./t20250102_7.shtml">2024年市办实事进展情况</a></li></ul></html>'


@pytest.fixture
def settings(warehouse_url: str, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, database_url=warehouse_url)


def seen_by(check: Callable[[], Verdict]) -> Verdict:
    """What the check says, through the examination that every check goes through."""
    [finding] = examine({"check": check})
    return Verdict(finding.state, finding.seen, finding.advice)


def test_a_sound_warehouse_has_nothing_to_be_said_of(settings: Settings, engine: Engine) -> None:
    Loader(engine).load(edition(bulletin_of(parking()), day(5)))
    with transaction(engine) as connection:
        connection.execute(text("UPDATE run SET state = 'completed'"))
    kept = Archive(settings.archive)
    with transaction(engine) as connection:
        sha256 = kept.put(b"bytes")
        connection.execute(text("UPDATE snapshot SET sha256 = :sha256"), {"sha256": sha256})
    for check in (*OF_THE_WAREHOUSE, archive.writable):
        assert check(settings).state == "ok", check(settings)


def test_another_schema_is_named_with_the_way_out(settings: Settings, engine: Engine) -> None:
    def stamped(revision: str) -> Verdict:
        with transaction(engine) as connection:
            other = text("UPDATE alembic_version SET version_num = :revision")
            connection.execute(other, {"revision": revision})
        return database.schema(settings)

    assert "etl db upgrade" in stamped("0001").advice
    assert stamped("9999").state == "fail"
    assert "schema is newer" in stamped("9999").seen
    # What needs a current schema says so, and does not break.
    assert "newer version" in seen_by(lambda: database.runs(settings)).seen


def test_a_table_that_was_changed_by_hand_is_seen(settings: Settings, engine: Engine) -> None:
    with transaction(engine) as connection:
        connection.execute(text("ALTER TABLE run ADD COLUMN note TEXT"))
    assert "note" in database.schema(settings).seen


def test_figures_that_cannot_be_true_are_seen(settings: Settings, engine: Engine) -> None:
    Loader(engine).load(edition(bulletin_of(parking()), day(5)))
    with transaction(engine) as connection:
        connection.execute(update(fact).values(revision=7))
    verdict = database.soundness(settings)
    assert (verdict.state, "revision numbers" in verdict.seen) == ("fail", True)


def test_a_run_that_never_ended_and_a_clock_that_ran_ahead_are_seen(
    settings: Settings, engine: Engine
) -> None:
    now = datetime.now(UTC)
    open_run(engine, portal(), "monthly", now - timedelta(days=2))
    verdict = database.runs(settings)
    assert (verdict.state, "never ended: 1" in verdict.seen) == ("warn", True)
    assert database.clock(settings).state == "ok"
    open_run(engine, portal(), "monthly", now + timedelta(hours=8))
    verdict = database.clock(settings)
    assert (verdict.state, "NTP" in verdict.advice) == ("fail", True)


def test_damaged_bytes_are_found_by_reading_them_again(settings: Settings, engine: Engine) -> None:
    sha256 = Archive(settings.archive).put(b"what the portal said")
    record_snapshot(engine, replace(snapshot("a", ""), sha256=sha256))
    assert archive.intact(settings).state == "ok"
    [file] = (settings.data_dir / "archive").rglob("*.gz")
    file.write_bytes(b"rotten")
    verdict = archive.intact(settings)
    assert (verdict.state, "1 of 1" in verdict.seen) == ("fail", True)
    assert "backup" in verdict.advice


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://u:hunter22@127.0.0.1:1/x", "cannot be opened"),
        ("sqlite:///file:{path}?mode=ro&uri=true", "readonly database"),
        ("mysql://u:hunter22@h/x", "no address of a warehouse"),
    ],
)
def test_a_database_that_cannot_be_written_is_told_without_its_password(
    url: str, said: str, sqlite_template: Path, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path, database_url=url.format(path=sqlite_template))
    verdict = seen_by(lambda: database.database(settings))
    assert (verdict.state, said in verdict.seen) == ("fail", True), verdict
    assert "hunter22" not in verdict.seen


def test_before_the_first_run_nothing_fails(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "none")
    for check in (*OF_THE_WAREHOUSE, archive.writable):
        assert check(settings).state != "fail"
    assert "etl run" in database.database(settings).advice


def test_an_archive_that_is_no_folder_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file")
    verdict = archive.writable(Settings(data_dir=tmp_path))
    assert (verdict.state, "cannot be written" in verdict.seen) == ("fail", True)


def test_a_machine_short_of_room_fonts_or_time_zones_is_told_so(tmp_path: Path) -> None:
    huge = 10**18
    assert machine.disk(tmp_path / "not" / "yet", 0, 0).state == "ok"
    assert machine.disk(tmp_path, huge, 0).state == "warn"
    assert machine.disk(tmp_path, huge, huge).state == "fail"
    assert machine.fonts("no-such-program").state == "warn"
    without = tmp_path / "fc-list"
    without.write_text("#!/bin/sh\n")
    without.chmod(0o755)
    assert "Noto" in machine.fonts(str(without)).advice
    assert machine.zones(("Asia/Shanghai",)).state == "ok"
    assert "tzdata" in machine.zones(("Asia/Atlantis",)).advice


def test_settings_and_files_that_are_wrong_are_named(tmp_path: Path) -> None:
    assert operator_settings.contact(Settings()).state == "warn"
    assert operator_settings.contact(Settings(contact="data@example.org")).state == "ok"
    told = operator_settings.alert_channels(
        Settings(alert_urls="https://hooks.example.org/T0KEN/x")
    )
    assert (told.state, "T0KEN" in told.seen) == ("ok", False)
    wrong = Settings(alert_urls="nonsense://T0KEN")
    assert "apprise" in seen_by(lambda: operator_settings.alert_channels(wrong)).seen
    (tmp_path / "town.yaml").write_text("city: 某市\n")
    assert "town.yaml: listing" in seen_by(lambda: operator_settings.files(tmp_path, tmp_path)).seen
    with pytest.raises(SettingsError, match="atlantis"):
        all_checks(Settings(), ["atlantis"], offline=False)


@pytest.fixture
def site() -> Iterator[BadDay]:
    with bad_day() as day:
        day.answers["/bss/"] = Answer(body=ROWS.encode())
        yield day


def test_a_portal_is_asked_for_its_rules_and_its_first_row(site: BadDay) -> None:
    settings = Settings(pause_seconds=0)
    verdict = portals.listing(portal_at(site.url), settings)
    assert (verdict.state, "2024年市办实事进展情况" in verdict.seen) == ("ok", True)
    assert len(site.asked) <= 3
    behind = {"Date": "Tue, 02 Jan 2024 02:00:00 GMT"}
    site.answers["/bss/"] = Answer(body=ROWS.encode(), headers=behind)
    site.answers["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /")
    closed = seen_by(lambda: portals.listing(portal_at(site.url), settings))
    assert (closed.state, "robots.txt" in closed.seen) == ("fail", True)
    away = seen_by(lambda: portals.listing(portal_at("http://127.0.0.1:1"), settings))
    assert (away.state, "does not answer" in away.seen) == ("fail", True)


def test_a_prefect_server_that_is_away_is_told_with_what_to_do() -> None:
    api = prefect.Api("http://127.0.0.1:1/api")
    for check in (prefect.server, prefect.workers, prefect.deployments):
        verdict = seen_by(lambda check=check: check(api))  # type: ignore[misc]
        assert (verdict.state, "PREFECT_API_URL" in verdict.seen) == ("fail", True)


def test_one_check_that_breaks_or_hangs_hides_no_other() -> None:
    def broken() -> Verdict:
        raise ZeroDivisionError("by postgresql://u:hunter22@h/d")

    def sentence() -> Verdict:
        raise EtlError("It is told in one sentence.")

    over = Event()

    def hangs() -> Verdict:
        over.wait()
        return ok("late")

    checks = {"a": broken, "b": sentence, "c": hangs, "d": lambda: ok("well")}
    try:
        found = list(examine(checks, seconds=0.3))
    finally:
        over.set()
    assert [(one.check, one.state) for one in found] == [
        ("a", "fail"),
        ("b", "fail"),
        ("c", "fail"),
        ("d", "ok"),
    ]
    assert "hunter22" not in json.dumps([one.seen for one in found])
    assert "0.3 s" in found[2].seen
