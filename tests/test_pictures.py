"""Bulletins as pictures: read where the extra [ocr] is installed, kept and told of where not."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from etl import ocr
from etl.bulletin.read import read
from etl.errors import OnlyPictures
from etl.pipeline.run_report import RunReport
from etl.pipeline.visit_day import Look
from etl.portal.archive.open_snapshot import document_of, read_bytes
from etl.portal.archive.verify import verify
from etl.portal.page.article_pictures import pictures
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from tests.bulletin.attachments import TABLE, TITLE
from tests.bulletin.scans import drawn, needs_font, needs_ocr, saved, scanned, smeared
from tests.portal.bad_days import Answer, BadDay, bad_day, portal_at
from tests.town import Town, outcomes

ROW = f'<li><a href="./t20241230_7.shtml">{TITLE}</a><span>2024-12-30</span></li>'
PAGE = """<html><div class="header"><img src="/images/top.jpg"></div><div id="zoom">
<p><img src="./1.jpg" width="100%"></p>
<p><img src="data:image/gif;base64,R0" data-src="./2.jpg"></p>
<p><img src="/images/pdf_icon.png"><img src="./3.png" width="16">
<img src="//evil.example/4.jpg"></p>
</div><div><img src="./5.jpg" alt="扫一扫二维码"></div></html>"""


@pytest.fixture
def day() -> Iterator[BadDay]:
    with bad_day() as day:
        day.answers["/bss/"] = Answer(body=f"<html><ul>{ROW}</ul>市办实事{'栏目' * 30}".encode())
        day.answers["/bss/t20241230_7.shtml"] = Answer(body=PAGE.encode())
        yield day


@pytest.fixture
def town(tmp_path: Path, sqlite_template: Path) -> Iterator[Town]:
    path = tmp_path / "warehouse.sqlite"
    shutil.copy(sqlite_template, path)
    with open_warehouse(f"sqlite:///{path}", create=False) as engine:
        yield Town(tmp_path, engine)


def visit(town: Town, day: BadDay) -> RunReport:
    return town.look(Look(portal_at(day.url)))


def show(day: BadDay, *shown: bytes) -> None:
    for n, raw in enumerate(shown, start=1):
        day.answers[f"/bss/{n}.jpg"] = Answer(body=raw, headers={"Content-Type": "image/jpeg"})


def test_the_pictures_of_an_article_are_got_without_what_only_decorates_it() -> None:
    url = "http://town.example/bss/t20241230_7.shtml"
    [found] = pictures(PAGE.encode(), "", url, frozenset(["town.example"]))
    assert found.url == "http://town.example/bss/1.jpg"
    assert found.further == ("http://town.example/bss/2.jpg",)
    speaks = PAGE.replace("<p>", f"<p>{'全市新增停车泊位。' * 30}", 1)
    assert not pictures(speaks.encode(), "", url, frozenset(["town.example"]))
    points = speaks.replace("。</p>", "。详见附图</p>").replace("<p>", "<p>（见附图）", 1)
    assert pictures(points.encode(), "", url, frozenset(["town.example"])) == (found,)


def test_without_the_extra_pictures_are_kept_and_the_page_says_what_to_install(
    town: Town, day: BadDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    shown = b"\xff\xd8\xff\xe0 the first", b"\xff\xd8\xff\xe0 the second"
    show(day, *shown)
    [told] = visit(town, day).pages
    assert (told.outcome, told.state) == ("quarantined", "figures attached")
    assert "pip install 'pledge-etl[ocr]'" in told.problem
    assert not {"/bss/3.png", "/bss/5.jpg", "/images/top.jpg"} & set(day.paths)
    kept = [town.archive.read(one.sha256) for one in town.archive.snapshots("town")]
    assert len(kept) == 2
    found = list(verify(town.archive))
    assert found
    assert all(one.problem is None for one in found)
    with pytest.raises(OnlyPictures, match=r"pip install 'pledge-etl\[ocr\]'"):
        read_bytes(shown[0], "image/jpeg")


@needs_ocr
@needs_font
def test_a_photographed_table_is_loaded_like_any_other(town: Town, day: BadDay) -> None:
    show(day, saved(scanned(drawn(TITLE, TABLE))), saved(drawn().resize((120, 60))))
    assert outcomes(visit(town, day)) == ["new"]
    [figure] = town.parking()
    assert (str(figure.value), figure.evidence) == ("23352", "23352个")
    [bound] = {s.sha256 for s in town.archive.snapshots("town") if s.url.endswith(".jpg")}
    assert figure.sha256 == bound
    assert town.archive.seen(bound)
    found = list(verify(town.archive))
    assert found
    assert all(one.problem is None for one in found)
    # What was seen once is not looked at again.
    document = document_of(town.archive, bound, "multipart/related")
    assert document.pictured
    assert town.archive.retry(bound[:12]) == [bound]
    assert not town.archive.seen(bound)


@needs_ocr
@needs_font
def test_a_figure_that_a_scan_shows_unclearly_is_in_doubt() -> None:
    sheet = smeared(drawn("二、全市新增停车泊位23352个，占年计划的116.7%。"), (312, 40, 346, 76))
    facts = read(read_bytes(saved(sheet, "PDF"), ""), published=date(2024, 12, 30)).facts
    [share] = [fact for fact in facts if fact.unit == "%"]
    assert (share.value.to_eng_string(), share.because[-1]) == ("116.7", "read from a picture")
    [spots] = [fact for fact in facts if fact.unit != "%"]
    assert spots.certainty == "doubtful"
    assert "read from a picture, unclear" in spots.because
