"""The artifacts that tell of a run."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice

from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact

from etl import escaping
from etl.errors import EtlError, PortalError
from etl.flows.local.page_server import served
from etl.flows.visit_tasks import LAST_TASK, plain_task
from etl.pipeline.reparse import Reparse
from etl.pipeline.run_report import RunReport
from etl.pipeline.visit import listing_failed
from etl.report.changed_figures import figures_markdown
from etl.report.reparse import DIFFERENCES, difference_rows, headline
from etl.report.run import markdown, sentence
from etl.report.write_rows import markdown_table
from etl.settings import Settings
from etl.warehouse.queries.run_changes import Change

SHOWN_FIGURES = 500
"""Figures in the table of a run; the warehouse has the others."""


@plain_task(LAST_TASK)
def sum_up(told: str) -> None:
    """End the run's log with what it came to.

    The artifacts themselves belong to the flow run, where people look for them; a task's are
    shown with the task alone.
    """
    get_run_logger().info(told)


def publish(flow: str, report: RunReport, changed: list[Change], total: int) -> None:
    """Show the run's summary, and the figures it changed."""
    create_markdown_artifact(
        figures_markdown(report.portal, changed, total),
        key=f"{flow}-{report.portal}-figures",
        description="New and revised figures, with before and after.",
    )
    create_markdown_artifact(
        markdown(_served(report)),
        key=f"{flow}-{report.portal}",
        description="What the run found, what failed, and what to do.",
    )
    sum_up(f"{report.portal}: {sentence(report)}")


def _served(report: RunReport) -> RunReport:
    settings = Settings.load()
    docs, site = (served(where, settings) for where in (report.data_docs, report.site))
    return replace(report, data_docs=docs, site=site)


def publish_failure(flow: str, portal: str, error: EtlError) -> None:
    """Show why a run could not begin or go on."""
    told = f"# {portal}: the run failed\n\n{escaping.markdown(str(error))}\n"
    if isinstance(error, PortalError):
        told = markdown(listing_failed(portal, error))
    create_markdown_artifact(
        told,
        key=f"{flow}-{portal}",
        description="Why the run failed, and what to do.",
    )


def publish_differences(plan: Reparse) -> None:
    """Show what a portal's archive, read again, says otherwise."""
    rows = list(islice(difference_rows(plan), SHOWN_FIGURES))
    lines = [f"# {plan.portal.name}: {headline(plan)}", ""]
    if rows:
        lines += markdown_table(rows, DIFFERENCES)
    if plan.count > SHOWN_FIGURES:
        lines += ["", f"and {plan.count - SHOWN_FIGURES:,} more"]
    create_markdown_artifact(
        "\n".join(lines) + "\n",
        key=f"reparse-{plan.portal.name}-differences",
        description="Figures added, removed and changed, each with the words read.",
    )


def publish_portals(flow: str, said: Mapping[str, str]) -> None:
    """Show what became of each portal of a run over several."""
    lines = [f"# {flow}: {len(said)} portal{'s' * (len(said) != 1)}", ""]
    lines += [f"- **{portal}**: {escaping.markdown(sentence)}" for portal, sentence in said.items()]
    create_markdown_artifact(
        "\n".join(lines) + "\n", key=flow, description="What became of each portal."
    )
    sum_up("; ".join(f"{portal}: {sentence}" for portal, sentence in said.items()))
