"""Why a request failed, out of what the HTTP libraries wrap it in."""

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ReadTimeoutError

_SHOWN = 200


def timed_out(error: requests.RequestException) -> bool:
    """Whether a time limit ended it, also where retries had to run out first."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, NewConnectionError):
        # A connection refused at once, though urllib3 has it as a kind of timeout.
        return False
    return isinstance(error, requests.Timeout) or isinstance(
        reason, (ReadTimeoutError, ConnectTimeoutError)
    )


def cause_of(error: BaseException) -> str:
    """The innermost reason, without the object addresses that libraries print."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__ or error
    said = str(getattr(error, "strerror", None) or error) or type(error).__name__
    # A library quotes what the server said, which may be anything.
    plain = "".join(c for c in said[:_SHOWN] if c.isprintable())
    return plain if len(said) <= _SHOWN else f"{plain}…"
