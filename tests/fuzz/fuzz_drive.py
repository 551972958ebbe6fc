# SPDX-License-Identifier: Apache-2.0
"""Coverage-guided fuzzing of what drives, images and header files may hold.

python tests/fuzz/fuzz_drive.py metadata|disk|header [options of libFuzzer, as -runs=100000]
"""

import importlib
import sys
from pathlib import Path


def main(arguments: list[str]) -> None:
    """Fuzz the target named first; the rest is for libFuzzer."""
    target, *options = arguments
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["recovery_assistant.drive"]):
        importlib.import_module("recovery_assistant.drive.image")
    oracles = importlib.import_module("fuzz.drive_oracles")
    fuzzer = importlib.import_module("fuzz.fuzzer")
    check = {
        "metadata": oracles.check_metadata,
        "disk": oracles.check_disk,
        "header": oracles.check_header,
    }[target]
    fuzzer.start(check, oracles.SEEDS[target], ["-max_len=2000", *options])


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main(sys.argv[1:])
