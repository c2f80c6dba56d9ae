"""What of the reader's words no text notices: take one row or alternative away at a time.

    .venv/bin/python benchmarks/ablation.py [--only TABLE] [--every N] [--list]

Each row of the tables of words, each word of the labels and each alternative of the larger
patterns is taken out, and its own examples (those that tests/bulletin/ledger.py has or makes up
for it) are read again; where they come out alike, the texts that hold its words: the bulletins
of tests/corpus, the cases of constructions.yaml and faults. A row is noticed where a fact, the
span or kind of a numeral or a pledge's offices come out otherwise; an alternative of what only
decides which figures are doubtful, where others are.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from etl.bulletin.text.normal_form import normalise  # noqa: E402
from etl.bulletin.words import function_words, word_tables  # noqa: E402
from etl.document.extract import Document, extract  # noqa: E402
from tests.bulletin import ledger, without  # noqa: E402
from tests.bulletin.cases import load, raw  # noqa: E402
from tests.corpus import scoring  # noqa: E402

LEAST = 12
"""Alternatives that make a pattern a larger one."""
MOST = 8
"""Texts read at most for a row, the shortest first, of those of a line and of the others."""
LINE = 120
"""Characters of a text of one line at most."""
ANY = 300
"""The same for a construction, which has no words to look for."""
DOUBTING = ("items.uncut_table_headers", "items.item_doubts", ".certainty.", ".doubts.")
"""Modules whose patterns only decide which figures are doubtful."""


@dataclass(frozen=True)
class Text:
    """A text as it is read, and its words in the normal form."""

    page: Document | bytes
    words: str


@dataclass(frozen=True)
class Part:
    """What is taken away: of which table, what it is called, and where it may be noticed."""

    table: str
    name: str
    needle: str
    """Words that a text must hold; empty where any may do."""
    examples: Callable[[], Iterable[Document | bytes]]
    """Its own examples, made up or written for it."""
    without: Callable[[], AbstractContextManager[None]]

    @property
    def doubting(self) -> bool:
        """Whether it is noticed by which figures are doubtful."""
        return self.table == "patterns" and any(where in self.name for where in DOUBTING)


def texts() -> list[Text]:
    """Every text that may notice, the shortest first."""
    pages: list[Document | bytes] = [sample.path.read_bytes() for sample in scoring.samples()]
    folder = ROOT / "tests" / "bulletin"
    cases = yaml.safe_load((folder / "constructions.yaml").read_text("utf-8"))
    written = [case["text"].replace("\\n", "\n") for case in cases]
    pages += [Document("", text if "\n" in text else _titled(text)) for text in written]
    pages += [raw(case) for _, case in load(folder / "faults")]
    pages += ledger.examples()
    found = [Text(page, normalise(_whole(page)).text) for page in pages]
    return sorted(found, key=lambda text: len(text.words))


def _titled(line: str) -> str:
    return f"{ledger.TITLE}\n{line}"


def _whole(page: Document | bytes) -> str:
    document = extract(page) if isinstance(page, bytes) else page
    return f"{document.title}\n{document.text}"


def parts() -> Iterator[Part]:
    """Everything that is taken away, one by one."""
    for row in word_tables.table("constructions.tsv"):
        name = row["name"]
        yield Part(
            "constructions",
            name,
            "",
            partial(ledger.of_construction, row),
            partial(without.without_construction, name),
        )
    for place, row in enumerate(word_tables.table("no_facts.tsv")):
        yield Part(
            "no facts",
            f"{row['name']}: {row['beside'] or row['before'] or row['behind'] or row['unit']}",
            "",
            partial(ledger.of_construction, row),
            partial(without.without_no_fact, place),
        )
    for word in ledger.words():
        yield Part(
            "words",
            f"{word.form} {word.classes}",
            word.form,
            partial(ledger.of_word, word.form, word.classes),
            partial(without.without_word, word.form, word.only, word.unless),
        )
    for row in word_tables.table("columns.tsv"):
        form = row["word"]
        yield Part(
            "columns",
            form,
            form,
            partial(ledger.of_column, row["example"]),
            partial(without.without_column, form),
        )
    for row in word_tables.table("units.tsv"):
        form, example = row["word"], partial(ledger.of_measure, row["example"])
        yield Part("units", form, form, example, partial(without.without_unit, form))
    for row in word_tables.table("clashes.tsv"):
        form, example = row["word"], partial(ledger.of_measure, f"12{row['word']}")
        yield Part("clashes", form, form, example, partial(without.without_clash, form))
    yield from _label_words()
    yield from _alternatives()


def _label_words() -> Iterator[Part]:
    for name, listed in list(vars(function_words).items()):
        if name.isupper() and isinstance(listed, str):
            for word in listed.split():
                plain = re.sub(r"\(\?.*?\)", "", word)
                yield Part(
                    "label words",
                    f"{name} {word}",
                    plain,
                    partial(ledger.of_alternative, name, plain),
                    partial(without.without_label_word, name, word),
                )


_CHINESE = re.compile(r"(?<=[|(:])[\u4e00-\u9fff]{1,12}(?=[|)])")
_GUARDED = re.compile(r"\S*\(\?\S*")


def _alternatives() -> Iterator[Part]:
    """The alternatives of larger patterns and of the pieces that they share, lists apart."""
    larger = {
        place: pattern.pattern
        for place, pattern in without.patterns().items()
        if len(_CHINESE.findall(pattern.pattern)) >= LEAST
    }
    lists = [text for text in vars(function_words).values() if isinstance(text, str)]
    listed = {word for text in lists for word in text.split()}
    guarded = {entry for text in lists for entry in _GUARDED.findall(text)}
    pieces = {
        piece: place
        for place, piece in _strings()
        if piece not in larger.values() and any(piece in whole for whole in larger.values())
    }
    for piece, place in (*pieces.items(), *((whole, place) for place, whole in larger.items())):
        others = (*pieces, *larger.values())
        inner = guarded | {other for other in others if other != piece and other in piece}
        for found in _CHINESE.finditer(_blanked(piece, inner)):
            if found[0] not in listed:
                yield Part(
                    "patterns",
                    f"{place} {found[0]}",
                    found[0],
                    partial(ledger.of_alternative, place, found[0]),
                    partial(without.without_alternative, piece, *found.span()),
                )


def _strings() -> Iterator[tuple[str, str]]:
    """The pieces of patterns that modules name."""
    for name, module in sorted(sys.modules.items()):
        if name.startswith(("etl.bulletin.", "etl.document.")) and module is not function_words:
            for key, value in sorted(vars(module).items()):
                if isinstance(value, str) and len(_CHINESE.findall(value)) > 1:
                    yield f"{name.removeprefix('etl.')}.{key}", value


def _blanked(piece: str, inner: Iterable[str]) -> str:
    """A piece of a pattern without the pieces in it that have alternatives of their own."""
    for other in sorted(inner, key=len, reverse=True):
        piece = piece.replace(other, "\0" * len(other))
    return piece


class Readings:
    """The texts as they are read with everything in its place."""

    def __init__(self, found: list[Text]) -> None:
        self.texts = found
        self._whole: dict[tuple[int, bool], tuple[Any, ...]] = {}

    def notice(self, part: Part) -> bool:
        """Whether an example of the part, or any text that holds it, is read otherwise without."""
        return self._shown(part) or self._met(part)

    def _shown(self, part: Part) -> bool:
        without.forget()
        for example in part.examples():
            whole = without.seen_of(example, doubts=part.doubting)
            with part.without():
                if without.seen_of(example, doubts=part.doubting) != whole:
                    return True
        return False

    def _met(self, part: Part) -> bool:
        holding = [at for at, text in enumerate(self.texts) if part.needle in text.words]
        if part.needle:
            lines = sum(1 for at in holding if len(self.texts[at].words) <= LINE)
            holding = [*holding[: min(lines, MOST)], *holding[lines : lines + MOST]]
        else:
            holding = holding[:ANY]
        for at in holding:
            self._read(at, part.doubting)
        if not holding:
            return False
        with part.without():
            return any(
                without.seen_of(self.texts[at].page, doubts=part.doubting)
                != self._read(at, part.doubting)
                for at in holding
            )

    def _read(self, at: int, doubts: bool) -> tuple[Any, ...]:
        if (at, doubts) not in self._whole:
            self._whole[at, doubts] = without.seen_of(self.texts[at].page, doubts=doubts)
        return self._whole[at, doubts]


def main() -> None:
    """Print the share of what no text notices, by table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", default="", help="one table")
    options.add_argument("--every", type=int, default=1, help="one part in so many")
    options.add_argument("--list", action="store_true", help="name what no text notices")
    chosen = options.parse_args()
    readings = Readings(texts())
    counted: dict[str, list[bool]] = {}
    began = time.monotonic()
    for part in islice((p for p in parts() if chosen.only in p.table), 0, None, chosen.every):
        noticed = readings.notice(part)
        counted.setdefault(part.table, []).append(noticed)
        if chosen.list and not noticed:
            print(f"{part.table}\t{part.name}", flush=True)
    print("| table | parts | unnoticed | share |\n|---|---:|---:|---:|")
    for table, told in (*counted.items(), ("all", [n for ns in counted.values() for n in ns])):
        unnoticed = told.count(False)
        print(f"| {table} | {len(told)} | {unnoticed} | {unnoticed / len(told):.0%} |")
    print(f"{len(readings.texts)} texts, {time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
