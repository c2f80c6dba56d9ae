"""What a clause says of itself, its neighbours not asked: that it promises, or that it reports.

By its words and figures (``constructions.tsv``), and by printed shares that tie plan and result.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from etl.bulletin.grammar.lexing.constructions import clause_rows, figure_rows, votes
from etl.bulletin.grammar.lexing.lexer import Lexed, coded
from etl.bulletin.grammar.numerals.quantity import Quantity, exact_digits
from etl.bulletin.promise_or_report import clauses
from etl.bulletin.promise_or_report.clauses import Span
from etl.bulletin.promise_or_report.share_evidence import proved_by_shares, shared

_STATES = ("ALREADY", "UNDERWAY", "NOTYET")
_STAGES = ("STARTED", "BUILT", "DONE")
TOLD = 1.5
"""Votes for a report from which a clause tells what was done."""
_REACHED = 0.5
"""Votes of a clause that tells of a stage at least: 竣工21所."""
_SCOPE = 2.0
"""What it adds that a count stands before a colon and the states of what it counts behind it:
新改扩建幼儿园8所:白沙等6所已竣工,金村等2所主体结顶."""
_STOP = re.compile(r"[。\n]")
_REPORTED = frozenset({"pct_of_target", "yoy", "remaining", "target_restated"})
_PLAN_BEFORE = "plan right before"
_BESIDE = "plan named in brackets"
"""Behind a result: 新建食堂8个(目标8个)."""
_CHANGED = 0.4
_EXACT_COUNT = (0.0, -0.35, -0.35, 0.45, 1.3)
_EXACT_SHARE = (0.0, -0.5, -0.45, 1.5)
"""Half the log-odds of a report for a number with so many digits: they are not independent."""
_BARE_LEVEL = 1.0
"""What it adds that a level is named without 达到 or 以上, as promises do."""
_MOST_ROUND, _MOST_EXACT = 0.5, 1.5
_BOUND = re.compile(r"不(?:低于|少于|超过|高于|小于|大于)|至少")
_BOUNDED = 1.0
"""What it adds that a figure is a floor or a ceiling: promises have them,
counts are what they are. (每处不少于500平方米 says how each is to be.)"""
_ROUGHLY = re.compile(r"[余多]")
_COUNTED = 3.0
"""What it adds that a figure is 1900余: what was counted is told so, a plan hardly ever."""
_OR_MORE = 1.0
"""What it takes that a figure is 90%以上; 3层以上住宅 says which are counted."""
_CLAUSE = 30
_LONGEST = 300
"""Characters of a clause before and behind a figure that can say what it is."""


class Said(NamedTuple):
    """What a clause says, its neighbours not asked."""

    span: Span
    codes: str
    figures: Sequence[Quantity]
    words: Mapping[str, float]
    """Votes of its words, by what they speak for."""
    votes: float
    """For a report less those for a promise."""
    units: frozenset[str]
    answerable: frozenset[str]
    """What it counts that another clause may answer."""
    plans: bool
    """Whether its figures are called plans, behind a result: 竣工21所,全年任务32所."""

    @property
    def tells(self) -> bool:
        """Whether its words by themselves tell what was done."""
        return self.words.get("report", 0.0) >= TOLD

    @property
    def is_bare(self) -> bool:
        """Whether it may tell what was done of something named before: 已购置9辆."""
        return "done" in self.words

    @property
    def is_rest(self) -> bool:
        """Whether it opens with what remains: 剩余7座正在施工."""
        return self.codes.startswith(tuple(coded("REMAIN", "REST")))

    @property
    def is_level_by_now(self) -> bool:
        """Whether it tells how far a level named before has come: 目前为71.2%."""
        return "level" in self.words

    @property
    def answer(self) -> float:
        """How far its words answer a promise."""
        return self.words.get("answer", 0.0) if self.tells or self.is_bare else 0.0

    @property
    def states(self) -> bool:
        """Whether it says how things stand: 已, 现已, 正在, 尚未."""
        return not coded(*_STATES, "ACTUAL", "NOW", "D").isdisjoint(self.codes)

    @property
    def stages(self) -> frozenset[str]:
        """The stages that it names: 开工, 竣工."""
        return coded(*_STAGES).intersection(self.codes)

    def plus(self, votes: float) -> "Said":
        """The same with some votes more."""
        return self._replace(votes=self.votes + votes) if votes else self

    def is_like(self, other: "Said") -> bool:
        """Whether one may answer the other."""
        return not self.answerable.isdisjoint(other.answerable)


def clauses_said(
    lexed: Lexed, quantities: Sequence[Quantity], start: int, end: int
) -> Iterator[Said]:
    """Each clause by its own words, and by the shares that tie its figures to others."""
    shares, share_votes = shared(lexed, quantities, start, end)
    proved = proved_by_shares(lexed.text, quantities, shares)
    told_before = False
    for span in clauses.cut(lexed, quantities, start, end):
        s, e, *_ = span
        figures = clauses.inside(quantities, s, e)
        codes = lexed.between(s, e)
        opening = codes if e <= s + 2 * _LONGEST else lexed.between(s, s + 2 * _LONGEST)
        words = votes(clause_rows(), "", opening, "").totals
        scope = _SCOPE if lexed.text[e - 1] == ":" and _tells_states(lexed, e) else 0.0
        own = (
            words.get("report", 0.0)
            - words.get("promise", 0.0)
            + _figure_votes(lexed, s, e, figures, proved)
            + sum(share_votes.get(q.start, 0.0) for q in figures)
            - scope
        )
        plans = (
            bool(figures)
            and own < 0
            and told_before
            and all(_is_plan(lexed, s, q) for q in figures)
        )
        told_before = told_before or (bool(figures) and own >= _REACHED)
        units = frozenset([q.unit for q in figures if q.unit])
        answerable = _answerable(units, codes, by_now="level" in words)
        yield Said(span, codes, figures, words, own, units, answerable, plans)


def _tells_states(lexed: Lexed, start: int) -> bool:
    """Whether a sentence goes on behind a colon with how far single works are."""
    stop = _STOP.search(lexed.text, start, start + _LONGEST)
    codes = lexed.between(start, stop.start() if stop else start + _LONGEST)
    return not coded(*_STATES, *_STAGES).isdisjoint(codes)


def _is_plan(lexed: Lexed, start: int, q: Quantity) -> bool:
    """Whether the words right before a figure call it a plan: 全年任务32所."""
    before = lexed.between(max(start, q.start - _LONGEST), q.start)
    return _PLAN_BEFORE in votes(figure_rows(), q.unit, before, "").names("target")


def _figure_votes(
    lexed: Lexed, start: int, end: int, figures: Sequence[Quantity], proved: Mapping[int, float]
) -> float:
    """How far what the figures of a clause say makes it a report."""
    score = 0.0
    for q in figures:
        score += proved.get(q.start, 0.0)
        before = lexed.between(max(start, q.start - _LONGEST), q.start)
        behind = lexed.between(q.end, min(end, q.end + _LONGEST))
        said = votes(figure_rows(), q.unit, before, behind)
        outcome, _ = said.best("actual")
        # 投资完成率达到50%以上 is promised as often as reported.
        either = outcome == "pct_of_target" and q.qualifier == ">="
        beside = outcome == "target" and _BESIDE in said.names("target")
        if (outcome in _REPORTED and not either) or beside:
            score += TOLD
        elif outcome == "target":
            score -= TOLD
        elif outcome == "previous":
            score += _CHANGED
        said_so = lexed.text[q.number[0] : q.end]
        if _ROUGHLY.search(said_so):
            score += _COUNTED
        elif said_so.endswith("以上") and not lexed.text[q.end : q.end + 1].isalpha():
            score -= _OR_MORE
        if _BOUND.match(lexed.text, q.start) and "每" not in lexed.text[start : q.start]:
            score -= _BOUNDED
    return score


def exact_votes(lexed: Lexed, figures: Sequence[Quantity]) -> float:
    """How far the exactness of a clause's figures says that they were counted: plans are round.

    新增泊位5000个 may be either, 新增泊位5137个 hardly a plan.
    """
    if not figures:
        return 0.0
    said = 0.0
    for q in figures:
        if q.unit and q.kind == "quantity":
            written = lexed.text[q.number[0] : q.number[1]]
            known = _EXACT_SHARE if q.unit in ("%", "百分点") else _EXACT_COUNT
            said += known[min(exact_digits(written), len(known) - 1)]
            if q.unit == "%" and q.qualifier is None and _is_level(lexed, q):
                said += _BARE_LEVEL
    return max(-_MOST_ROUND, min(_MOST_EXACT, said))


def _is_level(lexed: Lexed, q: Quantity) -> bool:
    """Whether a percentage stands right behind what it is the level of: 合格率100%."""
    before = lexed.between(max(0, q.start - _CLAUSE), q.start)
    return before[-1:] in coded("LEVEL")


def _answerable(units: frozenset[str], codes: str, *, by_now: bool) -> frozenset[str]:
    """What a clause counts that another may answer: no percentage that is no level.

    Of a level (合格率) the result is a level too, and need not be named again: 目前为71.2%.
    """
    if not units:
        return units
    units = frozenset([unit.removesuffix("次") or unit for unit in units])
    is_level = by_now or not coded("LEVEL").isdisjoint(codes)
    return units if is_level else units - {"%"}
