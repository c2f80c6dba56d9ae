"""Data Docs: pages that need no network, and whose failure fails nothing else."""

from datetime import UTC, datetime
from pathlib import Path

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


def test_a_run_that_checked_nothing_has_no_pages(tmp_path: Path) -> None:
    assert DataDocs(tmp_path / "docs", "qingdao", STARTED).build() == ""
    assert not (tmp_path / "docs").exists()
