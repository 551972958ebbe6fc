# SPDX-License-Identifier: Apache-2.0
"""Recovery keys and Key IDs: pure values and functions, no files, no Qt, no language."""
