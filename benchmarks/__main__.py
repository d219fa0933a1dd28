"""`make bench`: run the benchmarks on a PostgreSQL server of their own, deleted afterwards.

Thus ten thousand companies leave nothing behind, and no other load on the server is measured.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def apart(module: str, *arguments: str) -> int:
    """Run a module with an empty data folder, deleted afterwards; return its exit code."""
    folder = (ROOT / os.environ.get("DATA_DIR", ".data") / "bench").resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    databases = {"DATABASE_URL", "OWNER_DATABASE_URL", "ADMIN_DATABASE_URL", "DATABASE_POOL"}
    environment = {key: value for key, value in os.environ.items() if key not in databases}
    # Ctrl-C also reaches the child, which stops cleanly. SIG_IGN would be inherited by it.
    signal.signal(signal.SIGINT, lambda *_: None)
    try:
        return subprocess.run(  # noqa: S603 - our own command, no shell
            [sys.executable, "-m", module, *arguments],
            env={**environment, "DATA_DIR": str(folder)},
            check=False,
        ).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run the benchmarks; return the exit code."""
    return apart("benchmarks.run", *sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
