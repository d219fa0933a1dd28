"""`make mutation`: take each guard away in turn, and see whether the tests notice."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from config.local import embedded
from tests.mutation.guards import GUARDS, Guard

ROOT = Path(__file__).resolve().parents[2]
PATIENCE, WHOLE = 600, 3600  # seconds for one guard's tests, and for all with every guard in place


@dataclass(frozen=True)
class Workplace:
    """A copy of the project to take guards from, with a database server of its own."""

    tree: Path
    data: Path

    @classmethod
    def make(cls, folder: Path) -> "Workplace":
        """Copy the project into `folder`; start the server unless DATABASE_URL names one."""
        workplace = cls(folder / "tree", folder / "data")
        shutil.copytree(ROOT, workplace.tree, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        folder.chmod(0o711)  # the embedded server's user passes through
        if "DATABASE_URL" not in os.environ:
            embedded.ensure_running(workplace.data)
        return workplace


def main() -> int:
    """Run all guards, or those whose names contain one of --only; return 1 if any survives."""
    chosen, jobs = _arguments()
    with tempfile.TemporaryDirectory(prefix="shiftbook-mutation-") as folder:
        Path(folder).chmod(0o711)
        try:
            workplaces = [Workplace.make(Path(folder, str(number))) for number in range(jobs)]
            tests = sorted({test for guard in chosen for test in guard.tests})
            print("The tests with every guard in place:", flush=True)  # noqa: T201
            if _run(workplaces, tests, patience=WHOLE, shown=True):
                print("They fail with every guard in place. Mend that first.")  # noqa: T201
                return 1
            survived = _survivors(chosen, workplaces)
        finally:
            embedded.release()
    print(f"{len(chosen) - survived} of {len(chosen)} guards are missed when gone.")  # noqa: T201
    return min(survived, 1)


def _arguments() -> tuple[list[Guard], int]:
    parser = argparse.ArgumentParser(prog="make mutation")
    help_text = "only guards whose name contains one of these"
    parser.add_argument("--only", nargs="+", default=[""], metavar="WORDS", help=help_text)
    help_text = "guards tried at the same time, each with a database server (default: 2)"
    parser.add_argument("--jobs", type=int, default=2, choices=range(1, 17), help=help_text)
    options = parser.parse_args()
    chosen = [guard for guard in GUARDS if any(words in guard.name for words in options.only)]
    if not chosen:
        parser.error("no guard is called that; see tests/mutation/guards/")
    # Roles belong to a whole server, so with a server of the caller's there is one at a time.
    return chosen, 1 if "DATABASE_URL" in os.environ else min(options.jobs, len(chosen))


def _survivors(guards: list[Guard], workplaces: list[Workplace]) -> int:
    """Try all guards, each in a workplace that is free; return how many no test missed."""
    free: SimpleQueue[Workplace] = SimpleQueue()
    for workplace in workplaces:
        free.put(workplace)

    def is_missed(guard: Guard) -> bool:
        workplace = free.get()
        try:
            return _is_missed(guard, workplace)
        finally:
            free.put(workplace)

    with ThreadPoolExecutor(len(workplaces)) as pool:
        return list(pool.map(is_missed, guards)).count(False)


def _is_missed(guard: Guard, workplace: Workplace) -> bool:
    """Take the guard away, run its tests, put it back; return whether a test failed."""
    file, begun = workplace.tree / guard.file, time.monotonic()
    source = file.read_text()
    if source.count(guard.text) != 1:
        print(f"GONE      {guard.name}: its text is not in {guard.file} once.")  # noqa: T201
        return False
    file.write_text(source.replace(guard.text, guard.without))
    try:
        exit_code = _run([workplace], list(guard.tests))
    finally:
        file.write_text(source)
    outcome = {0: "SURVIVED", 1: "noticed "}.get(exit_code, f"BROKE {exit_code}")
    seconds = time.monotonic() - begun
    print(f"{outcome}  {guard.name} ({guard.file}, {seconds:.0f} s)", flush=True)  # noqa: T201
    return exit_code == 1


def _run(
    workplaces: list[Workplace], tests: list[str], patience: int = PATIENCE, *, shown: bool = False
) -> int:
    """Run tests up to the first failure; return pytest's exit code, 124 if it ran out of time."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    if len(workplaces) > 1:
        command += ["--dist", "loadfile"]
        for workplace in workplaces:
            command += ["--tx", f"popen//env:DATA_DIR={workplace.data}"]
    try:
        return subprocess.run(
            command,
            cwd=workplaces[0].tree,
            env={**os.environ, "DATA_DIR": str(workplaces[0].data)},
            stdout=None if shown else subprocess.DEVNULL,
            stderr=None if shown else subprocess.DEVNULL,
            timeout=patience,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return 124


if __name__ == "__main__":
    sys.exit(main())
