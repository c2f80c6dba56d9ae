"""The formatting of Word's old format, as far as it changes what is read (MS-DOC 2.6).

Characters and paragraphs have lists of changes ("sprms": two bytes that name one and say how
long its operand is) which stand in pages of 512 bytes, found by the place of a character.
"""

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from etl.document.word.tables_from_cell_edges import Merge

_CHARACTERS, _PARAGRAPHS = 12, 13
_PAIRS = 0x9A
_PAGE = 512
_OPERANDS = (1, 1, 2, 4, 2, 2, 0, 3)
_DELETED, _STRUCK, _STRUCK_TWICE, _VANISHED, _RAISED = 0x0800, 0x0837, 0x2A53, 0x083C, 0x2A48
_IN_TABLE, _ENDS_ROW, _ELSEWHERE = 0x2416, 0x2417, 0x6646
_CELLS, _DOWNWARDS = 0xD608, 0xD62B
_CHANGED_TABS = 0xC615
_ON = (1, 0x81)
Of = TypeVar("Of")


@dataclass(frozen=True, slots=True)
class Run:
    """What is said of characters."""

    unseen: bool = False
    raised: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What is said of a paragraph, and where it ends a row, of that."""

    in_table: bool = False
    ends_row: bool = False
    rights: Sequence[int] = ()
    merges: Sequence[Merge] = ()


class _Spans(Generic[Of]):
    """What is said of the bytes of a file, from place to place."""

    def __init__(self, starts: list[int], said: list[Of], otherwise: Of) -> None:
        self._starts, self._said, self._otherwise = starts, said, otherwise

    def at(self, place: int) -> Of:
        n = bisect_right(self._starts, place) - 1
        return self._said[n] if n >= 0 else self._otherwise


class Formats:
    """The formatting of a file by the places of its characters."""

    def __init__(self, main: bytes, table: bytes, data: bytes) -> None:
        """Read the pages.

        Args:
            main: the stream WordDocument.
            table: the stream that it names.
            data: the stream Data, where there is one.
        """
        self._data = data
        runs = _spans(main, table, _CHARACTERS, 1, _of_characters, _run)
        self._runs = _Spans(*runs, Run())
        paragraphs = _spans(main, table, _PARAGRAPHS, 13, _of_paragraph, self._paragraph)
        self._paragraphs = _Spans(*paragraphs, Paragraph())

    def run(self, place: int) -> Run:
        """What is said of the character at a place."""
        return self._runs.at(place)

    def paragraph(self, place: int) -> Paragraph:
        """What is said of the paragraph whose mark is at a place."""
        return self._paragraphs.at(place)

    def _paragraph(self, changes: bytes) -> Paragraph:
        in_table = ends_row = False
        rights: tuple[int, ...] = ()
        merges: list[Merge] = []
        for name, operand in _sprms(changes):
            if name == _IN_TABLE:
                in_table = operand[0] in _ON
            elif name == _ENDS_ROW:
                ends_row = operand[0] in _ON
            elif name == _CELLS:
                rights, merges = _cells(operand)
            elif name == _DOWNWARDS and len(operand) > 1 and operand[0] < len(merges):
                merges[operand[0]] = "above" if operand[1] == 1 else ""
            elif name == _ELSEWHERE:
                [place] = struct.unpack("<I", operand)
                [size] = struct.unpack_from("<H", self._data, place)
                elsewhere = self._data[place + 2 : place + 2 + size]
                # Nobody sends a reader from there to another place.
                if struct.pack("<H", _ELSEWHERE) not in elsewhere:
                    return self._paragraph(elsewhere)
        return Paragraph(in_table, ends_row, rights, tuple(merges))


def _spans(
    main: bytes,
    table: bytes,
    pair: int,
    entry: int,
    changes_at: Callable[[bytes, int], bytes],
    told: Callable[[bytes], Of],
) -> tuple[list[int], list[Of]]:
    """Where spans of the file begin, and what is said of each."""
    starts: list[int] = []
    said: list[Of] = []
    start, size = struct.unpack_from("<II", main, _PAIRS + 8 * pair)
    count = (size - 4) // 8
    for n in range(count):
        [number] = struct.unpack_from("<I", table, start + 4 * (count + 1) + 4 * n)
        at = (number & 0x3FFFFF) * _PAGE
        page = main[at : at + _PAGE]
        runs = page[_PAGE - 1]
        starts.extend(struct.unpack_from(f"<{runs}I", page))
        for k in range(runs):
            place = 2 * page[4 * (runs + 1) + entry * k]
            said.append(told(changes_at(page, place) if place else b""))
    return starts, said


def _of_characters(page: bytes, place: int) -> bytes:
    return page[place + 1 : place + 1 + page[place]]


def _of_paragraph(page: bytes, place: int) -> bytes:
    """Two bytes name the style; the changes follow it."""
    if page[place]:
        return page[place + 3 : place + 2 * page[place]]
    return page[place + 4 : place + 2 + 2 * page[place + 1]]


def _run(changes: bytes) -> Run:
    unseen: dict[int, bool] = {}
    raised = False
    for name, operand in _sprms(changes):
        if name in (_DELETED, _STRUCK, _STRUCK_TWICE, _VANISHED):
            unseen[name] = operand[0] in _ON
        elif name == _RAISED:
            raised = operand[0] == 1
    return Run(any(unseen.values()), raised)


def _sprms(changes: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 3 <= len(changes):
        [name] = struct.unpack_from("<H", changes, at)
        at += 2
        size = _OPERANDS[name >> 13]
        if name == _CELLS:
            size = struct.unpack_from("<H", changes, at)[0] - 1
            at += 2
        elif not size:
            size = changes[at]
            at += 1
            if name == _CHANGED_TABS and size == 255:
                return
        if at + size > len(changes):
            return
        yield name, changes[at : at + size]
        at += size


def _cells(operand: bytes) -> tuple[tuple[int, ...], list[Merge]]:
    """Where the cells of a row end, and which go on another."""
    count = operand[0]
    edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    merges: list[Merge] = []
    for n in range(count):
        at = 1 + 2 * (count + 1) + 20 * n
        flags = struct.unpack_from("<H", operand, at)[0] if at + 2 <= len(operand) else 0
        goes_down = flags & 0x20 and not flags & 0x40
        merges.append("before" if flags & 2 else "above" if goes_down else "")
    return edges[1:], merges
