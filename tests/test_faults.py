"""Every switch of the local portal: the outcome, the line in the report, and nothing lost."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl.errors import (
    ClosedByRobots,
    EmptyListing,
    NeverListed,
    PortalError,
    ServerTrouble,
    Untrusted,
)
from etl.localportal.faults import FAULTS
from etl.localportal.server import serve
from etl.localportal.tls import certificate_in
from etl.pipeline.run_report import RunReport
from etl.pipeline.visit import listing_failed
from etl.pipeline.visit_day import Look
from etl.portal.document_keys import page_key
from etl.portal.http.retry import Limits
from etl.report.run import markdown
from tests.town import NOVEMBER, OCTOBER, SAMPLE, Town, page

HURRIED = Limits(read_seconds=1, total_seconds=1, max_bytes=1_000_000, retries=0)

HARMLESS = [
    *("pager-plain", "pager-single-quotes", "pager-container-first", "pager-control"),
    *("pager-list", "all-rows", "scripted-rows", "hanweb", "gkmlpt", "cut-titles"),
    *("single-quoted-rows", "separators", "day-in-link", "slashed-days", "bracketed-days"),
    *("doubled-rows", "pinned-row"),
    "pager-set-page",
    *("full-width", "ideographic-spaces", "nbsp", "zero-width", "word-spans", "broken-lines"),
    *("chrome-in-body", "style-in-body", "mobile-copy", "table", "two-levels", "multi-page"),
    *("migrated", "undated-address", "twelve-hours", "without-meta", "attachment-only"),
    *("gb18030-called-gb2312", "no-charset-header", "header-contradicts-page", "gzip"),
    *("no-validators", "touched", "to-https", "robots-allows", "robots-404"),
]
"""Both bulletins are read as on any other day."""

PAGE_LOST = {
    "without-body": "layout changed",
    "without-items": "no bulletin",
    "gone": "gone",
    "soft-404": "gone",
    "to-404": "gone",
    "to-home": "gone",
    "moved-in-circles": "moved",
    "moved-away": "foreign host",
    "forbidden": "refused",
    "not-acceptable": "refused",
    "challenge-412": "challenge",
    "challenge-418": "challenge",
    "challenge-521": "challenge",
    "challenge-200": "challenge",
    "rate-limited": "rate limited",
    "server-trouble": "server trouble",
    "breaks-off": "unreachable",
    "reset": "unreachable",
    "slow-drip": "timed out",
    "length-too-long": "unreachable",
    "length-too-short": "unreachable",
    "too-large": "too large",
    "damaged": "wrong charset",
}
"""The state of the bulletin struck; the other one is loaded."""

ARCHIVED = {"layout changed", "no bulletin", "wrong charset"}
"""The states in which something came, and is kept."""

OF_LISTING: dict[str, list[str]] = {
    "row-to-attachment": ["attachment"],
    "row-elsewhere": ["other host"],
    "stub-page": [],
    "repeated-page": [],
    "further-page-down": ["server trouble"],
}
"""The states of the lines for the listing itself."""

NO_RUN: dict[str, type[PortalError]] = {
    "empty-listing": EmptyListing,
    "listing-down": ServerTrouble,
    "robots-closes": ClosedByRobots,
    "robots-403": ClosedByRobots,
    "robots-503": ServerTrouble,
    "old-tls": Untrusted,
}
"""How the run fails."""

REVISITED = {
    "silent-edit": "revised",
    "pubdate-changed": "unchanged",
    "migrated": "unchanged",
    "touched": "unchanged",
    "unlisted": "unchanged",
    "vanished": "failed",
}
"""The outcome of the bulletin struck when it had been loaded before."""

UNSEEN = {"unlisted", "vanished"}
"""Never seen where they were not known before."""

ON_THEIR_OWN = {"reposted"}


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folder of a certificate that is trusted."""
    folder = tmp_path_factory.mktemp("tls")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REQUESTS_CA_BUNDLE", str(certificate_in(folder).authority))
        yield folder


@pytest.fixture
def town(tmp_path: Path, sqlite_engine: Engine) -> Town:
    """October's bulletin and November's, each on a page of the listing of its own."""
    # The suites are not what is looked at here, and take most of a visit's time.
    town = Town(tmp_path, sqlite_engine, suites=())
    town.publish(page(10, 10, OCTOBER), page(11, 11, NOVEMBER), rows=1)
    return town


def told(report: RunReport) -> list[tuple[str, str]]:
    return [(page.outcome, page.state) for page in report.pages]


def outcomes(report: RunReport) -> dict[str, str]:
    return {page.title: page.outcome for page in report.pages}


def values(town: Town) -> list[str]:
    return [str(figure.value) for figure in town.parking()]


def test_every_switch_has_its_test() -> None:
    known = {*HARMLESS, *PAGE_LOST, *OF_LISTING, *NO_RUN, *REVISITED, *ON_THEIR_OWN}
    assert known == set(FAULTS)


@pytest.mark.parametrize("fault", HARMLESS)
def test_an_oddity_changes_nothing_that_is_read(town: Town, fault: str, tls: Path) -> None:
    report = town.visit(faults=(fault,), limits=HURRIED, tls=tls)
    assert told(report) == [("new", ""), ("new", "")]
    assert values(town) == ["21286", "23352"]
    assert [f"{figure.published_at:%d}" for figure in town.parking()] == ["20", "20"]


@pytest.mark.parametrize(("fault", "state"), PAGE_LOST.items())
def test_a_page_that_is_lost_says_how_and_loses_no_other(
    town: Town, fault: str, state: str
) -> None:
    report = town.visit(faults=(fault,), limits=HURRIED)
    october, november = report.pages
    assert (october.outcome, october.state) == ("new", "")
    assert november.state == state
    assert november.outcome == ("quarantined" if state in ARCHIVED else "failed")
    assert f"| {state} |" in markdown(report)
    assert values(town) == ["21286"]
    if state in ARCHIVED:
        [held] = town.status().quarantined
        assert town.archive.read(held.sha256)


@pytest.mark.parametrize(("fault", "lines"), OF_LISTING.items())
def test_what_the_listing_shows_besides_is_loaded(town: Town, fault: str, lines: list[str]) -> None:
    report = town.visit(faults=(fault,), limits=HURRIED)
    assert "23352" in values(town)
    assert [page.state for page in report.pages if page.state] == lines
    town.visit()
    assert values(town) == ["21286", "23352"]


@pytest.mark.parametrize(("fault", "kind"), NO_RUN.items())
def test_a_run_that_cannot_be_says_why_and_changes_nothing(
    town: Town, fault: str, kind: type[PortalError], tls: Path
) -> None:
    town.visit()
    before = town.status().versions
    with pytest.raises(PortalError) as failure:
        town.visit(faults=(fault,), limits=HURRIED, tls=tls)
    assert type(failure.value) is kind
    assert failure.value.advice in str(failure.value)
    assert f"| {kind.state} |" in markdown(listing_failed("sample", failure.value))
    assert town.status().versions == before


@pytest.mark.parametrize(("fault", "outcome"), REVISITED.items())
def test_a_loaded_page_that_changes_is_seen_for_what_it_is(
    town: Town, fault: str, outcome: str
) -> None:
    town.visit()
    contents = town.status().snapshots
    report = town.visit(faults=(fault,), limits=HURRIED)
    assert outcomes(report)["2024年市办实事1-11月具体进展情况"] == outcome
    assert outcomes(report)["2024年市办实事1-10月具体进展情况"] == "unchanged"
    assert town.status().snapshots == contents + (outcome == "revised")
    assert values(town)[-1] == ("23351" if outcome == "revised" else "23352")


def test_a_correction_under_a_new_number_supersedes_the_page_beside_it(town: Town) -> None:
    report = town.visit(faults=("reposted",))
    assert told(report) == [("new", "")] * 3
    assert values(town) == ["21286", "23352", "23351"]


def test_a_listing_that_never_had_a_row_is_a_matter_of_its_yaml(town: Town) -> None:
    with pytest.raises(NeverListed, match="YAML"):
        town.visit(faults=("empty-listing",))


def test_old_tls_is_spoken_where_the_portal_is_said_to_need_it(town: Town, tls: Path) -> None:
    with serve(town.samples, date(2025, 1, 31), tls=tls) as site:
        site.faults = ("old-tls",)
        portal = site.standing_in_for(SAMPLE).model_copy(update={"legacy_tls": True})
        assert told(town.look(Look(portal, site.as_of))) == [("new", ""), ("new", "")]


def test_a_run_with_every_fault_at_once_loads_every_healthy_bulletin(town: Town, tls: Path) -> None:
    """Those apart that leave no listing to read, or lay it out otherwise."""
    struck = [name for name in FAULTS if FAULTS[name].strikes == "article"]
    rows = ["cut-titles", "separators", "slashed-days", "doubled-rows", "row-elsewhere"]
    pages = [page(100 + n, 11, NOVEMBER) for n in range(len(struck))]
    # From the newest backwards, as the faults strike.
    for n, one in enumerate(pages):
        one["published"] = f"{date(2025, 1, 30) - timedelta(n)} 10:00:00"
    healthy = page(10, 10, OCTOBER) | {"published": "2024-11-20 10:00:00"}
    town.publish(healthy, *pages)
    faults = (*struck, *rows, "robots-404")
    report = town.visit(faults=faults, limits=HURRIED, tls=tls)
    outcome = {page_key(page.key): page for page in report.pages}
    assert outcome["10"].outcome == "new"
    for n, name in enumerate(struck):
        done = outcome.get(str(100 + n))
        state = done.state if done else "not there"
        assert state == PAGE_LOST.get(name, "not there" if name in UNSEEN else ""), name
    assert {str(figure.period_end) for figure in town.parking()} == {"2024-10-31", "2024-11-30"}
    shown = markdown(report)
    assert all(f"| {state} |" in shown for state in PAGE_LOST.values())
    # What was lost that day is there the next; the correction is gone with its fault.
    reposted = f"_{50_100 + struck.index('reposted')}.shtml"
    [lost] = [page for page in town.visit().pages if page.problem]
    assert lost.url.endswith(reposted)
