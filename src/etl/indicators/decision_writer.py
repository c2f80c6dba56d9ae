"""Writing decisions down: appended to a portal's YAML, everything else of it untouched."""

import os
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import yaml
from pydantic import ValidationError

from etl.errors import SettingsError
from etl.indicators.decisions import Decisions

_SECTION = "decisions"


def entry(
    what: Mapping[str, object], limits: Mapping[str, object], by: str, why: str
) -> dict[str, object]:
    """What somebody decides now, as an entry.

    Args:
        what: is decided.
        limits: what it is limited to; those that are None are none.
        by: who decides.
        why: in a sentence.
    """
    return {
        **what,
        **{name: limit for name, limit in limits.items() if limit is not None},
        "by": by,
        "at": datetime.now(UTC).astimezone().replace(microsecond=0).isoformat(),
        "why": why,
    }


def write_decision(path: Path, entry: Mapping[str, object]) -> None:
    """Append a decision to the portal's file ``path``, in one step or not at all.

    Args:
        path: of the YAML file, which exists.
        entry: its fields as :mod:`~etl.indicators.decisions` has them, in the order of writing.

    Raises:
        SettingsError: the file cannot be read or written, its decisions are not a list of
            one entry a line, or the new one contradicts them.
    """
    append_entry(path, entry, Decisions.model_validate)


def append_entry(
    path: Path, entry: Mapping[str, object], check: Callable[[object], object]
) -> None:
    """Append an entry to the ``decisions`` of a file of settings, in one step or not at all.

    Args:
        path: of the YAML file, which exists.
        entry: its fields in the order of writing.
        check: raises ValidationError where the decisions with the new one do not hold.

    Raises:
        SettingsError: as :func:`write_decision`.
    """
    try:
        text = path.read_text("utf-8")
        appended = _appended(text, entry)
        check(yaml.safe_load(appended)[_SECTION])
        _replace(path, appended)
    except ValidationError as error:
        message = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{path}: {message}.") from error
    except yaml.YAMLError as error:
        raise SettingsError(f"{path} is not a YAML mapping: {error}.") from error
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be changed ({error.strerror}); decisions are written to the files "
            "of a checkout that you may write to."
        ) from error


def _appended(text: str, entry: Mapping[str, object]) -> str:
    """The file's text with an entry more."""
    block = yaml.safe_dump(
        [dict(entry)], allow_unicode=True, sort_keys=False, width=1000, default_flow_style=False
    )
    lines = text.splitlines()
    section = _section(text)
    if section is None:
        return "\n".join([*lines, "", f"{_SECTION}:", *_indented(block, 2), ""])
    end, indent = section
    return "\n".join([*lines[:end], *_indented(block, indent), *lines[end:], ""])


def _indented(block: str, indent: int) -> list[str]:
    return [" " * indent + line for line in block.splitlines()]


def _section(text: str) -> tuple[int, int] | None:
    """The line behind the last entry and the entries' indent; None where there is no section."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None:
        return None
    if not isinstance(root, yaml.MappingNode):
        raise yaml.YAMLError("it has no fields")
    for key, node in root.value:
        if key.value == _SECTION:
            if not isinstance(node, yaml.SequenceNode) or node.flow_style:
                raise yaml.YAMLError(f"{_SECTION} must be a list with one entry below the other")
            return _last_line(node) + 1, int(node.start_mark.column)
    return None


def _last_line(node: yaml.Node) -> int:
    """The line of the last value in a node: comments below it belong to what follows."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    end = node.end_mark
    # A block of text ends where the next line begins.
    return int(end.line if end.column else end.line - 1)


def _replace(path: Path, text: str) -> None:
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).chmod(path.stat().st_mode)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
