"""The demo's port: its number, and the check that it is free."""

import socket

import pytest

from config.local.demo import port as ports
from tests.serving import free_port


@pytest.mark.parametrize("raw", ["0", "65536", "-1", "8000.0", "٨٠٠٠"])
def test_port_out_of_range_is_refused(raw: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", raw)

    with pytest.raises(ports.DemoError, match="from 1 to 65535"):
        ports.configured_port()


def test_port_is_8000_unless_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")

    assert ports.configured_port() == 8000


@pytest.mark.parametrize(
    ("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
)
def test_port_busy_on_either_address_is_refused(family: socket.AddressFamily, address: str) -> None:
    with socket.socket(family) as other:
        try:
            other.bind((address, 0))
        except OSError:
            pytest.skip(f"this machine has no {address}")
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(ports.DemoError, match=f"Port {port} is already in use. Stop what"):
            ports.bind(port)


def test_bound_port_is_refused_before_anything_listens() -> None:
    port = free_port()
    sockets = ports.bind(port)
    try:
        with pytest.raises(ports.DemoError, match="already in use"):
            ports.bind(port)
    finally:
        ports.close(sockets)
