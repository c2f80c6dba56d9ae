"""Annotated pages printed, scanned and read from the pictures alone, against the pages themselves.

usage: python benchmarks/scans.py [--only WORD] [--rules WORD] [--printed FOLDER]

Each page's article is printed by a browser (chromium), drawn at 200 dpi, stamped in red over
its text, tilted by half a degree to one degree, given the noise of a scanner, saved as JPEG and
bound to a PDF of pictures. Prints the strict F1 of each scan beside the page's, its figures that
are wrong and nevertheless sure (in brackets those of the page itself), how many wait because they
were read unclearly, and the seconds of a processor a page of paper. Needs the extra [ocr].
"""

import argparse
import io
import sys
import tempfile
import time
import zlib
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from forms import printed  # noqa: E402

from etl.bulletin.linking.picture_certainty import UNCLEAR  # noqa: E402
from etl.bulletin.read import read  # noqa: E402
from etl.document.extract import Document  # noqa: E402
from etl.errors import EtlError  # noqa: E402
from etl.ocr.read import read as look  # noqa: E402
from tests.bulletin.forms import PRINTED  # noqa: E402
from tests.corpus.scoring import PUBLISHED, Row, samples, score  # noqa: E402

_RED = (50, 40, 215)


def scanned(page: NDArray[np.uint8], seed: int) -> Image.Image:
    """A drawn page as an office scans it."""
    random = np.random.default_rng(seed)
    height, width = page.shape[:2]
    tilt = random.uniform(0.5, 1) * random.choice([-1, 1])
    x, y = int(width * random.uniform(0.5, 0.8)), int(height * random.uniform(0.3, 0.8))
    stamp = page.copy()
    cv2.circle(stamp, (x, y), 165, _RED, 10)
    turns = [4 * np.pi * corner / 5 for corner in range(5)]
    star = [(x + int(50 * np.sin(turn)), y - int(50 * np.cos(turn))) for turn in turns]
    cv2.fillPoly(stamp, [np.array(star)], _RED)
    # Ink darkens what is under it.
    page = np.minimum(page, stamp)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1)
    tilted = cv2.warpAffine(
        page, turn, (width, height), borderValue=(255, 255, 255), flags=cv2.INTER_CUBIC
    )
    noisy = np.clip(tilted + random.normal(0, 10, tilted.shape), 0, 255).astype(np.uint8)
    saved = io.BytesIO()
    Image.fromarray(noisy[:, :, ::-1]).save(saved, "JPEG", quality=60)
    return Image.open(saved)


def _scan(raw: bytes, name: str) -> tuple[bytes, int]:
    """The PDF of pictures of a printed one, and how many pages it has."""
    pages = []
    for n, page in enumerate(pypdfium2.PdfDocument(raw)):
        drawn = page.render(scale=200 / 72).to_numpy()[:, :, :3].copy()
        pages.append(scanned(drawn, zlib.crc32(f"{name} {n}".encode())))
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=200, save_all=True, append_images=pages[1:])
    return out.getvalue(), len(pages)


def _facts(document: Document) -> list[Row]:
    try:
        bulletin = read(document, published=PUBLISHED)
    except EtlError as error:
        sys.stderr.write(f"{error}\n")
        return []
    return [asdict(fact) for fact in bulletin.facts if fact.measure != "milestone"]


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--only", default="shared/", help="bulletins whose file holds this")
    options.add_argument("--rules", default="pdf ruled", choices=PRINTED, help="how tables look")
    options.add_argument("--printed", type=Path, metavar="FOLDER", help="keep what was printed")
    chosen = options.parse_args()
    f1s: list[float] = []
    own_f1s: list[float] = []
    facts = wrong = own_wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for sample in samples():
            if sample.path.suffix != ".html" or chosen.only not in sample.name:
                continue
            raw = printed(sample, chosen.rules, chosen.printed or Path(folder))
            scan, pages = _scan(raw, sample.path.stem)
            before = time.process_time()
            found = _facts(look(scan, ""))
            seconds = (time.process_time() - before) / pages
            result, page = score(sample, found), score(sample)
            unclear = sum(UNCLEAR in fact["because"] for fact in found)
            print(
                f"{sample.path.stem:28} F1 {result.f1:.3f} (page {page.f1:.3f})  "
                f"{len(found):3} figures  wrong and sure {result.wrong_sure} ({page.wrong_sure})  "
                f"unclear {unclear:2}  {seconds:4.1f} s a page",
                flush=True,
            )
            for fact in result.wrong:
                said = f"{fact['pledge']} {fact['measure']} {fact['indicator']} {fact['text']}"
                print(f"    wrong: {said}, {fact['certainty']}")
            f1s.append(result.f1)
            own_f1s.append(page.f1)
            facts, wrong = facts + len(found), wrong + result.wrong_sure
            own_wrong += page.wrong_sure
    count = len(f1s)
    print(
        f"mean of {count}: F1 {sum(f1s) / count:.4f} (pages {sum(own_f1s) / count:.4f}), of "
        f"{facts} figures {wrong} wrong and sure ({wrong / facts:.2%}; {own_wrong} of the pages')"
    )


if __name__ == "__main__":
    main()
