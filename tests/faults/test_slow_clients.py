"""Clients that hold their connections hold nobody else up; each is let go after its time."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import pytest
from django.conf import settings

from config.http import connection
from tests.serving import Server
from tests.waiting import wait_until

HOST = f"Host: {settings.BASE_DOMAIN}\r\n".encode()
REQUEST = b"GET /login/ HTTP/1.1\r\n" + HOST + b"\r\n"
HALF_BODY = b"POST /admin/login/ HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\n"
MANY = 40  # five times as many as there are threads
Hold = Callable[[socket.socket], None]


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: object) -> Iterator[Server]:
    with Server() as running:
        yield running


def connect(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=60)


def send(data: bytes) -> Hold:
    return lambda client: client.sendall(data)


def read_head(client: socket.socket) -> bytes:
    """Read up to the end of a response's head."""
    head = b""
    while b"\r\n\r\n" not in head:
        received = client.recv(1)
        assert received, head
        head += received
    return head


def begin_a_second_request(client: socket.socket) -> None:
    client.sendall(REQUEST)
    assert b" 302 " in read_head(client)
    client.sendall(b"GET /log")


HOLDS: dict[str, Hold] = {
    "nothing": send(b""),
    "half a head": send(b"GET /login/ HTTP/1.1\r\nHo"),
    "a head without its last line end": send(REQUEST[:-1]),
    "half a body": send(HALF_BODY + b"\r\nabc"),
    "half a body that was asked for": send(HALF_BODY + b"Expect: 100-continue\r\n\r\nabc"),
    "half a second request": begin_a_second_request,
    "half a chunk": send(
        b"POST /admin/login/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n9\r\nabc"
    ),
    "half of a body that is too long": send(
        b"POST /admin/login/ HTTP/1.1\r\n" + HOST + b"Content-Length: 9999999\r\n\r\nabc"
    ),
    "a last request, and not its own close": send(
        b"GET /login/ HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
    ),
    "a request whose response it does not read": send(
        b"GET /admin/login/ HTTP/1.1\r\n" + HOST + b"\r\n"
    ),
}


@pytest.mark.parametrize("hold", HOLDS.values(), ids=HOLDS)
def test_others_are_served_while_many_clients_hold_on(server: Server, hold: Hold) -> None:
    began = time.monotonic()
    with ExitStack() as stack:
        for _ in range(MANY):
            hold(stack.enter_context(connect(server)))
        for _ in range(10):
            with connect(server) as visitor:
                visitor.sendall(REQUEST)
                assert b" 302 " in read_head(visitor)
        took = time.monotonic() - began
    # gunicorn's own worker would need this long for each eight clients that send nothing, and
    # would wait for the others until they close.
    assert took < connection.PATIENCE


def test_more_clients_than_there_are_places_for(server: Server) -> None:
    """Who has waited longest makes room."""
    with ExitStack() as stack:
        held = [stack.enter_context(connect(server)) for _ in range(600)]
        began = time.monotonic()
        with connect(server) as visitor:
            visitor.sendall(REQUEST)
            assert b" 302 " in read_head(visitor)
        assert time.monotonic() - began < connection.PATIENCE / 2  # no place has become free

        def closed() -> int:
            return sum(is_closed(client) for client in held)

        wait_until(lambda: closed() >= 600 - 2 * 256)


def is_closed(client: socket.socket) -> bool:
    client.setblocking(False)
    with suppress(BlockingIOError):
        return client.recv(1, socket.MSG_PEEK) == b""
    return False


def test_clients_are_let_go_after_their_time(server: Server) -> None:
    """However often they send a little more."""
    with ExitStack() as stack:
        began = time.monotonic()
        clients = [stack.enter_context(connect(server)) for _ in range(3)]
        clients[1].sendall(b"GET / HT")
        clients[2].sendall(HALF_BODY + b"\r\nabc")
        for _ in range(3):
            time.sleep(1)
            for client in clients[1:]:
                client.sendall(b"x")
        assert [client.recv(1) for client in clients] == [b""] * 3
        assert connection.PATIENCE - 1 < time.monotonic() - began < connection.PATIENCE + 10


def test_a_request_in_small_pieces_is_served(server: Server) -> None:
    with connect(server) as client:
        for place in range(len(REQUEST)):
            client.sendall(REQUEST[place : place + 1])
            time.sleep(0.005)
        assert b" 302 " in read_head(client)


def test_two_requests_in_one_piece_are_served_in_turn(server: Server) -> None:
    with connect(server) as client:
        client.sendall(REQUEST * 3)
        for _ in range(3):
            assert b" 302 " in read_head(client)


def test_a_body_that_is_asked_for_is_read(server: Server) -> None:
    with connect(server) as client:
        client.sendall(HALF_BODY + b"Expect: 100-continue\r\n\r\n")
        assert b"100 Continue" in read_head(client)
        client.sendall(b"a=b&c=d&e")
        head = read_head(client)
        assert b" 403 " in (read_head(client) if b"100 Continue" in head else head)


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20_000, b" 431 "),
        (b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", b" 414 "),
        (b"GET / HTTP/1.1\n\n", b" 400 "),
        (b"\r\n\r\n", b" 400 "),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: odd\r\n\r\n", b" 400 "),
        (
            b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
            b" 400 ",
        ),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", b" 400 "),
        (b"GET / HTTP/1.1\r\n" + HOST + b"SCRIPT_NAME: /x\r\n\r\n", b" 200 "),
    ],
)
def test_a_strange_head_is_answered_at_once(server: Server, head: bytes, status: bytes) -> None:
    with connect(server) as client:
        began = time.monotonic()
        with suppress(ConnectionError):  # it may have been refused before its end
            client.sendall(head)
        assert status in read_head(client)
        assert time.monotonic() - began < connection.PATIENCE
