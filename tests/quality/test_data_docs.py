"""Data Docs: pages that need no network, and whose failure fails nothing else."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from bs4 import BeautifulSoup

from etl import resources
from etl.quality.check import check
from etl.quality.data_docs import DataDocs
from etl.quality.suite import load_suites
from tests.bulletins import bulletin, parking

SUITES = load_suites(resources.folder("expectations"))
STARTED = datetime(2025, 1, 20, 2, tzinfo=UTC)


def test_the_pages_show_what_failed_and_ask_no_other_host(tmp_path: Path) -> None:
    docs = DataDocs(tmp_path / "docs", "qingdao", STARTED)
    check([bulletin(parking(share="117.6"))], SUITES, docs.add)
    own = tmp_path / "docs" / "20250120T020000Z-qingdao"
    assert docs.build() == (own / "index.html").as_uri()
    [facts] = own.glob("validations/facts/*/*/facts.html")
    assert "share_agrees" in facts.read_text("utf-8")
    pages = [page.read_text("utf-8") for page in own.rglob("*.html")]
    assert not any(f"<{tag} src=" in page for page in pages for tag in ("script", "img"))
    assert not any("<link" in page and "stylesheet" in page for page in pages)
    (tmp_path / "file").write_text("in the way")
    blocked = DataDocs(tmp_path / "file", "qingdao", STARTED)
    check([bulletin(parking())], SUITES[:1], blocked.add)
    assert blocked.build().startswith("not written: ")


def test_the_first_page_names_bulletin_gate_and_failure_and_every_link_leads_somewhere(
    tmp_path: Path,
) -> None:
    docs = DataDocs(tmp_path, "qingdao", STARTED)
    found = check([bulletin(parking(share="117.6"))], SUITES, docs.add)
    index = Path(url2pathname(urlsplit(docs.build([("1-11月 <b>", found[0])])).path))
    said = BeautifulSoup(index.read_text("utf-8"), "html.parser")
    assert "1-11月 <b>" in said.get_text()
    assert "share_agrees_with_arithmetic: " in said.get_text()
    assert "1 failed" in [link.get_text() for link in said.select("td a")]
    for page in index.parent.rglob("*.html"):
        for link in BeautifulSoup(page.read_text("utf-8"), "html.parser").select("[href]"):
            there, _, _ = str(link["href"]).partition("#")
            assert not there.startswith("http"), (page, there)
            assert (page.parent / there).exists(), (page, there)


def test_a_run_that_checked_nothing_has_no_pages(tmp_path: Path) -> None:
    assert DataDocs(tmp_path / "docs", "qingdao", STARTED).build() == ""
    assert not (tmp_path / "docs").exists()
