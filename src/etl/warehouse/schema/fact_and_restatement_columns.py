"""A figure as words state it: the columns that ``fact`` and ``restatement`` share."""

from typing import Any, get_args

from sqlalchemy import CheckConstraint, Column, Date, Integer, Text

from etl.bulletin.model import Certainty, Measure, Part, Qualifier
from etl.warehouse.schema.column_makers import column, one_of, reference
from etl.warehouse.schema.types import ExactDecimal


def statement_columns(*, of_version: bool) -> tuple[Column[Any], ...]:
    """The columns of a figure as words state it; a withdrawn version has no words."""
    return (
        reference("indicator", "What is counted."),
        column("period_end", Date(), "Last day described; of a promise the plan year's last."),
        column("measure", Text(), "target, actual, pct_of_target, target_restated, yoy…"),
        column("part", Text(), "target (the promise) or progress."),
        reference("pledge", "The promise that the words belong to."),
        column(
            "target_number",
            Integer(),
            "n for the pledge's n-th target and for figures that measure it.",
            nullable=True,
        ),
        reference(
            "indicator",
            "The indicator of the target that the figure measures.",
            name="target_indicator_id",
            nullable=True,
        ),
        column(
            "value",
            ExactDecimal(),
            "In base units: 36.61万人 is 366100 人."
            + (" Empty once withdrawn." if of_version else ""),
            nullable=of_version,
        ),
        column("unit", Text(), "The value's unit as written, without 万 or 亿."),
        column("qualifier", Text(), ">=, >, <=, <, ~ or empty (exactly).", nullable=True),
        reference("reading", "The reading of a page that says so."),
        column("evidence", Text(), "The words read.", nullable=of_version),
        column("span_start", Integer(), "Where they start in the text.", nullable=of_version),
        column("span_end", Integer(), "Where they end in the text.", nullable=of_version),
        column(
            "flags",
            Text(),
            "Names of the expectations that the words failed; empty where they failed none.",
            nullable=True,
        ),
        column(
            "certainty",
            Text(),
            "How sure the reading of the words is: proved, clear or doubtful.",
            server_default="clear",
        ),
        column(
            "because",
            Text(),
            "Names of the rules that decided the reading, or what is in doubt; '' for none.",
            server_default="",
        ),
        column(
            "wording",
            Text(),
            "What the words call it; empty before schema 0009.",
            nullable=True,
        ),
        column(
            "verdict",
            Text(),
            "released or amended where a person decided on the figure; else empty.",
            nullable=True,
        ),
        column("decided_by", Text(), "Who decided; empty where nobody had to.", nullable=True),
    )


STATEMENT = tuple(own.name for own in statement_columns(of_version=True))
"""Names of the columns that ``fact`` and ``restatement`` share."""
KEY = ("indicator_id", "period_end", "measure")
"""Names of the columns that identify a figure."""
SAID = ("value", "unit", "qualifier")
"""Names of the columns in which two statements on a figure may differ."""
READ = ("certainty", "pledge_id", "target_number", "target_indicator_id")
"""Names of the columns in which besides one statement may differ that is read again.

They are how words were understood: a page that says the same in another month is no news,
the same words understood otherwise are."""


def statement_checks() -> tuple[CheckConstraint, ...]:
    """What holds for the columns of any statement."""
    return (
        one_of("measure", get_args(Measure)),
        one_of("part", get_args(Part)),
        one_of("qualifier", get_args(Qualifier)),
        one_of("certainty", get_args(Certainty)),
        CheckConstraint("span_start >= 0 AND span_start < span_end", name="span"),
    )
