"""A concept, and an indicator's words that may mean it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

SURE = Decimal("0.75")
"""Confidence from which a concept is assigned; below it a person is asked."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A field of promises: 就业创业, Employment."""

    key: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Concept:
    """What indicators of several cities count: 停车泊位, parking spaces."""

    key: str
    topic: Topic
    zh: str
    en: str
    units: tuple[str, ...]
    """Dimensions or units that it is counted in."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is known of an indicator, absent being ''."""

    label: str
    unit: str
    breakdown: str = ""
    stage: str = ""
    pledge: str = ""
    """The words of the pledge that it belongs to."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """The concept of an indicator, if any, and why."""

    concept: str | None
    """Key of the concept; None where nothing fits."""
    confidence: Decimal
    """From 0 to 1."""
    reason: str
    """The words that decided, or what is in doubt."""
    decided_by: str | None = None
    """Who decided, where a person did."""
    decided_at: datetime | None = None

    @property
    def source(self) -> Literal["words", "decision"]:
        """What it rests on."""
        return "words" if self.decided_by is None else "decision"

    @property
    def sure(self) -> bool:
        """Whether it holds without a person's word."""
        return self.concept is not None and self.confidence >= SURE
