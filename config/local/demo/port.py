"""Take the demo's port before anything long happens. Standard library alone: runs before .venv."""

import errno
import os
import socket
import sys

LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


class DemoError(Exception):
    """The demo cannot start or go on; says why and what to do."""


def wanted() -> int:
    """Return PORT from the environment, 8000 when it is not set."""
    raw = os.environ.get("PORT", "").strip() or "8000"
    if not (raw.isascii() and raw.isdigit() and 1 <= int(raw) <= 65535):
        raise DemoError(f'PORT is "{raw}". Write a whole number from 1 to 65535, such as 8000.')
    return int(raw)


def take(port: int) -> list[socket.socket]:
    """Bind the port on this machine's own addresses; nobody else gets it while these are open."""
    taken: list[socket.socket] = []
    try:
        for family, address in LOOPBACK:
            bound = _bind(family, address, port)
            if bound:
                taken.append(bound)
    except DemoError:
        give_back(taken)
        raise
    if not taken:
        raise DemoError("This machine has neither 127.0.0.1 nor ::1. Bring its loopback up.")
    return taken


def give_back(taken: list[socket.socket]) -> None:
    """Close sockets got from `take`."""
    for bound in taken:
        bound.close()


def _bind(family: socket.AddressFamily, address: str, port: int) -> socket.socket | None:
    """Bind one address, or return None on a machine without this family."""
    try:
        bound = socket.socket(family, socket.SOCK_STREAM)
    except OSError:
        return None
    try:
        # Reuse, or connections of the last run that linger would keep the port busy ...
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((address, port))
        # ... but let no second demo share it until gunicorn listens.
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRNOTAVAIL and family == socket.AF_INET6:
            return None
        raise DemoError(_reason(port, error)) from error
    return bound


def _reason(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is already in use. Stop what uses it, or choose another: "
            f"make demo PORT={port + 1 if port < 65535 else 8000}"
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is for root alone. Choose one from 1024 on: make demo PORT=8000"
    return f"Port {port} cannot be had: {error.strerror}. Choose another: make demo PORT=8001"


def main() -> None:
    """Exit with a sentence if the demo could not have its port."""
    try:
        give_back(take(wanted()))
    except DemoError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
