"""Single figures that are held back, and decisions that release or amend them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Exact = sa.Numeric().with_variant(sa.Text(), "sqlite")

BEFORE = {
    "fact": ("reason", ("first", "portal_revision", "reparse", "withdrawn")),
    "decision": ("verdict", ("released", "rejected")),
    "alert": ("kind", ("failure", "quarantine", "correction", "silence")),
}
SINCE = {
    "fact": ("reason", (*BEFORE["fact"][1], "released", "amended")),
    "decision": ("verdict", (*BEFORE["decision"][1], "amended")),
    "alert": ("kind", ("failure", "quarantine", "doubt", "correction", "silence")),
}
COMMENTS = {
    ("fact", "reason"): (
        "Why there is this version: first, portal_revision, reparse, withdrawn.",
        "Why there is this version: first, portal_revision, reparse, withdrawn, released, amended.",
    ),
    ("decision", "verdict"): (
        "released (loaded, its failures are flags) or rejected.",
        "released (loaded, its failures are flags), rejected, or, of a figure, amended.",
    ),
    ("alert", "kind"): (
        "failure, quarantine, correction or silence.",
        "failure, quarantine, doubt, correction or silence.",
    ),
    ("quarantine", "failures"): (
        "The critical failures, figures with their words; empty for a page that cannot be read.",
        "What it failed, of a figure also what is in doubt; empty for a page that cannot be read.",
    ),
    ("quarantine", None): (
        "One row for each content that was held back, and each set of failures of it.",
        "One row for each content, or single figure of one, that was held back, and each set of "
        "failures of it.",
    ),
}
FIGURE = (
    ("pledge", sa.Integer(), "Of a figure its pledge's number."),
    ("indicator", sa.Text(), "What the figure's words call it."),
    ("measure", sa.Text(), "The figure's measure; empty for a bulletin as a whole."),
    ("period_end", sa.Date(), "Last day that the figure describes."),
    ("value", Exact, "The figure as read, in base units."),
    ("unit", sa.Text(), "Its unit."),
    ("qualifier", sa.Text(), ">=, >, <=, <, ~ or empty (exactly)."),
    (
        "alternative",
        sa.Text(),
        "The measure that it may be instead; empty where nothing else was weighed.",
    ),
    ("evidence", sa.Text(), "The words read."),
    ("context", sa.Text(), "The words around them."),
    ("span_start", sa.Integer(), "Where the words start in the text."),
    ("span_end", sa.Integer(), "Where they end in the text."),
)
AMENDED = (
    ("value", Exact, "Amended: the value in base units."),
    ("unit", sa.Text(), "Amended: the unit."),
    ("indicator", sa.Text(), "Amended: what is counted."),
)
DECIDED = (
    ("verdict", "released or amended where a person decided on the figure; else empty."),
    ("decided_by", "Who decided; empty where nobody had to."),
)


def upgrade() -> None:
    for table, columns in (("quarantine", FIGURE), ("decision", AMENDED)):
        for name, kind, comment in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True, comment=comment))
    for table in ("fact", "restatement"):
        for name, comment in DECIDED:
            op.add_column(table, sa.Column(name, sa.Text(), nullable=True, comment=comment))
    op.create_table(
        "withheld",
        sa.Column(
            "reading_id", Key, nullable=False, comment="The reading that leaves the figure out."
        ),
        sa.Column("indicator_id", Key, nullable=False, comment="What is counted."),
        sa.Column("period_end", sa.Date(), nullable=False, comment="Last day described."),
        sa.Column("measure", sa.Text(), nullable=False, comment="The figure's measure."),
        sa.Column(
            "quarantine_id",
            Key,
            nullable=False,
            comment="What waits for a decision, or was rejected.",
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{other}_id"], [f"{other}.id"], name=op.f(f"fk_withheld_{other}_id")
            )
            for other in ("reading", "indicator", "quarantine")
        ),
        sa.PrimaryKeyConstraint(
            *("reading_id", "indicator_id", "period_end", "measure"), name=op.f("pk_withheld")
        ),
        comment="One row for each figure that a reading leaves out because it is held back: the "
        "page neither states it nor has withdrawn it.",
    )
    key = ["indicator_id", "period_end", "measure"]
    op.create_index(op.f("ix_withheld_indicator_id_period_end_measure"), "withheld", key)
    op.create_index(op.f("ix_withheld_quarantine_id"), "withheld", ["quarantine_id"])
    _allow(BEFORE, SINCE)
    _say(0, 1)


def downgrade() -> None:
    op.execute("DELETE FROM decision WHERE verdict = 'amended'")
    op.execute("UPDATE alert SET kind = 'correction' WHERE kind = 'doubt'")
    op.execute("UPDATE fact SET reason = 'reparse' WHERE reason IN ('released', 'amended')")
    op.drop_table("withheld")
    _allow(SINCE, BEFORE)
    for table in ("fact", "restatement"):
        for name, _ in DECIDED:
            op.drop_column(table, name)
    for table, columns in (("quarantine", FIGURE), ("decision", AMENDED)):
        for name, _, _ in columns:
            op.drop_column(table, name)
    _say(1, 0)


def _allow(
    before: dict[str, tuple[str, tuple[str, ...]]], since: dict[str, tuple[str, tuple[str, ...]]]
) -> None:
    """Let a column have other words than before."""
    for table, (name, words) in since.items():
        constraint = op.f(f"ck_{table}_{name}")
        old, new = (
            f"{name} IN ({', '.join(repr(word) for word in listed)})"
            for listed in (before[table][1], words)
        )
        if op.get_bind().dialect.name == "postgresql":
            op.drop_constraint(constraint, table, type_="check")
            op.create_check_constraint(constraint, table, new)
        else:
            _rewrite(table, old, new)


def _rewrite(table: str, old: str, new: str) -> None:
    """Change a check of SQLite in place, as its manual says (ALTER TABLE, section 7).

    To make the table anew would copy every version of every figure.
    """
    schema = op.get_bind()
    version = schema.exec_driver_sql("PRAGMA schema_version").scalar_one()
    schema.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = schema.exec_driver_sql(
        "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) "
        "WHERE type = 'table' AND name = ? AND instr(sql, ?) > 0",
        (old, new, table, old),
    )
    schema.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    schema.exec_driver_sql("PRAGMA writable_schema = RESET")
    if changed.rowcount != 1:
        raise RuntimeError(f"The table {table} has no check {old!r}.")


def _say(before: int, since: int) -> None:
    """Change comments; SQLite keeps none."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for (table, name), comments in COMMENTS.items():
        if name is None:
            op.create_table_comment(table, comments[since], existing_comment=comments[before])
        else:
            op.alter_column(table, name, comment=comments[since])
