"""Bytes to text, strictly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.document.charset import decode
from etl.errors import UnreadableDocument

TEXT = "全市新增停车泊位23352个，占年计划的116.7％。进展情况：节能保暖工程450㎡，〇六年建成。"
PAGE = f'<html><head><meta charset="{{}}"></head><body><p>{TEXT}</p></body></html>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_without_any_declaration_is_read(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "") == TEXT


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "utf-8", "iso-8859-1", "no-such-charset"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_wrong_declaration_does_not_mislead(declared: str, encoding: str) -> None:
    page = PAGE.format(declared)
    assert decode(page.encode(encoding), f"text/html; charset={declared}") == page
    assert decode(page.encode(encoding), "text/html") == page


def test_other_encodings_are_read_where_they_are_declared() -> None:
    text = "全市新增停車泊位，進展情況良好。"
    assert decode(text.encode("big5"), "text/html; charset=big5") == text


@given(st.text(st.sampled_from("新增停车泊位占年计划的就业进展情况0123456789，。％"), min_size=20))
def test_everyday_text_survives_either_encoding(text: str) -> None:
    assert decode(text.encode(), "") == text
    assert decode(text.encode("gb18030"), "text/html; charset=gb2312") == text


@pytest.mark.parametrize("raw", [b"", b" \r\n", b"\xef\xbb\xbf  "])
def test_nothing_is_said_to_be_nothing(raw: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="empty"):
        decode(raw, "text/html")


@pytest.mark.parametrize("raw", [b"%PDF-1.7\n1 0 obj", b"PK\x03\x04rest", b"MZ\x90\x00\x03\x00"])
def test_a_binary_is_said_to_be_one(raw: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="binary"):
        decode(raw, "")


def test_text_cut_within_a_character_is_not_read_as_something_else() -> None:
    with pytest.raises(UnreadableDocument, match="middle of a character"):
        decode(TEXT.encode()[:-1], "text/html; charset=utf-8")


LONG = f"{TEXT}\n以上情况由市政府办公室汇总，特此通报，请社会各界监督，意见可向督查室反映。\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_bad_byte_far_from_figures_does_not_refuse_a_page(encoding: str) -> None:
    raw = LONG.encode(encoding).replace(
        "通报，".encode(encoding), "通报".encode(encoding) + b"\xff", 1
    )
    assert decode(raw, f"text/html; charset={encoding}").count("\ufffd") == 1
    page = b"<script>/*" + b"\xb5\xb1\xff 120" + f"*/</script><p>{LONG}</p>".encode()
    assert "23352个" in decode(page, "text/html; charset=utf-8")


def test_a_damaged_byte_beside_a_figure_is_never_replaced() -> None:
    raw = (LONG + TEXT).encode().replace("新".encode(), b"\xe6\xff\xb0", 1)
    with pytest.raises(UnreadableDocument, match="beside a figure"):
        decode(raw, "text/html; charset=utf-8")
