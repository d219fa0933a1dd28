"""The contenders' processes: one that makes the companies, and one that serves."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Self

from benchmarks.contenders import Contender
from benchmarks.databases import fresh_database


class BenchError(Exception):
    """Says which contender could not be run."""


def _environment(contender: Contender) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": f"benchmarks.peers.{contender.project}.settings",
        "BENCH_DATABASE": contender.database,
        "BENCH_VARIANT": json.dumps(contender.variant),
        "PYTHONHASHSEED": "0",
    }


def _command(act: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.worker", act]


def _do(contender: Contender, act: str) -> None:
    """Run an act of the worker to its end."""
    done = subprocess.run(  # noqa: S603 - our own command, no shell
        _command(act), env=_environment(contender), check=False
    )
    if done.returncode:
        raise BenchError(f"{contender.label}: the worker's {act} failed, see above.")


@contextmanager
def projects(contenders: tuple[Contender, ...]) -> Iterator[None]:
    """Keep each project's database, with its companies, for the block."""
    with ExitStack() as stack:
        for contender in {one.project: one for one in contenders}.values():
            stack.enter_context(fresh_database(contender.database))
            # Before the making, which may fail half-way.
            stack.callback(_do, contender, "remove")
            _do(contender, "make")
        yield


class Serving:
    """Is a contender that waits for its turn, with a connection that stays open."""

    def __init__(self, contender: Contender) -> None:
        self.contender = contender
        self._process = subprocess.Popen(  # noqa: S603 - our own command, no shell
            _command("serve"),
            env=_environment(contender),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        self._answer()
        return self

    def __exit__(self, *error: object) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()

    def ask(self, **request: int) -> Any:
        """Send one request and wait for its answer."""
        if self._process.stdin is None or self._process.poll() is not None:
            raise BenchError(f"{self.contender.label}: the worker has ended, see above.")
        print(json.dumps(request), file=self._process.stdin, flush=True)
        return self._answer()

    def _answer(self) -> Any:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise BenchError(f"{self.contender.label}: the worker has ended, see above.")
        return json.loads(line)
