# SPDX-License-Identifier: Apache-2.0
"""Recovery Assistant for BitLocker: the way to a 48-digit recovery key, offline."""

__version__ = "0.1.0"
