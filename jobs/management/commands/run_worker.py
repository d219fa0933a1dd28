"""`run_worker`: do what is due in all companies, outside requests."""

import os
import signal
import threading
import time
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from jobs.worker import Worker

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Command(BaseCommand):
    """Run jobs until a signal. Several workers, on several machines, share the work."""

    help = (
        "Sends the mails and does the other jobs of all companies. Run it as a service, and stop "
        "it with SIGTERM: it finishes what it has begun."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --threads and --once."""
        parser.add_argument(
            "--threads",
            type=int,
            default=4,
            help="companies that are visited at a time, with a connection each (default: 4)",
        )
        parser.add_argument("--once", action="store_true", help="end when nothing is due any more")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the worker."""
        if not 1 <= options["threads"] <= 64:
            raise CommandError("--threads must be between 1 and 64.")
        worker = Worker(options["threads"])
        previous = {number: signal.getsignal(number) for number in _SIGNALS}
        for number in _SIGNALS:
            signal.signal(number, lambda *_: worker.stop())
        if os.environ.get("STOP_WITH_PARENT"):
            watch = threading.Thread(target=_stop_with_parent, args=[worker], daemon=True)
            watch.start()
        try:
            worker.run(until_idle=options["once"])
        finally:
            for connection in connections.all():
                connection.close()
                cast("Any", connection).close_pool()  # or its threads delay the end of the process
            for number, handler in previous.items():
                signal.signal(number, handler)


def _stop_with_parent(worker: Worker) -> None:
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.5)
    worker.stop()
