"""Recorded listings of every family: a page in ``listings/`` beside what is read in it.

To add a case, add two files: ``NAME.html`` (or ``.json``) and ``NAME.yaml``.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import yaml

from etl.portal.listing.adapters import READERS
from etl.portal.listing.model import ListingPage
from etl.portal.model import Portal

CASES = sorted(Path(__file__).with_name("listings").glob("*.yaml"))
TOWN = {"name": "town", "city": "某市", "title_pattern": "情况"}


def read(text: str, expected: dict[str, Any]) -> ListingPage:
    described = {
        key: expected[key] for key in ("adapter", "listing", "selectors") if key in expected
    }
    portal = Portal.model_validate({**TOWN, **described})
    return READERS[portal.adapter](text, str(portal.listing), portal)


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_a_listing_is_read_as_recorded(case: Path) -> None:
    expected = yaml.safe_load(case.read_text("utf-8"))
    [saved] = [path for path in case.parent.glob(f"{case.stem}.*") if path != case]
    page = read(saved.read_text("utf-8"), expected)
    told = [
        {name: getattr(row, name) for name in want}
        for row, want in zip(page.rows, expected["rows"], strict=True)
    ]
    assert told == expected["rows"]
    assert [row.external for row in page.rows] == [
        want.get("external", "") for want in expected["rows"]
    ]
    assert [ask.url for ask in page.following] == [
        urljoin(expected["listing"], url) for url in expected["following"]
    ]
    assert all(dict(ask.form) == expected.get("form", {}) for ask in page.following)
    assert (page.records, page.total) == (expected.get("records", 0), expected.get("total", 0))


@pytest.mark.parametrize(
    ("pager", "following"),
    [
        ('createPageHTML(3, 0, "index", "html")', ["index_1.html", "index_2.html"]),
        ("createPageHTML(2, 1, 'index', 'shtml');", ["index_1.shtml"]),
        ("createPageHTML('page_div',3, 1,'fg','shtml',89)", ["fg_1.shtml", "fg_2.shtml"]),
        ('createPageHTML(2, 1,"index", "shtml",  "black2",621)', ["index_1.shtml"]),
        ('pageControl(2, 2, "index", "shtml", 10, \'pages-nav\')', ["index_1.shtml"]),
        ('createPageHTML(2, 0, "list", "html")', ["list_1.html"]),
        ('$(".pagination").pagination("setPage",1,3)', ["index_2.html", "index_3.html"]),
        ("$('#p').pagination({currentPage: 1, totalPage: 2})", ["index_2.html"]),
        ('createPageHTML(1, 0, "index", "html")', []),
        ("function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){", []),
    ],
)
def test_every_form_of_the_pager_names_the_other_pages(pager: str, following: list[str]) -> None:
    here = "http://www.town.example/zwgk/bss/"
    page = read(f"<script>{pager}</script>", {"adapter": "trs", "listing": here})
    assert [ask.url for ask in page.following] == [here + name for name in following]
