"""What the site shows: a portal's promises, bulletins and versions, a statement each.

Every question is asked of one portal as a whole, or of all at once: none is asked again for
each bulletin or indicator.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, func, select, union_all

from etl.chunks import chunks
from etl.warehouse.queries.site_rows import (
    BulletinRow,
    FailedCheck,
    PledgeRow,
    PortalRow,
    Statement,
    Version,
)
from etl.warehouse.schema.tables import (
    NO_PARSER,
    agency,
    check_result,
    concept_assignment,
    decision,
    document,
    fact,
    indicator,
    pledge,
    pledge_agency,
    portal,
    quarantine,
    reading,
    restatement,
    run,
    snapshot,
)


def portals(connection: Connection) -> list[PortalRow]:
    """The portals, by name, with what tells whether their pages must be made anew."""
    of_content = snapshot.join(document, document.c.id == snapshot.c.document_id)
    counted: tuple[Select[Any], ...] = (
        select(document.c.portal_id, func.max(reading.c.id), func.count(reading.c.id))
        .select_from(reading.join(document, document.c.id == reading.c.document_id))
        .group_by(document.c.portal_id),
        select(
            document.c.portal_id, func.max(quarantine.c.id), func.count(quarantine.c.released_at)
        )
        .select_from(quarantine.join(of_content, snapshot.c.id == quarantine.c.snapshot_id))
        .group_by(document.c.portal_id),
        select(document.c.portal_id, func.max(decision.c.id), func.count(decision.c.id))
        .select_from(
            decision.join(quarantine, quarantine.c.id == decision.c.quarantine_id).join(
                of_content, snapshot.c.id == quarantine.c.snapshot_id
            )
        )
        .group_by(document.c.portal_id),
        select(
            indicator.c.portal_id,
            func.max(concept_assignment.c.assigned_at),
            func.count(concept_assignment.c.concept_key),
        )
        .join(concept_assignment, concept_assignment.c.indicator_id == indicator.c.id)
        .group_by(indicator.c.portal_id),
    )
    stamps: dict[int, list[str]] = defaultdict(list)
    for query in counted:
        for portal_id, last, many in connection.execute(query):
            stamps[portal_id].append(f"{last}/{many}")
    rows = connection.execute(select(portal).order_by(portal.c.name))
    return [
        PortalRow(row.name, row.city, " ".join([str(row.recorded_at), *stamps[row.id]]))
        for row in rows
    ]


def pledges(connection: Connection, of: str) -> dict[int, PledgeRow]:
    """The promises of a portal by their key."""
    units = (
        select(pledge_agency.c.pledge_id, agency.c.name)
        .join(agency, agency.c.id == pledge_agency.c.agency_id)
        .join(portal, portal.c.id == agency.c.portal_id)
        .where(portal.c.name == of)
        .order_by(pledge_agency.c.pledge_id, pledge_agency.c.position)
    )
    responsible: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(units):
        responsible[row.pledge_id].append(row.name)
    promised = (
        select(pledge)
        .join(portal, portal.c.id == pledge.c.portal_id)
        .where(portal.c.name == of)
        .order_by(pledge.c.plan_year, pledge.c.number)
    )
    return {
        row.id: PledgeRow(row.id, row.plan_year, row.number, row.text, tuple(responsible[row.id]))
        for row in connection.execute(promised)
    }


def bulletins(connection: Connection, of: str) -> list[BulletinRow]:
    """Each content that a portal's pages had and that was loaded, oldest publication first."""
    last = (
        select(func.max(reading.c.id).label("id"))
        .where(reading.c.parser_version != NO_PARSER)
        .group_by(reading.c.document_id, reading.c.snapshot_id)
        .subquery("last")
    )
    mine = (portal.c.name == of,)
    names = ("title", "plan_year", "period_end", "published_at", "recorded_at", "parser_version")
    scores = ("numerals", "unexplained", "shares", "shares_checked", "shares_agreeing")
    checked = (
        select(
            check_result.c.run_id,
            check_result.c.snapshot_id,
            func.count(check_result.c.id).label("checks"),
            func.count(check_result.c.id).filter(~check_result.c.passed).label("failed"),
        )
        .select_from(_checks_of(of))
        .group_by(check_result.c.run_id, check_result.c.snapshot_id)
        .subquery("checked")
    )
    query = (
        select(
            reading.c.id,
            document.c.key,
            document.c.url,
            snapshot.c.sha256,
            snapshot.c.archive_path,
            snapshot.c.content_type,
            *(reading.c[name] for name in (*names, *scores)),
            reading.c.pledges_without_progress,
            reading.c.score,
            snapshot.c.retrieved_at,
            func.coalesce(checked.c.checks, 0),
            func.coalesce(checked.c.failed, 0),
        )
        .join(last, last.c.id == reading.c.id)
        .join(snapshot, snapshot.c.id == reading.c.snapshot_id)
        .join(document, document.c.id == reading.c.document_id)
        .join(portal, portal.c.id == document.c.portal_id)
        .outerjoin(
            checked,
            (checked.c.run_id == reading.c.run_id)
            & (checked.c.snapshot_id == reading.c.snapshot_id),
        )
        .where(*mine)
        .order_by(reading.c.published_at, reading.c.id)
    )
    return [BulletinRow(*tuple(row)) for row in connection.execute(query)]


def readings(connection: Connection, of: str) -> dict[int, tuple[str, str]]:
    """Each reading of a portal's pages, with the page's key and the hash of what it read."""
    query = (
        select(reading.c.id, document.c.key, snapshot.c.sha256)
        .join(snapshot, snapshot.c.id == reading.c.snapshot_id)
        .join(document, document.c.id == reading.c.document_id)
        .join(portal, portal.c.id == document.c.portal_id)
        .where(portal.c.name == of)
    )
    return {row.id: (row.key, row.sha256) for row in connection.execute(query)}


def statements(connection: Connection, readings: Iterable[int]) -> dict[int, list[Statement]]:
    """What each reading states, in the order of its text."""
    found: dict[int, list[Statement]] = defaultdict(list)
    names = ("period_end", "measure", "part", "value", "unit", "qualifier", "evidence")
    more = ("span_start", "span_end", "target_number", "certainty", "because")
    for some in chunks(readings, 200):
        said = union_all(
            *(
                select(
                    *(table.c[name] for name in ("reading_id", "indicator_id", "pledge_id")),
                    *(table.c[name] for name in (*names, *more)),
                ).where(table.c.reading_id.in_(some), table.c.value.is_not(None))
                for table in (fact, restatement)
            )
        ).subquery("said")
        query = (
            select(
                said.c.reading_id,
                indicator.c.label,
                indicator.c.stage,
                indicator.c.breakdown,
                *(said.c[name] for name in names),
                said.c.span_start,
                said.c.span_end,
                pledge.c.number,
                said.c.target_number,
                said.c.certainty,
                said.c.because,
            )
            .join(indicator, indicator.c.id == said.c.indicator_id)
            .join(pledge, pledge.c.id == said.c.pledge_id)
            .order_by(said.c.reading_id, said.c.span_start, said.c.span_end, said.c.measure)
        )
        for row in connection.execute(query):
            found[row.reading_id].append(Statement(*tuple(row)))
    return found


def versions(connection: Connection, of: str) -> list[Version]:
    """Every version of a portal's figures: by indicator, measure and period, oldest first."""
    names = ("period_end", "measure", "part", "value", "unit", "qualifier", "pledge_id")
    more = ("target_number", "target_indicator_id", "published_at", "recorded_from", "recorded_to")
    rest = ("revision", "reason", "certainty", "because", "verdict", "reading_id", "span_start")
    query = (
        select(
            fact.c.id,
            fact.c.indicator_id,
            indicator.c.label,
            indicator.c.stage,
            indicator.c.breakdown,
            *(fact.c[name] for name in (*names, *more, *rest, "evidence")),
        )
        .join(indicator, indicator.c.id == fact.c.indicator_id)
        .join(portal, portal.c.id == indicator.c.portal_id)
        .where(portal.c.name == of)
        .order_by(
            *(indicator.c[name] for name in ("label", "stage", "breakdown", "unit")),
            *(fact.c[name] for name in ("measure", "period_end", "revision")),
        )
    )
    return [Version(*row) for row in connection.execute(query)]


def failed_checks(connection: Connection, of: str) -> list[FailedCheck]:
    """What loaded contents of a portal did not meet when they were loaded, the gravest first."""
    names = ("gate", "expectation", "severity", "observed", "why")
    query = (
        select(reading.c.id, *(check_result.c[name] for name in names))
        .select_from(
            _checks_of(of).join(
                reading,
                (reading.c.run_id == check_result.c.run_id)
                & (reading.c.snapshot_id == check_result.c.snapshot_id),
            )
        )
        .where(~check_result.c.passed, reading.c.parser_version != NO_PARSER)
        .order_by(check_result.c.severity, reading.c.id.desc(), check_result.c.id)
    )
    return [FailedCheck(*row) for row in connection.execute(query)]


def _checks_of(of: str) -> Any:
    """The checks that runs of a portal made."""
    mine = (run.c.id == check_result.c.run_id, portal.c.id == run.c.portal_id)
    return check_result.join(run, mine[0]).join(portal, mine[1] & (portal.c.name == of))
