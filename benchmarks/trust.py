"""Is anything wrong held as true in silence, and anything right held back?

    .venv/bin/python benchmarks/trust.py [--only KIND] [--every N] [--list] [--reasons]

Every annotated bulletin of tests/corpus is read as it is and in nine corrupted forms, and the
sample year in three, with its history; the gates judge each as the loader does. See README.md.
"""

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from corruptions import PAGE_KINDS, Subject  # noqa: E402
from relations import Row  # noqa: E402
from truth import Case, Identity, identity  # noqa: E402
from years import YEAR_KINDS  # noqa: E402

from etl import resources  # noqa: E402
from etl.bulletin.model import Bulletin  # noqa: E402
from etl.bulletin.read import read  # noqa: E402
from etl.document.charset import decode  # noqa: E402
from etl.document.extract import extract  # noqa: E402
from etl.errors import NotABulletin  # noqa: E402
from etl.indicators.identify import identify  # noqa: E402
from etl.quality.check import added, check, check_rows  # noqa: E402
from etl.quality.check_results import CheckResult  # noqa: E402
from etl.quality.gate_rows.history import history_rows  # noqa: E402
from etl.quality.gate_rows.history_columns import HistoryRow  # noqa: E402
from etl.quality.past_of_plan_year import Past  # noqa: E402
from etl.quality.suite import load_suites  # noqa: E402
from etl.quality.what_is_held_back import (  # noqa: E402
    bulletin_failures,
    figures_held,
    flags_of,
)
from tests.corpus import scoring  # noqa: E402

AS_IT_IS = "as it is"
KINDS = (AS_IT_IS, *PAGE_KINDS, *YEAR_KINDS)
GOALS = "goals: wrong without a flag ≤ 0.5 %, right held ≤ 3 %, right bulletins held ≤ 1 in 50"
NOTHING = Past()


@dataclass
class Tally:
    """What became of the figures and bulletins of one kind."""

    bulletins: int = 0
    loaded: int = 0
    flagged: int = 0
    flagged_wrong: int = 0
    silent: int = 0
    """Wrong, loaded without a flag, and to be seen by somebody."""
    misread: int = 0
    """Of these the ones that are read wrongly without corruption, too."""
    invisible: int = 0
    slips: int = 0
    right: int = 0
    """Right figures of bulletins that are not held whole."""
    right_held: int = 0
    wrong_held: int = 0
    held_whole: int = 0
    good: int = 0
    """Bulletins read at 0.95 or better."""
    good_held_whole: int = 0
    listed: list[str] = field(default_factory=list)
    reasons: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def row(self, kind: str) -> str:
        """A line of the table."""
        return (
            f"| {kind} | {self.bulletins} | {self.held_whole} | {self.loaded} | {self.silent} "
            f"({_percent(self.silent, self.loaded)}) | {self.misread} | {self.invisible} | "
            f"{self.right_held} ({_percent(self.right_held, self.right)}) | "
            f"{self.good_held_whole} of {self.good} |"
        )

    def take(self, case: Case, results: Sequence[CheckResult]) -> None:
        """Count one bulletin."""
        self.bulletins += 1
        if case.bulletin is None:
            return
        facts = case.facts
        wrong = case.wrong(facts)
        whole = bulletin_failures(results)
        scored = [fact for fact in facts if fact["measure"] != "milestone"]
        sample = scoring.Sample(Path(case.name), case.gold, None)
        good = scoring.score(sample, scored).f1 >= 0.95
        self.good += good
        for name in whole:
            self.reasons[f"bulletin: {name}"]["right" if good else "wrong"] += 1
        if whole:
            self.held_whole += 1
            self.good_held_whole += good
            if good:
                self.listed.append(f"held whole  {case.name}: {', '.join(sorted(whole))}")
            return
        held = figures_held(case.bulletin.facts, results)
        flags = flags_of((one for one in results if one.severity == "warning"), len(facts))
        silent = []
        for place, fact in enumerate(facts):
            if fact["measure"] == "milestone":
                continue
            right = place not in wrong
            self._because(held.get(place, ()), flags.get(place, ""), right)
            self.right += right
            if place in held:
                self.right_held += right
                self.wrong_held += not right
                continue
            self.loaded += 1
            if place in flags:
                self.flagged += 1
                self.flagged_wrong += not right
            elif not right:
                silent.append(fact)
        self._silent(case, silent)

    def _because(self, held: Iterable[str], flags: str, right: bool) -> None:
        told = "right" if right else "wrong"
        for reason in held:
            self.reasons[f"held: {reason}"][told] += 1
        for flag in flags.split(", ") if flags else ():
            self.reasons[f"flag: {flag}"][told] += 1

    def _silent(self, case: Case, silent: Sequence[Row]) -> None:
        invisible = case.invisible(silent)
        figures = Counter(map(identity, silent)) - invisible
        self.invisible += invisible.total()
        self.silent += figures.total()
        self.misread += (figures & case.misread).total()
        for fact in silent:
            one = identity(fact)
            seen = "undetectable" if invisible[one] else "misread" if case.misread[one] else "wrong"
            gold = [
                f"{row['measure']} {row['value']} {row['unit']}"
                for row in case.gold
                if int(row["pledge"]) == fact["pledge"] and row["part"] == fact["part"]
            ]
            self.listed.append(
                f"{seen:12}  {case.name} {fact['pledge']} {fact['measure']} {fact['indicator']} "
                f"{fact['value']} {fact['unit']} “{fact['text']}” {fact['certainty']} "
                f"{', '.join(fact['because'])}; gold: {'; '.join(gold[:8])}"
            )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "–"


def subjects(every: int) -> list[tuple[Subject | None, Case]]:
    """The annotated bulletins as they are; no subject where the page is refused."""
    found: list[tuple[Subject | None, Case]] = []
    for sample in scoring.samples()[::every]:
        case = Case(sample.name, None, sample.gold)
        try:
            bulletin = sample.read()
        except NotABulletin:
            found.append((None, case))
            continue
        facts = [asdict(fact) for fact in bulletin.facts]
        wrong = case.wrong(facts)
        misread = Counter(identity(facts[place]) for place in wrong)
        known = _known(sample.gold, bulletin)
        source = decode(sample.path.read_bytes(), "")
        html = sample.path.suffix == ".html"
        subject = Subject(sample.name, source, html, bulletin, known, sample.gold)
        found.append((subject, replace(case, bulletin=bulletin, misread=misread)))
    return found


def _known(gold: Sequence[Row], bulletin: Bulletin) -> list[tuple[int, Any]]:
    rows: defaultdict[Identity, list[int]] = defaultdict(list)
    for at, row in enumerate(gold):
        rows[identity(row)].append(at)
    return [(own.pop(0), fact) for fact in bulletin.facts if (own := rows[identity(asdict(fact))])]


def cases(kind: str, found: Sequence[tuple[Subject | None, Case]], every: int) -> Iterator[Case]:
    """The bulletins of one kind."""
    if kind == AS_IT_IS:
        yield from (case for _, case in found)
    elif kind in YEAR_KINDS:
        for one in YEAR_KINDS[kind](every):
            yield Case(one.name, one.bulletin, one.gold, displaced=one)
    else:
        for subject, case in found:
            if subject and (done := PAGE_KINDS[kind](subject, subject.random(kind))):
                yield replace(case, bulletin=_read(done.source), done=done)


def _read(source: str) -> Bulletin | None:
    try:
        return read(
            extract(source.encode(), "text/html; charset=utf-8"), published=scoring.PUBLISHED
        )
    except NotABulletin:
        return None


def judged(told: Sequence[Case]) -> Tally:
    """Run the three gates over the bulletins of a kind and count."""
    suites = load_suites(resources.folder("expectations"))
    readable = [case.bulletin for case in told if case.bulletin]
    rows: list[list[HistoryRow]] = []
    for case in told:
        if case.bulletin:
            indicators = identify(case.bulletin, case.displaced.known if case.displaced else ())
            past = case.displaced.past if case.displaced else NOTHING
            rows.append(history_rows(len(rows), case.bulletin, indicators, past))
    origins = [case.origin for case in told if case.bulletin]
    found = added(check(readable, suites, origins=origins), check_rows(rows, suites))
    results = iter(found)
    tally = Tally()
    for case in told:
        tally.take(case, next(results) if case.bulletin else ())
    return tally


def main() -> None:
    """Print a line a kind."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", default="", help="kinds whose name holds this")
    options.add_argument("--every", type=int, default=1, help="one bulletin in so many")
    options.add_argument("--list", action="store_true", help="each wrong figure that is loaded")
    options.add_argument("--reasons", action="store_true", help="what holds and flags what")
    chosen = options.parse_args()
    began = time.monotonic()
    found = subjects(chosen.every)
    print(
        "| corruption | bulletins | held whole | loaded | wrong without a flag | misread anyway "
        "| undetectable | right held back | right bulletins held whole |\n"
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    )
    tallies = {}
    for kind in (kind for kind in KINDS if chosen.only in kind):
        tallies[kind] = judged(list(cases(kind, found, chosen.every)))
        print(tallies[kind].row(kind), flush=True)
    for kind, tally in tallies.items():
        if chosen.list:
            print(f"\n{kind}", *tally.listed, sep="\n")
        if chosen.reasons:
            print(f"\n{kind}\n")
            for reason, told in sorted(tally.reasons.items()):
                print(f"{reason:60} right {told['right']:5}  wrong {told['wrong']:5}")
    print(f"{GOALS}; {time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
