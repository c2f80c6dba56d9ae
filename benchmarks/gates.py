"""How often does each expectation fire, and how often on what is right?

Every annotated bulletin of tests/corpus goes through the gates that judge it by itself. A figure
is right where the annotation has it and its link to a promise. The history gate needs a past,
which the corpus has not: the year of samples/ stands in for it. Its figures are right as printed.
The output is the table of expectations/README.md.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from etl import resources
from etl.bulletin.model import Bulletin
from etl.errors import NotABulletin
from etl.quality.check import Results, check, check_rows
from etl.quality.check_results import CheckResult
from etl.quality.gate_rows.history import history_rows
from etl.quality.suite import Suite, load_suites
from etl.quality.what_is_held_back import bulletin_failures, figures_held, flags_of
from tests.corpus.scoring import Sample, samples, score
from tests.quality.samples import clean, identified

WELL = 0.95
"""F1 from which a bulletin counts as well read."""


@dataclass(frozen=True)
class Judged:
    """A bulletin as it was read, with its figures that are wrong."""

    name: str
    bulletin: Bulletin
    wrong: frozenset[int]
    """Places of figures that no annotated row allows, or that are tied to a wrong promise."""
    misread: frozenset[int]
    """The former of them."""
    f1: float


@dataclass(frozen=True)
class Hits:
    """What one expectation fired on."""

    figures: int
    right: int
    bulletins: int
    well_read: int
    """Those of the bulletins that are read at 0.95 or better."""
    held_anyway: int
    """Figures that wait for a person whatever the gates say, being doubtful."""


def judged(sample: Sample) -> Judged:
    """Read an annotated bulletin and mark what is wrong in it."""
    bulletin = sample.read()
    rows = [asdict(fact) for fact in bulletin.facts]
    result = score(sample, [row for row in rows if row["measure"] != "milestone"])
    misread = {id(row) for row in result.wrong}
    astray = {id(p.fact) for p in result.pairs if p.gold["part"] == "progress" and not p.linked}
    return Judged(
        sample.name,
        bulletin,
        frozenset(place for place, row in enumerate(rows) if id(row) in misread | astray),
        frozenset(place for place, row in enumerate(rows) if id(row) in misread),
        result.f1,
    )


def readable(among: Sequence[Sample]) -> Iterator[Judged]:
    """Those that are read and dated."""
    for sample in among:
        try:
            one = judged(sample)
        except NotABulletin:
            continue
        if one.bulletin.dating.period_end is not None:
            yield one


def of_the_year(suites: Sequence[Suite]) -> Results:
    """The history gate's results for the sample year, each month after those before it."""
    rows = []
    for month in range(1, 13):
        indicators, past = identified(clean(month), *range(1, month))
        rows.append(history_rows(month - 1, clean(month), indicators, past))
    return check_rows(rows, suites)


def hits(bulletins: Sequence[Judged], results: Results) -> dict[str, Hits]:
    """What each expectation fired on, by its name."""
    figures, right, doubtful = Counter[str](), Counter[str](), Counter[str]()
    names: dict[str, set[str]] = defaultdict(set)
    well: dict[str, set[str]] = defaultdict(set)
    for one, found in zip(bulletins, results, strict=True):
        for result in _failed(found):
            # A bulletin has a .txt and a .html form.
            name = one.name.rpartition(".")[0]
            names[result.expectation].add(name)
            if one.f1 >= WELL:
                well[result.expectation].add(name)
            if result.fact is not None:
                figures[result.expectation] += 1
                right[result.expectation] += result.fact not in one.wrong
                held = one.bulletin.facts[result.fact].certainty == "doubtful"
                doubtful[result.expectation] += held
    return {
        name: Hits(figures[name], right[name], len(own), len(well[name]), doubtful[name])
        for name, own in names.items()
    }


def fates(bulletins: Sequence[Judged], results: Results) -> Iterator[tuple[str, int, int, int]]:
    """What becomes of the figures: how many, and how many of them are misread or mislinked."""
    fate: dict[str, list[bool]] = defaultdict(list)
    misread = Counter[str]()
    for one, found in zip(bulletins, results, strict=True):
        whole = bool(bulletin_failures(found))
        held, flagged = figures_held(one.bulletin.facts, found), flags_of(found, 0)
        for place in range(len(one.bulletin.facts)):
            name = "held with its bulletin" if whole else "held by itself"
            if not whole and place not in held:
                name = "loaded with a flag" if place in flagged else "loaded without a flag"
            fate[name].append(place in one.wrong)
            misread[name] += place in one.misread
    for name, wrong in fate.items():
        yield name, len(wrong), misread[name], sum(wrong) - misread[name]


def _failed(results: Sequence[CheckResult]) -> Iterator[CheckResult]:
    return (result for result in results if not result.passed)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--show", default="", help="list what this expectation fires on")
    show = options.parse_args().show
    suites = load_suites(resources.folder("expectations"))
    corpus = list(readable(samples()))
    found = check([one.bulletin for one in corpus], suites)
    fired = hits(corpus, found)
    year = [
        Judged(f"{month:02}.txt", clean(month), frozenset(), frozenset(), 1.0)
        for month in range(1, 13)
    ]
    fired |= hits(year, of_the_year(suites))
    forms = len({one.name.rpartition(".")[0] for one in corpus})
    facts = sum(len(one.bulletin.facts) for one in corpus)
    wrong = sum(len(one.wrong) for one in corpus)
    print(f"{forms} bulletins in {len(corpus)} files, {facts} figures, {wrong} of them wrong.\n")
    print("| gate | expectation | severity | bulletins | well read | figures | right | doubtful |")
    print("|---|---|---|---:|---:|---:|---:|---:|")
    for suite in suites:
        for expectation in suite.expectations:
            own = fired.get(expectation.name, Hits(0, 0, 0, 0, 0))
            print(
                f"| {suite.gate} | {expectation.name} | {expectation.severity} | {own.bulletins} "
                f"| {own.well_read} | {own.figures} | {own.right} | {own.held_anyway} |"
            )
    print("\n| figures | | misread | tied otherwise than annotated |\n|---|---:|---:|---:|")
    for name, count, misread, astray in fates(corpus, found):
        print(f"| {name} | {count} | {misread} | {astray} |")
    for one, results in zip(corpus, found, strict=True):
        for result in _failed(results):
            if result.expectation == show:
                right = "" if result.fact is None or result.fact not in one.wrong else "wrong: "
                print(f"{one.name} ({one.f1:.2f}): {right}{result.observed}")


if __name__ == "__main__":
    main()
