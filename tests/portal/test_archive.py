"""The archive: what was put in comes out, or says that it does not."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.errors import ArchiveError
from etl.portal.archive import Archive, path_of
from etl.portal.model import Snapshot


def snapshot(sha256: str) -> Snapshot:
    return Snapshot(
        portal="town",
        key="7",
        url="http://www.town.example/t_7.shtml",
        sha256=sha256,
        size=3,
        content_type="text/html",
        retrieved_at=datetime(2025, 1, 31, tzinfo=UTC),
        headers={"etag": '"1"'},
        archive_path=path_of(sha256).as_posix(),
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(raw=st.binary(max_size=5000))
def test_what_is_put_in_comes_out(tmp_path: Path, raw: bytes) -> None:
    archive = Archive(tmp_path)
    assert archive.read(archive.put(raw)) == raw


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert archive.put(b"page") == archive.put(b"page")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_the_bytes_can_be_read_without_this_program(tmp_path: Path) -> None:
    sha256 = Archive(tmp_path).put("进展情况".encode())
    assert gzip.decompress((tmp_path / path_of(sha256)).read_bytes()).decode() == "进展情况"


def test_each_retrieval_leaves_a_note_beside_the_bytes(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first = snapshot(archive.put(b"page"))
    again = replace(first, retrieved_at=first.retrieved_at + timedelta(days=30))
    archive.note(again)
    archive.note(first)
    assert list(archive.snapshots("town")) == [first, again]
    assert list(archive.snapshots("elsewhere")) == []
    assert archive.latest("town") == {"7": again}


@pytest.mark.parametrize("damage", [b"", b"not gzip", gzip.compress(b"another page")])
def test_damage_is_noticed_and_mended_by_the_next_retrieval(tmp_path: Path, damage: bytes) -> None:
    archive = Archive(tmp_path)
    sha256 = archive.put(b"page")
    (tmp_path / path_of(sha256)).write_bytes(damage)
    with pytest.raises(ArchiveError, match="fetch again"):
        archive.read(sha256)
    archive.put(b"page")
    assert archive.read(sha256) == b"page"


def test_what_was_never_put_in_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="holds no"):
        Archive(tmp_path).read("0" * 64)


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="cannot be written"):
        Archive(tmp_path / "file").put(b"page")


def test_nothing_is_left_over_from_writing(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.note(snapshot(archive.put(b"page")))
    assert {path.suffix for path in tmp_path.rglob("*") if path.is_file()} == {".gz", ".json"}
