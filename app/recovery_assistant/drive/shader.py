# SPDX-License-Identifier: Apache-2.0
"""The program that a graphics card runs: the stretching of many keys, one in each invocation.

Its text is made here and not kept in a file, because it has to be unrolled: an array with an index
that changes is kept in slow memory by many drivers, a name for each word is not. Only u32, nothing
optional. A round hashes 88 bytes, that is two blocks: the last hash and the key's, which differ
from key to key, and then salt, counter and padding, which do not.

What changes between dispatches is in a storage buffer as well, and not in a uniform one, where it
would belong: Mesa's drivers in software compile the numbers of those in, anew for each dispatch.
"""

from collections.abc import Iterator, Sequence
from itertools import count, islice
from math import isqrt
from typing import Final, TypeAlias

KEYS_BINDING: Final = 0
STATES_BINDING: Final = 1
JOB_BINDING: Final = 2
HASH_WORDS: Final = 8
ENTRY_POINT: Final = "stretch"

_WORD: Final = 1 << 32
_STEPS: Final = 64
_SALT_WORDS: Final = 4
_BLOCK_WORDS: Final = 16
_MESSAGE_BITS: Final = 88 * 8
_PADDING: Final = 1 << 31

# A number that is known already, or the name of one.
_Word: TypeAlias = int | str


def shader(group: int) -> str:
    """Return the WGSL text.

    Args:
        group: how many invocations a workgroup has.

    """
    start = _start_values()
    hash_names = [f"last{n}" for n in range(HASH_WORDS)]
    key_names = [f"key{n}" for n in range(HASH_WORDS)]
    second: list[_Word] = [f"salt{n}" for n in range(_SALT_WORDS)]
    # The counter is below 2^32, and its bytes stand the other way round.
    second += ["counter", 0, _PADDING, 0, 0, 0, 0, 0, 0, 0, 0, _MESSAGE_BITS]
    lines = [
        f"@group(0) @binding({KEYS_BINDING}) var<storage, read> keys: array<u32>;",
        f"@group(0) @binding({STATES_BINDING}) var<storage, read_write> states: array<u32>;",
        f"@group(0) @binding({JOB_BINDING}) var<storage, read> job: array<u32>;",
        "fn turned(x: u32) -> u32 {",
        "return (x << 24u) | ((x & 0xff00u) << 8u) | ((x >> 8u) & 0xff00u) | (x >> 24u);",
        "}",
        *_mixing("sum0", 2, 13, 22),
        *_mixing("sum1", 6, 11, 25),
        *_mixing("spread0", 7, 18, shift=3),
        *_mixing("spread1", 17, 19, shift=10),
        f"@compute @workgroup_size({group})",
        f"fn {ENTRY_POINT}(@builtin(global_invocation_id) place: vec3<u32>) {{",
        f"if (place.x >= job[{_SALT_WORDS + 2}u]) {{ return; }}",
        *(f"let salt{n} = job[{n}u];" for n in range(_SALT_WORDS)),
        f"let first = job[{_SALT_WORDS}u];",
        f"let end = first + job[{_SALT_WORDS + 1}u];",
        f"let at = place.x * {HASH_WORDS}u;",
        *(f"let {name} = keys[at + {n}u];" for n, name in enumerate(key_names)),
        *(f"var {name} = states[at + {n}u];" for n, name in enumerate(hash_names)),
        "for (var number = first; number < end; number++) {",
        "let counter = turned(number);",
        *_block("a", start, [*hash_names, *key_names]),
        *_block("b", [f"a_out{n}" for n in range(HASH_WORDS)], second),
        *(f"{name} = b_out{n};" for n, name in enumerate(hash_names)),
        "}",
        *(f"states[at + {n}u] = {name};" for n, name in enumerate(hash_names)),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _mixing(name: str, *turns: int, shift: int | None = None) -> Iterator[str]:
    """One of the four functions that mix a word with itself."""
    parts = [f"((x >> {turn}u) | (x << {32 - turn}u))" for turn in turns]
    if shift is not None:
        parts.append(f"(x >> {shift}u)")
    yield f"fn {name}(x: u32) -> u32 {{ return {' ^ '.join(parts)}; }}"


def _block(name: str, state: Sequence[_Word], words: Sequence[_Word]) -> Iterator[str]:
    """One block hashed into a state of eight words; the new ones are called `NAME_out0` to 7."""
    a, b, c, d, e, f, g, h = state
    words = list(words)
    yield f"let {name}_pair = {_text(b)} ^ {_text(c)};"
    pair = f"{name}_pair"
    for step, constant in enumerate(_step_constants()):
        if step >= _BLOCK_WORDS:
            spread = [_call("spread1", words[step - 2]), words[step - 7]]
            spread += [_call("spread0", words[step - 15]), words[step - 16]]
            yield f"let {name}_w{step} = {_total(spread)};"
            words.append(f"{name}_w{step}")
        chosen = f"({_text(g)} ^ ({_text(e)} & ({_text(f)} ^ {_text(g)})))"
        added = [h, _call("sum1", e), chosen, words[step], constant]
        yield f"let {name}_t{step} = {_total(added)};"
        # The majority of a, b, c; half of it is the next step's.
        yield f"let {name}_p{step} = {_text(a)} ^ {_text(b)};"
        most = f"((({name}_p{step}) & {pair}) ^ {_text(b)})"
        pair = f"{name}_p{step}"
        yield f"let {name}_e{step} = {_total([d, f'{name}_t{step}'])};"
        yield f"let {name}_a{step} = {_total([f'{name}_t{step}', _call('sum0', a), most])};"
        a, b, c, d, e, f, g, h = f"{name}_a{step}", a, b, c, f"{name}_e{step}", e, f, g
    for n, (old, new) in enumerate(zip(state, (a, b, c, d, e, f, g, h), strict=True)):
        yield f"let {name}_out{n} = {_total([old, new])};"


def _call(function: str, word: _Word) -> _Word:
    return 0 if word == 0 else f"{function}({_text(word)})"


def _total(words: Sequence[_Word]) -> str:
    known = sum(word for word in words if isinstance(word, int)) % _WORD
    names = [word for word in words if isinstance(word, str)]
    return " + ".join([*names, _text(known)] if known or not names else names)


def _text(word: _Word) -> str:
    return word if isinstance(word, str) else f"{word:#x}u"


def _primes() -> Iterator[int]:
    found: list[int] = []
    for number in count(2):
        if all(number % prime for prime in found):
            found.append(number)
            yield number


def _start_values() -> list[_Word]:
    """The fractions of the square roots of the first eight primes (FIPS 180-4)."""
    return [isqrt(prime << 64) % _WORD for prime in islice(_primes(), HASH_WORDS)]


def _step_constants() -> list[int]:
    """The fractions of the cube roots of the first 64 primes (FIPS 180-4)."""
    return [_cube_root(prime << 96) % _WORD for prime in islice(_primes(), _STEPS)]


def _cube_root(number: int) -> int:
    low, high = 0, 1 << (number.bit_length() // 3 + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**3 <= number else (low, middle)
    return low
