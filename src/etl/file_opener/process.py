"""Files read in processes of their own, with limits of memory, time and output.

A reader is started where there is none idle, reads one file after the other, and is ended
where a file takes more than it may: the next file gets a new one. Starting takes about half
a second, once; after that a file costs a few milliseconds more than read in this process.
"""

import atexit
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import BinaryIO, cast

from etl.document.extract import Document
from etl.errors import NotABulletin, OnlyPictures, TookTooMuch, UnreadableDocument
from etl.file_opener import wire
from etl.file_opener.worker import MEMORY, NO_BULLETIN, OUTPUT, PICTURES, READ

_PATIENCE = 4
"""How many times its processor time a reader may wait: for a busy machine, or for ever."""
_FILES = 200
"""Files after which a reader makes room for a new one: libraries keep memory."""
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may take."""

    memory: int = 448_000_000
    """Bytes, of which the libraries themselves need a quarter."""
    seconds: int = 7
    """Of a processor."""
    output: int = 16_000_000
    """Bytes of what is read, its cells and their places included."""
    looks: bool = False
    """Whether files are looked at as pictures; such a reader is ended after each: it keeps
    hundreds of megabytes."""


LIMITS = Limits()
LOOKING = Limits(memory=1_500_000_000, seconds=300, looks=True)
"""For pictures, of as many pages as :mod:`etl.ocr.open_pictures` takes."""


def read_file(raw: bytes, content_type: str = "", limits: Limits = LIMITS) -> Document:
    """Read a Word, Excel or PDF file within limits, or pictures.

    Raises:
        TookTooMuch: it is not read within them.
        OnlyPictures: it has no text, and is not looked at.
        UnreadableDocument, NotABulletin: as :func:`etl.document.extract.extract`.
    """
    reader = _readers.take(limits)
    try:
        return reader.read(raw, content_type)
    finally:
        _readers.give_back(reader)


class _Reader:
    """One process."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.files = 0
        # Neither settings nor secrets are its business; the library of numbers that Excel's
        # brings along would take memory for each processor.
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        kept |= {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1"}
        numbers = map(str, (limits.memory, limits.seconds, limits.output, int(limits.looks)))
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-B", "-m", "etl.file_opener.worker", *numbers],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept,
        )

    @property
    def usable(self) -> bool:
        return self._process.poll() is None and self.files < _FILES

    def read(self, raw: bytes, content_type: str) -> Document:
        self.files += 1
        timer = threading.Timer(self.limits.seconds * _PATIENCE, self._process.kill)
        timer.start()
        try:
            answer = self._ask(raw, content_type)
        finally:
            timer.cancel()
        if answer is None:
            raise self._ended()
        about, content = answer
        match about["is"]:
            case kind if kind == READ:
                return wire.read(content)
            case kind if kind == NO_BULLETIN:
                raise NotABulletin(about["why"])
            case kind if kind == PICTURES:
                raise OnlyPictures(about["why"])
            case kind if kind == MEMORY:
                self.end()
                raise TookTooMuch(f"{self.limits.memory // 1_000_000} MB of memory")
            case kind if kind == OUTPUT:
                raise TookTooMuch(f"{self.limits.output // 1_000_000} MB for what it says")
        raise UnreadableDocument(about["why"])

    def _ask(self, raw: bytes, content_type: str) -> tuple[dict[str, str], bytes] | None:
        try:
            wire.send(cast(BinaryIO, self._process.stdin), {"content_type": content_type}, raw)
            return wire.receive(cast(BinaryIO, self._process.stdout), self.limits.output)
        except (BrokenPipeError, ValueError):
            # It ended, before it had all or within its answer.
            return None

    def _ended(self) -> UnreadableDocument:
        how = self._process.wait()
        if how in (-signal.SIGXCPU, -signal.SIGKILL):
            return TookTooMuch(f"{self.limits.seconds} seconds")
        return TookTooMuch("the memory or the stack that there is")

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


class _Readers:
    """The idle ones; as many as files are read at once."""

    def __init__(self) -> None:
        self._idle: list[_Reader] = []
        self._lock = threading.Lock()
        # A process that is forked must not talk into its parent's readers.
        os.register_at_fork(after_in_child=self._forget)
        atexit.register(self._end)

    def _forget(self) -> None:
        self._idle = []
        self._lock = threading.Lock()

    def _end(self) -> None:
        for reader in self._idle:
            reader.end()

    def take(self, limits: Limits) -> _Reader:
        with self._lock:
            for reader in self._idle:
                if reader.limits == limits and reader.usable:
                    self._idle.remove(reader)
                    return reader
        return _Reader(limits)

    def give_back(self, reader: _Reader) -> None:
        if reader.usable and not reader.limits.looks:
            with self._lock:
                self._idle.append(reader)
        else:
            reader.end()


_readers = _Readers()
