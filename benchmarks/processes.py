"""The contenders' processes, which create companies, serve or migrate."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any, Self

from benchmarks.contenders import PRODUCT, Contender
from benchmarks.databases import copy_extensions, make_database


class BenchError(Exception):
    """A contender could not be run; the message says which."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A finished command: the seconds from start to exit, and its peak memory in MB."""

    seconds: float
    megabytes: float


def environment(contender: Contender, **changes: object) -> dict[str, str]:
    """Return the environment of a contender's process, with changes to its variant."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": f"benchmarks.peers.{contender.project}.settings",
        "BENCH_DATABASE": contender.database,
        "BENCH_VARIANT": json.dumps(contender.variant | changes),
        "PYTHONHASHSEED": "0",
    }


def run(contender: Contender, *command: str, **changes: object) -> Ran:
    """Run a Python module until it exits, without printing its output."""
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own command, no shell
        [sys.executable, "-m", *command],
        env=environment(contender, **changes),
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise BenchError(f"{contender.label}: {' '.join(command)} failed, see above.")
    return Ran(seconds, usage.ru_maxrss / 1024)


def ensure_companies(contender: Contender, count: int) -> None:
    """Create the contender's database and companies if they are missing."""
    if make_database(contender.database):
        if contender.variant.get("PRODUCT"):
            copy_extensions(PRODUCT.database, contender.database)
        run(contender, "benchmarks.worker", "prepare")
    run(contender, "benchmarks.worker", "make", str(count))


class Serving:
    """A contender's process that waits for requests and keeps its connection open."""

    def __init__(self, contender: Contender, act: str = "serve") -> None:
        self.contender = contender
        self._process = subprocess.Popen(  # noqa: S603 - our own command, no shell
            [sys.executable, "-m", "benchmarks.worker", act],
            env=environment(contender),
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

    def ask(self, act: str, *numbers: int) -> Any:
        """Let the worker perform one act, and return its result."""
        if self._process.stdin is None or self._process.poll() is not None:
            raise BenchError(f"{self.contender.label}: the worker has ended, see above.")
        print(json.dumps([act, *numbers]), file=self._process.stdin, flush=True)
        return self._answer()

    def _answer(self) -> Any:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise BenchError(f"{self.contender.label}: the worker has ended, see above.")
        return json.loads(line)
