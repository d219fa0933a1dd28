"""Where gunicorn's workers keep their figures: a folder of the master, and a slot of each worker.

prometheus-client writes a file for each process id, and workers are replaced after 5,000 requests:
the files would become ever more. Here a new worker continues in the files of the one that it
replaces, so there are never more files than workers at a time, and counters never go back.
"""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

_PREFIX = "shiftbook-metrics-"
_MASTER = "master"

_slot = _MASTER


def open_folder() -> Path:
    """Make a new folder for this master, and let prometheus-client write there.

    Call it before the metrics are defined. What masters left that were killed is removed.
    """
    from prometheus_client import values

    _remove_left_folders()
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    values.ValueClass = values.MultiProcessValue(current_slot)  # type: ignore[no-untyped-call]
    return folder


def folder() -> Path | None:
    """Return the folder of this gunicorn, or None in a process of its own."""
    path = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    return Path(path) if path else None


def current_slot() -> str:
    """Return the name under which this process writes."""
    return _slot


def assign(worker: Any, running: Any) -> None:
    """Give a worker the first slot that none of the running workers has, before it is forked."""
    taken = {getattr(one, "slot", None) for one in running if one is not worker}
    worker.slot = next(name for name in map("slot{}".format, range(10_000)) if name not in taken)
    _forget_gauges(worker.slot)


def enter(worker: Any) -> None:
    """Write to the worker's slot from now on; called in the worker."""
    global _slot
    _slot = worker.slot


def leave(worker: Any) -> None:
    """Remove what only a living worker has; its counters stay for the next worker."""
    if slot := getattr(worker, "slot", None):
        _forget_gauges(slot)


def remove_folder() -> None:
    """Remove the folder when the master stops."""
    if path := folder():
        shutil.rmtree(path, ignore_errors=True)


def _forget_gauges(slot: str) -> None:
    if path := folder():
        for file in path.glob(f"gauge_live*_{slot}.db"):
            file.unlink(missing_ok=True)


def _remove_left_folders() -> None:
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        pid = left.name.removeprefix(_PREFIX).partition("-")[0]
        with suppress(OSError):
            if not _is_running(pid) and left.stat().st_uid == os.geteuid():
                shutil.rmtree(left, ignore_errors=True)


def _is_running(pid: str) -> bool:
    """Tell whether another process has this number; our own is that of a master before us."""
    if not pid.isdigit() or int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
