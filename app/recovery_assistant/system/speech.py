# SPDX-License-Identifier: Apache-2.0
"""The computer's voice, where the optional part for it and the system's engine are there.

Qt's module for speech comes with the extra `speech` (PySide6-Addons); the voice is the system's:
speech-dispatcher on Linux, its own on Windows and macOS. Loaded when somebody asks for it, never
before, and it never speaks unasked: a loudspeaker in an open office tells a key to everybody.
"""

from collections.abc import Sequence
from enum import Enum
from typing import Any, Final

from PySide6.QtCore import QLocale, QObject, QTimer, Signal

SLOWER: Final = -0.5
USUAL: Final = -0.2
"""Rates between -1 and 1; digits want more time than prose."""
_PATIENCE_MS: Final = 8000
_SILENT: Final = frozenset({"mock"})
"""Engines that make no sound."""


class SpeechState(Enum):
    """What the voice can do."""

    READY = "ready"
    SPEAKING = "speaking"
    NOT_INSTALLED = "not-installed"
    NO_ENGINE = "no-engine"
    NO_LANGUAGE = "no-language"
    FAILED = "failed"


class Speech(QObject):
    """Speaks words one after the other, in a language; `changed` tells each new state."""

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None, *, engine: str = "") -> None:
        super().__init__(parent)
        self._wanted = engine
        self._engine: Any = None
        self._state: SpeechState | None = None
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(_PATIENCE_MS)
        self._waiting.timeout.connect(self._gave_up)
        self._language = ""
        self._speaking = False

    def ask(self, language: str) -> None:
        """Find out what the voice can do in a language; told by `changed`, maybe later."""
        self._language = language
        self._state = None
        if self._engine is None and not self._start():
            return
        self._waiting.start()
        self._look()

    def say(self, words: Sequence[str], *, slow: bool) -> None:
        """Speak words one by one; `changed` tells SPEAKING, and READY at the end."""
        if self._engine is None or self._state not in (SpeechState.READY, SpeechState.SPEAKING):
            self._tell(SpeechState.FAILED)
            return
        self._engine.setRate(SLOWER if slow else USUAL)
        self._speaking = True
        self._tell(SpeechState.SPEAKING)
        # Commas make every engine rest between two digits.
        self._engine.say(", ".join(words))

    def stop(self) -> None:
        """Be silent, now."""
        self._speaking = False
        if self._state is SpeechState.SPEAKING:
            # Who asked for silence knows of it; the next word is news again.
            self._state = SpeechState.READY
        if self._engine is not None:
            self._engine.stop()

    def _start(self) -> bool:
        try:
            from PySide6.QtTextToSpeech import QTextToSpeech
        except ImportError:
            self._tell(SpeechState.NOT_INSTALLED)
            return False
        engines = [one for one in QTextToSpeech.availableEngines() if one not in _SILENT]
        if not (engines or self._wanted):
            self._tell(SpeechState.NO_ENGINE)
            return False
        self._engine = QTextToSpeech(self._wanted or engines[0], self)
        self._engine.stateChanged.connect(self._look)
        return True

    def _look(self) -> None:
        """Draw the conclusion from what the engine says of itself."""
        match self._engine.state().name:
            case "Error":
                self._waiting.stop()
                self._speaking = False
                self._tell(SpeechState.NO_ENGINE)
            case "Ready":
                if self._speaking:
                    self._speaking = False
                    self._tell(SpeechState.READY)
                elif self._waiting.isActive():
                    self._waiting.stop()
                    spoken = self._choose_language()
                    self._tell(SpeechState.READY if spoken else SpeechState.NO_LANGUAGE)
            case _:
                pass  # speaking, or still starting

    def _choose_language(self) -> bool:
        """Whether there is a voice for the language; it is chosen then."""
        wanted = QLocale(self._language).language()
        if wanted is QLocale.Language.C:
            # What no language is called.
            return False
        for locale in self._engine.availableLocales():
            if locale.language() is wanted:
                self._engine.setLocale(locale)
                return True
        return False

    def _gave_up(self) -> None:
        self._tell(SpeechState.NO_ENGINE)

    def _tell(self, state: SpeechState) -> None:
        if state is not self._state:
            self._state = state
            self.changed.emit(state)
