"""The embedded server, with a cluster separate from the one of the other tests."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.local import embedded
from config.local.embedded import EmbeddedPostgresError
from config.local.embedded.cluster import Cluster
from config.local.embedded.server_user import ServerUser
from tests.serving import ROOT
from tests.waiting import PATIENCE, wait_until

USER = """
import sys
from pathlib import Path
from config.local import embedded
embedded.ensure_running(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
"""


class User:
    """Another process that uses the server until `leave` is called."""

    def __init__(self, data_dir: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(data_dir)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait(self) -> "User":
        assert self.process.stdout
        assert self.process.stdout.readline() == "ready\n"
        return self

    def leave(self) -> str:
        """Let the process exit normally, and return its standard error."""
        return self.process.communicate("\n", timeout=PATIENCE)[1]

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    """Create a cluster for this module, from two processes at once."""
    with tempfile.TemporaryDirectory(prefix="shiftbook-embedded-") as folder:
        data = Path(folder, "data")
        both = [User(data), User(data)]
        for user in both:
            user.wait()
        for user in both:
            user.leave()
        yield data
        Cluster(data).stop()


@pytest.fixture
def user(data_dir: Path) -> Iterator[User]:
    """Keep the server running for one test."""
    user = User(data_dir).wait()
    yield user
    if user.process.poll() is None:
        user.leave()


def connect(data_dir: Path, login: str) -> psycopg.Connection:
    database = embedded.database(data_dir, login)
    return psycopg.connect(
        host=database["HOST"],
        port=database["PORT"],
        user=database["USER"],
        dbname=database["NAME"],
    )


def ask(data_dir: Path, query: str, login: str = "shiftbook_owner") -> list[object]:
    with connect(data_dir, login) as connection:
        return [row[0] for row in connection.execute(query.encode())]


def test_a_login_is_described_without_starting_the_server(tmp_path: Path) -> None:
    database = embedded.database(tmp_path, "shiftbook_app")

    assert database["NAME"] == "shiftbook"
    assert database["USER"] == "shiftbook_app"
    assert database["PORT"] == "5432"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["x" * 120, "a,b", "o'clock", 'the "data"', "back\\slash"])
def test_unusable_socket_path_is_replaced(tmp_path: Path, name: str) -> None:
    ours, another = Cluster(tmp_path / name), Cluster(tmp_path / f"{name}2")

    assert ours.socket_dir.parent == Path("/tmp")
    assert len(str(ours.socket_dir)) < 60
    assert ours.socket_dir == Cluster(tmp_path / name).socket_dir
    assert ours.socket_dir != another.socket_dir


def test_parallel_first_users_create_one_server(data_dir: Path, user: User) -> None:
    assert ask(data_dir, "SELECT current_setting('server_version_num')::int / 10000") == [18]


def test_logins_have_only_their_rights(data_dir: Path, user: User) -> None:
    rights = ask(
        data_dir,
        """SELECT concat_ws(' ', rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb,
                            rolreplication, rolbypassrls)
           FROM pg_roles WHERE rolname LIKE 'shiftbook%' ORDER BY rolname""",
    )

    assert rights == ["shiftbook_app f f f f f f", "shiftbook_owner f t t t f f"]
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'shiftbook'"
    assert ask(data_dir, owner) == ["shiftbook_owner"]


def test_extension_is_in_public(data_dir: Path, user: User) -> None:
    query = "SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'btree_gist'"

    assert ask(data_dir, query) == ["public"]


def test_server_uses_only_its_socket_utc_and_durable_commits(data_dir: Path, user: User) -> None:
    expected = {
        "listen_addresses": "",
        "TimeZone": "UTC",
        "server_encoding": "UTF8",
        "max_connections": "200",
        "max_locks_per_transaction": "1024",
        "client_connection_check_interval": "500ms",
        "fsync": "on",
        "synchronous_commit": "on",
    }
    names = ", ".join(f"'{name}'" for name in expected)

    settings = ask(
        data_dir,
        "SELECT name || '=' || current_setting(name) FROM pg_settings "
        f"WHERE name IN ({names}) ORDER BY 1",
    )

    assert settings == sorted(f"{name}={value}" for name, value in expected.items())


def test_only_its_owner_can_enter_the_cluster(data_dir: Path) -> None:
    assert stat.S_IMODE((data_dir / "postgres").stat().st_mode) == 0o700
    assert stat.S_IMODE(data_dir.stat().st_mode) & 0o066 == 0


def test_last_user_stops_the_server(data_dir: Path) -> None:
    first, second = User(data_dir).wait(), User(data_dir).wait()

    first.leave()
    assert Cluster(data_dir).state() == "running"
    second.leave()
    assert Cluster(data_dir).state() == "stopped"


def test_server_of_killed_users_is_reused_and_stopped(data_dir: Path) -> None:
    User(data_dir).wait().kill()
    assert Cluster(data_dir).state() == "running"

    User(data_dir).wait().leave()

    assert Cluster(data_dir).state() == "stopped"


def test_data_survives_a_killed_server(data_dir: Path, user: User) -> None:
    with connect(data_dir, "shiftbook_owner") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS things (id int)")
        connection.execute("INSERT INTO things VALUES (1)")
    os.kill(int((data_dir / "postgres/postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    wait_until(lambda: Cluster(data_dir).state() == "crashed")

    User(data_dir).wait().leave()

    assert Cluster(data_dir).state() == "running"
    assert 1 in ask(data_dir, "SELECT id FROM things")


def test_pid_of_a_dead_server_may_belong_to_another_program(data_dir: Path) -> None:
    pid_file = data_dir / "postgres/postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{data_dir}/postgres\n1\n5432\n\n\n\nready\n")
    assert Cluster(data_dir).state() == "crashed"

    User(data_dir).wait().leave()

    assert Cluster(data_dir).state() == "stopped"


def test_server_that_cannot_start_shows_the_end_of_its_log(data_dir: Path) -> None:
    settings_file = data_dir / "postgres/postgresql.auto.conf"
    old_settings = settings_file.read_text()
    settings_file.write_text("no_such_setting = 1\n")
    try:
        error_output = User(data_dir).leave()
    finally:
        settings_file.write_text(old_settings)

    assert "PostgreSQL does not start in" in error_output
    assert 'unrecognized configuration parameter "no_such_setting"' in error_output


def test_cluster_of_another_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir(mode=0o700)
    (tmp_path / "postgres/PG_VERSION").write_text("17\n")

    with pytest.raises(EmbeddedPostgresError, match=r"created by PostgreSQL 17, this is 18\. Move"):
        Cluster(tmp_path).initialise(ServerUser(os.getuid(), os.getgid(), borrowed=False))


def test_cluster_of_another_user_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)

    with pytest.raises(EmbeddedPostgresError, match=r"belongs to .* choose another DATA_DIR"):
        ServerUser.for_data(tmp_path)


def test_only_closed_parent_folders_are_opened_and_only_for_traversal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    closed, inner = tmp_path / "closed", tmp_path / "closed/inner"
    inner.mkdir(parents=True)
    closed.chmod(0o700)
    inner.chmod(0o755)
    existing_folders = {folder for folder in [*tmp_path.parents, tmp_path] if folder.exists()}
    monkeypatch.setattr(
        ServerUser,
        "may",
        lambda self, test, path: path in existing_folders or _passable(path, closed),
    )

    ServerUser(os.getuid(), os.getgid(), borrowed=True).allow_traversal(inner)

    assert stat.S_IMODE(closed.stat().st_mode) == 0o701
    assert stat.S_IMODE(inner.stat().st_mode) == 0o755
    assert f"traverse {closed} (chmod o+x)" in capsys.readouterr().err


def _passable(path: Path, *above: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in [*above, path])


def test_secret_key_is_created_once_and_readable_only_by_us(tmp_path: Path) -> None:
    key = embedded.secret_key(tmp_path / "new")

    assert len(key) >= 50
    assert embedded.secret_key(tmp_path / "new") == key
    assert stat.S_IMODE((tmp_path / "new/secret_key").stat().st_mode) == 0o600
    assert embedded.secret_key(tmp_path / "other") != key


def test_damaged_secret_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("short")

    with pytest.raises(EmbeddedPostgresError, match="is damaged"):
        embedded.secret_key(tmp_path)
