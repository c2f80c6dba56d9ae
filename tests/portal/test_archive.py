"""The archive: what was put in comes out, or says that it does not; here or elsewhere."""

import gzip
import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import ArchiveError
from etl.portal.archive.archive import Archive
from etl.portal.archive.file_names import path_of
from etl.portal.archive.note import read_note, write_note
from etl.portal.archive.verify import Finding, verify
from etl.portal.model import Retrieval, Snapshot
from tests.proofs import repeated

EXAMPLES = settings(max_examples=repeated(12, 100))


@pytest.fixture(params=["folder", "memory"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    """An empty archive: in a folder, and in what stands for an object store."""
    return Archive(tmp_path / "a" if request.param == "folder" else f"memory://{uuid.uuid4()}/a")


def retrieval(sha256: str) -> Retrieval:
    got_at = datetime(2025, 1, 31, tzinfo=UTC)
    snapshot = Snapshot(
        portal="town",
        key="7",
        url="http://www.town.example/t_7.shtml",
        sha256=sha256,
        size=3,
        content_type="text/html",
        retrieved_at=got_at,
        headers={"etag": '"1"'},
        archive_path=path_of(sha256),
    )
    return Retrieval(snapshot, got_at, visit="1", title="进展情况", listed=date(2025, 1, 30))


def files(archive: Archive) -> list[str]:
    return [f"{folder}/{name}" for folder, names in archive.store.folders() for name in names]


def problems(archive: Archive) -> list[str | None]:
    return [found.problem for found in verify(archive) if found.problem]


@EXAMPLES
@given(raw=st.binary(max_size=5000))
def test_what_is_put_in_comes_out(archive: Archive, raw: bytes) -> None:
    assert archive.read(archive.put(raw)) == raw


days = st.none() | st.dates()
moments = st.datetimes(timezones=st.just(UTC))
words = st.text(max_size=20)


@EXAMPLES
@given(
    retrieved_at=moments,
    got_at=moments,
    words=st.tuples(*[words] * 7),
    listed=days,
    published=days,
    headers=st.dictionaries(words, words, max_size=3),
)
def test_a_note_says_all_that_was_known(
    retrieved_at: datetime,
    got_at: datetime,
    words: tuple[str, ...],
    listed: date | None,
    published: date | None,
    headers: dict[str, str],
) -> None:
    key, url, content_type, visit, title, attached_to, gone = words
    known = retrieval("0" * 64).snapshot
    got = replace(
        known,
        key=key,
        url=url,
        content_type=content_type,
        retrieved_at=retrieved_at,
        headers=headers,
    )
    told = Retrieval(got, got_at, visit, title, listed, published, attached_to, gone)
    assert read_note(write_note(told), "x.json") == told


def test_a_note_of_before_reads_as_one_that_knew_less() -> None:
    old = f"""{{"content_type": "text/html", "headers": {{}}, "key": "7", "portal": "town",
        "retrieved_at": "2025-01-31T00:00:00+00:00", "sha256": "{"0" * 64}", "size": 3, "url": "http://x"}}"""
    read = read_note(old.encode(), "x.json")
    assert (read.got_at, read.visit, read.title, read.listed) == (
        datetime(2025, 1, 31, tzinfo=UTC),
        "",
        "",
        None,
    )


def test_the_same_bytes_are_kept_once(archive: Archive) -> None:
    assert archive.put(b"page") == archive.put(b"page")
    assert len(files(archive)) == 1


def test_the_bytes_can_be_read_without_this_program(tmp_path: Path) -> None:
    sha256 = Archive(tmp_path).put("进展情况".encode())
    assert gzip.decompress((tmp_path / path_of(sha256)).read_bytes()).decode() == "进展情况"


def test_each_retrieval_leaves_a_note_beside_the_bytes(archive: Archive) -> None:
    first = retrieval(archive.put(b"page"))
    again = replace(first, got_at=first.got_at + timedelta(days=30))
    archive.note(again)
    archive.note(first)
    assert {archive.read_note(name).got_at for name in archive.notes()} == {
        first.got_at,
        again.got_at,
    }
    assert archive.snapshots("town") == [first.snapshot, again.snapshot]
    assert archive.snapshots("elsewhere") == []


@pytest.mark.parametrize("damage", [b"", b"not gzip", gzip.compress(b"another page", mtime=0)])
def test_damage_is_noticed_and_mended_by_the_next_retrieval(
    archive: Archive, damage: bytes
) -> None:
    sha256 = archive.put(b"page")
    archive.note(retrieval(sha256))
    archive.store.write(path_of(sha256), damage)
    with pytest.raises(ArchiveError, match="fetch again"):
        archive.read(sha256)
    assert problems(archive) == ["damaged"]
    archive.put(b"page")
    assert archive.read(sha256) == b"page"
    assert problems(archive) == []


def test_what_was_never_put_in_is_not_there(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="holds no"):
        archive.read("0" * 64)


def test_verifying_names_each_file_that_is_not_as_it_should_be(archive: Archive) -> None:
    noted, bare, lost, muddled = (archive.put(raw) for raw in (b"1", b"2", b"3", b"4"))
    for sha256 in (noted, muddled):
        archive.note(retrieval(sha256))
    note = f"{path_of(lost)[:-3]}.20250131T000000000000Z.json"
    archive.store.write(path_of(noted).replace(".gz", ".20250201T000000000000Z.json"), b"{")
    archive.store.write(
        path_of(muddled).replace(".gz", ".20250201T000000000000Z.json"),
        write_note(retrieval(noted)),
    )
    archive.store.write("00/00/readme.txt", b"")
    archive.store.write(f"00/00/{bare}.gz", b"")
    archive.store.write(f"{path_of('ab' * 32)[:-3]}.20250131T000000000000Z.json", b"")
    found = {one.name: one.problem for one in verify(archive)}
    assert note not in found
    assert found == {
        path_of(noted): None,
        path_of(noted).replace(".gz", ".20250131T000000000000Z.json"): None,
        path_of(noted).replace(".gz", ".20250201T000000000000Z.json"): "damaged",
        path_of(muddled): None,
        path_of(muddled).replace(".gz", ".20250131T000000000000Z.json"): None,
        path_of(muddled).replace(".gz", ".20250201T000000000000Z.json"): "damaged",
        path_of(bare): "without a note",
        path_of(lost): "without a note",
        "00/00/readme.txt": "foreign",
        f"00/00/{bare}.gz": "foreign",
        f"{path_of('ab' * 32)[:-3]}.20250131T000000000000Z.json": "without its bytes",
    }


@pytest.mark.parametrize(
    "change",
    [
        {"kez": "7", "key": None},
        {"titel": "x"},
        {"title": "another"},
        {"portal": "../../x"},
        {"headers": {"a": {"b": [1]}}},
        {"url": ["http://x"]},
        {"got_at": "2025-02-01T00:00:00+00:00"},
        {"sum": "0"},
        "[" * 100_000,
        "[]",
    ],
)
@pytest.mark.parametrize("signed", [True, False])
def test_a_note_that_says_otherwise_than_it_did_is_damaged(
    archive: Archive, change: dict[str, Any] | str, signed: bool
) -> None:
    """With its sum any change shows; a note of before shows one that no note could say."""
    archive.note(retrieval(archive.put(b"page")))
    [name] = archive.notes()
    fields = json.loads(archive.store.read(name))
    if not signed:
        del fields["sum"]
    said = change if isinstance(change, str) else json.dumps({**fields, **change})
    archive.store.write(name, said.encode())
    assert problems(archive) == (
        [] if not signed and change == {"title": "another"} else ["damaged"]
    )


def test_an_archive_without_files_is_sound(archive: Archive) -> None:
    assert list(verify(archive)) == list[Finding]()


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="cannot be written"):
        Archive(tmp_path / "file").put(b"page")


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("gs://bucket/archive", "gcsfs"),
        ("carrier-pigeon://loft", "Protocol not known"),
        ("ftp://user:secret@127.0.0.1:1/archive", "ETL_ARCHIVE_URL"),
    ],
)
def test_an_address_that_cannot_be_opened_is_told_without_its_password(
    where: str, said: str
) -> None:
    with pytest.raises(ArchiveError, match=said) as told:
        Archive(where)
    assert "secret" not in str(told.value)


def test_an_object_store_that_refuses_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("no credentials")

    archive = Archive(f"memory://{uuid.uuid4()}")
    monkeypatch.setattr(MemoryFileSystem, "pipe_file", refuse)
    with pytest.raises(ArchiveError, match=r"cannot be written \(no credentials\)"):
        archive.put(b"page")


def test_nothing_is_left_over_from_writing(archive: Archive) -> None:
    archive.note(retrieval(archive.put(b"page")))
    assert {name.rpartition(".")[2] for name in files(archive)} == {"gz", "json"}


def test_what_is_being_written_is_never_seen_half(archive: Archive) -> None:
    raw = bytes(range(256)) * 2000
    sha256, packed = archive.put(raw), gzip.compress(raw, 6, mtime=0)
    with ThreadPoolExecutor(4) as pool:
        rewrites = [pool.submit(archive.store.write, path_of(sha256), packed) for _ in range(80)]
        while not all(rewrite.done() for rewrite in rewrites):
            assert archive.read(sha256) == raw
