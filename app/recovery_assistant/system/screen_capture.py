# SPDX-License-Identifier: Apache-2.0
"""Keeps a window out of screenshots and shared screens, where the system offers that.

It is used only while a key can be seen: remote helpers see nothing of the window meanwhile.
Neither system promises it, and a camera sees everything. Linux offers nothing. What stands here
for Windows and macOS follows their documentation and has not been run.
"""

import ctypes
import sys
from typing import Final

_WDA_NONE: Final = 0x00
_WDA_EXCLUDEFROMCAPTURE: Final = 0x11
_SHARING_NONE: Final = 0
_SHARING_READ_ONLY: Final = 1


def keep_out_of_captures(window_id: int, *, out: bool) -> bool:
    """Keep a top-level window out of captures, or let it in again; say whether that was done.

    `window_id` is what `QWidget.winId` gives: a window handle, on macOS an `NSView`.
    """
    if sys.platform == "win32":
        affinity = _WDA_EXCLUDEFROMCAPTURE if out else _WDA_NONE
        answer: object = ctypes.WinDLL("user32").SetWindowDisplayAffinity(
            ctypes.c_void_p(window_id), affinity
        )
        return bool(answer)
    if sys.platform == "darwin":
        return _share(window_id, _SHARING_NONE if out else _SHARING_READ_ONLY)
    return False


def _share(view: int, sharing: int) -> bool:
    """Tell the window that an `NSView` stands in what it may share (macOS)."""
    try:
        runtime = ctypes.CDLL("/usr/lib/libobjc.A.dylib")
    except OSError:
        return False
    runtime.sel_registerName.restype = ctypes.c_void_p
    runtime.sel_registerName.argtypes = [ctypes.c_char_p]
    ask = ctypes.cast(
        runtime.objc_msgSend,
        ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p),
    )
    order = ctypes.cast(
        runtime.objc_msgSend,
        ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong),
    )
    window = ask(view, runtime.sel_registerName(b"window"))
    if not window:
        return False
    order(window, runtime.sel_registerName(b"setSharingType:"), sharing)
    return True
