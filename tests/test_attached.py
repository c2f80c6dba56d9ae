"""Pages that only hand out a file: its figures are read, dated by the page, traced to the file."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl.document.extract import Document
from etl.file_opener.process import Limits, read_file
from etl.pipeline.restore import read_notes, restore
from etl.pipeline.run_report import RunReport
from etl.pipeline.run_tools import Tools
from etl.pipeline.visit_day import Look
from etl.warehouse.connection.engine import read_only
from etl.warehouse.queries.figures_as_of import history
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from tests.bulletin.attachments import TABLE, TITLE, pdf, sheet, word
from tests.bulletin.hostile import GREEDY, hostile
from tests.portal.bad_days import Answer, BadDay, bad_day, portal_at
from tests.town import Town, outcomes

CORRECTED = tuple(
    tuple(cell.replace("23352", "23253").replace("116.7", "116.2") for cell in row) for row in TABLE
)
ROW = f'<li><a href="./t20241230_7.shtml">{TITLE}</a><span>2024-12-30</span></li>'


@pytest.fixture
def day() -> Iterator[BadDay]:
    with bad_day() as day:
        day.answers["/bss/"] = Answer(body=f"<html><ul>{ROW}</ul>市办实事{'栏目' * 30}".encode())
        yield day


@pytest.fixture
def town(tmp_path: Path, sqlite_engine: Engine) -> Town:
    return Town(tmp_path, sqlite_engine)


def hand_out(day: BadDay, **files: bytes) -> None:
    """Have the page hand out files, and nothing else."""
    links = "".join(f'<a href="./{name.replace("_", ".")}">附件：{name}</a>' for name in files)
    page = f"<html><p>详见附件，请下载后查看。</p>{links}</html>"
    day.answers["/bss/t20241230_7.shtml"] = Answer(body=page.encode(), headers={"ETag": '"1"'})
    for name, raw in files.items():
        day.answers[f"/bss/{name.replace('_', '.')}"] = Answer(
            body=raw, headers={"Content-Type": "application/octet-stream", "ETag": f'"{name}"'}
        )


def visit(town: Town, day: BadDay) -> RunReport:
    return town.look(Look(portal_at(day.url)))


def test_the_figures_of_an_attachment_are_dated_by_the_page_and_traced_to_the_file(
    town: Town, day: BadDay
) -> None:
    raw = word(TABLE)
    hand_out(day, P0001_docx=raw)
    assert outcomes(visit(town, day)) == ["new"]
    [figure] = town.parking()
    assert (str(figure.value), figure.evidence) == ("23352", "23352个")
    assert figure.published_at == datetime(2024, 12, 30, 15, 59, 59, tzinfo=UTC)
    assert figure.period_end == date(2024, 11, 30)
    assert town.archive.read(figure.sha256) == raw
    assert outcomes(visit(town, day)) == ["unchanged"]


def test_a_corrected_attachment_at_a_new_address_revises_its_figures_when_it_was_corrected(
    town: Town, day: BadDay
) -> None:
    hand_out(day, P0001_xlsx=sheet(*TABLE))
    visit(town, day)
    hand_out(day, P0002_xlsx=sheet(*CORRECTED))
    before = datetime.now(UTC)
    assert outcomes(visit(town, day)) == ["revised"]
    first, second = town.parking()
    assert (str(first.value), str(second.value)) == ("23352", "23253")
    assert second.reason == "portal_revision"
    assert second.published_at >= before
    assert town.status().versions == 8


def test_of_several_attachments_the_one_with_the_figures_is_read_and_all_are_kept(
    town: Town, day: BadDay
) -> None:
    files = {
        "P0001_docx": word("考核办法", "各单位于每月25日前报送。"),
        "P0002_pdf": pdf((TITLE, TABLE)),
        "P0003_doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    }
    hand_out(day, **files)
    assert outcomes(visit(town, day)) == ["new"]
    [figure] = town.parking()
    assert town.archive.read(figure.sha256) == files["P0002_pdf"]
    kept = {snapshot.sha256 for snapshot in town.archive.snapshots("town")}
    assert {town.archive.read(sha256) for sha256 in kept} >= set(files.values())


def test_attachments_that_cannot_be_read_are_kept_and_say_why(town: Town, day: BadDay) -> None:
    hand_out(day, P0001_doc=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    del day.answers["/bss/P0001.doc"]
    [told] = visit(town, day).pages
    assert (told.outcome, told.state) == ("quarantined", "figures attached")
    assert "404" in told.problem
    hand_out(day, P0001_doc=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    [told] = visit(town, day).pages
    assert (told.outcome, told.state) == ("quarantined", "figures attached")
    assert "old binary" in told.problem


def test_attachments_are_restored_with_their_page(town: Town, day: BadDay, tmp_path: Path) -> None:
    hand_out(day, P0001_docx=word(TABLE), P0002_docx=word("考核办法"))
    visit(town, day)
    hand_out(day, P0001_docx=word(CORRECTED), P0002_docx=word("考核办法"))
    day.answers["/bss/t20241230_7.shtml"] = Answer(status=304)
    visit(town, day)
    retrievals = read_notes(town.archive).by_portal["town"]
    with open_warehouse(f"sqlite:///{tmp_path}/again.sqlite", create=True) as again:
        restore(portal_at("http://127.0.0.1:1"), retrievals, Tools(town.archive, again, ()))
        with read_only(again) as one, read_only(town.engine) as other:
            was, now = history(other, "新增停车泊位"), history(one, "新增停车泊位")
    stable = ("value", "measure", "published_at", "revision", "reason", "evidence", "sha256")
    assert len(was) == 5
    assert [[getattr(f, name) for name in stable] for f in was] == [
        [getattr(f, name) for name in stable] for f in now
    ]


def test_hostile_files_are_said_and_opened_once_those_that_take_too_much_by_no_later_version(
    town: Town, day: BadDay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[bytes] = []
    good, next_ones = word(TITLE, TABLE), list[str]()

    def counting(raw: bytes, content_type: str, limits: Limits) -> Document:
        opened.append(raw)
        # How long one may take at most is looked at in file_opener/test_reader.py.
        limits = replace(limits, seconds=3)
        try:
            return read_file(raw, content_type, limits)
        finally:
            next_ones.append(read_file(good, "", limits).title)

    monkeypatch.setattr("etl.portal.archive.open_snapshot.read_file", counting)
    nine = hostile()
    hand_out(
        day,
        **{
            f"P{n:04}_{'pdf' if raw.startswith(b'%PDF') else 'xlsx'}": raw
            for n, raw in enumerate(nine.values(), start=1)
        },
    )
    [told] = visit(town, day).pages
    assert (told.outcome, told.state) == ("quarantined", "figures attached")
    assert told.problem.count("unreadable: took more than") == len(GREEDY)
    assert "not opened again" not in told.problem
    assert sorted(opened) == sorted(nine.values())
    # Whatever became of one file, the next is read.
    assert next_ones == [TITLE] * len(nine)
    refusals = told.problem
    opened.clear()
    [told] = visit(town, day).pages
    assert told.problem.count("not opened again") == len(GREEDY)
    assert (
        re.sub(r" It is not opened again; etl archive retry \w+ does\.", "", told.problem)
        == refusals
    )
    assert not opened
    monkeypatch.setattr("etl.portal.archive.open_snapshot.reader_version", lambda: "another")
    visit(town, day)
    assert sorted(opened) == sorted(raw for kind, raw in nine.items() if kind not in GREEDY)
    opened.clear()
    # Neither does a restore, for it is remembered where the bytes are.
    retrievals = read_notes(town.archive).by_portal["town"]
    with open_warehouse(f"sqlite:///{tmp_path / 'again.sqlite'}", create=True) as engine:
        again = restore(portal_at(day.url), retrievals, replace(town.tools, engine=engine))
    assert any("not opened again" in page.problem for page in again.pages)
    assert not opened
