# SPDX-License-Identifier: Apache-2.0
"""Door 1: a PC asks for a recovery key."""
