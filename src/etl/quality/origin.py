"""Whence a bulletin came: what its own words cannot say, and a gate must know."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Origin:
    """Who published a bulletin where and when; None or ``""`` where that is not known."""

    published: date | None = None
    """By the portal's calendar."""
    got: date | None = None
    """The day on which the page was had, by the same calendar."""
    city: str = ""
    """As the portal's file has it: ``青岛``, ``南通崇川``."""
    page: str = ""
    """The page's identity on its portal."""
    title: str = ""
    """As listing or page give it, for a text without one."""
    place_code: str | None = None
    """The city's, as the portal's file has it."""
    other_names: tuple[str, ...] = ()
    """What else the city is called, as the portal's file has them."""


UNKNOWN = Origin()
