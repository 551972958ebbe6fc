# SPDX-License-Identifier: Apache-2.0
"""Translation: gettext for window, terminal and wording alike."""
