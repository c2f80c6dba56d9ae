"""Files are opened in a process of their own; what takes too much is not opened again."""

import json
import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from etl.document.extract import extract
from etl.errors import NotABulletin, TookTooMuch, UnreadableDocument
from etl.file_opener.process import Limits, read_file
from etl.portal.archive.archive import Archive
from etl.portal.archive.open_snapshot import document_of
from etl.portal.archive.verify import verify
from tests.bulletin.attachments import HEADER, PARKING, PARKS, TABLE, TITLE, pdf, sheet, word
from tests.bulletin.hostile import hostile

GOOD = {"word": word(TITLE, TABLE), "excel": sheet((TITLE,), *TABLE), "pdf": pdf((TITLE, TABLE))}
HOSTILE = hostile()
SPARSE = ("the first row and the last", "gaps between rows")
TINY = Limits(output=200)


@pytest.mark.parametrize("kind", GOOD)
def test_a_file_reads_the_same_in_a_process_of_its_own(kind: str) -> None:
    assert read_file(GOOD[kind]) == extract(GOOD[kind])


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_or_read_within_ten_seconds_and_half_a_gigabyte(
    kind: str, tmp_path: Path
) -> None:
    """Of a processor, and of memory: the system counts what whoever asks and the reader take.

    That the next file is read as ever is seen where all are handed out (test_attached.py).
    """
    (tmp_path / "file").write_bytes(HOSTILE[kind])
    script = (
        "import json, pathlib, sys\n"
        "from etl.errors import UnreadableDocument\n"
        "from etl.file_opener.process import read_file\n"
        "try:\n"
        "    told = ['read', *set(read_file(pathlib.Path(sys.argv[1]).read_bytes()).text)]\n"
        "except UnreadableDocument as refusal:\n"
        "    told = ['refused', str(refusal)]\n"
        "print(json.dumps(told), flush=True)\n"
    )
    # A process is born with the memory of the one that starts it, so a small one must.
    starts = (
        "import os, sys\n"
        "_, status, used = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ), 0)\n"
        "print(status, used.ru_utime + used.ru_stime, used.ru_maxrss)\n"
    )
    asks = [sys.executable, "-c", script, str(tmp_path / "file")]
    told = subprocess.run(
        [sys.executable, "-c", starts, *asks], check=True, capture_output=True, text=True
    )
    answer, used = told.stdout.splitlines()
    status, seconds, kilobytes = map(float, used.split())
    assert status == 0
    ended, *said = json.loads(answer)
    if kind in SPARSE:
        assert (ended, set(said)) == ("read", {"甲", "\n"})
    else:
        assert ended == "refused"
        assert re.search("no bulletin|no text", said[0])
    assert seconds <= 10
    assert 10_000 < kilobytes <= 512 * 1024


def test_what_is_refused_says_the_same_as_in_this_process() -> None:
    with pytest.raises(UnreadableDocument, match="holds no text"):
        read_file(sheet(()))
    with pytest.raises((NotABulletin, UnreadableDocument), match="damaged"):
        read_file(GOOD["word"][:900])


def test_no_setting_and_no_secret_is_given_to_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ETL_DATABASE_URL", "postgresql://etl:hunter2@db/etl")
    read_file(GOOD["word"], limits=Limits(seconds=6))
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    environments = []
    for child in children:
        # What other tests have started may end at any moment.
        with suppress(FileNotFoundError, ProcessLookupError):
            environments.append(Path(f"/proc/{child}/environ").read_bytes())
    assert environments
    assert not any(b"hunter2" in environment for environment in environments)


def test_a_reader_ends_with_the_process_that_asked_it() -> None:
    script = (
        "from etl.file_opener.process import read_file;"
        "from tests.bulletin.attachments import word;"
        "print(read_file(word('甲')).text)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env={**os.environ}
    )
    assert (done.stdout, done.stderr, done.returncode) == ("甲\n", "", 0)


@pytest.mark.parametrize("kind", GOOD)
def test_what_a_file_held_is_kept_until_the_program_is_another(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path)
    sha256 = archive.put(GOOD[kind])
    first = document_of(archive, sha256, "")
    # Nothing can be read within these: it was not opened.
    assert document_of(archive, sha256, "", TINY) == first == extract(GOOD[kind])
    monkeypatch.setattr("etl.portal.archive.open_snapshot.reader_version", lambda: "another")
    with pytest.raises(TookTooMuch):
        document_of(archive, sha256, "", TINY)
    assert [one.problem for one in verify(archive)].count("foreign") == 0


def test_what_took_too_much_is_remembered_beside_its_bytes_until_somebody_asks(
    tmp_path: Path,
) -> None:
    archive = Archive(tmp_path)
    sha256 = archive.put(GOOD["word"])
    with pytest.raises(TookTooMuch, match="unreadable: took more than"):
        document_of(archive, sha256, "", TINY)
    with pytest.raises(UnreadableDocument, match="not opened again; etl archive retry"):
        document_of(archive, sha256, "")
    assert [one.problem for one in verify(archive)].count("foreign") == 0
    assert archive.retry("ff" if not sha256.startswith("ff") else "00") == []
    assert archive.retry(sha256[:12]) == [sha256]
    assert [
        line.split(" | ")[0] for line in document_of(archive, sha256, "").text.splitlines()
    ] == [
        TITLE,
        *(cells[0] for cells in (HEADER, PARKING, PARKS)),
    ]
