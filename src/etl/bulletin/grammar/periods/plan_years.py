"""The year that a bulletin's words say it is about: 2024年民生实事."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from etl.bulletin.grammar.periods.date_mentions import Mention
from etl.bulletin.grammar.periods.dates_in_title import period_of
from etl.bulletin.grammar.periods.period_of_data import OPENING, Introduced

_PLAN_WORDS = re.compile(
    r"[^,。;\n\d]{0,16}?(?:\d+[件项个])?[^,。;\n\d]{0,8}?"
    r"(?:实事|民生|重点工作|目标|任务|计划|项目|工程|工作报告|行动)"
)
_TO_COME = re.compile(r"[^,。;\n]{0,14}?(?:征集|遴选|建议|谋划|申报)")
_PREPARES = re.compile(
    r"(?:征集|遴选|谋划|申报|筹划|编制|拟[定订]|制[定订]|研究|提前|提出|储备)[^,。;\d\n]{0,6}\Z"
)
_SINCE = re.compile(r"(?:从|自|始于|早在)$")
_SINCE_BEHIND = re.compile(r"(?:以来|起|开始|至今|[以之]前)")
_OPENS = re.compile(r"(?:^|[。\n])[ ]?\Z")
_ISSUE = re.compile(
    r"(?:^|\n)(?!.{0,8}(?:根据|按照|依[据照]))[^,。;:《\d\n]{0,20}?"
    r"[(\[〔【<]?(20[0-4]\d)(?:年?[)\]〕】>]|年) ?(?:第 ?)?(\d{1,3}) ?[期号][ )]{0,2}(?=\n|$)"
)
"""The number of a circular, at the end of its line: 督查通报(2015)第19期."""
_NEW_YEAR = 2
"""Numbers of a year's first circulars, which may tell of the year before."""
_HEAD = 200
_ONCE = 2
"""Votes for a year that is said once, behind the opening."""
_OF_LAST_YEAR = 2
"""Months that may still tell of the year before."""


def year_said(
    text: str,
    titled: Sequence[Mention],
    found: Sequence[Mention],
    said: Sequence[Introduced],
    dateline: date | None,
) -> int | None:
    """The year that the words say: the title's, else the one most often said of the plan.

    One that is said once, behind the opening, is that of something else where the page has
    its own date in another: ``相关新闻:2017年度民生工程考评结果``.
    """
    period = period_of(titled)
    if period is not None and period.year is not None:
        return period.year
    for m in titled:
        if m.year is not None:
            return m.year
    votes: Counter[int] = Counter()
    for m in found:
        if m.year is None or m.day is not None:
            continue
        if _SINCE.search(text, max(0, m.start - 2), m.start) or _SINCE_BEHIND.match(text, m.end):
            continue
        to_come = _TO_COME.match(text, m.end) or _PREPARES.search(
            text, max(0, m.start - 12), m.start
        )
        if _PLAN_WORDS.match(text, m.end) and not to_come:
            votes[m.year] += 3 if m.start < OPENING else 2
        elif m.month is None and m.start < OPENING and _opens_sentence(text, m):
            votes[m.year] += 1
    for s in said:
        if s.mention.year is not None:
            votes[s.mention.year] += s.weight
    if not votes:
        return None if dateline else _issued(text)
    # Of equals the one said first.
    year = max(votes, key=votes.__getitem__)
    if votes[year] <= _ONCE and dateline is not None and dateline.month > _OF_LAST_YEAR:
        return year if year == dateline.year else None
    return year


def _issued(text: str) -> int | None:
    """The year of a circular's number at the head."""
    number = _ISSUE.search(text, 0, _HEAD)
    return int(number[1]) if number and int(number[2]) > _NEW_YEAR else None


def _opens_sentence(text: str, m: Mention) -> bool:
    """2024年,全市…: a sentence tells of the year that opens it."""
    before = text[max(0, m.start - 2) : m.start]
    return text.startswith(",", m.end) and _OPENS.search(before) is not None
