# SPDX-License-Identifier: Apache-2.0
"""The whole window with door 3 in a state of its own, for pictures."""

from gui.vault.states import STATES
from recovery_assistant.main import Program


def show_state(program: Program, state: str) -> None:
    """Put door 3 into a state, as if a person had come there, and show it."""
    step, session = STATES[state]
    door = program._copies.door
    door._journey._session = session()
    door._journey.go_to(step)
    program.window.open_door(door)
    program.window.show_journey()
