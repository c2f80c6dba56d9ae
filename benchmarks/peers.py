"""The peers of ``reading.py``, served from an environment of their own.

Runs under ``.venv-peers``. Reads one JSON object a line and answers each with one:
``{"peer": NAME, "text": TEXT}`` → ``{"seconds": S, "found": [[VALUE, UNIT WORD], …]}``.
The first line it writes names the peers there are.
"""

import json
import re
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from decimal import Decimal

Found = list[tuple[str, str]]

_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_SCALED_UNIT = re.compile(r"([十百千万亿]*)[余多]?([^\d,。;:、()]+)")
_WRITTEN = re.compile(r"(\d+(?:\.\d+)?)\s*([十百千万亿]*)\s*(\D*)$")


def recognizers() -> dict[str, Callable[[str], Callable[[], Found]]]:
    """recognizers-text: its models of numbers with a unit, and that of numbers alone.

    Those of age and temperature, which bulletins have no facts of, are left out.
    """
    from recognizers_number import NumberRecognizer
    from recognizers_number_with_unit import NumberWithUnitRecognizer
    from recognizers_text import Culture

    numbers = NumberRecognizer(Culture.Chinese)
    units = NumberWithUnitRecognizer(Culture.Chinese)
    with_unit = [
        numbers.get_percentage_model(),
        units.get_currency_model(),
        units.get_dimension_model(),
    ]
    number_alone = numbers.get_number_model()

    def measured(text: str) -> Callable[[], Found]:
        results = [r for model in with_unit for r in model.parse(text)]
        return lambda: [_resolved(r.text, r.resolution["value"]) for r in results if r.resolution]

    def bare(text: str) -> Callable[[], Found]:
        results = number_alone.parse(text)
        return lambda: [(r.resolution["value"], "") for r in results]

    return {"recognizers-text, units": measured, "recognizers-text, numbers": bare}


def _resolved(words: str, value: str) -> tuple[str, str]:
    """The value as resolved, and the unit as worded: 450万平方米 is 4500000, 平方米."""
    if value.endswith("%"):
        return value.removesuffix("%"), "%"
    written = _WRITTEN.search(words)
    return value, written[3] if written else ""


def jieba() -> dict[str, Callable[[str], Callable[[], Found]]]:
    """jieba's part-of-speech tags: a number and the measure word that follows it."""
    import jieba as cutter
    from jieba import posseg

    cutter.setLogLevel(60)

    def tag(text: str) -> Callable[[], Found]:
        tokens = [(pair.word, pair.flag) for pair in posseg.cut(text)]
        return lambda: _glued(tokens)

    return {"jieba.posseg": tag}


def _glued(tokens: list[tuple[str, str]]) -> Found:
    """A number with the scale and measure word behind it: 457.56|万平方米, 36.61|万|人."""
    found: Found = []
    for (word, _), (behind, flag), (next_word, _) in zip(
        tokens, tokens[1:], tokens[2:], strict=False
    ):
        if not _DIGITS.fullmatch(word):
            continue
        if not behind.strip("十百千万亿余多"):
            behind += next_word
        elif flag[0] not in "mq" and len(behind) > 1:
            continue
        if match := _SCALED_UNIT.fullmatch(behind):
            value = Decimal(word)
            for scale in match[1]:
                value *= _SCALES[scale]
            found.append((str(value), match[2]))
    return found


def jionlp() -> dict[str, Callable[[str], Callable[[], Found]]]:
    """jionlp's extractor of sums of money, the one quantity it finds in running text."""
    import jionlp as jio

    def money(text: str) -> Callable[[], Found]:
        results = jio.ner.extract_money(text, with_parsing=True)

        def values() -> Found:
            sums = [r["detail"]["num"] for r in results if r["detail"]]
            flat = [n for s in sums for n in (s if isinstance(s, list) else [s])]
            return [(number, "元") for number in flat]

        return values

    return {"jionlp, money": money}


def main() -> None:
    """Answer requests until standard input ends."""
    answers = sys.stdout
    # Some peers greet on standard output.
    with redirect_stdout(sys.stderr):
        peers = {**recognizers(), **jieba(), **jionlp()}
        print(json.dumps(list(peers)), file=answers, flush=True)
        for line in sys.stdin:
            request = json.loads(line)
            start = time.process_time()
            found = peers[request["peer"]](request["text"])
            seconds = time.process_time() - start
            print(json.dumps({"seconds": seconds, "found": found()}), file=answers, flush=True)


if __name__ == "__main__":
    main()
