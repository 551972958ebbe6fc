# SPDX-License-Identifier: Apache-2.0
"""Stable accessible identifiers: what tests from outside and scripts select by.

They are no words for people and never translated. Parts that repeat carry the value or
number of what they stand for. Renaming one breaks scripts: add, do not change.
"""

from PySide6.QtWidgets import QWidget

# The window, its way on and back, and what opens from the rail.
WINDOW = "window"
PAGE_TITLE = "page-title"
FOOT_BACK = "foot-back"
FOOT_ASIDE = "foot-aside"
FOOT_WAY_ON = "foot-way-on"
FOOT_REASON = "foot-reason"
HELP = "help-window"
HELP_LIST = "help-list"
FILE_DIALOG = "file-dialog"
FOLDER_DIALOG = "folder-dialog"
DIALOG_DEED = "dialog-deed"
DIALOG_KEEP = "dialog-keep"
RAIL_DOORS = "rail-doors"
TOP_ROWS = "top-rows"
TOP_CHOOSE = "top-door-choose"
TOAST = "toast"
TOAST_ACTION = "toast-action"

# Screen 1: the screen and the owner.
QUESTIONS_AGAIN = "questions-again"
ERROR_CODE = "error-code"
ERROR_MEANING = "error-meaning"
FIRST_LINK = "first-link"

FORGET_OFFERS = "forget-offers"

# Screen 2: the Key ID and the places.
KEY_ID_FIELD = "key-id"
KEY_ID_SKIP = "key-id-skip"
LOOK_AGAIN = "look-again"
KEEP_PLACE = "keep-place"
KEEP_KEY_ID = "keep-key-id"

# Screen 3: the key.
PASTE = "paste"
OPEN_FILE = "open-file"
UNDO_FILL = "undo-fill"
HIDE_DIGITS = "hide-digits"
AUTO_ADVANCE = "auto-advance"
ANOTHER_FILE = "another-file"
TYPE_DIGITS = "type-digits"
READ_PROBLEM = "read-problem"
READ_PROGRESS = "read-progress"
FINDINGS = "findings"
CERTAINTY = "certainty"
KEY_LINE = "key-line"
COMPARE_OPEN = "compare-open"
SECOND_LINE = "second-line"
SECOND_USE_ALL = "second-use-all"
SECOND_SUMMARY = "second-summary"
KEY_ID_COMPARED = "key-id-compared"
KEY_RUNGS = "key-rungs"
SUGGESTIONS_MORE = "suggestions-more"

# Screens 2 and 3: the locked drive itself.
DRIVE_OPEN = "drive-open"
DRIVE_PANEL = "drive-panel"
DRIVE_CLOSE = "drive-close"
DRIVE_REFRESH = "drive-refresh"
DRIVE_FILE = "drive-file"
DRIVE_DIALOG = "drive-dialog"
DRIVE_PROGRESS = "drive-progress"
DRIVE_STOP = "drive-stop"
DRIVE_SUMMARY = "drive-summary"
DRIVE_CONDITION = "drive-condition"
DRIVE_WARNING = "drive-warning"
DRIVE_RIGHTS = "drive-rights"
DRIVE_ANOTHER = "drive-another"
DRIVE_FAILED = "drive-failed"
DRIVE_CHECKING = "drive-checking"
DRIVE_RIGHTS_COPY = "drive-rights-copy"
DRIVE_RIGHTS_FILE = "drive-rights-file"
DRIVE_RIGHTS_ANOTHER = "drive-rights-another"
DRIVE_SEARCH_ALL = "drive-search-all"
DRIVE_OTHER = "drive-other"
DRIVE_CHECK = "drive-check"
DRIVE_VERDICT = "drive-verdict"
DRIVE_HEADER = "drive-header"
HEADER_DIALOG = "header-dialog"
TRYING_PLAN = "trying-plan"
TRYING_ANY_ORDER = "trying-any-order"
TRYING_SUMMARY = "trying-summary"
TRYING_START = "trying-start"
TRYING_AFRESH = "trying-afresh"
TRYING_PAUSE = "trying-pause"
TRYING_LEAVE = "trying-leave"
TRYING_AGAIN = "trying-again"
TRYING_GO_ON = "trying-go-on"
TRYING_NOT_NOW = "trying-not-now"
TRYING_SAID = "trying-said"
TRYING_PLANNING = "trying-planning"
TRYING_PROGRESS = "trying-progress"

# Screens 2 and 3: the search through drives and folders.
SEARCH_OPEN = "search-open"
SEARCH_CLOSE = "search-close"
SEARCH_PANEL = "search-panel"
SEARCH_REFRESH = "search-refresh"
SEARCH_FOLDER = "search-folder"
SEARCH_PICTURES = "search-pictures"
SEARCH_FETCH = "search-fetch"
SEARCH_ACROSS = "search-across"
SEARCH_START = "search-start"
SEARCH_PROGRESS = "search-progress"
SEARCH_SUMMARY = "search-summary"
SEARCH_AGAIN = "search-again"
SEARCH_MORE = "search-more"
SEARCH_SKIPPED = "search-skipped"
READING_CARD = "reading-card"
READING_PICTURE = "reading-picture"
READING_ACCEPT = "reading-accept"
READING_REFUSE = "reading-refuse"

# Screen 4: typing.
LARGE_PRINT = "large-print"
LARGE_BLOCK = "large-block"
LARGE_TYPED = "large-typed"
LARGE_BACK = "large-back"
FUNCTION_KEYS = "function-keys"
REHEARSE = "rehearse"
SHOW_BAR_CODE = "show-bar-code"
REHEARSAL_KEY = "rehearsal-key"
REHEARSAL_GRADE = "rehearsal-grade"
REHEARSAL_AGAIN = "rehearsal-again"
REHEARSAL_CLOSE = "rehearsal-close"
SCAN_TEST = "scan-test"
SCAN_TEST_CODE = "scan-test-code"
SCAN_KEY = "scan-key"
SCAN_KEY_CODE = "scan-key-code"
SCAN_DONE = "scan-done"
SCAN_BACK = "scan-back"
SCAN_CLOSE = "scan-close"

# Screens 5 and 6: the outcome and after it.
CHECK_AGAIN = "check-again"
LOOK_ON = "look-on"
KEEP_COPY = "keep-copy"
FORGET_CASE = "forget-case"


def door(name: str) -> str:
    """The button that opens a door, among all of them."""
    return f"door-{name}"


def rail_door(name: str) -> str:
    """The button of the rail that changes to another door."""
    return f"rail-door-{name}"


def top_door(name: str) -> str:
    """The same in the top line."""
    return f"top-door-{name}"


def rail_step(number: int) -> str:
    """A step in the rail or the top line; counts from 1."""
    return f"rail-step-{number}"


def shows_choice(value: str) -> str:
    """An answer to what the locked PC shows."""
    return f"shows-{value}"


def screen_link(value: str) -> str:
    """An address that the locked PC may show."""
    return f"screen-link-{value}"


def owner_choice(value: str) -> str:
    """An answer to whose PC it is."""
    return f"owner-{value}"


def question_answer(value: str) -> str:
    """An answer to a short question."""
    return f"answer-{value}"


def key_id_proposal(number: int) -> str:
    """A corrected Key ID that is offered; counts from 1."""
    return f"key-id-proposal-{number}"


def go_on(number: int) -> str:
    """The button that goes on with a kept place; counts from 1."""
    return f"go-on-{number}"


def route_card(route: str) -> str:
    """The card of a place."""
    return f"route-{route}"


def route_open(route: str) -> str:
    """The button that opens a closed place."""
    return f"route-open-{route}"


def route_link(route: str) -> str:
    """The beginning of the identifiers of a place's link row."""
    return f"route-link-{route}"


def route_line(route: str, number: int) -> str:
    """A line of a place's checklist; counts from 1."""
    return f"route-line-{route}-{number}"


def route_command(route: str, number: int) -> str:
    """The button that copies a command; counts from 1."""
    return f"route-command-{route}-{number}"


def route_found(route: str) -> str:
    """The answer "I found it" of a place."""
    return f"route-found-{route}"


def route_missing(route: str) -> str:
    """The answer "Not there" of a place."""
    return f"route-missing-{route}"


def key_block(number: int) -> str:
    """A block of the key; counts from 1."""
    return f"key-block-{number}"


def form_choice(value: str) -> str:
    """Eight blocks or one line."""
    return f"form-{value}"


def candidate(number: int) -> str:
    """The button that takes a found key; counts from 1."""
    return f"candidate-{number}"


def search_spot(number: int) -> str:
    """A place that can be searched; counts from 1."""
    return f"search-spot-{number}"


def found_use(number: int) -> str:
    """The button that takes a key the search found; counts from 1."""
    return f"found-use-{number}"


def found_places(number: int) -> str:
    """The button that shows every place a found key stands in; counts from 1."""
    return f"found-places-{number}"


def reading_block(number: int) -> str:
    """A block read off a picture, beside its part of the picture; counts from 1."""
    return f"reading-block-{number}"


def drive_choice(number: int) -> str:
    """The button that looks at a drive of this PC; counts from 1."""
    return f"drive-choice-{number}"


def drive_volume(number: int) -> str:
    """A BitLocker drive among several in one image; counts from 1."""
    return f"drive-volume-{number}"


def drive_use_id(number: int) -> str:
    """The button that notes a Key ID that the drive names; counts from 1."""
    return f"drive-use-id-{number}"


def suggestion_use(rank: int) -> str:
    """The button that takes a suggestion; counts from 1."""
    return f"suggestion-use-{rank}"


def second_block(number: int) -> str:
    """How a block stands to the second copy; counts from 1."""
    return f"second-block-{number}"


def second_use(number: int) -> str:
    """The button that takes a block from the second copy; counts from 1."""
    return f"second-use-{number}"


def view_choice(value: str) -> str:
    """One block or all eight."""
    return f"view-{value}"


def large_bar(number: int) -> str:
    """A block in the bar of eight; counts from 1."""
    return f"large-bar-{number}"


def large_row(number: int) -> str:
    """A block in the list of all eight; counts from 1."""
    return f"large-row-{number}"


def rehearsal_block(number: int) -> str:
    """A block typed for practice; counts from 1."""
    return f"rehearsal-block-{number}"


def piece_choice(value: str) -> str:
    """One bar code for the whole key, or one a block."""
    return f"piece-{value}"


def result_choice(value: str) -> str:
    """An answer to what the locked PC did."""
    return f"result-{value}"


def refusal_choice(value: str) -> str:
    """An answer to how the key was refused."""
    return f"refusal-{value}"


def cause_choice(value: str) -> str:
    """An answer to what happened before."""
    return f"cause-{value}"


def name_it(widget: QWidget, identifier: str, name: str = "", description: str = "") -> None:
    """Give a widget its identifier, and what a screen reader says of it."""
    widget.setObjectName(identifier)
    widget.setAccessibleIdentifier(identifier)
    if name:
        widget.setAccessibleName(name)
        # With a new name an old description would be somebody else's.
        widget.setAccessibleDescription(description)
