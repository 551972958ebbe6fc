# SPDX-License-Identifier: Apache-2.0
"""Door 2: an agent helps a caller through the recovery screen, without a screen of ours."""
