"""What of the reader's words no text notices: take one row or alternative away at a time.

    .venv/bin/python benchmarks/ablation.py [--only TABLE] [--every N] [--list]

Each row of the tables of words, each word of the labels and each alternative of the larger
patterns is taken out, and the texts that hold its words are read again: the bulletins of
tests/corpus, the cases of constructions.yaml and faults, the examples of the ledger. A row is
noticed where a fact, the kind of a numeral or a pledge's offices come out otherwise.
"""

import argparse
import importlib
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from etl.bulletin.grammar import constructions  # noqa: E402
from etl.bulletin.source.extract import Document, extract  # noqa: E402
from etl.bulletin.text.normal_form import normalise  # noqa: E402
from etl.bulletin.words import columns, lexicon, measures, vocabulary  # noqa: E402
from tests.bulletin import ledger, without  # noqa: E402
from tests.bulletin.cases import load, raw  # noqa: E402
from tests.corpus import scoring  # noqa: E402

LEAST = 12
"""Alternatives that make a pattern a larger one."""
MOST = 8
"""Texts read at most for a row, the shortest first: a row that none of them notices is counted."""
ANY = 300
"""The same for a construction, which has no words to look for."""


@dataclass(frozen=True)
class Text:
    """A text as it is read, and its words in the normal form."""

    document: Document
    words: str


@dataclass(frozen=True)
class Part:
    """What is taken away: of which table, what it is called, and where it may be noticed."""

    table: str
    name: str
    needle: str
    """Words that a text must hold; empty where any may do."""
    without: Callable[[], AbstractContextManager[None]]


def texts() -> list[Text]:
    """Every text that may notice, the shortest first."""
    documents = [extract(sample.path.read_bytes()) for sample in scoring.samples()]
    folder = ROOT / "tests" / "bulletin"
    cases = yaml.safe_load((folder / "constructions.yaml").read_text("utf-8"))
    written = [case["text"].replace("\\n", "\n") for case in cases]
    documents += [Document("", text if "\n" in text else _titled(text)) for text in written]
    documents += [extract(raw(case)) for _, case in load(folder / "faults")]
    documents += [Document("", _titled(example)) for example in ledger.examples()]
    found = [Text(document, normalise(_whole(document)).text) for document in documents]
    return sorted(found, key=lambda text: len(text.words))


def _titled(line: str) -> str:
    return f"{without.TITLE}\n{line}"


def _whole(document: Document) -> str:
    return f"{document.title}\n{document.text}"


def parts() -> Iterator[Part]:
    """Everything that is taken away, one by one."""
    for row in (*constructions.figure_rows(), *constructions.clause_rows()):
        name = row.name
        yield Part("constructions", name, "", partial(without.without_construction, name))
    for word in vocabulary.words():
        yield Part(
            "words",
            word.form,
            word.form,
            partial(without.without_word, word.form, word.only, word.unless),
        )
    for column in list(columns.vocabulary()):
        yield Part("columns", column, column, partial(without.without_column, column))
    for unit in list(measures.vocabulary()):
        yield Part("units", unit, unit, partial(without.without_unit, unit))
    for clash in measures.rows("clashes.tsv"):
        form, reads = clash["word"], clash["reads"]
        yield Part("clashes", form, form, partial(without.without_clash, form, reads))
    yield from _label_words()
    yield from _alternatives()


_LABELLERS = ("labels", "groups", "roles", "criteria")


def _label_words() -> Iterator[Part]:
    for name, listed in list(vars(lexicon).items()):
        if name.isupper() and isinstance(listed, str):
            for word in listed.split():
                needle = re.sub(r"\(\?.*?\)", "", word)
                yield Part(
                    "label words",
                    f"{name} {word}",
                    needle,
                    partial(_without_label_word, name, word),
                )


@contextmanager
def _without_label_word(name: str, word: str) -> Iterator[None]:
    whole = getattr(lexicon, name)
    modules = [importlib.import_module(f"etl.bulletin.grammar.{m}") for m in _LABELLERS]
    kept = [{k: v for k, v in vars(m).items() if isinstance(v, re.Pattern)} for m in modules]
    pattern = re.compile(rf"(?<=[|(]){re.escape(word)}(?=[|)])|^{re.escape(word)}\|")
    setattr(lexicon, name, " ".join(w for w in whole.split() if w != word))
    for module, patterns in zip(modules, kept, strict=True):
        for key, compiled in patterns.items():
            less = pattern.sub("(?!)", compiled.pattern)
            if less != compiled.pattern:
                setattr(module, key, re.compile(less, compiled.flags))
    without.forget()
    try:
        yield
    finally:
        setattr(lexicon, name, whole)
        for module, patterns in zip(modules, kept, strict=True):
            for key, compiled in patterns.items():
                setattr(module, key, compiled)
        without.forget()


def _alternatives() -> Iterator[Part]:
    """The alternatives of patterns that have many and are no list of a table."""
    lists = [text for text in vars(lexicon).values() if isinstance(text, str)]
    listed = {word for text in lists for word in text.split()}
    for name, module in sorted(sys.modules.items()):
        if not name.startswith("etl.bulletin."):
            continue
        for key, pattern in sorted(vars(module).items()):
            if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str):
                yield from _of_pattern(module, key, pattern, listed)


def _of_pattern(
    module: ModuleType, key: str, pattern: re.Pattern[Any], listed: set[str]
) -> Iterator[Part]:
    whole = str(pattern.pattern)
    spans = list(_plain_alternatives(whole))
    if len(spans) < LEAST:
        return
    for start, end in spans:
        word = whole[start:end]
        if word not in listed:
            less = f"{whole[:start]}(?!){whole[end:]}"
            yield Part(
                "patterns",
                f"{module.__name__.removeprefix('etl.bulletin.')}.{key} {word}",
                word,
                partial(_with_pattern, module, key, pattern, less),
            )


_CHINESE = re.compile(r"(?<=[|(:])[\u4e00-\u9fff]{1,12}(?=[|)])")


def _plain_alternatives(pattern: str) -> Iterable[tuple[int, int]]:
    """The alternatives that are plain words."""
    return (found.span() for found in _CHINESE.finditer(pattern))


@contextmanager
def _with_pattern(
    module: ModuleType, key: str, pattern: re.Pattern[Any], less: str
) -> Iterator[None]:
    setattr(module, key, re.compile(less, pattern.flags))
    without.forget()
    try:
        yield
    finally:
        setattr(module, key, pattern)
        without.forget()


class Readings:
    """The texts as they are read with everything in its place."""

    def __init__(self, found: list[Text]) -> None:
        self.texts = found
        self._whole: dict[int, tuple[Any, ...]] = {}

    def prepare(self, part: Part) -> list[int]:
        """The texts that may notice a part, read as they are."""
        holding = [at for at, text in enumerate(self.texts) if part.needle in text.words]
        holding = holding[: MOST if part.needle else ANY]
        for at in holding:
            if at not in self._whole:
                self._whole[at] = without.seen_of(self.texts[at].document)
        return holding

    def notice(self, part: Part) -> bool:
        """Whether any text is read otherwise without the part."""
        holding = self.prepare(part)
        if not holding:
            return False
        with part.without():
            return any(
                without.seen_of(self.texts[at].document) != self._whole[at] for at in holding
            )


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
