"""The files of one data folder's PostgreSQL server: where they stand, and how they are made."""

import os
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from config.local.embedded.programs import PORT, SETTINGS
from config.local.embedded.server_user import EmbeddedPostgresError, ServerUser

LOG_LIMIT = 10_000_000  # bytes; a longer log is put aside at the next start
# The shortest limit among systems (107 bytes on Linux, 103 on macOS), less the file's name.
SOCKET_PATH_LIMIT = 103 - len(f"/.s.PGSQL.{PORT}")


@dataclass(frozen=True)
class Files:
    """One data folder. `data_dir` is resolved."""

    data_dir: Path

    @property
    def pgdata(self) -> Path:
        """Where PostgreSQL keeps its files."""
        return self.data_dir / "postgres"

    @property
    def log(self) -> Path:
        """Where the server writes its log."""
        return self.data_dir / "postgres.log"

    @property
    def socket_dir(self) -> Path:
        """The socket's folder: the cluster's own, or one in /tmp where its path cannot serve."""
        path = str(self.pgdata)
        # A comma separates hosts for libpq; quotes and backslashes end the server's setting.
        if len(os.fsencode(path)) <= SOCKET_PATH_LIMIT and not set(path) & set(",'\"\\\n"):
            return self.pgdata
        name = sha256(os.fsencode(path)).hexdigest()[:16]
        # Not tempfile.gettempdir(): every process must find it, whatever its TMPDIR. No other
        # user can slip in a folder of theirs: see _make_socket_folder.
        return Path("/") / "tmp" / f"shiftbook-{name}"

    def make_folder(self) -> None:
        """Make the data folder, for our eyes only (root's can be passed through by the server)."""
        try:
            if not self.data_dir.is_dir():
                self.data_dir.mkdir(parents=True, exist_ok=True)
                self.data_dir.chmod(0o711 if os.geteuid() == 0 else 0o700)
        except OSError as error:
            raise EmbeddedPostgresError(
                f"The data folder {self.data_dir} cannot be made: {error.strerror}. "
                "Put that right, or choose another DATA_DIR."
            ) from error

    def log_tail(self) -> str:
        """Return the end of the server's log, introduced, or nothing."""
        try:
            lines = self.log.read_text(errors="replace").splitlines()[-15:]
        except OSError:
            return ""
        return "\n".join(["", f"The end of {self.log}:", *lines]) if lines else ""

    def open(self, name: str, user: ServerUser, flags: int = 0) -> int:
        """Open a file of the server's in the data folder, made if missing, never through a link."""
        path = self.data_dir / name
        opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | flags, 0o600)
        if user.borrowed:
            os.fchown(opened, user.uid, user.gid)
        return opened

    def open_log(self, user: ServerUser) -> None:
        """Make the server's log if it is missing; put a long one aside."""
        with suppress(FileNotFoundError):
            if self.log.stat().st_size > LOG_LIMIT:
                self.log.replace(self.log.with_suffix(".log.1"))
        os.close(self.open(self.log.name, user))

    def write_settings(self, user: ServerUser) -> None:
        """Write postgresql.conf, whole or not at all."""
        draft = self.open("postgres/postgresql.conf.new", user, os.O_TRUNC)
        with os.fdopen(draft, "w") as file:
            file.write(SETTINGS.format(port=PORT, socket_dir=self.socket_dir))
        (self.pgdata / "postgresql.conf.new").replace(self.pgdata / "postgresql.conf")

    def make_socket_folder(self, user: ServerUser) -> None:
        """Make the socket's folder outside the cluster, and trust none but our own."""
        folder = self.socket_dir
        if folder == self.pgdata:
            return
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            user.take(folder)
        found = folder.lstat()
        if not folder.is_dir() or folder.is_symlink() or found.st_uid != user.uid:
            raise EmbeddedPostgresError(
                f"The database's socket belongs in {folder}, which somebody else has made. "
                "Remove it, or choose a DATA_DIR with a shorter path."
            )
        folder.chmod(0o700)
