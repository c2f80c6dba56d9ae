"""From a row of a listing, or a saved file, to a snapshot."""

from datetime import date
from pathlib import Path

import pytest

from etl.document.extract import extract
from etl.document.multipart import parts_of
from etl.errors import Gone, Moved, UnreadableDocument
from etl.localportal.local_portal import LocalPortal
from etl.portal.archive.archive import Archive
from etl.portal.http.client import Client
from etl.portal.listing.pick_bulletins import discover
from etl.portal.model import Entry, Portal
from etl.portal.retrieve import retrieve, snapshot_file
from tests.portal.bad_days import PAGE, Answer, BadDay


def test_a_snapshot_is_in_the_archive_as_the_portal_sent_it(client: Client, tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    entry = discover(client.portal, client).entries[10]
    snapshot = retrieve(entry, client, archive)
    raw = archive.read(snapshot.sha256)
    assert raw == client.get(entry.url).raw
    assert (snapshot.portal, snapshot.key, snapshot.size) == ("sample", "9024011", len(raw))
    assert archive.snapshots("sample") == [snapshot]


def test_only_a_page_that_was_corrected_makes_another_snapshot(
    site: LocalPortal, client: Client, tmp_path: Path
) -> None:
    archive = Archive(tmp_path)
    entries = discover(client.portal, client).entries
    before = {entry.key: retrieve(entry, client, archive) for entry in entries}
    site.as_of = date(2025, 3, 20)
    after = {
        entry.key: retrieve(entry, client, archive, previous=before[entry.key]) for entry in entries
    }
    assert [key for key in before if after[key] is not before[key]] == ["9024007"]
    assert after["9024007"].sha256 != before["9024007"].sha256


def test_a_known_page_at_a_new_address_is_fetched_whole(
    day: BadDay, hasty: Client, tmp_path: Path
) -> None:
    listing = '<li><a href="{}/t20240102_7.shtml">一季度进展情况</a></li>'
    day.answers["/old/t20240102_7.shtml"] = Answer(headers={"ETag": '"1"'})
    day.answers["/new/t20240102_7.shtml"] = Answer(headers={"ETag": '"1"'})
    archive = Archive(tmp_path)
    day.answers["/bss/"] = Answer(body=listing.format("/old").encode())
    before = retrieve(discover(hasty.portal, hasty).entries[0], hasty, archive)
    day.answers["/bss/"] = Answer(body=listing.format("/new").encode())
    after = retrieve(discover(hasty.portal, hasty).entries[0], hasty, archive, previous=before)
    assert "if-none-match" not in day.asked[-1].headers
    assert (after.key, after.sha256) == (before.key, before.sha256)
    assert after.url.endswith("/new/t20240102_7.shtml")


def test_a_page_that_is_as_it_was_or_is_gone_leaves_a_note_that_says_so(
    day: BadDay, hasty: Client, tmp_path: Path
) -> None:
    archive = Archive(tmp_path)
    entry = Entry("7", f"{day.url}/t7.shtml", "进展情况", date(2025, 1, 30))
    day.answers["/t7.shtml"] = [Answer(headers={"ETag": '"1"'}), Answer(304), Answer(404)]
    first = retrieve(entry, hasty, archive, visit="1")
    assert retrieve(entry, hasty, archive, previous=first, visit="2") is first
    with pytest.raises(Gone):
        retrieve(entry, hasty, archive, previous=first, visit="3")
    notes = sorted(map(archive.read_note, archive.notes()), key=lambda note: note.got_at)
    assert {note.snapshot.sha256 for note in notes} == {first.sha256}
    assert [(note.visit, "404" in note.gone) for note in notes] == [
        ("1", False),
        ("2", False),
        ("3", True),
    ]


def test_a_redirect_to_another_document_is_not_taken_for_the_page(
    day: BadDay, hasty: Client, tmp_path: Path
) -> None:
    there = Entry("7", f"{day.url}/a/t20240102_7.shtml", "一季度进展情况", None)
    day.answers["/a/t20240102_7.shtml"] = Answer(302, b"", {"Location": "/b/t20240102_8.shtml"})
    day.answers["/b/t20240102_8.shtml"] = Answer()
    with pytest.raises(Moved, match="another document"):
        retrieve(there, hasty, Archive(tmp_path))


def test_an_article_of_several_pages_is_one_content_with_the_bytes_of_each(
    day: BadDay, hasty: Client, tmp_path: Path
) -> None:
    pager = '<script>createPageHTML(2, 0, "t20240102_7", "shtml");</script>'
    text = "1.新增停车泊位两万个，" + "建设口袋公园，" * 8
    first = f"<html><div id='zoom'>{text}</div>{pager}</html>".encode("gb18030")
    day.answers["/a/t20240102_7.shtml"] = Answer(body=first, headers={"ETag": '"1"'})
    day.answers["/a/t20240102_7_1.shtml"] = Answer()
    entry = Entry("7", f"{day.url}/a/t20240102_7.shtml", "一季度进展情况", None)
    archive = Archive(tmp_path)
    snapshot = retrieve(entry, hasty, archive)
    parts = parts_of(archive.read(snapshot.sha256), snapshot.content_type)
    assert [part.raw for part in parts] == [first, PAGE]
    # A tag of the first page alone must not hide a change of the second.
    assert "etag" not in snapshot.headers
    assert retrieve(entry, hasty, archive, previous=snapshot).sha256 == snapshot.sha256
    text = extract(archive.read(snapshot.sha256), snapshot.content_type).text
    assert text.index("两万个") < text.index("各责任单位")


def test_a_saved_page_is_the_document_it_was_saved_from(
    client: Client, portal: Portal, tmp_path: Path
) -> None:
    archive = Archive(tmp_path / "archive")
    fetched = retrieve(discover(portal, client).entries[3], client, archive)
    saved = tmp_path / "2024年市办实事1-4月.shtml"
    saved.write_bytes(archive.read(fetched.sha256))
    snapshot = snapshot_file(saved, portal, date(2024, 5, 24), archive)
    assert (snapshot.key, snapshot.sha256) == (fetched.key, fetched.sha256)
    assert snapshot.url.endswith("/202405/t20240524_9024004.shtml")


def test_a_saved_text_is_known_by_its_title_wherever_it_lies(
    portal: Portal, tmp_path: Path
) -> None:
    archive = Archive(tmp_path / "archive")
    keys = set()
    for name, mark in (("a.txt", ""), ("b.txt", "\n")):
        (tmp_path / name).write_text(f"{mark}2024年市办实事１-11月进展情况\n1.新增…", "utf-8")
        keys.add(snapshot_file(tmp_path / name, portal, date(2024, 12, 30), archive).key)
    assert len(keys) == 1


def test_what_cannot_be_read_is_archived_all_the_same(portal: Portal, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7 \x00\x01")
    snapshot = snapshot_file(tmp_path / "scan.pdf", portal, date(2024, 12, 30), archive)
    assert archive.read(snapshot.sha256) == b"%PDF-1.7 \x00\x01"


def test_a_file_that_is_not_there_is_told_in_one_sentence(portal: Portal, tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="cannot be read"):
        snapshot_file(tmp_path / "none.html", portal, date(2024, 12, 30), Archive(tmp_path))
