"""A client's connection: sends and cancels requests, scans the responses, and counts."""

import re
import time
from dataclasses import dataclass
from itertools import count
from random import Random

from benchmarks.soak.canaries import foreign_canaries
from benchmarks.soak.companies import SESSION_COOKIE, Member
from benchmarks.soak.tally import Tally, Trouble
from benchmarks.soak.wire import BrokenOff, Connection, Response

_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
_LONGEST_WAIT = 0.02  # seconds from a request to its cancellation: about the time of a page


class Tickets:
    """A limited number of permissions to send a request, shared by all clients."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._numbers = count(1)
        self._revoked = False

    def take(self) -> bool:
        """Take one; return False if there are none left."""
        # next() of a count is atomic and needs no lock.
        return not self._revoked and next(self._numbers) <= self.total

    def revoke(self) -> None:
        """Give out no more."""
        self._revoked = True


@dataclass(frozen=True, slots=True)
class CutOff:
    """A request without a complete response: cancelled by us, or the connection broke.

    `sent` is whether the server may have received all of it; `status` that of a partial response.
    """

    sent: bool
    status: int | None = None


class Browser:
    """Sends requests to many companies, one after the other, over one persistent connection."""

    def __init__(self, *, port: int, cancelled: float, chance: Random) -> None:
        self.tally = Tally()
        self._connection = Connection(port)
        self._port, self._cancelled, self._chance = port, cancelled, chance

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def get(self, member: Member, path: str, *, htmx: bool = False) -> Response | CutOff:
        """Request a page, or the part of it that htmx swaps, as this person."""
        extra = b"HX-Request: true\r\n\r\n" if htmx else b"\r\n"
        return self._exchange(member, self._head("GET", path, member) + extra)

    def post(self, member: Member, path: str, body: bytes) -> Response | CutOff:
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

    def _exchange(self, member: Member, data: bytes) -> Response | CutOff:
        self.tally.requests += 1
        if self._chance.random() < self._cancelled:
            return self._cancel(member, data)
        fresh, began = self._connection.fresh, time.monotonic()
        try:
            self._connection.send(data)
            response = self._connection.response()
        except BrokenOff as error:
            self._scan(member, error.received)
            ended, reason = time.monotonic(), str(error)
            fresh = fresh or bool(
                error.received
            )  # an idle connection may be closed between requests
            trouble = Trouble(member.company.slug, began, ended, fresh=fresh, reason=reason)
            self.tally.broken.append(trouble)
            return CutOff(sent=True, status=_status(error.received))
        self._count(member, response, began, time.monotonic())
        return response

    def _count(self, member: Member, response: Response, began: float, ended: float) -> None:
        self.tally.statuses[response.status] += 1
        self._scan(member, response.raw)
        if response.status >= 500:
            trouble = Trouble(member.company.slug, began, ended, status=response.status)
            self.tally.errors.append(trouble)
        else:
            self.tally.milliseconds.append((ended - began) * 1000)
        for name, value in response.cookies().items():
            if value.strip('"'):
                if name == SESSION_COOKIE:
                    self.tally.found_foreign(1, "a session without a sign-in")
                member.cookies[name] = value
            else:
                member.cookies.pop(name, None)

    def _scan(self, member: Member, raw: bytes) -> None:
        for canary in foreign_canaries(raw, member.company.canary.encode()):
            line = raw.split(b"\r\n", 1)[0].decode(errors="replace")
            self.tally.found_foreign(
                1, f"{canary!r} in a response to {member.company.slug}: {line}"
            )

    def _cancel(self, member: Member, data: bytes) -> CutOff:
        """Disconnect, cleanly or not, during the request, after it, or during the response."""
        self.tally.cancelled += 1
        moment, received = self._chance.choice(("request", "after", "after", "response")), b""
        is_complete = moment != "request"
        try:
            self._connection.send(
                data if is_complete else data[: self._chance.randrange(1, len(data))]
            )
            if moment == "after":
                time.sleep(self._chance.random() * _LONGEST_WAIT)
            elif moment == "response":
                received = self._connection.read_some(self._chance.randrange(1, 8192))
        except BrokenOff:
            pass  # the connection was closed before we cancelled
        self._connection.close(reset=self._chance.random() < 0.5)
        self._scan(member, received)
        return CutOff(sent=is_complete, status=_status(received))


def _status(received: bytes) -> int | None:
    match = _STATUS.match(received)
    return int(match[1]) if match else None
