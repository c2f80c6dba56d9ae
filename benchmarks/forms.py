"""Annotated pages in the other forms in which offices post them, against the pages themselves.

usage: python benchmarks/forms.py [--only WORD] [--form WORD] [--printed FOLDER]

Each page's article is written as docx, xlsx, xls, ods, csv and MHTML, and printed by a browser
(chromium) to PDF with rules, on short pages that cut tables and rows, with three lines, and
without any rules. Prints the mean strict F1 of each form, how far it is below the page's, and the
worst bulletins. Printing takes seconds a page: with --printed the PDFs are kept in a folder and
taken from there.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from etl.bulletin.read import read  # noqa: E402
from etl.document.extract import extract  # noqa: E402
from etl.errors import EtlError  # noqa: E402
from tests.bulletin.forms import FORMS, PRINTED, article, printable  # noqa: E402
from tests.corpus.scoring import PUBLISHED, Row, Sample, samples, score  # noqa: E402

_FAR = 0.02


def _facts(raw: bytes) -> list[Row]:
    try:
        bulletin = read(extract(raw), published=PUBLISHED)
    except EtlError as error:
        sys.stderr.write(f"{error}\n")
        return []
    return [asdict(fact) for fact in bulletin.facts if fact.measure != "milestone"]


def _printed(page: str, folder: Path) -> bytes:
    source, made = folder / "page.html", folder / "page.pdf"
    source.write_text(page, "utf-8")
    browser = shutil.which("chromium") or "chromium"
    subprocess.run(
        [
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
            f"--user-data-dir={folder / 'browser'}", f"--print-to-pdf={made}", source.as_uri(),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return made.read_bytes()


def _made(sample: Sample, form: str, kept: Path) -> bytes:
    """A page in one form."""
    parts = article(sample.path.read_bytes())
    if form in FORMS:
        return FORMS[form](parts)
    return printed(sample, form, kept)


def printed(sample: Sample, form: str, kept: Path) -> bytes:
    """A page as a browser prints it, once for a folder."""
    file = kept / f"{sample.path.stem} {form}.pdf"
    if not file.exists():
        parts = article(sample.path.read_bytes())
        file.write_bytes(_printed(printable(parts, PRINTED[form]), kept))
    return file.read_bytes()


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--only", default="shared/", help="bulletins whose file holds this")
    options.add_argument("--form", default="", help="forms whose name begins so")
    options.add_argument("--printed", type=Path, metavar="FOLDER")
    chosen = options.parse_args()
    pages = [s for s in samples() if s.path.suffix == ".html" and chosen.only in s.name]
    wanted = [form for form in (*FORMS, *PRINTED) if form.startswith(chosen.form)]
    scores: dict[str, list[float]] = {"html": [score(sample).f1 for sample in pages]}
    seconds: dict[str, float] = {}
    worse: list[tuple[float, str, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        for form in wanted:
            for sample, own in zip(pages, scores["html"], strict=True):
                raw = _made(sample, form, chosen.printed or Path(folder))
                before = time.process_time()
                facts = _facts(raw)
                seconds[form] = seconds.get(form, 0.0) + time.process_time() - before
                f1 = score(sample, facts).f1
                scores.setdefault(form, []).append(f1)
                if f1 < own - _FAR:
                    worse.append((f1 - own, form, sample.name))
    mean = {name: sum(all_of) / len(all_of) for name, all_of in scores.items()}
    for name, f1 in mean.items():
        ms = 1000 * seconds.get(name, 0.0) / len(pages)
        print(f"{name:24} F1 {f1:.4f}  {f1 - mean['html']:+.4f}  {ms:6.0f} ms a file")
    for less, name, bulletin in sorted(worse):
        print(f"  {less:+.3f}  {name:24} {bulletin}")


if __name__ == "__main__":
    main()
