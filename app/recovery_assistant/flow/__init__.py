# SPDX-License-Identifier: Apache-2.0
"""The doors without a screen: sessions, events, effects and journeys."""
