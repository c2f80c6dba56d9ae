"""RTF files: paragraphs and tables by their control words.

``{\\b 新增\\'d7\\'f3\\par}``: groups nest what is said of text, ``\\'hh`` are bytes of the code
page, ``\\u`` is a character with its substitute behind it. A row is what stands between two
``\\row``, its cells end with ``\\cell``; ``\\clvmgf`` and ``\\clvmrg`` merge them downwards.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from etl.document.hidden_elements import raised
from etl.document.raw_table import RawTable
from etl.document.word.tables_from_cell_edges import Merge, Row, table_of

_TOKEN = re.compile(
    rb"\\(?:(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    rb"|'(?P<byte>[0-9a-fA-F]{2})|(?P<sign>[^a-zA-Z]))"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+"
)
_APART = frozenset([
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "header", "headerl", "headerr", "headerf",
    "footer", "footerl", "footerr", "footerf", "footnote", "annotation", "object", "themedata",
    "datastore", "listtable", "listoverridetable", "generator", "latentstyles", "xmlnstbl",
    "rsidtbl", "fldinst", "bkmkstart", "bkmkend", "nonshppict", "atnid", "atnauthor", "atntime",
    "atnref", "atrfstart", "atrfend",
])  # fmt: skip
"""Groups that say something about the text, or stand beside it."""
_KNOWN_STARRED = frozenset({b"shppict", b"shpinst", b"shptxt", b"hyphen"})
_WRITTEN = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "bullet": "", "emspace": " ", "enspace": " ",
}  # fmt: skip
_CHARSETS = {134: "gb18030", 136: "big5", 128: "cp932", 0: "cp1252", 1: ""}
_MERGES: dict[str, Merge] = {"clvmrg": "above", "clmrg": "before"}
_DEEPEST = 500


@dataclass(slots=True)
class _State:
    """What holds within a group."""

    unseen: bool = False
    apart: bool = False
    high: bool = False
    substitutes: int = 1
    encoding: str = ""
    in_table: bool = False


@dataclass(slots=True)
class _Drawn:
    """What is defined of the cells of a row, and their words so far."""

    merges: list[Merge] = field(default_factory=list)
    rights: list[int] = field(default_factory=list)
    merge: Merge = ""
    cells: list[str] = field(default_factory=list)


def blocks(raw: bytes) -> Iterator[str | RawTable]:
    """The paragraphs and tables of an RTF file."""
    rows: list[Row] = []
    for piece in _Reader(raw).pieces():
        if isinstance(piece, Row):
            rows.append(piece)
            continue
        if rows and piece.strip():
            yield table_of(rows)
            rows = []
        if not rows:
            yield piece
    if rows:
        yield table_of(rows)


class _Reader:
    """Goes through the file once."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._state = _State()
        self._outer: list[_State] = []
        self._said: list[str] = []
        self._bytes = bytearray()
        self._skip = 0
        self._row = _Drawn()
        self._page = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0

    def pieces(self) -> Iterator[str | Row]:
        """Paragraphs outside of tables, and rows."""
        starred = False
        at = 0
        while (token := _TOKEN.match(self._raw, at)) is not None:
            at = token.end()
            if token["brace"]:
                self._brace(token["brace"])
                starred = False
            elif token["byte"]:
                self._add_bytes(bytes([int(token["byte"], 16)]))
            elif token["text"]:
                self._add_bytes(token["text"])
            elif token["sign"] == b"*":
                starred = True
            elif token["sign"]:
                self._sign(token["sign"])
            elif token["word"]:
                if starred and token["word"] not in _KNOWN_STARRED:
                    self._state.apart = True
                starred = False
                name = token["word"].decode()
                number = int(token["number"]) if token["number"] else None
                if name == "bin":
                    at += max(number or 0, 0)
                yield from self._word(name, number)
        if rest := self._paragraph():
            yield rest

    def _brace(self, brace: bytes) -> None:
        self._flush()
        if brace == b"{":
            if len(self._outer) < _DEEPEST:
                self._outer.append(replace(self._state))
        elif self._outer:
            self._state = self._outer.pop()

    def _sign(self, sign: bytes) -> None:
        self._flush()
        if sign in b"{}\\":
            self._add(sign.decode())
        elif sign in (b"~", b"_"):
            self._add(" " if sign == b"~" else "-")

    def _word(self, name: str, number: int | None) -> Iterator[str | Row]:
        self._flush()
        state, on = self._state, number != 0
        if name in _APART:
            state.apart = True
        if name == "f":
            self._font = number or 0
            state.encoding = self._fonts.get(self._font, "")
        elif name == "fcharset":
            self._fonts[self._font] = _CHARSETS.get(number or 0, "")
        elif name == "ansicpg" and number:
            self._page = "gb18030" if number == 936 else f"cp{number}"
        if state.apart:
            return
        if name in ("v", "strike", "striked", "deleted"):
            state.unseen = on
        elif name == "plain":
            state.unseen = state.high = False
        elif name == "super":
            state.high = on
        elif name == "nosupersub":
            state.high = False
        elif name == "uc":
            state.substitutes = number or 0
        elif name == "u" and number is not None:
            self._add(chr(number % 65536))
            self._skip = state.substitutes
        elif name in _WRITTEN:
            self._add(_WRITTEN[name])
        else:
            yield from self._layout(name, number)

    def _layout(self, name: str, number: int | None) -> Iterator[str | Row]:
        state = self._state
        if name == "pard":
            state.in_table = False
        elif name == "intbl":
            state.in_table = True
        elif name in ("par", "sect", "page"):
            if state.in_table or self._row.cells:
                self._said.append("\n")
            else:
                yield self._paragraph().strip(" ")
        elif name == "trowd":
            self._row.merges, self._row.rights, self._row.merge = [], [], ""
        elif name in _MERGES:
            self._row.merge = _MERGES[name]
        elif name == "cellx":
            self._row.merges.append(self._row.merge)
            self._row.rights.append(number or 0)
            self._row.merge = ""
        elif name == "cell":
            self._row.cells.append(self._paragraph())
        elif name == "nestcell":
            self._said.append(" ")
        elif name == "row":
            row = self._row
            self._row = _Drawn(row.merges, row.rights)
            yield Row(row.cells, row.rights, row.merges)

    def _add_bytes(self, written: bytes) -> None:
        if self._skip:
            cut = min(self._skip, len(written))
            self._skip -= cut
            written = written[cut:]
        self._bytes += written

    def _flush(self) -> None:
        if self._bytes:
            encoding = self._state.encoding or self._page
            written, self._bytes = bytes(self._bytes), bytearray()
            self._add(_decoded(written, encoding))

    def _add(self, text: str) -> None:
        state = self._state
        if state.apart or state.unseen:
            return
        self._said.append(raised(text, "".join(self._said[-3:])) if state.high else text)

    def _paragraph(self) -> str:
        self._flush()
        # Characters beyond the first plane come in two halves.
        text = "".join(self._said).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        self._said = []
        return text


def _decoded(written: bytes, encoding: str) -> str:
    try:
        return written.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        # A font of one language is often given the other's bytes.
        return written.decode("gb18030", "replace")
