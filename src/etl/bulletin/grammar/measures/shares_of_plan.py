"""Figures that speak of the plan: shares of it, and the plan restated."""

import re

from etl.bulletin.grammar.discourse.draft_facts import Draft
from etl.bulletin.grammar.discourse.segment_state import Told
from etl.bulletin.grammar.labels import counted_noun, figure_label, group_words
from etl.bulletin.grammar.lexing.words_around_figure import Around
from etl.bulletin.grammar.measures import role_by_words, stages
from etl.bulletin.grammar.measures.role_by_words import Role
from etl.bulletin.grammar.numerals.quantity import Quantity

_PLAN_PHRASE = re.compile(
    r"(?:低|高|优|多|少|快)于.*$|(?:已|共|累计|分别|均)*(?:占|为|是|提前完成|完成|达到?|实现|相当于|超)[^,。;]*$"
)
_PLAN_OF = re.compile(
    r"^.*(?:完成|实现|达到)了?(?:[^,。;]*(?:设置|设定|确定|下达|制定|提出|明确)的?)?(?:累计|共)?"
)
"""What stands before the noun where the plan is named behind: 完成安装路灯1500盏的年度目标."""
_FIGURE = re.compile(r"\d")
_BEFORE_BRACKET = 40
_PIECES = re.compile(r"[,。;:、()\n]")
_SAID_OF = re.compile(r"的?(?:有|是|为)")
_WORKS = re.compile(r"^[^,。;:]{0,6}(?:主体|土建|装修|装饰)(?:结构|工程|施工|建设|部分)*$")


def about_plan(told: Told, q: Quantity, role: Role, around: Around) -> Draft:
    draft = told.new(q, role)
    rate = stages.rate_stage(around.clause)
    # 开工率 speaks of the works a sentence opened with, not of whom they benefit.
    of = _of_unit(told, q, role)
    if rate and told.spoken.values:
        of = told.spoken.at_stage(rate) or told.spoken.value(0)
    if around.bracketed:
        subject, group = _before_bracket(told, q)
    else:
        words = around.near if _FIGURE.search(around.clause) else around.clause
        named = role_by_words.speaks_of_plan(around.behind) and not words.endswith("的")
        if role.measure == "target_restated" and named:
            words = _PLAN_OF.sub("", words)
        subject = counted_noun.before(_PLAN_PHRASE.sub("", stages.without_rate(words)))
        group, rest = group_words.leading_places(subject)
        subject = rest if group else subject
    works = _WORKS.search(subject)
    if works and not group and not role_by_words.speaks_of_plan(around.clause):
        # 体育馆:主体施工100%
        label = told.spoken.topic or (of.label if of is not None else "")
        return draft._replace(
            label=label, among=subject, part_of=of.key if of is not None else None
        )
    own = len(subject) > 1 and not counted_noun.is_bare(subject) and not re.search(r"\d", subject)
    if not own and not group and told.spoken.subject and q.unit == "%":
        subject, own = told.spoken.subject, True
        if told.spoken.result_at(q.value, told.promises) is not None:
            own = False
    name = stages.rate_name(around.clause)
    if not group and of is not None and not (own and _is_another(told, subject, of, around)):
        return draft._replace(
            of=of.key,
            label=of.label,
            among=of.among,
            breakdown=of.breakdown,
            stage=rate or of.stage,
            stage_said=of.stage_said,
            rate=name,
        )
    label, breakdown, part_of = subject if own else "", draft.breakdown, None
    if group:
        breakdown = group_words.clean(group)
        if of is not None:
            label, part_of = label or of.label, of.key
        if around.bracketed:
            rate = rate or stages.rate_stage(around.sentence)
    stage, stage_said = (rate, False) if rate else stages.stage_of(around, around.near)
    return draft._replace(
        label=label or told.spoken.noun(),
        breakdown=breakdown,
        part_of=part_of,
        stage=stage,
        stage_said=stage_said,
        rate=name,
    )


def _is_another(told: Told, subject: str, of: Draft, around: Around) -> bool:
    """Whether a share speaks of a noun of its own: 幕墙部分65% behind 主体部分92%."""
    if not of.label:
        known = any(figure_label.in_common(subject, label) for label in told.promised_labels)
        return around.bracketed or (bool(told.promised_labels) and not known)
    if role_by_words.speaks_of_plan(around.clause):
        return not set(subject) & set(of.label)
    return subject not in of.label and of.label not in subject


def _before_bracket(told: Told, q: Quantity) -> tuple[str, str]:
    """Noun and group before a share in brackets: 最快的是甲市(72%), 环路改造正在施工(82%)."""
    opened = q.start - 1
    before = told.drafts.last
    floor = before.quantity.end if before is not None else told.segment.start
    words = told.text[max(floor, opened - _BEFORE_BRACKET, told.segment.start) : opened]
    piece = _PIECES.split(words)[-1]
    if piece == words and floor > opened - _BEFORE_BRACKET and before is not None:
        return "", ""
    *_, name = _SAID_OF.split(piece)
    if group_words.is_place(group_words.clean(name)):
        return "", name
    return counted_noun.subject(piece), ""


def _of_unit(told: Told, q: Quantity, role: Role) -> Draft | None:
    """What a plan or its share speaks of: of several figures the last with the plan's unit."""
    last = told.spoken.last
    if role.measure == "target_restated":
        return told.spoken.last_of(q.unit) or last
    before = told.drafts.last
    if before is not None and before.measure == "target_restated" and before.of is not None:
        between = told.text[before.quantity.end : q.start]
        if not any(stop in between for stop in ",。;"):
            return told.spoken.figure(before.of)
    return told.spoken.result_at(q.value, told.promises) or last
