"""How fast and how well bulletins are read, beside other tools, as ratios of one run.

``python benchmarks/reading.py`` prints, for the real bulletin of the corpus:

* the time of text → facts against the peers' tagging of the same text and against the
  parsing of the page it came in;
* the time a character takes in 1, 10 and 100 copies of it, and the time of a megabyte of
  each text that makes careless patterns hang;
* what a mirrored copy (Traditional characters, injected pinyin) costs beside a clean one;
* precision and recall of values with their units, ours and the peers', on annotated text.

Times are medians over rounds in which everything is run, so that a busy moment falls on all
alike. The peers live in ``.venv-peers``, which the first run makes.
"""

import argparse
import gc
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import _lru_cache_wrapper, partial
from pathlib import Path
from statistics import median
from types import FrameType

from annotated import PUBLISHED, REAL, Annotated, Values, canonical, corpus, facts, score
from bs4 import BeautifulSoup
from page import as_pasted, plain
from peer_process import Peers, peers

from etl.bulletin.read import read
from etl.bulletin.text.normal_form import normalise
from etl.document.extract import Document, extract
from etl.errors import EtlError

ROOT = Path(__file__).parents[1]
ROUNDS = 9
BURST = 3
"""Runs of each in a round: one alone would measure how cold the others left the caches."""
_MEMORIES = [
    memory
    for memory in gc.get_objects()
    if isinstance(memory, _lru_cache_wrapper)
    and str(memory.__module__).startswith("etl.")
    and memory.cache_parameters()["maxsize"]
]
MOST_SECONDS = 60
"""After which a pathological text is given up."""
PATHOLOGICAL = {
    "digits": "1",
    "digits and points": "1.",
    "digits and commas": "1,",
    "letters": "a",
    "Chinese digits": "一",
    "Chinese scales": "百",
    "one character": "中",
    "其中": "其中",
    "opening brackets": "(",
    "brackets": "()",
    "、": "、",
    "commas": ",",
    "opening quotes": "“",
    "quotes": '"',
    "title marks": "《",
    "newlines": "\n",
    "spaces in a line": "中" + " " * 999,
    "item heads": "1.\n",
    "short lines": "甲乙\n",
    "bars": "|",
    "annotated readings": "实(shí)",
    "figures": "建5个,",
    "figures in a list": "建5个、",
    "parts of a whole": "其中5个,",
    "shares": "完成5个,占年计划的10%,",
    "words before figures": "的计划" * 30 + "5个,",
    "adverbs before figures": "实际已" * 30 + "好5个,",
    "table rows": "1 | 新建 | 5个 |\n",
    "rows without end": "1 | 新建 |\n",
    "an item of sentences": "全年新建5个。",
    "an item of clauses": "全年新建5个,分别新增6处,",
}


# --- time ----------------------------------------------------------------------------------


def timed(run: Callable[[], object]) -> float:
    """Seconds of one run."""
    start = time.process_time()
    run()
    return time.process_time() - start


def medians(contestants: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Median seconds of each, all run in every round, after one round that warms them up."""
    seconds: dict[str, list[float]] = defaultdict(list)
    for turn in range(rounds + 1):
        for name, contestant in contestants.items():
            # Trees that the one before left behind are not this one's to clear away.
            gc.collect()
            took = []
            for _ in range(BURST):
                _forget()
                took.append(contestant())
            if turn:
                seconds[name].extend(took)
    return {name: median(times) for name, times in seconds.items()}


def _forget() -> None:
    """Empty the memories of phrases: the same text again would only be remembered."""
    for memory in _MEMORIES:
        memory.cache_clear()


def speed(real: Annotated, others: Peers, rounds: int) -> None:
    """Text → facts against the peers, the parsing of the page, and a mirrored copy."""
    clean = real.clean
    pasted, bare = as_pasted(clean.title, clean.text), plain(clean.title, clean.text)
    ours = "etl, text to facts"
    contestants: dict[str, Callable[[], float]] = {
        ours: lambda: timed(lambda: read(clean, published=PUBLISHED)),
        "etl, mirrored text to facts": lambda: timed(
            lambda: read(real.document, published=PUBLISHED)
        ),
        "etl, normal form of the clean text": lambda: timed(lambda: normalise(clean.text)),
        "etl, normal form of the mirrored text": lambda: timed(
            lambda: normalise(real.document.text)
        ),
        "etl, page to text": lambda: timed(lambda: extract(pasted.encode())),
        "BeautifulSoup+lxml, page": lambda: timed(lambda: BeautifulSoup(pasted, "lxml")),
        "BeautifulSoup+lxml, bare page": lambda: timed(lambda: BeautifulSoup(bare, "lxml")),
        **{name: partial(_peer_seconds, others, name, clean.text) for name in others.names},
    }
    took = medians(contestants, rounds)
    print(f"\nOne bulletin of {len(clean.text)} characters; as pasted into a page {len(pasted)},")
    print(f"as a bare page {len(bare)}. Median of {rounds} rounds of {BURST} runs.\n")
    print(f"{'':40} {'ms':>8} {'× etl':>8}")
    for name, seconds in took.items():
        print(f"{name:40} {seconds * 1e3:8.2f} {seconds / took[ours]:8.2f}")
    print()
    goal("faster than recognizers-text, units", took["recognizers-text, units"] / took[ours], 10)
    goal("faster than jieba.posseg", took["jieba.posseg"] / took[ours], 4)
    parsing = took["BeautifulSoup+lxml, page"]
    goal("of the cost of parsing the page", took[ours] / parsing, 1, most=True)
    mirrored = took["etl, mirrored text to facts"] / took[ours]
    goal("of a clean copy's cost for a mirrored one", mirrored, 2, most=True)


def _peer_seconds(others: Peers, name: str, text: str) -> float:
    return others.ask(name, text).seconds


def goal(what: str, ratio: float, bound: float, *, most: bool = False) -> None:
    """One line on a goal and whether it is met."""
    met = ratio <= bound if most else ratio >= bound
    print(f"{'met   ' if met else 'MISSED'} {ratio:6.2f} × {what} ({'≤' if most else '≥'} {bound})")


def linearity(real: Annotated, rounds: int) -> None:
    """Time a character in copies of the bulletin; ``rounds`` of the single copy."""
    clean = real.clean
    print(f"\n{'copies':>8} {'characters':>11} {'ms':>9} {'µs a character':>15}")
    single = 0.0
    each = 0.0
    for copies, times in ((1, rounds), (10, 3), (100, 1)):
        document = Document(clean.title, "\n".join([clean.text] * copies))
        run = partial(timed, partial(read, document, published=PUBLISHED))
        seconds = medians({"": run}, times)[""]
        each = seconds / len(document.text)
        single = single or each
        print(f"{copies:8} {len(document.text):11} {seconds * 1e3:9.1f} {each * 1e6:15.2f}")
    goal("the time a character in 100 copies", each / single, 1.5, most=True)


class _TooLongError(Exception):
    pass


def _give_up(_signal: int, _frame: FrameType | None) -> None:
    raise _TooLongError


def pathological() -> None:
    """Seconds for 100 kB and for 1 MB of each text; ten times as much is linear."""
    signal.signal(signal.SIGALRM, _give_up)
    print(f"\n{'text':20} {'100 kB, s':>10} {'1 MB, s':>10} {'×':>7}")
    worst = 0.0
    for name, seed in PATHOLOGICAL.items():
        small, large = (_seconds_of(seed, size) for size in (100_000, 1_000_000))
        worst = max(worst, large / small)
        shown = f"{large:10.2f}" if large < MOST_SECONDS else f"over {MOST_SECONDS} s".rjust(10)
        print(f"{name:20} {small:10.3f} {shown} {large / small:7.1f}", flush=True)
    goal("100 kB's time for 1 MB, at most", worst, 15, most=True)


def _seconds_of(seed: str, size: int) -> float:
    header = "序号 | 项目 | 目标 | 单位 | 完成情况 | 完成率 |\n" if "|" in seed else ""
    if seed.startswith("全年"):
        header = "1.新建公园。\n2."
    opening = (
        f"2024年市办实事1-11月进展情况\n今年以来,全市共完成各项工作任务若干,取得明显成效\n{header}"
    )
    text = opening + seed * (size // len(seed.encode()))
    start = time.process_time()
    signal.alarm(MOST_SECONDS)
    try:
        read(Document("2024年市办实事1-11月进展情况", text), published=PUBLISHED)
    except EtlError:
        pass
    except _TooLongError:
        return float(MOST_SECONDS)
    finally:
        signal.alarm(0)
    return time.process_time() - start


# --- precision and recall --------------------------------------------------------------------


def accuracy(texts: Sequence[Annotated], others: Peers) -> None:
    """Values with their units, ours and the peers', against the annotation."""
    finders: dict[str, Callable[[Annotated], Values]] = {
        "etl": lambda a: facts(a.document),
        **{name: partial(_found_by, others, name) for name in others.names},
    }
    real = [a for a in texts if a.name == REAL]
    rest = [a for a in texts if a.name != REAL]
    print(f"\n{'value and unit, %':28} {'the real one':>20} {f'{len(rest)} composed':>20}")
    print(f"{'':28} {'precision   recall':>20} {'precision   recall':>20}")
    for name, find in finders.items():
        columns = [score(find, group) for group in (real, rest)]
        cells = "".join(f" {100 * p:11.1f} {100 * r:8.1f}" for p, r in columns)
        print(f"{name:28}{cells}")


def _found_by(others: Peers, name: str, annotated: Annotated) -> Values:
    return [canonical(*pair) for pair in others.ask(name, annotated.clean.text).found]


# --- the whole run -------------------------------------------------------------------------


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--corpus",
        type=Path,
        default=ROOT.parent / "shared",
        help="folder with corpus/*.txt and gold/*.jsonl (default: ../shared)",
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument(
        "--only",
        choices=["speed", "linearity", "pathological", "accuracy"],
        help="one of the four parts",
    )
    arguments = parser.parse_args()
    texts = corpus(arguments.corpus)
    real = next((a for a in texts if a.name == REAL), None)
    if real is None:
        parser.error(f"{arguments.corpus} holds no annotated {REAL}: name its folder by --corpus")

    def wanted(part: str) -> bool:
        return arguments.only in (None, part)

    if wanted("speed") or wanted("accuracy"):
        with peers() as others:
            if wanted("speed"):
                speed(real, others, arguments.rounds)
            if wanted("accuracy"):
                accuracy(texts, others)
    if wanted("linearity"):
        linearity(real, arguments.rounds)
    if wanted("pathological"):
        pathological()


if __name__ == "__main__":
    main()
