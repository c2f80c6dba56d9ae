"""When a portal is looked at, as its YAML says: ``schedule:``."""

import re
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FIELDS: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("day of the week", 0, 7, _WEEKDAYS),
)
_PART = re.compile(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>[1-9]\d*))?")


def known_zone(name: str) -> str:
    """The name of a zone that there is.

    Raises:
        ValueError: there is none.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"there is no zone {name!r}") from error
    return name


def require_cron(text: str) -> str:
    """A cron expression of five fields; '' for never.

    Raises:
        ValueError: it is none; names the field.
    """
    given = text.split()
    if given and len(given) != len(_FIELDS):
        raise ValueError(
            f"{text!r} has {len(given)} fields; cron has five: minute, hour, day, month and day of "
            'the week, like "30 9 6-30/4 * *"'
        )
    for field, (name, least, most, words) in zip(given, _FIELDS, strict=False):
        for part in field.split(","):
            if not _holds(part, least, most, words):
                raise ValueError(
                    f"{part!r} is no {name} of a cron expression: {least} to {most}, *, 6-30 or */4"
                )
    return text


def _holds(part: str, least: int, most: int, words: tuple[str, ...]) -> bool:
    said = _PART.fullmatch(part.lower())
    if said is None or (said["first"] == "*" and said["last"]):
        return False
    # Words stand for their place: jan is 1, sun is 0.
    numbers = [
        words.index(word) + least if word in words else int(word) if word.isdecimal() else -1
        for word in (said["first"], said["last"])
        if word not in (None, "*")
    ]
    return all(least <= number <= most for number in numbers) and numbers == sorted(numbers)


Cron = Annotated[str, AfterValidator(require_cron)]
Zone = Annotated[str, AfterValidator(known_zone)]


class Schedule(BaseModel):
    """When a portal is looked at by itself; every field may be left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bulletins: Cron = "30 9 6-30/4 * *"
    """While new bulletins may appear, which they do from the 6th of the next month to months
    later: every fourth day is one request for the listing. '' for never."""
    revisit: Cron = "0 7 * * 1"
    """For silent corrections of the past months. '' for never."""
    timezone: Zone | None = None
    """Zone of both; the portal's own where absent."""
    enabled: bool | None = None
    """Whether the portal is looked at by itself; once it is ``verified``, where absent."""

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if self.enabled and not (self.bulletins or self.revisit):
            raise ValueError("it is enabled and has no time: give bulletins or revisit")
        return self
