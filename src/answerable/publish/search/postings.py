"""Which records hold a word, packed: a list of numbers as one short text.

What comes in: ascending record numbers. What goes out: base 64 behind one letter that says how it is packed. Never
here: words.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

BITS, STEPS = "b", "s"
"""One bit for each record; or the steps from one number to the next, seven bits to a byte."""


def pack(numbers: Sequence[int], n: int) -> str:
    """Pack ascending numbers below `n`, in whichever way is shorter.

    >>> pack([0, 1, 2, 9], 10), unpack(pack([0, 1, 2, 9], 10))
    ('bBwI=', [0, 1, 2, 9])
    """
    steps = _pack_steps(numbers)
    if len(steps) <= (n + 7) // 8:
        return STEPS + base64.b64encode(steps).decode()
    bits = bytearray((n + 7) // 8)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return BITS + base64.b64encode(bits).decode()


def _pack_steps(numbers: Sequence[int]) -> bytes:
    out, before = bytearray(), -1
    for number in numbers:
        step, before = number - before, number
        while step > 127:
            out.append(step & 127 | 128)
            step >>= 7
        out.append(step)
    return bytes(out)


def unpack(packed: str) -> list[int]:
    """The numbers again, as the page's script reads them."""
    data = base64.b64decode(packed[1:])
    if packed[0] == BITS:
        return [at * 8 + bit for at, byte in enumerate(data) for bit in range(8) if byte >> bit & 1]
    numbers, step, shift, before = [], 0, 0, -1
    for byte in data:
        step |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            before += step
            numbers.append(before)
            step = shift = 0
    return numbers
