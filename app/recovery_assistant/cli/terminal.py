# SPDX-License-Identifier: Apache-2.0
"""What every command of the terminal program shares: what comes in, what goes out, and how."""

import argparse
import getpass
import io
import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NoReturn

from typing_extensions import override

from recovery_assistant.find.decode import decode
from recovery_assistant.i18n import _

PROGRAM: Final = "recovery-assistant-cli"
YES: Final = 0
NO: Final = 1
USAGE: Final = 2
CANNOT_READ: Final = 3
CANCELLED: Final = 130
MOST_BYTES: Final = 4_000_000
"""More than any saved page with a key in it has."""


class UsageError(Exception):
    """The arguments do not fit; holds nothing of them."""


class InputError(Exception):
    """The input cannot be read; the message is a translated sentence without any of it."""


class DataError(Exception):
    """A file of the program's own data is damaged; the message names it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes to standard output, and the exit code. The `repr` holds no key."""

    code: int
    lines: Sequence[str] = field(repr=False)
    data: Mapping[str, object] = field(repr=False)


class Parser(argparse.ArgumentParser):
    """A parser whose errors repeat nothing: an argument may be a key put in the wrong place."""

    @override
    def error(self, message: str) -> NoReturn:
        raise UsageError


# argparse has no public name for the type of its groups.
def add_help(group: argparse._ArgumentGroup) -> None:
    """Add the option that shows the help, in the language spoken."""
    group.add_argument("-h", "--help", action="help", help=_("show this help and end"))


def titled(title: str, sentence: str) -> str:
    """Return a title and its sentence as one text."""
    return _("{title}. {sentence}").format(title=title, sentence=sentence)


def text_in(prompt: str, *, secret: bool) -> str:
    """The text that comes in; a secret typed at a terminal is not echoed."""
    if sys.stdin is None:
        raise InputError(_("There is no standard input to read from."))
    if sys.stdin.isatty():
        return prompted(prompt, secret=secret)
    try:
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
    except (OSError, ValueError):
        raise InputError(_("The standard input could not be read.")) from None
    return decoded(data)


def decoded(data: bytes) -> str:
    """Return the text of what came in.

    Raises:
        InputError: it is no text, or too much.

    """
    if len(data) > MOST_BYTES:
        raise InputError(_("That is too much text. Pass on only the part with the key."))
    decoded = decode(data)
    if decoded.looks_binary or not decoded.encoding.startswith("utf-"):
        raise InputError(_("The input is no text in UTF-8 or UTF-16. Save it as one of these."))
    return decoded.text


def prompted(prompt: str, *, secret: bool) -> str:
    """Return what is typed at a prompt; a secret is not shown meanwhile."""
    try:
        if not secret:
            sys.stderr.write(prompt)
            sys.stderr.flush()
            return sys.stdin.readline(MOST_BYTES)
        with warnings.catch_warnings():
            # Where echo cannot be turned off, getpass warns and goes on; a key must not show.
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(prompt)
    except EOFError:
        return ""
    except getpass.GetPassWarning:
        raise InputError(
            _("This terminal cannot hide what is typed. Pipe the key in instead.")
        ) from None
    except (OSError, UnicodeDecodeError):
        raise InputError(_("What was typed could not be read.")) from None


def written(text: str, code: int) -> int:
    """Print the answer; a terminal that lacks a character gets a question mark for it."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        print(text)
    except BrokenPipeError:
        _drop_output()
    except OSError:
        _drop_output()
        raise InputError(_("The answer could not be written.")) from None
    return flushed(code)


def flushed(code: int) -> int:
    """Flush what was printed; whoever closed the pipe has read enough."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
    except OSError:
        _drop_output()
        raise InputError(_("The answer could not be written.")) from None
    return code


def _drop_output() -> None:
    """Let what is still buffered go nowhere, so that the end of the process is silent."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    finally:
        os.close(nowhere)


def complain(sentence: str) -> None:
    """Say something to the person, beside the answer."""
    if sys.stderr is not None:
        print(sentence, file=sys.stderr)


def damaged(problem: object) -> DataError:
    """Return what says that the program's own data is damaged."""
    return DataError(_("The program's own data is damaged: {problem}").format(problem=problem))
