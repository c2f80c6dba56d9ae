"""The text of YAML that people edit: errors name the line to look at."""

from collections.abc import Sequence
from typing import Any

import yaml
from pydantic import ValidationError

from etl.errors import SettingsError

_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_mapping(text: str, source: str) -> dict[str, Any]:
    """The fields of a YAML mapping.

    Args:
        text: the YAML.
        source: what to call the text in an error.

    Raises:
        SettingsError: it is no mapping; names source and line.
    """
    try:
        fields = load_yaml(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SettingsError(f"{source}:{line}: it is not YAML: {error.problem}.") from error
    except yaml.YAMLError as error:
        raise SettingsError(f"{source} is not YAML: {error}.") from error
    if not isinstance(fields, dict):
        raise SettingsError(f"{source}:1: it is not a mapping of fields.")
    return fields


def load_yaml(text: str) -> Any:
    """What a YAML text says.

    Raises:
        yaml.YAMLError: it is not YAML.
    """
    try:
        return yaml.load(text, Loader=_FAST)  # noqa: S506 - safe, like SafeLoader
    except yaml.YAMLError:
        # Only the loader in Python says what is wrong in full sentences.
        return yaml.safe_load(text)


def place_of(error: ValidationError, text: str) -> str:
    """Line, field and message of the first thing wrong, and how many more there are.

    ``:12: adapter: Input should be 'css', 'gkmlpt', 'hanweb' or 'trs'``
    """
    found = error.errors()
    location, message = found[0]["loc"], found[0]["msg"].removeprefix("Value error, ")
    line = line_of(text, location)
    field = ".".join(map(str, location))
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return f"{f':{line}' if line else ''}: {f'{field}: ' if field else ''}{message}{more}"


def line_of(text: str, location: Sequence[int | str]) -> int | None:
    """The line, from 1, of a field in a YAML text; of what holds it where it is missing."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    line = None
    for part in location:
        if isinstance(node, yaml.MappingNode):
            entry = next(((k, v) for k, v in node.value if k.value == part), None)
            if entry is None:
                return line
            line, node = entry[0].start_mark.line + 1, entry[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line
