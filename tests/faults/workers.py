"""Workers to be killed: python -m tests.faults.workers forks one for each line that it reads.

So the start of Python and Django is paid once. "run" works until it is killed, "once" until nothing
is due; the answers are the worker's number and, when it has ended, its status.
"""

import os
import sys

import django


def main() -> None:
    django.setup()
    from jobs.worker import Worker

    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            Worker(3).run(until_idle=line.strip() == "once")
            os._exit(0)
        print(pid, flush=True)  # noqa: T201
        _, status = os.waitpid(pid, 0)
        print(status, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
