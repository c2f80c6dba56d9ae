"""Where the lines go: standard error of a command, and the handlers of Prefect."""

import logging
import sys
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Literal

from etl import escaping
from etl.logs.secrets import Guard

LogFormat = Literal["text", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]

_OURS = "etl"


class TextFormatter(logging.Formatter):
    """A line for people: time in UTC, level, message, and the run."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; a traceback follows it."""
        at = datetime.fromtimestamp(record.created, UTC)
        run_id = getattr(record, "run_id", "")
        line = f"{at:%Y-%m-%dT%H:%M:%SZ} {record.levelname:7} {escaping.line(record.getMessage())}"
        if run_id:
            line += f" (run {run_id})"
        return f"{line}\n{record.exc_text}" if record.exc_text else line


def configure(
    level: LogLevel | None,
    format: LogFormat = "text",  # noqa: A002
    secrets: Collection[str] = (),
) -> None:
    """Let this process write its events to standard error; none of them without a level."""
    ours = logging.getLogger(_OURS)
    if level is None:
        if not ours.handlers:
            # Else Python itself writes warnings to standard error.
            ours.addHandler(logging.NullHandler())
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_json_formatter() if format == "json" else TextFormatter())
    handler.setLevel(level.upper())
    handler.addFilter(Guard(secrets))
    ours.handlers = [h for h in ours.handlers if type(h) is not logging.StreamHandler]
    ours.addHandler(handler)
    ours.setLevel(level.upper())
    # A line once: what the root logger's handlers would write is written here.
    ours.propagate = False


def guard(level: LogLevel | None, secrets: Collection[str] = ()) -> None:
    """Have whatever handlers there are mask secrets and know the run.

    For a process whose logging another program has set up: Prefect's, in a flow.
    """
    for handler in _handlers():
        if not any(isinstance(known, Guard) for known in handler.filters):
            handler.addFilter(Guard(secrets))
    logging.getLogger(_OURS).setLevel((level or "info").upper())


def _handlers() -> Iterator[logging.Handler]:
    """Every handler of every logger."""
    root = logging.getLogger()
    yield from root.handlers
    for logger in root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            yield from logger.handlers


def _json_formatter() -> logging.Formatter:
    """A JSON object a line: time, level, logger, run_id, event, message, and the fields."""
    from pythonjsonlogger.json import JsonFormatter

    return JsonFormatter(
        ["levelname", "name", "run_id", "event", "message"],
        rename_fields={"levelname": "level", "name": "logger"},
        timestamp="time",
        json_ensure_ascii=False,
    )
