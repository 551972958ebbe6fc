# SPDX-License-Identifier: Apache-2.0
"""Outcomes turned into sentences, for window and terminal alike."""
