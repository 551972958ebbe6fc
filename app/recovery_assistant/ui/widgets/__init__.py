# SPDX-License-Identifier: Apache-2.0
"""Parts that pages are built from."""
