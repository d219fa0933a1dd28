"""The files of a data folder's PostgreSQL server: their paths and their creation."""

import os
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from config.local.embedded.programs import PORT, SETTINGS
from config.local.embedded.server_user import EmbeddedPostgresError, ServerUser

LOG_LIMIT = 10_000_000  # bytes; a longer log is rotated at the next start
# The lowest limit of any system (107 bytes on Linux, 103 on macOS) minus the file's name.
SOCKET_PATH_LIMIT = 103 - len(f"/.s.PGSQL.{PORT}")


@dataclass(frozen=True)
class Files:
    """The files of a data folder. `data_dir` is resolved."""

    data_dir: Path

    @property
    def pgdata(self) -> Path:
        """The folder of PostgreSQL's files."""
        return self.data_dir / "postgres"

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self.data_dir / "postgres.log"

    @property
    def socket_dir(self) -> Path:
        """The socket's folder: that of the cluster, or one in /tmp if its path cannot be used."""
        path = str(self.pgdata)
        # A comma separates hosts in libpq; quotes and backslashes would need escaping.
        if len(os.fsencode(path)) <= SOCKET_PATH_LIMIT and not set(path) & set(",'\"\\\n"):
            return self.pgdata
        name = sha256(os.fsencode(path)).hexdigest()[:16]
        # Not tempfile.gettempdir(): every process must find it, whatever its TMPDIR. See
        # make_socket_folder for protection against a folder of another user.
        return Path("/") / "tmp" / f"shiftbook-{name}"

    def make_folder(self) -> None:
        """Create the data folder, readable only by us (the server may traverse that of root)."""
        try:
            if not self.data_dir.is_dir():
                self.data_dir.mkdir(parents=True, exist_ok=True)
                self.data_dir.chmod(0o711 if os.geteuid() == 0 else 0o700)
        except OSError as error:
            raise EmbeddedPostgresError(
                f"The data folder {self.data_dir} cannot be created: {error.strerror}. "
                "Correct that, or choose another DATA_DIR."
            ) from error

    def log_tail(self) -> str:
        """Return the end of the server's log with a heading, or an empty string."""
        try:
            lines = self.log.read_text(errors="replace").splitlines()[-15:]
        except OSError:
            return ""
        return "\n".join(["", f"The end of {self.log}:", *lines]) if lines else ""

    def open(self, name: str, user: ServerUser, flags: int = 0) -> int:
        """Open a file in the data folder; create it if it is missing, and follow no symlink."""
        path = self.data_dir / name
        flags |= os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(path, flags, 0o600)
        if user.borrowed:
            os.fchown(descriptor, user.uid, user.gid)
        return descriptor

    def open_log(self, user: ServerUser) -> None:
        """Create the server's log if it is missing; rotate a long one."""
        with suppress(FileNotFoundError):
            if self.log.stat().st_size > LOG_LIMIT:
                self.log.replace(self.log.with_suffix(".log.1"))
        os.close(self.open(self.log.name, user))

    def write_settings(self, user: ServerUser) -> None:
        """Write postgresql.conf atomically."""
        draft = self.open("postgres/postgresql.conf.new", user, os.O_TRUNC)
        with os.fdopen(draft, "w") as file:
            file.write(SETTINGS.format(port=PORT, socket_dir=self.socket_dir))
        (self.pgdata / "postgresql.conf.new").replace(self.pgdata / "postgresql.conf")

    def make_socket_folder(self, user: ServerUser) -> None:
        """Create the socket's folder if it is outside the cluster; accept only our own."""
        folder = self.socket_dir
        if folder == self.pgdata:
            return
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            user.take_ownership(folder)
        status = folder.lstat()
        if not folder.is_dir() or folder.is_symlink() or status.st_uid != user.uid:
            raise EmbeddedPostgresError(
                f"The database's socket belongs in {folder}, which another user has created. "
                "Remove it, or choose a DATA_DIR with a shorter path."
            )
        folder.chmod(0o700)
