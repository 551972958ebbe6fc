# SPDX-License-Identifier: Apache-2.0
"""Door 1: a PC asks for a recovery key."""

from recovery_assistant.flow.lockout.door import LOCKOUT
from recovery_assistant.flow.lockout.session import Session
from recovery_assistant.flow.lockout.steps import STAGES, Step, stage, stage_number

__all__ = ["LOCKOUT", "STAGES", "Session", "Step", "stage", "stage_number"]
