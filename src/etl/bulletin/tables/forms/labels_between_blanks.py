"""Forms whose labels stand within lines, with nothing but blanks around them.

``项目名称 新建书房 年度目标 20家 进展情况 已建成21家。``, a form a line or all of them in one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from etl.bulletin.tables.forms.labels import FEWEST_RETURNING, FIGURES, FIRST, LABEL, LONGEST, Span

_WORD = re.compile(r"\S+")
_FEWEST_WORDS = 4
_FEWEST_FORMS = 2
"""Forms whose labels may stand within lines."""
_FEWEST_LABELS = 2
"""Labels that a form has at least beside the first one."""
_MOST_WORDS = 8
"""Words that a label consists of: 存 在 困 难 和问题."""
_SHORT = 2
"""Characters of a label that is one only where it returns: 完成 may be a word of its value."""

_Words = Sequence[Span]
_Label = tuple[int, int]
"""The first word of a label among those of its line, and the one behind it."""


def parted(text: str, lines: Sequence[Span]) -> Mapping[int, Sequence[Span]]:
    """The labels and values, in turn, of each line that holds several labels, by its place.

    What stands before the first label of a line comes first.
    """
    split = {at: [m.span() for m in _WORD.finditer(text, *line)] for at, line in enumerate(lines)}
    split = {at: words for at, words in split.items() if len(words) >= _FEWEST_WORDS}
    forms = sum(
        FIRST.fullmatch(_said(text, words, label)) is not None
        for words in split.values()
        for label in _labels(text, words, _is_known)
    )
    if forms < _FEWEST_FORMS:
        return {}
    returning = _returning(text, split.values(), forms)
    labels = {
        at: list(_labels(text, words, lambda name: name in returning or _is_known(name)))
        for at, words in split.items()
    }
    labels = {at: own for at, own in labels.items() if _have_values(own, len(split[at]))}
    values: dict[str, set[str]] = defaultdict(set)
    for at, own in labels.items():
        for label in own:
            values[_said(text, split[at], label)].add(_behind(text, split[at], label))
    several = sum(len(each) > 1 for each in values.values())
    if several <= _FEWEST_LABELS or 2 * several < len(values):
        # What the labels are followed by is the same each time: a header that returns.
        return {}
    return {at: list(_pieces(split[at], own)) for at, own in labels.items()}


def _is_known(name: str) -> bool:
    return len(name) > _SHORT and LABEL.fullmatch(name) is not None


def _said(text: str, words: _Words, label: _Label) -> str:
    return "".join(text[start:end] for start, end in words[slice(*label)])


def _behind(text: str, words: _Words, label: _Label) -> str:
    """The word that follows a label."""
    return text[slice(*words[label[1]])] if label[1] < len(words) else ""


def _names(text: str, words: _Words, at: int) -> Iterator[tuple[_Label, str]]:
    """What could be a label that begins with a word, the longest first."""
    for count in range(min(_MOST_WORDS, len(words) - at), 0, -1):
        name = _said(text, words, (at, at + count))
        if len(name) <= LONGEST and not FIGURES.search(name):
            yield (at, at + count), name


def _labels(text: str, words: _Words, is_label: Callable[[str], bool]) -> Iterator[_Label]:
    at = 0
    while at < len(words):
        named = (label for label, name in _names(text, words, at) if is_label(name))
        if (label := next(named, None)) is None:
            at += 1
        else:
            yield label
            at = label[1]


def _returning(text: str, lines: Iterable[_Words], forms: int) -> frozenset[str]:
    """What stands in most forms, each time behind another word."""
    if forms < FEWEST_RETURNING:
        return frozenset()
    times = Counter[str]()
    before: dict[str, set[str]] = defaultdict(set)
    for words in lines:
        for at in range(len(words)):
            for _, name in _names(text, words, at):
                times[name] += 1
                before[name].add(text[slice(*words[at - 1])] if at else "")
    return frozenset(
        name
        for name, often in times.items()
        if forms / 2 < often <= forms and 2 * len(before[name]) > often
    )


def _have_values(labels: Sequence[_Label], words: int) -> bool:
    """Whether most labels are followed by a value: in a table's header none is."""
    filled = sum(end < start for (_, end), (start, _) in pairwise([*labels, (words, words)]))
    return len(labels) > 1 and 2 * filled > len(labels)


def _pieces(words: _Words, labels: Sequence[_Label]) -> Iterator[Span]:
    places = [0, *(place for label in labels for place in label), len(words)]
    for start, end in pairwise(places):
        if start < end:
            yield words[start][0], words[end - 1][1]
