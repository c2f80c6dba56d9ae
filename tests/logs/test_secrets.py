"""What is logged keeps its secrets, and says which run it belongs to."""

import io
import json
import logging
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from etl.logs import current_run
from etl.logs.configure import configure, guard
from etl.logs.secrets import Guard, masked, of_address
from etl.settings import Settings
from tests.terminal import Terminal

HOOK = "https://hooks.slack.com/services/T0SECRET1/B0SECRET2/xxSECRETxx"
CHANNELS = f"{HOOK}, mailtos://robot:S3cretpw@mail.example.org?to=a@example.org,b@example.org"


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    """The library's logger, as it was afterwards."""
    ours = logging.getLogger("etl")
    before = ours.handlers, ours.level, ours.propagate
    yield logging.getLogger("etl.somewhere")
    ours.handlers, ours.level, ours.propagate = before


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("postgresql://etl:hunter2@db:5432/x fails", "postgresql://etl:***@db:5432/x fails"),
        ("amqp://u:p@ss@host/", "amqp://u:***@host/"),
        ("host=db password=hunter2 user=etl", "host=db password=*** user=etl"),
        ("GET /hook?access_token=abc123&x=1", "GET /hook?access_token=***&x=1"),
        ("Authorization: Bearer abcdefgh12345678", "Authorization: Bearer ***"),
        ("/services/T01/B02/abcDEF (timed out)", "/services/*** (timed out)"),
        (
            "postgresql:///x?user=etl&password=hunter2 fails",
            "postgresql:///x?user=etl&password=*** fails",
        ),
        ("?sslpassword=hunter2&sslmode=require", "?sslpassword=***&sslmode=require"),
        (
            "https://bot/send?chat=1&apikey=abc;auth=x",
            "https://bot/send?chat=1&apikey=***;auth=***",
        ),
        ("http://www.qingdao.gov.cn:80/a/t1_2.shtml", "http://www.qingdao.gov.cn:80/a/t1_2.shtml"),
        ("a bypass=3 of 12:30@noon", "a bypass=3 of 12:30@noon"),
    ],
)
def test_what_looks_like_a_secret_is_masked_and_nothing_else(said: str, shown: str) -> None:
    assert masked(said) == shown


@given(password=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=6))
def test_a_databases_password_is_masked_however_it_is_spelled(password: str) -> None:
    written = quote(password, safe="")
    secrets = of_address(f"postgresql://etl:{written}@db.example.org/pledges")
    said = masked(f"no way in for etl with {password} ({written})", secrets)
    assert said == "no way in for etl with *** (***)"


@pytest.mark.parametrize(
    "where", ["postgresql:///x?user=etl&password={}", "postgresql://etl:{}@/x"]
)
def test_no_command_prints_the_password_of_the_database(where: str, terminal: Terminal) -> None:
    url = where.format("hunter%2022") + ("&" if "?" in where else "?") + "host=/nowhere"
    for command in (["status"], ["db", "check"], ["doctor", "--offline", "--format", "json"]):
        answer = terminal.etl(*command, database_url=url)
        assert answer.status == 1
        assert "/nowhere" in answer.out + answer.err
        assert not re.search("hunter.{0,3}22", answer.out + answer.err)


def test_a_message_its_fields_and_its_traceback_lose_every_secret_of_the_settings(
    log: logging.Logger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ETL_DATABASE_URL", "postgresql://etl:hunter22@127.0.0.1:1/pledges")
    monkeypatch.setenv("ETL_ALERT_URLS", CHANNELS)
    settings = Settings.load()
    assert len(settings.alert_channels) == 2
    configure("info", "json", settings.secrets)
    try:
        create_engine(
            settings.warehouse_url.replace("postgresql", "postgresql+psycopg")
        ).connect().execute(text("SELECT 1"))
    except Exception:
        failing = f"{settings.database_url} and {HOOK}"
        log.exception("Not sent to %s", HOOK, extra={"event": "x", "address": failing})
    [line] = capsys.readouterr().err.splitlines()
    assert not re.search("hunter22|SECRET|S3cretpw", line)
    told = json.loads(line)
    assert "OperationalError" in told["exc_info"]
    assert told["address"].startswith("postgresql://etl:***@127.0.0.1:1/pledges")


def test_every_line_of_a_run_carries_its_id_in_text_and_in_json(
    log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    with current_run.bound("r-1"):
        configure("info")
        log.info("Run opened", extra={"event": "run opened"})
        configure("info", "json")
        log.info("青岛: %d pages", 3, extra={"event": "page", "portal": "qingdao"})
        log.debug("Not asked for")
    log.info("After it")
    text_line, inside, outside = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r"\S+Z INFO    Run opened \(run r-1\)", text_line)
    told = json.loads(inside)
    assert (told["run_id"], told["event"], told["portal"]) == ("r-1", "page", "qingdao")
    assert (told["message"], told["level"]) == ("青岛: 3 pages", "INFO")
    assert json.loads(outside)["run_id"] == ""


def test_without_a_level_nothing_is_written(
    log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(None)
    log.error("Not shown")
    assert capsys.readouterr().err == ""


def test_handlers_that_another_program_has_set_up_keep_secrets_too(log: logging.Logger) -> None:
    stream = io.StringIO()
    theirs = logging.getLogger("theirs")
    handler = logging.StreamHandler(stream)
    theirs.addHandler(handler)
    guard(None, {"hunter22"})
    guard(None, {"hunter22"})
    with current_run.bound("r-2"):
        theirs.error("hunter22 is wrong: %s", "postgresql://u:other@h/d")
    assert stream.getvalue() == "*** is wrong: postgresql://u:***@h/d\n"
    assert [type(known) for known in handler.filters] == [Guard]
    assert log.isEnabledFor(logging.INFO)
    theirs.removeHandler(handler)
