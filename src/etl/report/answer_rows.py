"""The warehouse's answers as rows of a table, with its columns."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from etl.decimals import plain
from etl.did_you_mean import did_you_mean
from etl.errors import NothingFound
from etl.indicators.model import called
from etl.quality.verdicts import Amendment, Decision
from etl.report.english_words_for_codes import MEASURES, REASONS, counted
from etl.report.write_rows import Column, Row, code, moment, number
from etl.warehouse.journal.waiting_for_verdict import Failure, Held, HeldFigure
from etl.warehouse.queries.figures_as_of import Figure
from etl.warehouse.queries.portal_standings import Standing
from etl.warehouse.queries.views_and_status import RunRow, Status

HISTORY = (
    Column("indicator", "Indicator"),
    moment("period_end", "Period"),
    code("measure", "Measure", MEASURES),
    number("value", "Value"),
    Column("unit", "Unit", wraps=False),
    number("share", "% of plan"),
    moment("published_at", "Published"),
    moment("recorded_from", "Recorded"),
    number("revision", "Rev."),
    code("reason", "Why", REASONS),
)
_CERTAINTY = Column("certainty", "Certainty", wraps=False)
_BECAUSE = Column("because", "Because")
_DECIDED_BY = Column("decided_by", "Decided by", wraps=False)
KNOWN = (
    number("pledge", "No."),
    Column("indicator", "Indicator"),
    moment("period_end", "Period"),
    code("measure", "Measure", MEASURES),
    number("value", "Value"),
    Column("unit", "Unit", wraps=False),
    moment("published_at", "Published"),
    Column("evidence", "Source text"),
)
STANDINGS = (
    Column("portal", "Portal", wraps=False),
    Column("city", "City", wraps=False),
    moment("period_end", "Latest until"),
    moment("published", "Published"),
    Column("state", "State", wraps=False),
    moment("next", "Next until"),
    moment("by", "Expected by"),
)
RUNS = (
    moment("started_at", "Started"),
    Column("portal", "Portal", wraps=False),
    Column("flow", "Flow", wraps=False),
    Column("state", "State", wraps=False),
    Column("summary", "Summary"),
)
HELD = (
    number("id", "ID"),
    moment("quarantined_at", "Since"),
    Column("portal", "Portal", wraps=False),
    Column("what", "What"),
    Column("reason", "Why"),
    Column("words", "Words"),
)
FAILURES = (
    moment("severity", "Severity"),
    Column("expectation", "Expectation"),
    Column("observed", "Observed"),
    Column("why", "Why it matters"),
)
DECISIONS = (
    moment("decided_at", "When"),
    Column("decided_by", "Who", wraps=False),
    Column("verdict", "Verdict", wraps=False),
    Column("instead", "Instead"),
    Column("reason", "Why"),
    Column("failures", "Of what"),
)


def history_columns(rows: Sequence[Row]) -> tuple[Column, ...]:
    """The columns of a history: how sure the readings are where not all are clear.

    Who decided where somebody had to; why a reading is doubtful stands beside it. CSV and
    JSON have the reasons of all.
    """
    found = {row["certainty"] for row in rows}
    sure = () if found <= {"clear"} else (_CERTAINTY,)
    decided = (_DECIDED_BY,) if any(row["decided_by"] for row in rows) else ()
    return (*HISTORY, *sure, *((_BECAUSE,) if "doubtful" in found else ()), *decided)


def history_rows(figures: Sequence[Figure]) -> list[Row]:
    """Versions of figures, each with the printed share of the plan that was held beside it.

    Shares that stand beside a figure have no row of their own.
    """
    shares = [figure for figure in figures if figure.measure == "pct_of_target"]
    beside: set[int] = set()
    rows: list[Row] = []
    for figure in figures:
        if figure.measure == "pct_of_target":
            continue
        share = None
        if figure.measure == "actual":
            share = next((share for share in shares if _stands_beside(share, figure)), None)
        if share:
            beside.add(id(share))
        rows.append(_history_row(figure, share.value if share else None))
    alone = [_history_row(share, None) for share in shares if id(share) not in beside]
    return sorted(rows + alone, key=_history_order)


def known_rows(figures: Iterable[Figure]) -> list[Row]:
    """Figures with the words that they were read from."""
    return [
        {
            "portal": figure.portal,
            "plan_year": figure.plan_year,
            "pledge": figure.pledge,
            "indicator": name(figure),
            "period_end": figure.period_end,
            "measure": figure.measure,
            "value": figure.value,
            "unit": figure.unit,
            "qualifier": figure.qualifier,
            "published_at": figure.published_at,
            "recorded_from": figure.recorded_from,
            "evidence": figure.evidence,
            "start": figure.start,
            "end": figure.end,
            "title": figure.title,
            "url": figure.url,
            "sha256": figure.sha256,
        }
        for figure in sorted(
            figures, key=lambda figure: (figure.portal, figure.published_at, figure.start or 0)
        )
    ]


def run_rows(runs: Iterable[RunRow]) -> list[Row]:
    """Runs with their counts in words."""
    return [
        {
            "started_at": run.started_at,
            "portal": run.portal,
            "flow": run.flow,
            "state": _state(run),
            "summary": counted(run.summary),
        }
        for run in runs
    ]


def held_rows(held: Iterable[Held]) -> list[Row]:
    """What is held back, and why; of a figure what it was read as, in its words."""
    return [
        {
            "id": one.id,
            "quarantined_at": one.quarantined_at,
            "portal": one.portal,
            "what": one.title if one.figure is None else _read_as(one.figure),
            "reason": one.reason,
            "words": None if one.figure is None else one.figure.context,
            "title": one.title,
            **_held_figure(one.figure),
            "published_at": one.published_at,
            "url": one.url,
            "archive_path": one.archive_path,
        }
        for one in held
    ]


def _read_as(figure: HeldFigure) -> str:
    """A figure that is held back: ``actual, or promise: 新增停车泊位 23352 个``."""
    read = figure.read
    measure = MEASURES.get(read.measure, read.measure)
    if figure.alternative:
        measure += f", or {MEASURES.get(figure.alternative, figure.alternative)}"
    return f"{measure}: {read.indicator} {figure.qualifier or ''}{plain(read.value)} {read.unit}"


def _held_figure(figure: HeldFigure | None) -> Row:
    read = figure and figure.read
    return {
        "pledge": read and read.pledge,
        "indicator": read and read.indicator,
        "measure": read and read.measure,
        "period_end": figure and figure.period_end,
        "value": read and read.value,
        "unit": read and read.unit,
        "qualifier": figure and figure.qualifier,
        "alternative": figure and figure.alternative,
    }


def failure_rows(failures: Iterable[Failure]) -> list[Row]:
    """What did not hold, with the words of the figures."""
    return [
        {
            "gate": one.gate,
            "severity": one.severity,
            "expectation": one.expectation,
            "observed": one.observed,
            "why": one.why,
            "evidence": one.evidence,
        }
        for one in failures
    ]


def decision_rows(decisions: Iterable[Decision]) -> list[Row]:
    """Decisions on a content, and the failures that each was about."""
    return [
        {
            "decided_at": one.decided_at,
            "decided_by": one.decided_by,
            "verdict": one.verdict,
            "of": "the bulletin" if one.figure is None else one.figure.evidence,
            "instead": _instead(one.amendment),
            "reason": one.reason,
            "failures": "; ".join(sorted(one.failures)),
        }
        for one in decisions
    ]


def _instead(amendment: Amendment) -> str | None:
    """What somebody had loaded instead of what was read."""
    value = None if amendment.value is None else plain(amendment.value)
    said = (value, amendment.unit, amendment.indicator)
    return " ".join(one for one in said if one) or None


def measures(name: str) -> str:
    """The measure that is called so, by its code or by the words that tables have.

    Raises:
        NothingFound: there is none.
    """
    known = {**{code: code for code in MEASURES}, **{word: c for c, word in MEASURES.items()}}
    if name not in known:
        hint = did_you_mean(name, known) or f" (known: {', '.join(MEASURES)})."
        raise NothingFound(f"There is no measure {name!r}{hint}")
    return known[name]


def standing_rows(standings: Iterable[Standing]) -> list[Row]:
    """Portals with their latest bulletin, those that are overdue first."""
    return [
        {
            "portal": one.portal.name,
            "city": one.portal.city,
            "period_end": one.last and one.last.period_end,
            "published": one.last and one.last.published,
            "state": "overdue" if one.overdue else "as expected" if one.expected else None,
            "next": one.expected and one.expected.period_end,
            "by": one.expected and one.expected.by,
        }
        for one in sorted(standings, key=lambda one: not one.overdue)
    ]


def status_rows(status: Status, standings: Iterable[Standing]) -> list[Row]:
    """What the warehouse holds, a row a count; the portals' corrections are versions, too."""
    return [
        {"what": "pages", "count": status.documents},
        {"what": "pages, with each change of one", "count": status.snapshots},
        {"what": "figures that hold", "count": status.figures},
        {"what": "figures, with their earlier versions", "count": status.versions},
        {"what": "figures said again unchanged", "count": status.restatements},
        {"what": "held back for a decision", "count": len(status.quarantined)},
        {"what": "portals overdue", "count": sum(one.overdue for one in standings)},
    ]


def _state(run: RunRow) -> str:
    """How a run ended; one that held something back did not just complete."""
    held = (run.summary or {}).get("quarantined")
    outcome = str((run.summary or {}).get("outcome", ""))
    return "held back" if run.state == "completed" and (held or "quar" in outcome) else run.state


def name(figure: Figure) -> str:
    """An indicator with its stage and sub-group: 打通未贯通道路 (开工)."""
    return called(figure.indicator, figure.stage, figure.breakdown)


def _stands_beside(share: Figure, figure: Figure) -> bool:
    """Whether the share was held of the same indicator and period at the same time."""
    same = (share.portal, name(share), share.period_end) == (
        figure.portal,
        name(figure),
        figure.period_end,
    )
    started = share.recorded_from <= figure.recorded_from
    ended = share.recorded_to is not None and share.recorded_to <= figure.recorded_from
    return same and started and not ended


def _history_row(figure: Figure, share: Decimal | None) -> Row:
    return {
        "portal": figure.portal,
        "indicator": name(figure),
        "period_end": figure.period_end,
        "measure": figure.measure,
        "value": figure.value,
        "unit": figure.unit,
        "qualifier": figure.qualifier,
        "share": share,
        "revision": figure.revision,
        "published_at": figure.published_at,
        "recorded_from": figure.recorded_from,
        "recorded_to": figure.recorded_to,
        "reason": figure.reason,
        "evidence": figure.evidence,
        "url": figure.url,
        "certainty": figure.certainty,
        "because": figure.because,
        "verdict": figure.verdict,
        "decided_by": figure.decided_by,
    }


def _history_order(row: Row) -> tuple[str, str, bool, str, date, int]:
    period, revision = row["period_end"], row["revision"]
    return (
        str(row["portal"]),
        str(row["indicator"]),
        row["measure"] != "target",
        str(row["measure"]),
        period if isinstance(period, date) else date.min,
        revision if isinstance(revision, int) else 0,
    )
