"""The whole way from a document to a bulletin."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from etl.bulletin.grammar import milestones, naming, quantities
from etl.bulletin.grammar.candidates import Draft
from etl.bulletin.grammar.lexer import Lexed, lex
from etl.bulletin.grammar.periods import date_bulletin
from etl.bulletin.grammar.segment_facts import read_segment
from etl.bulletin.layout.furniture import is_title
from etl.bulletin.layout.items import calls_itself_a_report, lay_out
from etl.bulletin.layout.model import Item, Layout
from etl.bulletin.layout.patterns import compose
from etl.bulletin.linking import target_links as links
from etl.bulletin.linking.arithmetic import agrees
from etl.bulletin.model import Bulletin, Dating, Fact, Numeral, Pledge, Score, ShareCheck
from etl.bulletin.source.extract import Document
from etl.bulletin.text.normal_form import normalise, normalise_document
from etl.errors import NotABulletin

_FIGURE = re.compile(r"\d")
_HEADING_REACH = 300
_LABELLED_BETWEEN = re.compile(r"(?:目标|任务|计划|内容)[^:\n。]{0,4}[:\]]")


def read(document: Document, *, published: date | None) -> Bulletin:
    """Read a document as a progress bulletin.

    ``published`` dates a bulletin that does not name its year or its period.

    Raises:
        NotABulletin: no figure in the text says anything of a pledge.
    """
    normal, grids = normalise_document(document)
    text = normal.text
    title = normalise(document.title).text.replace("\n", "")
    title = title if is_title(title) else ""
    dating = date_bulletin(title, text, published)
    layout = lay_out(text, title, dating.plan_year, grids)
    unnumbered = _without(text, layout.numerals)
    found, framed = quantities.scan(unnumbered)
    lexed = lex(unnumbered, found, framed)
    layout, _ = compose(lexed, found, layout, reports=calls_itself_a_report(title, text))
    drafts, numerals = _drafts(lexed, layout, found)
    if not drafts:
        raise NotABulletin(
            f"“{title or text[:20]}” states no figure of any pledge: it is no progress bulletin."
        )
    facts, index = _facts(text, drafts, dating)
    facts.extend(_milestones(text, layout, facts, dating))
    shares = tuple(_share_checks(drafts, index))
    accounted = _account(text, facts, numerals, framed, layout, found)
    pledges = tuple(_pledge(text, item) for item in layout.items if item.number)
    return Bulletin(
        title=title,
        dating=dating,
        text=text,
        pledges=pledges,
        facts=tuple(facts),
        numerals=accounted,
        shares=shares,
        score=_score(accounted, shares, pledges),
    )


def _without(text: str, numerals: Sequence[Numeral]) -> str:
    """The text with item numbers blanked: ``4.65岁以上`` is item 4 and 65岁."""
    pieces: list[str] = []
    at = 0
    for n in numerals:
        pieces.extend((text[at : n.start], " " * (n.end - n.start)))
        at = n.end
    return "".join((*pieces, text[at:]))


def _drafts(
    lexed: Lexed, layout: Layout, found: Sequence[quantities.Quantity]
) -> tuple[list[tuple[int, Draft]], list[Numeral]]:
    starts = [q.start for q in found]
    drafts: list[tuple[int, Draft]] = []
    numerals: list[Numeral] = []
    for item in layout.items:
        own: list[Draft] = []
        heading = ""
        for place, segment in enumerate(item.segments):
            inside = found[bisect_left(starts, segment.start) : bisect_left(starts, segment.end)]
            promises = [d for d in own if d.part == "target"]
            if segment.part == "target" and not inside and not segment.row:
                heading = naming.heading(lexed.text[segment.start : segment.end])
            read_drafts, none = read_segment(lexed, segment, inside, promises, heading)
            for draft in read_drafts:
                draft.segment = place
            own.extend(read_drafts)
            numerals.extend(none)
        own, repeated = _without_repeats(lexed.text, own)
        numerals.extend(repeated)
        _settle(own)
        links.find_plans(own)
        links.link(own)
        naming.complete(own)
        drafts.extend((item.number, draft) for draft in own)
    return drafts, numerals


def _without_repeats(text: str, drafts: list[Draft]) -> tuple[list[Draft], list[Numeral]]:
    """A promise that a heading gives and the pledge's own words give again counts once."""
    promised = [d for d in drafts if d.part == "target" and not d.row]
    last = {(d.value, d.unit): d for d in promised}
    doomed = {id(d): d for d in promised if _said_again(text, d, last[d.value, d.unit])}
    numerals = [
        Numeral(text[q.start : q.end], q.start, q.end, "heading", "promised again below")
        for q in (d.quantity for d in doomed.values())
    ]
    return [d for d in drafts if id(d) not in doomed], numerals


def _said_again(text: str, d: Draft, again: Draft) -> bool:
    between = text[d.quantity.end : again.quantity.start]
    return len(between) <= _HEADING_REACH and _LABELLED_BETWEEN.search(between) is not None


def _settle(drafts: Sequence[Draft]) -> None:
    """Decide what a pledge's figures only show together."""
    started = {(d.unit, d.part) for d in drafts if d.stage == "开工"}
    for d in drafts:
        if d.stage_said and (d.unit, d.part) not in started:
            d.stage = None
    for d in drafts:
        if d.of is not None and d.measure == "pct_of_target" and d.stage_said:
            d.stage = d.of.stage


def _facts(
    text: str, drafts: Iterable[tuple[int, Draft]], dating: Dating
) -> tuple[list[Fact], dict[int, int]]:
    facts: list[Fact] = []
    index: dict[int, int] = {}
    for number, d in drafts:
        q = d.quantity
        index[id(d)] = len(facts)
        facts.append(
            Fact(
                pledge=number,
                part=d.part,
                measure=d.measure,
                indicator=d.label,
                stage=d.stage,
                breakdown=d.breakdown,
                value=d.value,
                unit=d.unit,
                qualifier=q.qualifier,
                target=d.target if d.part == "progress" else None,
                period_end=dating.year_end
                if d.part == "target"
                else d.period_end or dating.period_end,
                text=text[q.start : q.end],
                start=q.start,
                end=q.end,
            )
        )
    return facts, index


def _milestones(text: str, layout: Layout, facts: Sequence[Fact], dating: Dating) -> Iterator[Fact]:
    taken = sorted((fact.start, fact.end) for fact in facts)
    for item in layout.items:
        for segment in item.segments:
            inside = taken[
                bisect_left(taken, (segment.start, 0)) : bisect_left(taken, (segment.end, 0))
            ]
            for found in milestones.find(text, segment, inside, dating.plan_year):
                day = dating.year_end if segment.part == "target" else dating.period_end
                yield Fact(
                    pledge=item.number,
                    part=segment.part,
                    measure="milestone",
                    indicator=found.label,
                    stage=None,
                    breakdown=None,
                    value=Decimal(int(found.reached)),
                    unit="项",
                    qualifier=None,
                    target=None,
                    period_end=found.day or day,
                    text=text[found.start : found.end],
                    start=found.start,
                    end=found.end,
                )


def _share_checks(
    drafts: Sequence[tuple[int, Draft]], index: dict[int, int]
) -> Iterable[ShareCheck]:
    targets: dict[int, list[Draft]] = defaultdict(list)
    plans: dict[int, Draft] = {}
    for number, d in drafts:
        if d.part == "target" and d.measure == "target":
            targets[number].append(d)
        elif d.measure == "target_restated" and d.of is not None:
            plans[id(d.of)] = d
    for number, d in drafts:
        if d.measure != "pct_of_target" or d.unit != "%":
            continue
        of = d.of or _same_row(drafts, d)
        plan = plans.get(id(of)) if of is not None else None
        if plan is None and d.target is not None:
            plan = targets[number][d.target - 1]
        value = of.value if of is not None and of.measure == "actual" else None
        comparable = value is not None and plan is not None and plan.value and of is not None
        if comparable and of is not None and plan is not None and of.unit != plan.unit:
            comparable = False
        yield ShareCheck(
            fact=index[id(d)],
            printed=d.value,
            value=value,
            plan=plan.value if plan else None,
            recomputed=100 * value / plan.value
            if comparable and value is not None and plan
            else None,
            agrees=agrees(d.value, value, plan.value)
            if comparable and value is not None and plan
            else None,
        )


def _same_row(drafts: Sequence[tuple[int, Draft]], share: Draft) -> Draft | None:
    if not share.row:
        return None
    in_row = [d for _, d in drafts if d.row == share.row and d.measure == "actual"]
    # Where columns follow one another in time, the rate is of the latest.
    return max(in_row, key=lambda d: d.period_end or date.min, default=None)


def _account(
    text: str,
    facts: Sequence[Fact],
    none: Sequence[Numeral],
    framed: Sequence[Numeral],
    layout: Layout,
    found: Sequence[quantities.Quantity],
) -> tuple[Numeral, ...]:
    """Every numeral once, in order: a fact, or what else it is."""
    by_span: dict[tuple[int, int], Numeral] = {}
    for n in (*framed, *none):
        by_span[n.start, n.end] = n
    for fact in facts:
        if fact.measure != "milestone":
            by_span[fact.start, fact.end] = Numeral(
                fact.text, fact.start, fact.end, "fact", fact.measure
            )
    for q in found:
        span = (q.start, q.end)
        if span in by_span:
            continue
        kind = next((k for s, e, k in layout.ignored if s <= q.start < e), "next_step")
        by_span[span] = Numeral(text[q.start : q.end], q.start, q.end, kind, "outside the items")
    for n in layout.numerals:
        if _FIGURE.search(n.text):
            by_span[n.start, n.end] = n
    return tuple(sorted(by_span.values(), key=lambda n: n.start))


def _pledge(text: str, item: Item) -> Pledge:
    def words(part: str) -> str:
        pieces = (text[s.start : s.end] for s in item.segments if s.part == part)
        return "\n".join(piece.strip(" \n") for piece in pieces if piece.strip(" \n"))

    return Pledge(
        number=item.number,
        text=words("target"),
        agencies=item.agencies,
        progress=words("progress"),
        start=item.start,
        end=item.end,
    )


def _score(
    numerals: Sequence[Numeral], shares: Sequence[ShareCheck], pledges: Sequence[Pledge]
) -> Score:
    return Score(
        numerals=len(numerals),
        unexplained=sum(n.kind in ("unexplained", "damaged") for n in numerals),
        shares=len(shares),
        shares_checked=sum(s.agrees is not None for s in shares),
        shares_agreeing=sum(s.agrees is True for s in shares),
        pledges=len(pledges),
        pledges_without_progress=sum(not p.progress for p in pledges),
    )
