"""Saves the recordings of a new tenant's tables for other processes to replay.

Replayed SQL runs as the owner. Therefore only the owner login can access the table, each row is
signed with SECRET_KEY, and its key is a fingerprint of everything that the recordings depend on.
"""

import hashlib
import json
import logging
import platform
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import django
import psycopg
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from tenants.context import public_context
from tenants.history import History, name_of
from tenants.models import PreparedTables
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.recording import Recording

logger = logging.getLogger("tenants")
SALT = "tenants.prepared"
MAX_ROWS = 3  # one for each release that serves at the same time
SETTINGS = (
    "AUTH_USER_MODEL", "DATABASE_ROUTERS", "DEFAULT_AUTO_FIELD", "DEFAULT_INDEX_TABLESPACE",
    "DEFAULT_TABLESPACE", "INSTALLED_APPS", "LANGUAGE_CODE", "MIGRATION_MODULES", "SHARED_APPS",
    "TENANT_APPS", "TIME_ZONE", "USE_I18N", "USE_TZ",
)  # fmt: skip
IMPORT = re.compile(rb"^[ \t]*(?:from|import)[ \t]+(\w+)", re.MULTILINE)
# Packages that the fingerprint covers by version.
VERSIONED = sys.stdlib_module_names | {"django", "psycopg"}

# One for the creation of django_migrations and one for each migration, in order; None for a
# migration that cannot be replayed.
Recordings = Sequence[Recording | None]


def fingerprint(history: History, sources: str | None = None) -> str:
    """Return a digest of everything a new tenant's tables depend on; "" if it cannot be computed.

    It covers the source of the migrations, their apps and their imports (`sources`, as
    `source_digest` returns it), the settings that Django reads when it migrates, and the versions
    of Python, Django, psycopg and the server.
    """
    if sources is None:
        sources = source_digest(history)
    if not sources:
        return ""
    dependencies = [
        [name_of(node) for node in history.nodes],
        sources,
        [(name, repr(getattr(settings, name))) for name in SETTINGS],
        [platform.python_version(), django.__version__, psycopg.__version__, psycopg.pq.version()],
        connections[OWNER_ALIAS].pg_version,  # type: ignore[attr-defined]
    ]
    return salted_hmac(SALT, json.dumps(dependencies), algorithm="sha256").hexdigest()


def source_digest(history: History) -> str:
    """Return a digest of the files that the migrations depend on; "" if one is not known."""
    files = _source_files(history)
    if files is None:
        return ""
    digests = [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files]
    return hashlib.sha256(json.dumps(digests).encode()).hexdigest()


def _source_files(history: History) -> list[Path] | None:
    """Return the files the migrations depend on; None if a migration's file is not known."""
    paths = [_file_of(history, node) for node in (*history.nodes, *sorted(history.shared))]
    files = {path for path in paths if path}
    if len(files) < len(paths):
        return None
    configs = [apps.get_app_config(label) for label in {label for label, _ in history.nodes}]
    folders = {Path(config.path) for config in configs if _package(config.name) not in VERSIONED}
    folders.add(Path(__file__).parent)
    folders.update(_imported_folders(files))
    return sorted(files.union(*(folder.rglob("*.py") for folder in folders)))


def _package(name: str) -> str:
    return name.partition(".")[0]


def _file_of(history: History, node: tuple[str, str]) -> Path | None:
    module = sys.modules.get(type(history.graph.nodes[node]).__module__)
    path = Path(getattr(module, "__file__", None) or "")
    return path if path.name == f"{node[1]}.py" and path.is_file() else None


def _imported_folders(files: Iterable[Path]) -> Iterator[Path]:
    """Yield the folders of the packages that these files import."""
    names = {name.decode() for path in files for name in IMPORT.findall(path.read_bytes())}
    for name in sorted(names - VERSIONED):
        yield from (Path(folder) for folder in getattr(sys.modules.get(name), "__path__", ()))


def load(key: str) -> Recordings | None:
    """Return the recordings saved with this fingerprint; None if there are no valid ones."""
    row = _read(key) if key else None
    if row is None:
        return None
    text, signature = row
    if not constant_time_compare(signature, _sign(key, text)):
        logger.warning("The prepared tables have been changed. They are recorded again.")
        return None
    return [_decode(value) for value in json.loads(text)]


def _read(key: str) -> tuple[str, str] | None:
    """Read a row from within any schema. An error here must not stop a tenant's creation."""
    query = "SELECT recordings, signature FROM public.tenants_preparedtables WHERE fingerprint = %s"
    try:
        with transaction.atomic(using=OWNER_ALIAS), connections[OWNER_ALIAS].cursor() as cursor:
            cursor.execute(query, [key])
            row: tuple[str, str] | None = cursor.fetchone()
    except DatabaseError as error:
        logger.warning("The prepared tables cannot be read. They are recorded again: %s", error)
        return None
    return row


def save(key: str, recordings: Recordings) -> None:
    """Save recordings with this fingerprint, and delete those of old releases."""
    if not key:
        return
    text = json.dumps([_encode(recording) for recording in recordings], separators=(",", ":"))
    rows = PreparedTables.objects.using(OWNER_ALIAS)
    values = {"recordings": text, "signature": _sign(key, text)}
    with public_context(), transaction.atomic(using=OWNER_ALIAS):
        rows.update_or_create(fingerprint=key, defaults=values)
        newest = rows.order_by("-made_at").values_list("pk", flat=True)[:MAX_ROWS]
        rows.exclude(pk__in=list(newest)).delete()


def _sign(key: str, text: str) -> str:
    return salted_hmac(SALT, f"{key}:{text}", algorithm="sha256").hexdigest()


def _encode(recording: Recording | None) -> Any:
    if recording is None:
        return None
    results = [
        [[cell.decode("latin-1") for cell in row] for row in rows] for rows in recording.results
    ]
    return [recording.statements, results]


def _decode(value: Any) -> Recording | None:
    if value is None:
        return None
    statements, results = value
    decoded = (
        tuple(tuple(cell.encode("latin-1") for cell in row) for row in rows) for rows in results
    )
    return Recording(tuple(statements), tuple(decoded))
