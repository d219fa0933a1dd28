"""One client's connection: sends, cancels, scans whatever comes back, and counts."""

import re
import time
from dataclasses import dataclass
from itertools import count
from random import Random

from benchmarks.soak.canaries import foreign_canaries
from benchmarks.soak.companies import SESSION_COOKIE, Member
from benchmarks.soak.tally import Tally, Trouble
from benchmarks.soak.wire import Answer, BrokenOff, Connection

_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
_LONGEST_WAIT = 0.02  # seconds from a request to its cancelling: about as long as a page takes


class Tickets:
    """The right to send one request; there are only so many, for all clients together."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._numbers = count(1)
        self._withdrawn = False

    def take(self) -> bool:
        """Take one; False if there are none left."""
        # next() of a count is atomic: no lock.
        return not self._withdrawn and next(self._numbers) <= self.total

    def withdraw(self) -> None:
        """Hand out no more."""
        self._withdrawn = True


@dataclass(frozen=True, slots=True)
class CutOff:
    """A request without a whole answer: cancelled by us, or the connection broke.

    `sent` tells whether the server may have got all of it, `status` what it began to answer.
    """

    sent: bool
    status: int | None = None


class Browser:
    """Makes one request after the other over one kept-alive connection, for many companies."""

    def __init__(self, *, port: int, cancelled: float, chance: Random) -> None:
        self.tally = Tally()
        self._connection = Connection(port)
        self._port, self._cancelled, self._chance = port, cancelled, chance

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def get(self, member: Member, path: str, *, htmx: bool = False) -> Answer | CutOff:
        """Ask for a page, or for the part of it that htmx swaps, as this person."""
        extra = b"HX-Request: true\r\n\r\n" if htmx else b"\r\n"
        return self._exchange(member, self._head("GET", path, member) + extra)

    def post(self, member: Member, path: str, body: bytes) -> Answer | CutOff:
        """Send a form as this person."""
        length = b"Content-Length: %d\r\n" % len(body)
        form = b"Content-Type: application/x-www-form-urlencoded\r\n"
        return self._exchange(
            member, self._head("POST", path, member) + form + length + b"\r\n" + body
        )

    def _head(self, method: str, path: str, member: Member) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in member.cookies.items())
        host = f"{member.company.tenant.host}:{self._port}"
        return f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n".encode()

    def _exchange(self, member: Member, data: bytes) -> Answer | CutOff:
        self.tally.requests += 1
        if self._chance.random() < self._cancelled:
            return self._cancel(member, data)
        fresh, began = self._connection.fresh, time.monotonic()
        try:
            self._connection.send(data)
            answer = self._connection.answer()
        except BrokenOff as error:
            self._scan(member, error.received)
            ended, reason = time.monotonic(), str(error)
            fresh = fresh or bool(error.received)  # an idle connection may be closed between two
            trouble = Trouble(member.company.slug, began, ended, fresh=fresh, reason=reason)
            self.tally.broken.append(trouble)
            return CutOff(sent=True, status=_status(error.received))
        self._count(member, answer, began, time.monotonic())
        return answer

    def _count(self, member: Member, answer: Answer, began: float, ended: float) -> None:
        self.tally.statuses[answer.status] += 1
        self._scan(member, answer.raw)
        if answer.status >= 500:
            trouble = Trouble(member.company.slug, began, ended, status=answer.status)
            self.tally.errors.append(trouble)
        else:
            self.tally.milliseconds.append((ended - began) * 1000)
        for name, value in answer.cookies().items():
            if value.strip('"'):
                if name == SESSION_COOKIE:
                    self.tally.found_foreign(1, "a session that nobody signed in for")
                member.cookies[name] = value
            else:
                member.cookies.pop(name, None)

    def _scan(self, member: Member, raw: bytes) -> None:
        for found in foreign_canaries(raw, member.company.canary.encode()):
            line = raw.split(b"\r\n", 1)[0].decode(errors="replace")
            self.tally.found_foreign(1, f"{found!r} in an answer to {member.company.slug}: {line}")

    def _cancel(self, member: Member, data: bytes) -> CutOff:
        """Hang up amid the request, after it, or amid the answer; in good order or not."""
        self.tally.cancelled += 1
        way, received = self._chance.choice(("amid", "after", "after", "answering")), b""
        whole = way != "amid"
        try:
            self._connection.send(data if whole else data[: self._chance.randrange(1, len(data))])
            if way == "after":
                time.sleep(self._chance.random() * _LONGEST_WAIT)
            elif way == "answering":
                received = self._connection.read_some(self._chance.randrange(1, 8192))
        except BrokenOff:
            pass  # it was cancelled for us
        self._connection.close(reset=self._chance.random() < 0.5)
        self._scan(member, received)
        return CutOff(sent=whole, status=_status(received))


def _status(received: bytes) -> int | None:
    found = _STATUS.match(received)
    return int(found[1]) if found else None
