"""The whole way from a document to a bulletin."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from etl.bulletin import numeral_accounts
from etl.bulletin.grammar.discourse.draft_facts import Draft, Drafts
from etl.bulletin.grammar.discourse.read_item import read_item
from etl.bulletin.grammar.labels import full_labels
from etl.bulletin.grammar.lexing.lexer import lex
from etl.bulletin.grammar.measures import milestones
from etl.bulletin.grammar.measures.figures_of_before import told_of_before
from etl.bulletin.grammar.numerals import numeral_scan
from etl.bulletin.grammar.numerals.numbers import without_commas
from etl.bulletin.grammar.periods.bulletin_period import date_bulletin, dated_by_columns
from etl.bulletin.grammar.periods.date_mentions import month_end
from etl.bulletin.items.find_items import calls_itself_a_report, calls_itself_completed, lay_out
from etl.bulletin.items.model import Item, Layout
from etl.bulletin.linking import target_links
from etl.bulletin.linking.certainty import Sureness, judge
from etl.bulletin.linking.picture_certainty import Sight, as_seen
from etl.bulletin.linking.share_checks import as_shown, check_shares
from etl.bulletin.model import Bulletin, Dating, Fact, Numeral, Pledge
from etl.bulletin.promise_or_report.best_pattern import compose
from etl.bulletin.promise_or_report.units_left_out import with_units
from etl.bulletin.promise_or_report.units_of_lists import with_units_of_totals
from etl.bulletin.tables.columns.numbers_like_dates import all_date_like
from etl.bulletin.text.normal_form import normalise, normalise_document
from etl.document.extract import Document
from etl.document.grid import fenced
from etl.document.page.title_lines import is_title
from etl.errors import NotABulletin


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
    unnumbered = fenced(without_commas(_without(text, layout.numerals)), grids)
    found, framed = numeral_scan.scan(unnumbered, all_date_like(text, grids))
    found = with_units_of_totals(unnumbered, found, sums=True)
    found = with_units(unnumbered, found, layout.items)
    # A total may have lost its own unit: 任务1860户,竣工1742:高桥980、丰田762.
    found = with_units_of_totals(unnumbered, found)
    month = dating.period_end.month if dating.period_end else None
    found = told_of_before(unnumbered, found, month)
    lexed = lex(unnumbered, found, framed)
    layout, composition = compose(
        lexed,
        # What was so before answers nothing.
        [q for q in found if not q.earlier],
        layout,
        reports=calls_itself_a_report(title, text),
        completed=calls_itself_completed(title),
        within_year=dating.ends_within_year,
    )
    items: list[tuple[Item, Drafts]] = []
    stated: list[Draft] = []
    none = list(framed)
    for item in layout.items:
        first = stated[-1].key + 1 if stated else 0
        drafts, others = read_item(lexed, item, found, dating.plan_year, first)
        drafts = target_links.linked_by_matter(drafts, [s.matter for s in item.segments])
        drafts = full_labels.completed(drafts)
        items.append((item, drafts))
        stated.extend(drafts)
        none.extend(others)
    if not stated:
        raise NotABulletin(
            f"“{title or text[:20]}” states no figure of any pledge: it is no progress bulletin."
        )
    dating = dated_by_columns(
        dating, [d.period_end for d in stated if d.row and d.measure == "actual"]
    )
    checks = list(check_shares([(item.number, d) for item, drafts in items for d in drafts]))
    numerals = numeral_accounts.account(text, stated, none, layout, found)
    sureness = judge(text, items, checks, numerals, composition.sure)
    if document.pictured:
        sureness = as_seen(text, sureness, stated, Sight(document.unclear, normal))
    facts = list(_facts(text, items, dating, sureness))
    facts.extend(_milestones(text, layout, facts, dating))
    places = {d.key: place for place, d in enumerate(stated)}
    shares = tuple(as_shown(check, places[check.share.key]) for check in checks)
    pledges = tuple(_pledge(text, item) for item in layout.items if item.number)
    return Bulletin(
        title=title,
        dating=dating,
        text=text,
        pledges=pledges,
        facts=tuple(facts),
        numerals=numerals,
        shares=shares,
        score=numeral_accounts.score(numerals, shares, pledges),
    )


def _without(text: str, numerals: Sequence[Numeral]) -> str:
    """The text with item numbers blanked: ``4.65岁以上`` is item 4 and 65岁.

    What divides a cell stays a bar: ``320/268`` are a promise and its result.
    """
    pieces: list[str] = []
    at = 0
    for n in numerals:
        blank = "|" if n.kind == "divider" else " "
        pieces.extend((text[at : n.start], blank * (n.end - n.start)))
        at = n.end
    return "".join((*pieces, text[at:]))


def _facts(
    text: str,
    items: Iterable[tuple[Item, Drafts]],
    dating: Dating,
    sureness: Mapping[int, Sureness],
) -> Iterator[Fact]:
    for item, drafts in items:
        for d in drafts:
            q = d.quantity
            promised = d.part == "target"
            yield Fact(
                pledge=item.number,
                part=d.part,
                measure=d.measure,
                indicator=d.label,
                stage=d.stage,
                breakdown=d.breakdown,
                value=d.value,
                unit=d.unit,
                qualifier=q.qualifier,
                target=None if promised else d.target,
                period_end=dating.year_end if promised else _day_of(d, dating),
                text=text[q.start : q.end],
                start=q.start,
                end=q.end,
                certainty=sureness[d.key].certainty,
                because=sureness[d.key].because,
                instead=sureness[d.key].instead,
            )


def _day_of(d: Draft, dating: Dating) -> date | None:
    """The last day of a result: its column's, where data go no further (截至9月26日) that day; of
    the same period a year before, as many days into that year."""
    day = d.period_end or dating.period_end
    if d.period_end and dating.period_end and not dating.period_assumed:
        day = min(d.period_end, dating.period_end)
    if day is None or not d.years_before:
        return day
    year = day.year - d.years_before
    whole = day == month_end(day.year, day.month)
    return month_end(year, day.month) if whole else day.replace(year=year)


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
                    because=("achievement",),
                )


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
