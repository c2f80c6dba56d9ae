"""What a run did to a portal, and what became of each page."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from etl.portal.assertions import Breach
from etl.portal.publishing_habits import Expected
from etl.quality.check_results import CheckResult
from etl.warehouse.model import LoadResult

Outcome = Literal[
    "new", "revised", "withdrawn", "unchanged", "external", "settled", "quarantined", "failed"
]
LISTING = "(the listing)"
"""What stands for a portal's listing where that is what failed."""
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(frozen=True, slots=True)
class PageReport:
    """What became of one page."""

    title: str
    url: str
    outcome: Outcome
    """``new``: its first figures; ``revised``: a changed page that changed figures;
    ``withdrawn``: gone for good, or taken back; ``unchanged``: nothing new to load, or rejected;
    ``external``: its row leads to a file or to another host and was not followed; ``settled``:
    loaded, and too old to be asked for again; ``quarantined``; ``failed``: could not be had
    or read.
    """
    period_end: date | None = None
    loaded: LoadResult | None = None
    checks: tuple[CheckResult, ...] = ()
    problem: str = ""
    """One sentence where the page was not loaded."""
    note: str = ""
    """One sentence where it was, and something about it should be known."""
    state: str = ""
    """Which failure it was where it was not loaded, see :attr:`etl.errors.PortalError.state`;
    ``rejected`` where somebody decided so."""
    key: str = ""
    """The page's identity on its portal, where one was listed."""
    sha256: str = ""
    """Of the content filed or held back."""

    @property
    def warnings(self) -> tuple[CheckResult, ...]:
        """Failed expectations that flag."""
        return tuple(c for c in self.checks if not c.passed and c.severity == "warning")


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did to a portal."""

    portal: str
    pages: tuple[PageReport, ...]
    data_docs: str = ""
    """Where the Data Docs of what was checked are, or why there are none; '' if not asked for."""
    site: str = ""
    """Where the site is, or why it was not built; '' where nobody was to build it."""
    overdue: Expected | None = None
    """The bulletin that should have appeared by now, if there is one."""

    breaches: tuple[Breach, ...] = ()
    """What the portal's file says of it and does not hold."""

    @property
    def outcomes(self) -> Counter[Outcome]:
        """How many pages came to which end."""
        return Counter(page.outcome for page in self.pages)

    @property
    def states(self) -> Counter[str]:
        """How many pages failed or were held back in which way."""
        return Counter(page.state for page in self.pages if page.state)

    @property
    def facts(self) -> int:
        """Figures offered to the warehouse."""
        return sum(page.loaded.facts for page in self.pages if page.loaded)

    @property
    def held(self) -> int:
        """Figures left out, which wait for a decision or were rejected."""
        return sum(page.loaded.held for page in self.pages if page.loaded)

    @property
    def versions(self) -> int:
        """Versions of figures that the warehouse did not have."""
        loads = (page.loaded for page in self.pages if page.loaded)
        return sum(loaded.new + loaded.revised + loaded.withdrawn for loaded in loads)

    @property
    def checks(self) -> tuple[CheckResult, ...]:
        """Everything that was checked."""
        return tuple(check for page in self.pages for check in page.checks)

    def __add__(self, later: "RunReport") -> "RunReport":
        """Two visits to one portal as one report."""
        return replace(self, pages=self.pages + later.pages)
