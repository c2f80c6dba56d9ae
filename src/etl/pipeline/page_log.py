"""What became of a page, as lines of the log."""

import logging

from etl.pipeline.run_report import PageReport

log = logging.getLogger(__name__)

_LEVELS = {
    "failed": logging.ERROR,
    **dict.fromkeys(("quarantined", "external", "withdrawn"), logging.WARNING),
}


def told(portal: str, page: PageReport) -> PageReport:
    """Log a page's outcome, and each figure that it revised; returns the page."""
    versions = page.loaded.new + page.loaded.revised if page.loaded else 0
    log.log(
        _LEVELS.get(page.outcome, logging.INFO),
        "%s: %s%s",
        page.title or page.url,
        page.outcome if page.outcome != "quarantined" else "held back",
        f", {page.problem}" if page.problem else f", {versions} versions",
        extra={
            "event": "page",
            "portal": portal,
            "key": page.key,
            "url": page.url,
            "outcome": page.outcome,
            "state": page.state,
            "sha256": page.sha256,
            "period_end": page.period_end and page.period_end.isoformat(),
            "versions": versions,
        },
    )
    if page.note:
        log.warning(
            "%s: %s",
            page.title or page.url,
            page.note,
            extra={"event": "note", "portal": portal, "key": page.key, "url": page.url},
        )
    if page.loaded and page.outcome in ("revised", "withdrawn"):
        for revision in page.loaded.revisions:
            log.warning(
                "%s %s %s: %s becomes %s",
                revision.indicator.name,
                revision.period_end,
                revision.measure,
                revision.before,
                revision.after or "withdrawn",
                extra={
                    "event": "revision",
                    "portal": portal,
                    "key": page.key,
                    "url": page.url,
                    "indicator": revision.indicator.name,
                    "period_end": revision.period_end,
                    "measure": revision.measure,
                    "before": revision.before,
                    "after": revision.after,
                },
            )
    return page
