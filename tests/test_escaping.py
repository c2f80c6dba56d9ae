"""What pages say is shown by every way out, and obeyed by none."""

import csv
import io
import json
import logging
import re
import socket
import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from etl.alerts.channels import channels
from etl.alerts.message import Message
from etl.cli.progress_bars import bars
from etl.indicators.model import Indicator
from etl.logs.configure import TextFormatter
from etl.logs.secrets import Guard
from etl.pipeline.run_report import PageReport, RunReport
from etl.quality.check_results import CheckResult
from etl.report.changed_figures import figures_markdown
from etl.report.run import markdown, summary
from etl.report.write_rows import Column, Format, terminal, write
from etl.warehouse.queries.run_changes import Change
from tests.alerts.receivers import http_receiver, smtp_receiver
from tests.proofs import repeated

PIECES = (
    *("\\[/foo]", "[red]", "[/]", "[link=http://evil.example]", "\ud800", "停车泊位"),
    *("\x1b[2J", "\x1b]0;x\x07", "\x9b31m", "\u202e", "\u2066", "\u200b", "\r", "\n", "\t", "\x00"),
    *("=1+1", "-2+3", "@SUM(A1)", "+cmd|' /C calc'!A0", "\uff1d1"),
    *("<script>alert(1)</script>", "![x](http://evil.example/x.png)", "[a](javascript:1)"),
    *("| b |", "`c`", "**d**", "# e", "<!channel>", "&lt;"),
    *("http://evil.example/", "www.evil.example", "a@evil.example"),
)
words = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), min_size=1, max_size=6).map("".join)
fuzzed = settings(max_examples=repeated(20, 200))
MARKDOWN = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table")
NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?")
LIVE = re.compile(r"<(?!/?(?:h[1-6]|p|code|pre|strong|table|thead|tbody|tr|t[dh]|ul|li|hr|br|a)\b)")


def obeyed(text: str) -> set[str]:
    """The characters of a text that a terminal would obey, or nobody would see."""
    return {c for c in text if c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cf", "Cs")}


def report(said: str) -> RunReport:
    """A run whose page says that of itself wherever it can."""
    page = PageReport(
        url="http://www.example.gov.cn/a.html",
        title=said,
        key=said,
        outcome="failed",
        state="defect",
        problem=said,
        note=said,
        checks=(CheckResult("document", said, "critical", False, None, said, said),),
    )
    return RunReport("sample", (page,))


@fuzzed
@given(words)
def test_a_terminal_obeys_nothing_of_titles_labels_and_notes(
    capsys: pytest.CaptureFixture[str], said: str
) -> None:
    capsys.readouterr()
    write([{"a": said}], (Column("a", "A"),), Format.TABLE, title=said)
    terminal().print(summary(report(said)))
    with bars() as tell:
        tell("sample", said, 0.5)
    shown = capsys.readouterr().out
    assert not obeyed(shown)


@fuzzed
@given(words)
def test_machines_get_the_same_words_and_spreadsheets_no_formula(
    capsys: pytest.CaptureFixture[str], said: str
) -> None:
    capsys.readouterr()
    columns = (Column("a", "A"),)
    write([{"a": said, "value": Decimal("-5")}], columns, Format.JSON)
    written = capsys.readouterr().out
    assert not obeyed(written)
    assert json.loads(written) == [{"a": said, "value": "-5"}]
    write([{"a": said, "value": Decimal("-5")}], columns, Format.CSV)
    written = capsys.readouterr().out
    assert not obeyed(written)
    [row] = csv.DictReader(io.StringIO(written, newline=""))
    assert row["value"] == "-5"
    assert NUMBER.fullmatch(row["a"]) or not row["a"].lstrip().startswith(tuple("=+-@\uff1d"))


@fuzzed
@given(words)
def test_artifacts_show_words_as_words(said: str) -> None:
    change = Change(
        indicator=Indicator(said, None, None, "个"),
        period_end=date(2024, 6, 30),
        measure="actual",
        before=said,
        after=None,
        reason="first",
        url=f"http://www.example.gov.cn/{said}",
        title=said,
    )
    for written in (markdown(report(said)), figures_markdown("sample", [change], 1)):
        assert not obeyed(written)
        page = MARKDOWN.render(written)
        assert not LIVE.search(page)
        assert "evil" not in "".join(re.findall(r'(?:src|href)="([^"]*)"', page)).split("/")[2:3]


def test_the_log_shows_what_a_title_would_do() -> None:
    record = logging.LogRecord(
        "etl", logging.INFO, "", 0, "took %s", ("\x1b[2J\n2024 ERROR x\u202e",), None
    )
    Guard().filter(record)
    assert TextFormatter().format(record).endswith("took \\x1b[2J 2024 ERROR x\\u202e")


def test_receivers_of_alerts_get_words_by_their_own_rules() -> None:
    told = Message("".join(PIECES), "\n".join(PIECES))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mail_url = f"mailto://127.0.0.1:{port}?from=etl@example.org&to=a@example.org"
    with http_receiver() as posts, smtp_receiver(port) as mails:
        for channel in channels([posts.url, posts.url.replace("http", "json"), mail_url]):
            channel.send(told)
    slack, other = posts.bodies
    assert not obeyed(slack["text"] + other["title"] + other["message"])
    assert "<" not in slack["text"]
    [mail] = mails.got
    assert not obeyed(str(mail["Subject"]))
    for part in mail.walk():
        if part.get_content_type() == "text/html":
            assert not LIVE.search(part.get_content().partition("<body")[2].partition(">")[2])
