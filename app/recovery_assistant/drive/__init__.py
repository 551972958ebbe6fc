# SPDX-License-Identifier: Apache-2.0
"""BitLocker volumes: what their metadata say without a key, and whether a key opens them.

Read only. Nothing is mounted, nothing is written, and nothing is decrypted beyond the volume
master key and the volume key that it wraps.
"""
