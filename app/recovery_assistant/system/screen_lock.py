# SPDX-License-Identifier: Apache-2.0
"""Notices that the person's own screen is locked, or that the PC is about to sleep.

Linux is run and tested. What stands here for Windows and macOS follows their documentation and
has not been run. Where nothing can be heard, `listen` says so, and only the idle lock remains.
Loaded when the first file is opened, never before.
"""

import ctypes
import sys
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import (
    SLOT,
    QAbstractNativeEventFilter,
    QByteArray,
    QCoreApplication,
    QObject,
    Signal,
    Slot,
)
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from typing_extensions import override

_SAVERS: Final = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver")
"""What desktops call their locked screen; each tells `ActiveChanged`."""
_LOGIN: Final = "org.freedesktop.login1"
_CHANGED: Final = SLOT("_changed(QDBusMessage)")
_ASKED: Final = SLOT("_asked(QDBusMessage)")

_WM_POWERBROADCAST: Final = 0x0218
_PBT_APMSUSPEND: Final = 0x0004
_WM_WTSSESSION_CHANGE: Final = 0x02B1
_WTS_SESSION_LOCK: Final = 0x0007
_NOTIFY_FOR_THIS_SESSION: Final = 0

_DELIVER_IMMEDIATELY: Final = 4
_UTF_8: Final = 0x08000100


class ScreenLock(QObject):
    """Tells `locked` whenever the screen is locked or the PC goes to sleep."""

    locked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._heard: object = None

    def listen(self, window_id: int) -> bool:
        """Begin to listen, on behalf of a window; False where there is nothing to listen to."""
        if sys.platform == "win32":
            ears = _WindowsEars(self)
            self._heard = ears
            return ears.register(window_id)
        if sys.platform == "darwin":
            return self._listen_macos()
        return self._listen_bus()

    def _listen_bus(self) -> bool:
        session, system = QDBusConnection.sessionBus(), QDBusConnection.systemBus()
        # PySide's stubs ask for bytes here, PySide itself for a text.
        on_session: Callable[..., bool] = session.connect
        on_system: Callable[..., bool] = system.connect
        heard = False
        if session.isConnected():
            for saver in _SAVERS:
                heard |= on_session("", "", saver, "ActiveChanged", self, _CHANGED)
        if system.isConnected():
            manager, one = f"{_LOGIN}.Manager", f"{_LOGIN}.Session"
            heard |= on_system(_LOGIN, "", manager, "PrepareForSleep", self, _CHANGED)
            heard |= on_system(_LOGIN, "", one, "Lock", self, _ASKED)
        return heard

    @Slot(QDBusMessage)
    def _changed(self, message: QDBusMessage) -> None:
        if message.arguments() == [True]:
            self.locked.emit()

    @Slot(QDBusMessage)
    def _asked(self, _message: QDBusMessage) -> None:
        self.locked.emit()

    def _listen_macos(self) -> bool:
        """Ask the distributed notification centre, by ctypes: Qt has no words for it."""
        try:
            core = ctypes.CDLL("/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation")
        except OSError:
            return False
        pointer = ctypes.c_void_p
        kind = ctypes.CFUNCTYPE(None, pointer, pointer, pointer, pointer, pointer)
        called = kind(lambda *_what: self.locked.emit())
        core.CFNotificationCenterGetDistributedCenter.restype = pointer
        core.CFStringCreateWithCString.restype = pointer
        core.CFStringCreateWithCString.argtypes = [pointer, ctypes.c_char_p, ctypes.c_uint32]
        core.CFNotificationCenterAddObserver.restype = None
        core.CFNotificationCenterAddObserver.argtypes = [
            *(pointer, pointer, kind, pointer, pointer, ctypes.c_long),
        ]
        name = core.CFStringCreateWithCString(None, b"com.apple.screenIsLocked", _UTF_8)
        core.CFNotificationCenterAddObserver(
            core.CFNotificationCenterGetDistributedCenter(),
            *(None, called, name, None, _DELIVER_IMMEDIATELY),
        )
        # As long as the system may call it, it has to be there.
        self._heard = called
        return True


class _WindowsEars(QAbstractNativeEventFilter):
    """Reads what Windows tells a window of its session and of the PC's sleep."""

    def __init__(self, told: ScreenLock) -> None:
        super().__init__()
        self._told = told

    def register(self, window_id: int) -> bool:
        """Ask Windows to tell this window; say whether it will."""
        if sys.platform == "win32":
            application = QCoreApplication.instance()
            if application is not None:
                application.installNativeEventFilter(self)
                register = ctypes.WinDLL("wtsapi32").WTSRegisterSessionNotification
                return bool(register(ctypes.c_void_p(window_id), _NOTIFY_FOR_THIS_SESSION))
        return False

    @override
    def nativeEventFilter(
        self, eventType: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> object:
        if sys.platform == "win32" and eventType == b"windows_generic_MSG":
            from ctypes import wintypes

            told = wintypes.MSG.from_address(int(message))
            what = (told.message, told.wParam)
            if what in (
                (_WM_WTSSESSION_CHANGE, _WTS_SESSION_LOCK),
                (_WM_POWERBROADCAST, _PBT_APMSUSPEND),
            ):
                self._told.locked.emit()
        return False, 0
