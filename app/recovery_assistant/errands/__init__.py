# SPDX-License-Identifier: Apache-2.0
"""What the window does outside for its doors: every effect of theirs is performed here."""
