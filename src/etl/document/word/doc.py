"""Word files of before 2007 (doc, and most wps): paragraphs and tables.

The text is in pieces (MS-DOC 2.8.35), its formatting in pages of 512 bytes beside it
(:mod:`etl.document.word.doc_format`). A cell ends with the character 7, and so does a row,
whose paragraph says that it does. The numbers of Word's automatic lists are not made here.
"""

import struct
from collections.abc import Iterator

from xlrd.compdoc import CompDoc

from etl.document.hidden_elements import raised
from etl.document.raw_table import RawTable
from etl.document.word.doc_format import Formats
from etl.document.word.tables_from_cell_edges import Row, table_of
from etl.errors import UnreadableDocument

_WORD_97 = 0x00C1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_COMPRESSED = 0x40000000
_CLX = 33
_PAIRS = 0x9A
_CELL = "\x07"
_WRITTEN = {"\x0b": "\n", "\x0c": "\n", "\x1e": "-", "\xa0": " ", "\t": "\t"}
_FIELD, _RESULT, _FIELD_END = "\x13", "\x14", "\x15"


def blocks(raw: bytes) -> Iterator[str | RawTable]:
    """The paragraphs and tables of the file.

    Raises:
        UnreadableDocument: it is locked by a password, or older than Word 97.
    """
    streams = CompDoc(raw, logfile=_Nowhere())
    main = streams.get_named_stream("WordDocument")
    _, version = struct.unpack_from("<HH", main)
    [flags] = struct.unpack_from("<H", main, 0x0A)
    if flags & _ENCRYPTED:
        raise UnreadableDocument("The Word file is locked by a password: save it without one.")
    if version < _WORD_97:
        raise UnreadableDocument(
            "The file is of a Word older than that of 1997: open it, save it as docx and give that."
        )
    table = streams.get_named_stream("1Table" if flags & _SECOND_TABLE else "0Table")
    data = streams.get_named_stream("Data") or b""
    formats = Formats(main, table, data)
    rows: list[Row] = []
    for piece in _paragraphs(_characters(main, table), formats):
        if isinstance(piece, Row):
            rows.append(piece)
            continue
        if rows:
            yield table_of(rows)
            rows = []
        yield piece
    if rows:
        yield table_of(rows)


def _characters(main: bytes, table: bytes) -> Iterator[tuple[str, int]]:
    """The characters of the text itself and where they are written; notes come after it."""
    [left] = struct.unpack_from("<i", main, 0x4C)
    start, size = struct.unpack_from("<II", main, _PAIRS + 8 * _CLX)
    at, end = start, min(start + size, len(table))
    while at < end and table[at] == 1:
        at += 3 + struct.unpack_from("<H", table, at + 1)[0]
    [length] = struct.unpack_from("<I", table, at + 1)
    at += 5
    count = (length - 4) // 12
    places = struct.unpack_from(f"<{count + 1}I", table, at)
    for n in range(count):
        [where] = struct.unpack_from("<I", table, at + 4 * (count + 1) + 8 * n + 2)
        wanted = max(min(places[n + 1] - places[n], left), 0)
        left -= wanted
        if where & _COMPRESSED:
            begin, step = (where & ~_COMPRESSED) // 2, 1
            said = main[begin : begin + wanted].decode("cp1252", "replace")
        else:
            begin, step = where, 2
            # A half of a pair is a character of its own here.
            units = main[begin : begin + 2 * wanted]
            said = "".join(map(chr, struct.unpack(f"<{len(units) // 2}H", units)))
        yield from ((character, begin + step * k) for k, character in enumerate(said))


def _paragraphs(characters: Iterator[tuple[str, int]], formats: Formats) -> Iterator[str | Row]:
    """Paragraphs outside of tables, and rows."""
    said: list[str] = []
    cells: list[str] = []
    fields: list[bool] = []
    for character, where in characters:
        if character == _FIELD:
            fields.append(False)
        elif character == _RESULT and fields:
            fields[-1] = True
        elif character == _FIELD_END and fields:
            fields.pop()
        elif character in ("\r", _CELL):
            paragraph = formats.paragraph(where)
            if character == _CELL and paragraph.ends_row:
                yield Row(cells, paragraph.rights, paragraph.merges)
                cells = []
            elif character == _CELL:
                cells.append(_whole(said))
                said = []
            elif paragraph.in_table:
                said.append("\n")
            else:
                yield _whole(said)
                said = []
        elif all(fields):
            _tell(character, where, said, formats)
    if rest := _whole(said):
        yield rest


def _tell(character: str, where: int, said: list[str], formats: Formats) -> None:
    run = formats.run(where)
    if run.unseen:
        return
    shown = _WRITTEN.get(character, character if character >= " " else "")
    said.append(raised(shown, "".join(said[-3:])) if run.raised else shown)


def _whole(said: list[str]) -> str:
    return "".join(said).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Nowhere:
    """What the library has to say of a file that is odd."""

    def write(self, _: str) -> None:
        """Say nothing."""
