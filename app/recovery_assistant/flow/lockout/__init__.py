# SPDX-License-Identifier: Apache-2.0
"""Door 1: a PC asks for a recovery key."""

from recovery_assistant.flow.lockout.session import Session
from recovery_assistant.flow.lockout.steps import STAGES, Step, stage, stage_number
from recovery_assistant.flow.lockout.transitions import LOCKOUT

__all__ = ["LOCKOUT", "STAGES", "Session", "Step", "stage", "stage_number"]
