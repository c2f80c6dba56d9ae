"""Bytes to text, strictly: a character that cannot be known is never made up, and shown as
``\ufffd`` only where no figure is near (:mod:`etl.document.undecodable_bytes`).

Portals say ``gb2312`` and send gb18030 (㎡, 〇 and rare names need it), say ``utf-8`` in
the header and something else in the page, or say nothing. Tried in turn: byte order
mark, HTTP header, the page's own declaration, UTF-8, gb18030.
"""

import codecs
import re
from collections.abc import Iterator
from email.message import Message
from itertools import islice

from bs4.dammit import EncodingDetector

from etl.document.multipart import parts_of
from etl.document.read_by_file_kind import is_picture, other_kind
from etl.document.undecodable_bytes import mended
from etl.errors import OnlyPictures, UnreadableDocument

_GB = frozenset({"gb2312", "gbk", "gb18030", "hz"})
# What Python knows besides is no encoding of pages (hex, zip, rot13), or decodes any bytes so
# that a declaration of it proves nothing (iso-8859-1, which servers send by default).
_BELIEVED = frozenset({"utf-8", "utf-8-sig", "big5", "big5hkscs", "cp950", *_GB})
_WIDE = frozenset({"utf-16", "utf-16-le", "utf-16-be"})
_SIGNATURES = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_COMMON_SAMPLE = 2000
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
"""Characters of binary data: control characters that divide neither lines nor words."""


def decode(raw: bytes, content_type: str) -> str:
    """The text of a page or a plain-text file, without its byte order mark.

    Of an article of several pages (:mod:`etl.document.multipart`) it is that of all of them.

    Args:
        raw: the bytes as they came.
        content_type: the Content-Type header (``text/html; charset=gb2312``), or empty.

    Raises:
        UnreadableDocument: the bytes are empty, binary, cut off within a character, or
            no encoding that Chinese portals use reads them.
    """
    if parts := parts_of(raw, content_type):
        return "\n".join(decode(part.raw, part.content_type) for part in parts)
    if not raw.strip():
        raise UnreadableDocument("The document is empty: fetch or save it again.")
    if is_picture(raw):
        raise OnlyPictures("The document is a picture")
    if kind := other_kind(raw):
        raise UnreadableDocument(f"The document is {kind}.")
    if raw.startswith(_SIGNATURES):
        raise UnreadableDocument(
            "The document is a binary file (an archive or an image), not a page: "
            "give the HTML page or its text."
        )
    text = _decoded(raw, content_type)
    if "\0" in text or len(_CONTROLS.findall(text)) * 100 > len(text):
        raise UnreadableDocument(
            "The document holds binary data, not text: give the HTML page or its text."
        )
    if not text.strip():
        raise UnreadableDocument("The document is empty: fetch or save it again.")
    return text


def _decoded(raw: bytes, content_type: str) -> str:
    for mark, marked in _MARKS.items():
        if raw.startswith(mark):
            text = _strictly(raw.removeprefix(mark), marked)
            if text is None:
                raise UnreadableDocument(
                    f"The document's byte order mark says {marked}, and its bytes are not: "
                    "fetch or save it again."
                )
            return text
    utf8 = _strictly(raw, "utf-8")
    for declared in _declared(raw, content_type):
        # Chinese text in a GB encoding is never valid UTF-8 with Han characters in it,
        # whereas UTF-8 often passes for GB: here the bytes are a better witness.
        if declared == "gb18030" and utf8 is not None and any(map(_is_han, utf8)):
            return utf8
        text = _strictly(raw, declared)
        if text is not None and (declared != "gb18030" or _reads_as_chinese(text)):
            return text
    if utf8 is not None:
        return utf8
    if _cut_off(raw):
        raise UnreadableDocument(
            "The document breaks off in the middle of a character: fetch or save it again."
        )
    text = _strictly(raw, "gb18030")
    if text is not None and _reads_as_chinese(text):
        return text
    for encoding in ("utf-8", "gb18030"):
        text = mended(raw, encoding)
        if text is not None and any(map(_is_han, text)) and _reads_as_chinese(text):
            return text
    raise UnreadableDocument(
        "The document's bytes are neither UTF-8 nor a Chinese encoding (gb18030): "
        "it may be binary, or damaged in many places or beside a figure; fetch or save it again."
    )


def _declared(raw: bytes, content_type: str) -> Iterator[str]:
    """Encodings named by the header, then by the page, under Python's names for them."""
    # A page whose own declaration can be read as ASCII is in no wide encoding.
    for said, believed in (
        (_said_by_header(content_type), _BELIEVED | _WIDE if b"\0" in raw else _BELIEVED),
        (EncodingDetector.find_declared_encoding(raw, is_html=True), _BELIEVED),
    ):
        try:
            known = codecs.lookup(str(said)).name if said else ""
        except (LookupError, ValueError):
            continue
        if known in believed:
            yield "gb18030" if known in _GB else known


def _said_by_header(content_type: str) -> str | None:
    header = Message()
    header["content-type"] = content_type
    try:
        return header.get_content_charset()
    except ValueError:
        return None


def _strictly(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _cut_off(raw: bytes) -> bool:
    """Whether the bytes are UTF-8 up to a last character that lacks its end."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end == len(raw) and any(map(_is_han, raw[: error.start].decode("utf-8")))
    return False


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _reads_as_chinese(text: str) -> bool:
    """Whether the Han characters are mostly everyday ones.

    Damaged UTF-8 can pass for gb18030 and comes out as 鍩庨晣-like rarities; real text
    keeps to the first level of GB 2312 (lead bytes B0 to D7).
    """
    han = list(islice(filter(_is_han, text), _COMMON_SAMPLE))
    common = sum(1 for c in han if b"\xb0" <= c.encode("gb2312", "ignore")[:1] <= b"\xd7")
    return common * 5 >= len(han) * 2
