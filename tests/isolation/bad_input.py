"""Seeded makers of bad hosts, slugs, cookies, tokens and form bodies."""

import base64
import random
import string
from collections.abc import Callable, Iterator, Mapping
from typing import Any

# Bytes and words that parsers, databases, templates and shells have stumbled over.
NASTY = (
    "",
    " ",
    "\0",
    "\x7f\x1b",
    "\r\nSet-Cookie: sessionid=x",
    "'",
    '"',
    "\\",
    ";",
    "%",
    "%00",
    "%s%n",
    "' OR 1=1 --",
    "'; RESET ROLE; --",
    "../../etc/passwd",
    "{{ 7*7 }}",
    "<script>alert(1)</script>",
    "\u202e\u0130\u00df\ufb01",
    "\U0001f415" * 9,
    "\ud83d",
    "null",
    "-1",
    "1e400",
    "NaN",
    "99999999999999999999",
    "0x10",
    "true",
    "2026-02-30T25:61",
    "9999-12-31T23:59:59+14:00",
    "A" * 5000,
    "public",
    "pg_temp",
    "tenant_cage_2",
)


class Maker:
    """Makes bad words from a seed, which is all that is needed to make them again."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def word(self) -> str:
        """Return something that nobody should have sent."""
        pick = self.random
        kind = pick.randrange(4)
        if kind == 0:
            return pick.choice(NASTY)
        if kind == 1:
            return "".join(pick.choices(string.printable, k=pick.randrange(40)))
        if kind == 2:
            return "".join(chr(pick.randrange(1, 0xD7FF)) for _ in range(pick.randrange(20)))
        return pick.choice(NASTY) + pick.choice(NASTY)

    def header(self) -> str:
        """Return a word as a header can carry it: WSGI's headers are Latin-1 without line ends."""
        text = self.word().encode("utf-8", "replace").decode("latin-1")
        return text.translate(dict.fromkeys(map(ord, "\r\n")))

    def mutated(self, good: str) -> str:
        """Return a good word with something wrong about it."""
        pick = self.random
        at = pick.randrange(len(good)) if good else 0
        ways: list[Callable[[], str]] = [
            lambda: good[:at] + pick.choice(string.ascii_letters + string.digits) + good[at:],
            lambda: good[:at] + good[at + 1 :],
            lambda: good[:at],
            lambda: good[::-1],
            lambda: good.swapcase() + "=",
            lambda: good + pick.choice(NASTY),
            lambda: pick.choice(NASTY) + good,
            lambda: good.replace(":", "", 1) + ".",
            lambda: base64.urlsafe_b64encode(good.encode()).decode(),
        ]
        return pick.choice(ways)()

    def hosts(self, good: tuple[str, ...]) -> Iterator[str]:
        """Yield hosts without end that are none of the good ones, however they are read."""
        while True:
            host = self.mutated(self.random.choice(good)) if self.random.random() < 0.7 else ""
            host = host or self.header()
            host = host.encode("utf-8", "replace").decode("latin-1").replace("\r", "")
            bare = host.replace("\n", "").lower().partition(":")[0].removesuffix(".")
            if bare not in good:
                yield host.replace("\n", "")

    def form(self, good: Mapping[str, Any]) -> dict[str, Any]:
        """Return a form with some or all of its values bad, missing or double."""
        bad: dict[str, Any] = dict(good)
        for name in good:
            kind = self.random.randrange(5)
            if kind < 2:
                bad[name] = self.word()
            elif kind == 2:
                bad[name] = [self.word(), str(good[name])]
            elif kind == 3:
                del bad[name]
        if self.random.random() < 0.3:
            bad[self.word() or "x"] = self.word()
        return {_sendable(key): _sendable(value) for key, value in bad.items()}


def _sendable(value: Any) -> Any:
    if isinstance(value, list):
        return [_sendable(one) for one in value]
    return str(value).encode("utf-8", "replace").decode()


def times(count: int, make: Callable[[], Any]) -> Iterator[Any]:
    """Make so many."""
    return (make() for _ in range(count))
