"""Building the site: the pages of every portal that changed, and those about all of them."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Engine

from etl.bulletin import PARSER_VERSION
from etl.errors import SettingsError, WarehouseDamaged
from etl.portal.archive.archive import Archive
from etl.portal.model import Folders, Portal, load_portal
from etl.portal.page.printed_dates import ZONE
from etl.portal.publishing_habits import Expected
from etl.report.bilingual_names import Name
from etl.site import dataset_metadata
from etl.site.pages import corrections_and_feeds as corrected
from etl.site.pages.about_all_portals import about_page, overview_page, quality_page
from etl.site.pages.bulletin import bulletin_page
from etl.site.pages.city import city_pages
from etl.site.pages.concept import City, ConceptPage, concept_pages, concepts_page
from etl.site.pages.indicator import indicator_pages
from etl.site.portal_page_data import Material, city_name, gather
from etl.site.portal_summary import SUMMARY, Summary, summary_of
from etl.site.render import asset
from etl.site.write_changed_files import Before, Output
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.waiting_for_verdict import Held, waiting
from etl.warehouse.queries import site_queries
from etl.warehouse.queries.corrections import corrections
from etl.warehouse.queries.portal_standings import standings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Built:
    """What a build came to."""

    index: Path
    """The first page."""
    written: int
    unchanged: int
    """Files that held already what they should."""
    removed: int
    skipped: int
    """Portals of which nothing changed, whose pages were not made again."""


def rebuilt(engine: Engine, archive: Archive, folder: Path, described: Folders) -> str:
    """Bring the site up to date after a run, whose figures are loaded by then.

    Returns:
        The address of the first page, or why it was not built.

    Raises:
        WarehouseDamaged: the figures may be loaded, and are not to be relied on.
    """
    try:
        with read_only(engine) as connection:
            built = build_site(connection, archive, folder, described, datetime.now(UTC))
    except WarehouseDamaged:
        raise
    except Exception as error:  # Whatever else it is: the figures are loaded.
        log.exception("the site was not built")
        return f"not built: {type(error).__name__}: {error}"
    return built.index.absolute().as_uri()


def build_site(
    connection: Connection,
    archive: Archive,
    folder: Path,
    described: Folders,
    now: datetime,
    tell: Callable[[str, float], None] = lambda *_: None,
) -> Built:
    """Bring the site in ``folder`` up to date.

    Args:
        connection: to the warehouse.
        archive: has the contents that are quoted.
        folder: of the site; it is made where it is missing.
        described: the folders of the portals' YAML files.
        now: aware; what should have appeared by now is overdue.
        tell: is told each portal that is begun, and the part of them (0 to 1) that is done.

    Raises:
        SettingsError: the folder cannot be written.
    """
    output = Output(folder)
    with output.alone():
        return _build(connection, archive, output, described, now, tell)


def _build(
    connection: Connection,
    archive: Archive,
    output: Output,
    described: Folders,
    now: datetime,
    tell: Callable[[str, float], None],
) -> Built:
    before = output.before()
    output.begin()
    fresh = before.made_by == made_by()
    known = site_queries.portals(connection)
    held = _by_portal(waiting(connection))
    portals = {row.name: _described(row.name, described) for row in known}
    zones = {name: portal.zone if portal else ZONE for name, portal in portals.items()}
    kept: dict[str, Mapping[str, Any]] = {}
    summaries: list[Summary] = []
    skipped = 0
    for place, row in enumerate(known):
        tell(row.name, place / len(known))
        stamp = f"{row.stamp} {row.city} {zones[row.name]}"
        old = before.portals.get(row.name) if fresh else None
        summary = _as_it_was(output, old, stamp) if old else None
        if summary is not None and old is not None:
            kept[row.name] = old
            skipped += 1
        else:
            material = gather(connection, row, zones[row.name], held[row.name])
            summary = summary_of(material)
            files = _write(output, _pages(material, archive))
            kept[row.name] = {
                "stamp": stamp,
                "summary": SUMMARY.dump_python(summary, mode="json"),
                "files": files,
            }
        summaries.append(summary)
    rows = corrected.correction_rows(corrections(connection, corrected.SHOWN + 1), zones)
    everything = [one for name in sorted(held) for one in held[name]]
    looked_at = [portal for portal in portals.values() if portal]
    late = [
        (city_name(one.portal.name, one.portal.city), one.expected)
        for one in standings(connection, looked_at, everything, now)
        if one.overdue and one.expected
    ]
    cities = [
        City(one.name, of.population if (of := portals[one.portal]) else None, one.concepts)
        for one in summaries
    ]
    pages = concept_pages(cities)
    files = _write(output, _common(summaries, pages, rows, late, everything))
    files += _write(
        output, iter([(dataset_metadata.NAME, dataset_metadata.site_dataset(connection))])
    )
    concepts = _write_concepts(output, pages, before.concepts if fresh else {})
    files += concepts
    for address in sorted(_files(before.files, before.portals) - _files(files, kept)):
        output.remove(address)
    output.end(Before(made_by(), kept, tuple(files), concepts))
    return Built(
        output.folder / "index.html", output.written, output.unchanged, output.removed, skipped
    )


@cache
def made_by() -> str:
    """Another one whenever the program would make other pages of the same figures."""
    digest = sha256(PARSER_VERSION.encode())
    here = Path(__file__).parent
    for path in sorted(here.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _pages(material: Material, archive: Archive) -> Iterator[tuple[str, str]]:
    yield from city_pages(material)
    yield from indicator_pages(material)
    for bulletin in material.bulletins:
        yield material.bulletin(bulletin), bulletin_page(material, bulletin, archive)


def _common(
    summaries: Sequence[Summary],
    pages: Sequence[ConceptPage],
    rows: Sequence[corrected.Row],
    late: Sequence[tuple[Name, Expected]],
    held: Sequence[Held],
) -> Iterator[tuple[str, str]]:
    yield "style.css", asset("site/style.css")
    yield "site.js", asset("site/site.js")
    yield "about.html", about_page()
    yield "quality.html", quality_page(summaries, held)
    yield "concepts.html", concepts_page(pages)
    yield "corrections.html", corrected.corrections_page(rows)
    yield "corrections.atom", corrected.atom(rows)
    yield "corrections.json", corrected.json_feed(rows)
    yield "index.html", overview_page(summaries, rows, late)


def _write(output: Output, pages: Iterator[tuple[str, str]]) -> list[str]:
    files = []
    for address, page in pages:
        output.write(address, page)
        files.append(address)
    return files


def _write_concepts(
    output: Output, pages: Sequence[ConceptPage], before: Mapping[str, str]
) -> dict[str, str]:
    """Write the pages of concepts of which anything is another; the digests of all."""
    stamps = {page.address: page.stamp for page in pages}
    for page in pages:
        address = page.address
        if before.get(address) == stamps[address] and output.has(address):
            output.keep()
        else:
            output.write(address, page.made())
    return stamps


def _files(common: Sequence[str], portals: Mapping[str, Mapping[str, Any]]) -> set[str]:
    return {*common, *(file for kept in portals.values() for file in kept["files"])}


def _as_it_was(output: Output, old: Mapping[str, Any], stamp: str) -> Summary | None:
    """The summary of a portal of which nothing changed; None where its pages must be made."""
    if old["stamp"] != stamp or not all(map(output.has, old["files"])):
        return None
    try:
        return SUMMARY.validate_python(old["summary"])
    except ValidationError:
        return None


def _described(name: str, folders: Folders) -> Portal | None:
    """A portal as its file describes it; None where its file is gone or wrong."""
    try:
        return load_portal(name, folders)
    except SettingsError:
        return None


def _by_portal(held: Sequence[Held]) -> Mapping[str, list[Held]]:
    own: dict[str, list[Held]] = defaultdict(list)
    for one in held:
        own[one.portal].append(one)
    return own
