# SPDX-License-Identifier: Apache-2.0
"""The doors, each as the window asks for it."""
