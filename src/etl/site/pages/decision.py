"""A bulletin or a figure that is held back, as one page on which a person decides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from etl.bulletin import PARSER_VERSION
from etl.bulletin.model import Bulletin, Fact, Measure, Qualifier
from etl.decimals import plain
from etl.pipeline.decision_cases import Case
from etl.portal.page.printed_dates import ZONE
from etl.quality.what_is_held_back import DOUBT
from etl.report.bilingual_names import LOST, MEASURES, Name, doubt, explained
from etl.site.marked_text.laid_out import Block, laid_out
from etl.site.page_addresses import original
from etl.site.pages.known_before_held_back import beside, months
from etl.site.render import asset, fill, policy
from etl.site.shown_figures import Figure, figures
from etl.warehouse.journal.waiting_for_verdict import Held, HeldFigure


@dataclass(frozen=True, slots=True)
class Command:
    """A command that decides; ``values`` are what a person fills in before the reason."""

    name: Name
    verb: str
    target: str
    values: Sequence[tuple[str, str]] = ()
    """Options with what they are before anybody fills them in."""


def decision_page(case: Case) -> str:
    """The page, as HTML in one file that asks for nothing from anywhere."""
    held, bulletin = case.held, case.page.bulletin
    figure = held.figure
    place = case.page.place(held)
    found: Sequence[Figure] = ()
    if bulletin is not None:
        bulletin, found = _marked(case, bulletin)
    script = asset("evidence.js") + asset("decision.js")
    return fill(
        "decision.html",
        style=asset("evidence.css") + asset("decision.css"),
        script=script,
        policy=policy(script),
        version=PARSER_VERSION,
        zone=ZONE,
        case=case,
        held=held,
        link=original(held.url),
        own=None if figure is None else _alone(figure, held),
        otherwise=_otherwise(case, found) if figure and place is None else (),
        doubts=[(doubt(reason), explained(reason)) for reason in _doubts(held)],
        disagreeing=_disagreeing(figure, found),
        months=months(held, case.known, case.waiting) if figure else None,
        beside=[] if figure else beside(found, case.known),
        commands=_commands(case),
        others=[(one, _alone(one.figure, one)) for one in case.waiting if one.figure],
        places={_key(one.fact): one.number for one in found},
        blocks=[] if bulletin is None else _blocks(case, bulletin, found),
        promises={one.number: one for one in found},
        measures=[
            (key, name)
            for key, name in MEASURES.items()
            if any(one.fact.measure == key for one in found)
        ],
        figures=found,
        lost=[n for n in bulletin.numerals if n.kind in LOST] if bulletin else [],
    )


def _blocks(case: Case, bulletin: Bulletin, found: Sequence[Figure]) -> list[Block]:
    text, numerals, pledges = bulletin.text, bulletin.numerals, bulletin.pledges
    return laid_out(text, case.page.grids, found, numerals, pledges)


def _marked(case: Case, bulletin: Bulletin) -> tuple[Bulletin, Sequence[Figure]]:
    """The figures with what waits and what failed marked; also what is read otherwise by now.

    Returns:
        The bulletin as it is to be laid out, and its figures.
    """
    waits: dict[int, Held] = {}
    facts = list(bulletin.facts)
    for one in {other.id: other for other in (*case.waiting, case.held)}.values():
        if one.figure is None:
            continue
        place = case.page.place(one)
        if place is None and case.page.stands(one):
            # Last, so that the places of the others stay.
            facts.append(_fact(one.figure, one))
            place = len(facts) - 1
        if place is not None:
            waits[place] = one
    failed: dict[tuple[str | None, str | None], list[str]] = {}
    for failure in case.failures:
        failed.setdefault((failure.evidence, failure.measure), []).append(failure.expectation)
    bulletin = replace(bulletin, facts=tuple(facts))
    found = []
    for figure in figures(bulletin):
        one_held = waits.get(figure.number - 1)
        found.append(
            replace(
                figure,
                held=one_held.id if one_held else None,
                here=one_held is not None and one_held.id == case.held.id,
                failed=failed.get(_key(figure.fact), ()),
            )
        )
    return bulletin, found


def _key(fact: Fact) -> tuple[str, str]:
    return fact.text, fact.measure


def _fact(figure: HeldFigure, held: Held) -> Fact:
    """A held figure as the fact that it was read as."""
    read = figure.read
    measure = cast(Measure, read.measure)
    return Fact(
        pledge=read.pledge,
        part="target" if measure == "target" else "progress",
        measure=measure,
        indicator=read.indicator,
        stage=None,
        breakdown=None,
        value=read.value,
        unit=read.unit,
        qualifier=cast(Qualifier | None, figure.qualifier),
        target=None,
        period_end=figure.period_end,
        text=read.evidence,
        start=figure.start,
        end=figure.end,
        certainty="doubtful",
        because=tuple(_doubts(held)),
        instead=figure.alternative or "",
    )


def _alone(figure: HeldFigure, held: Held) -> Figure:
    """A held figure by itself, in words."""
    return Figure(0, _fact(figure, held), held=held.id)


def _doubts(held: Held) -> list[str]:
    return sorted(why.removeprefix(DOUBT) for why in held.failures if why.startswith(DOUBT))


def _otherwise(case: Case, found: Sequence[Figure]) -> Sequence[Figure]:
    """What the words of a figure are read as by now, where that is not what it was."""
    figure = case.held.figure
    if figure is None or not case.page.stands(case.held):
        return ()
    return [
        one
        for one in found
        if one.fact.start < figure.end and figure.start < one.fact.end and not one.here
    ]


def _disagreeing(figure: HeldFigure | None, found: Sequence[Figure]) -> Sequence[Figure]:
    """The printed shares of a figure's pledge that its arithmetic does not give."""
    return [
        one
        for one in found
        if figure and one.fact.pledge == figure.read.pledge and one.check
        if one.check.agrees is False
    ]


def _commands(case: Case) -> list[Command]:
    """What can be decided, the usual first."""
    held = case.held
    if held.released_at is not None:
        return []
    mine = str(held.id)
    reject = Command(Name("不采用", "keep it out"), "reject", mine)
    if held.published_at is None:
        return [reject]
    if held.figure is None:
        return [Command(Name("整篇采用", "load it after all"), "release", mine), reject]
    amended = [("value", plain(held.figure.read.value))]
    commands = [
        Command(Name("照读数采用", "load it as it was read"), "release", mine),
        reject,
        Command(Name("改正后采用", "load it as you correct it"), "amend", mine, amended),
    ]
    if case.alike > 1:
        like = f"--all-like {held.id}"
        alike = Name(f"同类 {case.alike} 个一并", f"all {case.alike} that wait like it")
        commands += [
            Command(Name(f"采用：{alike.zh}", f"load {alike.en}"), "release", like),
            Command(Name(f"不采用：{alike.zh}", f"keep out {alike.en}"), "reject", like),
        ]
    return commands
