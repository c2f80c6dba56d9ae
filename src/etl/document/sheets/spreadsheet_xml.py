"""SpreadsheetML of 2003: one XML file that many systems call xls."""

from collections.abc import Iterator

from lxml import etree

from etl.document.hidden_elements import raised
from etl.document.raw_table import RawTable
from etl.document.row_text import words
from etl.document.sheets.number_formats import shown
from etl.document.sheets.sheet import MOST_COLUMNS, Sheet, blocks_of

_SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{_SPACE}}}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_FORMATS = {"Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00"}


def is_spreadsheet(source: str) -> bool:
    """Whether a text is such a file."""
    return _SPACE in source[:4096] and source.lstrip("\ufeff \r\n\t").startswith("<")


def blocks(source: str) -> Iterator[str | RawTable]:
    """The visible sheets of a workbook."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    # The declaration speaks of the bytes, and this is the text.
    _, _, body = source.partition("?>") if source.lstrip().startswith("<?xml") else ("", "", source)
    root = etree.fromstring(body.strip().encode(), parser)
    formats, struck = _styles(root)
    tables = root.iterfind(f"{_SS}Worksheet")
    shown_ones = (
        one for one in tables if one.findtext(f"{_EXCEL}WorksheetOptions/{_EXCEL}Visible", "") == ""
    )
    yield from blocks_of(_sheet(one, formats, struck) for one in shown_ones)


def _styles(root: etree._Element) -> tuple[dict[str, str], set[str]]:
    formats, struck = {}, set()
    for style in root.iterfind(f"{_SS}Styles/{_SS}Style"):
        name = style.get(f"{_SS}ID", "")
        number = style.find(f"{_SS}NumberFormat")
        if number is not None and (said := number.get(f"{_SS}Format")):
            formats[name] = _FORMATS.get(said, said)
        font = style.find(f"{_SS}Font")
        if font is not None and font.get(f"{_SS}StrikeThrough") == "1":
            struck.add(name)
    return formats, struck


def _sheet(sheet: etree._Element, formats: dict[str, str], struck: set[str]) -> Sheet:
    cells: dict[tuple[int, int], str] = {}
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    hidden: set[int] = set()
    row = -1
    for tr in sheet.iterfind(f"{_SS}Table/{_SS}Row"):
        row = _number(tr, "Index", row + 2) - 1
        if tr.get(f"{_SS}Hidden") == "1":
            hidden.add(row)
        column = -1
        for cell in tr.iterfind(f"{_SS}Cell"):
            column = _number(cell, "Index", column + 2) - 1
            if column >= MOST_COLUMNS:
                break
            style = cell.get(f"{_SS}StyleID", "")
            if style not in struck and (said := _said(cell, formats.get(style, "General"))):
                cells[row, column] = said
            height, width = _number(cell, "MergeDown", 0) + 1, _number(cell, "MergeAcross", 0) + 1
            if (height, width) != (1, 1):
                spans[row, column] = height, width
            column += width - 1
        row += _number(tr, "Span", 0)
    name = sheet.get(f"{_SS}Name", "")
    return Sheet(name, cells, spans, frozenset(hidden), _hidden_columns(sheet))


def _hidden_columns(sheet: etree._Element) -> frozenset[int]:
    hidden: set[int] = set()
    at = -1
    for column in sheet.iterfind(f"{_SS}Table/{_SS}Column"):
        at = _number(column, "Index", at + 2) - 1
        last = at + _number(column, "Span", 0)
        if column.get(f"{_SS}Hidden") == "1":
            hidden.update(range(at, min(last + 1, MOST_COLUMNS)))
        at = last
    return frozenset(hidden)


def _said(cell: etree._Element, number_format: str) -> str:
    data = cell.find(f"{_SS}Data")
    if data is None:
        return ""
    kind, text = data.get(f"{_SS}Type", "String"), _text(data)
    if kind == "Number":
        try:
            return shown(float(text), number_format)
        except (ValueError, OverflowError):
            return text
    if kind == "DateTime":
        return text.partition("T")[0]
    return words(text) if kind == "String" else ""


def _text(data: etree._Element) -> str:
    """Rich text is HTML within: what is struck through is left out."""
    said = data.text or ""
    for child in data:
        name = etree.QName(child).localname
        if name == "Sup":
            said += raised(_text(child), said)
        elif name not in ("S", "Strike"):
            said += _text(child)
        said += child.tail or ""
    return said


def _number(element: etree._Element, name: str, default: int) -> int:
    written = element.get(f"{_SS}{name}", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 8 else default
