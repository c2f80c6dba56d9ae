"""Running checks so that none hides another."""

import threading
from collections.abc import Iterator, Mapping

from etl.doctor.model import Check, Finding, Verdict, fail
from etl.errors import EtlError
from etl.logs.secrets import masked

PATIENCE_SECONDS = 60.0
"""How long one check may take: to import Great Expectations takes half of it on a busy machine."""


def examine(checks: Mapping[str, Check], seconds: float = PATIENCE_SECONDS) -> Iterator[Finding]:
    """Each check's finding in turn, whatever becomes of the others.

    Args:
        checks: by name.
        seconds: how long each may take; one that takes longer fails and is left behind.
    """
    for name, check in checks.items():
        verdict = _bounded(check, seconds)
        yield Finding(name, verdict.state, masked(verdict.seen), masked(verdict.advice))


def _bounded(check: Check, seconds: float) -> Verdict:
    done: list[Verdict] = []
    # A daemon, so that a check that hangs does not keep the command from ending.
    thread = threading.Thread(target=lambda: done.append(_verdict(check)), daemon=True)
    thread.start()
    thread.join(seconds)
    if done:
        return done[0]
    return fail(f"no answer within {seconds:g} s", "look whether it hangs or is only slow")


def _verdict(check: Check) -> Verdict:
    try:
        return check()
    except EtlError as error:
        # Such an error says itself what to do.
        return fail(" ".join(str(error).split()), "")
    except Exception as error:  # noqa: BLE001 - a broken check is itself a finding
        return fail(f"{type(error).__name__}: {error}", "the check itself broke; report this")
