"""Tables on a terminal of 80 columns: nothing of a number, a date or a word is lost."""

import json
import os
import pkgutil
import pty
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from termios import tcsetwinsize
from typing import Any, NoReturn

import pytest
import typer.main
from rich.cells import cell_len

import etl
from etl import cli, resources
from etl.bulletin.read import read
from etl.document.extract import extract
from etl.portal.page.printed_dates import ZONE
from etl.quality.gx_validation import warm_up
from etl.report.table_layout import Cells, laid_out

# One worker makes the data folder that all ask.
pytestmark = pytest.mark.xdist_group("terminal")

COLUMNS, WIDE = 80, 1000
NOVEMBER = resources.folder("samples") / "2024" / "11.txt"
TITLE = "2024年市办实事1-11月具体进展情况\n"
LISTING = Path(__file__).parents[1] / "portal" / "listings" / "css-next.html"


def at_a_terminal(folder: Path, *words: object, columns: int = COLUMNS, stream: int = 1) -> str:
    """What ``etl`` prints in a terminal; of standard error (2) also what passes."""
    ours, theirs = pty.openpty()
    tcsetwinsize(theirs, (24, columns))
    # A process that has all imported already is there at once.
    pid = os.fork()
    if pid == 0:
        _become_etl(theirs, stream, folder, *map(str, words))
    os.close(theirs)
    said = b""
    while True:
        try:
            more = os.read(ours, 65536)
        except OSError:
            # Nobody holds the other end any more.
            break
        if not more:
            break
        said += more
    os.waitpid(pid, 0)
    os.close(ours)
    return said.decode().replace("\r\n", "\n")


def _become_etl(terminal: int, stream: int, folder: Path, *words: str) -> NoReturn:
    try:
        os.dup2(terminal, stream)
        name = ("stdout", "stderr")[stream - 1]
        setattr(sys, name, os.fdopen(stream, "w", encoding="utf-8"))
        os.environ |= {"ETL_DATA_DIR": str(folder), "TERM": ("dumb", "xterm")[stream - 1]}
        os.environ.pop("COLUMNS", None)
        sys.argv = ["etl", *words]
        with suppress(SystemExit):
            cli.main()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(0)


def _warm_up(bulletin: str) -> None:
    """Import and compile what every forked process would import and compile again."""
    for module in pkgutil.walk_packages(etl.__path__, "etl."):
        if not module.name.startswith(("etl.flows", "etl.ocr")):
            import_module(module.name)
    read(extract(bulletin.encode()), published=date(2024, 12, 30))
    warm_up()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the bulletins of two years, and one that is held back."""
    here = tmp_path_factory.mktemp("data")
    sound = TITLE + NOVEMBER.read_text("utf-8")
    _warm_up(sound)
    later = sound.replace("2024", "2025").replace("新增停车泊位", "新增公共停车泊位")
    for name, text, day in (
        ("sound.txt", sound, "2024-12-30"),
        ("gap.txt", sound.replace("7.寄递", "17.寄递"), "2025-01-06"),
        ("later.txt", later, "2025-12-30"),
    ):
        (here / name).write_text(text, "utf-8")
        at_a_terminal(here, "load", here / name, "--portal", "qingdao", "--published", day)
    shutil.copy(LISTING, here / "listing.html")
    return here


ASKED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "history": (
        ("history", "新增停车泊位"),
        ("period_end", "value", "share", "revision", "published_at", "recorded_from"),
    ),
    "known": (
        ("known", "2024-12-31", "--published", "--limit", "0"),
        ("pledge", "indicator", "period_end", "value", "unit", "published_at", "evidence"),
    ),
    "quarantine list": (("quarantine", "list"), ("id", "quarantined_at", "portal", "reason")),
    "quarantine show": (("quarantine", "show", "1"), ("expectation", "observed", "why")),
    "parse": (("parse", "sound.txt"), ("pledge", "indicator", "value", "unit", "text")),
    "parse --numbers": (("parse", "sound.txt", "--numbers"), ("start", "text", "rule")),
    "portal list": (("portal", "list"), ("name", "city", "listing")),
    "alerts list": (("alerts", "list"), ("first_at", "title")),
    "doctor": (("doctor", "--offline"), ("check", "seen", "advice")),
    "indicators review": (
        ("indicators", "review"),
        ("confidence", "one", "one_years", "one_values", "other_years", "other_values"),
    ),
    "concepts list": (("concepts", "list", "停车泊位"), ("indicator", "confidence")),
    "concepts review": (("concepts", "review"), ("label", "figures", "reason")),
}

ABOUT = ("--portal", "qingdao", "--why", "the office says so")
WHY = ("--reason", "The office was asked on 2025-01-07.", "--by", "Li")
PRINTED: dict[str, tuple[str, ...]] = {
    "load": ("gap.txt", "--portal", "qingdao", "--published", "2025-01-08"),
    "reparse": ("qingdao",),
    "status": (),
    "export": ("out", "--format", "csv"),
    "alerts test": (),
    "concepts assign": (),
    "concepts decide": ("续建项目", "--none", "--why", "it is"),
    "indicators merge": ("托位总数", "--into", "新增停车泊位", *ABOUT),
    "indicators split": ("托位总数", "--from", "新增停车泊位", *ABOUT),
    "indicators rename": ("托位总数", "--to", "全市托位总数", *ABOUT),
    "indicators rebuild": ("qingdao",),
    "portal new": ("newtown", "--city", "新城", "--listing", "http://www.newtown.gov.cn/ms/"),
    "portal guess": ("listing.html", "--url", "http://www.example.gov.cn/ms/", "--name", "newtown"),
    "portal check": ("qingdao",),
    "portal faults": (),
    "archive verify": (),
    "archive retry": ("e3b0c442",),
    "archive restore": ("--missing",),
    "quarantine release": ("1", *WHY),
    "quarantine reject": ("1", *WHY),
    "quarantine amend": ("1", "--value", "5", *WHY),
    "quarantine withdraw": ("2024年市办实事", "--portal", "qingdao", *WHY),
    "site build": (),
    "db upgrade": (),
    "db check": (),
    "db grant": ("analyst",),
    "db views": (),
}
"""Commands that print no JSON, or other things than it has, with what follows their names."""

SERVERS = {"run", "backfill", "up", "down", "deploy", "explore", "portal serve"}
"""Those that start servers or ask them: a run prints as `load` does, the others addresses."""


@pytest.mark.parametrize("name", ASKED)
def test_every_number_and_date_of_the_json_is_whole_in_the_table(name: str, folder: Path) -> None:
    words, keys = ASKED[name]
    words = tuple(str(folder / word) if word.endswith(".txt") else word for word in words)
    told = at_a_terminal(folder, *words)
    assert max(map(cell_len, told.splitlines())) <= COLUMNS
    rows = json.loads(at_a_terminal(folder, *words, "--format", "json").replace("\n", ""))
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", told)
    there = set(re.findall(r"\d+(?:[.:-]\d+)*", plain))
    lost = {
        number
        for row in rows
        for key in keys
        for number in _numbers(row[key])
        if number not in there and name != "doctor"
    }
    assert not lost


@pytest.mark.parametrize("name", PRINTED)
def test_every_number_of_a_wide_terminal_is_whole_in_a_narrow_one(
    name: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = {room: tmp_path / room for room in ("portals", "concepts")}
    known = resources.folder
    monkeypatch.setattr(resources, "folder", lambda room: rooms.get(room) or known(room))
    monkeypatch.chdir(tmp_path)
    here, told = tmp_path / "data", []
    for columns in (WIDE, COLUMNS):
        for room, copy in rooms.items():
            shutil.copytree(known(room), copy)
        shutil.copytree(folder, here)
        words = [here / one if (here / one).is_file() else one for one in PRINTED[name]]
        told.append(at_a_terminal(here, *name.split(), *words, columns=columns))
        for copy in (here, *rooms.values()):
            shutil.rmtree(copy)
    wide, narrow = (set(re.findall(r"\d+(?:[.,:-]\d+)*", one)) for one in told)
    # Instants shrink to days.
    assert {one for one in wide - narrow if not re.fullmatch(r"\d\d:\d\d", one)} == set()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("export", "out", "--format", "duckdb"), "Writing"),
        (("site", "build"), "qingdao"),
        (("doctor", "--offline"), "doctor:"),
        (("load", "gap.txt", "--portal", "qingdao", "--published", "2025-01-08"), "Reading"),
        (("reparse", "qingdao"), "Reading"),
        (("indicators", "review"), "Comparing"),
        (("concepts", "assign"), "Looking up"),
        (("quarantine", "release", "1", *WHY), "Checking"),
        (("db", "check"), "Looking through"),
        (("db", "upgrade"), "Bringing"),
    ],
)
def test_what_may_take_more_than_two_seconds_says_what_it_is_doing(
    words: tuple[str, ...], told: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "data"
    shutil.copytree(folder, here)
    monkeypatch.chdir(here)
    assert told in at_a_terminal(here, *words, stream=2)


def test_every_command_is_among_those_that_are_looked_at() -> None:
    assert {*ASKED, *PRINTED, *SERVERS} - {"parse --numbers"} == set(
        _commands(typer.main.get_command(cli.app))
    )


def _commands(command: Any, *names: str) -> Iterator[str]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield " ".join(names)
        return
    for name, one in inner.items():
        yield from _commands(one, *names, name)


def _numbers(value: Any) -> Iterator[str]:
    if value is None:
        return
    try:
        moment = datetime.fromisoformat(str(value)) if "T" in str(value) else None
    except ValueError:
        moment = None
    if moment:
        yield moment.astimezone(ZONE).date().isoformat()
        return
    yield from re.findall(r"\d+(?:[.:-]\d+)*", re.sub(r"(?<=\d),(?=\d{3})", "", str(value)))


def test_what_is_alike_is_told_once_and_what_is_empty_not_at_all() -> None:
    laid = laid_out(
        [
            Cells("Value", ("1,016", "15,480"), right=True),
            Cells("Unit", ("个", "个")),
            Cells("Note", ("", "")),
        ],
        COLUMNS,
    )
    assert laid.constant == ("Unit: 个",)
    assert laid.head == (" Value", "──────")
    assert laid.rows == ((" 1,016",), ("15,480",))


def test_instants_shrink_to_days_and_then_the_last_columns_go_below() -> None:
    columns = [
        Cells("Value", ("1,016", "15,480"), right=True),
        Cells(
            "Published",
            ("2024-02-27 15:10", "2024-08-23 15:45"),
            shorter=("2024-02-27", "2024-08-23"),
        ),
        Cells("Words", ("新增停车泊位1016个", "新增停车泊位15480个"), wraps=True),
    ]
    assert laid_out(columns, 40).rows[0] == (" 1,016  2024-02-27  新增停车泊位1016个",)
    assert laid_out(columns, 24).rows[0] == (
        " 1,016  2024-02-27",
        "    Words: 新增停车泊位",
        "    1016个",
    )
