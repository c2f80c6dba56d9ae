"""Figures that compare: a change, or a growth on the year, of what was spoken of last."""

import re

from etl.bulletin.grammar.discourse.draft_facts import Draft
from etl.bulletin.grammar.discourse.segment_state import Told
from etl.bulletin.grammar.labels import counted_noun, figure_label
from etl.bulletin.grammar.lexing.words_around_figure import Around
from etl.bulletin.grammar.measures import role_by_words
from etl.bulletin.grammar.measures.role_by_words import Role
from etl.bulletin.grammar.numerals.quantity import Quantity

_OVER = re.compile(
    r"^(?:多|少|增|减)[\u4e00-\u9fff]{0,2}$|(?:低|高|优|快|多|少|超)(?:于|出|过|年初|年度|计划|任务|序时|时序|$).*$|(?:落后|滞后).*$"
)


def comparison(told: Told, q: Quantity, role: Role, around: Around) -> Draft:
    """A draft of a change: 较年初增加500个, 同比增长8%."""
    draft = told.new(q, role)
    before = told.drafts.last
    if role.step and before is not None:
        draft = draft._replace(unit=before.unit)
    own = counted_noun.before(
        role_by_words.without_change(figure_label.COMPARISON.sub("", around.near))
    )
    own = _OVER.sub("", own)
    last = told.spoken.last
    if q.unit == "百分点" and before is not None and before.unit == "%":
        last = before
    if (
        not around.near.startswith("的")
        and own[:1] not in "比较"
        and not counted_noun.is_bare(own)
        and len(own) > 1
    ):
        return draft._replace(label=own)
    if last is not None:
        return draft._replace(label=last.label, breakdown=last.breakdown, of=last.key)
    return draft._replace(label=figure_label.clause_above(around) or told.spoken.noun())
