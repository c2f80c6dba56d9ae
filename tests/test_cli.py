"""The command line: what it answers, and what it says when it cannot."""

import csv
import io
import json
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from etl import cli, resources
from tests.bulletin import attachments
from tests.bulletin.attachments import TABLE, pdf, sheet, word
from tests.portal.bad_days import bad_day
from tests.terminal import Terminal

NOVEMBER = resources.folder("samples") / "2024" / "11.txt"
TITLE = "2024年市办实事1-11月具体进展情况\n"


@pytest.fixture
def november(tmp_path: Path) -> Path:
    """November's bulletin, saved by hand as plain text."""
    path = tmp_path / "november.txt"
    path.write_text(TITLE + NOVEMBER.read_text("utf-8"), "utf-8")
    return path


@pytest.fixture(scope="module")
def with_november(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder into which November's bulletin was loaded."""
    folder = tmp_path_factory.mktemp("november")
    file = folder / "november.txt"
    file.write_text(TITLE + NOVEMBER.read_text("utf-8"), "utf-8")
    words = ("load", str(file), "--portal", "qingdao", "--published", "2024-12-30")
    with pytest.MonkeyPatch.context() as patch, suppress(SystemExit):
        patch.setenv("ETL_DATA_DIR", str(folder / "data"))
        patch.setattr(sys, "argv", ["etl", *words])
        cli.main()
    return folder / "data"


@pytest.fixture
def loaded(terminal: Terminal, with_november: Path) -> Terminal:
    """The command line where November's bulletin was loaded."""
    shutil.copytree(with_november, terminal.data_dir)
    return terminal


def test_a_run_is_clean_and_leaves_a_history_of_each_month_and_of_the_corrected_one(
    terminal: Terminal,
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from etl.cli import main; main()", "run"],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "12 new, 1 revised" in done.stdout
    answer = terminal.etl("history", "新增停车泊位", "--format", "csv")
    rows = [r for r in csv.DictReader(io.StringIO(answer.out)) if r["measure"] == "actual"]
    assert len({row["period_end"] for row in rows}) == 12
    july = [r for r in rows if r["period_end"] == "2024-07-31"]
    assert [(r["revision"], r["value"], r["share"]) for r in july] == [
        ("1", "15480", "77.4"),
        ("2", "14580", "72.9"),
    ]


def test_what_was_known_as_published_comes_with_its_source_text(
    terminal: Terminal, november: Path
) -> None:
    loaded = terminal.etl("load", november, "--portal", "qingdao", "--published", "2024-12-30")
    assert (loaded.status, loaded.err) == (0, "")
    answer = terminal.etl("known", "2024-12-31", "--published", "--format", "json")
    facts = json.loads(answer.out)
    assert len(facts) > 100
    assert all(fact["evidence"] for fact in facts)
    nothing = terminal.etl("known", "2024-12-29", "--published")
    assert (nothing.status, nothing.out) == (1, "")
    assert "Nothing had been published by 2024-12-29" in nothing.err


def test_facts_are_printed_as_the_contract_has_them(terminal: Terminal, november: Path) -> None:
    answer = terminal.etl("parse", november, "--format", "jsonl")
    facts = [json.loads(line) for line in answer.out.splitlines()]
    first = facts[0]
    assert list(first) == [
        *("pledge", "part", "measure", "indicator", "stage", "breakdown", "value", "unit"),
        *("qualifier", "target", "period_end", "text", "start", "end", "certainty", "because"),
        "instead",
    ]
    assert (first["value"], first["unit"], first["qualifier"]) == ("350000", "人", ">=")
    assert (first["period_end"], first["certainty"]) == ("2024-12-31", "clear")
    assert all(fact["because"] for fact in facts)


def test_every_numeral_is_shown_with_what_it_was_taken_for(
    terminal: Terminal, november: Path
) -> None:
    answer = terminal.etl("parse", november, "--format", "jsonl", "--numbers")
    numerals = [json.loads(line) for line in answer.out.splitlines()]
    assert {"text", "start", "end", "kind", "rule"} == set(numerals[0])
    assert not [numeral for numeral in numerals if numeral["kind"] == "unexplained"]


UNDATED = "市办实事进展情况\n1.新增停车泊位1万个。\n进展情况：新增停车泊位2352个。\n"


def test_a_text_that_names_no_period_is_dated_by_nothing(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "undated.txt"
    file.write_text(UNDATED, "utf-8")
    lines = terminal.etl("parse", file, "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["period_end"] for line in lines] == [None, None]
    assert "no period known" in terminal.etl("parse", file).out.splitlines()[0]
    loaded = terminal.etl("load", file, "--portal", "qingdao", "--published", "2024-12-30")
    assert (loaded.status, loaded.err) == (0, "")


def test_a_period_that_rests_on_the_day_of_publication_is_called_assumed(
    terminal: Terminal, tmp_path: Path
) -> None:
    head = '<meta name="PubDate" content="2024-12-30 09:00"><h1>市办实事进展</h1>'
    file = tmp_path / "assumed.html"
    file.write_text(f'{head}<div class="TRS_Editor">{UNDATED}</div>', "utf-8")
    title = terminal.etl("parse", file).out.splitlines()[0]
    assert title.endswith("to 2024-12-30 (assumed from its day of publication)")


def test_how_sure_a_figure_is_stands_beside_it_where_not_all_are_clear(
    terminal: Terminal, november: Path, tmp_path: Path
) -> None:
    file = tmp_path / "clear.txt"
    file.write_text(UNDATED, "utf-8")
    assert "Certainty" not in terminal.etl("parse", file).out
    answer = terminal.etl("parse", november).out
    assert "Certainty" in answer
    assert "proved" in answer


def test_numerals_outside_everything_that_was_read_come_first(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "outside.txt"
    file.write_text(f"{TITLE}表1 | 12处 | 33个\n\n{NOVEMBER.read_text('utf-8')}", "utf-8")
    answer = terminal.etl("parse", file, "--format", "jsonl", "--numbers")
    kinds = [json.loads(line)["kind"] for line in answer.out.splitlines()]
    assert kinds[:2] == ["abandoned", "abandoned"]
    assert "abandoned" not in kinds[2:]


def test_standard_input_is_read_like_a_file(november: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from etl.cli import main; main()", "parse", "-", "--format=jsonl"],
        input=november.read_bytes(),
        capture_output=True,
        check=True,
    )
    assert len(done.stdout.splitlines()) > 100


BAD_INPUT = {
    "empty": (b"", "is empty"),
    "binary": (bytes(range(256)) * 8, "binary"),
    "no bulletin": ("关于召开会议的通知".encode(), "no progress bulletin"),
    "cut short": ((TITLE + NOVEMBER.read_text("utf-8"))[:2000].encode(), "last_pledge_is_whole"),
    "a number missing": (
        (TITLE + NOVEMBER.read_text("utf-8")).replace("\n7.", "\n").encode(),
        "missing: 7",
    ),
}


@pytest.mark.parametrize("kind", BAD_INPUT)
def test_bad_input_is_said_in_one_sentence_archived_and_not_loaded(
    kind: str, terminal: Terminal, tmp_path: Path
) -> None:
    raw, said = BAD_INPUT[kind]
    file = tmp_path / "saved.txt"
    file.write_bytes(raw)
    answer = terminal.etl("load", file, "--portal", "qingdao", "--published", "2024-12-30")
    assert answer.status == 1
    assert answer.err.startswith("etl: ")
    assert len(answer.err.splitlines()) == 1
    assert "saved.txt" in answer.err
    assert said in answer.err
    assert len(terminal.archived()) == 1
    figures = terminal.etl("known", "2030-01-01", "--published")
    assert (figures.status, figures.out) == (1, "")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["parse", "nowhere.html"], 1, "nowhere.html cannot be read"),
        (["run", "atlantis"], 1, "no portal 'atlantis'"),
        (["status"], 1, "no warehouse"),
        (["history", "新增停车泊位"], 1, "no warehouse"),
        (["known", "yesterday"], 2, "not a day"),
        (["dance"], 2, "No such command"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    words: list[str], status: int, said: str, terminal: Terminal
) -> None:
    answer = terminal.etl(*words)
    assert (answer.status, answer.out) == (status, "")
    assert said in answer.err


def test_an_empty_warehouse_says_what_fills_it(terminal: Terminal) -> None:
    assert terminal.etl("db", "upgrade").status == 0
    answer = terminal.etl("status")
    assert (answer.status, answer.out) == (1, "")
    assert "`etl run` fills it" in answer.err


def test_ctrl_c_is_answered(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("etl.warehouse.schema.open_and_upgrade.upgrade", interrupted)
    answer = terminal.etl("db", "upgrade")
    assert (answer.status, answer.out) == (130, "")
    assert "interrupted" in answer.err


def test_an_address_without_a_page_is_told_in_one_sentence(terminal: Terminal) -> None:
    with bad_day() as day:
        answer = terminal.etl("parse", f"{day.url}/bss/t20250102_7.shtml")
    assert (answer.status, answer.out, len(answer.err.splitlines())) == (1, "", 1)
    assert f"{day.url}/bss/t20250102_7.shtml" in answer.err
    assert "404" in answer.err


@pytest.mark.parametrize(
    "url",
    ["sqlite:////nowhere/warehouse.sqlite", "postgresql://u:secret@127.0.0.1:1/x", "mysql://x"],
)
def test_a_database_that_cannot_be_opened_is_named_without_its_password(
    url: str, terminal: Terminal, november: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ETL_DATABASE_URL", url)
    for words in (
        ["run"],
        ["load", november, "--portal", "qingdao", "--published", "2024-12-30"],
    ):
        answer = terminal.etl(*words)
        assert (answer.status, answer.out) == (1, "")
        assert "ETL_DATABASE_URL" in answer.err
        assert "secret" not in answer.err
    assert len(terminal.archived()) == 1


def test_an_archive_is_read_again_and_decisions_about_indicators_replay(
    loaded: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    terminal = loaded
    portals = tmp_path / "portals"
    shutil.copytree(resources.folder("portals"), portals)
    real = resources.folder
    monkeypatch.setattr(resources, "folder", lambda n: portals if n == "portals" else real(n))
    assert "0 differ" in terminal.etl("reparse", "qingdao").out
    assert "托位" not in terminal.etl("indicators", "review", "--format", "csv").out
    about = ("--portal", "qingdao", "--why", "the office says so")
    unknown = terminal.etl("indicators", "rename", "托儿所", "--to", "托位", *about)
    assert (unknown.status, "similar ones" in unknown.err) == (1, True)
    written = terminal.etl("indicators", "rename", "托位总数", "--to", "全市托位总数", *about)
    assert (written.status, written.err) == (0, "")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    shown = terminal.etl("indicators", "rebuild", "qingdao")
    assert ("1 added, 1 removed" in shown.out, "--yes" in shown.err) == (True, True)
    terminal.etl("indicators", "rebuild", "qingdao", "--yes")
    assert "43,686" in terminal.etl("history", "全市托位总数").out
    assert "0 differ" in terminal.etl("indicators", "rebuild", "qingdao").out
    assert "is sound" in terminal.etl("db", "check").out


def test_a_rejected_file_is_no_difference_of_a_reparse(
    terminal: Terminal, november: Path, tmp_path: Path
) -> None:
    gap = tmp_path / "gap.txt"
    gap.write_text(november.read_text("utf-8").replace("7.寄递", "17.寄递"), "utf-8")
    terminal.etl("load", gap, "--portal", "qingdao", "--published", "2024-12-30")
    assert " added" in terminal.etl("reparse", "qingdao").out
    terminal.etl("quarantine", "reject", 1, "--reason", "Cut short.", "--by", "Li")
    told = terminal.etl("reparse", "qingdao").out
    assert told == "qingdao: 1 bulletins read, 0 differ\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("history", "新增停车泊位", "--portal", "qingdoa"), "did you mean qingdao?"),
        (("known", "2024-12-31", "--published", "--portal", "sampel"), "did you mean sample?"),
        (("known", "2024-12-31", "--published", "--portal", "sample"), "`etl run sample` loads it"),
        (("known", "2024-12-31", "--published", "--measure", "actul"), "did you mean actual?"),
        (("quarantine", "list", "--portal", "qingdoa"), "did you mean qingdao?"),
        (("alerts", "list", "--portal", "qingdoa"), "did you mean qingdao?"),
        (("run", "sampel"), "did you mean sample?"),
    ],
)
def test_a_mistyped_name_is_not_answered_by_there_is_nothing(
    words: tuple[str, ...], said: str, loaded: Terminal
) -> None:
    answer = loaded.etl(*words)
    assert (answer.status, answer.out) == (1, "")
    assert said in answer.err


def test_what_is_known_is_narrowed_down_and_an_overdue_portal_is_told(
    loaded: Terminal,
) -> None:
    terminal, asked = loaded, ("known", "2024-12-31", "--published")
    few = terminal.etl(*asked, "--limit", "3").out
    assert "青岛 (qingdao), published by 2024-12-31: the latest 3 of " in few
    assert "--limit 0 shows all" in few
    narrow = ("--indicator", "新增停车泊位", "--measure", "actual", "--year", "2024")
    rows = json.loads(terminal.etl(*asked, *narrow, "--format", "json").out)
    assert [row["value"] for row in rows] == ["23352"]
    for other in (("--year", "1999"), ("--measure", "change", *narrow[:2])):
        none = terminal.etl(*asked, *other)
        assert (none.status, "figures published by 2024-12-31 is such a one" in none.err) == (
            1,
            True,
        )
    assert "overdue" in terminal.etl("status").out
    assert "overdue: qingdao (2024-12-31" in terminal.etl("doctor", "--offline").out


def test_a_new_warehouse_is_sound(terminal: Terminal) -> None:
    assert terminal.etl("db", "upgrade").status == 0
    assert "is sound" in terminal.etl("db", "check").out


def published_by(terminal: Terminal, day: str) -> list[dict[str, str]]:
    """What had been published, without the time at which it was recorded."""
    answer = terminal.etl("known", day, "--published", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert rows
    return [{name: row[name] for name in row if name != "recorded_from"} for row in rows]


def test_a_warehouse_that_is_lost_is_restored_from_the_archive(
    loaded: Terminal,
) -> None:
    terminal = loaded
    before = published_by(terminal, "2024-12-31")
    refused = terminal.etl("archive", "restore")
    assert (refused.status, refused.out) == (1, "")
    assert "already has pages of qingdao" in refused.err
    assert terminal.etl("archive", "restore", "--missing").status == 0
    for file in terminal.data_dir.glob("warehouse.sqlite*"):
        file.unlink()
    restored = terminal.etl("archive", "restore")
    assert (restored.status, restored.err) == (0, "")
    assert "qingdao: 1 new" in restored.out
    assert published_by(terminal, "2024-12-31") == before


def test_an_archive_is_verified_and_its_damage_named(terminal: Terminal, tmp_path: Path) -> None:
    notice = tmp_path / "notice.txt"
    notice.write_text("关于召开会议的通知", "utf-8")
    terminal.etl("load", notice, "--portal", "qingdao", "--published", "2024-12-30")
    sound = terminal.etl("archive", "verify")
    assert (sound.status, sound.err) == (0, "")
    assert "is sound: 2 files" in sound.out
    [file] = terminal.archived()
    file.write_bytes(b"")
    damaged = terminal.etl("archive", "verify")
    assert damaged.status == 1
    assert "1 of 2 files" in damaged.err
    assert file.name in damaged.out


def test_an_archive_elsewhere_says_what_it_lacks_before_anything_starts(
    terminal: Terminal, november: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ETL_ARCHIVE_URL", "gs://bucket/archive")
    for words in (
        ["run"],
        ["load", november, "--portal", "qingdao", "--published", "2024-12-30"],
        ["archive", "verify"],
        ["archive", "restore"],
    ):
        answer = terminal.etl(*words)
        assert (answer.status, answer.out) == (1, "")
        assert "gcsfs" in answer.err


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
def test_a_file_that_was_attached_is_parsed_like_a_page(
    kind: str, terminal: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / f"table.{kind}"
    file.write_bytes(
        {
            "docx": word(attachments.TITLE, TABLE),
            "xlsx": sheet((attachments.TITLE,), *TABLE),
            "pdf": pdf((attachments.TITLE, TABLE)),
        }[kind]
    )
    answer = terminal.etl("parse", file, "--format", "jsonl")
    facts = [json.loads(line) for line in answer.out.splitlines()]
    assert [fact["value"] for fact in facts][1:3] == ["23352", "116.7"]
    assert {fact["period_end"] for fact in facts if fact["part"] == "progress"} == {"2024-11-30"}


def test_help_starts_without_the_slow_libraries() -> None:
    slow = "{'prefect', 'pandas', 'sqlalchemy', 'pydantic'}"
    script = f"import sys, etl.cli; print(*{slow} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout.split() == []


def test_what_is_held_back_is_listed_shown_and_decided(
    terminal: Terminal, november: Path, tmp_path: Path
) -> None:
    gap = tmp_path / "gap.txt"
    gap.write_text(november.read_text("utf-8").replace("7.寄递", "17.寄递"), "utf-8")
    held = terminal.etl("load", gap, "--portal", "qingdao", "--published", "2024-12-30")
    assert held.status == 1
    [one] = json.loads(terminal.etl("quarantine", "list", "--format", "json").out)
    shown = json.loads(terminal.etl("quarantine", "show", one["id"], "--format", "json").out)
    assert (shown[0]["expectation"], shown[0]["severity"]) == ("no_pledge_is_missing", "critical")
    page = tmp_path / "page.html"
    assert terminal.etl("quarantine", "show", one["id"], "--output", page).out == f"{page}\n"
    assert f"etl quarantine release {one['id']} " in page.read_text("utf-8").replace("\n", " ")
    decision = ("quarantine", "release", one["id"], "--reason", "Misprinted.", "--by", "Wang")
    assert "1 new" in terminal.etl(*decision).out
    assert "Wang" in terminal.etl("quarantine", "show", one["id"]).out
    waiting = json.loads(terminal.etl("quarantine", "list", "--format", "json").out)
    assert all(row["measure"] for row in waiting)
    again = terminal.etl("quarantine", "release", one["id"], "--reason", "Yes.", "--by", "Li")
    assert (again.status, "nothing to release" in again.err) == (1, True)
    rejected = terminal.etl("quarantine", "reject", one["id"], "--reason", "No.", "--by", "Li")
    assert (rejected.status, "1 withdrawn" in rejected.out) == (0, True)
    unknown = terminal.etl("quarantine", "show", 99)
    assert (unknown.status, "has the number 99" in unknown.err) == (1, True)


def test_a_bulletin_of_the_wrong_portal_is_withdrawn_and_shows_in_its_history(
    terminal: Terminal, november: Path
) -> None:
    terminal.etl("load", november, "--portal", "shaoxing", "--published", "2024-12-30")
    said = ("--portal", "shaoxing", "--reason", "Of Qingdao.", "--by", "Li")
    wrong = terminal.etl("quarantine", "withdraw", "慈溪市", *said)
    assert (wrong.status, "No loaded page" in wrong.err) == (1, True)
    done = terminal.etl("quarantine", "withdraw", "11月", *said)
    assert (done.status, "1 withdrawn" in done.out) == (0, True)
    assert "etl quarantine release 1 loads it again" in done.out.replace("\n", " ")
    answer = terminal.etl("history", "新增停车泊位", "--format", "csv")
    rows = [r for r in csv.DictReader(io.StringIO(answer.out)) if r["measure"] == "actual"]
    assert [(r["value"], r["reason"], r["decided_by"]) for r in rows] == [
        ("23352", "first", ""),
        ("", "withdrawn", "Li"),
    ]
    assert "Of Qingdao." in terminal.etl("quarantine", "show", 1).out
    assert " 0 differ" in terminal.etl("reparse", "shaoxing").out
    assert "is sound" in terminal.etl("db", "check").out
