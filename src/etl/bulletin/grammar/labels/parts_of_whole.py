"""Parts of a whole: what 其中 lists, or a bracket behind a figure."""

import re

from etl.bulletin.grammar.discourse.draft_facts import Draft
from etl.bulletin.grammar.discourse.segment_state import Told
from etl.bulletin.grammar.labels import counted_noun, figure_label, group_words
from etl.bulletin.grammar.lexing.words_around_figure import Around
from etl.bulletin.grammar.measures import role_by_words, stages
from etl.bulletin.grammar.measures.role_by_words import Role
from etl.bulletin.grammar.numerals.quantity import Quantity

_REST = re.compile(r"(?:其他|其余|其它)[^,。;\d]*$")
_PARTED = re.compile(
    r"新建|改建|扩建|改扩建|新改建|新改扩建|续建|加固|新增|维修|购置|租赁|改造|新开工|盘活"
)
SHARE_PHRASE = re.compile(r"占(?!比|用|地).*$")


def part_of_whole(told: Told, q: Quantity, role: Role, around: Around) -> Draft:
    """A figure under 其中: part of the figure before it where they share a unit."""
    parent = told.spoken.parent
    draft = told.new(q, role)
    if parent is None:
        return draft
    part, measure = draft.part, draft.measure
    planned = parent.measure == "target" and parent.key in told.spoken.values
    if role.measure == "actual" and planned and not role_by_words.done(around.clause):
        # 计划投资4000万元,其中中央1500万元
        part, measure = parent.part, parent.measure
    if role.measure == "actual" and parent.measure == "remaining" and draft.unit == parent.unit:
        measure = parent.measure
    stage, stage_said = stages.stage_of(around, around.near)
    if role.measure == "remaining":
        stage, stage_said = None, False
    elif not stage and draft.unit == parent.unit and role.measure == "actual":
        stage, stage_said = parent.stage, parent.stage_said
    draft = draft._replace(part=part, measure=measure, stage=stage, stage_said=stage_said)
    near = re.sub(r"^.*其中(?:的)?|^[(,]?(?:含|包括)", "", around.near)
    if role.measure == "share":
        near = SHARE_PHRASE.sub("", near)
    own, back = figure_label.words(around._replace(near=near))
    back = "" if counted_noun.is_bare(back) else back
    if draft.unit != parent.unit and group_words.is_group(own):
        return figure_label.named(told, draft, around._replace(near=near))
    if draft.unit != parent.unit and (draft.unit != "%" or own.endswith("率")):
        own = own + back if own and "、" not in own else own or back
        return draft._replace(label=own if not counted_noun.is_bare(own) else parent.label)
    if rest := _REST.search(near):
        # 其他投入700万元 among the parts of a sum
        return draft._replace(
            label=parent.label, part_of=parent.key, breakdown=rest[0], among=rest[0]
        )
    if counted_noun.is_bare(own) and (not back or figure_label.in_common(back, parent.label)):
        label = back or parent.label
        if _PARTED.fullmatch(own) and role.measure == parent.measure:
            # 其中新建3420套、改建2685套: the verb tells the parts apart.
            return draft._replace(label=label, breakdown=own, part_of=parent.key)
        return draft._replace(label=label, breakdown=parent.breakdown)
    if near.endswith("等"):
        # 其中甲、乙等11家: names that are counted are no group.
        return draft._replace(label=parent.label, part_of=parent.key)
    own = back if counted_noun.is_bare(own) else own + back if "、" not in own else own
    return draft._replace(
        label=parent.label,
        part_of=parent.key,
        breakdown=group_words.clean(own),
        among="" if group_words.is_group(own) else own,
    )
