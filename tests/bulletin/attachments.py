"""Word, Excel and PDF files made to measure."""

import io
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import docx
import openpyxl

TITLE = "2024年市办实事1-11月具体进展情况"
HEADER = ("序号", "项目内容", "责任单位", "进展情况")
PARKING = ("1", "新增停车泊位20000个。", "市公安局", "全市新增停车泊位23352个，占年计划的116.7％。")
PARKS = ("2", "建设口袋公园60处。", "市园林和林业局", "建成口袋公园54处，占年计划的90％。")
TABLE = (HEADER, PARKING, PARKS)


def word(*blocks: str | Sequence[Sequence[str]]) -> bytes:
    """A Word file of paragraphs and tables."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), len(block[0]))
        for cells, said in zip(table.rows, block, strict=True):
            for cell, text in zip(cells.cells, said, strict=True):
                cell.text = text
    return saved(document)


def sheet(*rows: Sequence[Any], formats: dict[str, str] | None = None) -> bytes:
    """An Excel file with one sheet; ``formats`` are number formats by cell (D2)."""
    book = openpyxl.Workbook()
    for cells in rows:
        book.active.append(list(cells))
    for cell, number_format in (formats or {}).items():
        book.active[cell].number_format = number_format
    return saved(book)


def saved(document: Any) -> bytes:
    """The bytes of a document of either library."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(
    *pages: Sequence[str | Sequence[Sequence[str]]],
    bold: float = 0,
    double: float = 0,
    frame: bool = False,
    sideways: str = "",
) -> bytes:
    """A PDF of lines and ruled tables, 12 points a character and 3 a blank, one font for all.

    Args:
        *pages: the lines and tables of each.
        bold: every character is printed again so many points to the right.
        double: every cell has a second box so many points within its own.
        frame: a box stands round all of a page.
        sideways: pages are drawn on their side; what they say of it (/Rotate 90), or a blank.
    """
    texts = [t for page in pages for part in page for row in part for t in row]
    codes = {c: n for n, c in enumerate(sorted(set("".join(texts))), start=1)}
    blank = codes.get(" ", 0)
    mapping = "".join(f"<{n:04x}> <{c.encode('utf-16-be').hex()}>\n" for c, n in codes.items())
    unicode = f"begincmap\n{len(codes)} beginbfchar\n{mapping}endbfchar\nendcmap"
    contents = [_content(page, codes, {0, bold}, {0, double}) for page in pages]
    if frame:
        contents = [f"40 30 515 780 re S\n{content}" for content in contents]
    if sideways:
        contents = [f"q 0 1 -1 0 842 0 cm\n{content}\nQ" for content in contents]
    shape = f"842 595] {sideways}" if sideways else "595 842]"
    kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(len(pages)))
    objects: list[str | bytes] = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H "
        "/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /DW 1000 /W [{blank} [250]] "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        "/FontDescriptor << /Type /FontDescriptor /FontName /F /Flags 4 /FontBBox [0 0 1000 1000] "
        "/ItalicAngle 0 /Ascent 900 /Descent -100 /CapHeight 700 /StemV 80 >> >>",
        _stream(unicode),
    ]
    for n, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {shape} /Contents {7 + 2 * n} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>"
        )
        objects.append(_stream(content))
    return assembled(objects)


def assembled(objects: Sequence[str | bytes], trailer: str = "") -> bytes:
    """A PDF of numbered objects, the first its catalog."""
    out, places = b"%PDF-1.7\n", []
    for n, body in enumerate(objects, start=1):
        places.append(len(out))
        said = body if isinstance(body, bytes) else body.encode()
        out += b"%d 0 obj\n%s\nendobj\n" % (n, said)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    about = f"<< /Size {size} /Root 1 0 R {trailer}>>"
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n{about}\n"
    return out + f"{end}startxref\n{len(out)}\n%%EOF\n".encode()


def _stream(content: str | bytes) -> bytes:
    packed = zlib.compress(content if isinstance(content, bytes) else content.encode())
    return b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)


def _content(
    page: Sequence[str | Sequence[Sequence[str]]],
    codes: dict[str, int],
    prints: Iterable[float],
    boxes: Iterable[float],
) -> str:
    """Lines from the top of the page at the left margin; a table's cells in lines of 9.

    A cell ``<`` is covered by the one at its left.
    """
    drawn: list[str] = []
    y = 790

    def write(x: int, y: int, text: str) -> None:
        code = "".join(f"{codes[c]:04x}" for c in text)
        drawn.extend(f"BT /F 12 Tf 1 0 0 1 {x + by} {y} Tm <{code}> Tj ET" for by in prints)

    for part in page:
        if isinstance(part, str):
            indent = len(part) - len(part.lstrip("\u3000"))
            write(50 + 12 * indent, y, part.lstrip("\u3000"))
            y -= 20
            continue
        for cells in part:
            height = 18 * max(-(-len(text) // 9) for text in cells) + 6
            for column, text in enumerate(cells):
                if text == "<":
                    continue
                x, below = 50 + 120 * column, y - height + 12
                covered = next((n for n, c in enumerate(cells[column + 1 :]) if c != "<"), None)
                width = 120 * (len(cells) - column if covered is None else covered + 1)
                drawn.extend(
                    f"{x + by} {below + by} {width - 2 * by} {height - 2 * by} re S" for by in boxes
                )
                for n in range(0, len(text), 9):
                    write(54 + 120 * column, y - 4 - 18 * (n // 9), text[n : n + 9])
            y -= height
        y -= 20
    return "\n".join(drawn)


def bomb(size: int) -> bytes:
    """A PDF whose one stream unpacks to ``size`` zeros."""
    return assembled(["<< /Type /Catalog >>", _stream(bytes(size))])
