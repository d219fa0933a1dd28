"""Bind the demo's port before anything slow. Runs before .venv exists: standard library only."""

import errno
import os
import socket
import sys

LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


class DemoError(Exception):
    """The demo cannot start or continue; the message says why and what to do."""


def configured_port() -> int:
    """Return PORT from the environment, or 8000 if it is not set."""
    raw = os.environ.get("PORT", "").strip() or "8000"
    if not (raw.isascii() and raw.isdigit() and 1 <= int(raw) <= 65535):
        raise DemoError(f'PORT is "{raw}". Write a whole number from 1 to 65535, such as 8000.')
    return int(raw)


def bind(port: int) -> list[socket.socket]:
    """Bind the port on the loopback addresses and return the open sockets."""
    sockets: list[socket.socket] = []
    try:
        for family, address in LOOPBACK:
            bound_socket = _bind_address(family, address, port)
            if bound_socket:
                sockets.append(bound_socket)
    except DemoError:
        close(sockets)
        raise
    if not sockets:
        raise DemoError(
            "This machine has neither 127.0.0.1 nor ::1. Configure its loopback interface."
        )
    return sockets


def close(sockets: list[socket.socket]) -> None:
    """Close sockets that `bind` returned."""
    for bound_socket in sockets:
        bound_socket.close()


def _bind_address(family: socket.AddressFamily, address: str, port: int) -> socket.socket | None:
    """Bind one address, or return None if the machine lacks this address family."""
    try:
        new_socket = socket.socket(family, socket.SOCK_STREAM)
    except OSError:
        return None
    try:
        # Without it, lingering connections of the last run would keep the port in use ...
        new_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        new_socket.bind((address, port))
        # ... but a second demo must not share the port before gunicorn listens.
        new_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    except OSError as error:
        new_socket.close()
        if error.errno == errno.EADDRNOTAVAIL and family == socket.AF_INET6:
            return None
        raise DemoError(_message(port, error)) from error
    return new_socket


def _message(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is already in use. Stop what uses it, or choose another: "
            f"make demo PORT={port + 1 if port < 65535 else 8000}"
        )
    if error.errno == errno.EACCES:
        return f"Only root can use port {port}. Choose one from 1024 up: make demo PORT=8000"
    return f"Port {port} is not available: {error.strerror}. Choose another: make demo PORT=8001"


def main() -> None:
    """Exit with a message if the demo's port is not available."""
    try:
        close(bind(configured_port()))
    except DemoError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
