"""gunicorn's configuration: python -m gunicorn -c config/gunicorn.py config.wsgi."""

import os
import signal
import threading
import time
from typing import Any

from config.observability import slots


def _number(name: str, default: int) -> int:
    """Read a positive whole number from the environment."""
    raw = os.environ.get(name, "").strip() or str(default)
    if not (raw.isascii() and raw.isdigit() and int(raw) > 0):
        raise SystemExit(f'{name} is "{raw}". Write a whole number from 1, such as {default}.')
    return int(raw)


# Addresses: BIND takes several, separated by commas. The default is right behind a proxy.
bind = (os.environ.get("BIND") or f"127.0.0.1:{_number('PORT', 8000)}").split(",")
# Only Django trusts X-Forwarded-*: it knows how many proxies there are (TRUSTED_PROXIES). gunicorn
# trusts everybody on a Unix socket, and answers a SCRIPT_NAME that does not fit with 500.
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}
control_socket_disable = True

# Capacity: requests mostly wait for the database, so each worker serves several in threads.
workers = _number("WEB_CONCURRENCY", 2)
# gunicorn's "gthread", in which slow clients hold no thread.
worker_class = "config.http.worker.Worker"
worker_connections = 256  # of each worker; with its files it stays below 1024 descriptors
preload_app = True  # workers start quickly and share memory
threads = _number("WEB_THREADS", 4)
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
timeout = 30
graceful_timeout = _number("GRACEFUL_TIMEOUT", 2)
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190

# Logs: config/http/logs.py logs the requests, with tenant, duration and id. This class removes
# what gunicorn quotes from requests.
logger_class = "config.http.server_log.ServerLogger"
accesslog = None
errorlog = "-"
loglevel = os.environ.get("GUNICORN_LOG_LEVEL") or "info"
proc_name = "shiftbook"


# Figures of all workers for /metrics. Before the application is loaded, which defines the metrics.
slots.open_folder()


def pre_fork(server: Any, worker: Any) -> None:
    """Give the worker the place of one that has ended, where it goes on counting."""
    slots.assign(worker, server.WORKERS.values())


def post_fork(server: object, worker: object) -> None:
    """Let the worker count in its own place."""
    slots.enter(worker)


def child_exit(server: object, worker: object) -> None:
    """Forget what a worker that has ended was doing."""
    slots.leave(worker)


def on_exit(server: object) -> None:
    """Remove the figures when the master stops."""
    slots.remove_folder()


def post_worker_init(worker: object) -> None:
    """Reduce the time that a stopping worker waits for its clients from 2 s to half a second.

    gunicorn has no setting for it, and a worker must stop within a second.
    """
    from gunicorn.workers import gthread

    gthread.STOP_KEEPALIVE_LINGER = 0.5


def when_ready(server: object) -> None:
    """Stop with `make demo`: after a kill -9 of the demo, gunicorn would keep its port."""
    if os.environ.get("STOP_WITH_PARENT"):
        threading.Thread(target=_stop_with_parent, args=[os.getppid()], daemon=True).start()


def _stop_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
