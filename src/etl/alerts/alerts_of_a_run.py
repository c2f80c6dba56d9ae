"""What of a run an operator should know: from its report, or the error that ended it."""

import hashlib
import traceback
from collections.abc import Iterable, Iterator

from etl.errors import EtlError, PortalError
from etl.pipeline.run_report import PageReport, RunReport
from etl.portal.assertions import Breach
from etl.portal.model import Portal
from etl.portal.publishing_habits import Expected
from etl.warehouse.journal.alert import Alert, AlertKind
from etl.warehouse.model import Revision

_SHOWN = 12
"""Revisions listed before the rest is only counted."""


def of_report(portal: Portal, report: RunReport) -> list[Alert]:
    """Every page that failed, was held back in whole or part, or was corrected; what is late."""
    found = [alert for page in report.pages for alert in _of_page(portal, page)]
    if report.overdue is not None:
        found.append(_silence(portal, report.overdue))
    found += (_asserted(portal, breach) for breach in report.breaches)
    # A page looked at twice, or two rows of a listing with one address, are one thing.
    return list({(alert.kind, alert.fingerprint): alert for alert in found}.values())


def of_error(portal: str, error: BaseException) -> Alert:
    """A run that came to no report.

    The same error at the same place is the same failure, whatever figures are in its words.
    """
    if isinstance(error, EtlError):
        url = error.url if isinstance(error, PortalError) else ""
        where = [url or " ".join(str(error).split())]
        what, next_step = str(error), ""
    else:
        frame = traceback.extract_tb(error.__traceback__)[-1:]
        where = [f"{place.filename}:{place.name}" for place in frame]
        what = f"{type(error).__name__}: {error}"
        next_step = "This is a defect of the program, not of the portal: report it with the log."
    state = getattr(error, "state", type(error).__name__)
    return Alert(
        portal=portal,
        kind="failure",
        fingerprint=_fingerprint("run", type(error).__name__, state, *where),
        title=f"The run over {portal} failed ({state})",
        body=_lines(what, next_step),
    )


def _of_page(portal: Portal, page: PageReport) -> Iterator[Alert]:
    same = page.key or page.url
    if page.outcome == "failed":
        yield _alert(
            portal,
            "failure",
            (same, page.state),
            f"{_named(page)}: {page.state}",
            _lines(page.problem, page.url),
        )
    elif page.outcome == "quarantined":
        yield _alert(
            portal,
            "quarantine",
            (same, page.state, page.sha256),
            f"{_named(page)} is held back ({page.state})",
            _lines(
                page.problem,
                "Nothing of it is loaded. Compare the page with what `etl parse` reads in it; "
                "`etl status` lists what is held back.",
                page.url,
            ),
        )
    elif page.outcome == "external":
        yield _alert(
            portal,
            "quarantine",
            (same, page.state),
            f"{_named(page)} is not loaded ({page.state})",
            _lines(page.problem),
        )
    if page.loaded and page.loaded.held and page.outcome != "unchanged":
        held = page.loaded.held
        yield _alert(
            portal,
            "doubt",
            (same, "figures", page.sha256),
            f"{_named(page)}: {held} figure{'s' * (held != 1)} held back, in doubt",
            _lines(
                "The rest of the bulletin is loaded. `etl quarantine list` shows what each was "
                "read as, `etl quarantine release`, `amend` or `reject` decide.",
                page.url,
            ),
        )
    if page.outcome in ("revised", "withdrawn") and page.loaded and page.loaded.revisions:
        revisions = page.loaded.revisions
        many = "1 figure" if len(revisions) == 1 else f"{len(revisions)} figures"
        changed = "corrected" if page.outcome == "revised" else "taken down"
        more = f"and {len(revisions) - _SHOWN} more" if len(revisions) > _SHOWN else ""
        yield _alert(
            portal,
            "correction",
            (same, page.sha256, *map(repr, revisions)),
            f"{_named(page)} was {changed} after publication: {many}",
            _lines(
                page.problem,
                *map(_revised, revisions[:_SHOWN]),
                more,
                "The earlier versions are kept; `etl history INDICATOR` shows both.",
                page.url,
            ),
        )


def _silence(portal: Portal, late: Expected) -> Alert:
    last = late.last
    return _alert(
        portal,
        "silence",
        (last.period_end.isoformat(),),
        f"No bulletin for {late.period_end} yet: expected by {late.by}",
        _lines(
            f"The last one describes the time to {last.period_end} and appeared on "
            f"{last.published}; of late this portal took at most {late.lag_days} days after a "
            "period's end.",
            f"Open the listing in a browser. If the bulletin is there, check title_pattern and "
            f"listing in portals/{portal.name}.yaml.",
            _maintainer(portal),
            str(portal.listing),
        ),
    )


def _asserted(portal: Portal, breach: Breach) -> Alert:
    """Of a kind that lasts until it holds again."""
    return _alert(
        portal,
        "silence",
        (breach.asserted, breach.same),
        breach.what,
        _lines(f"{breach.advice}.", _maintainer(portal), str(portal.listing)),
    )


def _maintainer(portal: Portal) -> str:
    return f"Maintainer: {portal.maintainer}" if portal.maintainer else ""


def _alert(portal: Portal, kind: AlertKind, same: Iterable[str], title: str, body: str) -> Alert:
    return Alert(portal.name, kind, _fingerprint(kind, *same), title, body)


def _fingerprint(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _named(page: PageReport) -> str:
    return " ".join(page.title.split()) or page.url


def _revised(revision: Revision) -> str:
    return (
        f"{revision.indicator.name} {revision.period_end} {revision.measure}: "
        f"{revision.before or 'withdrawn'} → {revision.after or 'withdrawn'}"
    )


def _lines(*lines: str) -> str:
    return "\n".join(" ".join(line.split()) for line in lines if line)
