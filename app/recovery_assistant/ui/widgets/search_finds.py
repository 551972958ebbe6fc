# SPDX-License-Identifier: Apache-2.0
"""What a search met: keys, best first, USB key files, and what was passed over."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recovery_assistant.find.places import Find, KeyFile, Place, Skip
from recovery_assistant.flow.lockout import Session
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.looking import Looking, Phase
from recovery_assistant.guidance import Topic
from recovery_assistant.i18n import _, ngettext
from recovery_assistant.keys import KeyId
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.path_text import PathText
from recovery_assistant.ui.widgets.text import Text
from recovery_assistant.ui.widgets.topic import Marked, TopicCard, clear
from recovery_assistant.wording import find as words

LISTED: Final = 5
"""So many keys are listed at first; more would bury the best."""
MORE: Final = 20
"""So many are added each time more are asked for."""
PLACES: Final = 20
"""So many places are named of one key, and of one reason to pass over."""


class FindRow(Card):
    """A key that was found: what speaks for it, where it stands, and a button to use it."""

    used = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look, fill="surface")
        self._find: Find | None = None
        self._all = False
        self._first = Marked(look, "reason", "", "accent_ink", Kind.SMALL)
        self._name = Text(look, "", Kind.NAME)
        self._verdict = Marked(look, "key", "", "ink2", Kind.LABEL)
        self._reason = Text(look, "", Kind.SMALL, "ink2")
        self._place = PathText(look)
        self._more = Button(look, "", ButtonKind.QUIET, "down", small=True)
        self._others = QVBoxLayout()
        self._others.setSpacing(look.px(2))
        self._drawn: tuple[Place, ...] = ()
        self._use = Button(look, "", ButtonKind.PLAIN, small=True)
        self._here = Marked(look, "check", "", "accent_ink")
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        column = QVBoxLayout()
        column.setSpacing(look.px(2))
        column.addWidget(self._name)
        column.addWidget(self._verdict)
        head.addLayout(column, 1)
        head.addWidget(self._use, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._here, 0, Qt.AlignmentFlag.AlignTop)
        self.body.setSpacing(look.px(4))
        self.body.addWidget(self._first)
        self.body.addLayout(head)
        self.body.addWidget(self._reason)
        self.body.addWidget(self._place)
        self.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeading)
        self.body.addLayout(self._others)
        self._use.clicked.connect(self._on_use)
        self._more.clicked.connect(self._on_more)

    def show_find(self, number: int, find: Find, why_first: str, *, taken: bool) -> None:
        """Draw a key; `number` is its place in the list, from 0."""
        self._find = find
        named = words.find_name(number, find)
        mark = words.find_mark(find)
        self._first.setVisible(bool(why_first))
        self._first.show_text("reason", why_first, "accent_ink")
        self._name.say(named)
        self._verdict.show_text(mark.icon, mark.title, mark.role)
        reason = words.find_reason(find)
        self._reason.say(reason)
        self._reason.setVisible(bool(reason))
        self._place.show_text(words.shown_place(find.places[0]))
        self._use.setVisible(not taken)
        self._here.setVisible(taken)
        self._here.show_text("check", _("In the fields"), "accent_ink")
        picture = find.strip is not None
        self._use.say(_("Compare") if picture else _("Use"))
        self._use.set_kind(ButtonKind.SECONDARY if number == 0 else ButtonKind.PLAIN)
        name_it(
            self._use,
            identifiers.found_use(number + 1),
            (_("Compare with its picture: {name}") if picture else _("Use {name}")).format(
                name=named
            ),
            " ".join(part for part in (mark.title, why_first, reason) if part),
        )
        if mark.role == "ok":
            self.set_roles("ok", "ok", "surface")
        else:
            self.set_roles(None, "line", "surface")
        self._show_places(number, find)

    def _show_places(self, number: int, find: Find) -> None:
        short, full = words.other_places(find)
        hide = _("Hide the other places")
        self._more.setVisible(bool(short))
        self._more.say(_("Hide them") if self._all else short)
        self._more.set_icon("up" if self._all else "down")
        name_it(self._more, identifiers.found_places(number + 1), hide if self._all else full)
        shown = find.places[1 : PLACES + 1] if self._all else ()
        if shown == self._drawn:
            return
        self._drawn = shown
        clear(self._others)
        for place in shown:
            path = PathText(self._look)
            self._others.addWidget(path)
            path.show_text(words.shown_place(place))

    def _on_more(self) -> None:
        self._all = not self._all
        if self._find is not None:
            number = int(self._more.objectName().rpartition("-")[2]) - 1
            self._show_places(number, self._find)

    def _on_use(self) -> None:
        if self._find is not None:
            self.used.emit(self._find.candidate.draft)

    def focus_use(self) -> None:
        """Put the focus on the button that uses it."""
        self._use.setFocus(Qt.FocusReason.OtherFocusReason)


class FindList(QWidget):
    """The keys that were found, best first; a row keeps its place under the hand that uses it."""

    asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._looking: Looking | None = None
        self._session: Session | None = None
        self._listed = LISTED
        self._rows: dict[int, FindRow] = {}
        self._list = QVBoxLayout()
        self._list.setSpacing(look.px(8))
        self._more = Button(look, "", ButtonKind.QUIET, "plus", small=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addLayout(self._list)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeading)
        self._more.clicked.connect(self._show_more)

    def show_finds(self, session: Session, looking: Looking) -> None:
        """Draw the keys found so far."""
        if self._looking is not None and looking.request != self._looking.request:
            self._listed = LISTED
        self._looking, self._session = looking, session
        self._draw(session, looking)

    def _draw(self, session: Session, looking: Looking) -> None:
        shown = looking.finds[: self._listed]
        self.setVisible(bool(shown))
        here = {id(find.candidate.draft) for find in shown}
        for gone in self._rows.keys() - here:
            row = self._rows.pop(gone)
            row.hide()
            row.deleteLater()
        taken = None if session.find is None else session.find.candidate.draft
        why_first = words.first_place(looking.finds, session.key_id)
        for number, find in enumerate(shown):
            draft = find.candidate.draft
            row = self._rows.get(id(draft)) or self._make(draft)
            row.show_find(
                number,
                find,
                why_first if number == 0 else "",
                taken=draft is taken,
            )
            if self._list.indexOf(row) != number:
                self._list.insertWidget(number, row)
        if self._rows:
            # Screen readers go through the parts as they were made.
            for find in shown:
                self._rows[id(find.candidate.draft)].raise_()
            self._more.raise_()
        left = len(looking.finds) - len(shown)
        self._more.setVisible(left > 0)
        self._more.say(
            ngettext("{count} more, less likely", "{count} more, less likely", left).format(
                count=left
            )
        )
        name_it(self._more, identifiers.SEARCH_MORE, self._more.text())

    def _make(self, draft: object) -> FindRow:
        row = FindRow(self._look)
        row.used.connect(self._on_used)
        self._rows[id(draft)] = row
        return row

    def _on_used(self, draft: object) -> None:
        for number, find in enumerate(self._looking.finds if self._looking else ()):
            if find.candidate.draft is draft:
                self.asked.emit(happened.FoundTaken(number))

    def _show_more(self) -> None:
        self._listed += MORE
        if self._session is not None and self._looking is not None:
            self._draw(self._session, self._looking)

    def focus_first(self) -> bool:
        """Put the focus on the best key; False where there is none."""
        finds = self._looking.finds[:1] if self._looking is not None else ()
        for find in finds:
            self._rows[id(find.candidate.draft)].focus_use()
        return bool(finds)


class KeyFiles(QWidget):
    """USB key files: they are plugged in, not typed."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: tuple[tuple[KeyFile, ...], KeyId | None] = ((), None)
        self._list = QVBoxLayout(self)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(look.px(8))
        self.hide()

    def forget(self) -> None:
        """Say everything anew next time."""
        self._shown = ((), None)
        clear(self._list)

    def show_files(self, files: tuple[KeyFile, ...], wanted: KeyId | None) -> None:
        """Draw the files met."""
        self.setVisible(bool(files))
        if (files, wanted) == self._shown:
            return
        self._shown = (files, wanted)
        clear(self._list)
        for file in files[:PLACES]:
            self._list.addWidget(self._card(file, wanted))

    def _card(self, file: KeyFile, wanted: KeyId | None) -> Card:
        look = self._look
        found = words.key_file(file, wanted)
        card = Card(look)
        card.body.setSpacing(look.px(4))
        card.body.addWidget(Marked(look, "usb", found.title, "ink", Kind.NAME))
        named = words.key_file_id(file)
        if named:
            card.body.addWidget(Text(look, named, Kind.SMALL, "ink2"))
        card.body.addWidget(Text(look, found.sentence, Kind.SMALL))
        path = PathText(look)
        card.body.addWidget(path)
        path.show_text(words.shown_place(file.place))
        return card


class SkippedList(QWidget):
    """What was not looked at, by reason; folded away until somebody asks."""

    def __init__(self, look: Look, picture_help: Callable[[], Topic]) -> None:
        super().__init__()
        self._look = look
        self._picture_help = picture_help
        self._looking: Looking | None = None
        self._open = False
        self._title = Marked(look, "info", "", "ink2", Kind.SMALL)
        self._toggle = Button(look, "", ButtonKind.QUIET, "down", small=True)
        self._groups = QVBoxLayout()
        self._groups.setSpacing(look.px(10))
        head = QHBoxLayout()
        head.setSpacing(look.px(10))
        head.addWidget(self._title, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        column.addLayout(head)
        column.addLayout(self._groups)
        self._toggle.clicked.connect(self._on_toggle)
        self.hide()

    def forget(self) -> None:
        """Say everything anew next time."""
        self._looking = None

    def show_skipped(self, looking: Looking) -> None:
        """Draw how many places were passed over, and which if that is wanted."""
        self.setVisible(bool(looking.passed_over) and looking.phase is not Phase.CHOOSING)
        self._title.show_text("info", words.skipped_title(looking.passed_over), "ink2")
        self._toggle.setVisible(bool(looking.skipped))
        before, self._looking = self._looking, looking
        if before is None or before.skipped is not looking.skipped:
            self._open = False
            self._draw()

    def _draw(self) -> None:
        clear(self._groups)
        self._toggle.say(_("Hide them") if self._open else _("Which, and why?"))
        self._toggle.set_icon("up" if self._open else "down")
        name_it(self._toggle, identifiers.SEARCH_SKIPPED, self._toggle.text())
        if not self._open or self._looking is None:
            return
        for group in words.skipped_groups(self._looking.skipped):
            self._groups.addWidget(self._group(group))
        left = self._looking.more_skipped
        if left:
            self._groups.addWidget(Text(self._look, words.more_skipped(left), Kind.SMALL, "ink2"))

    def _group(self, group: words.SkippedGroup) -> QWidget:
        look = self._look
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(2))
        column.addWidget(Text(look, group.title, Kind.LABEL))
        column.addWidget(Text(look, group.sentence, Kind.SMALL, "ink2"))
        if group.reason is Skip.NO_READER:
            column.addWidget(TopicCard(look, self._picture_help(), "info"))
        for place in group.places[:PLACES]:
            path = PathText(look)
            column.addWidget(path)
            path.show_text(place)
        left = len(group.places) - PLACES
        if left > 0:
            column.addWidget(Text(look, words.more_places(left), Kind.SMALL, "ink2"))
        return holder

    def _on_toggle(self) -> None:
        self._open = not self._open
        self._draw()
