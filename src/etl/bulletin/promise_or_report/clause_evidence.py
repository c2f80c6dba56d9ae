"""What each clause of an item says of itself: that it promises, or that it reports.

By its words and figures (``constructions.tsv``), by printed shares that tie plan and result,
and by the units that answer one another.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import NamedTuple

from etl.bulletin.grammar.lexing.constructions import clause_rows, figure_rows, votes
from etl.bulletin.grammar.lexing.lexer import Lexed, codes_of
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.promise_or_report import clauses
from etl.bulletin.promise_or_report.clauses import Boundary, Span
from etl.bulletin.promise_or_report.share_evidence import AMONG, proved_by_shares, shared

_ANSWERED = 1.2
_ANSWERS = 0.6
_NEAR = 3
"""Clauses back in which a unit is answered."""
_SCOPE = 2.0
"""What it adds that a count stands before a colon and the states of what it counts behind it:
新改扩建幼儿园8所:白沙等6所已竣工,金村等2所主体结顶."""
_STOP = re.compile(r"[。\n]")
_DIVIDED = 3.0
"""What it adds that some of what a clause counts is done and the rest is not."""
_STAGE_SET = 1.5
"""What it takes that all stages of a sentence are told as reached in a later one."""
_MOST_PARTS = 24
"""Clauses that can tell the parts of one whole."""
_SAID_AGAIN = 2.0
_SAME_WORDS = 6
"""Characters right before two figures that make them counts of one thing."""
_REPORTED = frozenset({"pct_of_target", "yoy", "remaining", "target_restated"})
_PLAN_BEFORE = "plan right before"
_BESIDE = "plan named in brackets"
"""Behind a result: 新建食堂8个(目标8个)."""
_REACHED = 0.5
"""Votes of a clause that tells of a stage at least: 竣工21所."""
_MARKED = 1.0
"""Votes from which the words of a clause say by themselves what it is."""
_CHANGED = 0.4
_EXACT_COUNT = (0.0, -0.35, -0.35, 0.45, 1.3)
_EXACT_SHARE = (0.0, -0.5, -0.45, 1.5)
"""Half the log-odds of a report for a number with so many digits: they are not independent."""
_BARE_LEVEL = 1.0
"""What it adds that a level is named without 达到 or 以上, as promises do."""
_MOST_ROUND, _MOST_EXACT = 0.5, 1.5
TOLD = 1.5
"""Votes for a report from which a clause tells what was done."""
_BOUND = re.compile(r"不(?:低于|少于|超过|高于|小于|大于)|至少")
_BOUNDED = 1.0
"""What it adds that a figure is a floor or a ceiling: promises have them,
counts are what they are. (每处不少于500平方米 says how each is to be.)"""
_OPENING = frozenset[Boundary](["stop", "line"])
_ROUGHLY = re.compile(r"[余多]")
_COUNTED = 3.0
"""What it adds that a figure is 1900余: what was counted is told so, a plan hardly ever."""
_OR_MORE = 1.0
"""What it takes that a figure is 90%以上."""
_NO_DIGIT = re.compile(r"\D+")
_CLAUSE = 30
_LONGEST = 300
"""Characters of a clause before and behind a figure that can say what it is."""


class Clause(NamedTuple):
    """A clause and what it says of itself."""

    start: int
    end: int
    boundary: Boundary
    """What stands before it."""
    sentence: int
    line: int
    units: frozenset[str]
    report: float
    """Votes for a report less those for a promise."""
    marked: bool = True
    """Its own words, or the arithmetic, say which it is."""
    exact: float = 0.0
    """How far its numbers speak for a report by being no round ones."""


class _Said(NamedTuple):
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
    def answer(self) -> float:
        """How far its words answer a promise."""
        return self.words.get("answer", 0.0) if self.tells or self.is_bare else 0.0

    @property
    def states(self) -> bool:
        """Whether it says how things stand: 已, 现已, 正在, 尚未."""
        return not _stated_coded().isdisjoint(self.codes)

    @property
    def stages(self) -> frozenset[str]:
        """The stages that it names: 开工, 竣工."""
        return _reached_coded().intersection(self.codes)

    def plus(self, votes: float) -> "_Said":
        """The same with some votes more."""
        return self._replace(votes=self.votes + votes) if votes else self

    def is_like(self, other: "_Said") -> bool:
        """Whether one may answer the other."""
        return not self.answerable.isdisjoint(other.answerable)


def weigh(lexed: Lexed, quantities: Sequence[Quantity], start: int, end: int) -> Iterator[Clause]:
    """The clauses of a stretch, with what their words and the arithmetic say."""
    said = _told_back(list(_set_out(_carried(_said(lexed, quantities, start, end)))))
    said = _told_by_stage(said)
    parts, divided = _parts(said)
    for place, one in enumerate(said):
        before, behind = said[max(0, place - _NEAR) : place], said[place + 1 : place + 1 + _NEAR]
        report = _among_others(lexed.text, one, before, behind)
        report += _SAID_AGAIN if _is_said_again(lexed.text, one, said[:place]) else 0.0
        report -= _DIVIDED if place in divided else 0.0
        marked, exact = abs(one.votes) >= _MARKED, _exact(lexed, one.figures)
        span = one.span._replace(boundary="parts") if place in parts else one.span
        yield Clause(*span, one.units, report, marked, exact)


def _said(lexed: Lexed, quantities: Sequence[Quantity], start: int, end: int) -> Iterator[_Said]:
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
        yield _Said(span, codes, figures, words, own, units, _answerable(units, codes), plans)


def _tells_states(lexed: Lexed, start: int) -> bool:
    """Whether a sentence goes on behind a colon with how far single works are."""
    stop = _STOP.search(lexed.text, start)
    codes = lexed.between(start, min(stop.start() if stop else start + _LONGEST, start + _LONGEST))
    return not _states_coded().isdisjoint(codes)


def _parts(said: Sequence[_Said]) -> tuple[frozenset[int], frozenset[int]]:
    """Which clauses tell parts of what stands before them: 建成44所,其中小学20所,中学24所.

    Behind the first of them those are that it takes to make up the whole. Apart from them those
    whose figure is the whole of what is done and what is not: 15个小区,其中9个已完工,其余6个在建.
    """
    found: set[int] = set()
    divided: set[int] = set()
    for first, one in enumerate(said):
        if not one.codes or one.codes[0] not in _within_coded():
            continue
        if one.span.boundary == "comma":
            found.add(first)
        whole = _whole(said, first)
        if whole is not None:
            place, q = whole
            end = _made_up(said, first, q)
            found.update(range(first + 1, end))
            if any(not _left_coded().isdisjoint(one.codes) for one in said[first + 1 : end]):
                divided.add(place)
    return frozenset(found), frozenset(divided)


def _whole(said: Sequence[_Said], first: int) -> tuple[int, Quantity] | None:
    """The figure before a clause whose parts it tells, and its clause: the last one of its
    sentence and unit."""
    unit = next((q.unit for q in said[first].figures if q.unit), "")
    for place in range(first - 1, max(-1, first - 1 - _NEAR), -1):
        if said[place].span.sentence != said[first].span.sentence:
            return None
        for q in reversed(said[place].figures):
            if q.unit == unit:
                return place, q
    return None


def _made_up(said: Sequence[_Said], first: int, whole: Quantity) -> int:
    """Behind which clause the figures from one on add up to a whole; that one where none do."""
    total = Decimal(0)
    for place in range(first, min(first + _MOST_PARTS, len(said))):
        one = said[place]
        if one.span.sentence != said[first].span.sentence:
            break
        total += sum(q.value for q in one.figures if q.unit == whole.unit)
        if total >= whole.value:
            return place + 1 if total == whole.value else first + 1
    return first + 1


def _carried(said: Iterable[_Said]) -> Iterator[_Said]:
    """Each clause; the votes of one without figures go on to the clause behind its comma."""
    carry = 0.0
    for one in said:
        one = one.plus(carry if one.span.boundary == "comma" else 0.0)
        carry = 0.0 if one.figures else one.votes
        yield one


def _set_out(said: Iterable[_Said]) -> Iterator[_Said]:
    """Each clause; where a sentence opens with whose goals it names, all that it does not tell
    as done is one: 市下达目标:新开工1820套,基本建成1400套。

    Without a colon those are goals that count something new: 目标为完工80台,至年底完工93台.
    """
    goals, sentence = 0.0, None
    listed: set[tuple[str, frozenset[str]]] | None = None
    for one in said:
        stages, told = one.stages, one.states
        counts = {(unit, stages) for unit in one.units}
        if listed is not None:
            alike = (
                unit in one.units and not (stages and before and stages != before)
                for unit, before in listed
            )
            told = told or one.tells or any(alike)
        if one.span.sentence != sentence or told:
            goals, sentence, listed = 0.0, one.span.sentence, None
        named = max(one.words.get("goals", 0.0), one.words.get("listed", 0.0))
        if named and one.span.boundary in _OPENING:
            goals, listed = named, None if "goals" in one.words else set()
        if listed is not None:
            listed |= counts
        if goals and one.figures:
            # 基本建成1260套 among goals is one, though its words tell.
            one = one.plus(-goals - (0.0 if named else max(0.0, one.votes)))
        yield one


def _told_back(said: Sequence[_Said]) -> Sequence[_Said]:
    """Each clause, with what the end of its sentence says of all of it: 修渠36公里;…,均已完成。

    What ends a part of a sentence, or does not say 均 or 全部, tells of that part; of a result
    and not of the plan before it: 筹集1.6万套,已筹集1.71万套,提前完成任务.
    """
    found: list[_Said] = []
    results: list[_Said] = []
    whole, sentence, part = 0.0, None, 0.0
    for one in reversed(said):
        ends = one.span.sentence != sentence
        if ends:
            whole, sentence, part, results = 0.0, one.span.sentence, 0.0, []
        # 任务6120户,…,已全部完成 was promised, and is done.
        of_it = one.votes > -TOLD and not any(map(one.is_like, results))
        found.append(one.plus(whole + part if of_it else 0.0))
        if one.figures and one.tells:
            results.append(one)
        if not one.figures:
            told = one.words.get("whole", 0.0)
            if ends and not _of_all_coded().isdisjoint(one.codes):
                whole += told
            else:
                part += told
        if one.span.boundary == "semicolon":
            part = 0.0
    return found[::-1]


def _told_by_stage(said: Sequence[_Said]) -> Sequence[_Said]:
    """Each clause; a sentence all of whose stages a later one tells as reached sets them as goals.

    新开工620套,基本建成400套。已开工620套,…;基本建成438套。
    """
    sentences = [list(of) for _, of in groupby(said, key=lambda one: one.span.sentence)]
    stages = [
        {(unit, stage) for one in of for unit in one.units for stage in one.stages}
        for of in sentences
    ]
    opens = [next((one.states for one in of if one.units), False) for of in sentences]
    found: list[_Said] = []
    for place, of in enumerate(sentences):
        later = range(place + 1, min(len(sentences), place + 1 + _NEAR))
        goals = (
            len(stages[place]) > 1
            and not any(one.states for one in of)
            and any(opens[at] and stages[place] <= stages[at] for at in later)
        )
        found.extend(
            one.plus(-_STAGE_SET - max(0.0, one.votes)) if goals and one.stages else one
            for one in of
        )
    return found


def _among_others(text: str, one: _Said, before: Sequence[_Said], behind: Sequence[_Said]) -> float:
    """The votes of a clause, with what it adds that it answers others or is answered."""
    report = one.votes
    if not one.answerable:
        return report
    answers = any(map(one.is_like, before))
    if answers:
        report += _ANSWERS + one.answer
    goes_on = answers and one.span.boundary in ("comma", "within", "parts")
    if one.votes < TOLD / 2 and not goes_on:
        answered = _answered(text, one, behind)
        if answered is not None:
            report -= answered
        elif one.plans:
            # 竣工21所,全年任务32所: a plan that says so behind its result tells of no other.
            report = 0.0
    return report


def _is_said_again(text: str, one: _Said, before: Sequence[_Said]) -> bool:
    """Whether a clause counts in the same words what a sentence before it called a plan:
    目标为新增托育点4个…。…全年新增托育点5个。"""
    if one.votes <= -_MARKED:
        return False
    counts = _counts(text, one)
    return bool(counts) and any(
        earlier.votes <= -TOLD
        and earlier.span.sentence != one.span.sentence
        and not counts.isdisjoint(_counts(text, earlier))
        for earlier in before
    )


def _counts(text: str, one: _Said) -> frozenset[tuple[str, str]]:
    """What a clause counts: the end of the words before each figure, and its unit."""
    return frozenset(
        (text[q.start - _SAME_WORDS : q.start], q.unit)
        for q in one.figures
        if q.start - _SAME_WORDS >= one.span.start
    )


def _answered(text: str, one: _Said, behind: Sequence[_Said]) -> float | None:
    """How far a clause promises what one behind it tells the result of; None where none does."""
    alike = [other for other in behind if one.is_like(other)]
    # 开工18处,竣工11处 are two stages; of 43个中,竣工31个 no plan is known.
    whole = bool(alike) and (bool(one.stages) or _is_among(text, one.figures, one.span.end))
    for other in alike:
        if other.votes >= TOLD or (other.is_bare and not whole):
            # 已购置9辆 names nothing: what it answers stands right before it.
            beside = other is behind[0] and (other.tells or not whole)
            return _ANSWERED + (other.answer if beside else 0.0)
    return None


def _is_plan(lexed: Lexed, start: int, q: Quantity) -> bool:
    """Whether the words right before a figure call it a plan: 全年任务32所."""
    before = lexed.between(max(start, q.start - _LONGEST), q.start)
    return _PLAN_BEFORE in votes(figure_rows(), q.unit, before, "").names("target")


def _is_among(text: str, figures: Sequence[Quantity], end: int) -> bool:
    """Whether a clause opens the parts of what it counts: 43个项目中,."""
    return bool(figures) and AMONG.match(text, figures[-1].end, end) is not None


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
        elif said_so.endswith("以上"):
            score -= _OR_MORE
        if _BOUND.match(lexed.text, q.start) and "每" not in lexed.text[start : q.start]:
            score -= _BOUNDED
    return score


def _exact(lexed: Lexed, figures: Sequence[Quantity]) -> float:
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
            said += known[min(_digits(written), len(known) - 1)]
            if q.unit == "%" and q.qualifier is None and _is_level(lexed, q):
                said += _BARE_LEVEL
    return max(-_MOST_ROUND, min(_MOST_EXACT, said))


def _is_level(lexed: Lexed, q: Quantity) -> bool:
    """Whether a percentage stands right behind what it is the level of: 合格率100%."""
    before = lexed.between(max(0, q.start - _CLAUSE), q.start)
    return before[-1:] in _levels_coded()


def _digits(written: str) -> int:
    """How many digits of a number are not there for its size alone: 2 of 5200, 3 of 68.4."""
    digits = _NO_DIGIT.sub("", written).lstrip("0")
    return len(digits if "." in written else digits.rstrip("0"))


def _answerable(units: frozenset[str], codes: str) -> frozenset[str]:
    """What a clause counts that another may answer: no percentage that is no level.

    Of a level (合格率) the result is a level too.
    """
    if not units:
        return units
    units = frozenset([unit.removesuffix("次") or unit for unit in units])
    return units - {"%"} if "%" in units and _levels_coded().isdisjoint(codes) else units


@cache
def _levels_coded() -> frozenset[str]:
    return frozenset(codes_of("LEVEL"))


@cache
def _reached_coded() -> frozenset[str]:
    return frozenset("".join(map(codes_of, ("STARTED", "BUILT", "DONE"))))


@cache
def _within_coded() -> frozenset[str]:
    return frozenset(codes_of("WITHIN"))


@cache
def _of_all_coded() -> frozenset[str]:
    return frozenset(codes_of("ADVERB"))


@cache
def _left_coded() -> frozenset[str]:
    return frozenset("".join(map(codes_of, ("REST", "REMAIN", "NOTYET"))))


@cache
def _stated_coded() -> frozenset[str]:
    states = ("ALREADY", "UNDERWAY", "NOTYET", "ACTUAL", "NOW", "D")
    return frozenset("".join(map(codes_of, states)))


@cache
def _states_coded() -> frozenset[str]:
    states = ("ALREADY", "STARTED", "BUILT", "DONE", "UNDERWAY", "NOTYET")
    return frozenset("".join(map(codes_of, states)))
