"""A headless Chromium that tests look through: opens a page of the report and tells what happened in it.

Here belongs talking to Chromium over a pipe (the DevTools protocol, no port and no driver program). Here does not
belong any expectation.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
_PATIENCE = 60.0


class Browser:
    """One tab. `requests` are the addresses asked for, `complaints` errors and warnings of the page and its console."""

    def __init__(self, profile: Path) -> None:
        assert CHROMIUM is not None
        ours_out, theirs_in = os.pipe()
        theirs_out, ours_in = os.pipe()
        script = f'exec "$@" 3<&{ours_out} 4>&{ours_in}'
        self._process = subprocess.Popen(
            ["/bin/bash", "-c", script, "chromium", CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--remote-debugging-pipe", f"--user-data-dir={profile}", "--no-first-run", "--disable-background-networking",
             "about:blank"],
            pass_fds=(ours_out, ours_in), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(ours_out)
        os.close(ours_in)
        self._write, self._read = theirs_in, theirs_out
        self._received = b""
        self._number = 0
        self._session: str | None = None
        self._loaded = False
        self.requests: list[str] = []
        self.complaints: list[str] = []
        tabs = self._ask("Target.getTargets")["targetInfos"]
        tab = next(each["targetId"] for each in tabs if each["type"] == "page")
        self._session = self._ask("Target.attachToTarget", targetId=tab, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._ask(f"{domain}.enable")

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._write)
        os.close(self._read)

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            heard = self._next()
            if heard.get("id") == self._number:
                assert "error" not in heard, heard
                return dict(heard["result"])

    def _next(self) -> dict[str, Any]:
        """The next message of the browser; what it tells of the page is noted."""
        deadline = time.monotonic() + _PATIENCE
        while b"\0" not in self._received:
            ready, _, _ = select.select([self._read], [], [], max(deadline - time.monotonic(), 0))
            assert ready, "the browser is silent"
            data = os.read(self._read, 1 << 20)
            assert data, "the browser is gone"
            self._received += data
        line, _, self._received = self._received.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        self._note(message.get("method"), message.get("params", {}))
        return message

    def _note(self, method: str | None, event: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.requests.append(event["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(event["exceptionDetails"])[:500])
        elif method == "Log.entryAdded" and event["entry"]["level"] in ("error", "warning"):
            self.complaints.append(f"{event['entry']['text']} {event['entry'].get('url', '')}")
        elif method == "Runtime.consoleAPICalled" and event["type"] in ("error", "warning", "assert"):
            self.complaints.append(json.dumps(event["args"])[:500])
        elif method == "Page.loadEventFired":
            self._loaded = True

    def open(self, page: Path, after: str = "", width: int = 1280, height: int = 1600) -> None:
        """Open a file as a reader does, at the end of its address `after` (?lang=en, #anchor), and wait until it is there."""
        self._ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        self._go("about:blank")
        self.requests.clear()
        self.complaints.clear()
        self._go(page.absolute().as_uri() + after)
        self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def _go(self, address: str) -> None:
        self._loaded = False
        self._ask("Page.navigate", url=address)
        while not self._loaded:
            self._next()

    def run(self, script: str) -> Any:
        """What the page answers to an expression."""
        answer = self._ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def picture(self) -> bytes:
        """What is seen now, as PNG."""
        return base64.b64decode(self._ask("Page.captureScreenshot", format="png")["data"])
