"""Whether a portal's bulletin is overdue, and what does not hold of what its file asserts."""

import logging
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, Engine

from etl.pipeline.run_report import RunReport
from etl.portal.assertions import Assertions, Breach, judge
from etl.portal.model import Portal
from etl.portal.publishing_habits import Published, overdue
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.waiting_for_verdict import waiting
from etl.warehouse.queries import portal_histories
from etl.warehouse.queries.portal_standings import appeared

log = logging.getLogger(__name__)


def judged(report: RunReport, portal: Portal, engine: Engine, now: datetime) -> RunReport:
    """The report, with the bulletin that is overdue if one is, and what does not hold of what the
    portal's file asserts.

    A bulletin that was held back has appeared. A sample portal's clock stands still.

    Raises:
        WarehouseError: the database fails.
    """
    if portal.sample:
        return report
    today = now.astimezone(portal.zone).date()
    with read_only(engine) as connection:
        history = portal_histories.published(connection, portal)
        held = waiting(connection, portal.name)
        breaches = breaches_of(connection, portal, today)
    periods = (page.period_end for page in report.pages if page.outcome == "quarantined")
    seen = [Published(period, today) for period in periods if period is not None]
    late = overdue([*history, *seen], today)
    for breach in breaches:
        log.warning("%s: %s; %s", portal.name, breach.what, breach.advice)
    late = None if appeared(portal, history, held) else late
    return replace(report, overdue=late, breaches=breaches)


def breaches_of(connection: Connection, portal: Portal, today: date) -> tuple[Breach, ...]:
    """What the portal's file asserts of it and does not hold."""
    if portal.assertions == Assertions():
        return ()
    since = datetime.combine(today, time(), portal.zone) - timedelta(days=366)
    return judge(
        portal.name, portal.assertions, portal_histories.appeared(connection, portal, since), today
    )
