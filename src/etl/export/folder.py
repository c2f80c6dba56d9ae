"""The folder of an export: written beside its place and put there whole, over nothing else.

``export.json`` lists what was written, with sizes and hashes. A folder is replaced only
where all that is in it was written so, and nobody has changed it since.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import Any
from uuid import uuid4

from etl.errors import ExportError

MANIFEST = "export.json"
_MADE_BY = "pledge-etl"


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A new folder that takes the place of ``target`` when the block ends well.

    Raises:
        ExportError: what is there is not all of an earlier export, or it cannot be written.
    """
    try:
        target = target.resolve()
        _require_ours(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}.{uuid4().hex}")
        beside.mkdir()
    except OSError as error:
        raise ExportError(f"{target} cannot be written ({error.strerror}).") from error
    try:
        yield beside
        # Once more: the writing may have taken minutes.
        _require_ours(target)
        _exchange(beside, target)
    except OSError as error:
        raise ExportError(f"{target} cannot be written ({error.strerror}).") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def seal(folder: Path, said: dict[str, Any]) -> None:
    """Write the list of what is in a new folder."""
    files = {str(path.relative_to(folder)): _described(path) for path in _files(folder)}
    content = {"made_by": _MADE_BY, **said, "files": files}
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    (folder / MANIFEST).write_text(text, "utf-8")


def _exchange(new: Path, target: Path) -> None:
    if not target.exists():
        new.rename(target)
        return
    old = new.with_name(f"{new.name}.old")
    target.rename(old)
    try:
        new.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old)


def _require_ours(target: Path) -> None:
    """Refuse to replace what is not an export, or no longer what was exported."""
    if not target.exists():
        return
    if not target.is_dir():
        raise ExportError(f"{target} is a file; name a folder.")
    there = _files(target)
    if not there:
        return
    ours = _listed(target)
    foreign = next(
        (
            path
            for path in there
            if path != target / MANIFEST
            and ours.get(str(path.relative_to(target))) != _described(path)
        ),
        None,
    )
    if foreign is not None:
        raise ExportError(
            f"{foreign} is not as an export left it; move it away, or name another folder."
        )


def _listed(target: Path) -> dict[str, Any]:
    try:
        known = json.loads((target / MANIFEST).read_text("utf-8"))
        return dict(known["files"]) if known["made_by"] == _MADE_BY else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _files(folder: Path) -> list[Path]:
    """All that is no folder, links too."""
    return sorted(
        Path(at) / name
        for at, folders, names in os.walk(folder)
        for name in (*names, *(one for one in folders if (Path(at) / one).is_symlink()))
    )


def _described(path: Path) -> dict[str, Any]:
    if path.is_symlink() or not path.is_file():
        return {}
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}
