# SPDX-License-Identifier: Apache-2.0
"""What people do on the screens, one small function each; the journeys are made of these."""

import re
import time
from collections.abc import Sequence

from outside.atspi_driver import App, Node

VALUES = (17, 4242, 30_001, 65_535, 9, 12_345, 54_321, 1_000)
BLOCKS = tuple(f"{value * 11:06d}" for value in VALUES)
KEY = "-".join(BLOCKS)
KEY_ID = "5BFCBB05-8D70-4720-8D5D-B8F67CB5903A"
NAMES = "Block {number} of 8"


def press(app: App, identifier: str) -> None:
    """Go to a control and press it by keyboard."""
    app.focus(id=identifier)
    app.key("space")


def expect_title(app: App, title: str) -> None:
    app.find(role="heading", id="page-title", name=title)


def forward(app: App, title: str) -> None:
    app.key("alt+Right")
    expect_title(app, title)


def bring(app: App, text: str) -> None:
    """Copy some text elsewhere and paste it on screen 3."""
    app.clipboard(text)
    press(app, "paste")


def blocks(app: App) -> tuple[str, ...]:
    return tuple(app.find(id=f"key-block-{n}").text or "" for n in range(1, 9))


def type_on_the_pc(app: App) -> None:
    """Tick all eight blocks off, by the space bar."""
    expect_title(app, "Now type it on the locked PC")
    for _block in range(8):
        app.focus(id="large-block")
        app.key("space")
    heard(app, "8 of 8 blocks typed.")


def title(app: App) -> str:
    """Return the title of the screen in view."""
    return app.find(role="heading", id="page-title").name


def reads(app: App, text: str) -> None:
    """Expect these words somewhere on the screen, as a name or a description."""
    app.find(name_re=re.escape(text))


def way_on(app: App) -> Node:
    return app.find(id="foot-way-on")


def on_screen_3(app: App, shows: str = "shows-account") -> None:
    """Answer screen 1 and go to where the key is brought."""
    press(app, shows)
    forward(app, "Where the key can be")
    forward(app, "Check the key before you type it")


def at_the_outcome(app: App) -> None:
    """Go from a whole key to the question of what came of it."""
    forward(app, "Now type it on the locked PC")
    forward(app, "Did it open?")


def places(app: App) -> list[str]:
    """Return the places on screen 2, in their order on the screen."""
    cards = [
        node
        for node in app.find_all(role="panel")
        if node.accessible_id.rpartition(".")[2].startswith("route-")
        and "route-link" not in node.accessible_id
    ]
    cards.sort(key=lambda node: box(node)[1])
    return [node.accessible_id.rpartition(".")[2].removeprefix("route-") for node in cards]


def box(node: Node) -> tuple[int, int, int, int]:
    """Return where a thing stands: x, y, width, height."""
    x, y, width, height = node.extents or (0, 0, 0, 0)
    return x, y, width, height


def ends_well(app: App) -> None:
    """Leave through the last screen: the case is forgotten, and the next one may begin."""
    expect_title(app, "Afterwards: keep it from coming back")
    press(app, "forget-case")
    press(app, "dialog-deed")
    expect_title(app, "What does the locked PC show?")
    app.find(name="This case is forgotten")
    app.find(id="shows-account", not_states=["checked"])


def heard(app: App, *sentences: str) -> None:
    """Expect sentences to have been announced, in this order, others between or not."""
    end = time.monotonic() + 5
    while True:
        said = iter(everything_said(app))
        if all(any(sentence in one for one in said) for sentence in sentences):
            return
        assert time.monotonic() < end, (sentences, everything_said(app))
        time.sleep(0.05)


def everything_said(app: App) -> list[str]:
    return [str(said) for said in app.announcements()]


SMALLEST_TARGET = 32
NAMED = ("push button", "check box", "radio button", "text", "combo box", "list", "link")


def faults(app: App) -> list[str]:
    """Return what has no name, is too small or leaves the window sideways on this screen."""
    found = [
        f"{fault['role']} {fault['name']!r}: {fault.get('fault') or fault.get('note')}"
        for fault in app.audit()
        # A page longer than the window scrolls: what is below its edge is no fault.
        if fault.get("fault") != "partly off the screen"
    ]
    width = int(app.size.split("x")[0])
    for window in app.windows():
        for node in window.matches("showing", "focusable"):
            if node.role not in NAMED:
                continue
            x, _y, w, h = box(node)
            if min(w, h) < SMALLEST_TARGET:
                found.append(f"{node.role} {node.name!r}: {w} x {h}")
            if x < 0 or x + w > width:
                found.append(f"{node.role} {node.name!r}: from {x} to {x + w} of {width}")
    return found


def left_to_right(nodes: Sequence[Node]) -> bool:
    """Say whether things in one line stand from left to right."""
    return [box(node)[0] for node in nodes] == sorted(box(node)[0] for node in nodes)
