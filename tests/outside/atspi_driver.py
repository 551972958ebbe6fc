# SPDX-License-Identifier: Apache-2.0
"""Black-box driver for desktop programs: Xvfb + D-Bus + AT-SPI + xdotool.

Starts a program on a private X screen with a private session bus and a
private accessibility bus, and then works it from OUTSIDE the process, the
way a person (mouse, keyboard) or a screen reader (AT-SPI tree) would.
It needs nothing from the program except that its tool kit speaks AT-SPI
(Qt 5/6, GTK, Java...).  No root, no real screen, no sound.

Needs (Debian):  apt-get install --no-install-recommends \\
                     xvfb xdotool openbox at-spi2-core dbus python3-jeepney
  (python3-jeepney may be replaced by `pip install jeepney`;
   openbox is optional but wanted: without a window manager there is no
   focus hand-over between windows;  xclip is optional: clipboard commands.)

As a library:
    from atspi_driver import App
    with App(["my-program", "--flag"]) as a:
        a.click(role="push button", name="Next >")
        a.type(role="text", name="Block 1 of 8", text="123456")
        print(a.text(role="label", name_re="digits"))
        a.screenshot("page.png")

As a program (one JSON object per line in, one JSON object per line out):
    atspi_driver.py -- my-program --flag  < steps.jsonl
    atspi_driver.py --tree -- my-program            # dump the tree and quit
    steps: {"do":"click","role":"push button","name":"Next >"}
           {"do":"type","role":"text","name":"Block 1 of 8","text":"123456"}
           {"do":"tree"} {"do":"find","role":"label"} {"do":"wait","name":"Done"}
           {"do":"key","keys":"ctrl+a"} {"do":"screenshot","path":"x.png"}
           {"do":"audit"} {"do":"tabwalk","n":30} {"do":"announcements"}
           {"do":"expect","role":"label","text_re":"48 of 48"}
           {"do":"choose","role":"combo box","item":"USB stick"} {"do":"quit"}
    Exit status: 0 all steps ok, 1 a step failed, 2 could not start.

Selector keys (all optional, all must match): role, name, name_re, desc_re,
text, text_re, id, attr ({"class": "QLineEdit"}), states (list, all needed),
not_states, showing (default true), index (default 0; -1 = last),
within (another selector: search only below that node).
"""
from __future__ import annotations

import argparse
import json
import mmap
import os
import re
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zlib

try:
    from jeepney import DBusAddress, MatchRule, MessageType, new_method_call
    from jeepney.io.blocking import open_dbus_connection
except ImportError:  # pragma: no cover
    sys.exit("atspi_driver: jeepney is missing (apt: python3-jeepney, or pip install jeepney)")

ATSPI = "org.a11y.atspi."
PROPS = "org.freedesktop.DBus.Properties"
REGISTRY = "org.a11y.atspi.Registry"
ROOT = "/org/a11y/atspi/accessible/root"
NULL = "/org/a11y/atspi/null"
STATES = (
    "invalid active armed busy checked collapsed defunct editable enabled expandable expanded "
    "focusable focused has-tooltip horizontal iconified modal multi-line multiselectable opaque "
    "pressed resizable selectable selected sensitive showing single-line stale transient vertical "
    "visible manages-descendants indeterminate required truncated animated invalid-entry "
    "supports-autocompletion selectable-text is-default visited checkable has-popup read-only"
).split()
LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
# Roles a person is expected to reach and to know by name.
INTERACTIVE = {
    "push button", "button", "toggle button", "check box", "radio button", "text", "password text", "entry",
    "combo box", "spin button", "slider", "menu item", "page tab", "link", "list", "table", "tree",
    "tree table", "switch",
}


class DriverError(Exception):
    """A step could not be carried out."""


class Bus:
    """The few D-Bus calls we need, with plain Python values back."""

    def __init__(self, address):
        self.address = address
        self.conn = open_dbus_connection(bus=address)
        self.lock = threading.Lock()

    def call(self, dest, path, iface, method, sig=None, args=(), timeout=5.0):
        msg = new_method_call(DBusAddress(path, bus_name=dest, interface=iface), method, sig, tuple(args))
        with self.lock:
            reply = self.conn.send_and_get_reply(msg, timeout=timeout)
        if reply.header.message_type == MessageType.error:
            raise DriverError(f"{iface}.{method}: {reply.body}")
        return reply.body

    def prop(self, dest, path, iface, name, default=None):
        try:
            return self.call(dest, path, PROPS, "Get", "ss", (iface, name))[0][1]
        except (DriverError, TimeoutError, IndexError):
            return default


class Node:
    """One accessible object.  Attributes are read live; `info()` is a snapshot."""

    def __init__(self, app, bus_name, path):
        self.app, self.bus_name, self.path = app, bus_name, path

    def __repr__(self):
        return f"<{self.role} {self.name!r}>"

    def _call(self, iface, method, sig=None, args=()):
        return self.app.bus.call(self.bus_name, self.path, ATSPI + iface, method, sig, args)

    def _try(self, iface, method, sig=None, args=(), default=None):
        try:
            return self._call(iface, method, sig, args)[0]
        except (DriverError, TimeoutError, IndexError):
            return default

    def _prop(self, iface, name, default=None):
        return self.app.bus.prop(self.bus_name, self.path, ATSPI + iface, name, default)

    name = property(lambda s: s._prop("Accessible", "Name", ""))
    description = property(lambda s: s._prop("Accessible", "Description", ""))
    accessible_id = property(lambda s: s._prop("Accessible", "AccessibleId", ""))
    role = property(lambda s: s._try("Accessible", "GetRoleName", default="unknown"))
    interfaces = property(lambda s: [i.rsplit(".", 1)[-1] for i in s._try("Accessible", "GetInterfaces", default=[])])
    attributes = property(lambda s: dict(s._try("Accessible", "GetAttributes", default={}) or {}))

    @property
    def states(self):
        words = self._try("Accessible", "GetState", default=[0, 0]) or [0, 0]
        bits = words[0] | (words[1] << 32 if len(words) > 1 else 0)
        return [s for i, s in enumerate(STATES) if bits >> i & 1]

    @property
    def children(self):
        kids = self._try("Accessible", "GetChildren", default=None)
        if kids is None:
            n = self._prop("Accessible", "ChildCount", 0) or 0
            kids = [self._try("Accessible", "GetChildAtIndex", "i", (i,), ("", NULL)) for i in range(n)]
        return [Node(self.app, b, p) for b, p in kids if b and p != NULL]

    @property
    def parent(self):
        ref = self._prop("Accessible", "Parent", None)
        return Node(self.app, *ref) if ref and ref[1] != NULL else None

    @property
    def text(self):
        n = self._prop("Text", "CharacterCount", None)
        if n is None:
            return None
        return self._try("Text", "GetText", "ii", (0, -1), "")

    @property
    def value(self):
        return self._prop("Value", "CurrentValue", None)

    @property
    def extents(self):
        """x, y, width, height on the screen, in real pixels."""
        e = self._try("Component", "GetExtents", "u", (0,), None)
        # Qt reports device-independent pixels here: multiply by its scale factor
        return [round(v * self.app.scale) for v in e] if e else None

    @property
    def actions(self):
        acts = self._try("Action", "GetActions", default=[]) or []
        return [a[0] for a in acts]

    @property
    def relations(self):
        names = {2: "labelled-by", 1: "label-for", 16: "description-for", 17: "described-by", 4: "controlled-by", 3: "controller-for",
                 18: "details", 19: "details-for", 20: "error-message", 21: "error-for"}
        out = {}
        for kind, targets in self._try("Accessible", "GetRelationSet", default=[]) or []:
            out.setdefault(names.get(kind, str(kind)), []).extend(Node(self.app, b, p).name for b, p in targets)
        return out

    def info(self, deep=False, depth=60, full=True):
        d = {"role": self.role, "name": self.name, "description": self.description, "states": self.states}
        if full:
            ifaces = self.interfaces
            d["id"] = self.accessible_id or ""
            d["text"] = self.text if "Text" in ifaces else None
            if "Value" in ifaces:
                d["value"] = self.value
            d["extents"] = self.extents if "Component" in ifaces else None
            d["actions"] = self.actions if "Action" in ifaces else []
            d["attributes"] = self.attributes
            rel = self.relations
            if rel:
                d["relations"] = rel
        if deep and depth > 0:
            # a table may report very many cells: keep the dump finite
            d["children"] = [c.info(True, depth - 1, full) for c in self.children[:400]]
        return d

    def walk(self, hidden=True, depth=60):
        yield self
        if depth <= 0:
            return
        for c in self.children[:2000]:
            if not hidden and "showing" not in c.states and c.role not in ("application", "frame", "dialog", "window"):
                continue
            yield from c.walk(hidden, depth - 1)

    def matches(self, *states):
        """What has all these states, itself first and in the order of the tree: one call where the tool kit can search."""
        bits = [0, 0]
        for state in states:
            i = STATES.index(state)
            bits[i // 32] |= 1 << i % 32
        rule = (bits, 1, {}, 1, [0, 0, 0, 0], 1, [], 1, False)
        found = self._try("Collection", "GetMatches", "(aiia{ss}iaiiasib)uib", (rule, 1, 0, True))
        if found is None:  # no Collection: walk
            return [n for n in self.walk(hidden=False) if all(s in n.states for s in states)]
        me = [self] if all(s in self.states for s in states) else []
        return me + [Node(self.app, b, p) for b, p in found]

    def press(self, action=None):
        """Do the accessible action (what a screen reader's 'activate' does)."""
        acts = self.actions
        if not acts:
            raise DriverError(f"{self!r} has no accessible action")
        i = 0
        if action:
            low = [a.lower() for a in acts]
            if action.lower() not in low:
                raise DriverError(f"{self!r} has actions {acts}, not {action!r}")
            i = low.index(action.lower())
        else:
            for want in ("press", "toggle", "click", "activate", "jump"):
                hit = [k for k, a in enumerate(acts) if a.lower() == want]
                if hit:
                    i = hit[0]
                    break
        return self._call("Action", "DoAction", "i", (i,))

    def grab_focus(self):
        return self._try("Component", "GrabFocus", default=False)

    def set_text(self, text):
        return self._call("EditableText", "SetTextContents", "s", (text,))[0]


class App:
    def __init__(self, cmd, *, size="1280x800", dpi=96, wm="openbox", env=None, cwd=None, home=None, timeout=30.0,
                 log=None, no_net=False, lang="C.UTF-8", scale=None):
        self.cmd = shlex.split(cmd) if isinstance(cmd, str) else list(cmd)
        self.size, self.dpi, self.wm, self.extra_env, self.cwd = size, dpi, wm, dict(env or {}), cwd
        self.home, self.timeout, self.log, self.no_net, self.lang = home, timeout, log, no_net, lang
        self.scale = float(scale or self.extra_env.get("QT_SCALE_FACTOR") or 1)
        self.procs, self.proc, self.bus, self.fb, self.events = [], None, None, None, []
        self.dir, self.conns, self.listener = "", [], None
        self.first_paint = None

    # ---- life ---------------------------------------------------------
    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exc):
        self.stop()

    def _spawn(self, cmd, name, env, **kw):
        out = open(os.path.join(self.dir, name + ".log"), "wb")
        p = subprocess.Popen(cmd, env=env, stdin=subprocess.DEVNULL, stdout=kw.pop("stdout", out), stderr=out,
                             start_new_session=True, **kw)
        out.close()
        self.procs.append(p)
        return p

    def start(self):
        for tool in ("Xvfb", "xdotool", "dbus-daemon"):
            if not shutil.which(tool):
                raise DriverError(f"{tool} is not installed")
        self.dir = tempfile.mkdtemp(prefix="atspi-")
        self.fresh_home = self.home is None
        home = self.home or os.path.join(self.dir, "home")
        run = os.path.join(self.dir, "run")
        os.makedirs(home, exist_ok=True)
        os.makedirs(run, mode=0o700)
        keep = ("PATH", "TERM", "TZ", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "USER", "LOGNAME")
        env = {k: v for k, v in os.environ.items() if k in keep}
        env.update(HOME=home, XDG_RUNTIME_DIR=run, LANG=self.lang, LC_ALL=self.lang, TMPDIR=self.dir, NO_AT_BRIDGE="0",
                   XDG_CONFIG_HOME=os.path.join(home, ".config"), XDG_DATA_HOME=os.path.join(home, ".local/share"),
                   XDG_CACHE_HOME=os.path.join(home, ".cache"), XDG_STATE_HOME=os.path.join(home, ".local/state"))

        # 1. the screen: its frame buffer is a file, so a screenshot needs no tool
        fbdir = os.path.join(self.dir, "fb")
        os.mkdir(fbdir)
        r, w = os.pipe()
        self._spawn(["Xvfb", "-displayfd", str(w), "-screen", "0", self.size + "x24", "-dpi", str(self.dpi), "-fbdir", fbdir,
                     "-nolisten", "tcp", "-noreset",
                     "-r"],  # no key repeats: a stalled xdotool holds one down for long
                    "xvfb", env, pass_fds=(w,))
        os.close(w)
        num = b""
        while not num.endswith(b"\n"):
            c = os.read(r, 1)
            if not c:
                raise DriverError("Xvfb did not start")
            num += c
        os.close(r)
        env["DISPLAY"] = ":" + num.decode().strip()
        f = open(os.path.join(fbdir, "Xvfb_screen0"), "rb")
        self.fb = mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)
        f.close()

        # 2. session bus, then the accessibility bus on it
        p = self._spawn(["dbus-daemon", "--session", "--nofork", "--print-address=1"], "dbus", env, stdout=subprocess.PIPE)
        addr = p.stdout.readline().decode().strip()
        if not addr:
            raise DriverError("dbus-daemon did not start")
        env["DBUS_SESSION_BUS_ADDRESS"] = addr
        launcher = next((p for p in LAUNCHERS if os.path.exists(p)), None)
        if not launcher:
            raise DriverError("at-spi2-core is not installed")
        self._spawn([launcher, "--launch-immediately"], "atspi", env)
        session = self._retry(lambda: Bus(addr))
        self.conns.append(session.conn)
        a11y = self._retry(lambda: session.call("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")[0])
        # what a running screen reader would have set
        for key in ("IsEnabled", "ScreenReaderEnabled"):
            try:
                session.call("org.a11y.Bus", "/org/a11y/bus", PROPS, "Set", "ssv", ("org.a11y.Status", key, ("b", True)))
            except DriverError:
                pass
        self.bus = self._retry(lambda: Bus(a11y))
        self.conns.append(self.bus.conn)
        self._listen(a11y)
        env.update(QT_ACCESSIBILITY="1", QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1", QT_QPA_PLATFORM="xcb", GTK_MODULES="gail:atk-bridge")

        # 3. window manager (focus, moving, closing)
        if self.wm and shutil.which(self.wm):
            self._spawn([self.wm], "wm", env)
            time.sleep(0.3)
        env.update(self.extra_env)
        self.env = env

        # 4. the program
        before = self._sample()
        cmd = self.cmd
        if self.no_net:  # same user id inside, or D-Bus would refuse the connection
            cmd = ["unshare", "-n", "--"] + cmd if os.geteuid() == 0 else ["unshare", "-c", "-n", "--"] + cmd
        t0 = time.monotonic()
        self.proc = self._spawn(cmd, "app", env, cwd=self.cwd)
        while time.monotonic() - t0 < self.timeout:
            now = self._sample()
            if sum(a != b for a, b in zip(before, now)) > len(now) // 200:
                self.first_paint = round(time.monotonic() - t0, 3)
                break
            if self.proc.poll() is not None:
                raise DriverError(f"program ended at once with {self.proc.returncode}: {self.app_log()[-800:]}")
            time.sleep(0.005)
        self._retry(lambda: self.windows() or self._raise(DriverError("no accessible window")), self.timeout)
        return self

    @staticmethod
    def _raise(e):
        raise e

    def _retry(self, fn, timeout=10.0):
        end = time.monotonic() + timeout
        while True:
            try:
                return fn()
            except Exception:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def stop(self):
        rc = self.returncode()
        for p in reversed(self.procs):
            for sig in (signal.SIGTERM, signal.SIGKILL):
                if p.poll() is not None:
                    break
                try:
                    os.killpg(p.pid, sig)
                    p.wait(2)
                except (ProcessLookupError, subprocess.TimeoutExpired):
                    pass
            if p.stdout:
                p.stdout.close()
        # the buses are gone by now, so the listener has ended or is about to
        if self.listener:
            self.listener.join(5)
        for conn in self.conns:
            conn.close()
        self.conns = []
        if self.log and self.procs and os.path.isdir(self.dir):
            shutil.copy(os.path.join(self.dir, "app.log"), self.log) if os.path.exists(os.path.join(self.dir, "app.log")) else None
        if self.procs:
            if self.fb:
                self.fb.close()
                self.fb = None
            shutil.rmtree(self.dir, ignore_errors=True)
        self.procs = []
        return rc

    def returncode(self):
        return self.proc.poll() if self.proc else None

    def app_log(self):
        try:
            with open(os.path.join(self.dir, "app.log"), errors="replace") as f:
                return f.read()
        except OSError:
            return ""

    def memory(self):
        """Peak and present resident memory of the program and its children, MiB."""
        pids, todo = [], [self.proc.pid]
        while todo:
            pid = todo.pop()
            pids.append(pid)
            try:
                with open(f"/proc/{pid}/task/{pid}/children") as f:
                    todo += [int(x) for x in f.read().split()]
            except OSError:
                pass
        peak = rss = 0
        for pid in pids:
            try:
                with open(f"/proc/{pid}/status") as f:
                    for line in f:
                        if line.startswith("VmHWM"):
                            peak += int(line.split()[1])
                        elif line.startswith("VmRSS"):
                            rss += int(line.split()[1])
            except OSError:
                pass
        return {"peak_mib": round(peak / 1024, 1), "rss_mib": round(rss / 1024, 1)}

    # ---- events -------------------------------------------------------
    def _listen(self, address):
        """Record what a screen reader would be told (announcements, focus)."""
        conn = open_dbus_connection(bus=address)
        self.conns.append(conn)
        reg = DBusAddress("/org/a11y/atspi/registry", bus_name=REGISTRY, interface=ATSPI + "Registry")
        for ev in ("object:announcement", "object:state-changed:focused", "window:activate", "object:text-changed"):
            try:
                conn.send_and_get_reply(new_method_call(reg, "RegisterEvent", "sass", (ev, [], "")), timeout=3)
            except Exception:
                pass
        dbus = DBusAddress("/org/freedesktop/DBus", bus_name="org.freedesktop.DBus", interface="org.freedesktop.DBus")
        for iface in ("Event.Object", "Event.Window"):
            rule = MatchRule(type="signal", interface=ATSPI + iface)
            conn.send_and_get_reply(new_method_call(dbus, "AddMatch", "s", (rule.serialise(),)), timeout=3)

        def loop():
            while True:
                try:
                    m = conn.receive()
                except Exception:
                    return
                h = m.header
                if h.message_type == MessageType.signal and len(m.body) >= 4:
                    f = {k.name: v for k, v in h.fields.items()}
                    self.events.append({"t": time.monotonic(), "event": f.get("member"), "detail": m.body[0], "a": m.body[1],
                                        "b": m.body[2], "data": m.body[3][1], "sender": f.get("sender"), "path": f.get("path")})
        self.listener = threading.Thread(target=loop, daemon=True)
        self.listener.start()

    def announcements(self):
        """Texts the program told the screen reader to speak (Qt 6.8+ announcements)."""
        return [e["data"] for e in self.events if e["event"] == "Announcement"]

    # ---- the tree -----------------------------------------------------
    def root(self):
        return Node(self, REGISTRY, ROOT)

    def apps(self):
        return [n for n in self.root().children if n.role == "application"]

    def windows(self):
        return [w for a in self.apps() for w in a.children]

    def tree(self, hidden=False, full=True):
        def snap(n):
            d = n.info(full=full)
            kids = n.children[:400]
            if not hidden:
                kids = [k for k in kids if "showing" in k.states or d["role"] in ("application",)]
            d["children"] = [snap(k) for k in kids]
            return d
        return [snap(a) for a in self.apps()]

    def find_all(self, *, role=None, name=None, name_re=None, desc_re=None, text=None, text_re=None, id=None, attr=None,
                 states=(), not_states=(), showing=True, index=None, within=None):
        tops = [self.find(**within)] if within else self.windows()
        out = []
        for top in tops:
            for n in top.matches("showing") if showing else top.walk():
                if role is not None and n.role != role:
                    continue
                if name is not None and n.name != name:
                    continue
                if name_re is not None and not re.search(name_re, n.name or ""):
                    continue
                if desc_re is not None and not re.search(desc_re, n.description or ""):
                    continue
                if id is not None and not (n.accessible_id or "").endswith(id):
                    continue
                if text is not None or text_re is not None:
                    t = n.text if n.text is not None else n.name
                    if text is not None and t != text or text_re is not None and not re.search(text_re, t or ""):
                        continue
                if states or not_states:
                    st = n.states
                    if any(s not in st for s in states) or any(s in st for s in not_states):
                        continue
                if attr and any(n.attributes.get(k) != v for k, v in attr.items()):
                    continue
                out.append(n)
        return out

    def find(self, timeout=None, **sel):
        end = time.monotonic() + (self.timeout if timeout is None else timeout)
        i = sel.get("index") or 0
        while True:
            hits = self.find_all(**sel)
            if hits and -len(hits) <= i < len(hits):
                return hits[i]
            if self.proc.poll() is not None:
                raise DriverError(f"program has ended ({self.proc.returncode}) while looking for {sel}")
            if time.monotonic() > end:
                raise DriverError(f"nothing matches {sel}")
            time.sleep(0.1)

    wait = find

    def gone(self, timeout=None, **sel):
        end = time.monotonic() + (self.timeout if timeout is None else timeout)
        while self.find_all(**sel):
            if time.monotonic() > end:
                raise DriverError(f"still there: {sel}")
            time.sleep(0.1)

    def text(self, **sel):
        n = self.find(**sel)
        t = n.text
        return t if t is not None else n.name

    def focused(self):
        hits = [n for w in self.windows() for n in w.matches("showing", "focused")]
        return hits[-1] if hits else None

    # ---- acting -------------------------------------------------------
    def xdo(self, *args):
        r = subprocess.run(["xdotool", *map(str, args)], env=self.env, capture_output=True, text=True, timeout=60)
        if r.returncode:
            raise DriverError(f"xdotool {' '.join(map(str, args))}: {r.stderr.strip()}")
        return r.stdout

    def _node(self, sel):
        return sel.pop("node", None) or self.find(**sel)

    def click(self, button=1, count=1, settle=0.15, **sel):
        """A real mouse click in the middle of the thing."""
        n = self._node(sel)
        x, y, w, h = n.extents or (0, 0, 0, 0)
        if w <= 0 or h <= 0:
            raise DriverError(f"{n!r} has no place on the screen: {n.extents}")
        # check boxes and radio buttons may be much wider than their label
        cx = x + (min(w // 2, 40) if n.role in ("check box", "radio button") and "right-to-left" not in n.states else w // 2)
        self.xdo("mousemove", "--sync", cx, y + h // 2, "click", "--repeat", count, "--delay", 60, button)
        time.sleep(settle)
        return n

    def press(self, action=None, settle=0.15, **sel):
        n = self._node(sel)
        n.press(action)
        time.sleep(settle)
        return n

    def focus(self, **sel):
        n = self._node(sel)
        n.grab_focus()
        end = time.monotonic() + 1.0
        while "focused" not in n.states and time.monotonic() < end:
            time.sleep(0.03)
        if "focused" not in n.states:
            # Qt's combo box has no accessible "set focus": do what a person does
            self.click(node=n)
            if n.role == "combo box":
                self.key("Escape")
        return n

    def choose(self, item, **sel):
        """Open a combo box and click the item of that name."""
        n = self._node(sel)
        if "expanded" not in n.states:
            self.click(node=n, settle=0.3)
        return self.click(role="list item", name=item, within=None)

    def key(self, *keys, settle=0.1):
        self.xdo("key", "--delay", 20, *keys)
        time.sleep(settle)

    def type(self, text="", clear=False, delay=12, settle=0.15, **sel):
        """Type real key strokes; with a selector, into that thing."""
        typed = text
        if sel:
            sel.pop("text", None)
            self.focus(**sel)
        if clear:
            self.key("ctrl+a", "Delete")
        self.xdo("type", "--delay", delay, "--", typed)
        time.sleep(settle)

    def set_text(self, value, **sel):
        return self._node(sel).set_text(value)

    def clipboard(self, text=None):
        if not shutil.which("xclip"):
            raise DriverError("xclip is not installed")
        if text is not None:
            p = subprocess.Popen(["xclip", "-selection", "clipboard", "-quiet"], env=self.env, stdin=subprocess.PIPE,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
            p.stdin.write(text.encode())
            p.stdin.close()
            self.procs.append(p)
            time.sleep(0.2)
            return text
        r = subprocess.run(["xclip", "-selection", "clipboard", "-o"], env=self.env, capture_output=True, timeout=10)
        return r.stdout.decode(errors="replace") if r.returncode == 0 else ""

    # ---- looking ------------------------------------------------------
    def _xwd(self):
        m = self.fb
        head = struct.unpack(">25I", m[:100])
        hsize, w, h, bpl, ncol = head[0], head[4], head[5], head[12], head[19]
        return w, h, bpl, hsize + ncol * 12

    def _sample(self):
        _w, h, bpl, off = self._xwd()
        return bytes(self.fb[off:off + bpl * h][::1021])

    def screenshot(self, path, box=None):
        """Whole screen (or box = [x, y, w, h], or a Node) as PNG."""
        w, h, bpl, off = self._xwd()
        x0, y0, bw, bh = (box.extents if isinstance(box, Node) else box) or (0, 0, w, h)
        x0, y0 = max(0, x0), max(0, y0)
        bw, bh = min(bw, w - x0), min(bh, h - y0)
        rows = bytearray()
        for y in range(y0, y0 + bh):
            line = self.fb[off + y * bpl + x0 * 4: off + y * bpl + (x0 + bw) * 4]
            rgb = bytearray(bw * 3)
            rgb[0::3], rgb[1::3], rgb[2::3] = line[2::4], line[1::4], line[0::4]
            rows += b"\0" + rgb

        def chunk(tag, data):
            return struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))
        png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", bw, bh, 8, 2, 0, 0, 0))
        png += chunk(b"IDAT", zlib.compress(bytes(rows), 6)) + chunk(b"IEND", b"")
        with open(path, "wb") as f:
            f.write(png)
        return path

    def audit(self):
        """Plain accessibility faults in what is showing now."""
        faults, seen = [], {}
        wx = [int(v) for v in self.size.split("x")[:2]]
        for top in self.windows():
            for n in top.matches("showing"):
                st, role = n.states, n.role
                if role not in INTERACTIVE:
                    continue
                what = {"role": role, "name": n.name, "extents": n.extents, "class": n.attributes.get("class", "")}
                needs = role in INTERACTIVE and "focusable" in st
                label = n.relations.get("labelled-by") if needs else None
                if needs and not (n.name or "").strip() and not label:
                    faults.append(dict(what, fault="no accessible name"))
                if needs and role == "combo box" and not label and "expandable" in st and any(c.name == n.name for c in n.walk() if c.role == "list item"):
                    faults.append(dict(what, fault="combo box is named only by its present value"))
                if needs and "enabled" in st:
                    key = (role, n.name)
                    if n.name and key in seen:
                        faults.append(dict(what, fault="same role and name twice"))
                    seen[key] = 1
                    e = n.extents
                    if e and min(e[2], e[3]) < 24 * self.scale and role != "link":
                        faults.append(dict(what, note=f"target smaller than 24x24 px ({e[2]}x{e[3]})"))
                    if e and (e[0] < 0 or e[1] < 0 or e[0] + e[2] > wx[0] or e[1] + e[3] > wx[1]):
                        faults.append(dict(what, fault="partly off the screen"))
        return faults

    def tabwalk(self, n=40, key="Tab"):
        """Press Tab until the focus comes round; what was reached, in order."""
        out, seen = [], set()
        for _ in range(n):
            self.key(key, settle=0.12)
            f = self.focused()
            if f is None:
                out.append(None)
                continue
            if f.path in seen:
                break
            seen.add(f.path)
            out.append({"role": f.role, "name": f.name, "extents": f.extents})
        return out


# ---- line protocol ------------------------------------------------------
SEL = ("role", "name", "name_re", "desc_re", "text", "text_re", "id", "attr", "states", "not_states", "showing", "index", "within")


def run_step(app, step):
    step = dict(step)
    do = step.pop("do")
    sel = {k: step[k] for k in SEL if k in step}
    to = {"timeout": step["timeout"]} if "timeout" in step else {}
    if do == "tree":
        return app.tree(hidden=step.get("hidden", False), full=step.get("full", True))
    if do == "find":
        return [n.info() for n in app.find_all(**sel)]
    if do in ("wait", "expect"):
        return app.find(**sel, **to).info()
    if do == "gone":
        return app.gone(**sel, **to)
    if do in ("click", "choose", "press", "focus"):
        node = app.find(**sel, **to)
        what = repr(node)  # it may be gone afterwards
        if do == "click":
            app.click(button=step.get("button", 1), count=step.get("count", 1), node=node)
        elif do == "choose":
            app.choose(step["item"], node=node)
        elif do == "press":
            app.press(step.get("action"), node=node)
        else:
            app.focus(node=node)
        return what
    if do == "type":
        sel.pop("text", None)
        return app.type(step.get("text", ""), clear=step.get("clear", False), **sel)
    if do == "set_text":
        sel.pop("text", None)
        return app.set_text(step["text"], **sel)
    if do == "key":
        keys = step["keys"]
        return app.key(*(keys if isinstance(keys, list) else keys.split()))
    if do == "screenshot":
        return app.screenshot(step["path"], app.find(**sel) if sel else None)
    if do == "audit":
        return app.audit()
    if do == "tabwalk":
        return app.tabwalk(step.get("n", 40), step.get("key", "Tab"))
    if do == "focused":
        f = app.focused()
        return f.info() if f else None
    if do == "announcements":
        return app.announcements()
    if do == "events":
        return app.events[-int(step.get("n", 50)):]
    if do == "clipboard":
        return app.clipboard(step.get("text"))
    if do == "memory":
        return app.memory()
    if do == "status":
        return {"running": app.returncode() is None, "returncode": app.returncode(), "first_paint_s": app.first_paint,
                "windows": [w.name for w in app.windows()] if app.returncode() is None else []}
    if do == "log":
        return app.app_log()
    if do == "sleep":
        return time.sleep(step.get("s", 0.5))
    if do == "ended":
        end = time.monotonic() + step.get("timeout", app.timeout)
        while app.returncode() is None:
            if time.monotonic() > end:
                raise DriverError("program is still running")
            time.sleep(0.05)
        return app.returncode()
    raise DriverError(f"unknown step {do!r}")


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog="see the head of this file")
    p.add_argument("--size", default="1280x800")
    p.add_argument("--dpi", type=int, default=96)
    p.add_argument("--wm", default="openbox", help="window manager, '' for none")
    p.add_argument("--env", action="append", default=[], metavar="K=V")
    p.add_argument("--home", help="keep this home folder (default: a fresh empty one)")
    p.add_argument("--cwd")
    p.add_argument("--lang", default="C.UTF-8")
    p.add_argument("--log", help="copy the program's own output here at the end")
    p.add_argument("--timeout", type=float, default=30.0)
    p.add_argument("--no-net", action="store_true", help="run the program without any network (unshare -n)")
    p.add_argument("--steps", help="file of JSON lines (default: standard input)")
    p.add_argument("--tree", action="store_true", help="dump the accessible tree and quit")
    p.add_argument("--keep-going", action="store_true")
    p.add_argument("cmd", nargs=argparse.REMAINDER)
    a = p.parse_args(argv)
    cmd = a.cmd[1:] if a.cmd[:1] == ["--"] else a.cmd
    if not cmd:
        p.error("no program given")
    app = App(cmd, size=a.size, dpi=a.dpi, wm=a.wm, env=dict(e.split("=", 1) for e in a.env), cwd=a.cwd, home=a.home,
              timeout=a.timeout, log=a.log, no_net=a.no_net, lang=a.lang)
    bad = 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing is left running
    try:
        app.start()
    except Exception as e:
        print(json.dumps({"ok": False, "error": f"start: {e}", "log": app.app_log()[-2000:] if getattr(app, "dir", None) else ""}))
        app.stop()
        return 2
    try:
        if a.tree:
            print(json.dumps(app.tree(), indent=1, ensure_ascii=False))
            return 0
        for line in open(a.steps) if a.steps else sys.stdin:
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            try:
                step = json.loads(line)
                if step.get("do") == "quit":
                    break
                out = {"ok": True, "do": step.get("do"), "result": run_step(app, step)}
            except Exception as e:
                bad, out = 1, {"ok": False, "step": line, "error": f"{type(e).__name__}: {e}"}
            print(json.dumps(out, ensure_ascii=False, default=str), flush=True)
            if bad and not a.keep_going:
                break
    finally:
        app.stop()
    return bad


if __name__ == "__main__":
    sys.exit(main())
