# SPDX-License-Identifier: Apache-2.0
"""The program for a graphics card, worked through here line by line: that needs no card."""

import ast
import hashlib
import operator
import re
import struct
from collections.abc import Callable, Mapping

import pytest

from recovery_assistant.drive.proof import stretch
from recovery_assistant.drive.shader import shader

SALT = bytes(range(100, 116))
WORD = 0xFFFF_FFFF
STATEMENT = re.compile(r"(?:let |var )?([\w.\[\] +]+) = (.+);")
FUNCTION = re.compile(r"fn (\w+)\(x: u32\) -> u32 \{\s*return (.+?);\s*\}")
LOOP = "for (var number = first; number < end; number++) {"
OPERATORS: Mapping[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Mult: operator.mul,
    ast.BitXor: operator.xor,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
}


def parsed(expression: str) -> ast.expr:
    """Python has the same operators; only the mark of a u32 is another."""
    bare = re.sub(r"\b(0x[0-9a-f]+|\d+)u\b", r"\1", expression)
    return ast.parse(bare, mode="eval").body


class Invocation:
    """One of the many that a card runs at once."""

    def __init__(self, text: str, place: int, keys: list[int], states: list[int]) -> None:
        self.functions = {name: parsed(body) for name, body in FUNCTION.findall(text)}
        body = text[text.index("fn stretch(") :]
        before, rest = body.split(LOOP)
        inside, after = rest.split("\n}\n", 1)
        self.before, self.inside, self.after = map(self.statements, (before, inside, after))
        self.arrays = {"keys": keys, "states": states}
        self.names: dict[str, int] = {"place.x": place}

    @staticmethod
    def statements(text: str) -> list[tuple[ast.expr, ast.expr]]:
        found = [STATEMENT.fullmatch(line) for line in text.splitlines()]
        return [(parsed(one[1]), parsed(one[2])) for one in found if one]

    def run(self, first: int, rounds: int, salt: bytes) -> None:
        job = [*struct.unpack(">4I", salt), first, rounds, len(self.arrays["keys"]) // 8]
        self.arrays["job"] = job
        self.do(self.before)
        for number in range(self.names["first"], self.names["end"]):
            self.names["number"] = number
            self.do(self.inside)
        self.do(self.after)

    def do(self, statements: list[tuple[ast.expr, ast.expr]]) -> None:
        for target, expression in statements:
            value = self.value(expression, self.names)
            if isinstance(target, ast.Subscript):
                self.arrays[ast.unparse(target.value)][self.value(target.slice, self.names)] = value
            else:
                self.names[ast.unparse(target)] = value

    def value(self, node: ast.expr, names: Mapping[str, int]) -> int:
        match node:
            case ast.Constant(value=int(number)):
                return number
            case ast.BinOp(left=left, op=op, right=right):
                both = self.value(left, names), self.value(right, names)
                return OPERATORS[type(op)](*both) & WORD
            case ast.Call(func=ast.Name(id=name), args=[argument]):
                return self.value(self.functions[name], {"x": self.value(argument, names)})
            case ast.Subscript(value=ast.Name(id=name), slice=at):
                return self.arrays[name][self.value(at, names)]
            case _:
                return names[ast.unparse(node)]


def run(text: str, keys: list[bytes], place: int, jobs: list[tuple[int, int]]) -> bytes:
    """Return what comes out for one of the keys after some dispatches."""
    hashes = b"".join(hashlib.sha256(key).digest() for key in keys)
    words = list(struct.unpack(f">{8 * len(keys)}I", hashes))
    states = [0] * len(words)
    for first, rounds in jobs:
        Invocation(text, place, words, states).run(first, rounds, SALT)
    return struct.pack(">8I", *states[8 * place : 8 * place + 8])


def test_it_stretches_as_hashlib_does() -> None:
    keys = [bytes(range(at, at + 16)) for at in range(3)]
    for place, key in enumerate(keys):
        assert run(shader(64), keys, place, [(0, 3)]) == stretch(key, SALT, 3)


def test_dispatches_follow_each_other_without_a_seam() -> None:
    key = bytes(16)
    assert run(shader(64), [key], 0, [(0, 2), (2, 1), (3, 2)]) == stretch(key, SALT, 5)


@pytest.mark.parametrize("number", [0xFF, 0x100, 0x12345, 0xFFFFF])
def test_every_byte_of_the_counter_has_its_place(number: int) -> None:
    last = bytes(32) + hashlib.sha256(bytes(16)).digest() + SALT + struct.pack("<Q", number)
    assert run(shader(16), [bytes(16)], 0, [(number, 1)]) == hashlib.sha256(last).digest()


def test_only_the_size_of_a_group_differs() -> None:
    assert shader(16).replace("(16)", "(64)") == shader(64)
    assert shader(16).count("@workgroup_size(16)") == 1


def test_it_needs_nothing_that_a_card_may_lack() -> None:
    text = shader(64)
    assert "enable" not in text
    assert set(re.findall(r"\b[iuf](?:8|16|32|64)\b", text)) == {"u32"}
    assert "if (place.x >= job[6u]) { return; }" in text
