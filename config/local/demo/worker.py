"""The demo's worker, which sends the mails."""

import os
import subprocess
import sys
import time
from contextlib import suppress

from config.local.demo.port import DemoError
from config.local.demo.server import BASE_DIR, STOP_LIMIT


class DemoWorker:
    """A worker in a process group of its own, so that Ctrl-C signals only the demo."""

    def __init__(self) -> None:
        self._kill_at = 0.0
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "run_worker", "--threads", "2"],
            cwd=BASE_DIR,
            env={**os.environ, "STOP_WITH_PARENT": "on"},
            stdin=subprocess.DEVNULL,
            process_group=0,
        )

    def raise_if_ended(self) -> None:
        """Raise DemoError if the worker has exited."""
        code = self._process.poll()
        if code is not None:
            raise DemoError(f"The worker exited with code {code}; see the messages above.")

    def terminate(self) -> None:
        """Ask the worker to finish what it has begun."""
        self._process.terminate()
        self._kill_at = time.monotonic() + STOP_LIMIT

    def wait_or_kill(self) -> None:
        """Wait until the worker exits or the time is up; then kill it. Its jobs are not lost."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, self._kill_at - time.monotonic()))
        self._process.kill()
        self._process.wait()
