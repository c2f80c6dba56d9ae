"""The site, the Data Docs and the pages to decide on, by http on this machine alone.

A browser that shows Prefect's UI may not open files, so ``etl up`` serves them beside it:
``python -m etl.flows.local.page_server PORT``.
"""

import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from etl.flows.local.background_process import Service
from etl.settings import Settings

HOST = "127.0.0.1"


def service(settings: Settings) -> Service:
    """The process that serves them."""
    return Service("pages", settings.prefect_dir)


def address(settings: Settings) -> str:
    """Where people look at them."""
    return f"http://{HOST}:{settings.pages_at}"


def served(where: str, settings: Settings) -> str:
    """A page's address while it is served; as it was where it is not.

    Args:
        where: a path or ``file:`` address, or why there is no page.
        settings: port and folder of the pages.
    """
    path = Path(url2pathname(urlsplit(where).path)) if where.startswith("file:") else Path(where)
    folder = settings.data_dir.absolute()
    if not path.is_relative_to(folder) or service(settings).pid() is None:
        return where
    return f"{address(settings)}/{path.relative_to(folder).as_posix()}"


class Pages(SimpleHTTPRequestHandler):
    """Answers for files in some folders of a folder, and for nothing else."""

    def __init__(self, *arguments: object, folder: Path, shown: frozenset[str]) -> None:
        self._folder, self._shown = folder.resolve(), shown
        super().__init__(*arguments, directory=str(self._folder))  # type: ignore[arg-type]

    def send_head(self):  # type: ignore[no-untyped-def]
        """Refuse whatever is not to be shown, and questions put to another host's name."""
        name, _, _ = self.headers.get("Host", "").partition(":")
        if name not in (HOST, "localhost"):
            return self._refuse()
        if urlsplit(self.path).path == "/":
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", "/site/index.html")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        path = Path(self.translate_path(unquote(self.path))).resolve()
        if not any(path.is_relative_to(self._folder / name) for name in self._shown):
            return self._refuse()
        return super().send_head()

    def list_directory(self, path: object) -> None:  # noqa: ARG002
        """Folders are not listed."""
        self._refuse()

    def log_message(self, *_told: object) -> None:
        """Say nothing of each request."""

    def _refuse(self) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)


def serve(port: int, settings: Settings) -> ThreadingHTTPServer:
    """A server of the pages; port 0 for any free one."""
    shown = (settings.site_dir, settings.data_docs_dir, settings.decisions_dir)
    handler = partial(Pages, folder=settings.data_dir, shown=frozenset(path.name for path in shown))
    return ThreadingHTTPServer((HOST, port), handler)


if __name__ == "__main__":
    serve(int(sys.argv[1]), Settings.load()).serve_forever()
