"""What a reparse would change, as rows."""

from collections.abc import Iterator, Mapping

from etl.decimals import plain
from etl.pipeline.reading_differences import Kind
from etl.pipeline.reparse import Reparse
from etl.report.english_words_for_codes import MEASURES
from etl.report.write_rows import Column, Row, code, moment, number
from etl.warehouse.statements import Statement

_KINDS: Mapping[Kind, str] = {
    "added": "added",
    "removed": "removed",
    "changed": "changed",
    "held": "held back",
}
DIFFERENCES = (
    code("kind", "Difference", _KINDS),
    Column("indicator", "Indicator"),
    moment("period_end", "Period"),
    code("measure", "Measure", MEASURES),
    number("before", "Before"),
    number("after", "After"),
    Column("evidence", "Source text"),
    Column("title", "Bulletin"),
)


def difference_rows(plan: Reparse) -> Iterator[Row]:
    """Each figure that is different, with the words it was read from."""
    return (
        {
            "kind": one.kind,
            "indicator": one.indicator.name,
            "period_end": one.period_end,
            "measure": one.measure,
            "before": _said(one.before, one.after),
            "after": _said(one.after, one.before),
            "evidence": one.evidence,
            "title": one.title,
            "url": one.url,
        }
        for one in plan.differences
    )


def headline(plan: Reparse) -> str:
    """The plan in one clause: ``12 bulletins read, 2 differ: 3 added, 1 changed``."""
    kinds = [f"{many:,} {_KINDS[kind]}" for kind in _KINDS if (many := plan.kinds.get(kind))]
    counted = f": {', '.join(kinds)}" if kinds else ""
    unread = f", {len(plan.unread)} cannot be read" if plan.unread else ""
    return (
        f"{plan.portal.name}: {plan.read} bulletins read{unread}, "
        f"{len(plan.readings)} differ{counted}"
    )


def _said(statement: Statement | None, beside: Statement | None) -> str:
    """A figure, and where ``beside`` says it of the same value how they differ."""
    if statement is None:
        return ""
    value = f"{statement.qualifier or ''}{plain(statement.value, thousands=',')}{statement.unit}"
    if beside is None:
        return value
    told = {
        statement.certainty: beside.certainty,
        f"of {_promise(statement)}": f"of {_promise(beside)}",
        statement.wording or "": beside.wording or statement.wording or "",
    }
    differing = [mine for mine, theirs in told.items() if mine and mine != theirs]
    return f"{value} ({'; '.join(differing)})" if differing else value


def _promise(statement: Statement) -> str:
    """Of what the figure is said: promise 3, target 2."""
    target = f", target {statement.target}" if statement.target else ""
    return f"promise {statement.promise[1]}{target}"
