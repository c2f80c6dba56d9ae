"""The annotated bulletins, and how well values with their units are found in them."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from etl.bulletin.read import read
from etl.bulletin.text.normal_form import normalise
from etl.bulletin.words import measure_words
from etl.document.extract import Document, extract

REAL = "qingdao-2024-11"
PUBLISHED = date(2024, 12, 30)

Values = list[tuple[str, str]]
"""Value and unit of each quantity found."""


@dataclass(frozen=True)
class Annotated:
    """A bulletin of the corpus with its annotation."""

    name: str
    document: Document
    gold: list[dict[str, object]]

    @property
    def clean(self) -> Document:
        """The document as its portal had it: Simplified, nothing injected, normal form."""
        return Document(normalise(self.document.title).text, normalise(self.document.text).text)


def corpus(folder: Path) -> list[Annotated]:
    """Every text of ``folder/corpus`` that ``folder/gold`` annotates."""
    found = []
    for path in sorted(folder.glob("gold/*.jsonl")):
        document = extract((folder / "corpus" / f"{path.stem}.txt").read_bytes())
        gold = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
        found.append(Annotated(path.stem, document, gold))
    return found


def facts(document: Document) -> Values:
    """Value and unit of every fact that we read."""
    bulletin = read(document, published=PUBLISHED)
    return [(str(f.value), f.unit) for f in bulletin.facts if f.measure != "milestone"]


def score(find: Callable[[Annotated], Values], texts: Sequence[Annotated]) -> tuple[float, float]:
    """Precision and recall over all texts; a fact that may be left out counts for nobody."""
    hits = wanted = found = 0
    for annotated in texts:
        got = Counter((_number(value), unit) for value, unit in find(annotated))
        allowed = Counter((_number(str(g["value"])), str(g["unit"])) for g in annotated.gold)
        required = Counter(
            (_number(str(g["value"])), str(g["unit"]))
            for g in annotated.gold
            if not g.get("optional")
        )
        right = (required & got).total()
        excused = (allowed & got).total() - right
        hits, wanted = hits + right, wanted + required.total()
        found += got.total() - excused
    return hits / found if found else 0, hits / wanted if wanted else 0


def canonical(value: str, word: str) -> tuple[str, str]:
    """A peer's value in our units, its unit word being one of ours where it is known."""
    unit = measure_words.match(word, 0, len(word))
    if unit is None:
        return value, word
    try:
        return str(Decimal(value) * unit.factor), unit.canonical
    except InvalidOperation:
        return value, unit.canonical


def _number(value: str) -> str:
    try:
        return format(Decimal(value).normalize(), "f")
    except InvalidOperation:
        return value
