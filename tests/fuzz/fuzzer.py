# SPDX-License-Identifier: Apache-2.0
"""Starts libFuzzer on one function."""

import importlib
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path


def start(check: Callable[[bytes], None], seeds: Sequence[bytes], options: Sequence[str]) -> None:
    """Give the function what the fuzzer makes of the seeds; never comes back."""
    # libFuzzer ends the process itself: nothing can be tidied up after it.
    corpus = Path(tempfile.mkdtemp(prefix="fuzz-"))
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    usual = ["-rss_limit_mb=2048", "-timeout=20", f"-artifact_prefix={corpus}/"]
    atheris = importlib.import_module("atheris")
    atheris.Setup([sys.argv[0], *usual, *options, str(corpus)], check)
    atheris.Fuzz()
