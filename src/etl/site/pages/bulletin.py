"""The page of a bulletin: its words as they were read, every figure of it highlighted."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from etl.bulletin.model import Certainty, Fact, Measure, Part, Qualifier, Stage
from etl.bulletin.text.normal_form import normalise_document
from etl.document.grid import Grid
from etl.errors import EtlError
from etl.portal.archive.archive import Archive
from etl.portal.archive.open_snapshot import document_of
from etl.portal.page.printed_dates import end_of_day
from etl.report.bilingual_names import MEASURES
from etl.site import page_addresses
from etl.site.marked_text.laid_out import Block, laid_out
from etl.site.portal_page_data import Material
from etl.site.render import fill
from etl.site.shown_figures import Figure
from etl.warehouse.journal.waiting_for_verdict import Held, HeldFigure
from etl.warehouse.queries.site_rows import BulletinRow, Statement

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Row:
    """A figure of the page's table."""

    figure: Figure
    address: str
    """Of its indicator's page; '' for one that waits for a decision."""
    here: str
    """The place of its words; '' where they do not stand in the text any more."""
    anchor: str
    """The place that its row must offer, where no words do."""


def bulletin_page(material: Material, bulletin: BulletinRow, archive: Archive) -> str:
    """The page."""
    text, grids, problem = _text(bulletin, archive)
    stated = material.statements.get(bulletin.reading_id, ())
    own = (bulletin.url, bulletin.sha256)
    waits = [one for one in material.held if one.figure and (one.url, one.sha256) == own]
    facts: list[tuple[Fact, int | None]] = [(_fact(one), None) for one in stated]
    facts += [(_held(one, one.figure), one.id) for one in waits if one.figure]
    found = [Figure(number, fact, held=held) for number, (fact, held) in enumerate(facts, 1)]
    standing = [one for one in found if text[one.fact.start : one.fact.end] == one.fact.text]
    blocks = laid_out(text, grids, standing) if text else []
    editions = [one for one in material.bulletins if one.key == bulletin.key]
    now = material.latest[bulletin.key]
    return fill(
        "site/bulletin.html",
        root="../",
        here="cities",
        city=material.name,
        portal=material.portal,
        bulletin=bulletin,
        link=page_addresses.original(bulletin.url),
        published=_moment(bulletin.published_at, material.zone),
        blocks=blocks,
        problem=problem,
        rows=_rows(material, found, stated, standing, blocks),
        addresses={
            figure.number: material.indicator(one)
            for figure, one in zip(found, stated, strict=False)
        },
        measures=[
            (key, name)
            for key, name in MEASURES.items()
            if any(one.fact.measure == key for one in found)
        ],
        now=None if now is bulletin else material.bulletin(now),
        editions=[(one, material.bulletin(one)) for one in editions if one is not bulletin],
        failed=[one for one in material.failed if one.reading_id == bulletin.reading_id],
        zone=material.zone,
    )


def _moment(published: datetime, zone: ZoneInfo) -> str:
    """When a content was published; the hour only where the portal says it."""
    here = published.astimezone(zone)
    known = published != end_of_day(here.date(), zone)
    return f"{here:%Y-%m-%d %H:%M}" if known else f"{here:%Y-%m-%d}"


def _text(bulletin: BulletinRow, archive: Archive) -> tuple[str, Sequence[Grid], str]:
    """The text of a content with its tables, or why there is none."""
    try:
        document = document_of(archive, bulletin.sha256, bulletin.content_type)
    except EtlError as error:
        log.warning("%s cannot be shown: %s", bulletin.url, error)
        return "", (), str(error)
    normal, grids = normalise_document(document)
    return normal.text, grids, ""


def _rows(
    material: Material,
    found: Sequence[Figure],
    stated: Sequence[Statement],
    standing: Sequence[Figure],
    blocks: Sequence[Block],
) -> list[Row]:
    marked = {figure.fact.start for figure in standing} & _starts(blocks)
    rows, offered = [], set(marked)
    for figure in found:
        start = figure.fact.start
        anchor = "" if start in offered else f"c{start}"
        offered.add(start)
        address = material.indicator(stated[figure.number - 1]) if not figure.held else ""
        rows.append(Row(figure, address, f"c{start}" if start in marked else "", anchor))
    by_pledge: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_pledge[row.figure.fact.pledge].append(row)
    return [row for _, own in sorted(by_pledge.items()) for row in own]


def _starts(blocks: Sequence[Block]) -> set[int]:
    """Where marks begin that the page has."""
    shown = [
        pieces
        for block in blocks
        for pieces in (
            block.pieces,
            *(cell.pieces for row in (*block.head, *block.body) for cell in row),
            *block.between,
        )
    ]
    return {piece.start for pieces in shown for piece in pieces if piece.opens}


def _fact(one: Statement) -> Fact:
    return Fact(
        pledge=one.pledge,
        part=cast(Part, one.part),
        measure=cast(Measure, one.measure),
        indicator=one.indicator,
        stage=cast(Stage | None, one.stage or None),
        breakdown=one.breakdown or None,
        value=one.value,
        unit=one.unit,
        qualifier=cast(Qualifier | None, one.qualifier),
        target=one.target_number,
        period_end=one.period_end,
        text=one.evidence,
        start=one.start,
        end=one.end,
        certainty=cast(Certainty, one.certainty),
        because=(one.because,) if one.because else (),
    )


def _held(one: Held, figure: HeldFigure) -> Fact:
    return Fact(
        pledge=figure.read.pledge,
        part="progress",
        measure=cast(Measure, figure.read.measure),
        indicator=figure.read.indicator,
        stage=None,
        breakdown=None,
        value=figure.read.value,
        unit=figure.read.unit,
        qualifier=cast(Qualifier | None, figure.qualifier),
        target=None,
        period_end=figure.period_end,
        text=figure.read.evidence,
        start=figure.start,
        end=figure.end,
        certainty="doubtful",
        because=(one.reason,),
    )
