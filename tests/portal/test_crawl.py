"""A portal with twelve years of months: all of it is taken once, and then nothing is sent again."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from etl import resources
from etl.localportal.local_portal import LocalPortal
from etl.localportal.server import serve
from etl.portal.archive.archive import Archive
from etl.portal.http.client import Client
from etl.portal.http.listing_cache import KeptPages
from etl.portal.listing.pick_bulletins import discover
from etl.portal.model import Portal, Snapshot, load_portal
from etl.portal.retrieve import retrieve
from tests.sample_portal import write_samples

YEARS = range(2013, 2025)


def publish_all(folder: Path) -> None:
    """A bulletin a month, on the twentieth of the next."""
    pages = [
        {
            "number": 100 * year + month,
            "title": f"{year}年市办实事1-{month}月具体进展情况",
            "published": f"{year + month // 12}-{month % 12 + 1:02}-20 10:00:00",
            "text": f"1.新增停车泊位1200个。\n进展情况：{year}年新增停车泊位{98 * month}个。",
        }
        for year in YEARS
        for month in range(1, 13)
    ]
    write_samples(folder, pages)


def crawl(
    portal: Portal, archive: Archive, kept: KeptPages, before: Sequence[Snapshot] = ()
) -> list[Snapshot]:
    """Every bulletin listed, asked for in turn as a run does."""
    known = {snapshot.key: snapshot for snapshot in before}
    with Client(portal, contact="data@example.org", pause_seconds=0, kept=kept) as client:
        return [
            retrieve(entry, client, archive, previous=known.get(entry.key))
            for entry in discover(portal, client).entries
        ]


def sent(site: LocalPortal) -> tuple[int, int]:
    """Requests answered and bytes sent since it was last asked, headers apart."""
    told = site.answered, site.body_bytes
    site.answered = site.body_bytes = 0
    return told


def test_an_unchanged_portal_of_twelve_years_answers_with_headers_only(tmp_path: Path) -> None:
    publish_all(tmp_path / "samples")
    archive, kept = Archive(tmp_path / "archive"), KeptPages(tmp_path / "listings")
    with serve(tmp_path / "samples", date(2025, 1, 31)) as site:
        portal = site.standing_in_for(load_portal("sample", resources.folder("portals")))
        first = crawl(portal, archive, kept)
        assert len({snapshot.sha256 for snapshot in first}) == 144
        # 144 bulletins, 18 pages of the listing, and robots.txt.
        requests, size = sent(site)
        assert requests == 163
        assert size > sum(snapshot.size for snapshot in first)
        assert crawl(portal, archive, kept, first) == first
        assert sent(site) == (163, len("User-agent: *\nDisallow: /admin/\n"))
