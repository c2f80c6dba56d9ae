"""What printed shares say of the figures beside them: which was planned and which was done."""

import re
from collections.abc import Mapping, Sequence

from etl.bulletin.grammar.lexing.constructions import figure_rows, votes
from etl.bulletin.grammar.lexing.lexer import Lexed, coded
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.linking.share_arithmetic import planned, proofs

AMONG = re.compile(r"[^,。;:\n\d]{1,12}中,")
"""What opens the parts of a figure right behind it: 87个食堂中,."""
_PROVED = 3.0
_SHARED = 1.5
_PLANNED = 2.0
_EXCEEDED = 300
"""Percent beyond which no plan is exceeded, so that how round the figure is says nothing."""
_OF_NAMED = re.compile(r"占[^,。;\d]{2,}的?$")
_AND = re.compile(r"[、,]|和|及|以及|与")
_OF_PLAN, _LEVEL = "share of the plan", "a level"
_STOP = re.compile(r"[。\n]")
_COST = re.compile(r"(?:^|[,。;:、)\n])[^,。;:、计安概预批]*总投资(?:额|约|为|达|共)*$")
"""What a work costs is told, not promised, unless it is called planned."""
_CLAUSE = 30
"""Characters before and behind a share that say what it is of."""


def shared(
    lexed: Lexed, quantities: Sequence[Quantity], start: int, end: int
) -> tuple[Mapping[int, str], Mapping[int, float]]:
    """What the shares of a stretch say of the figures before them.

    Args:
        lexed: the text.
        quantities: its figures, in order.
        start: where the stretch begins.
        end: where it ends.

    Returns:
        By the place of a figure, what says that the share behind it is of the plan, and by that
        of a percentage that it is a level; and by the place of a figure, its votes for a report.
    """
    found: dict[int, str] = {}
    said_of: dict[int, float] = {}
    values: list[Quantity] = []
    dealt: set[int] = set()
    searched = start
    for at, q in enumerate(quantities):
        outcome = "actual"
        if values and _STOP.search(lexed.text, searched, q.start):
            values = []
        searched = max(searched, q.start)
        value = values[-1] if values else None
        if value is not None and q.unit in ("%", value.unit) and q.start not in dealt:
            before = lexed.between(max(start, q.start - _CLAUSE), q.start)
            after = lexed.between(q.end, min(end, q.end + _CLAUSE))
            said = votes(figure_rows(), q.unit, before, after)
            outcome, _ = said.best("actual")
            if outcome in ("pct_of_target", "change"):
                beside = quantities[at - 1] is value and outcome == "pct_of_target"
                for figure, share in _dealt(lexed.text, quantities, at, values):
                    dealt.add(share.start)
                    found[figure.start] = next(iter(said.names(outcome)), "")
                    said_of[figure.start] = _of_share(figure, share) if beside else _SHARED
                if _is_rate_of_stages(lexed, quantities, at, value):
                    said_of[value.start] = -_PLANNED
            elif said.names("actual") or (
                outcome == "share"
                and _OF_NAMED.search(lexed.text, max(start, q.start - _CLAUSE), q.start)
            ):
                # 占登记失业的67.4% tells of the jobless as a level does: nothing was planned.
                found[q.start] = _LEVEL
        if q.unit and q.unit != "%" and outcome == "actual":
            values.append(q)
            searched = q.end
    return found, said_of


def _is_rate_of_stages(
    lexed: Lexed, quantities: Sequence[Quantity], at: int, value: Quantity
) -> bool:
    """Whether a second rate of a stage is said of a figure, which then is the plan of both:
    改造16个,开工率100%,完工率43.75%."""
    rates = quantities[max(0, at - 1) : at + 1]
    if len(rates) < 2 or any(q.unit != "%" for q in rates) or quantities[at - 2] is not value:
        return False
    starts = (value.end, rates[0].end)
    return all(
        not coded("STAGE_RATE").isdisjoint(lexed.between(start, q.start))
        for start, q in zip(starts, rates, strict=True)
    )


def _dealt(
    text: str, quantities: Sequence[Quantity], at: int, values: Sequence[Quantity]
) -> Sequence[tuple[Quantity, Quantity]]:
    """The figures that a share, or several dealt out by 分别, are said of."""
    shares = [quantities[at]]
    if "分别" in text[values[-1].end : shares[0].start]:
        for share in quantities[at + 1 :]:
            if share.unit != "%" or not _AND.fullmatch(text, shares[-1].end, share.start):
                break
            shares.append(share)
    if len(shares) > len(values):
        shares = shares[:1]
    return list(zip(values[-len(shares) :], shares, strict=True))


def _of_share(value: Quantity, share: Quantity) -> float:
    """How far a share of the plan says that the figure beside it was done."""
    if share.unit == "%" and value.qualifier is None and share.value <= _EXCEEDED:
        whole = value.dimension == "count" and value.scale == 1
        is_plan = planned(value.value, share.value, whole=whole)
        return {True: -_PLANNED, None: _SHARED / 2, False: _SHARED}[is_plan]
    return _SHARED


def proved_by_shares(
    text: str, quantities: Sequence[Quantity], shares: Mapping[int, str]
) -> dict[int, float]:
    """For figures that a printed share ties together, how far each reports.

    Args:
        text: the normalised text.
        quantities: the figures of a stretch, in order.
        shares: what :func:`shared` says of them.
    """
    said: dict[int, float] = {}
    for proof in proofs(quantities):
        if shares.get(proof.plan.start) == _OF_PLAN:
            # 新增20个,占年计划的100%;改造21个,占105%: the 20 are no plan of the 21.
            continue
        told = shares.get(proof.share.start) == _LEVEL or AMONG.match(text, proof.plan.end)
        if not (told or _COST.search(text, max(0, proof.plan.start - _CLAUSE), proof.plan.start)):
            # 检测186份,合格179份,合格率96.2%: of a level even the whole is a result,
            # and so it is where 87个食堂中 some are told apart.
            said[proof.plan.start] = -_PROVED
        said[proof.value.start] = said[proof.share.start] = _PROVED
    return said
