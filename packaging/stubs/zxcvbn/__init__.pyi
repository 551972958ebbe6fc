from collections.abc import Iterable
from decimal import Decimal
from typing import TypedDict

class _Match(TypedDict, total=False):
    pattern: str
    dictionary_name: str

class _Result(TypedDict):
    guesses: Decimal
    score: int
    sequence: list[_Match]

def zxcvbn(
    password: str, user_inputs: Iterable[object] | None = None, max_length: int = 72
) -> _Result: ...
