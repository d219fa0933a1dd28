"""What systemd does for deploy/systemd: a socket that stays open, and a service that restarts.

`python -m tests.deploy.activation FD FOLDER` ends the gunicorn of the folder, if there is one, and
starts another one on the socket FD. It returns when that one says that it is ready.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUNICORN = f"exec {sys.executable} -m gunicorn -c config/gunicorn.py config.wsgi"


def restart(listening: int, folder: Path) -> None:
    """End the one before, if any, and start another one."""
    if listening != 3:
        os.dup2(listening, 3)  # before anything else is opened there
    pid_file = folder / "pid"
    if pid_file.exists():
        end(int(pid_file.read_text()))
    notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    address = str(folder / "notify")
    Path(address).unlink(missing_ok=True)
    notices.bind(address)
    notices.settimeout(120)
    with (folder / "log").open("a") as log:
        process = subprocess.Popen(
            ["/bin/sh", "-c", f"LISTEN_PID=$$ {GUNICORN}"],
            cwd=ROOT,
            env={**os.environ, "LISTEN_FDS": "1", "NOTIFY_SOCKET": address},
            pass_fds=[3],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    pid_file.write_text(str(process.pid))
    while b"READY=1" not in notices.recv(1000):
        pass
    notices.close()


def end(pid: int) -> None:
    """Stop a gunicorn, and wait until it is gone."""
    os.kill(pid, signal.SIGTERM)
    while is_running(pid):
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Tell whether the process is there, and no zombie of whoever started it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


if __name__ == "__main__":
    restart(int(sys.argv[1]), Path(sys.argv[2]))
