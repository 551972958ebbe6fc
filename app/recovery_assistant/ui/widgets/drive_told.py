# SPDX-License-Identifier: Apache-2.0
"""What a locked drive tells without a key: what it is, and which key it wants."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from recovery_assistant.drive.metadata import Protector
from recovery_assistant.drive.outcomes import Image
from recovery_assistant.drive.volume import Volume
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.proving import Proving
from recovery_assistant.i18n import _, isolated
from recovery_assistant.keys import KeyId
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.choice import ChoiceCard, ChoiceGroup
from recovery_assistant.ui.widgets.drive_choice import column_of, row_of
from recovery_assistant.ui.widgets.path_text import PathText
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import Marked, clear
from recovery_assistant.wording import drive as drive_words
from recovery_assistant.wording import proving as words

LISTED = 8
"""So many keys are listed; a drive has one or two."""


class VolumeChoice(QWidget):
    """Which of several BitLocker drives in one image is meant."""

    asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: Image | None = None
        self._group: ChoiceGroup | None = None
        self._columns = 1
        self._title = Heading(look, "", Kind.NAME, 3)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(6))
        self._column.addWidget(self._title)

    def forget(self) -> None:
        """Make every card anew next time, for another language."""
        self._shown = None

    def show_image(self, image: Image, number: int) -> None:
        """Draw the drives of an image, where there are several."""
        several = len(image.volumes) > 1
        self.setVisible(several)
        if not several:
            return
        if image is not self._shown:
            self._shown = image
            self._draw(image)
        if self._group is not None:
            self._group.choose(str(number))

    def _draw(self, image: Image) -> None:
        if self._group is not None:
            self._group.hide()
            self._group.deleteLater()
        self._title.say(_("Several BitLocker drives are in it: which one is locked?"))
        group = ChoiceGroup(self._look, self._columns)
        for number, volume in enumerate(image.volumes):
            name, hint = words.volume_name(volume, number), words.volume_hint(volume)
            card = ChoiceCard(self._look, str(number), "drive", name, hint)
            name_it(card, identifiers.drive_volume(number + 1), name, hint)
            group.add(card)
        group.chosen.connect(lambda key: self.asked.emit(happened.VolumeChosen(int(key))))
        self._group = group
        self._column.addWidget(group)
        group.show()

    def set_columns(self, columns: int) -> None:
        """Lay the drives out in so many columns."""
        self._columns = columns
        if self._group is not None:
            self._group.set_columns(columns)


class DriveFacts(QWidget):
    """What the drive is, beside the keys that open it."""

    asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._title = Heading(look, "", Kind.NAME, 3)
        self._name = Text(look, "", Kind.NAME)
        self._what_name = Text(look, "", Kind.SMALL, "ink2")
        self._facts = Text(look, "", Kind.SMALL)
        self._copies = Marked(look, "warning", "", "warn", Kind.SMALL)
        self._more = Marked(look, "warning", "", "warn", Kind.SMALL)
        self._keys = _Keys(look)
        self._keys.asked.connect(self.asked)
        left = QVBoxLayout()
        left.setSpacing(look.px(3))
        for part in (
            self._title, self._name, self._what_name, self._facts, self._copies, self._more,
        ):  # fmt: skip
            left.addWidget(part)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self._keys)
        right.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.px(28))
        self._row.addLayout(left, 1)
        self._row.addLayout(right, 1)

    def retranslate(self) -> None:
        """Say every word again."""
        self._title.say(_("What the drive tells"))
        self._what_name.say(words.what_description_is())
        self._keys.forget()

    def show_volume(self, proving: Proving, volume: Volume, noted: KeyId | None) -> None:
        """Draw a volume; `noted` is the Key ID that the locked screen shows."""
        named = words.description(volume)
        for part in (self._name, self._what_name):
            part.setVisible(bool(named))
        self._name.say(named)
        self._facts.say("\n".join(words.facts(volume)))
        image = proving.image
        for mark, text in (
            (self._copies, drive_words.copies_line(volume)),
            (self._more, words.more_damaged(0 if image is None else image.damaged)),
        ):
            mark.setVisible(bool(text))
            mark.show_text("warning", text, "warn")
        self._keys.show_keys(volume, noted)

    def set_wide(self, *, wide: bool) -> None:
        """Put drive and keys side by side where there is room."""
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )
        self._row.setSpacing(self._look.px(28 if wide else 14))

    def focus_first(self) -> bool:
        """Put the focus on the first Key ID that can be noted; False where there is none."""
        return self._keys.focus_first()


class _Keys(QWidget):
    """The keys that open a drive, the newest first: Key ID, dates, a button to note it."""

    asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: tuple[Volume, KeyId | None] | None = None
        self._uses: list[Button] = []
        self._title = Heading(look, "", Kind.NAME, 3)
        self._list = QVBoxLayout()
        self._list.setSpacing(look.px(10))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addWidget(self._title)
        column.addLayout(self._list)

    def forget(self) -> None:
        """Say everything anew next time."""
        self._shown = None

    def show_keys(self, volume: Volume, noted: KeyId | None) -> None:
        """Draw the keys."""
        self.setVisible(bool(volume.recovery))
        if self._shown is not None and self._shown == (volume, noted):
            return
        self._shown = (volume, noted)
        clear(self._list)
        self._uses = []
        self._title.say(words.keys_title(volume))
        for number, protector in enumerate(volume.recovery[:LISTED], start=1):
            key = self._key(number, protector, noted)
            self._list.addWidget(key)
            # Not a round later: the focus may go there at once.
            key.show()

    def _key(self, number: int, protector: Protector, noted: KeyId | None) -> QWidget:
        look = self._look
        grouped = protector.key_id.grouped()
        shown = PathText(look, Kind.CODE)
        shown.show_text(grouped)
        shown.setAccessibleName(_("Key ID {key_id}").format(key_id=isolated(grouped)))
        lines: list[QWidget] = [
            shown,
            Text(look, words.key_line(protector), Kind.SMALL, "ink2"),
        ]
        if words.fits(noted, protector):
            lines.append(Marked(look, "match", words.is_the_noted(), "ok", Kind.LABEL))
        else:
            lines.append(row_of(look, self._use_button(number, grouped)))
        return column_of(*lines)

    def _use_button(self, number: int, grouped: str) -> Button:
        use = Button(self._look, _("Use this Key ID"), ButtonKind.PLAIN, small=True)
        name = _("Use this Key ID: {key_id}").format(key_id=isolated(grouped))
        name_it(use, identifiers.drive_use_id(number), name)
        use.clicked.connect(partial(self._use, grouped))
        self._uses.append(use)
        return use

    def _use(self, grouped: str) -> None:
        self.asked.emit(happened.KeyIdTyped(grouped))

    def focus_first(self) -> bool:
        """Put the focus on the first Key ID that can be noted; False where there is none."""
        for use in self._uses[:1]:
            use.setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(self._uses)
