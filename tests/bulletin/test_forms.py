"""The same bulletin in the forms in which offices post it."""

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from etl.document.extract import extract
from etl.errors import UnreadableDocument
from tests.bulletin.attachments import HEADER, PARKING, PARKS, TABLE, TITLE, saved, sheet
from tests.bulletin.forms import FORMS, PRINTED, article, printable
from tests.corpus.scoring import HERE, Sample, samples, score
from tests.site.browser import CHROMIUM, needs_chromium

FILES = Path(__file__).parent / "files"
BULLETINS = {s.path.stem: s for s in samples(HERE / "shared") if s.path.suffix == ".html"}
MERGED = ("merged-agency-column", "flowing-matrix-blocks", "matrix-deep-header")
SCANNED = ("picture (PNG)", b"\x89PNG\r\n\x1a\n" + bytes(40))


def lines(raw: bytes, content_type: str = "") -> list[str]:
    return extract(raw, content_type).text.splitlines()


def rows(*cells: Sequence[str]) -> list[str]:
    return [f"{' | '.join(row)} |" for row in cells]


@cache
def f1_on_its_page(name: str) -> float:
    return score(BULLETINS[name]).f1


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", MERGED)
def test_a_bulletin_is_read_as_well_in_any_form_as_on_its_page(
    name: str, form: str, tmp_path: Path
) -> None:
    sample = BULLETINS[name]
    file = tmp_path / form
    file.write_bytes(FORMS[form](article(sample.path.read_bytes())))
    other = Sample(file, sample.gold, sample.period_end)
    assert score(other).f1 >= f1_on_its_page(name) - 0.02


@needs_chromium
@pytest.mark.parametrize("form", PRINTED)
def test_a_printed_table_is_read_with_rules_and_without(form: str, tmp_path: Path) -> None:
    import subprocess

    page, made = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(printable(article(SHORT), PRINTED[form]), "utf-8")
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
    subprocess.run(
        [
            str(CHROMIUM),
            *options,
            f"--user-data-dir={tmp_path / 'b'}",
            f"--print-to-pdf={made}",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
    )
    assert lines(made.read_bytes()) == [TITLE, *rows(*TABLE)]


SHORT = (
    f"<html><h1>{TITLE}</h1><div id=zoom><table>"
    + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in TABLE)
    + "</table></div></html>"
).encode()

# Written by LibreOffice: inserted 54 for the deleted 45, 300 struck through, 5 hidden, a
# raised 2 as a mark and as a unit, cells merged both ways, a header.
CHANGED = [
    "建成54处",
    "新增400个",
    "道路20km²",
    "格0 格1 |  | 格2 | 格3 |",
    "格4 格8 | 格5 | 格6 格7 格10 格11 |  |",
    " | 格9 |  |  |",
    "格12 | 格13 | 格14 |  |",
]


@pytest.mark.parametrize("kind", ["doc", "rtf"])
def test_old_word_files_are_read_with_changes_accepted_and_without_what_is_unseen(
    kind: str,
) -> None:
    read = lines((FILES / f"changed.{kind}").read_bytes())
    assert [line for line in read if "项" not in line] == CHANGED


def test_what_is_hidden_or_struck_in_a_sheet_is_not_read() -> None:
    book = openpyxl.Workbook()
    for row in (("甲", "乙", "丙"), ("隐藏", 1, 2), ("a", 3, 4), ("b", 5, "6")):
        book.active.append(row)
    book.active.row_dimensions[2].hidden = True
    book.active["B3"].font = Font(strike=True)
    book.active["C4"] = CellRichText(TextBlock(InlineFont(strike=True), "60"), "70")
    assert lines(saved(book)) == rows(("甲", "乙", "丙"), ("a", "", "4"), ("b", "5", "70"))
    old = xlwt.Workbook()
    page = old.add_sheet("1")
    for r, line in enumerate((("甲", "乙"), ("隐藏", "1"), ("a", "3"))):
        for c, words in enumerate(line):
            page.write(r, c, words)
    page.row(1).hidden = True
    page.write(3, 0, "b")
    page.write(3, 1, 0.5, xlwt.easyxf("font: struck_out on"))
    page.write(4, 0, "c")
    page.write(4, 1, 1.1676, xlwt.easyxf(num_format_str="0.0%"))
    assert lines(saved(old))[:4] == rows(("甲", "乙"), ("a", "3"), ("b", ""), ("c", "116.8%"))


@pytest.mark.parametrize(
    ("header", "spans"),
    [
        (
            ["县别,任务,,完成,,", ",个,户,在建,,投资", ",,,个,户,"],
            ["县别 3x1", "任务 1x2", "完成 1x3", "个 2x1", "户 2x1", "在建 1x2", "投资 2x1"],
        ),
        # Names below one that is not wide, a corner that says nothing, a width untold.
        (["项目,任务,,完成", "一类,个,,户"], []),
        ([",任务,,完成", "县别,个,户,户"], []),
        (["项目,任务,,备注,", ",个,户,,"], ["项目 2x1", "任务 1x2", "备注 2x1"]),
    ],
)
def test_the_merged_names_of_a_csv_get_their_spans_back(
    header: list[str], spans: list[str]
) -> None:
    body = [f"甲县{n}{',7' * header[0].count(',')}" for n in range(3)]
    document = extract("\n".join([*header, *body]).encode())
    (grid,) = document.tables
    merged = [
        f"{document.text[cell.start : cell.end]} {cell.height}x{cell.width}"
        for cell in grid.cells
        if (cell.height, cell.width) != (1, 1)
    ]
    assert merged == spans


def test_formulas_without_results_are_said() -> None:
    raw = sheet(("项目", "完成数"), ("新增停车泊位", "=1+2"))
    with pytest.raises(UnreadableDocument, match=r"B2.* formulas whose results were not saved"):
        extract(raw)


def test_spreadsheet_xml_and_html_that_are_called_xls_are_read_as_what_they_are() -> None:
    cells = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{said}</Data></Cell>' for said in row)
        + "</Row>"
        for row in TABLE
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    xml = (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}" '
        f'xmlns:ss="{space}"><Worksheet ss:Name="1"><Table>{cells}</Table></Worksheet></Workbook>'
    )
    assert lines(xml.encode(), "application/vnd.ms-excel") == rows(HEADER, PARKING, PARKS)
    assert lines(SHORT, "application/vnd.ms-excel")[1:] == rows(HEADER, PARKING, PARKS)


def test_a_pdf_may_begin_with_other_bytes() -> None:
    from tests.bulletin.attachments import pdf

    assert lines(b"\r\n\x00\x01" + pdf((TITLE, TABLE)))[0] == TITLE


def test_another_format_is_named_with_the_next_step() -> None:
    name, raw = SCANNED
    with pytest.raises(UnreadableDocument, match=rf"{name[:7]}.*type its table"):
        extract(raw)
    out = io.BytesIO(b"Rar!\x1a\x07\x00" + bytes(20)).getvalue()
    with pytest.raises(UnreadableDocument, match=r"RAR.*unpack it"):
        extract(out)


def test_more_text_than_any_bulletin_has_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="characters, and a bulletin"):
        extract("新增停车泊位300个。\n".encode() * 20_000)
