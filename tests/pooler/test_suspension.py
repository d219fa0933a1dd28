"""Suspending a company while fifty requests a second arrive: it alone is gone at once."""

import math
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from threading import Event

import pytest

from tenants.lifecycle import resume_tenant, suspend_tenant
from tests.pooler.conftest import Company, browser
from tests.serving import Server
from tests.waiting import wait_until

RATE, CLIENTS = 60, 12  # requests a second, every sixth to the other company; and from how many
GRACE = 1.0  # seconds after the suspension in which the last request may be sent that succeeds
Pair = tuple[Company, Company]


@dataclass(frozen=True)
class Answer:
    """One answer: whose, when it was asked for, when it had arrived, and what it was."""

    company: Company
    sent: float
    at: float
    status: int
    canary: bool


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    """Serve with two workers, each of which remembers hosts of its own."""
    with Server(WEB_CONCURRENCY="2") as running:
        yield running


class Traffic:
    """Sends a steady stream of requests, every sixth one to the other company."""

    def __init__(self, server: Server, pair: Pair) -> None:
        self.server, self.pair = server, pair
        self.over, self.turns = Event(), count()
        self.answers: list[Answer] = []

    def __enter__(self) -> "Traffic":
        self.begun = time.monotonic()
        self.threads = ThreadPoolExecutor(CLIENTS)
        self.clients = [self.threads.submit(self._keep_asking) for _ in range(CLIENTS)]
        return self

    def __exit__(self, *exception: object) -> None:
        self.over.set()
        self.threads.shutdown()
        for client in self.clients:
            client.result()

    def _keep_asking(self) -> None:
        with browser(self.server, self.pair[0]) as one, browser(self.server, self.pair[1]) as other:
            while not self.over.is_set():
                turn = next(self.turns)
                time.sleep(max(0.0, self.begun + turn / RATE - time.monotonic()))
                rarely = turn % 6 == 5
                sent = time.monotonic()
                company, page = self.pair[rarely], (other if rarely else one).get("/")
                seen = company.canary in page.text
                answer = Answer(company, sent, time.monotonic(), page.status_code, seen)
                self.answers.append(answer)

    def wait_for(self, count: int) -> None:
        """Wait until so many requests have been both sent and answered from now on."""
        now = time.monotonic()
        wait_until(lambda: sum(answer.sent >= now for answer in [*self.answers]) >= count)

    def statuses(self, company: Company, begin: float = 0, end: float = math.inf) -> set[int]:
        """Return which answers a company got to what was sent, and answered, within a time."""
        return {
            answer.status
            for answer in self.answers
            if answer.company is company and begin <= answer.sent and answer.at < end
        }


def test_a_company_suspended_amid_traffic_is_gone_within_a_second_and_comes_back(
    two_logins: None, server: Server, pair: Pair
) -> None:
    mine, other = pair
    with Traffic(server, pair) as traffic:
        traffic.wait_for(60)  # warms every worker up
    with Traffic(server, pair) as traffic:
        traffic.wait_for(60)
        asked = time.monotonic()
        suspend_tenant(mine.tenant)
        suspended = time.monotonic()
        time.sleep(GRACE)
        traffic.wait_for(60)
        resuming = time.monotonic()
        resume_tenant(mine.tenant)
        resumed = time.monotonic()
        time.sleep(GRACE)
        traffic.wait_for(60)
    assert all(answer.canary == (answer.status == 200) for answer in traffic.answers)
    assert traffic.statuses(mine, end=asked) == {200}
    assert traffic.statuses(mine, begin=suspended + GRACE, end=resuming) == {403}
    assert traffic.statuses(mine, begin=resumed + GRACE) == {200}
    assert traffic.statuses(mine) == {200, 403}
    assert traffic.statuses(other) == {200}
