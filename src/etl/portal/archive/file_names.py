"""What the archive's files are called: by the SHA-256 of the bytes that they hold or tell of."""

import re
from datetime import UTC

from etl.portal.model import Retrieval

CONTENT = re.compile(r"(?P<sha256>[0-9a-f]{64})\.gz")
NOTE = re.compile(r"(?P<sha256>[0-9a-f]{64})\.\d{8}T\d{12}Z\.json")
GIVEN_UP = re.compile(r"(?P<sha256>[0-9a-f]{64})\.(?:unreadable|seen|opened)")
"""What says how a content is to be read, or was."""


def path_of(sha256: str) -> str:
    """Where the bytes of that hash lie, relative to the archive's root."""
    return f"{_stem(sha256)}.gz"


def note_path(retrieval: Retrieval) -> str:
    """Where the note of a retrieval lies, beside its bytes."""
    stem = retrieval.snapshot.archive_path.removesuffix(".gz")
    return f"{stem}.{note_time(retrieval)}.json"


def note_time(retrieval: Retrieval) -> str:
    """What tells a note from the others beside the same bytes: 20241231T013000000000Z."""
    return f"{retrieval.got_at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}"


def given_up_path(sha256: str) -> str:
    """Where it says why bytes are not to be read again."""
    return f"{_stem(sha256)}.unreadable"


def seen_path(sha256: str) -> str:
    """Where it says what was read in bytes that are pictures."""
    return f"{_stem(sha256)}.seen"


def opened_path(sha256: str) -> str:
    """Where it says what bytes that are a file were read as."""
    return f"{_stem(sha256)}.opened"


def _stem(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
