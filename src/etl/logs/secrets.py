"""Passwords and tokens, and keeping them out of what is said."""

import logging
import re
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import quote, unquote, unquote_plus, urlsplit

from etl import escaping
from etl.logs.current_run import current

MASK = "***"
_SHORTEST = 6
"""A part of an address that is shorter is no secret, and would be masked in ordinary words."""
_SHAPES = (
    # postgresql://user:password@host; the last @ before the path ends a password.
    (re.compile(r"(://[^\s/:@]*):[^\s/]*@"), rf"\1:{MASK}@"),
    (
        re.compile(
            r"\b((?:[a-z]+[_-])*(?:(?:ssl|pg|db)?password|passwd|pwd|pass|passcode|passphrase|token|secret|api_?key|access_?key(?:_?id)?"
            r"|key_?id|auth|authorization|credentials?|session|jwt|sig|signature))"
            r"(=|%3D)(?!\*\*\*)[^\s&;'\"]+",
            re.IGNORECASE,
        ),
        rf"\1\2{MASK}",
    ),
    (re.compile(r"\b(Basic|Bearer) [\w+/=.~-]{8,}"), rf"\1 {MASK}"),
    (re.compile(r"(/services)/T\w+/B\w+/\w+"), rf"\1/{MASK}"),
)
_SECRET_NAME = re.compile(r"pass|pwd|secret|token|key|auth|credential|sig", re.IGNORECASE)
_STANDARD = frozenset(vars(logging.makeLogRecord({})))
_formatter = logging.Formatter()


def masked(text: str, secrets: Iterable[str] = ()) -> str:
    """``text`` without what looks like a secret, and without ``secrets``.

    >>> masked("postgresql://etl:hunter2@db/pledges")
    'postgresql://etl:***@db/pledges'
    """
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, MASK)
    for shape, replacement in _SHAPES:
        text = shape.sub(replacement, text)
    return text


def of_address(url: str) -> frozenset[str]:
    """What is secret in the address of a database: its passwords, as written and decoded.

    They may stand before the host, or behind it as ``?user=etl&password=…``.
    """
    try:
        parts = urlsplit(url)
        found = [parts.password or ""]
    except ValueError:
        return frozenset()
    for said in re.split("[&;]", parts.query):
        name, _, value = said.partition("=")
        if _SECRET_NAME.search(unquote(name)):
            found += [value, unquote_plus(value)]
    return frozenset(spelling for one in found if one for spelling in _spellings(one))


def of_webhook(url: str) -> frozenset[str]:
    """What is secret in the address of a channel: all of it after the scheme.

    A library's error may quote the path alone, so that counts too.
    """
    rest = url.partition("://")[2]
    path = rest.partition("/")[2]
    parts = {url, rest, path, path.partition("?")[0], *of_address(url)}
    return frozenset(
        spelling for part in parts if len(part) >= _SHORTEST for spelling in _spellings(part)
    )


class Guard(logging.Filter):
    """Masks secrets in each record, shows what a terminal would obey, and gives it the id of
    the run in progress."""

    def __init__(self, secrets: Collection[str] = ()) -> None:
        super().__init__()
        self._secrets = frozenset(secrets)

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record in place; every record passes."""
        record.run_id = getattr(record, "run_id", "") or current()
        record.msg, record.args = self._mask(_message(record)), None
        if record.exc_info:
            # Formatters take the text where it is there already.
            record.exc_text = _formatter.formatException(record.exc_info)
            record.exc_info = None
        record.exc_text = record.exc_text and self._mask(record.exc_text)
        record.stack_info = record.stack_info and self._mask(record.stack_info)
        for name, value in vars(record).items():
            if name not in _STANDARD and isinstance(value, str):
                setattr(record, name, self._mask(value))
        return True

    def _mask(self, text: str) -> str:
        return escaping.shown(masked(text, self._secrets))


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        # Somebody else's message that does not fit its own arguments.
        return f"{record.msg} {record.args}"


def _spellings(secret: str) -> Iterator[str]:
    yield from {secret, unquote(secret), quote(unquote(secret), safe="")}
