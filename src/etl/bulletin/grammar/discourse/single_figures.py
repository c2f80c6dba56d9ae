"""A figure that stands by itself: what it says, and of which promise it is the result."""

import re

from etl.bulletin.grammar.discourse import draft_of_figure, listed_figures
from etl.bulletin.grammar.discourse.draft_facts import Draft
from etl.bulletin.grammar.discourse.segment_state import VALUES, Told
from etl.bulletin.grammar.lexing.words_around_figure import Around
from etl.bulletin.grammar.measures import role_by_words, stages
from etl.bulletin.grammar.measures.no_facts import numeral_of
from etl.bulletin.grammar.measures.role_in_context import role_of
from etl.bulletin.items.part_captions import PROMISE_CAPTION

_SPENDS = re.compile(r"拨付|支付|支出|发放|下达|下拨|到位")
"""What is done with money that came in: 资金2340万元已拨付1521万元 promises nothing."""
_PROMISES = re.compile(rf"{PROMISE_CAPTION}\s*\Z")
_ITS_RATE = re.compile(r",(?:任务|目标)?完成率(?:为|达到?)?")


def read_single(told: Told, at: int) -> None:
    """Read the figure at a place: a draft, one for each group of 各, or none."""
    q = told.facts[at]
    around = told.arounds[at]
    role = role_of(told, q, around)
    if role.none:
        told.none.append(numeral_of(told.text, q, role))
        return
    promise: Draft | None = None
    if role.measure == "actual" and _is_result(told, at, around):
        promise = told.spoken.value(-1)._replace(
            part="target", measure="target", stage=None, stage_said=False
        )
        told.drafts.put(promise)
    if role.measure in VALUES and listed_figures.read_each(told, at, role, around):
        return
    draft = draft_of_figure.draft_of(told, at, role, around)
    if promise is not None:
        draft = draft._replace(promise=promise.key)
    if (rated := _rated(told, draft)) is not None:
        told.drafts.put(rated._replace(measure="actual", of=None))
    repeated = draft.measure == "target" and (q.value, q.unit) in told.promises
    if repeated and not _is_announced(told):
        # A report that repeats what its pledge promises: as its plan, or done in full.
        draft = draft._replace(
            part="progress", measure="target_restated" if role.because else "actual"
        )
    told.add(draft)


def _is_announced(told: Told) -> bool:
    """Whether a caption right above the segment calls it a promise."""
    start = told.segment.start
    return _PROMISES.search(told.text, max(0, start - 12), start) is not None


def _is_result(told: Told, at: int, around: Around) -> bool:
    """Whether the figure is the result of the one before it: 12个食堂已建成7个."""
    if not told.spoken.values or not at or told.segment.row:
        return False
    last, q = told.spoken.value(-1), told.facts[at]
    between = told.text[last.quantity.end : q.start]
    if last.quantity is not told.facts[at - 1] or last.measure != "actual":
        return False
    if last.unit != q.unit:
        return False
    if q.dimension == "money" and _SPENDS.search(between):
        return False
    whole = told.arounds[at - 1]
    if not any(stop in between for stop in ",。;:(、"):
        # 18处工程已完工15处: what stands behind the first tells of the second.
        stage, only_said = stages.stage_of(whole._replace(behind=""), whole.near)
        return role_by_words.result_follows(between) and (stage is None or only_said)
    if last.stage and not last.stage_said:
        return False
    return (
        not told.promised
        and ";" not in between
        and "(" not in between
        and not around.behind
        and role_by_words.done_alone(around.near)
        and not role_by_words.done(whole.clause)
    )


def _rated(told: Told, rate: Draft) -> Draft | None:
    """What a rate is said of right behind it, which is no rate itself: 完成52%,完成率130%."""
    last = told.drafts.last if rate.measure == "pct_of_target" else None
    if last is None or last.measure != "pct_of_target" or "done by percent" not in last.because:
        return None
    between = told.text[last.quantity.end : rate.quantity.start]
    return last if _ITS_RATE.fullmatch(between) else None
