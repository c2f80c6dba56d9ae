"""OpenDocument spreadsheets (ods): the words of a cell are what it shows."""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from etl.document.hidden_elements import raised
from etl.document.raw_table import RawTable
from etl.document.row_text import words
from etl.document.sheets.sheet import MOST_COLUMNS, Sheet, blocks_of
from etl.errors import UnreadableDocument

_SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-1.0",
}
_UNSHOWN = ("collapse", "filter")
_MOST_CELLS = 200_000


def _name(prefixed: str) -> str:
    prefix, _, name = prefixed.partition(":")
    return f"{{{_SPACES[prefix]}}}{name}"


_CELLS = (_name("table:table-cell"), _name("table:covered-table-cell"))
_NOTES = (_name("office:annotation"), _name("text:note"), _name("text:tracked-changes"))
_WRITTEN = {_name("text:tab"): "\t", _name("text:line-break"): "\n", _name("text:s"): " "}


def blocks(raw: bytes) -> Iterator[str | RawTable]:
    """The visible sheets.

    Raises:
        UnreadableDocument: it is locked by a password, or holds more than a bulletin can.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with zipfile.ZipFile(io.BytesIO(raw)) as members:
        if b"encryption-data" in members.read("META-INF/manifest.xml"):
            raise UnreadableDocument(
                "The spreadsheet is locked by a password: save it without one."
            )
        root = etree.fromstring(members.read("content.xml"), parser)
    styles = _Styles(root)
    tables = root.iterfind("office:body/office:spreadsheet/table:table", _SPACES)
    shown = (table for table in tables if not styles.hides(table))
    yield from blocks_of(_sheet(table, styles) for table in shown)


class _Styles:
    """What the styles of the file hide, strike through or raise."""

    def __init__(self, root: etree._Element) -> None:
        self._hidden: set[str] = set()
        self.struck: set[str] = set()
        self.raised: set[str] = set()
        for style in root.iterfind("office:automatic-styles/style:style", _SPACES):
            name = str(style.get(_name("style:name")))
            for marks in style:
                if marks.get(_name("table:display")) == "false":
                    self._hidden.add(name)
                line = marks.get(_name("style:text-line-through-style"), "none")
                kind = marks.get(_name("style:text-line-through-type"), "none")
                if (line, kind) != ("none", "none") or marks.get(_name("text:display")) == "none":
                    self.struck.add(name)
                if str(marks.get(_name("style:text-position"), "")).startswith("super"):
                    self.raised.add(name)

    def hides(self, table: etree._Element) -> bool:
        return table.get(_name("table:style-name")) in self._hidden


def _sheet(table: etree._Element, styles: _Styles) -> Sheet:
    cells: dict[tuple[int, int], str] = {}
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    hidden: set[int] = set()
    at = 0
    for row in table.iter(_name("table:table-row")):
        repeated = _number(row, "table:number-rows-repeated")
        own = list(_row(row, styles))
        if row.get(_name("table:visibility")) in _UNSHOWN:
            hidden.add(at)
        elif own:
            if len(cells) + len(own) * repeated > _MOST_CELLS:
                raise UnreadableDocument(
                    f"A sheet has more than {_MOST_CELLS:,} cells: it is no bulletin."
                )
            for line in range(at, at + repeated):
                for column, said, span in own:
                    cells[line, column] = said
                    if span != (1, 1):
                        spans[line, column] = span
        at += repeated
    return Sheet(
        str(table.get(_name("table:name"))),
        {place: said for place, said in cells.items() if said},
        spans,
        frozenset(hidden),
        _hidden_columns(table),
    )


def _row(row: etree._Element, styles: _Styles) -> Iterator[tuple[int, str, tuple[int, int]]]:
    """The cells of a row that say something or are merged: column, words, span."""
    column = 0
    for cell in row.iterchildren(*_CELLS):
        repeated = _number(cell, "table:number-columns-repeated")
        span = (
            _number(cell, "table:number-rows-spanned"),
            _number(cell, "table:number-columns-spanned"),
        )
        struck = cell.get(_name("table:style-name")) in styles.struck
        said = "" if struck or cell.tag == _CELLS[1] else _said(cell, styles)
        if said or span != (1, 1):
            for place in range(column, min(column + repeated, MOST_COLUMNS)):
                yield place, said, span
        column += repeated


def _said(cell: etree._Element, styles: _Styles) -> str:
    told: list[str] = []
    for paragraph in cell.iterfind("text:p", _SPACES):
        own: list[str] = []
        _tell(paragraph, own, styles)
        told.append("".join(own))
    return words("\n".join(told))


def _tell(element: etree._Element, said: list[str], styles: _Styles) -> None:
    style = element.get(_name("text:style-name"))
    if element.tag not in _NOTES and style not in styles.struck:
        inside = [_WRITTEN.get(str(element.tag), ""), element.text or ""]
        for child in element:
            _tell(child, inside, styles)
        if style in styles.raised:
            said.append(raised("".join(inside), "".join(said)))
        else:
            said.extend(inside)
    said.append(element.tail or "" if element.tag != _name("text:p") else "")


def _hidden_columns(table: etree._Element) -> frozenset[int]:
    hidden: set[int] = set()
    at = 0
    for column in table.iter(_name("table:table-column")):
        repeated = _number(column, "table:number-columns-repeated")
        if column.get(_name("table:visibility")) in _UNSHOWN:
            hidden.update(range(at, min(at + repeated, MOST_COLUMNS)))
        at += repeated
    return frozenset(hidden)


def _number(element: etree._Element, name: str) -> int:
    written = element.get(_name(name), "1")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 8 else 1
