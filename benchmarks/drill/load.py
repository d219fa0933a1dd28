"""The load: people who read and punch until the drill has seen enough, or the requests are used."""

import time
from collections.abc import Sequence
from random import Random

from benchmarks.soak.browser import Browser, Tickets
from benchmarks.soak.client import Client
from benchmarks.soak.companies import Company
from benchmarks.soak.ledger import Entry
from benchmarks.soak.tally import merged

PATIENCE = 60.0  # seconds


class Load:
    """Clients on loopback, each with its own people; stops at the end of the block."""

    def __init__(
        self, companies: Sequence[Company], *, port: int, clients: int, requests: int
    ) -> None:
        people = [member for company in companies for member in company.members]
        self._tickets = Tickets(requests)
        self._clients = []
        for number in range(min(clients, len(people))):
            chance = Random(number)  # noqa: S311 - repeatable on purpose
            browser = Browser(port=port, cancelled=0, chance=chance)
            mine = people[number::clients]
            self._clients.append(Client(mine, self._tickets, browser, chance))

    def __enter__(self) -> "Load":
        for client in self._clients:
            client.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._tickets.revoke()
        for client in self._clients:
            client.join()

    @property
    def requests(self) -> int:
        """Return how many requests were sent so far."""
        return sum(client.tally.requests for client in self._clients)

    def go_on(self, requests: int) -> None:
        """Wait until so many more were sent, or all are."""
        target, deadline = self.requests + requests, time.monotonic() + PATIENCE
        while self.requests < target and time.monotonic() < deadline:
            if not any(client.is_alive() for client in self._clients):
                return
            time.sleep(0.02)

    def acknowledged(self) -> list[Entry]:
        """Return the punches as their clients know them now."""
        return [
            Entry(entry.slug, entry.employee_id, entry.key, entry.action, entry.outcome)
            for client in self._clients
            for entry in list(client.ledger.entries)
        ]

    def differences(self) -> list[str]:
        """Return what the server should not have answered. Call it after the block."""
        for client in self._clients:
            if client.crash is not None:
                raise client.crash
        tally = merged(client.tally for client in self._clients)
        found = tally.foreign + tally.unexpected + len(tally.errors) + len(tally.broken)
        reasons = [*tally.examples, *map(str, [*tally.errors, *tally.broken][:3])]
        return [f"{found} responses under load: {'; '.join(reasons)}"] if found else []
