"""`make bench`: a PostgreSQL server of its own for the run, gone afterwards with all that is in it.

So that no trace of ten thousand companies is left anywhere, and no other work is measured.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run the measuring process on an empty data folder; return its exit code."""
    folder = (ROOT / os.environ.get("DATA_DIR", ".data") / "bench").resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    databases = {"DATABASE_URL", "OWNER_DATABASE_URL", "ADMIN_DATABASE_URL", "DATABASE_POOL"}
    kept = {key: value for key, value in os.environ.items() if key not in databases}
    # Ctrl-C reaches the child as well, which ends in good order; an ignored one it would inherit.
    signal.signal(signal.SIGINT, lambda *_: None)
    try:
        return subprocess.run(  # noqa: S603 - our own command, no shell
            [sys.executable, "-m", "benchmarks.run", *sys.argv[1:]],
            env={**kept, "DATA_DIR": str(folder)},
            check=False,
        ).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
