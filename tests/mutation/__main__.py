"""`make mutation`: take each guard away in turn, and see whether the tests notice."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from config.local import embedded
from tests.mutation.guards import GUARDS, Guard

ROOT = Path(__file__).resolve().parents[2]
PATIENCE, WHOLE = 600, 3600  # seconds for one guard's tests, and for all with every guard in place


def main() -> int:
    """Run all guards, or those whose names hold one of --only; return 1 if any was not missed."""
    parser = argparse.ArgumentParser(prog="make mutation")
    help_text = "only guards whose name holds one of these"
    parser.add_argument("--only", nargs="+", default=[""], metavar="WORDS", help=help_text)
    wanted = parser.parse_args().only
    chosen = [guard for guard in GUARDS if any(words in guard.name for words in wanted)]
    if not chosen:
        parser.error("no guard is called that; see tests/mutation/guards/")
    with tempfile.TemporaryDirectory(prefix="shiftbook-mutation-") as folder:
        tree, data = Path(folder, "tree"), Path(folder, "data")
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        Path(folder).chmod(0o711)  # the embedded server's user passes through
        if "DATABASE_URL" not in os.environ:
            embedded.ensure_running(data)  # one server for all, while this process lives
        try:
            tests = sorted({test for guard in chosen for test in guard.tests})
            print("The tests with every guard in place:", flush=True)  # noqa: T201
            if _run(tree, data, tests, patience=WHOLE, shown=True):
                print("They fail with every guard in place. Mend that first.")  # noqa: T201
                return 1
            survived = [guard for guard in chosen if not _missed(tree, data, guard)]
        finally:
            embedded.release()
    print(f"{len(chosen) - len(survived)} of {len(chosen)} guards are missed when gone.")  # noqa: T201
    return min(len(survived), 1)


def _missed(tree: Path, data: Path, guard: Guard) -> bool:
    """Take the guard away, run its tests, put it back; tell whether a test failed."""
    file, begun = tree / guard.file, time.monotonic()
    whole = file.read_text()
    if whole.count(guard.text) != 1:
        print(f"GONE      {guard.name}: its text is not in {guard.file} once.")  # noqa: T201
        return False
    file.write_text(whole.replace(guard.text, guard.without))
    try:
        failed = _run(tree, data, list(guard.tests))
    finally:
        file.write_text(whole)
    word = "noticed " if failed == 1 else "SURVIVED" if failed == 0 else f"BROKE {failed}"
    seconds = time.monotonic() - begun
    print(f"{word}  {guard.name} ({guard.file}, {seconds:.0f} s)", flush=True)  # noqa: T201
    return failed == 1


def _run(
    tree: Path, data: Path, tests: list[str], patience: int = PATIENCE, *, shown: bool = False
) -> int:
    """Run tests up to the first failure; return pytest's exit code, 124 if it ran out of time."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "DATA_DIR": str(data)}
    try:
        return subprocess.run(
            command,
            cwd=tree,
            env=environment,
            stdout=None if shown else subprocess.DEVNULL,
            stderr=None if shown else subprocess.DEVNULL,
            timeout=patience,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return 124


if __name__ == "__main__":
    sys.exit(main())
