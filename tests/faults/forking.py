"""Commands in processes that are quick to start, because they fork from one that has begun."""

import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Nursery:
    """A process that forks another for each command; `begin` and `end` belong together."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def begin(self, *command: str) -> int:
        """Start a command; return the id of its process."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        return int(self._line())

    def end(self) -> int:
        """Wait for the command to end; return its exit code, negative for a signal.

        Until then its id is no other process's, so it can be killed by it.
        """
        assert self._process.stdin
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return int(self._line())

    def _line(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "the nursery has ended"
        return line


@contextmanager
def nursery(*modules: str, **changes: str) -> Iterator[Nursery]:
    """Give a nursery that has imported these modules, and whose commands use the test database."""
    from tests.serving import ROOT, environment  # the nursery itself has no apps yet

    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.forking", *modules],
        cwd=ROOT,
        env=environment() | {"DJANGO_SETTINGS_MODULE": "config.settings"} | changes,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Nursery(process)
        finally:
            process.kill()


def main() -> None:
    """Fork for each line of stdin, and print the id and the exit code of each child."""
    import django

    django.setup()
    from django.core.management import call_command

    from tenants.context import public_context
    from tenants.history import history

    # What would otherwise be read and imported by each child anew.
    history()
    for name in sys.argv[1:]:
        importlib.import_module(name)
    while line := sys.stdin.readline():
        child = os.fork()
        if not child:
            _run(call_command, public_context, json.loads(line))
        print(child, flush=True)  # noqa: T201
        sys.stdin.readline()
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


def _run(call_command: Any, public_context: Any, command: list[str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    code = 1
    try:
        with public_context(), open(os.devnull, "w") as nowhere:  # noqa: PTH123
            call_command(*command, stdout=nowhere, stderr=sys.stderr)
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
