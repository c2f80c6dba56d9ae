"""How well annotated bulletins are read: facts found, and what is said of them.

usage: python -m tests.corpus.scoring [--only WORD] [--errors] [--write-floors] [FOLDER]

Every folder below this one that holds ``NAME.jsonl`` beside ``NAME.txt`` or ``NAME.html`` takes
part; a new round of bulletins is a new folder and a run with ``--write-floors``. An annotated row
has a fact's fields, with ``key`` (words that its indicator holds) for the indicator; a row with
``optional`` may be left out. ``periods.tsv`` has the last day that a bulletin describes.

A fact is found when pledge, part, measure, value and unit agree; label, link, stage, breakdown and
qualifier are shares of the facts found. A link is right when it leads to a target of the same
value and unit, so that a target missed elsewhere does not shift it.
"""

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from etl.bulletin.model import Bulletin, Fact
from etl.bulletin.read import read
from etl.document.extract import extract
from etl.errors import NotABulletin
from etl.portal.page.metadata import read_metadata

HERE = Path(__file__).parent
FLOORS = HERE / "floors.tsv"
PUBLISHED = date(2026, 11, 28)
"""Of a sample that does not say when it was published."""
ZONE = ZoneInfo("Asia/Shanghai")
SLACK = 0.005
"""How far below today's value a floor is laid."""

Row = dict[str, Any]
_FIELDS = tuple(field.name for field in fields(Fact))


@dataclass(frozen=True)
class Sample:
    """A bulletin in one of its forms, with its annotation."""

    path: Path
    gold: Sequence[Row]
    period_end: str | None

    @property
    def name(self) -> str:
        """Its file, as floors.tsv names it: ``shared/two-level.txt``."""
        return (
            self.path.relative_to(HERE).as_posix() if HERE in self.path.parents else str(self.path)
        )

    def facts(self) -> list[Row]:
        """The facts that are read, milestones apart; none where it is refused."""
        try:
            bulletin = self.read()
        except NotABulletin:
            return []
        return [
            {name: getattr(fact, name) for name in _FIELDS}
            for fact in bulletin.facts
            if fact.measure != "milestone"
        ]

    def read(self) -> Bulletin:
        """The bulletin as the reader has it."""
        raw = self.path.read_bytes()
        said = read_metadata(raw, "text/html", ZONE) if self.path.suffix == ".html" else None
        day = said.published_at.astimezone(ZONE).date() if said and said.published_at else PUBLISHED
        return read(extract(raw), published=day)


@dataclass(frozen=True)
class Pair:
    """An annotated row and the fact that was found for it."""

    gold: Row
    fact: Row
    linked: bool

    @property
    def labelled(self) -> bool:
        """Whether the indicator holds the words it must."""
        return str(self.gold["key"]) in re.sub(r"\s", "", self.fact["indicator"])

    @property
    def staged(self) -> bool:
        return bool(self.fact["stage"] == self.gold["stage"])

    @property
    def grouped(self) -> bool:
        """Whether the sub-group holds the annotated one, where there is one."""
        wanted = self.gold["breakdown"]
        return not wanted or wanted in (self.fact["breakdown"] or "")

    @property
    def qualified(self) -> bool:
        return bool(self.fact["qualifier"] == self.gold["qualifier"])

    @property
    def agreement(self) -> tuple[bool, ...]:
        """What decides between several facts that are equal as figures."""
        return self.labelled, self.grouped, self.staged, self.linked


@dataclass(frozen=True)
class Result:
    """The score of one sample."""

    sample: Sample
    facts: Sequence[Row]
    pairs: Sequence[Pair]
    precision: float
    recall: float
    wrong: Sequence[Row]
    """Facts that no annotated row allows."""

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def label(self) -> float:
        return _share(pair.labelled for pair in self.pairs)

    @property
    def link(self) -> float:
        return _share(pair.linked for pair in self.pairs if pair.gold["part"] == "progress")

    @property
    def stage(self) -> float:
        return _share(pair.staged for pair in self.pairs if pair.gold["stage"])

    @property
    def breakdown(self) -> float:
        return _share(pair.grouped for pair in self.pairs if pair.gold["breakdown"])

    @property
    def qualifier(self) -> float:
        return _share(pair.qualified for pair in self.pairs)

    @property
    def sure(self) -> list[Row]:
        """The facts that are called proved or clear."""
        return [fact for fact in self.facts if fact["certainty"] != "doubtful"]

    @property
    def wrong_sure(self) -> int:
        """How many facts too many are called proved or clear."""
        return (_counted(self.sure) - _counted(self.sample.gold)).total()

    @property
    def missing(self) -> list[Row]:
        """Required rows that no fact was found for."""
        required = [row for row in self.sample.gold if not row.get("optional")]
        return _surplus(required, _counted(self.facts))

    @property
    def period_end(self) -> str | None:
        """The day that most progress facts describe."""
        days = Counter(str(f["period_end"]) for f in self.facts if f["part"] == "progress")
        return days.most_common(1)[0][0] if days else None

    @property
    def dated(self) -> bool:
        """Whether that day is right, where the annotation has one."""
        return self.sample.period_end in (None, self.period_end)


def samples(folder: Path = HERE, texts: Path | None = None) -> list[Sample]:
    """Every annotated bulletin below a folder, in each form that it has.

    Args:
        folder: where the annotations are.
        texts: where the bulletins are, if not beside them.
    """
    return [
        sample
        for gold in sorted(folder.rglob("*.jsonl"))
        for sample in _forms(gold, texts or gold.parent)
    ]


def _forms(gold: Path, texts: Path) -> Iterator[Sample]:
    rows = [json.loads(line) for line in gold.read_text("utf-8").splitlines() if line.strip()]
    day = periods(gold.parent).get(gold.stem)
    for form in (".txt", ".html"):
        if (path := texts / f"{gold.stem}{form}").exists():
            yield Sample(path, rows, day)


@cache
def periods(folder: Path) -> dict[str, str]:
    """The days of a folder's periods.tsv, by bulletin."""
    table = folder / "periods.tsv"
    lines = table.read_text("utf-8").splitlines() if table.exists() else []
    return {name: day for name, day, *_ in (line.split("\t") for line in lines if line.strip())}


def score(sample: Sample, facts: Sequence[Row] | None = None) -> Result:
    """Compare what is read in a sample with its annotation."""
    found = sample.facts() if facts is None else facts
    required = _counted(row for row in sample.gold if not row.get("optional"))
    allowed, got = _counted(sample.gold), _counted(found)
    hits = (required & got).total()
    counted = got.total() - ((allowed & got).total() - hits)
    return Result(
        sample,
        found,
        list(_paired(sample.gold, found)),
        hits / counted if counted else 0.0,
        hits / required.total() if required else 0.0,
        _surplus(found, allowed),
    )


def identity(row: Row) -> tuple[Hashable, ...]:
    """What two rows must share to be one fact."""
    return int(row["pledge"]), row["part"], row["measure"], _number(row["value"]), row["unit"]


def _number(value: object) -> Decimal:
    return Decimal(str(value)).normalize()


def _counted(rows: Iterable[Row]) -> Counter[tuple[Hashable, ...]]:
    return Counter(map(identity, rows))


def _surplus(rows: Sequence[Row], among: Counter[tuple[Hashable, ...]]) -> list[Row]:
    """The rows that are there more often than a counter has them."""
    left = Counter(among)
    surplus = []
    for row in rows:
        left[identity(row)] -= 1
        if left[identity(row)] < 0:
            surplus.append(row)
    return surplus


def _share(right: Iterable[bool]) -> float:
    answers = list(right)
    return sum(answers) / len(answers) if answers else 0.0


@dataclass(frozen=True)
class _Aim:
    """The target that a link leads to, by value and unit."""

    to: tuple[Hashable, ...] | None
    optional: bool = False

    def met_by(self, other: "_Aim") -> bool:
        """Whether another link leads there; one to an optional target may be left out."""
        return other.to == self.to or (self.optional and other.to is None)


def _aims(rows: Sequence[Row]) -> dict[int, _Aim]:
    """Where each row's link leads, by the row's identity as an object."""
    targets: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if (row["part"], row["measure"]) == ("target", "target"):
            targets[int(row["pledge"])].append(row)
    aims = {}
    for row in rows:
        n, own = row["target"], targets[int(row["pledge"])]
        to = own[n - 1] if n and n <= len(own) else None
        aims[id(row)] = (
            _Aim((_number(to["value"]), to["unit"]), bool(to.get("optional"))) if to else _Aim(None)
        )
    return aims


def _paired(gold: Sequence[Row], found: Sequence[Row]) -> Iterator[Pair]:
    """Each annotated row that is found with the fact that agrees with it best."""
    aims = {**_aims(gold), **_aims(found)}
    pools: defaultdict[tuple[Hashable, ...], list[Row]] = defaultdict(list)
    for fact in found:
        pools[identity(fact)].append(fact)
    # A required row comes first, lest an optional one take its fact.
    for row in sorted(gold, key=lambda row: bool(row.get("optional"))):
        pool = pools[identity(row)]
        alike = [Pair(row, fact, aims[id(row)].met_by(aims[id(fact)])) for fact in pool]
        if alike:
            best = max(alike, key=lambda pair: pair.agreement)
            pools[identity(row)] = [fact for fact in pool if fact is not best.fact]
            yield best


@dataclass(frozen=True)
class Floor:
    """What a file must reach at least."""

    f1: float
    label: float
    link: float
    dated: bool
    """Whether its last day is told right."""


@cache
def floors() -> dict[str, Floor]:
    """The floors of floors.tsv, by file."""
    lines = FLOORS.read_text("utf-8").splitlines()[1:]
    return {
        name: Floor(float(f1), float(label), float(link), period == "right")
        for name, f1, label, link, period in (line.split("\t") for line in lines)
    }


def write_floors(results: Iterable[Result]) -> None:
    """Lay the floors just below today's values."""
    lines = ["file\tf1\tlabel\tlink\tperiod"]
    for result in results:
        values = (max(value - SLACK, 0) for value in (result.f1, result.label, result.link))
        period = ("right" if result.dated else "wrong") if result.sample.period_end else ""
        lines.append("\t".join((result.sample.name, *(f"{value:.3f}" for value in values), period)))
    FLOORS.write_text("\n".join((*lines, "")), "utf-8")


def _line(result: Result) -> str:
    period = "" if result.dated else f"period {result.period_end} for {result.sample.period_end}"
    shares = "  ".join(
        f"{name} {getattr(result, name):.2f}"
        for name in ("label", "link", "stage", "breakdown", "qualifier")
    )
    return (
        f"{result.sample.name:48} {len(result.sample.gold):4}  P {result.precision:.3f}  "
        f"R {result.recall:.3f}  F1 {result.f1:.3f}  {shares}  wrong {len(result.wrong):3} "
        f"(sure {result.wrong_sure})  {period}"
    )


def _errors(result: Result) -> Iterator[str]:
    for row in result.missing:
        yield f"  missing  {_shown(row)} {row['key']} {row.get('text', '')}"
    for row in result.wrong:
        why = ", ".join(row["because"])
        told = f"{row['indicator']} “{row['text']}” {row['certainty']}: {why}"
        yield f"  wrong    {_shown(row)} {told}"
    for pair in result.pairs:
        gold, fact = pair.gold, pair.fact
        differing = [
            f"{name} {fact[name]} for {gold[name]}"
            for name, right in (
                ("stage", pair.staged),
                ("breakdown", pair.grouped),
                ("qualifier", pair.qualified),
                ("target", pair.linked or gold["part"] == "target"),
            )
            if not right
        ]
        if not pair.labelled:
            differing.append(f"label {fact['indicator']} without {gold['key']}")
        if differing:
            yield f"  differs  {_shown(gold)} “{fact['text']}” {'; '.join(differing)}"


def _shown(row: Row) -> str:
    *words, value, unit = identity(row)
    return " ".join((*map(str, words), f"{value:f}", str(unit)))


def summary(results: Sequence[Result]) -> str:
    means = "  ".join(
        f"{name} {_mean(getattr(result, name) for result in results if has(result)):.4f}"
        for name, has in _COLUMNS.items()
    )
    dated = [result for result in results if result.sample.period_end]
    return (
        f"files {len(results)}  {means}  period {sum(r.dated for r in dated)} of {len(dated)}  "
        f"wrong {sum(len(r.wrong) for r in results)} of {sum(len(r.facts) for r in results)}, "
        f"of the sure {sum(r.wrong_sure for r in results)} of {sum(len(r.sure) for r in results)}"
    )


def _annotates(field: str) -> Callable[[Result], bool]:
    return lambda result: any(row[field] for row in result.sample.gold)


_COLUMNS: dict[str, Callable[[Result], bool]] = {
    "f1": lambda _: True,
    "label": lambda _: True,
    "link": lambda _: True,
    "stage": _annotates("stage"),
    "breakdown": _annotates("breakdown"),
    "qualifier": lambda _: True,
}
"""The means of the last line, each with the files that it is taken over."""


def _mean(values: Iterable[float]) -> float:
    taken = list(values)
    return sum(taken) / len(taken) if taken else 0.0


def main() -> None:
    """Print a line a file, and the means."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", nargs="?", type=Path, default=HERE)
    options.add_argument("--only", default="", help="files whose name holds this word")
    options.add_argument("--errors", action="store_true", help="list what is wrong")
    options.add_argument("--write-floors", action="store_true")
    chosen = options.parse_args()
    results = [score(sample) for sample in samples(chosen.folder) if chosen.only in sample.name]
    if not results:
        sys.exit("No annotated bulletin has such a name.")
    lines: list[str] = []
    for result in results:
        lines.append(_line(result))
        if chosen.errors:
            lines += _errors(result)
    sys.stdout.write("\n".join((*lines, summary(results), "")))
    if chosen.write_floors:
        write_floors(results)


if __name__ == "__main__":
    main()
