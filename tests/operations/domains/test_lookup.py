"""The look-up of TXT records, in a small DNS server on this machine."""

import socket
from collections.abc import Iterator
from threading import Thread
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from operations.domains import lookup
from operations.domains.errors import LookupFailed, Problem

TEXTS = {"found.test.": ['"v=spf1 -all"', '"shiftbook-" "verification=1"'], "empty.test.": []}
CODES = {"gone.test.": dns.rcode.NXDOMAIN, "broken.test.": dns.rcode.SERVFAIL}


def answer(wire: bytes) -> bytes | None:
    query = dns.message.from_wire(wire)
    name = query.question[0].name
    if str(name) == "silent.test.":
        return None
    response = dns.message.make_response(query)
    response.flags |= dns.flags.RA
    response.set_rcode(CODES.get(str(name), dns.rcode.NOERROR))
    if texts := TEXTS.get(str(name)):
        response.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *texts))
    return response.to_wire()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    """Serve the names above to the look-up."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))

        def serve() -> None:
            while True:
                wire, sender = listener.recvfrom(4096)
                if not wire:
                    return
                if response := answer(wire):
                    listener.sendto(response, sender)

        thread = Thread(target=serve)
        thread.start()
        settings.DNS_SERVERS = ["127.0.0.1"]
        monkeypatch.setattr(lookup, "_PORT", listener.getsockname()[1])
        monkeypatch.setattr(lookup, "PATIENCE", 0.5)
        yield
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as beside:
            beside.sendto(b"", listener.getsockname())
        thread.join()


def test_all_texts_of_a_name_are_found(server: None) -> None:
    assert sorted(lookup.txt_records("found.test")) == ["shiftbook-verification=1", "v=spf1 -all"]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("gone.test", Problem.NO_NAME),
        ("empty.test", Problem.NO_RECORD),
        ("broken.test", Problem.NO_ANSWER),
        ("silent.test", Problem.TIMEOUT),
    ],
)
def test_what_goes_wrong_is_named(name: str, problem: Problem, server: None) -> None:
    with pytest.raises(LookupFailed) as refused:
        lookup.txt_records(name)
    assert refused.value.problem is problem


def test_a_name_server_that_is_away_is_named(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.DNS_SERVERS = ["127.0.0.1"]
    monkeypatch.setattr(lookup, "_PORT", port)
    monkeypatch.setattr(lookup, "PATIENCE", 0.5)
    with pytest.raises(LookupFailed) as refused:
        lookup.txt_records("found.test")
    assert refused.value.problem in (Problem.NO_ANSWER, Problem.TIMEOUT)
