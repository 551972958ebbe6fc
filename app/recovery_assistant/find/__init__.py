# SPDX-License-Identifier: Apache-2.0
"""Candidate keys out of pasted text and opened files."""
