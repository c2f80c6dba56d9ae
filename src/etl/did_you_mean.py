"""Did you mean: a name that was mistyped, or words that nothing is called by, and what is near."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``; did you mean sample?``, or '' where nothing is like the word."""
    close = get_close_matches(word, list(known), n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(close)}?" if close else ""


def similar_ones(words: str, known: Iterable[str]) -> str:
    """``; similar ones: 新增停车泊位、停车泊位``, or '' where nothing is known."""
    from rapidfuzz import process

    similar = "、".join(match[0] for match in process.extract(words, list(known), limit=3))
    return f"; similar ones: {similar}" if similar else ""
