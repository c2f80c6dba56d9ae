"""Great Expectations' own report on a run: Data Docs, static HTML in a folder of its own.

``data_docs/20250120T020000Z-qingdao/index.html`` says which bulletin passed which gate and
leads to a page for each validation of that run. The pages ask nothing of the network, and
those of the latest hundred runs and of each portal's last one are kept: the warehouse keeps
what was found for ever.
"""

import re
import shutil
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from etl import escaping
from etl.quality.data_docs_index import Checked, index_page
from etl.quality.gx_validation import Validation
from etl.quality.gx_validation_result import as_shown

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

_KEPT = 100
# Styles, scripts and logos of other hosts: what they add does not outweigh the asking.
# Nor is there an icon where Great Expectations looks for one.
_REMOTE = re.compile(
    r"<script[^>]*https?:[^>]*></script>|<(?:link|img|source)[^>]*https?:[^>]*>"
    r"|<link[^>]*favicon\.ico[^>]*>"
)
# Links to other hosts: their words stay.
_OUTSIDE = re.compile(r"<a\b[^>]*href=[\"']https?:[^>]*>(.*?)</a>", re.DOTALL)
_STYLE = """<style>
body { font: 15px/1.5 sans-serif; margin: 2em auto; max-width: 72em; padding: 0 1em; }
table { border-collapse: collapse; } td, th { padding: .2em .8em; text-align: left; }
tr { border-bottom: 1px solid #ddd; } .popover, footer { display: none; }
</style>
"""


class DataDocs:
    """Collects the validations of one run and writes them down at its end.

    Args:
        folder: of the Data Docs of all runs; need not be there.
        portal: name of the portal.
        started: when the run started; aware.
    """

    def __init__(self, folder: Path, portal: str, started: datetime) -> None:
        self._folder = folder
        self._own = folder.absolute() / f"{started:%Y%m%dT%H%M%SZ}-{portal}"
        self._portal, self._started = portal, started
        self._validations: list[ExpectationSuiteValidationResult] = []

    def add(self, validation: Validation) -> None:
        """Remember a validation; given to :func:`etl.quality.check.check` as ``show``."""
        self._validations.append(as_shown(validation))

    def build(self, checked: Checked = ()) -> str:
        """Write the pages.

        Args:
            checked: the bulletins of the run with what was found in each, for the first page.

        Returns:
            The address of the first page (``file://…``), nothing where nothing was checked,
            or why there are no pages: a run never fails for want of a report on it.
        """
        if not self._validations:
            return ""
        try:
            self._write(checked)
            self._prune()
        except Exception as error:  # noqa: BLE001 - whatever it is, the figures are loaded
            return f"not written: {type(error).__name__}: {error}"
        return (self._own / "index.html").as_uri()

    def _write(self, checked: Checked) -> None:
        import great_expectations as gx
        from great_expectations.core.run_identifier import RunIdentifier
        from great_expectations.data_context.types.resource_identifiers import (
            ExpectationSuiteIdentifier,
            ValidationResultIdentifier,
        )

        context = gx.get_context(mode="ephemeral")
        context.add_data_docs_site(
            "run",
            {
                "class_name": "SiteBuilder",
                "store_backend": {
                    "class_name": "TupleFilesystemStoreBackend",
                    "base_directory": str(self._own),
                },
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            },
        )
        for number, validation in enumerate(self._validations, start=1):
            name = validation.suite_name
            run = RunIdentifier(run_name=f"{number:03}", run_time=self._started)
            validation.meta["run_id"] = run
            suite = ExpectationSuiteIdentifier(name)
            context.validation_results_store.set(
                ValidationResultIdentifier(suite, run, name), validation
            )
            judged = (result.expectation_config for result in validation.results)
            expectations = [one for one in judged if one is not None]
            context.suites.add_or_update(gx.ExpectationSuite(name, expectations=expectations))
        context.build_data_docs(site_names=["run"])
        shutil.rmtree(self._own / "static")
        for page in self._own.rglob("*.html"):
            html = _OUTSIDE.sub(r"\1", _REMOTE.sub("", escaping.shown(page.read_text("utf-8"))))
            page.write_text(html.replace("</head>", f"{_STYLE}</head>", 1), "utf-8")
        pages: dict[str, list[str]] = defaultdict(list)
        for page in sorted(self._own.glob("validations/*/*/*/*.html")):
            pages[page.stem].append(page.relative_to(self._own).as_posix())
        # Great Expectations' own first page is filled by scripts of other hosts.
        heading = f"{self._portal}, {self._started:%Y-%m-%d %H:%M} UTC"
        index = escaping.shown(index_page(heading, checked, pages, _STYLE))
        (self._own / "index.html").write_text(index, "utf-8")

    def _prune(self) -> None:
        runs = sorted(self._folder.iterdir())
        # 20250120T020000Z-qingdao: the last one of each portal is kept.
        last = {run.name.partition("-")[2]: run for run in runs}
        for old in set(runs[:-_KEPT]).difference(last.values()):
            shutil.rmtree(old)
