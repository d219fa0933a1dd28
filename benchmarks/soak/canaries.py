"""Canaries: strings that occur only in one company's data, searched for in all responses."""

import re
import secrets

PREFIX = b"canary-"
_ANY = re.compile(rb"canary-[0-9a-f]{0,16}")


def new_canary() -> str:
    """Return a string that occurs nowhere else."""
    return f"{PREFIX.decode()}{secrets.token_hex(8)}"


def foreign_canaries(data: bytes, own: bytes) -> list[bytes]:
    """Return the canaries in `data` that are not `own`, nor a prefix of it at the end."""
    if data.count(PREFIX) == data.count(own):
        return []
    return [
        match[0]
        for match in _ANY.finditer(data)
        if match[0] != own and not (match.end() == len(data) and own.startswith(match[0]))
    ]
