"""A chart of an indicator's months as geometry: what a template draws as SVG.

Months from left to right, a line for each year, the plan as a level and the pace that would
reach it as a slope; where a figure was corrected, what it was before.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 640, 330
_RIGHT, _TOP, _BOTTOM = 12, 26, 32
_GAP, _DIGIT = 12, 7
"""Left of the axis: around its labels, and for each character of the longest."""
_YEARS = 5
"""Lines that can be told apart."""
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Dot:
    """A figure: where it is, and what it says."""

    x: float
    y: float
    said: str


@dataclass(frozen=True, slots=True)
class Trace:
    """The months of a year."""

    year: int
    latest: bool
    dots: Sequence[Dot]

    @property
    def path(self) -> str:
        return "M" + "L".join(f"{dot.x:g} {dot.y:g}" for dot in self.dots)


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, and what stands beside it."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn."""

    width: int
    height: int
    left: float
    right: float
    base: float
    months: Sequence[Tick]
    levels: Sequence[Tick]
    traces: Sequence[Trace]
    plan: Tick | None
    before: Sequence[tuple[Dot, float]]
    """Figures as they were, each with the height of what holds now."""


Point = tuple[int, int, Decimal, str]
"""Year, month, value, and the value in words."""


def chart(
    points: Iterable[Point],
    corrected: Iterable[Point] = (),
    plan: tuple[Decimal, str] | None = None,
) -> Chart | None:
    """The chart of some months; None where fewer than two say anything.

    Args:
        points: a month each, in any order.
        corrected: the same months as they were before.
        plan: what was promised for the latest year.
    """
    years: dict[int, dict[int, tuple[Decimal, str]]] = {}
    for year, month, value, said in points:
        years.setdefault(year, {})[month] = value, said
    if sum(len(own) for own in years.values()) < 2:
        return None
    old = list(corrected)
    values = [value for own in years.values() for value, _ in own.values()]
    values += [value for _, _, value, _ in old] + ([plan[0]] if plan else [])
    low, high, step = _scale(float(min(values)), float(max(values)))
    levels = [low + n * step for n in range(round((high - low) / step) + 1)]
    left = _GAP + _DIGIT * max(len(_short(level)) for level in levels)

    def x(month: int) -> float:
        return round(left + (month - 0.5) * (WIDTH - left - _RIGHT) / 12, 1)

    def y(value: float | Decimal) -> float:
        part = (float(value) - low) / (high - low)
        return round(HEIGHT - _BOTTOM - part * (HEIGHT - _TOP - _BOTTOM), 1)

    def dots(own: Mapping[int, tuple[Decimal, str]]) -> list[Dot]:
        return [Dot(x(month), y(value), said) for month, (value, said) in sorted(own.items())]

    latest = max(years)
    return Chart(
        WIDTH,
        HEIGHT,
        round(left, 1),
        WIDTH - _RIGHT,
        y(low),
        [Tick(x(month), str(month)) for month in range(1, 13)],
        [Tick(y(level), _short(level)) for level in levels],
        [Trace(year, year == latest, dots(own)) for year, own in sorted(years.items())[-_YEARS:]],
        Tick(y(plan[0]), plan[1]) if plan else None,
        [
            (Dot(x(month), y(value), said), y(years[year][month][0]))
            for year, month, value, said in old
            if year == latest and month in years[year]
        ],
    )


def _scale(low: float, high: float) -> tuple[float, float, float]:
    """Where an axis begins and ends, and its step: round numbers, nothing unless far from it."""
    low = 0.0 if low >= 0 else low
    if high <= low:
        high = low + 1
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(n for n in _STEPS if n * power >= rough * 0.999)
    return math.floor(low / step) * step, math.ceil(high / step - 1e-9) * step, step


def _short(value: float) -> str:
    return f"{round(value, 6):,.10g}" if abs(value) < 1e15 else f"{value:.2g}"
