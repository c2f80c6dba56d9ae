"""``etl alerts``: the channels that operators are told by, and what they were told."""

import typer

from etl.cli.begin_command import begin
from etl.cli.open_warehouse import asking
from etl.cli.options import Limit, OnlyPortal, Output
from etl.cli.portal_names import require_portal
from etl.errors import EtlError, SettingsError
from etl.report.write_rows import Column, Format, moment, write

app = typer.Typer(help="Alerts: channels, and what was sent.", no_args_is_help=True)

_ALL = 1_000_000
_SENT = (
    moment("first_at", "Found"),
    Column("portal", "Portal", wraps=False),
    Column("kind", "Kind", wraps=False),
    Column("title", "What"),
    moment("resolved_at", "Over"),
    Column("channel", "Channel"),
    moment("sent_at", "Sent"),
    Column("error", "Not sent because"),
)


@app.command()
def test() -> None:
    """Send a test message to every channel in ETL_ALERT_URLS."""
    from etl.alerts.channels import NotSent, channels
    from etl.alerts.notify import test_message

    known = channels(begin().alert_channels)
    if not known:
        raise SettingsError("ETL_ALERT_URLS names no channel; set it to one or more addresses.")
    failed = []
    for channel in known:
        try:
            channel.send(test_message())
        except NotSent as error:
            failed.append(f"{channel.name} ({error})")
        else:
            typer.echo(f"{channel.name}: sent")
    if failed:
        raise EtlError(f"Not sent to {'; '.join(failed)}: check these in ETL_ALERT_URLS.")


@app.command(name="list")
def list_(
    portal: OnlyPortal = None,
    limit: Limit = 50,
    format: Output = Format.TABLE,  # noqa: A002
) -> None:
    """Show the latest alerts, and which channel was told when."""
    from dataclasses import asdict

    from etl.warehouse.journal.alert_records import latest

    with asking() as connection:
        require_portal(connection, portal)
        rows = [asdict(row) for row in latest(connection, limit or _ALL, portal)]
    write(rows, _SENT, format, "Alerts" if rows else "No alerts")
