"""A server that says, byte by byte, what it is told to: answers that are no HTTP, or never end."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Say = Callable[[bytes], None]
"""Sends bytes to whoever asked; raises when that one has hung up."""


@contextmanager
def saying(answer: Callable[[Say, str], None]) -> Iterator[str]:
    """The URL of a server that answers each request with what ``answer`` says."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(asker: socket.socket) -> None:
        with asker, suppress(OSError):
            asked = asker.recv(65536)
            path = asked.split(b" ")[1].decode() if b" " in asked else ""
            if path == "/robots.txt":
                asker.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            else:
                answer(asker.sendall, path)

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()
