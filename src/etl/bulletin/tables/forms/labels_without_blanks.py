"""Forms whose labels and values a copy has run together: 项目名称社区食堂责任单位区民政局年度目标…

Only labels that are known, and that most forms have, divide them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from etl.bulletin.tables.forms.labels import FIRST, LABEL, LONGEST, Span

_FEWEST_FORMS = 3
_FEWEST_LABELS = 3
"""Labels that most forms have, that of the pledge's name among them."""
_SHORTEST = 4
"""Characters of a label that is no word of a value: 完成情况, but not 目标."""


def parted(text: str, lines: Sequence[Span]) -> Mapping[int, Sequence[Span]]:
    """The labels and values, in turn, of each line that is a form or several; by its place."""
    begun = {
        at: list(_labels(text, line)) for at, line in enumerate(lines) if FIRST.match(text, *line)
    }
    begun = {at: labels for at, labels in begun.items() if labels}
    forms = [form for found in begun.values() for form in _forms(text, found)]
    if len(forms) < _FEWEST_FORMS:
        return {}
    names = Counter(name for form in forms for name in {text[slice(*label)] for label in form})
    common = {name for name, times in names.items() if 2 * times > len(forms)}
    if len(common) < _FEWEST_LABELS:
        return {}
    pieces: dict[int, Sequence[Span]] = {}
    for at, found in begun.items():
        labels = [label for form in _forms(text, found) for label in _once(text, form, common)]
        ends = [start for start, _ in labels[1:]] + [lines[at][1]]
        if any(text[end] in ": \t" for _, end in labels if end < len(text)):
            # 项目名称: 社区食堂 has its mark.
            return {}
        pieces[at] = [
            piece
            for label, end in zip(labels, ends, strict=True)
            for piece in (label, (label[1], end))
            if piece[0] < piece[1]
        ]
    return pieces


def _labels(text: str, line: Span) -> Iterator[Span]:
    at, end = line
    while at < end:
        ends = range(min(at + LONGEST, end), at + _SHORTEST - 1, -1)
        stop = next((stop for stop in ends if LABEL.fullmatch(text, at, stop)), None)
        if stop is not None:
            yield at, stop
        at = stop or at + 1


def _forms(text: str, labels: Sequence[Span]) -> Iterator[list[Span]]:
    """The labels of one line by the forms that they are of."""
    form: list[Span] = []
    for label in labels:
        if form and text[slice(*label)] == text[slice(*labels[0])]:
            yield form
            form = []
        form.append(label)
    yield form


def _once(text: str, form: Sequence[Span], common: set[str]) -> Iterator[Span]:
    """The first of each label that most forms have."""
    taken: set[str] = set()
    for label in form:
        name = text[slice(*label)]
        if name in common and name not in taken:
            taken.add(name)
            yield label
