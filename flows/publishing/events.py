"""What a run found, as events of Prefect: for automations, and the UI's feed of events.

===========================  =================================  ==========================
event                        resource                           emitted
===========================  =================================  ==========================
pledges.bulletin.loaded      ``pledges.bulletin.PORTAL.KEY``    its figures are new
pledges.bulletin.corrected   ``pledges.bulletin.PORTAL.KEY``    published figures changed;
                                                                never of a reparse
pledges.bulletin.held        ``pledges.bulletin.PORTAL.KEY``    each run, until decided
pledges.portal.overdue       ``pledges.portal.PORTAL``          each run, while it lasts
===========================  =================================  ==========================

The portal is a related resource (role ``portal``) of each, the run is added by Prefect. The
payload has ``said``, a sentence for people, and what a program wants to know.
"""

from collections.abc import Iterator
from typing import Any

from prefect.events import emit_event

from etl import escaping
from etl.pipeline.run_report import PageReport, RunReport
from etl.portal.model import Portal

LOADED, HELD = "pledges.bulletin.loaded", "pledges.bulletin.held"
CORRECTED, OVERDUE = "pledges.bulletin.corrected", "pledges.portal.overdue"
BULLETINS, PORTALS = "pledges.bulletin.*", "pledges.portal.*"


def emit(report: RunReport, portal: Portal, *, reread: bool = False) -> None:
    """Tell Prefect what a run found.

    Args:
        report: what the run did.
        portal: what it did that to.
        reread: whether what was revised was so by our reading: that is no correction.
    """
    of_portal = {
        "prefect.resource.id": f"pledges.portal.{portal.name}",
        "prefect.resource.name": portal.city,
    }
    related = [{**of_portal, "prefect.resource.role": "portal"}]
    for page in report.pages:
        for event, said in _of_page(page):
            if reread and event == CORRECTED:
                continue
            emit_event(event, _resource(portal, page), related=related, payload=_about(page, said))
    if report.overdue:
        late = report.overdue
        emit_event(
            OVERDUE,
            of_portal,
            payload={
                "said": f"{portal.name}: no bulletin for {late.period_end} yet, expected by "
                f"{late.by}; look at {portal.listing}",
                "portal": portal.name,
                "period_end": late.period_end.isoformat(),
                "expected_by": late.by.isoformat(),
                "url": str(portal.listing),
            },
        )


def _of_page(page: PageReport) -> Iterator[tuple[str, str]]:
    """The events of a page, each with its sentence."""
    title = escaping.line(" ".join(page.title.split()) or page.url)
    if page.outcome == "quarantined":
        yield (
            HELD,
            f"{title} is held back: {escaping.line(page.problem)} Decide: etl quarantine list",
        )
    if page.outcome == "new" and page.loaded:
        yield LOADED, f"{title} is loaded: {page.loaded.new + page.loaded.revised} figures"
    if page.loaded and page.loaded.revisions and page.outcome in ("revised", "withdrawn"):
        many = len(page.loaded.revisions)
        yield CORRECTED, f"{title}: {many} published figure{'s' * (many != 1)} changed or gone"


def _resource(portal: Portal, page: PageReport) -> dict[str, str]:
    return {
        "prefect.resource.id": f"pledges.bulletin.{portal.name}.{page.key or page.sha256[:16]}",
        "prefect.resource.name": escaping.line(" ".join(page.title.split()) or page.url),
    }


def _about(page: PageReport, said: str) -> dict[str, Any]:
    revisions = page.loaded.revisions if page.loaded else ()
    return {
        "said": said,
        "url": page.url,
        "period_end": page.period_end and page.period_end.isoformat(),
        "state": page.state,
        "versions": page.loaded.new + page.loaded.revised if page.loaded else 0,
        "corrections": [
            {
                "indicator": one.indicator.name,
                "period_end": str(one.period_end),
                "measure": one.measure,
                "before": one.before,
                "after": one.after,
            }
            for one in revisions[:_MOST]
        ],
    }


_MOST = 20
"""Corrections in a payload; the warehouse has all."""
