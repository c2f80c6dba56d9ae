"""From what was found to what was sent."""

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine

from etl.alerts.alerts_of_a_run import of_error, of_report
from etl.alerts.channels import Channel, NotSent, channels
from etl.alerts.message import LABELS, RESOLVED, Message
from etl.errors import EtlError, WarehouseError
from etl.pipeline.run_report import RunReport
from etl.portal.model import Portal
from etl.settings import Settings
from etl.warehouse.connection.engine import read_only
from etl.warehouse.journal.alert import Alert, AlertKind, Due
from etl.warehouse.journal.alert_records import due, record_found, record_sending
from etl.warehouse.schema.open_and_upgrade import open_warehouse

log = logging.getLogger(__name__)

_OF_A_REPORT: Collection[AlertKind] = ("failure", "quarantine", "silence")


def tell_report(
    report: RunReport,
    portal: Portal,
    engine: Engine,
    settings: Settings,
    run_id: str,
    run_url: str = "",
) -> None:
    """Tell the channels what a run found that they do not know yet.

    Nothing of it fails the run: what cannot be remembered or sent is logged.

    Args:
        report: what the run found.
        portal: whose run it was.
        engine: of the warehouse, which remembers what has been told.
        settings: the channels.
        run_id: of the run in the warehouse.
        run_url: where the run can be looked at.
    """
    found = of_report(portal, report)
    _tell(found, _OF_A_REPORT, portal, engine, settings, run_id, run_url)


def tell_error(
    error: BaseException, portal: Portal, settings: Settings, run_id: str, run_url: str = ""
) -> None:
    """Tell the channels that a run failed and came to no report.

    Where the warehouse itself cannot be opened there is no memory, and it is told each time.
    """
    failure = of_error(portal.name, error)
    try:
        with open_warehouse(settings.warehouse_url, create=True) as engine:
            _tell([failure], (), portal, engine, settings, run_id, run_url)
    except WarehouseError:
        log.exception("The alert is sent without memory of earlier ones")
        now = datetime.now(UTC)
        message = compose(portal, [Due(0, failure, "raised", now)], run_url)
        for channel in _channels(settings):
            _send(channel, message)


def compose(portal: Portal, told: Sequence[Due], run_url: str = "") -> Message:
    """One message about a portal: what lasts by kind, then what is over."""
    raised = [one for one in told if one.note == "raised"]
    resolved = [one for one in told if one.note == "resolved"]
    parts = []
    for kind, label in LABELS.items():
        of_kind = [one.alert for one in raised if one.alert.kind == kind]
        if of_kind:
            parts.append((f"{len(of_kind)} {kind} {label}", [_told(one) for one in of_kind]))
    if resolved:
        lines = [
            f"• {one.alert.title} (since {one.first_at.astimezone(portal.zone):%Y-%m-%d %H:%M})"
            for one in resolved
        ]
        parts.append((f"{len(resolved)} resolved {RESOLVED}", ["\n".join(lines)]))
    sections = ["\n".join((head, *blocks)) for head, blocks in parts]
    if run_url:
        sections.append(f"The run: {run_url}")
    title = f"{portal.name} {portal.city}: {', '.join(head for head, _ in parts)}"
    return Message(title, "\n\n".join(sections))


def test_message() -> Message:
    """What a channel is sent to see whether it arrives."""
    return Message(
        "pledge-etl: a test message 测试消息",
        "If you read this, alerts about failures, pages held back, corrections and overdue "
        "bulletins will reach you here.",
    )


def _tell(
    found: Iterable[Alert],
    over: Collection[AlertKind],
    portal: Portal,
    engine: Engine,
    settings: Settings,
    run_id: str,
    run_url: str,
) -> None:
    now = datetime.now(UTC)
    try:
        new = record_found(engine, portal, found, over, run_id, now)
        log.info(
            "%s: new alerts: %d",
            portal.name,
            new,
            extra={"event": "alerts", "portal": portal.name, "new": new},
        )
        for channel in _channels(settings):
            with read_only(engine) as connection:
                told = due(connection, portal.name, channel.name, now)
            if told:
                problem = _send(channel, compose(portal, told, run_url))
                record_sending(engine, channel.name, told, now, problem)
    except EtlError:
        log.exception(
            "Alerts about %s are not sent",
            portal.name,
            extra={"event": "alerts lost", "portal": portal.name},
        )


def _channels(settings: Settings) -> tuple[Channel, ...]:
    """The channels set; a wrong address is logged, and must not hide what is to be told."""
    found: list[Channel] = []
    for url in settings.alert_channels:
        try:
            found += channels([url])
        except EtlError:
            log.exception("A channel of ETL_ALERT_URLS cannot be used")
    return tuple(found)


def _send(channel: Channel, message: Message) -> str:
    """Send it; why it could not be sent, '' where it was."""
    try:
        channel.send(message)
    except NotSent as error:
        log.warning(
            "%s was not told (%s); the next run tries again",
            channel.name,
            error,
            extra={"event": "alert not sent", "channel": channel.name},
        )
        return str(error)
    log.info(
        "%s was told: %s",
        channel.name,
        message.title,
        extra={"event": "alert sent", "channel": channel.name},
    )
    return ""


def _told(alert: Alert) -> str:
    body = alert.body.replace("\n", "\n  ")
    return f"• {alert.title}\n  {body}"
