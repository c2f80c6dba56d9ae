"""The rows that :mod:`etl.warehouse.queries.site_queries` asks for, as values."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

CORRECTIONS = ("portal_revision", "withdrawn")
"""Reasons of versions with which a portal took back what it had said, where nobody decided so."""


@dataclass(frozen=True, slots=True)
class PortalRow:
    """A portal that the warehouse knows."""

    name: str
    city: str
    stamp: str
    """Another one whenever anything that the site shows of the portal may be another."""


@dataclass(frozen=True, slots=True)
class PledgeRow:
    """A promise, and who answers for it."""

    id: int
    plan_year: int
    number: int
    text: str
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BulletinRow:
    """A content of a page, by its last reading."""

    reading_id: int
    key: str
    url: str
    sha256: str
    archive_path: str
    content_type: str
    title: str
    plan_year: int
    period_end: date
    published_at: datetime
    recorded_at: datetime
    parser_version: str
    numerals: int
    unexplained: int
    shares: int
    shares_checked: int
    shares_agreeing: int
    pledges_without_progress: int
    score: Decimal
    retrieved_at: datetime
    checks: int
    """Expectations held against it when it was loaded."""
    checks_failed: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure as words of a content state it."""

    reading_id: int
    indicator: str
    stage: str
    breakdown: str
    period_end: date
    measure: str
    part: str
    value: Decimal
    unit: str
    qualifier: str | None
    evidence: str
    start: int
    end: int
    pledge: int
    target_number: int | None
    certainty: str
    because: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a figure; of a current one ``recorded_to`` is the end of time."""

    fact_id: int
    indicator_id: int
    indicator: str
    stage: str
    breakdown: str
    period_end: date
    measure: str
    part: str
    value: Decimal | None
    """None once withdrawn."""
    unit: str
    qualifier: str | None
    pledge_id: int
    target_number: int | None
    target_indicator_id: int | None
    published_at: datetime
    recorded_from: datetime
    recorded_to: datetime
    revision: int
    reason: str
    certainty: str
    because: str
    verdict: str | None
    reading_id: int
    start: int | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure that a portal changed or withdrew after the warehouse first held it."""

    fact_id: int
    portal: str
    city: str
    plan_year: int
    indicator: str
    stage: str
    breakdown: str
    period_end: date
    measure: str
    before: Decimal | None
    after: Decimal | None
    unit: str
    reason: str
    published_at: datetime
    recorded_at: datetime
    evidence_before: str | None
    evidence_after: str | None
    title: str
    key: str
    url: str
    sha256: str
    """Of the content that says so now."""
    key_before: str
    sha256_before: str


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """An expectation that a loaded content did not meet."""

    reading_id: int
    gate: str
    expectation: str
    severity: str
    observed: str
    why: str
