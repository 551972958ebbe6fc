# SPDX-License-Identifier: Apache-2.0
"""Which icon stands before which kind of copy."""

from recovery_assistant.vault.contents import CopyKind

COPY_ICONS = {
    CopyKind.FILE: "file",
    CopyKind.PAGE: "page",
    CopyKind.KEEPASS: "vault",
    CopyKind.SHEET: "printer",
}
