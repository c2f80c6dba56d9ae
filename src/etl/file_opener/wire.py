"""What goes between this process and the one that reads: frames of bytes, documents as JSON.

Nothing that comes from the reader can be more than data: it has opened what strangers made.
"""

import json
import struct
from dataclasses import asdict
from typing import Any, BinaryIO

from etl.document.extract import Document
from etl.document.grid import Cell, Grid
from etl.document.ocr_confidence import Unclear
from etl.errors import NotABulletin, UnreadableDocument

_HEAD = struct.Struct(">II")
_MOST_WORDS = 100_000


def send(stream: BinaryIO, about: dict[str, Any], content: bytes = b"") -> None:
    """Write one message: a few words about it, and bytes."""
    words = json.dumps(about).encode()
    stream.write(_HEAD.pack(len(words), len(content)) + words)
    stream.write(content)
    stream.flush()


def receive(stream: BinaryIO, most: int) -> tuple[dict[str, Any], bytes] | None:
    """Read one message; None where the other side has gone, or says more than it may."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    of_words, of_content = _HEAD.unpack(head)
    if of_words > _MOST_WORDS or of_content > most:
        return None
    words, content = stream.read(of_words), stream.read(of_content)
    return (json.loads(words), content) if len(content) == of_content else None


def written(document: Document) -> bytes:
    """A document as JSON; :func:`read` is its inverse."""
    return json.dumps(asdict(document), ensure_ascii=False).encode()


def read(raw: bytes) -> Document:
    """A document from JSON."""
    return _document(json.loads(raw))


def _document(said: dict[str, Any]) -> Document:
    return Document(
        said["title"],
        said["text"],
        tuple(_grid(**grid) for grid in said["tables"]),
        said["pictured"],
        tuple(Unclear(**one) for one in said["unclear"]),
    )


def outcome(by: str, said: Document | UnreadableDocument | NotABulletin) -> bytes:
    """What a version of the program made of a file, to be kept; :func:`known` is its inverse."""
    if isinstance(said, Document):
        return json.dumps({"by": by, "document": asdict(said)}, ensure_ascii=False).encode()
    why = {"by": by, "why": str(said), "readable": isinstance(said, NotABulletin)}
    return json.dumps(why, ensure_ascii=False).encode()


def known(raw: bytes, by: str) -> Document | UnreadableDocument | NotABulletin | None:
    """What that version made of a file; None where another one did, or nothing is kept."""
    said = json.loads(raw or b"{}")
    if said.get("by") != by:
        return None
    if "document" in said:
        return _document(said["document"])
    return (NotABulletin if said["readable"] else UnreadableDocument)(said["why"])


def _grid(cells: list[dict[str, int]], lines: list[list[int]], **more: Any) -> Grid:
    more["breaks"] = tuple(more["breaks"])
    return Grid(
        cells=tuple(Cell(**cell) for cell in cells),
        lines=tuple((start, end) for start, end in lines),
        **more,
    )
