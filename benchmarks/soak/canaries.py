"""Canaries: words that only one company's data holds, looked for in everything that comes back."""

import re
import secrets

PREFIX = b"canary-"
_ANY = re.compile(rb"canary-[0-9a-f]{0,16}")


def new_canary() -> str:
    """Return a word that stands nowhere else in the world."""
    return f"{PREFIX.decode()}{secrets.token_hex(8)}"


def foreign_canaries(data: bytes, own: bytes) -> list[bytes]:
    """List the canaries in `data` that are not `own`; one cut off by its end may be ours."""
    if data.count(PREFIX) == data.count(own):
        return []
    return [
        found[0]
        for found in _ANY.finditer(data)
        if found[0] != own and not (found.end() == len(data) and own.startswith(found[0]))
    ]
