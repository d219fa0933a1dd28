"""Whose turn it is: what waits, in which order, and what is answered at once."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from config.http.turns import MOST_WAITING, PATIENCE, Turns, company_of


@dataclass
class Conn:
    received: bytearray = field(default_factory=bytearray)
    company: str = ""
    turn_until: float = 0.0


def request_to(label: str, path: str = "/") -> Conn:
    head = f"GET {path} HTTP/1.1\r\nX: y\r\nhost: {label}.LOCALHOST:8000\r\n\r\n"
    return Conn(bytearray(head.encode()))


@pytest.fixture
def turns(settings: Any) -> Turns:
    settings.REQUESTS_PER_COMPANY = 2
    return Turns()


def test_what_is_beyond_a_company_s_share_waits_for_its_turn(turns: Turns) -> None:
    busy = [request_to("busy") for _ in range(5)]
    assert [turns.may_begin(one, 0) for one in busy] == [True, True, False, False, False]
    assert turns.number == 3
    assert turns.may_begin(request_to("calm"), 0)
    assert list(turns.end("busy")) == [busy[2]]
    # Who comes now does not overtake those that wait.
    late = request_to("busy")
    assert not turns.may_begin(late, 0)
    assert [next(iter(turns.end("busy"))) for _ in range(3)] == [busy[3], busy[4], late]
    assert turns.number == 0
    assert list(turns.end("busy")) == list(turns.end("busy")) == []
    assert turns.may_begin(request_to("busy"), 0)


def test_who_has_waited_for_too_long_goes_on_to_be_answered(turns: Turns) -> None:
    first, second, third = (request_to("busy") for _ in range(3))
    for number, one in enumerate((first, second, third)):
        turns.may_begin(one, float(number))
    assert turns.soonest() == 2 + PATIENCE
    assert list(turns.expired(2 + PATIENCE - 0.1)) == []
    turns.hurry(3)  # the worker stops
    assert turns.soonest() == 3
    assert list(turns.expired(3)) == [third]
    assert turns.soonest() == float("inf")


def test_a_flood_does_not_fill_the_queue(turns: Turns) -> None:
    for _ in range(2 + MOST_WAITING):
        turns.may_begin(request_to("busy"), 0)
    assert turns.may_begin(request_to("busy"), 0)
    assert turns.number == MOST_WAITING


def test_without_a_limit_nobody_waits(turns: Turns, settings: Any) -> None:
    settings.REQUESTS_PER_COMPANY = 0
    assert all(turns.may_begin(request_to("busy"), 0) for _ in range(50))


@pytest.mark.parametrize(
    ("head", "label"),
    [
        (b"GET / HTTP/1.1\r\nHost: acme.localhost\r\n\r\n", "acme"),
        (b"GET / HTTP/1.1\r\nHOST:   Acme.LocalHost.:80\r\n\r\n", "acme"),
        (b"GET /static/app.js HTTP/1.1\r\nHost: acme.localhost\r\n\r\n", ""),
        (b"GET /healthz HTTP/1.1\r\nHost: acme.localhost\r\n\r\n", ""),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", ""),
        (b"GET / HTTP/1.1\r\nHost: zeit.example.com\r\n\r\n", "zeit.example.com"),
        (b"GET / HTTP/1.1\r\nX-Host: acme.localhost\r\n\r\n", ""),
        (b"GET / HTTP/1.1\r\nHost: \xff.localhost\r\n\r\n", "ÿ"),
        (b"", ""),
        (b"\r\n\r\n", ""),
    ],
)
def test_the_company_is_read_from_the_head(head: bytes, label: str) -> None:
    assert company_of(head) == label
