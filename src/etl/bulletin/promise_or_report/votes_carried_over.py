"""What a clause says of others of its sentence, and a sentence of another, carried over to them.

Goals that are set out before a list, an end that tells all of it as done, stages that a later
sentence tells as reached.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from etl.bulletin.grammar.lexing.lexer import coded
from etl.bulletin.promise_or_report.clause_by_itself import TOLD, Said
from etl.bulletin.promise_or_report.clauses import Boundary

_OPENING = frozenset[Boundary](["stop", "line"])
_SENTENCES = 3
"""Sentences on in which stages are told as reached."""
_CLAUSES = 6
"""Clauses back in which what is told of each is counted."""
_TOLD_EACH = 1.5
_STAGE_SET = 1.5
"""What it takes that all stages of a sentence are told as reached in a later one."""


def carried_over(said: Iterable[Said]) -> Sequence[Said]:
    """Each clause, with what others say of it."""
    apart = list(_without_figures(said))
    if any(_named(one) for one in apart):
        apart = list(_set_out(apart))
    return _summed_up(_told_by_stage(_told_each(_begun(_told_back(apart)))))


def _named(one: Said) -> float:
    """Votes that a clause names whose goals follow."""
    return max(one.words.get("goals", 0.0), one.words.get("listed", 0.0))


def _without_figures(said: Iterable[Said]) -> Iterator[Said]:
    """Each clause; the votes of one without figures go on to the clause behind its comma."""
    carry = 0.0
    for one in said:
        one = one.plus(carry if one.span.boundary == "comma" else 0.0)
        carry = 0.0 if one.figures else one.votes
        yield one


def _set_out(said: Iterable[Said]) -> Iterator[Said]:
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
        named = _named(one)
        if named and one.span.boundary in _OPENING:
            goals, listed = named, None if "goals" in one.words else set()
        if listed is not None:
            listed |= counts
        if goals and one.figures:
            # 基本建成1260套 among goals is one, though its words tell.
            one = one.plus(-goals - (0.0 if named else max(0.0, one.votes)))
        yield one


def _told_back(said: Sequence[Said]) -> Sequence[Said]:
    """Each clause, with what the end of its sentence says of all of it: 修渠36公里;…,均已完成。

    What ends a part of a sentence, or does not say 均 or 全部, tells of that part; of a result
    and not of the plan before it: 筹集1.6万套,已筹集1.71万套,提前完成任务.
    """
    found: list[Said] = []
    results: list[Said] = []
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
            if ends and not coded("ADVERB").isdisjoint(one.codes):
                whole += told
            else:
                part += told
        if one.span.boundary == "semicolon":
            part = 0.0
    return found[::-1]


def _begun(said: Sequence[Said]) -> Sequence[Said]:
    """Each clause; what is said to be begun as a whole, and finished in part, was set:
    改造小区18个、2316户,已全部开工,完工11个.

    What begins a sentence so tells of the end of the sentence before it.
    """
    found: list[Said] = []
    finished: frozenset[str] = frozenset()
    begun, awaited = 0.0, False
    for one, before in zip(reversed(said), [*reversed(said[:-1]), None], strict=True):
        plan = one.figures and one.votes < TOLD and not finished.isdisjoint(one.units)
        found.append(one.plus(-begun if plan else 0.0))
        if not one.figures and "begun" in one.words:
            begun, awaited = one.words["begun"], True
        elif not one.stages.isdisjoint(coded("BUILT", "DONE")):
            finished |= one.units
        awaited = awaited and not one.figures
        ends = before is None or before.span.sentence != one.span.sentence
        if one.span.boundary in ("semicolon", "line") or (ends and not awaited):
            begun, finished = 0.0, frozenset()
    return found[::-1]


def _told_each(said: Sequence[Said]) -> Sequence[Said]:
    """Each clause; what one behind tells of each of its counts, in order, was set:
    建书屋135家、文化站14个。目前分别完成120家和9个.
    """
    found = list(said)
    each, each_done = coded("EACHOF"), coded("DONE")
    dated = coded("D", "EARLIER", "NOW", "YEAR", "TOTAL")
    other = coded("UP", "DOWN", "COMPARED", "OVER", "OVERDONE", "TAKE")
    for place, one in enumerate(said):
        told = one.states or bool(one.stages)
        if not told or each.isdisjoint(one.codes) or not other.isdisjoint(one.codes):
            continue
        wanted = [q.unit for q in one.figures]
        for at in range(place - 1, max(-1, place - 1 - _CLAUSES), -1):
            before = said[at]
            units = [q.unit for q in before.figures]
            # 新开工120套、基本建成90套,分别完成120套和76套 names stages that were set.
            staged = (
                before.stages
                and not before.states
                and not each_done.isdisjoint(one.codes)
                and dated.isdisjoint(before.codes + one.codes)
            )
            if not (wanted and units) or (before.votes >= TOLD and not staged):
                if units:
                    break
                continue
            last = min(len(units), len(wanted))
            if units[-last:] != wanted[-last:]:
                break
            del wanted[-last:]
            if not wanted:
                for set_out in range(at, place):
                    if said[set_out].figures:
                        against = max(0.0, said[set_out].votes)
                        found[set_out] = said[set_out].plus(-_TOLD_EACH - against)
                break
    return found


def _told_by_stage(said: Sequence[Said]) -> Sequence[Said]:
    """Each clause; a sentence all of whose stages a later one tells as reached sets them as goals.

    新开工620套,基本建成400套。已开工620套,…;基本建成438套。
    """
    if not said or said[0].span.sentence == said[-1].span.sentence:
        return said
    sentences = [list(of) for _, of in groupby(said, key=lambda one: one.span.sentence)]
    stages = [
        {(unit, stage) for one in of for unit in one.units for stage in one.stages}
        for of in sentences
    ]
    opens = [next((one.states for one in of if one.units), False) for of in sentences]
    found: list[Said] = []
    for place, of in enumerate(sentences):
        later = range(place + 1, min(len(sentences), place + 1 + _SENTENCES))
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


def _summed_up(said: Sequence[Said]) -> Sequence[Said]:
    """Each clause; a total behind what it sums up is what those are:
    省下达5.3万户,市自加压3000户,合计5.6万户."""
    found = list(said)
    told = coded("ALREADY", "ACTUAL", "DONE", "BUILT", "STARTED")
    for place, one in enumerate(said):
        totals = len(one.figures) == 1 and one.codes[:1] in coded("TOTAL")
        if not totals or not told.isdisjoint(one.codes):
            continue
        left, parts = one.figures[0].value, list[Said]()
        for before in reversed(found[max(0, place - _CLAUSES) : place]):
            if before.span.sentence != one.span.sentence or left <= 0:
                break
            left -= sum(q.value for q in before.figures if q.unit == one.figures[0].unit)
            parts.append(before)
        votes = [part.votes for part in parts]
        if left == 0 and len(parts) > 1 and max(votes) <= 0 and min(votes) <= -TOLD:
            found[place] = one.plus(min(votes) - max(0.0, one.votes))
    return found
