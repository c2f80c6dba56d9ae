"""Reading what nobody wrote: mutated bulletins and arbitrary bytes, for as long as you like.

``python benchmarks/fuzz_reading.py --minutes 10`` reads one input after another, each up
to 100 kB. Two things are failures: an exception that is no ``EtlError``, and more than one
second. Each distinct failure is printed once with the file that holds its input (under
``var/fuzz``), and the run then ends with status 1. The same ``--seed`` makes the same inputs.
"""

import argparse
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from html import escape
from pathlib import Path
from types import FrameType

from etl.bulletin.read import read
from etl.document.extract import extract
from etl.errors import EtlError

ROOT = Path(__file__).parents[1]
PUBLISHED = date(2024, 12, 30)
LARGEST = 100_000
MOST_SECONDS = 1.0
BLANKS = ("\n", "\n\n", " ", "  ", "\t", "\u3000", "\xa0", "\u200b", "\r\n", "\x85", "\u2028")
LAWS = ROOT / "tests" / "bulletin"
PIECES = [
    *(LAWS / "pieces.txt").read_text("utf-8").split(),
    *(LAWS / "markup.txt").read_text("utf-8").split(),
    *BLANKS,
]

Mutation = Callable[[random.Random, str], str]


def cut(rng: random.Random, text: str) -> str:
    """Without a stretch."""
    start, end = _stretch(rng, text)
    return text[:start] + text[end:]


def insert(rng: random.Random, text: str) -> str:
    """With a few pieces of the language put in."""
    for _ in range(rng.randint(1, 8)):
        at = rng.randint(0, len(text))
        text = text[:at] + rng.choice(PIECES) + text[at:]
    return text


def repeat(rng: random.Random, text: str) -> str:
    """With a stretch, or a few pieces, repeated up to the largest size."""
    start, end = _stretch(rng, text, 60)
    pattern = (
        text[start:end] if rng.random() < 0.5 else "".join(rng.choices(PIECES, k=rng.randint(1, 4)))
    )
    times = int(LARGEST ** rng.random() / max(1, len(pattern.encode())))
    return text[:start] + pattern * times + text[start:]


def move(rng: random.Random, text: str) -> str:
    """With a stretch moved elsewhere."""
    start, end = _stretch(rng, text)
    rest = text[:start] + text[end:]
    at = rng.randint(0, len(rest))
    return rest[:at] + text[start:end] + rest[at:]


def scatter(rng: random.Random, text: str) -> str:
    """With single characters replaced."""
    characters = list(text)
    for _ in range(rng.randint(1, 30)):
        if characters:
            characters[rng.randrange(len(characters))] = rng.choice(
                (chr(rng.randint(0x20, 0x7E)), chr(rng.randint(0x3000, 0xD7FF)), *PIECES)
            )
    return "".join(characters)


def break_lines(rng: random.Random, text: str) -> str:
    """With line ends where there were none, or none where there were."""
    if rng.random() < 0.3:
        return text.replace("\n", "")
    return "".join(c + "\n" * (rng.random() < 0.05) for c in text)


def as_page(rng: random.Random, text: str) -> str:
    """As a page: paragraphs, cells, or tags opened and never closed."""
    lines = [escape(line) if rng.random() < 0.8 else line for line in text.splitlines()]
    tag = rng.choice(("p", "td", "div", "li", "span", "b", "table><tr><td"))
    closed = f"</{tag}>" if rng.random() < 0.7 else ""
    return "<html><body>" + "".join(f"<{tag}>{line}{closed}" for line in lines)


MUTATIONS: tuple[Mutation, ...] = (cut, insert, repeat, move, scatter, break_lines, as_page)


def _stretch(rng: random.Random, text: str, longest: int = 2000) -> tuple[int, int]:
    start = rng.randint(0, len(text))
    return start, min(len(text), start + rng.randint(0, longest))


def inputs(rng: random.Random, seeds: list[str]) -> Iterator[bytes]:
    """Mutated bulletins in the encodings that occur, damaged bytes, arbitrary bytes; for ever."""
    while True:
        if rng.random() < 0.03:
            yield rng.randbytes(rng.randint(0, 2000))
            continue
        text = rng.choice(seeds)
        if rng.random() < 0.2:
            text += rng.choice(seeds)
        for _ in range(rng.randint(1, 5)):
            text = rng.choice(MUTATIONS)(rng, text)
        encoding = rng.choices(("utf-8", "gb18030", "utf-16"), (8, 1, 1))[0]
        raw = text.encode(encoding, "replace")[:LARGEST]
        if rng.random() < 0.1:
            damaged = bytearray(raw)
            for _ in range(rng.randint(1, 20)):
                if damaged:
                    damaged[rng.randrange(len(damaged))] = rng.randrange(256)
            raw = bytes(damaged)
        yield raw


class _SlowError(Exception):
    pass


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise _SlowError


def failure(raw: bytes) -> str | None:
    """What went wrong with an input, and where; None where it was read or refused in time."""
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    try:
        try:
            read(extract(raw), published=PUBLISHED)
        finally:
            # Within the outer try: the alarm may ring just before it is off.
            signal.setitimer(signal.ITIMER_PROF, 0)
    except EtlError:
        return None
    except _SlowError as error:
        return f"over {MOST_SECONDS:g} s of CPU in {_where(error)}"
    except Exception as error:  # noqa: BLE001 (whatever it is, it is the finding)
        return f"{type(error).__name__} in {_where(error)}"
    return None


def _where(error: Exception) -> str:
    ours = [f for f in traceback.extract_tb(error.__traceback__) if "/etl/bulletin/" in f.filename]
    last = ours[-1] if ours else None
    return f"{Path(last.filename).name}, {last.name}" if last else "another library"


def main() -> None:
    """Fuzz until the time is over; status 1 where anything failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**9)
    parser.add_argument("--keep", type=Path, default=ROOT / "var" / "fuzz")
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)  # noqa: S311 (no secret depends on it)
    files = [*ROOT.glob("samples/**/*.txt"), *ROOT.parent.glob("shared/corpus/*.txt")]
    seeds = [path.read_text("utf-8") for path in sorted(files)]
    print(
        f"{len(seeds)} bulletins, seed {arguments.seed}, {arguments.minutes:g} minutes", flush=True
    )
    signal.signal(signal.SIGPROF, _stop)
    known: set[str] = set()
    count = size = 0
    slowest = 0.0
    end = time.monotonic() + 60 * arguments.minutes
    for raw in inputs(rng, seeds):
        if time.monotonic() > end:
            break
        start = time.process_time()
        found = failure(raw)
        slowest = max(slowest, time.process_time() - start)
        count, size = count + 1, size + len(raw)
        if found and found not in known:
            known.add(found)
            arguments.keep.mkdir(parents=True, exist_ok=True)
            path = arguments.keep / f"{sha256(raw).hexdigest()[:12]}.bin"
            path.write_bytes(raw)
            print(f"FAILED {found}: {path} ({len(raw)} bytes)", flush=True)
    print(f"{count} inputs, {size / 1e6:.1f} MB, slowest {slowest:.2f} s, {len(known)} failures")
    sys.exit(1 if known else 0)


if __name__ == "__main__":
    main()
