"""Pages as other tools turn them to text, served from an environment of their own.

Runs under ``.venv-converters``. Reads one JSON object a line and answers each with one:
``{"way": NAME, "page": HTML}`` → ``{"text": TEXT}``. The first line it writes names its ways.
"""

import json
import logging
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

Convert = Callable[[str], str]

_CHARSET = re.compile(r"charset=[\"']?[\w-]+")
_PAPER = """
@page {{ size: A4 {turned}; margin: 18mm 16mm }}
body {{ font: 10.5pt "Noto Sans CJK SC"; line-height: 1.4 }}
table {{ border-collapse: collapse; width: 100% }} tr {{ break-inside: avoid }}
td, th {{ border: 1px solid; padding: 2px 4px; text-align: {aligned}; vertical-align: middle }}
nav, header, footer {{ display: none }}
"""


def ways() -> dict[str, Convert]:
    """The converters that are installed, by their names."""
    import html2text
    import inscriptis
    import markdownify
    import trafilatura
    from resiliparse.extract.html2text import extract_plain_text

    found: dict[str, Convert] = {
        "markdownify": markdownify.markdownify,
        "html2text": lambda page: html2text.HTML2Text(bodywidth=0).handle(page),
        "trafilatura": lambda page: trafilatura.extract(page, favor_recall=True) or "",
        "resiliparse": lambda page: extract_plain_text(page, main_content=False),
        "inscriptis": inscriptis.get_text,
    }
    if shutil.which("w3m"):
        found["w3m"] = _browsed
    if shutil.which("pdftotext"):
        found["pdftotext"] = _printed
    return found


def _browsed(page: str) -> str:
    """What a terminal's browser shows."""
    shown = ["w3m", "-dump", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8", "-cols", "120"]
    with tempfile.NamedTemporaryFile("w", suffix=".html") as file:
        file.write(_CHARSET.sub("charset=utf-8", page))
        file.flush()
        return _said([*shown, file.name])


def _printed(page: str) -> str:
    """A page printed, upright or turned, its cells centred or not, and its text as laid out."""
    import weasyprint

    kind = sum(map(ord, page[:400]))
    style = _PAPER.format(
        turned=("landscape", "portrait")[kind % 2], aligned=("center", "left")[kind // 2 % 2]
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.pdf"
        nothing = {"string": b"", "mime_type": "text/css"}
        weasyprint.HTML(string=page, url_fetcher=lambda *_, **__: nothing).write_pdf(
            file, stylesheets=[weasyprint.CSS(string=style)]
        )
        return _said(["pdftotext", "-layout", str(file), "-"])


def _said(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return done.stdout.decode("utf-8", "replace")


def main() -> None:
    """Answer line by line."""
    logging.disable(logging.CRITICAL)
    found = ways()
    print(json.dumps({"ways": [*found]}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps({"text": found[asked["way"]](asked["page"])}), flush=True)


if __name__ == "__main__":
    main()
