"""Word, Excel and PDF files as text, and what is refused with its reason."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from etl.bulletin.model import Bulletin
from etl.bulletin.read import read
from etl.document.extract import extract
from etl.document.sheets.number_formats import shown
from etl.errors import UnreadableDocument
from tests.bulletin.attachments import (
    HEADER,
    PARKING,
    PARKS,
    TABLE,
    TITLE,
    assembled,
    bomb,
    pdf,
    saved,
    sheet,
    word,
)

FILES = {
    "word": word(TITLE, TABLE),
    "excel": sheet((TITLE,), *TABLE),
    "pdf": pdf((TITLE, TABLE)),
}
HTML = (
    f"<html><h1>{TITLE}</h1><table>"
    + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in TABLE)
    + "</table></html>"
).encode()


def bulletin(raw: bytes) -> Bulletin:
    return read(extract(raw), published=date(2024, 12, 30))


def lines(raw: bytes) -> list[str]:
    return extract(raw).text.splitlines()


@pytest.mark.parametrize("kind", FILES)
def test_a_table_reads_the_same_in_a_file_as_on_a_page(kind: str) -> None:
    read_in_file, on_page = bulletin(FILES[kind]), bulletin(HTML)
    assert len(on_page.facts) == 6
    assert read_in_file == on_page


def test_every_fact_of_a_file_quotes_the_file() -> None:
    read_in_file = bulletin(FILES["pdf"])
    assert all(read_in_file.text[f.start : f.end] == f.text for f in read_in_file.facts)


def test_paragraphs_and_tables_of_word_stay_in_order() -> None:
    raw = word("一、总体情况", TABLE[:2], "二、下一步", "继续推进。")
    assert lines(raw) == [
        "一、总体情况",
        f"{' | '.join(HEADER)} |",
        f"{' | '.join(PARKING)} |",
        "二、下一步",
        "继续推进。",
    ]


def test_merged_cells_of_word_are_empty_where_they_go_on() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for n, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = str(n)
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 2).merge(table.cell(2, 2))
    assert lines(saved(document)) == ["0 1 |  | 2 |", "3 | 4 | 5 8 |", "6 | 7 |  |"]


def test_a_frame_around_a_text_is_no_table() -> None:
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "1.新增停车泊位20000个。"
    assert lines(saved(document)) == ["1.新增停车泊位20000个。"]


def test_tracked_changes_count_as_accepted_and_wrappers_are_looked_into() -> None:
    document = docx.Document()
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>建成</w:t></w:r>"
            "<w:ins><w:r><w:t>54</w:t></w:r></w:ins><w:del><w:r><w:delText>45</w:delText></w:r></w:del>"
            "<w:r><w:t>处</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    assert lines(saved(document)) == ["建成54处"]


def test_the_numbers_that_word_makes_for_a_list_are_there() -> None:
    document = docx.Document()
    for text, style in (
        ("新增停车泊位20000个。", "List Number"),
        ("（责任单位：市公安局）", "Normal"),
        ("建设口袋公园60处。", "List Number"),
        ("其中社区公园", "List Bullet"),
    ):
        document.add_paragraph(text, style=style)
    assert lines(saved(document)) == [
        "1.新增停车泊位20000个。",
        "（责任单位：市公安局）",
        "2.建设口袋公园60处。",
        "其中社区公园",
    ]


def test_numbers_of_a_sheet_are_read_as_it_shows_them() -> None:
    raw = sheet(
        ("序号", "项目", "年度目标（个）", "完成数（个）", "完成率"),
        (1, "新增停车泊位", 20000, 23352, 1.1676),
        formats={"C2": "#,##0", "E2": "0.0%"},
    )
    assert lines(raw)[1] == "1 | 新增停车泊位 | 20000 | 23352 | 116.8% |"


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.1 + 0.2, "General", "0.3"),
        (1e15, "General", "1000000000000000"),
        (36.605, "0.00", "36.61"),
        (36.61, '0.00"万人"', "36.61万人"),
        (0.5, "0.##%", "50%"),
        (-12.5, "0.0", "-12.5"),
        (-12.5, "0.0;(0.0)", "(12.5)"),
        (23352, "#,##0_ ;[Red]\\-#,##0\\ ", "23352"),
    ],
)
def test_a_number_is_shown_as_its_format_says(value: float, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


@given(st.decimals(-(10**9), 10**9, places=3))
def test_a_decimal_survives_the_binary_fraction_of_a_sheet(value: Decimal) -> None:
    assert Decimal(shown(float(value), "General")) == value
    assert Decimal(shown(float(value), "0.000")) == value


def test_hidden_sheets_and_errors_are_left_out_and_formulas_are_their_results() -> None:
    book = openpyxl.Workbook()
    book.active.append(["甲", "=1/0", "乙"])
    book.active["B1"].data_type, book.active["B1"].value = "e", "#DIV/0!"
    hidden = book.create_sheet("草稿")
    hidden.append(["不公开"])
    hidden.sheet_state = "hidden"
    assert lines(saved(book)) == ["甲 |  | 乙 |"]


def test_a_paragraph_of_a_pdf_is_put_together_over_lines_and_pages() -> None:
    full = "现将截至十一月底的具体进展情况公布如下请社会各界监督联系方式见文末附注所列电话"
    raw = pdf(
        (TITLE, "\u3000\u3000" + full[:38], full[:40], "1"),
        ("文末为止。", "\u3000\u3000第二段。", "2"),
    )
    assert lines(raw) == [TITLE, f"{full[:38]}{full[:40]}文末为止。", "第二段。"]


def test_a_table_of_a_pdf_goes_on_over_pages() -> None:
    raw = pdf((TITLE, (HEADER, PARKING), "- 1 -"), ((PARKS, PARKS), "- 2 -"))
    assert lines(raw)[1:] == [f"{' | '.join(cells)} |" for cells in (HEADER, PARKING, PARKS, PARKS)]


def test_columns_of_a_table_are_those_of_all_its_pages() -> None:
    raw = pdf(
        (((HEADER[0], "停车泊位", "<"),),),
        ((("", "目标", "完成"), ("东江区", "300个", "120个")),),
    )
    assert lines(raw) == [
        f"{HEADER[0]} | 停车泊位 |  |",
        " | 目标 | 完成 |",
        "东江区 | 300个 | 120个 |",
    ]


FULL = "提高城市特困人员和农村特困人员供养标"
"""Two whole lines of a cell."""
WHOLE = ("停车泊位", "300个", "公安局")


@pytest.mark.parametrize(
    ("last", "following", "rows"),
    [
        (
            (FULL, "100%", "民政局"),
            ("准月人均达到560元", "", ""),
            [f"{FULL}准月人均达到560元 | 100% | 民政局 |"],
        ),
        ((FULL[:17], "100%", "民政局"), ("准月人均达到560元", "", ""), None),
        ((f"{FULL[:17]}。", "100%", "民政局"), ("准月人均达到560元", "", ""), None),
        ((FULL, "100%", "民政局"), ("2.准月人均达到560元", "", ""), None),
        ((FULL, "100%", "民政局"), ("准月人均达到560元", "80%", ""), None),
        ((FULL[:9], "100%", "民政局"), ("准月人均达到560元", "", ""), None),
    ],
)
def test_a_row_that_the_paper_cuts_is_one_row(
    last: tuple[str, ...], following: tuple[str, ...], rows: list[str] | None
) -> None:
    apart = [f"{' | '.join(cells)} |" for cells in (last, following)]
    assert lines(pdf(((WHOLE, last),), ((following, WHOLE),)))[1:-1] == (rows or apart)


def test_what_is_printed_twice_to_be_bold_is_said_once() -> None:
    assert lines(pdf((TITLE, TABLE), bold=0.4)) == lines(pdf((TITLE, TABLE)))


@pytest.mark.parametrize(
    "drawn",
    [
        {"double": 1},
        {"double": 4},
        {"frame": True},
        {"sideways": "/Rotate 90"},
        {"sideways": " "},
        {"sideways": "/Rotate 180"},
        {"sideways": "/Rotate 270"},
    ],
)
def test_a_table_is_read_however_it_is_ruled_framed_or_turned(drawn: dict[str, Any]) -> None:
    page = (TITLE, TABLE, "继续推进。")
    assert lines(pdf(page, **drawn)) == lines(pdf(page))


def test_paragraphs_of_a_line_each_are_not_one() -> None:
    short = ("新增停车泊位三百个，正在推进之中", "已完成一百二十个并投用", "其余均在建设")
    assert lines(pdf((TITLE, *short))) == [TITLE, *short]


def test_a_narrow_blank_that_is_printed_divides_words() -> None:
    said = "项目1 改造农村公路 48公里"
    assert lines(pdf((TITLE, said))) == [TITLE, said]


@pytest.mark.parametrize("number", ["－1－", "— 1 —", "第1页，共3页"])
def test_the_number_of_a_page_is_no_line(number: str) -> None:
    assert lines(pdf((TITLE, "已建成三处。", number))) == [TITLE, "已建成三处。"]


def test_radicals_of_a_pdf_are_the_characters_they_look_like() -> None:
    assert lines(pdf(("截⾄11⽉新增停⻋泊位",))) == ["截至11月新增停车泊位"]


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as members_of:
        for name, content in members.items():
            members_of.writestr(name.replace("__", "/"), content)
    return out.getvalue()


LAUGHS = (
    b'<!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 50) for n in range(8))
    + b"]><l>&i;</l>"
)
LOCKED = assembled(
    ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 0 /Kids [] >>"],
    "/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
    f"/O <{'00' * 32}> /U <{'00' * 32}> >> ",
)
REFUSED = {
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old binary"),
    "a scan": (pdf(()), "scan"),
    "a locked PDF": (LOCKED, "password"),
    "a PDF that is cut off": (FILES["pdf"][:300], "damaged|no text"),
    "a PDF of noise": (b"%PDF-1.7 \x00\x01", "damaged|no text"),
    "a PDF that unpacks to too much": (bomb(70_000_000), "unpacks to more"),
    "a Word file that is cut off": (FILES["word"][:900], "damaged"),
    "a Word file without its parts": (archive(word__document=b"<x/>"), "damaged"),
    "an Excel file that laughs": (archive(xl__workbook=LAUGHS), "damaged"),
    "an Excel file that unpacks to too much": (archive(xl__a=bytes(70_000_000)), "unpacks to"),
    "an empty sheet": (sheet(()), "no text"),
    "a sheet without end": (sheet(*[(1, 2)] * 5002), "rows"),
    "an archive of something": (archive(a=b"1"), "neither Word nor Excel"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_says_why_in_one_sentence(kind: str) -> None:
    raw, said = REFUSED[kind]
    with pytest.raises(UnreadableDocument, match=said):
        extract(raw)
