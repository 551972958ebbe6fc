# SPDX-License-Identifier: Apache-2.0
"""The encrypted copy: one file that opens with this program, and without it."""
