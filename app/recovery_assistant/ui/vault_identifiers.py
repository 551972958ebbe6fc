# SPDX-License-Identifier: Apache-2.0
"""Stable accessible identifiers of door 3; the rules of `identifiers.py` hold for them as well."""

# Start.
CREATE_NEW = "vault-create-new"
OPEN_ONE = "vault-open-one"
OPEN_LAST = "vault-open-last"

# A new file, a new passphrase.
PLACE = "vault-place"
CHOOSE_PLACE = "vault-choose-place"

# Opening.
TYPED_WORDS = "vault-typed-words"
BY_KEYRING = "vault-by-keyring"
ANOTHER_FILE = "vault-another-file"
OPEN_PROBLEM = "vault-open-problem"
LOCKED_WHY = "vault-locked-why"

# The list.
COPIES_AWAY = "vault-copies-away"
MAKE_COPY = "vault-make-copy"
SEARCH = "vault-search"
ADD_KEY = "vault-add-key"
ENTRY_LIST = "vault-entries"
KEY_DIGITS = "vault-key-digits"
KEY_LARGE = "vault-key-large"
SHOW_KEY = "vault-show-key"
HIDE_KEY = "vault-hide-key"
CHECK_KEY = "vault-check-key"
TYPE_KEY = "vault-type-key"
COPY_KEY = "vault-copy-key"
REPLACE_KEY = "vault-replace-key"
EDIT_ENTRY = "vault-edit-entry"
DELETE_ENTRY = "vault-delete-entry"
DELETE_SURE = "vault-delete-sure"
DELETE_KEEP = "vault-delete-keep"
OPEN_AGAIN = "vault-open-again"
DRILL_DUE = "vault-drill-due"

# One entry.
IMPORT = "vault-import"
IMPORT_TAKE = "vault-import-take"
ENTRY_DROP = "vault-entry-drop"
REPLACED = "vault-replaced"
REPLACED_DAY = "vault-replaced-day"
HIDE_DIGITS = "vault-hide-digits"

# Copies, sheet, drill.
DESTINATION_SURE = "vault-destination-sure"
DESTINATION_OTHER = "vault-destination-other"
COPY_RESULT = "vault-copy-result"
COPY_NEXT = "vault-copy-next"
SHEET_ENTRY = "vault-sheet-entry"
SHEET_PRINT = "vault-sheet-print"
SHEET_PREVIEW = "vault-sheet-preview"
SHEET_RESULT = "vault-sheet-result"
SHEET_NEXT = "vault-sheet-next"
SHEET_CONFIRM = "vault-sheet-confirm"
DRILL_WORDS = "vault-drill-words"
DRILL_CHOOSE = "vault-drill-choose"
DRILL_MAKE = "vault-drill-make"
DRILL_OPEN = "vault-drill-open"
DRILL_RESULT = "vault-drill-result"
DRILL_NEXT = "vault-drill-next"

# Settings.
CHANGE_WORDS = "vault-change-words"
REMEMBER = "vault-remember"
DELETE_BACKUPS = "vault-delete-backups"


def progress(page: str) -> str:
    """What is under way on a screen."""
    return f"vault-{page}-progress"


def save_problem(page: str) -> str:
    """Why nothing was saved, on a screen."""
    return f"vault-{page}-save-problem"


def save_again(page: str) -> str:
    """The button that saves once more."""
    return f"vault-{page}-save-again"


def save_elsewhere(page: str) -> str:
    """The button that saves in another place."""
    return f"vault-{page}-save-elsewhere"


def field(name: str) -> str:
    """A text field of an entry."""
    return f"vault-field-{name}"


def found_key(number: int) -> str:
    """The tick of a key that an imported file held; counts from 1."""
    return f"vault-found-{number}"


def make_copy(kind: str) -> str:
    """The button that makes a copy of this kind."""
    return f"vault-make-{kind}"


def forget_copy(number: int) -> str:
    """The button that takes a copy out of the list; counts from 1."""
    return f"vault-forget-copy-{number}"


def sheet_block(number: int) -> str:
    """A block typed back from the paper; counts from 1."""
    return f"vault-sheet-block-{number}"


def idle_minutes(minutes: int) -> str:
    """How long the file stays open untouched."""
    return f"vault-idle-{minutes}"


def new_words(page: str, part: str) -> str:
    """A part of the card of a new passphrase."""
    return f"vault-{page}-words-{part}"
