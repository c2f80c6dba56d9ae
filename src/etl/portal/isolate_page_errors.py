"""Errors of one page: whatever goes wrong with it, the others go on."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from etl.errors import Defect, EtlError

log = logging.getLogger(__name__)


@contextmanager
def one_page(url: str) -> Iterator[None]:
    """What goes wrong within the context is an error of ours, and of that page alone.

    What is none of ours is a defect: its traceback goes to the log, and the page is reported
    as failed, which a person sees. A time limit on the whole run is let through.

    Raises:
        EtlError: as it was, or :class:`~etl.errors.Defect`.
    """
    try:
        yield
    except (EtlError, TimeoutError):
        raise
    except Exception as error:
        log.exception("A defect at %s", url, extra={"event": "defect", "url": url})
        raise Defect(
            f"{url} could not be worked on ({type(error).__name__}: {error})", url=url
        ) from error
