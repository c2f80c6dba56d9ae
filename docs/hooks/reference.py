"""What MkDocs calls while it builds the site.

Pages of reference are made from the program itself, and files that stand elsewhere in the
checkout (the data dictionary, the changelog) become pages: nothing is kept twice.
"""

from typing import Any

import commands_page
import expectations_page
import mounted
import settings_page
from mkdocs.structure.files import File, Files

GENERATED = {
    "reference/commands.md": commands_page.render,
    "reference/settings.md": settings_page.render,
    "reference/expectations.md": expectations_page.render,
}


def on_files(files: Files, config: Any) -> Files:
    """Add the pages that are no files of ``docs/``."""
    for address, render in GENERATED.items():
        files.append(File.generated(config, address, content=render()))
    for source, address in mounted.PAGES.items():
        files.append(File.generated(config, address, content=mounted.read(source)))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Links that hold in the checkout lead to pages of the site where there are any."""
    return mounted.linked(markdown, page.file.src_uri)
