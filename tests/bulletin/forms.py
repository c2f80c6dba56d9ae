"""A page's article in the other forms in which offices post it, and the way back.

``FORMS`` makes of an article (its title, its paragraphs and its tables) the bytes of a file.
PDFs are printed by a browser: :func:`printable`.
"""

import csv
import html
import io
import zipfile
from collections.abc import Callable, Sequence
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import docx
import openpyxl
import xlwt
from bs4 import BeautifulSoup

from etl.document.extract import extract
from etl.document.page.article_text import Page
from etl.document.raw_table import RawTable
from tests.bulletin.attachments import saved

Article = Sequence[str | RawTable]

_ODS = 'xmlns:{0}="urn:oasis:names:tc:opendocument:xmlns:{0}:1.0"'
_RULES = {
    "ruled": "td {border: 1px solid black}",
    "ruled, short pages": "td {border: 1px solid black} @page {size: 210mm 120mm; margin: 15mm}",
    "three lines": "table {border-top: 2px solid; border-bottom: 2px solid} "
    "tr:first-child td {border-bottom: 1px solid}",
    "unruled": "",
}


def article(raw: bytes) -> Article:
    """The title, paragraphs and tables of a page."""
    said = [b for b in Page(BeautifulSoup(raw.decode(), "lxml")).blocks() if b]
    title = extract(raw).title
    lines: list[str | RawTable] = []
    for block in said:
        lines.extend(
            [block]
            if isinstance(block, RawTable)
            else (line for line in block.split("\n") if line.strip())
        )
    first = next((line for line in lines if isinstance(line, str)), "")
    return lines if title in first else [title, *lines]


def _docx(parts: Article) -> bytes:
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        # Asked for one by one, each would be looked up in the whole table.
        grid = [row.cells for row in document.add_table(part.rows, part.columns).rows]
        for cell in part.cells:
            own = grid[cell.row][cell.column]
            own.merge(grid[cell.row + cell.height - 1][cell.column + cell.width - 1])
            own.text = cell.words
    return saved(document)


def _xlsx(parts: Article) -> bytes:
    book = openpyxl.Workbook()
    sheet, at = book.active, 1
    for part in parts:
        if isinstance(part, str):
            sheet.cell(at, 1, part)
            at += 1
            continue
        for cell in part.cells:
            row, column = at + cell.row, 1 + cell.column
            sheet.cell(row, column, _value(cell.words))
            if (cell.height, cell.width) != (1, 1):
                ends = {"end_row": row + cell.height - 1, "end_column": column + cell.width - 1}
                sheet.merge_cells(start_row=row, start_column=column, **ends)
        at += part.rows + 1
    return saved(book)


def _xls(parts: Article) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet, at = book.add_sheet("Sheet1"), 0
    for part in parts:
        if isinstance(part, str):
            sheet.write(at, 0, part)
            at += 1
            continue
        for cell in part.cells:
            row, column = at + cell.row, cell.column
            value = _value(cell.words)
            if (cell.height, cell.width) == (1, 1):
                sheet.write(row, column, value)
            else:
                ends = row + cell.height - 1, column + cell.width - 1
                sheet.write_merge(row, ends[0], column, ends[1], value)
        at += part.rows + 1
    return saved(book)


def _value(words: str) -> str | int:
    """A count as a number, as whoever types a sheet has it."""
    return int(words) if words.isascii() and words.isdigit() else words


def _ods(parts: Article) -> bytes:
    rows = []
    for part in parts:
        if isinstance(part, str):
            rows.append(f"<table:table-row>{_ods_cell(part)}</table:table-row>")
            continue
        own = {(c.row, c.column): c for c in part.cells}
        for r in range(part.rows):
            said = ""
            for c in range(part.columns):
                cell = own.get((r, c))
                said += _ods_cell(cell.words, cell.height, cell.width) if cell else _COVERED
            rows.append(f"<table:table-row>{said}</table:table-row>")
        rows.append("<table:table-row/>")
    names = " ".join(_ODS.format(name) for name in ("office", "table", "text"))
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="1">{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as members:
        members.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        members.writestr("META-INF/manifest.xml", "<manifest/>")
        members.writestr("content.xml", content)
    return out.getvalue()


_COVERED = "<table:covered-table-cell/>"


def _ods_cell(words: str, height: int = 1, width: int = 1) -> str:
    said = "".join(f"<text:p>{html.escape(line)}</text:p>" for line in words.split("\n"))
    return (
        f'<table:table-cell table:number-rows-spanned="{height}" '
        f'table:number-columns-spanned="{width}">{said}</table:table-cell>'
    )


def _csv(parts: Article) -> bytes:
    """As Excel saves a sheet: every line has as many fields, a merged cell is its first."""
    width = max((part.columns for part in parts if isinstance(part, RawTable)), default=1)
    out = io.StringIO()
    writer = csv.writer(out)
    for part in parts:
        if isinstance(part, str):
            writer.writerow([part, *[""] * (width - 1)])
            continue
        own = {(c.row, c.column): c.words for c in part.cells}
        for r in range(part.rows):
            writer.writerow([own.get((r, c), "") for c in range(width)])
        writer.writerow([""] * width)
    return out.getvalue().encode("gb18030")


def printable(parts: Article, rules: str) -> str:
    """The article as a page to be printed, with the rules of a table as ``_RULES`` has them."""
    body = "".join(f"<p>{html.escape(p)}</p>" if isinstance(p, str) else _table(p) for p in parts)
    style = (
        "body {font: 12pt/1.6 'Noto Sans CJK SC'} table {border-collapse: collapse; width: 100%} "
        "td {padding: 4px 10px; vertical-align: top} p {text-indent: 2em; margin: 0}"
    )
    return f"<meta charset=utf-8><style>{style} {_RULES[rules]}</style>{body}"


def _table(table: RawTable) -> str:
    rows: list[str] = ["" for _ in range(table.rows)]
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        said = html.escape(cell.words).replace("\n", "<br>")
        spans = f"rowspan={cell.height} colspan={cell.width}"
        rows[cell.row] += f"<td {spans}>{said}</td>"
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _mhtml(parts: Article) -> bytes:
    page = f"<html><body><div id=zoom>{printable(parts, 'ruled')}</div></body></html>"
    bound = MIMEMultipart("related")
    bound.attach(MIMEText(page, "html", "gb18030"))
    bound.attach(MIMEText("td {mso-number-format: General}", "css"))
    return bound.as_bytes()


FORMS: dict[str, Callable[[Article], bytes]] = {
    "docx": _docx,
    "xlsx": _xlsx,
    "xls": _xls,
    "ods": _ods,
    "csv": _csv,
    "mhtml": _mhtml,
}
PRINTED = {f"pdf {rules}": rules for rules in _RULES}
