# SPDX-License-Identifier: Apache-2.0
"""The system's keyring: it holds one random key for each remembered file, and nothing else.

The keyring of this system is asked for by name. Whatever the environment, a configuration file or
an installed add-on proposes instead (a plain file, several in a chain, none at all) is never used.

A locked keyring asks the person by a window of its own and keeps the caller waiting until that is
answered. So each call runs in a thread of its own, which is given up after a while and ends with
the program; the caller still waits that long and belongs on no thread that draws.
"""

import base64
import contextlib
import sys
from binascii import Error as Base64Error
from collections.abc import Callable
from enum import Enum
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

ResultT = TypeVar("ResultT")

PATIENCE: Final = 20.0
"""Seconds: enough to answer the system's own question, with the passphrase field beside it."""
KEY_BYTES: Final = 32
_SERVICE: Final = "Recovery Assistant for BitLocker, file {identifier}"
"""One service for each file: Windows mixes up two entries of one service."""
_USER: Final = "device key"


class KeyringProblem(Enum):
    """Why the keyring did not do it. The passphrase opens the file all the same."""

    MISSING = "missing"
    """It holds nothing for this file."""
    LOCKED = "locked"
    """It is locked, and its question was refused or could not be asked."""
    NO_ANSWER = "no-answer"
    """Its question is still waiting for an answer."""
    NO_KEYRING = "no-keyring"
    """This system has none, or it is not running."""
    FAILED = "failed"
    """It answered something else; what, is no help to anybody here."""


class Keyring:
    """The keyring of this system, for the keys of this program only."""

    # There is one keyring, so there is one question, whoever asks it.
    _lock: ClassVar[Lock] = Lock()
    _waiting: ClassVar[Thread | None] = None

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience

    def is_there(self) -> bool:
        """Whether this system has a keyring that runs, locked or not."""
        return self._asked(lambda _backend: True) is True

    def get(self, identifier: str) -> bytes | KeyringProblem:
        """Return the 32 bytes kept for the file of this identifier."""

        def get(backend: "KeyringBackend") -> bytes | KeyringProblem:
            kept = backend.get_password(_service(identifier), _USER)
            if kept is None:
                return KeyringProblem.MISSING
            try:
                key = base64.b64decode(kept, validate=True)
            except (Base64Error, ValueError):
                return KeyringProblem.FAILED
            return key if len(key) == KEY_BYTES else KeyringProblem.FAILED

        return self._asked(get)

    def set(self, identifier: str, key: bytes) -> KeyringProblem | None:
        """Keep these 32 bytes for the file of this identifier, in the place of others."""
        text = base64.b64encode(key).decode("ascii")
        given_up = Event()

        def set_it(backend: "KeyringBackend") -> None:
            backend.set_password(_service(identifier), _USER, text)
            if given_up.is_set():
                # Answered too late: the caller counts on nothing being kept.
                backend.delete_password(_service(identifier), _USER)

        problem = self._asked(set_it)
        if problem is KeyringProblem.NO_ANSWER:
            given_up.set()
        return problem

    def delete(self, identifier: str) -> KeyringProblem | None:
        """Forget what is kept for the file of this identifier; None if nothing is left of it."""

        def delete(backend: "KeyringBackend") -> None:
            if backend.get_password(_service(identifier), _USER) is not None:
                backend.delete_password(_service(identifier), _USER)

        return self._asked(delete)

    def _asked(self, ask: Callable[["KeyringBackend"], ResultT]) -> ResultT | KeyringProblem:
        """Ask in a thread of its own, for as long as there is patience."""
        answers: list[ResultT | KeyringProblem] = []

        def run() -> None:
            # Each backend raises errors of its own besides (`pywintypes.error`, D-Bus, ctypes);
            # some of them quote what was to be kept, so they go no further.
            with contextlib.suppress(Exception):
                answers.append(_answer(ask))

        # A daemon: an unanswered question does not keep the program from ending.
        thread = Thread(target=run, name="keyring", daemon=True)
        with Keyring._lock:
            if Keyring._waiting is not None and Keyring._waiting.is_alive():
                # One question at a time: a second one would wait behind the first.
                return KeyringProblem.NO_ANSWER
            Keyring._waiting = thread
            thread.start()
        thread.join(self._patience)
        if thread.is_alive():
            return KeyringProblem.NO_ANSWER
        return answers[0] if answers else KeyringProblem.FAILED


def _answer(ask: Callable[["KeyringBackend"], ResultT]) -> ResultT | KeyringProblem:
    from keyring.errors import InitError, KeyringLocked

    try:
        backend = _backend()
        return KeyringProblem.NO_KEYRING if backend is None else ask(backend)
    except (KeyringLocked, InitError):
        # InitError: there is none yet, and the question for its password was refused.
        return KeyringProblem.LOCKED


def _backend() -> "KeyringBackend | None":
    """Return the keyring of this system; None where there is none."""
    # Any: none of the three has typed all of itself.
    kind: Any
    if sys.platform == "win32":
        from keyring.backends import Windows

        kind = Windows.WinVaultKeyring
    elif sys.platform == "darwin":
        from keyring.backends import macOS

        kind = macOS.Keyring
    else:
        from keyring.backends import SecretService

        kind = SecretService.Keyring
    if not kind.viable:
        return None
    backend: Any = kind()
    if sys.platform == "win32":
        # By default the entry travels to other PCs of a work account.
        backend.persist = "local machine"
    found: KeyringBackend = backend
    return found


def _service(identifier: str) -> str:
    return _SERVICE.format(identifier=identifier)
