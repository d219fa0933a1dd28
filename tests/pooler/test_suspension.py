"""Suspending a company while fifty requests a second arrive: it alone is gone at once."""

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

RATE, CLIENTS = 60, 12  # requests a second, every sixth to the other company; and from how many
GRACE = 1.0  # seconds after the suspension in which the last success may arrive
Pair = tuple[Company, Company]


@dataclass(frozen=True)
class Answer:
    """One answer: whose, when it had arrived, and what it was."""

    company: Company
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

    def __enter__(self) -> "Traffic":
        self.begun = time.monotonic()
        self.threads = ThreadPoolExecutor(CLIENTS)
        self.clients = [self.threads.submit(self._keep_asking) for _ in range(CLIENTS)]
        return self

    def __exit__(self, *exception: object) -> None:
        self.over.set()
        self.threads.shutdown()

    def _keep_asking(self) -> list[Answer]:
        answers = []
        with browser(self.server, self.pair[0]) as one, browser(self.server, self.pair[1]) as other:
            while not self.over.is_set():
                turn = next(self.turns)
                time.sleep(max(0.0, self.begun + turn / RATE - time.monotonic()))
                rarely = turn % 6 == 5
                company, page = self.pair[rarely], (other if rarely else one).get("/")
                seen = company.canary in page.text
                answers.append(Answer(company, time.monotonic(), page.status_code, seen))
        return answers

    def answers(self) -> list[Answer]:
        """Return what came, in the order in which it came."""
        found = [answer for client in self.clients for answer in client.result()]
        return sorted(found, key=lambda answer: answer.at)


def statuses(answers: list[Answer], company: Company, begin: float, end: float) -> set[int]:
    """Return which answers a company got within a time."""
    return {
        answer.status
        for answer in answers
        if answer.company is company and begin <= answer.at < end
    }


def test_a_company_suspended_amid_traffic_is_gone_within_a_second_and_comes_back(
    two_logins: None, server: Server, pair: Pair
) -> None:
    mine, other = pair
    with Traffic(server, pair):
        time.sleep(1)  # warms every worker up
    with Traffic(server, pair) as traffic:
        time.sleep(2)
        asked = time.monotonic()
        suspend_tenant(mine.tenant)
        suspended = time.monotonic()
        time.sleep(2.5)
        resume_tenant(mine.tenant)
        resumed = time.monotonic()
        time.sleep(2)
    answers, end = traffic.answers(), time.monotonic()
    # On a machine with nothing else to do all of the stream arrives; a busy one slows it down.
    assert len(answers) >= 100
    assert all(answer.canary == (answer.status == 200) for answer in answers)
    assert statuses(answers, mine, 0, asked) == {200}
    assert statuses(answers, mine, asked, suspended + GRACE) <= {200, 404}
    assert statuses(answers, mine, suspended + GRACE, resumed) == {404}
    assert statuses(answers, mine, resumed, resumed + GRACE) <= {200, 404}
    assert statuses(answers, mine, resumed + GRACE, end) == {200}
    assert statuses(answers, other, 0, end) == {200}
