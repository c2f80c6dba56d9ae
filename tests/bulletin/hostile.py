"""Files of a few kilobytes that take a reader's time or memory without end."""

import io
import struct
import zipfile
import zlib

from tests.bulletin.attachments import assembled, sheet, word

_SHEET = "xl/worksheets/sheet1.xml"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

GREEDY = ("forms of forms", "packed twice", "a stream after a blank", "a directory that lies")
"""Those whose reader is ended; the others are refused at once, or hold next to nothing."""


def hostile() -> dict[str, bytes]:
    """The nine, by what is wrong with them."""
    cell = '<c r="A{0}" t="inlineStr"><is><t>甲</t></is></c>'
    rows = "".join(f'<row r="{n}">{cell.format(n)}</row>' for n in (1, 1_048_576))
    gaps = "".join(f'<row r="{n}">{cell.format(n)}</row>' for n in range(1, 1_048_576, 10_000))
    return {
        "a row of a number without end": _sheet('<row r="999999999"><c r="A999999999"/></row>'),
        "the first row and the last": _sheet(rows),
        "gaps between rows": _sheet(gaps),
        "empty rows": _sheet("<row/>" * 4_000_000),
        "sheets of one part": _sheets(2_000),
        "forms of forms": _forms(10, 9),
        "packed twice": _packed_twice(3_000_000_000),
        "a stream after a blank": _packed_after_a_blank(1_500_000_000),
        "a directory that lies": _lying(1_600_000_000),
    }


def _sheet(rows: str) -> bytes:
    body = f"<worksheet {_MAIN}><sheetData>{rows}</sheetData></worksheet>"
    return _with(sheet(("甲",)), {_SHEET: body.encode()})


def _sheets(count: int) -> bytes:
    names = "".join(
        f'<sheet name="s{n}" sheetId="{n}" r:id="rId1" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
        for n in range(1, count + 1)
    )
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 4_000))
    return _with(
        sheet(("甲",)),
        {
            "xl/workbook.xml": f"<workbook {_MAIN}><sheets>{names}</sheets></workbook>".encode(),
            _SHEET: f"<worksheet {_MAIN}><sheetData>{rows}</sheetData></worksheet>".encode(),
        },
    )


def _with(book: bytes, parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
    return out.getvalue()


def _forms(width: int, depth: int) -> bytes:
    """Each form draws the next one ten times over; the last a line."""
    objects: list[str | bytes] = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /XObject << /X 5 0 R >> >> >>",
        b"<< /Length 5 >>\nstream\n/X Do\nendstream",
    ]
    for n in range(depth):
        inside = b"/X Do\n" * width if n < depth - 1 else b"0 0 m 9 9 l S\n"
        objects.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X "
            b"%d 0 R >> >> /Length %d >>\nstream\n%s\nendstream" % (6 + n, len(inside), inside)
        )
    return assembled(objects)


def _page(filters: str, packed: bytes, after: bytes = b"") -> bytes:
    stream = b"<< /Filter %s /Length %d >>\nstream%s\n%s\nendstream" % (
        filters.encode(),
        len(packed),
        after,
        packed,
    )
    return assembled(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            stream,
        ]
    )


def _packed_twice(size: int) -> bytes:
    return _page("[/FlateDecode /FlateDecode]", zlib.compress(_zeros(size), 9))


def _packed_after_a_blank(size: int) -> bytes:
    return _page("/FlateDecode", _zeros(size), after=b" ")


def _lying(size: int) -> bytes:
    """A Word file whose directory says that its text unpacks to a hundred bytes."""
    raw = word("甲")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) if name != "word/document.xml" else b"\0" * 100)
    whole = out.getvalue()
    member = "word/document.xml"
    named_so = member.encode()
    packed = _zeros(size)[2:-4]
    with zipfile.ZipFile(io.BytesIO(whole)) as members:
        at = members.getinfo(member).header_offset
    start = at + 30 + len(named_so)
    grown = bytearray(whole[:start] + packed + whole[start + 100 :])
    struct.pack_into("<H", grown, at + 8, zipfile.ZIP_DEFLATED)
    struct.pack_into("<I", grown, at + 18, len(packed))
    moved = len(packed) - 100
    entry = grown.index(b"PK\x01\x02")
    while grown[entry : entry + 4] == b"PK\x01\x02":
        named, extra, comment = struct.unpack_from("<HHH", grown, entry + 28)
        [offset] = struct.unpack_from("<I", grown, entry + 42)
        if grown[entry + 46 : entry + 46 + named] == named_so:
            struct.pack_into("<H", grown, entry + 10, zipfile.ZIP_DEFLATED)
            struct.pack_into("<I", grown, entry + 20, len(packed))
        elif offset > at:
            struct.pack_into("<I", grown, entry + 42, offset + moved)
        entry += 46 + named + extra + comment
    [directory] = struct.unpack_from("<I", grown, entry + 16)
    struct.pack_into("<I", grown, entry + 16, directory + moved)
    return bytes(grown)


def _zeros(size: int) -> bytes:
    """Zeros, packed: one block of them over and over."""
    packer, piece = zlib.compressobj(9, wbits=-15), bytes(1_000_000)
    block = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    check = (size % 65521) << 16 | 1
    blocks = block * (size // len(piece))
    return b"\x78\xda" + blocks + packer.flush() + struct.pack(">I", check)
