# SPDX-License-Identifier: Apache-2.0
"""Two real browsers without a window, worked through the doors they have for that: Chromium by its
DevTools protocol, Firefox by WebDriver BiDi. Each has a profile of its own and is gone afterwards.
"""

import json
import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from base64 import b64decode
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Final, Protocol, Self, TypeAlias, cast

from typing_extensions import override
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

Values: TypeAlias = dict[str, object]

START_SECONDS: Final = 30
ANSWER_SECONDS: Final = 60


class BrowserError(Exception):
    """The browser said no, or nothing."""


class Tab(Protocol):
    """One page in a browser."""

    def open(self, page: Path) -> None:
        """Load a file and wait until it stands there."""
        ...

    def run(self, script: str) -> object:
        """Run an expression in the page, wait for it if it takes time, return its JSON value."""
        ...

    def asked_for(self) -> list[str]:
        """Every address that was fetched since the tab was made, the page's own file too."""
        ...


class _Wire:
    """Sends commands and keeps what else comes in meanwhile."""

    def __init__(self, address: str) -> None:
        self._open = ExitStack()
        self._socket: ClientConnection = self._open.enter_context(
            connect(
                address, max_size=None, ping_interval=None, proxy=None, open_timeout=START_SECONDS
            )
        )
        self._numbers = count(1)
        self.events: list[Values] = []

    def ask(self, method: str, params: Mapping[str, object], **beside: str) -> Values:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params, **beside}))
        while True:
            answer: Values = json.loads(self._socket.recv(timeout=ANSWER_SECONDS))
            if answer.get("id") != number:
                self.events.append(answer)
            elif "error" in answer:
                raise BrowserError(f"{method}: {answer['error']} {answer.get('message', '')}")
            else:
                return cast("Values", answer["result"])

    def wait_for(self, method: str, fits: Callable[[Values], bool]) -> None:
        deadline = time.monotonic() + ANSWER_SECONDS
        seen = 0
        while not any(
            event.get("method") == method and fits(event) for event in self.events[seen:]
        ):
            seen = len(self.events)
            self.events.append(
                json.loads(self._socket.recv(timeout=max(0.0, deadline - time.monotonic())))
            )

    def close(self) -> None:
        self._open.close()


class Browser(ABC):
    """A browser that was started, with a profile in this folder."""

    parts: ClassVar[Mapping[str, tuple[str, ...]]]
    """Package of the system to the names of the program."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True)
        with (folder / "said.txt").open("wb") as said:
            # A group of its own: the helpers that a browser starts end with it.
            self._process = subprocess.Popen(
                self.command(folder),
                stdout=said,
                stderr=said,
                start_new_session=True,
                env={**os.environ, "HOME": str(folder)},
            )
        try:
            self.wire = _Wire(self._address())
            self.version = self.begin()
        except BaseException:
            self.stop()
            raise

    @classmethod
    @abstractmethod
    def command(cls, folder: Path) -> list[str]:
        """What starts it."""

    @abstractmethod
    def address(self, folder: Path) -> str | None:
        """Where it listens, once it has said so."""

    @abstractmethod
    def begin(self) -> str:
        """Do what has to be done before the first tab; return its version."""

    @abstractmethod
    def tab(self) -> Tab:
        """Open an empty tab."""

    def _address(self) -> str:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            address = self.address(self._folder)
            if address:
                return address
            time.sleep(0.05)
        raise BrowserError((self._folder / "said.txt").read_text(encoding="utf-8"))

    def stop(self) -> None:
        """End it and everything it started."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(10)
        wire = getattr(self, "wire", None)
        if isinstance(wire, _Wire):
            try:
                wire.close()
            except (OSError, ConnectionClosed):
                return

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class Chromium(Browser):
    """Chromium by its DevTools protocol."""

    parts: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType({"chromium": ("chromium",)})

    @classmethod
    @override
    def command(cls, folder: Path) -> list[str]:
        return [
            "chromium",
            "--headless=new",
            "--no-sandbox",  # does not start as root otherwise
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--remote-debugging-port=0",
            f"--user-data-dir={folder}",
            "about:blank",
        ]

    @override
    def address(self, folder: Path) -> str | None:
        try:
            port, path = (folder / "DevToolsActivePort").read_text(encoding="ascii").split("\n")
        except (OSError, ValueError):
            return None
        return f"ws://127.0.0.1:{port}{path}"

    @override
    def begin(self) -> str:
        return str(self.wire.ask("Browser.getVersion", {})["product"])

    @override
    def tab(self) -> "ChromiumTab":
        return ChromiumTab(self.wire)


class ChromiumTab:
    """One page in Chromium."""

    def __init__(self, wire: _Wire) -> None:
        self._wire = wire
        target = cast("str", wire.ask("Target.createTarget", {"url": "about:blank"})["targetId"])
        attached = wire.ask("Target.attachToTarget", {"targetId": target, "flatten": True})
        self._session = cast("str", attached["sessionId"])
        for domain in ("Page", "Network", "Runtime"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **params: object) -> Values:
        """Send a command to this tab."""
        return self._wire.ask(method, params, sessionId=self._session)

    def open(self, page: Path) -> None:
        """Load a file and wait until it stands there."""
        self._wire.events = [
            event for event in self._wire.events if event.get("method") != "Page.loadEventFired"
        ]
        self.ask("Page.navigate", url=page.as_uri())
        self._wire.wait_for(
            "Page.loadEventFired", lambda event: event.get("sessionId") == self._session
        )

    def run(self, script: str) -> object:
        """Run an expression in the page, wait for it if it takes time, return its JSON value."""
        answer = self.ask(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise BrowserError(json.dumps(answer["exceptionDetails"]))
        return cast("Values", answer["result"]).get("value")

    def asked_for(self) -> list[str]:
        """Every address that was fetched since the tab was made, the page's own file too."""
        self.run("0")
        return [
            cast("str", cast("dict[str, Values]", event["params"])["request"]["url"])
            for event in self._wire.events
            if event.get("method") == "Network.requestWillBeSent"
            and event.get("sessionId") == self._session
        ]

    def picture(self, *, width: int, height: int, scale: float = 1, dark: bool = False) -> bytes:
        """Draw the page in a window of that size, from its top, as PNG."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])
        shot = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        return b64decode(cast("str", shot["data"]))


class Firefox(Browser):
    """Firefox by WebDriver BiDi."""

    parts: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType({"firefox-esr": ("firefox",)})

    @classmethod
    @override
    def command(cls, folder: Path) -> list[str]:
        return [
            "firefox",
            "--headless",
            "--no-remote",
            "--profile",
            str(folder),
            "--remote-debugging-port",
            "0",
            "about:blank",
        ]

    @override
    def address(self, folder: Path) -> str | None:
        try:
            said = json.loads((folder / "WebDriverBiDiServer.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return f"ws://{said['ws_host']}:{said['ws_port']}/session"

    @override
    def begin(self) -> str:
        session = self.wire.ask("session.new", {"capabilities": {}})
        self.wire.ask("session.subscribe", {"events": ["network.beforeRequestSent"]})
        said = cast("Values", session["capabilities"])
        return f"{said['browserName']}/{said['browserVersion']}"

    @override
    def tab(self) -> "FirefoxTab":
        return FirefoxTab(self.wire)


class FirefoxTab:
    """One page in Firefox."""

    def __init__(self, wire: _Wire) -> None:
        self._wire = wire
        self._context = wire.ask("browsingContext.create", {"type": "tab"})["context"]

    def open(self, page: Path) -> None:
        """Load a file and wait until it stands there."""
        self._wire.ask(
            "browsingContext.navigate",
            {"context": self._context, "url": page.as_uri(), "wait": "complete"},
        )

    def run(self, script: str) -> object:
        """Run an expression in the page, wait for it if it takes time, return its JSON value."""
        answer = self._wire.ask(
            "script.evaluate",
            {
                "expression": f"(async () => JSON.stringify(await ({script})))()",
                "target": {"context": self._context},
                "awaitPromise": True,
            },
        )
        if answer["type"] != "success":
            raise BrowserError(json.dumps(answer))
        said = cast("Values", answer["result"]).get("value")
        return None if said is None else json.loads(cast("str", said))

    def asked_for(self) -> list[str]:
        """Every address that was fetched since the tab was made, the page's own file too."""
        self.run("0")
        return [
            cast("str", params["request"]["url"])
            for event in self._wire.events
            if event.get("method") == "network.beforeRequestSent"
            and (params := cast("dict[str, Values]", event["params"]))["context"] == self._context
        ]
