"""The note that a retrieval leaves beside its bytes, as JSON.

Together with the bytes it is all that a run had to go by: from the archive alone the
warehouse can be built again. A note of before these fields reads as one that lacks them.
"""

import hashlib
import json
import re
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from etl.errors import ArchiveError
from etl.portal.archive.file_names import path_of
from etl.portal.model import Retrieval, Snapshot

_SUM = "sum"
"""The SHA-256 of a note's other fields; notes of before it have none."""
_DAY = (str, type(None))
_TYPES: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("portal", "key", "url", "sha256", "content_type", "retrieved_at"), str),
    **dict.fromkeys(("got_at", "visit", "title", "attached_to", "gone"), str),
    **dict.fromkeys(("listed", "published"), _DAY),
    "size": int,
    "headers": dict,
    "missing": bool,
}
_PORTAL = re.compile(r"[a-z][a-z0-9-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def write_note(retrieval: Retrieval) -> bytes:
    """A note; :func:`read_note` is its inverse."""
    fields = asdict(retrieval)
    fields = {**fields.pop("snapshot"), **fields}
    # Where the bytes are follows from their hash.
    del fields["archive_path"]
    return _json({**fields, _SUM: hashlib.sha256(_json(fields)).hexdigest()})


def read_note(raw: bytes, name: str) -> Retrieval:
    """Read a note; ``name`` is its own, for the error.

    Raises:
        ArchiveError: it is no note of a retrieval.
    """
    try:
        fields = json.loads(raw)
        _require_sound(fields)
        retrieved_at = datetime.fromisoformat(fields["retrieved_at"])
        snapshot = Snapshot(
            portal=fields["portal"],
            key=fields["key"],
            url=fields["url"],
            sha256=fields["sha256"],
            size=fields["size"],
            content_type=fields.get("content_type", ""),
            retrieved_at=retrieved_at,
            headers=fields["headers"],
            archive_path=path_of(fields["sha256"]),
        )
        return Retrieval(
            snapshot=snapshot,
            got_at=datetime.fromisoformat(fields["got_at"]) if "got_at" in fields else retrieved_at,
            visit=fields.get("visit", ""),
            title=fields.get("title", ""),
            listed=_day(fields.get("listed")),
            published=_day(fields.get("published")),
            attached_to=fields.get("attached_to", ""),
            gone=fields.get("gone", ""),
            missing=fields.get("missing", False),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ArchiveError(
            f"{name} is not a note of a retrieval ({type(error).__name__}: {error}): restore it "
            "from a backup."
        ) from error


def _require_sound(fields: Any) -> None:
    """Refuse a note that was changed since it was written, or says what none would.

    Raises:
        ValueError, TypeError, KeyError: what is wrong with it.
    """
    foreign = set(fields) - {*_TYPES, _SUM}
    if foreign:
        raise ValueError(f"{min(foreign)!r} is no field of a note")
    for name, value in fields.items():
        if name != _SUM and not isinstance(value, _TYPES[name]):
            raise TypeError(f"{name} is {value!r:.40}")
    if not _PORTAL.fullmatch(fields["portal"]):
        raise ValueError(f"no portal is called {fields['portal']!r:.40}")
    if not _SHA256.fullmatch(fields["sha256"]):
        raise ValueError(f"{fields['sha256']!r:.40} is no SHA-256")
    if not all(isinstance(one, str) for pair in fields["headers"].items() for one in pair):
        raise TypeError("headers are not words")
    if _SUM in fields:
        said = fields[_SUM]
        if said != hashlib.sha256(_json({k: fields[k] for k in fields if k != _SUM})).hexdigest():
            raise ValueError("it was changed since it was written")


def _json(fields: dict[str, Any]) -> bytes:
    text = json.dumps(fields, ensure_ascii=False, indent=2, sort_keys=True, default=_iso)
    return text.encode("utf-8", "surrogatepass")


def _iso(moment: date) -> str:
    return moment.isoformat()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
