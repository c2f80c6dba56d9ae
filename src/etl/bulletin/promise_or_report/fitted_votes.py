"""How clauses of such words, such a unit and so exact a figure were meant in annotated bulletins.

Constructions know what words mean. What they do not know, how often 建设…公里 promises and
发放…万元 reports, is weighed by ``words/fitted_clauses.tsv``, which benchmarks/fit_weights.py makes
of the bulletins of tests/corpus.
"""

import re
from collections.abc import Iterable, Sequence

from etl.bulletin.grammar.numerals.quantity import Quantity, exact_digits
from etl.bulletin.promise_or_report.clauses import Span
from etl.bulletin.words.fitted_weights import log_odds

_DIGITS = re.compile(r"\d+")
_BLANKS = re.compile(r"\s+")
_LONGEST = 80
"""Characters of a clause that are looked at."""
_NEAR = 3
"""Characters at its beginning, and before a figure."""
_OPENING = 2
"""Characters at the beginning of the sentence, where that is another clause: 截至10月底,…"""
_MOST_FIGURES = 4
_MOST_VOTES = 8
_MOST_DIGITS = 4


def marks(
    text: str, figures: Sequence[Quantity], span: Span, sentence: int, own: float, votes: float
) -> frozenset[str]:
    """What there is to weigh of a clause: ``opens 建设``, ``unit 公里``, ``digits 4``.

    Args:
        text: the normalised text.
        figures: the figures of the clause, at least one.
        span: where it stands.
        sentence: where its sentence begins.
        own: its votes for a report less those for a promise, by constructions and arithmetic.
        votes: the same, with what others add that answer it or that it answers.
    """
    start, end, *_ = span
    words = _words(text, start, min(end, start + _LONGEST))
    said = {"any", f"votes {max(-_MOST_VOTES, min(_MOST_VOTES, round(2 * votes)))}"}
    said |= {f"opens {words[:length]}" for length in range(1, _NEAR + 1)}
    if votes != own:
        said.add("is answered" if votes < own else "answers")
    if sentence < start:
        said.add(f"sentence {_words(text, sentence, sentence + _NEAR)[:_OPENING]}")
    said |= {f"holds {words[at : at + 2]}" for at in range(len(words) - 1)}
    for q in figures[:_MOST_FIGURES]:
        before = _words(text, max(start, q.start - 2 * _NEAR), q.start)
        said |= {f"before {before[-length:]}" for length in range(1, _NEAR + 1)}
        exact = min(_MOST_DIGITS, exact_digits(text[slice(*q.number)]))
        said |= {f"unit {q.unit}", f"digits {exact}{'%' if q.unit == '%' else ''}"}
    return frozenset(said)


def _words(text: str, start: int, end: int) -> str:
    """A stretch without blanks, each number a 0."""
    return _DIGITS.sub("0", _BLANKS.sub("", text[start:end]))


def with_fitted(votes: float, exact: float, said: Iterable[str]) -> tuple[float, float]:
    """The votes of a clause, and those of how exact its figures are, with what its marks tell.

    The marks know of both: of two opinions on the same evidence the mean is taken.
    """
    return (votes + log_odds(said, "fitted_clauses.tsv")) / 2, exact / 2
