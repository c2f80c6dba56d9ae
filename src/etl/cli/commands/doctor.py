"""``etl doctor``: is all well here, and what to do if not."""

from typing import Annotated

import typer

from etl.cli.begin_command import begin
from etl.cli.options import Output
from etl.report.write_rows import Column, Format, write

_FINDINGS = (
    Column("check", "Check", wraps=False),
    Column("state", "", wraps=False),
    Column("seen", "Seen"),
    Column("advice", "What to do"),
)


def doctor(
    portal: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Ask this portal too; may be given several times."),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask neither portals nor Prefect.")
    ] = False,
    format: Output = Format.TABLE,  # noqa: A002
) -> None:
    """Look whether all is well on this machine, and say what to do; status 1 if it is not."""
    from dataclasses import asdict

    from etl.cli.progress_bars import bars
    from etl.doctor.all_checks import all_checks
    from etl.doctor.run_checks import examine

    checks = all_checks(begin(), portal or (), offline=offline)
    findings = []
    with bars() as tell:
        tell("doctor", next(iter(checks)), 0.0)
        for done, finding in enumerate(examine(checks), start=1):
            findings.append(finding)
            following = list(checks)[done : done + 1]
            tell("doctor", "".join(following), done / len(checks))
    write([asdict(finding) for finding in findings], _FINDINGS, format)
    if any(finding.state == "fail" for finding in findings):
        raise typer.Exit(1)
