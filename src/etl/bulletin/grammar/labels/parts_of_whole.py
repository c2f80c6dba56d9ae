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
    planned = parent.measure == "target" and any(d is parent for d in told.spoken.values)
    if role.measure == "actual" and planned and not role_by_words.done(around.clause):
        # 计划投资4000万元,其中中央1500万元
        draft.part, draft.measure = parent.part, parent.measure
    if role.measure == "actual" and parent.measure == "remaining" and draft.unit == parent.unit:
        draft.measure = parent.measure
    draft.stage, draft.stage_said = stages.stage_of(around, around.near)
    if role.measure == "remaining":
        draft.stage, draft.stage_said = None, False
    elif not draft.stage and draft.unit == parent.unit and role.measure == "actual":
        draft.stage, draft.stage_said = parent.stage, parent.stage_said
    near = re.sub(r"^.*其中(?:的)?|^[(,]?(?:含|包括)", "", around.near)
    if role.measure == "share":
        near = SHARE_PHRASE.sub("", near)
    own, back = figure_label.words(around._replace(near=near))
    back = "" if counted_noun.is_bare(back) else back
    if draft.unit != parent.unit and group_words.is_group(own):
        figure_label.name(told, draft, around._replace(near=near))
        return draft
    if draft.unit != parent.unit and (draft.unit != "%" or own.endswith("率")):
        own = own + back if own and "、" not in own else own or back
        draft.label = own if not counted_noun.is_bare(own) else parent.label
        return draft
    if rest := _REST.search(near):
        # 其他投入700万元 among the parts of a sum
        draft.label, draft.part_of = parent.label, parent
        draft.breakdown = draft.among = rest[0]
        return draft
    if counted_noun.is_bare(own) and (not back or figure_label.in_common(back, parent.label)):
        draft.label, draft.breakdown = back or parent.label, parent.breakdown
        if _PARTED.fullmatch(own) and role.measure == parent.measure:
            # 其中新建3420套、改建2685套: the verb tells the parts apart.
            draft.breakdown, draft.part_of = own, parent
        return draft
    if near.endswith("等"):
        # 其中甲、乙等11家: names that are counted are no group.
        draft.label, draft.part_of = parent.label, parent
        return draft
    own = back if counted_noun.is_bare(own) else own + back if "、" not in own else own
    draft.breakdown, draft.part_of = group_words.clean(own), parent
    draft.label = parent.label
    if not group_words.is_group(own):
        draft.among = own
    return draft
