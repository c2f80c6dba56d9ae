"""Figures that are dealt out: 分别 deals a list to groups or to figures before, 各 one to each."""

import re

from etl.bulletin.grammar.discourse import draft_of_figure
from etl.bulletin.grammar.discourse.segment_state import Told
from etl.bulletin.grammar.labels import counted_noun, group_words, respective_lists
from etl.bulletin.grammar.lexing.words_around_figure import Around
from etl.bulletin.grammar.measures import stages
from etl.bulletin.grammar.measures.no_facts import numeral_of
from etl.bulletin.grammar.measures.role_by_words import Role
from etl.bulletin.grammar.measures.role_in_context import role_of

_EACH = re.compile(
    r"^(?P<groups>.*?)(?:均|都)?各(?!区|市|县|镇|级|类|项|部门|单位|地|界|族|自|方)(?P<verb>[^,。;]{0,8})$"
)
_PAYS = re.compile(r"补助|补贴|奖励|奖补|承担|负担|分担|出资|报销|给予|资助|缴纳|发放")
"""Of those who pay or are paid 各 tells: 机构和家庭各补助50%."""
_SHORT = 3
"""Characters of a name that may be a group's where nothing marks it as one."""


def read_chain(told: Told, at: int, length: int) -> None:
    """Read the figures of a list, the noun of which stands once: 分别为20、30人."""
    around = told.arounds[at]
    head = told.facts[at]
    role = role_of(told, head, around)
    chain = told.facts[at : at + length]
    # The noun behind a list stands behind its last figure.
    behind = told.arounds[at + length - 1].behind
    around = around._replace(behind=behind)
    if role.none:
        told.none.extend(numeral_of(told.text, q, role) for q in chain)
        return
    about = not role.places and role.measure in (
        "pct_of_target", "change", "yoy", "target_restated"
    )  # fmt: skip
    rates = stages.rate_stages(around.clause)
    referring = len(told.spoken.values) >= length and not respective_lists.lists(around, length)
    if about and (referring or (told.spoken.values and len(rates) == length)):
        respective_lists.refer_back(told, chain, role, around)
        return
    names, noun = respective_lists.groups_of(length, around)
    if role.places and (last := told.drafts.last) is not None:
        noun = last.label
    first = draft_of_figure.draft_of(told, at, role, around)
    if names and not about:
        # 培训教师、医生分别为20、30人: one verb for several things.
        things = counted_noun.begins_with_verb(names[0]) or all(
            len(n) > _SHORT and not group_words.is_group(n) for n in names
        )
        if counted_noun.is_bare(noun):
            noun = "" if things else told.spoken.noun(head.unit)
        about = about or (things and not noun)
        first = first._replace(label=noun or first.label)
    earlier = [] if names else respective_lists.dealt_to(told, chain, around)
    for place, q in enumerate(chain):
        draft = first
        if place:
            draft = told.new(q, role)._replace(
                label=first.label,
                stage=first.stage,
                stage_said=first.stage_said,
                of=first.of,
                rate=first.rate,
            )
        if earlier:
            of = earlier[place]
            label = counted_noun.with_verb(counted_noun.before(around.near), of.label)
            draft = draft._replace(label=label, among=of.among)
            if of.measure == "target" and role.measure == "actual":
                draft = draft._replace(promise=of.key, stage=of.stage)
        if names:
            draft = respective_lists.dealt(
                told, draft, names[place], noun or first.label, alone=about and not noun
            )
        if not place:
            first = draft
        told.add(draft)


def read_each(told: Told, at: int, role: Role, around: Around) -> bool:
    """Read a figure that 各 gives to each of several groups, if it does: 机构和家庭各补助5万元."""
    each = _EACH.match(around.near) if "各" in around.near else None
    if each is None:
        return False
    count = len(re.split(r"、|和|及|与", each["groups"]))
    names = counted_noun.split_groups(each["groups"], count) if count > 1 else None
    if not names:
        return False
    # 机构和托育家庭: the last piece is a whole group, nothing of it is a common noun.
    names[-1] = re.split(r"、|和|及|与", each["groups"])[-1]
    noun = counted_noun.after(around.behind) or each["verb"].strip()
    for group in names:
        draft = draft_of_figure.draft_of(told, at, role, around)
        label = counted_noun.with_verb(each["verb"], noun) or told.spoken.noun()
        verb = each["verb"] and not _PAYS.search(each["verb"])
        things = (verb and counted_noun.is_bare(label)) or counted_noun.begins_with_verb(names[0])
        if things and not group_words.is_group(group):
            # 门磁、烟感各装了138套: what is counted, not of whom.
            told.add(draft._replace(label=counted_noun.before(group), breakdown=None))
        else:
            parent = told.spoken.parent_key
            told.add(draft._replace(label=label, breakdown=group, part_of=parent))
    return True
