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
    if role.places and (last := told.drafts.last) is not None:
        return _beside(told, q, role, last)
    if role.measure in ("pct_of_target", "target_restated"):
        return shares_of_plan.about_plan(told, q, role, around)
    if role.measure in ("change", "yoy"):
        return comparisons.comparison(told, q, role, around)
    if told.spoken.parent_key is not None and _is_part(told, q, role):
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
    draft = figure_label.named(told, draft, around)
    if draft.label == told.spoken.topic != "":
        draft = draft._replace(from_topic=True)
    if q.unit == "%" and role.measure != "share" and role_by_words.names_share(around.near):
        draft = draft._replace(label=draft.label + "占比")
    if role.measure in VALUES:
        draft = _grouped(told, at, around, _staged(told, around, draft))
    return draft


def _staged(told: Told, around: Around, draft: Draft) -> Draft:
    """A figure with the stage that its words say."""
    stage, said = stages.stage_of(around, around.near)
    if not stage and stages.done_with(around, around.near):
        told.done.add(draft.key)
    if around.near in ("、", "和", "及") and not around.behind:
        last = told.spoken.last
        if last is not None and last.unit != draft.unit:
            # 已开工368个、4.12万户: one verb for both.
            stage, said = stage or last.stage, said or last.stage_said
    return draft._replace(stage=stage, stage_said=said) if stage or said else draft


def _beside(told: Told, q: Quantity, role: Role, last: Draft) -> Draft:
    """A figure of other places than the last: 最高的是甲市(98%),最低的是乙市(89%)."""
    return told.new(q, role)._replace(
        label=last.label,
        breakdown=group_words.clean(role.places),
        rate=last.rate,
        stage=last.stage,
        stage_said=last.stage_said,
        part_of=last.key if last.part_of is None else last.part_of,
    )


def _is_part(told: Told, q: Quantity, role: Role) -> bool:
    if role.measure == "target":
        return told.spoken.parent is not None and told.spoken.parent.unit == q.unit
    return role.measure in ("actual", "share", "remaining")


def _grouped(told: Told, at: int, around: Around, draft: Draft) -> Draft:
    """A figure of a list that gives: the groups stand before, the noun behind.

    二孩500元、三孩600元每人每月进行补助
    """
    end = told.list_ends[at]
    listed = end > at or (at > 0 and told.list_ends[at - 1] == end)
    if not listed:
        return draft
    last = told.facts[end]
    behind = told.text[
        last.end : end_of_words(told.text, last.end, told.segment.end, brackets=True)
    ]
    if not _GIVES.match(behind):
        return draft
    group = counted_noun.object_of(counted_noun.before(around.near))
    return draft._replace(
        breakdown=group or draft.breakdown,
        label=counted_noun.after(behind) or draft.label,
    )
