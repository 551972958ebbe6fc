# SPDX-License-Identifier: Apache-2.0
"""Coverage-guided fuzzing of what people type and paste.

    python tests/fuzz/fuzz_keys.py key-text|key-id [options of libFuzzer, as -runs=100000]

Ends with 0 when every run kept the promises of `oracles`, and else shows the fault and the input.
The target "planted" has a fault, to see that one is found.
"""

import importlib
import sys
from pathlib import Path

SEEDS = {
    "key-text": (
        "",
        "000011-046662-330011-720885-000099-135795-597531-011000",
        "{5BFCBB05-8D70-4720-8D5D-B8F67CB5903A}\r\n\t000011-046662-330011-720885-000099-135795-597531-011000",
        "000011046662330011720885000099135795597531011000",
        "1. 000011\n2. 046662\n3. 33001l\n4. 72O885\n5. 00??99\n6. 135795\n7. 597531\n8. 011000",
        "PC-7\t5BFCBB05\t000011-046662-330011-720885-000099-135795-597531-01100\t2026-11-02",
        "\u0660\u0660\u0660\u0660\u0661\u0661\u2013046662",
    ),
    "key-id": (
        "",
        "5BFCBB05",
        "5BFCBBO5",
        "{5BFCBB05-8D70-4720-8D5D-B8F67CB5903A}",
        "Recovery key ID: 5BFCBB05-8D70-47",
        "000011-046662-330011-720885-000099-135795-597531-011000",
        "XXXXX-00000-YYYYY-11111-ZZZZZ",
        "+49 30 123456",
    ),
    "planted": ("",),
}


def planted(text: str) -> None:
    """Fail on a few texts that are not among the seeds."""
    if text[:1] == "5" and text[1:2] == "B" and text[2:3] == "-":
        raise AssertionError("a fault planted for the test")


def main(arguments: list[str]) -> None:
    """Fuzz the target named first; the rest is for libFuzzer."""
    target, *options = arguments
    atheris = importlib.import_module("atheris")
    # Repair has no branches that depend on the shape of a text, and instrumented it takes the time
    # of a third of all runs.
    keys = "recovery_assistant.keys"
    with atheris.instrument_imports(include=[keys], exclude=[f"{keys}.repair"]):
        oracles = importlib.import_module("fuzz.oracles")
    check = {
        "key-text": oracles.check_key_text,
        "key-id": oracles.check_key_id,
        "planted": atheris.instrument_func(planted),
    }[target]

    def one(data: bytes) -> None:
        # Any bytes are a text that way, lone surrogates included.
        check(data.decode("utf-8", "surrogateescape"))

    seeds = [seed.encode() for seed in SEEDS[target]]
    importlib.import_module("fuzz.fuzzer").start(one, seeds, ["-max_len=300", *options])


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main(sys.argv[1:])
