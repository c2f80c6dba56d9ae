"""The process that opens files: reads bytes from its input, writes documents to its output.

``python -m etl.file_opener.worker MEMORY SECONDS OUTPUT LOOKS``: bytes of memory, seconds of its
processor for a file, bytes of an answer, and 1 where it reads files as pictures. It can write
no file, and ends when its input does.
"""

import io
import os
import resource
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from etl.document.extract import Document, extract
from etl.errors import EtlError, NotABulletin, OnlyPictures, UnreadableDocument
from etl.file_opener import wire

_MOST_ASKED = 1 << 30
MEMORY, READ, REFUSED, NO_BULLETIN, OUTPUT = "memory", "read", "refused", "no bulletin", "output"
PICTURES = "pictures"


def main() -> None:
    """Answer until nobody asks any more."""
    memory, seconds, output, looks = map(int, sys.argv[1:])
    asked, answers = _streams()
    for kind, most in (
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    while (message := wire.receive(asked, _MOST_ASKED)) is not None:
        about, raw = message
        spent = resource.getrusage(resource.RUSAGE_SELF)
        until = int(spent.ru_utime + spent.ru_stime) + seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
        said, content = _answer(
            raw, about["content_type"], output, _looking() if looks else extract
        )
        wire.send(answers, said, content)
        if said["is"] == MEMORY:
            # What is left of the memory is nobody's guess.
            return


def _looking() -> Callable[[bytes, str], Document]:
    # The libraries are large, and only there with the extra.
    from etl.ocr.read import read

    return read


def _answer(
    raw: bytes, content_type: str, output: int, extracted: Callable[[bytes, str], Document]
) -> tuple[dict[str, Any], bytes]:
    try:
        content = wire.written(extracted(raw, content_type))
    except MemoryError:
        return {"is": MEMORY}, b""
    except OnlyPictures as error:
        return {"is": PICTURES, "why": error.what}, b""
    except EtlError as error:
        if _for_want_of_memory(error):
            return {"is": MEMORY}, b""
        kind = NO_BULLETIN if isinstance(error, NotABulletin) else REFUSED
        return {"is": kind, "why": str(error)}, b""
    except RecursionError:
        why = "The file nests its parts beyond all measure: it is no bulletin."
        return {"is": REFUSED, "why": why}, b""
    if len(content) > output:
        return {"is": OUTPUT}, b""
    return {"is": READ}, content


def _for_want_of_memory(error: BaseException | None) -> bool:
    """Whether a refusal comes from a library that ran out of memory."""
    while error is not None:
        if isinstance(error, MemoryError) or "memory" in str(error).lower():
            return not isinstance(error, UnreadableDocument) or error.__cause__ is not None
        error = error.__cause__ or error.__context__
    return False


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """The two ends of the talk; whatever else a library prints goes nowhere."""
    asked = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb", buffering=io.DEFAULT_BUFFER_SIZE)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    return asked, answers


if __name__ == "__main__":
    main()
