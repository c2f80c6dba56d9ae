"""Tables on a terminal of 80 columns: nothing of a number, a date or a word is lost."""

import json
import os
import pty
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from termios import tcsetwinsize
from typing import Any, NoReturn

import pytest
from rich.cells import cell_len

from etl import cli, resources
from etl.portal.page.dates import ZONE
from etl.report.table_layout import Cells, laid_out

# One worker makes the data folder that all ask.
pytestmark = pytest.mark.xdist_group("terminal")

COLUMNS = 80
NOVEMBER = resources.folder("samples") / "2024" / "11.txt"
TITLE = "2024年市办实事1-11月具体进展情况\n"


def at_a_terminal(folder: Path, *words: object) -> str:
    """What ``etl`` prints in a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    tcsetwinsize(theirs, (24, COLUMNS))
    # A process that has all imported already is there at once.
    pid = os.fork()
    if pid == 0:
        _become_etl(theirs, folder, *map(str, words))
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


def _become_etl(terminal: int, folder: Path, *words: str) -> NoReturn:
    try:
        os.dup2(terminal, 1)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8")
        os.environ |= {"ETL_DATA_DIR": str(folder), "TERM": "dumb"}
        os.environ.pop("COLUMNS", None)
        sys.argv = ["etl", *words]
        with suppress(SystemExit):
            cli.main()
        sys.stdout.flush()
    finally:
        os._exit(0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a bulletin that was loaded, and one that is held back."""
    here = tmp_path_factory.mktemp("data")
    sound, gap = here / "sound.txt", here / "gap.txt"
    sound.write_text(TITLE + NOVEMBER.read_text("utf-8"), "utf-8")
    gap.write_text(sound.read_text("utf-8").replace("7.寄递", "17.寄递"), "utf-8")
    for file, day in ((sound, "2024-12-30"), (gap, "2025-01-06")):
        at_a_terminal(here, "load", file, "--portal", "qingdao", "--published", day)
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
}


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
