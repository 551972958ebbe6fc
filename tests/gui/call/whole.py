# SPDX-License-Identifier: Apache-2.0
"""The whole window with a call in a state of its own, for pictures."""

from gui.call.states import session
from recovery_assistant.main import Program


def show_state(program: Program, state: str) -> None:
    """Put a call into a state, as if a person had come there, and show it."""
    call = program._calls.current
    made = session(state)
    call._journey._session = made
    call._journey.go_to(made.at)
    program.window.open_door(call)
    program.window.show_journey()
