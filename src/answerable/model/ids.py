"""Identifiers and keys, all computed from content so that two runs agree to the byte."""

from __future__ import annotations

import hashlib
import json

# Crockford's base 32: no I, L, O or U, so a token survives being read aloud or retyped.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def hash_bytes(data: bytes) -> str:
    """Return the sha256 of bytes as 64 lower-case hexadecimal characters.

    >>> hash_bytes(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(data).hexdigest()


def make_key(*parts: object) -> str:
    """Return a key that changes when any part changes.

    Args:
        parts: anything that JSON can write; tuples and lists are the same, mappings are sorted.

    >>> make_key("read", 1) == make_key("read", 1), make_key("a", "bc") == make_key("ab", "c")
    (True, False)
    """
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def make_id(prefix: str, *parts: object) -> str:
    """Return a short stable identifier such as ``case-5f0c9a2e41b7``.

    Args:
        prefix: the noun.
        parts: what makes the thing itself and no other.
    """
    return f"{prefix}-{make_key(prefix, *parts)[:12]}"


def make_token(batch_id: str, authority_id: str) -> str:
    """Return the token that marks one request in subjects and message ids: ``ANS-`` and six characters.

    The characters are Crockford's base 32. 30 bits are enough for thousands of requests in one investigation;
    `ask` refuses a batch in which two tokens meet.
    """
    number = int.from_bytes(hashlib.sha256(f"{batch_id}\0{authority_id}".encode()).digest()[:4], "big") >> 2
    return "ANS-" + "".join(_ALPHABET[(number >> shift) & 31] for shift in range(25, -1, -5))
