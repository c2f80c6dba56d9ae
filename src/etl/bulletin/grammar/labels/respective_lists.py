"""Lists that are dealt out: 分别 to groups or to the figures before, one noun for a list."""

import re
from collections.abc import Sequence

from etl.bulletin.grammar.discourse.draft_facts import Draft
from etl.bulletin.grammar.discourse.list_bounds import before_dealing, deals
from etl.bulletin.grammar.discourse.segment_state import Told
from etl.bulletin.grammar.labels import counted_noun, group_words
from etl.bulletin.grammar.lexing.words_around_figure import Around
from etl.bulletin.grammar.measures import stages
from etl.bulletin.grammar.measures.role_by_words import Role
from etl.bulletin.grammar.numerals.quantity import Quantity

_GENERIC = re.compile(r"(?:发放|补助|补贴)?(?:标准|水平|任务|工作|项目|工程|资金|金额)?")
_ANDS = re.compile(r"、|和|及(?!以)|与")
_FROM = re.compile(r"(?:从|由)(?:原来|目前)?(?:的)?(?:每[人户]每?[月年])?\d[^,。;]*$")
_FIGURE = re.compile(r"\d")


def lists(around: Around, length: int) -> bool:
    """Whether a clause without a figure names what 分别 deals its own figures to."""
    front, shared = before_dealing(around.clause)
    return shared and not _FIGURE.search(front) and len(_ANDS.split(front)) >= length


def groups_of(length: int, around: Around) -> tuple[list[str] | None, str]:
    """The groups that 分别 deals the figures to, and the noun they have in common."""
    front = around.near
    if lists(around, length):
        front, _ = before_dealing(around.clause)
    elif deals(around.sentence):
        front, _ = before_dealing(around.sentence)
    front = front[max(front.rfind("。"), front.rfind(";"), front.rfind("\n")) + 1 :]
    front = _FROM.sub("", front)
    listed = front.rfind(",")
    if listed >= 0 and len(_ANDS.split(front[listed + 1 :])) >= length:
        front = front[listed + 1 :]
    names = counted_noun.split_groups(front, length)
    if not names:
        return None, ""
    return names, counted_noun.common_noun(front, names[-1])


def promised_as(told: Told, group: str) -> str:
    """What is promised of a group by itself: 乳腺癌 where 乳腺癌检查 is."""
    if group_words.is_group(group):
        return ""
    return next((label for label in told.promised_labels if group in label), "")


def refer_back(told: Told, chain: Sequence[Quantity], role: Role, around: Around) -> None:
    """分别占年计划的60%和80%: each is of one of the figures before."""
    rates = stages.rate_stages(around.clause)
    for place, q in enumerate(chain):
        paired = len(told.spoken.values) >= len(chain)
        of = told.spoken.value(place - len(chain) if paired else -1)
        if len(rates) == len(chain) > 1:
            # 开工率、竣工率分别为
            of = told.spoken.at_stage(rates[place]) or of
        stage, rate = of.stage, ""
        if len(rates) in (1, len(chain)):
            stage = rates[place % len(rates)]
            names = stages.rate_names(around.clause)
            rate = names[place % len(names)] if names else ""
        told.add(
            told.new(q, role)._replace(
                of=of.key,
                label=of.label,
                among=of.among,
                breakdown=of.breakdown,
                stage=stage,
                stage_said=of.stage_said,
                rate=rate,
            )
        )


def dealt_to(told: Told, chain: Sequence[Quantity], around: Around) -> list[Draft]:
    """The figures before that 分别 deals a list out to, one each; none without it."""
    length = len(chain)
    if not deals(around.sentence) or not counted_noun.is_bare(counted_noun.before(around.near)):
        return []
    values = [told.drafts[key] for key in told.spoken.values[-length:]]
    earlier = [*told.spoken.promised[-length:], *values][-length:]
    alike = [d.unit for d in earlier] == [q.unit for q in chain]
    return earlier if alike or len(told.spoken.values) >= length else []


def dealt(told: Told, draft: Draft, name: str, noun: str, *, alone: bool) -> Draft:
    """One figure of a list with its name: a group of the noun, or a thing of its own."""
    if promised := promised_as(told, name):
        # 护理型床位、家庭养老床位分别新增462张和1137张: each is promised by itself.
        return draft._replace(label=promised)
    if _GENERIC.fullmatch(noun) and len(name) > 2:
        # 高龄津贴和护理补贴标准分别…: two things, not two groups of one.
        return draft._replace(label=name + noun)
    return draft._replace(label=name) if alone else draft._replace(breakdown=name)
