"""The draft of one figure: what is counted, of which group, at which stage."""

import re

from etl.bulletin.grammar.discourse.draft_facts import Draft
from etl.bulletin.grammar.discourse.segment_state import VALUES, Told
from etl.bulletin.grammar.labels import counted_noun, figure_label, group_words, parts_of_whole
from etl.bulletin.grammar.lexing.words_around_figure import Around, end_of_words
from etl.bulletin.grammar.measures import comparisons, role_by_words, shares_of_plan, stages
from etl.bulletin.grammar.measures.role_by_words import Role
from etl.bulletin.grammar.numerals.quantity import Quantity

_GIVES = re.compile(r"^(?:进行|给予|予以|的标准|标准|发放)")


def draft_of(told: Told, at: int, role: Role, around: Around) -> Draft:
    """A draft of the figure at a place that says what its role is."""
    q = told.facts[at]
    if role.places:
        return _beside(told, q, role)
    if role.measure in ("pct_of_target", "target_restated"):
        return shares_of_plan.about_plan(told, q, role, around)
    if role.measure in ("change", "yoy"):
        return comparisons.comparison(told, q, role, around)
    if told.spoken.parent is not None and _is_part(told, q, role):
        return parts_of_whole.part_of_whole(told, q, role, around)
    if (
        role.measure == "actual"
        and (q.value, q.unit) in told.promises
        and role_by_words.opens_whole(around)
    ):
        role = Role("target_restated")
    draft = told.new(q, role)
    if role.measure == "previous":
        around = around._replace(behind="")
    elif role.measure == "share":
        around = around._replace(near=parts_of_whole.SHARE_PHRASE.sub("", around.near))
    figure_label.name(told, draft, around)
    draft.from_topic = draft.label == told.spoken.topic != ""
    if q.unit == "%" and role.measure != "share" and role_by_words.names_share(around.near):
        draft.label += "占比"
    if role.measure in VALUES:
        draft.stage, draft.stage_said = stages.stage_of(around, around.near)
        if not draft.stage and stages.done_with(around, around.near):
            told.done.append(draft)
        last = told.spoken.last
        joined = around.near in ("、", "和", "及") and not around.behind
        if joined and last is not None and last.unit != draft.unit:
            # 已开工368个、4.12万户: one verb for both.
            draft.stage = draft.stage or last.stage
            draft.stage_said = draft.stage_said or last.stage_said
        _give_groups(told, at, around, draft)
    return draft


def _beside(told: Told, q: Quantity, role: Role) -> Draft:
    """A figure of other places than the last: 最高的是甲市(98%),最低的是乙市(89%)."""
    draft, last = told.new(q, role), told.drafts[-1]
    draft.label, draft.breakdown, draft.rate = (
        last.label,
        group_words.clean(role.places),
        last.rate,
    )
    draft.stage, draft.stage_said = last.stage, last.stage_said
    draft.part_of = last.part_of or last
    return draft


def _is_part(told: Told, q: Quantity, role: Role) -> bool:
    if role.measure == "target":
        return told.spoken.parent is not None and told.spoken.parent.unit == q.unit
    return role.measure in ("actual", "share", "remaining")


def _give_groups(told: Told, at: int, around: Around, draft: Draft) -> None:
    """二孩500元、三孩600元每人每月进行补助: the groups stand before, the noun behind."""
    end = told.list_ends[at]
    listed = end > at or (at > 0 and told.list_ends[at - 1] == end)
    if not listed:
        return
    last = told.facts[end]
    behind = told.text[
        last.end : end_of_words(told.text, last.end, told.segment.end, brackets=True)
    ]
    if _GIVES.match(behind):
        group = counted_noun.object_of(counted_noun.before(around.near))
        draft.breakdown = group or draft.breakdown
        draft.label = counted_noun.after(behind) or draft.label
