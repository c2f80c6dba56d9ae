"""Headless Chromium, driven over a pipe: what a person's browser does with a page."""

import itertools
import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")

_QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--remote-debugging-pipe",
)
_LONGEST_SECONDS = 180
CONTRAST = """
(() => {
  const light = (c) => {
    const [r, g, b] = c.map((v) => v / 255).map(
      (v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const parse = (s) => s.match(/[\\d.]+/g).map(Number);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const ratio = (a, b) => {
    const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  };
  let least = 21;
  for (const e of document.body.querySelectorAll("*")) {
    if ([...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) {
      const ink = parse(getComputedStyle(e).color).slice(0, 3);
      least = Math.min(least, ratio(ink, ground(e)));
    }
    const sign = getComputedStyle(e, "::before");
    if (sign.content.length > 2 && sign.content !== "none") {
      const own = parse(sign.backgroundColor);
      const under = own.length < 4 || own[3] > 0 ? own.slice(0, 3) : ground(e);
      least = Math.min(least, ratio(parse(sign.color).slice(0, 3), under));
    }
  }
  return least;
})()
"""


class Tab:
    """A tab, with what its page has complained of and asked for."""

    def __init__(self, send: int, receive: int) -> None:
        self._send = os.fdopen(send, "wb")
        self._receive = os.fdopen(receive, "rb")
        self._numbers = itertools.count(1)
        self._session: str | None = None
        self._buffer = b""
        self.complaints: list[str] = []
        self.requests: list[str] = []
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._ask(f"{domain}.enable")

    def close(self) -> None:
        self._send.close()
        self._receive.close()

    def forbid_script(self) -> None:
        """Have no page run a script from now on; :meth:`run` still does."""
        self._ask("Emulation.setScriptExecutionDisabled", value=True)

    def open(self, path: Path, width: int = 1440, height: int = 900) -> None:
        """Show a file in a window of that size."""
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        self._ask("Emulation.setTouchEmulationEnabled", enabled=width < 600)
        self._ask("Page.navigate", url=path.as_uri())
        while self._read().get("method") != "Page.loadEventFired":
            pass

    def run(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page."""
        answer = self._ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """Press and let go of a key: ``Tab``, ``Enter``, ``Escape``."""
        code = {"Tab": 9, "Enter": 13, "Escape": 27}[key]
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            said = text if kind == "keyDown" else {}
            self._ask(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=key,
                windowsVirtualKeyCode=code,
                **said,
            )

    def point(self, selector: str) -> None:
        """Move the mouse over an element."""
        x, y = self._middle(selector)
        self._ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def click(self, selector: str) -> None:
        """Press and let go of the mouse over an element."""
        x, y = self._middle(selector)
        for kind in ("mousePressed", "mouseReleased"):
            self._ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def clipboard(self) -> str:
        """What was copied last."""
        self._ask("Browser.grantPermissions", permissions=["clipboardReadWrite"])
        return str(self._waited("navigator.clipboard.readText()"))

    def tap(self, selector: str) -> None:
        """Touch an element with a finger."""
        x, y = self._middle(selector)
        self._ask("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        self._ask("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def _waited(self, expression: str) -> Any:
        """The value that an expression promises."""
        answer = self._ask(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def _middle(self, selector: str) -> tuple[float, float]:
        x, y = self.run(
            f"(() => {{ const e = document.querySelector({selector!r});"
            " e.scrollIntoView({block: 'center'}); const r = e.getClientRects()[0];"
            " return [r.left + r.width / 2, r.top + r.height / 2]; })()"
        )
        return x, y

    def _ask(self, method: str, **params: object) -> dict[str, Any]:
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._send.write(json.dumps(message).encode() + b"\0")
        self._send.flush()
        while (answer := self._read()).get("id") != number:
            pass
        assert "error" not in answer, answer
        return dict(answer["result"])

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            chunk = self._receive.read1(1 << 16)
            assert chunk, "chromium has ended"
            self._buffer += chunk
        raw, self._buffer = self._buffer.split(b"\0", 1)
        message = dict(json.loads(raw))
        params = message.get("params", {})
        match message.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(params["request"]["url"])
            case "Log.entryAdded":
                self.complaints.append(params["entry"]["text"])
            case "Runtime.exceptionThrown":
                self.complaints.append(json.dumps(params["exceptionDetails"]))
            case "Runtime.consoleAPICalled":
                self.complaints.append(json.dumps(params["args"]))
        return message


@contextmanager
def browser(*, script: bool = True) -> Iterator[Tab]:
    """A browser with one tab, in which pages may run their script or not."""
    assert CHROMIUM is not None
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        flags = [*_QUIET, f"--user-data-dir={profile}"]
        # Chromium reads its orders from descriptor 3 and answers on 4.
        line = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
        process = subprocess.Popen(
            ["bash", "-c", line, CHROMIUM, *flags],
            pass_fds=(theirs_in, theirs_out),
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        # One that hangs ends, and with it the test that waits for its answer.
        watch = threading.Timer(_LONGEST_SECONDS, process.kill)
        watch.start()
        try:
            with closing(Tab(ours_out, ours_in)) as tab:
                if not script:
                    tab.forbid_script()
                yield tab
        finally:
            watch.cancel()
            process.terminate()
            process.wait(20)
