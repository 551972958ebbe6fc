# SPDX-License-Identifier: Apache-2.0
"""The words people read: typed model and strict loader."""
