# SPDX-License-Identifier: Apache-2.0
"""Door 3: keep a copy of my key, and open one that was kept."""
